// What people say to an agent while it is at work: asked for between its turns, and never waited for.
import type { AgentTask } from "../protocol/agent.ts";
import type { Mail } from "../protocol/mail.ts";
import { of } from "./past.ts";
import type { TranscriptEntry } from "./transcript/entry.ts";

/** Asks the run for what is in a box after that number. May reject: then the next turn asks again. */
export type AskForMail = (to: string, after: number) => Promise<readonly Mail[]>;

export type MailReader = {
  /** What is new, in words for the model, and the number of its last; `null` when there is nothing. */
  next(): Promise<{ readonly content: string; readonly mail: number } | null>;
  /** It is in the transcript: from now on it counts as read. */
  took(mail: number): void;
  /** Number of the last that was read; `undefined` when none was. */
  heard(): number | undefined;
};

/** What is in the transcript of the agent's attempts is not asked for again. */
export function makeMailReader(
  { listens }: AgentTask,
  ask: AskForMail,
  earlier: readonly TranscriptEntry[],
): MailReader {
  let heard = of("user", earlier).findLast(({ mail }) => mail !== undefined)?.mail;
  return {
    async next() {
      if (listens === undefined) return null;
      const mail = await ask(listens.to, heard ?? listens.after).catch((): readonly Mail[] => []);
      const last = mail.at(-1);
      return last === undefined ? null : { content: mail.map(toWords).join("\n\n"), mail: last.n };
    },
    took(mail) {
      heard = mail;
    },
    heard: () => heard,
  };
}

function toWords({ n, by, text }: Mail): string {
  return `[Message ${n}${by === null ? "" : ` from ${by}`}, said while you are at work]\n${text}`;
}
