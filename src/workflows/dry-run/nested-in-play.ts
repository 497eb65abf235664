// The scripts that a play calls by workflow(): played along where they were found, else they return nothing.
import type { PrepareScriptTask } from "../../protocol/activities.ts";
import type { UnseenScript } from "../../protocol/dry-run.ts";
import { readArgs } from "../../protocol/read-args.ts";
import type { ScriptRef } from "../../protocol/run-input.ts";
import type { NestedScript, NestedText, PreparedScript } from "../../protocol/script.ts";

export class NestedInPlay {
  readonly #found: readonly NestedScript[];
  readonly #played = new Set<string>();
  readonly #unseen = new Map<string, UnseenScript>();

  constructor(found: readonly NestedScript[]) {
    this.#found = found;
  }

  played(): string[] {
    return [...this.#played];
  }

  unseen(): UnseenScript[] {
    return [...this.#unseen.values()];
  }

  prepare(task: PrepareScriptTask): PreparedScript {
    const { ref } = task;
    const name = nameOf(ref);
    const found = this.#found.find((one) => one.ref.kind === ref.kind && nameOf(one.ref) === name);
    if (found !== undefined && "script" in found) {
      this.#played.add(name);
      return toPrepared(found.script, task);
    }
    this.#unseen.set(name, { name, why: found?.missing ?? "its name is known only when it is called" });
    return toPrepared(NOTHING, task);
  }
}

function nameOf(ref: ScriptRef): string {
  switch (ref.kind) {
    case "name":
      return ref.name;
    case "path":
      return ref.path;
    case "text":
      return "";
  }
}

/** With the defaults of its args; whether they fit is found out when it is called. */
function toPrepared(script: NestedText, { engine, workspace, args }: PrepareScriptTask): PreparedScript {
  const { argsSchema } = script.meta;
  return {
    ...script,
    ...(argsSchema === undefined ? {} : { args: readArgs(argsSchema, args) }),
    workspace: workspace ?? "",
    engine,
    searchAttributes: [],
  };
}

/** Stands for a script that nobody has looked into: it returns `null`. */
const NOTHING: NestedText = {
  meta: { name: "nested", description: "not looked into", phases: [] },
  program: { head: "(function () { return async function script() {", blanked: [], tail: "\n}; })" },
  hash: "",
  warnings: [],
  text: "return null;",
  source: "dry run",
};
