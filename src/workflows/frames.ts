// The scripts of one run: frame 0 is the run's own, the others were started by workflow() (W07).
import type { Json } from "../protocol/json.ts";
import { programText, type PreparedScript } from "../protocol/script.ts";
import type { ScriptSource } from "./run-failure.ts";

export type Frame = {
  readonly number: number;
  readonly depth: number;
  /** The pending workflow() call that waits for it; `null` for the run's own script. */
  readonly callId: number | null;
};

export type FrameStart = { readonly frame: Frame; readonly program: string; readonly args: Json | undefined };

export type Frames = ReturnType<typeof makeFrames>;

export function makeFrames() {
  const frames = new Map<number, Frame>();
  const sources = new Map<number, ScriptSource>();
  return {
    /** For error messages: who wrote what. */
    sources: sources as ReadonlyMap<number, ScriptSource>,
    get(number: number): Frame {
      const frame = frames.get(number);
      if (frame === undefined) throw new RangeError(`no script runs as frame ${number}`);
      return frame;
    },
    add(
      script: PreparedScript,
      args: Json | undefined,
      parent: { frame: Frame; callId: number } | null,
    ): FrameStart {
      const frame: Frame = {
        number: sources.size,
        depth: parent === null ? 0 : parent.frame.depth + 1,
        callId: parent?.callId ?? null,
      };
      frames.set(frame.number, frame);
      const { loops = [] } = script.program;
      sources.set(frame.number, { name: script.meta.name, text: script.text, loops });
      return { frame, program: programText(script.text, script.program), args };
    },
    remove(number: number): void {
      frames.delete(number);
    },
  };
}
