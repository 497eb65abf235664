// A store whose attempt dies in the middle: the last append is in the file, and nothing of the attempt happens after it.
import type { TranscriptEvent } from "../../src/agent/transcript/entry.ts";
import type { TranscriptStore } from "../../src/agent/transcript/store.ts";

export type DyingStore = TranscriptStore & {
  /** Appends that came to their end. */
  readonly appends: () => number;
};

/** `isLast` is asked after each append, which is the n-th. */
export function makeDyingStore(
  store: TranscriptStore,
  isLast: (events: readonly TranscriptEvent[], n: number) => boolean,
): DyingStore {
  let appends = 0;
  let dead = false;
  const requireAlive = (): void => {
    if (dead) throw new Error("dead");
  };
  return {
    ...store,
    appends: () => appends,
    async begin(agent, name) {
      const { transcript, ...begun } = await store.begin(agent, name);
      const append: typeof transcript.append = async (...events) => {
        requireAlive();
        await transcript.append(...events);
        appends += 1;
        dead ||= isLast(events, appends);
        requireAlive();
      };
      return { ...begun, transcript: { ...transcript, append } };
    },
  };
}
