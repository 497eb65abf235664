// workflow(nameOrRef, args?): runs a saved script and returns its value (W07).
import type { Json } from "../../protocol/json.ts";
import type { Channel } from "./channel.ts";
import { copyOf } from "./copy.ts";

type Ref = { name: string } | { scriptPath: string };

export function makeNested(channel: Channel, frame: number) {
  return async function workflow(nameOrRef: unknown, args?: unknown): Promise<Json> {
    const ref = toRef(nameOrRef);
    const copy = copyOf(args, "workflow(): args");
    return channel.ask({ t: "workflow", frame, ref, ...(copy === undefined ? {} : { args: copy }) });
  };
}

function toRef(nameOrRef: unknown): Ref {
  if (typeof nameOrRef === "string" && nameOrRef !== "") return { name: nameOrRef };
  if (typeof nameOrRef === "object" && nameOrRef !== null) {
    const { scriptPath, name } = nameOrRef as { scriptPath?: unknown; name?: unknown };
    if (typeof scriptPath === "string" && scriptPath !== "") return { scriptPath };
    if (typeof name === "string" && name !== "") return { name };
  }
  throw new TypeError(
    'workflow() takes the name of a saved script or { scriptPath: "path/in/workspace.js" }',
  );
}
