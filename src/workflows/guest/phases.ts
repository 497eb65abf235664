// The ambient group of one script (W01): the guest knows it, so that phase() is synchronous.
import type { Channel } from "./channel.ts";

export type Phases = { readonly phase: (title: unknown) => void; current(): string | null };

export function makePhases(channel: Channel): Phases {
  let ambient: string | null = null;
  return {
    phase(title) {
      if (typeof title !== "string" || title === "") {
        throw new TypeError(`phase() takes a title, a text that is not empty; got ${typeof title}`);
      }
      ambient = title;
      channel.tell({ t: "phase", title });
    },
    current: () => ambient,
  };
}
