// docs/errors.md is where a failed run sends people: every type must be there, with what to do.
import { describe, expect, test } from "vitest";
import { AGENT_FAILURES, RUN_FAILURE_TYPES } from "../../src/protocol/failures.ts";
import { readPage, sectionOf } from "./page.ts";

const PAGE = readPage("docs/errors.md");
const MET = RUN_FAILURE_TYPES.filter((type) => !["NothingToResume", "RunStillOpen"].includes(type));

describe("every failure type has a paragraph", () => {
  test.each(MET)("%s: why, and what to do", (type) => {
    expect(sectionOf(PAGE, `### ${type}`)).toMatch(/^\n?Why: .+What to do: .+/s);
  });

  test.each(Object.entries(AGENT_FAILURES))(
    "%s: what the call does (%s), why, what to do",
    (type, effect) => {
      const start = effect === "null" ? "Result: `null`." : "The call rejects.";
      const text = sectionOf(PAGE, `### ${type}`).trim();
      expect(text.slice(0, `${start} Why: `.length)).toBe(`${start} Why: `);
      expect(text).toMatch(/What to do: .+/s);
    },
  );
});

test("the page explains no type that does not exist", () => {
  const explained = [...PAGE.matchAll(/^### (.+)$/gm)].map(([, name]) => name);
  expect(explained).toEqual([...RUN_FAILURE_TYPES, ...Object.keys(AGENT_FAILURES)]);
});
