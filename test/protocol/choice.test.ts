import { expect, it } from "vitest";
import { systemNamedAlone, systemNamedIn } from "../../src/protocol/choice.ts";

it.each(["as goal", "No, as a team.", "no: do it as single instead", "run it as subagents, please!"])(
  "%j names another system and says nothing else",
  (words) => {
    expect(systemNamedAlone(words)).toBe(systemNamedIn(words));
    expect(systemNamedAlone(words)).not.toBeNull();
  },
);

it.each(["write the report as single file", "as goal of each agent say the module", "too wide", ""])(
  "%j is a word about a script",
  (words) => {
    expect(systemNamedAlone(words)).toBeNull();
  },
);
