// docs-sync on a real repository; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("docs-sync");
});
afterAll(() => stage.end());

const PROJECT = {
  "lib/config.js": `exports.config = { port: 8080 };
exports.retries = 2;
exports.round = (sum) => Math.floor(sum);
`,
  "README.md": `# Shop

- The port is 3000.
- Prices: round() rounds to whole numbers.
- There are three retries.
- The settings are in config.
- The weather is good.
- This one is forgotten.
`,
  "docs/guide.md": "# Guide\n\n- The port is 8080.\n",
  "docs/silent.md": "- nothing\n",
};

test(
  "documents are corrected where both readers agree, bugs of the code are reported, the rest is named",
  { timeout: 120_000 },
  async () => {
    const repository = await stage.newRepository(PROJECT);
    const args = { check: "test -f README.md" };
    const run = await stage.start("docs-sync", { workspace: repository.folder, args });
    const { value, census: agents } = await returned(run, "degraded");
    expect(value).toMatchObject({
      summary: "9 claims in 2 documents: 1 wrong (1 corrected), 1 look like bugs of the code, 2 true, 3 open",
      oracle: expect.stringContaining("corrections also pass: test -f README.md") as string,
      wrong: [
        {
          document: "README.md",
          line: "- The port is 3000.",
          correction: ["The port is 8080.", "The port is 8080."],
        },
      ],
      bugs: [{ document: "README.md", claim: "Prices: round() rounds to whole numbers." }],
      corrections: [{ document: "README.md", claims: ["The port is 3000."], tries: 2, verified: "an agent" }],
      census: {
        documents: 3,
        notRead: 1,
        claims: 9,
        notInTheDocument: 2,
        beyondMax: 0,
        unanswered: 1,
        true: 2,
        unclear: 1,
        undecided: 1,
        documentWrong: 1,
        codeWrong: 1,
        corrected: 1,
        notCorrected: 0,
      },
      notes: ["nobody read docs/silent.md: no answer"],
    });
    const { dropped } = value as { dropped: { claim: string; why: string }[] };
    expect(Object.fromEntries(dropped.map(({ claim, why }) => [claim, why]))).toMatchObject({
      "it is written": "the quoted line is not in the document",
      "The weather is good.": "unclear: nothing decides it",
      "This one is forgotten.": "nobody answered whether it is true",
      "There are three retries.": expect.stringContaining("another did not") as string,
    });
    // Three readers, two checkers, three second looks, two corrections with a verifier each.
    expect(agents.asked).toBe(3 + 2 + 3 + 4);
    expect(await repository.read("README.md")).toBe(PROJECT["README.md"].replace("3000", "8080"));
    expect(await repository.read("lib/config.js")).toBe(PROJECT["lib/config.js"]);
    expect(repository.git("status", "--porcelain")).toBe("");
  },
);

test("mode report changes nothing, and what is beyond the limits is said", async () => {
  const repository = await stage.newRepository(PROJECT);
  const args = { mode: "report", docs: ["README.md", "docs"], maxDocs: 1, maxClaims: 2 };
  const run = await stage.start("docs-sync", { workspace: repository.folder, args });
  const { value } = await returned(run, "completed");
  expect(value).toMatchObject({
    census: {
      documents: 1,
      claims: 7,
      notInTheDocument: 1,
      beyondMax: 4,
      documentWrong: 1,
      codeWrong: 1,
      corrected: 0,
    },
    corrections: [],
    notes: [
      "not read, beyond maxDocs: docs/guide.md, docs/silent.md",
      "4 claims of README.md are beyond maxClaims and were not checked",
    ],
  });
  expect(repository.git("rev-list", "--count", "HEAD")).toBe("1");
});
