// The prelude's text is kept in the repository, because runs are bound to it: it must be the one that its sources give.
import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { expect, it } from "vitest";

const ROOT = new URL("../../../", import.meta.url);

it("the kept prelude is current: else run scripts/generate-prelude.mjs and commit what it writes", () => {
  const kept = readFileSync(new URL("src/workflows/engine/prelude.generated.ts", ROOT), "utf8");
  const printed = execFileSync(process.execPath, ["scripts/generate-prelude.mjs", "--print"], {
    cwd: ROOT,
    encoding: "utf8",
  });
  expect(kept === printed).toBe(true);
});
