// The ambient group of one script (W01): the guest knows it, so that phase() is synchronous.
import { PHASE_TITLE_MAX_CHARS } from "../../protocol/limits.ts";
import type { Channel } from "./channel.ts";

export type Phases = { readonly phase: (title: unknown) => void; current(): string | null };

export function makePhases(channel: Channel): Phases {
  let ambient: string | null = null;
  return {
    phase(title) {
      if (typeof title !== "string" || title === "") {
        throw new TypeError(`phase() takes a title, a text that is not empty; got ${typeof title}`);
      }
      // It goes along with every later call and log line.
      ambient = title.slice(0, PHASE_TITLE_MAX_CHARS);
      channel.tell({ t: "phase", title: ambient });
    },
    current: () => ambient,
  };
}
