import { expect, test } from "vitest";
import { fitArgs } from "../../src/activities/fit-args.ts";
import { TYPED_ARGS_MAX_BYTES } from "../../src/protocol/limits.ts";

const META: Parameters<typeof fitArgs>[0] = {
  name: "large",
  description: "has a default",
  phases: [],
  argsSchema: {
    type: "object",
    properties: { given: { type: "string" }, filled: { type: "string", default: "x".repeat(1_000) } },
  },
};

test("args are bounded with their defaults in them", () => {
  const bare = JSON.stringify({ given: "", filled: "x".repeat(1_000) }).length;
  const most = "x".repeat(TYPED_ARGS_MAX_BYTES - bare);
  expect(fitArgs(META, { args: { given: most } })).toEqual({
    args: { given: most, filled: "x".repeat(1_000) },
  });
  expect(() => fitArgs(META, { args: { given: `${most}x` } })).toThrow(
    `The args of large take ${TYPED_ARGS_MAX_BYTES + 1} bytes as JSON`,
  );
});
