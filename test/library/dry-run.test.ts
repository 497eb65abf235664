// Every script of the library is played without a model, once well and once badly: it must come to its end both times.
import { expect, test } from "vitest";
import { compileScript } from "../../src/script/compile-script.ts";
import { exampleArgs, readArgs } from "../../src/script/args.ts";
import { dryRunOf } from "../workflows/dry-run/dry-stage.ts";
import { libraryScripts, libraryText } from "./library-folder.ts";

test.each(libraryScripts())(
  "%s returns when all goes well, and when every agent is null and every check red",
  async (name) => {
    const compiled = compileScript(libraryText(name));
    const schema = compiled.ok ? compiled.script.meta.argsSchema : undefined;
    const args = schema === undefined ? undefined : readArgs(schema, exampleArgs(schema));
    const { well, badly } = await dryRunOf(libraryText(name), args === undefined ? {} : { args });
    expect([well, badly]).toMatchObject([
      { end: "returned", problem: null },
      { end: "returned", problem: null },
    ]);
  },
);
