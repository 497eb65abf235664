// deep-research with the simulated API's own web tools.
import { afterAll, beforeAll, expect, test } from "vitest";
import { setLibraryStage, type LibraryStage } from "./library-stage.ts";
import { returned } from "./returned.ts";

let stage: LibraryStage;
let workspace: string;
beforeAll(async () => {
  stage = await setLibraryStage("deep-research");
  workspace = (await stage.newRepository({ "README.md": "# Nothing\n" })).folder;
});
afterAll(() => stage.end());

test("only claims that hold on their page reach the report, and every number in it has a source", async () => {
  const run = await stage.start("deep-research", {
    workspace,
    grant: ["WebSearch", "WebFetch"],
    args: { question: "What is a pawl?", parts: 2 },
  });
  const { value, census: agents } = await returned(run, "degraded");
  expect(value).toMatchObject({
    answered: true,
    why: null,
    answer: "A pawl lets a ratchet turn one way only. [1]",
    sources: [
      { number: 1, url: "https://pawls.example/what", title: "What a pawl is" },
      { number: 2, url: "https://pawls.example/old" },
    ],
    claims: [
      { claim: "A pawl lets a ratchet turn one way only." },
      {
        claim: "Pawls were used in capstans from 1700 on, in some ships.",
        restricted: "the page says: in some ships",
      },
    ],
    unanswered: ["Who dislikes pawls? (the searcher gave no answer)"],
    dropped: [
      { claim: "Everybody knows pawls.", why: "it cites no page of the web" },
      {
        claim: "Pawls are fast.",
        why: "does not hold: the page does not say so",
        against: ["https://pawls.example/what"],
      },
    ],
    census: {
      parts: 2,
      asked: 3,
      searchersWithoutAnswer: 1,
      claims: 5,
      doubles: 1,
      withoutAddress: 1,
      notChecked: 0,
      hold: 1,
      partly: 1,
      doNotHold: 1,
      cannotBeRead: 0,
      checkersWithoutAnswer: 0,
      cited: 2,
      citationsRemoved: 1,
    },
    notes: ["not searched for, beyond parts: What do pawls cost?"],
  });
  const { report } = value as { report: string };
  expect(report).toContain("They are loved [source missing]. See [this](https://pawls.example/what).");
  expect(report).toContain(
    "## Sources\n\n1. [What a pawl is](https://pawls.example/what)\n2. [Old pawls](https://pawls.example/old)\n",
  );
  // One that divides, three that search, one that looks for gaps, three that check, two that write.
  expect(agents.asked).toBe(1 + 3 + 1 + 3 + 2);
});

test("without the tools it says how to grant them, and spends nothing", async () => {
  const run = await stage.start("deep-research", { workspace, args: "What is a pawl?" });
  const { value, usage } = await returned(run, "degraded");
  expect(value).toMatchObject({
    answered: false,
    why: expect.stringContaining(
      `pawl run deep-research --grant WebSearch --grant WebFetch --args '{"question":"What is a pawl?"}'`,
    ) as string,
  });
  expect(usage.outputTokens).toBe(0);
});

test("when no claim holds there is no report, and what was dropped says why", async () => {
  const run = await stage.start("deep-research", {
    workspace,
    grant: ["WebSearch", "WebFetch"],
    args: { question: "Are pawls fast?", rounds: 1, checkers: 2 },
  });
  expect((await returned(run, "degraded")).value).toMatchObject({
    answered: false,
    why: "no claim was found that held on the page it cites",
    report: null,
    claims: [],
    // In the order in which the checkers came to their end.
    dropped: expect.arrayContaining([
      expect.objectContaining({ claim: "Pawls are fast.", why: "does not hold: the page does not say so" }),
      expect.objectContaining({ claim: "Pawls are slow.", why: "cannot be read: the page is not there" }),
    ]) as object[],
    census: { claims: 2, hold: 0, doNotHold: 1, cannotBeRead: 1, checkersWithoutAnswer: 2 },
  });
});
