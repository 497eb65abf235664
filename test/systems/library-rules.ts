// The rules by which the library's systems are played, without pauses for thought.
import { fileURLToPath } from "node:url";
import { loadRules } from "../../src/simulator/load-rules.ts";
import type { Rule } from "../../src/simulator/rules.ts";

export async function libraryRules(names: readonly string[]): Promise<Rule[]> {
  const files = names.map((name) =>
    fileURLToPath(new URL(`../../library/rules/${name}.mjs`, import.meta.url)),
  );
  return (await Promise.all(files.map(loadRules))).flat().map(({ reply, ...rule }) => ({
    ...rule,
    reply: (request) => {
      const said = typeof reply === "function" ? reply(request) : reply;
      return said === null ? null : { ...said, delayMs: 0 };
    },
  }));
}
