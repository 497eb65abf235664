// What stands for a script while the run takes steps of its own, before it has one.
import type { PreparedScript } from "../protocol/script.ts";
import { scriptEngines } from "./engine/preload.ts";

type Native = Pick<PreparedScript, "workspace" | "searchAttributes"> & {
  readonly name: string;
  readonly description: string;
};

export function nativeScript({ name, description, workspace, searchAttributes }: Native): PreparedScript {
  return {
    meta: { name, description, phases: [] },
    program: { head: "", blanked: [], tail: "" },
    hash: "",
    warnings: [],
    text: "",
    source: "pawl",
    workspace,
    engine: scriptEngines.newest.id,
    searchAttributes,
  };
}
