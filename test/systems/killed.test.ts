// single and goal under kills: several runs on one worker, so that each kill meets every one of them somewhere else.
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { ChaosStage } from "../chaos/chaos-stage.ts";
import { askedAgain, LaneWorker, libraryRules, type Lane } from "./lane.ts";

const TEST_MS = 300_000;
/** Model requests, of all runs together, at which the worker is killed. */
const KILLS = [3, 9, 16, 24, 32] as const;
/** At this one the server, too. */
const SERVER_KILL = KILLS[2];

let stage: ChaosStage;
beforeAll(async () => {
  stage = await ChaosStage.open(await libraryRules(400));
}, 60_000);
afterAll(() => stage.close());

const PROJECT = {
  "add.js": "export const add = (a, b) => a - b;\n",
  "subtract.js": "export const subtract = (a, b) => a + b;\n",
  "README.md": "# Sums\n",
  "sums.test.js": `import { test } from "node:test";
import { equal } from "node:assert";
import { add } from "./add.js";
import { subtract } from "./subtract.js";
test("add", () => equal(add(2, 1), 3));
test("subtract", () => equal(subtract(2, 1), 1));
`,
  "package.json": '{ "type": "module" }\n',
};

/** A conversation of three answers: two more words, one of them said while the agent is at work. */
async function talk(lane: Lane): Promise<void> {
  await lane.asksForMore(0);
  await lane.say({ text: "Write it into second.txt as well.", by: "ann" });
  await lane.asksForMore(1);
  await lane.say({ text: "Thank you.", by: "ann" });
  await lane.asksForMore(2);
  await lane.say({ end: true, by: "ann" });
}

it(
  "R02 single and goal, killed at ten points and more, come to what they come to undisturbed; no finished turn is asked again",
  { timeout: TEST_MS },
  async () => {
    const worker = new LaneWorker(stage);
    const words = ["alpha", "beta"];
    const singles = await Promise.all(
      words.map((word) => worker.lane("single", { task: `Write ${word} into first.txt.` })),
    );
    const goals = await Promise.all(
      words.map((word) =>
        worker.lane("goal", { goal: `The sums of ${word} are right.`, check: "node --test" }, PROJECT),
      ),
    );
    await worker.start();
    try {
      const talks = Promise.all(singles.map(talk));
      for (const requests of KILLS) {
        await worker.requested(requests);
        await worker.kill();
        if (requests === SERVER_KILL) {
          await stage.killServer();
          await stage.restartServer();
        }
        await worker.start();
      }
      await talks;
      for (const [index, lane] of singles.entries()) {
        const word = words[index] ?? "";
        expect(await lane.result()).toMatchObject({
          status: "completed",
          value: { answer: "You said: Thank you.", rounds: 3 },
          census: { asked: 3, done: 3 },
        });
        for (const file of ["first.txt", "second.txt"])
          expect(await readFile(join(lane.workspace, file), "utf8")).toBe(`${word}\n`);
        expect(askedAgain(lane.requests(`Write ${word} `), worker.kills)).toEqual([]);
      }
      for (const [index, lane] of goals.entries()) {
        const { value, ...result } = await lane.result();
        expect(result).toMatchObject({
          status: "completed",
          census: { asked: 5, done: 5 },
          verdict: { ok: true, stale: false },
        });
        expect(value).toMatchObject({
          reached: true,
          why: "reached",
          missing: [],
          rounds: [
            { n: 1, check: { ok: false }, judge: null },
            {
              n: 2,
              check: { ok: true },
              judge: { reached: false },
              missing: [/add/, /subtract/].map((name) => expect.stringMatching(name)),
            },
            { n: 3, check: { ok: true }, judge: { reached: true }, missing: [] },
          ],
        });
        expect(askedAgain(lane.requests(`sums of ${words[index]} `), worker.kills)).toEqual([]);
      }
      // Each kill met several runs, each somewhere else; some in the middle of a model call.
      const met = words
        .flatMap((word) => [`Write ${word} `, `sums of ${word} `])
        .map((word) => {
          const last = Math.max(
            ...stage.simulator
              .requests()
              .filter(({ prompt }) => prompt.includes(word))
              .map(({ at }) => Date.parse(at)),
          );
          return worker.kills.filter((kill) => kill < last).length;
        });
      expect(met.reduce((sum, one) => sum + one, 0)).toBeGreaterThanOrEqual(10);
      expect(stage.simulator.requests().some(({ outcome }) => outcome === "aborted")).toBe(true);
    } finally {
      await worker.kill();
    }
  },
);
