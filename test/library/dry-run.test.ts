// Every script of the library is played without a model, well and badly: it must come to its end each time.
import { expect, test } from "vitest";
import { compileScript } from "../../src/script/compile-script.ts";
import { readArgs } from "../../src/protocol/read-args.ts";
import { exampleArgs } from "../../src/script/args.ts";
import { dryRunOf } from "../workflows/dry-run/dry-stage.ts";
import { libraryScripts, libraryText } from "./library-folder.ts";

/** Systems of one lead: without its word there is nothing to report, and they say that in place of a value. */
const MAY_COME_TO_NOTHING = ["subagents", "team"];

test.each(libraryScripts())(
  "%s comes to its end when all goes well, when checks stay red, and when every agent is null besides",
  async (name) => {
    const compiled = compileScript(libraryText(name));
    const schema = compiled.ok ? compiled.script.meta.argsSchema : undefined;
    const args = schema === undefined ? undefined : readArgs(schema, exampleArgs(schema));
    const { well, red, badly } = await dryRunOf(libraryText(name), args === undefined ? {} : { args });
    const said = expect.stringContaining("came to nothing") as string;
    const end = MAY_COME_TO_NOTHING.includes(name) ? ["threw", said] : ["returned", null];
    expect([well, badly].map((play) => [play.end, play.problem])).toEqual([["returned", null], end]);
    expect(red === null ? null : [red.end, red.problem]).toEqual(red === null ? null : ["returned", null]);
  },
);
