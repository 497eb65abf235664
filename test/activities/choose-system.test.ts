// What a task is said to take: by the model that the run will have.
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { makeChooseSystem } from "../../src/activities/choose-system.ts";
import { MODELS, toModelId } from "../../src/agent/model-table.ts";

const folder = mkdtempSync(join(tmpdir(), "pawl-choose-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const chooseSystem = makeChooseSystem({
  workspaces: [folder],
  searchAttributes: [],
  models: MODELS,
  defaultModel: "sonnet",
});

test.each([
  [null, "sonnet"],
  ["inherit", "sonnet"],
  ["haiku", "haiku"],
])("a run with the model %j is priced as %s", async (model, priced) => {
  const asked = { task: "What is this?", as: null, check: null };
  const chosen = await chooseSystem({ asked, workspace: null, model });
  if (chosen.kind !== "chosen") throw new Error("expected the rules to decide about a question");
  expect(chosen.choice.cost.basis).toContain(`list prices of ${toModelId(priced, MODELS)}`);
  expect(chosen.choice.cost.usd).toBeGreaterThan(0);
});
