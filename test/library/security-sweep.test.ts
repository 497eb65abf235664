// security-sweep on a real repository; only the model is played.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
beforeAll(async () => {
  stage = await setLibraryStage("security-sweep");
});
afterAll(() => stage.end());

const SERVER = {
  "server.js": `const query = new URL(process.argv[2], "http://x").searchParams;
const { exec } = require("node:child_process");
exec(\`echo \${query.get("name")}\`);
console.log(require("node:fs").readFileSync(query.get("file"), "utf8"));
exec(\`date\`);
`,
  "job.js": "console.log(1);\n",
};
const CLASSES = ["injection: shells", "paths: files", "output: pages", "secrets: keys", "races: twice"];

test("what refuters confirm stands by their rating; what is refuted, doubled or made up is named", async () => {
  const { folder, git } = await stage.newRepository(SERVER);
  const args = { classes: CLASSES, maxEntries: 1 };
  const run = await stage.start("security-sweep", { workspace: folder, args });
  const { value, census: agents } = await returned(run, "degraded");
  expect(value).toMatchObject({
    summary: "2 weaknesses stand (2 critical, 0 high, 0 medium, 0 low), 0 undecided, 2 dropped",
    oracle: expect.stringMatching(/^none: /) as string,
    surface: [{ name: "requests", classes: ["injection", "paths", "output", "races"] }],
    findings: [
      {
        severity: "critical",
        foundAs: "high",
        class: "injection",
        line: 3,
        votes: { stands: 2, refuted: 0, unsure: 0, noAnswer: 0 },
        also: ["output: the reply shows what a stranger typed"],
      },
      { severity: "critical", class: "paths", line: 4, votes: { stands: 1, noAnswer: 1 } },
    ],
    dropped: [
      { title: "archives are unpacked anywhere", why: "the quoted line is not in the file" },
      { title: "the date is run by a shell", why: expect.stringContaining("refuted by 2 of 2") as string },
    ],
    census: {
      entries: 1,
      classes: 5,
      finders: 4,
      findersWithoutAnswer: 1,
      found: 5,
      notInTheFile: 1,
      duplicates: 1,
      notTried: 0,
      standing: 2,
      refuted: 1,
      unsure: 0,
      refutersWithoutAnswer: 1,
    },
    notes: [
      "not swept, beyond maxEntries: nightly job (job.js)",
      "not looked for: secrets (there are no secrets)",
      "nobody looked for races in requests: the finder gave no answer",
    ],
  });
  expect(agents.asked).toBe(1 + 4 + 2 * 3);
  expect(git("status", "--porcelain")).toBe("");
});

test("without a map every class is looked for in the whole scope, and the report says so", async () => {
  const { folder } = await stage.newRepository(SERVER);
  const args = { scope: "silence", classes: CLASSES.slice(0, 1) };
  const { value } = await returned(
    await stage.start("security-sweep", { workspace: folder, args }),
    "degraded",
  );
  expect(value).toMatchObject({
    census: { entries: 1, finders: 1, found: 2, standing: 1, refuted: 1 },
    notes: ["nobody mapped the surface: every class was looked for in the whole scope"],
  });
});
