// Histories of runs of every shape, recorded once (scripts/record-history.mjs), replayed without a server by the built
// bundle: a run that began with this version must be carried on by every later one.
import { execFileSync } from "node:child_process";
import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import {
  DefaultLogger,
  makeTelemetryFilterString,
  Runtime,
  Worker,
  type ReplayWorkerOptions,
} from "@temporalio/worker";
import { beforeAll, describe, expect, it } from "vitest";
import { isBuildStale } from "../support/build-state.ts";
import { changedText, type History } from "./change-history.ts";

const ROOT = fileURLToPath(new URL("../..", import.meta.url));
const HISTORIES = fileURLToPath(new URL("histories/", import.meta.url));
const BUILD_MS = 120_000;

const WHAT_TO_DO =
  "A run that began like this could not be carried on: mend the change, or give it an engine of its own " +
  "(CONTRIBUTING.md, Change the prelude). A kept history is never recorded anew.";

const names = readdirSync(HISTORIES)
  .filter((file) => file.endsWith(".json"))
  .map((file) => file.slice(0, -".json".length));

const options: ReplayWorkerOptions = { workflowBundle: { codePath: `${ROOT}dist/workflow-bundle.js` } };

beforeAll(async () => {
  if (await isBuildStale(ROOT)) execFileSync("npm", ["run", "build"], { cwd: ROOT, stdio: "ignore" });
  // Refused replays are what some of these tests are after: no need to shout.
  Runtime.install({
    logger: new DefaultLogger("ERROR", () => undefined),
    telemetryOptions: { logging: { filter: makeTelemetryFilterString({ core: "ERROR" }) } },
    shutdownSignals: [],
  });
}, BUILD_MS);

function read(name: string): History {
  return JSON.parse(readFileSync(`${HISTORIES}${name}.json`, "utf8")) as History;
}

/** Why each history does not replay; `null` when it does. */
async function replay(histories: readonly { readonly name: string; readonly history: History }[]) {
  const all = histories.map(({ name, history }) => ({ workflowId: `recorded-${name}`, history }));
  const problems = new Map<string, Error | null>();
  for await (const { workflowId, error } of Worker.runReplayHistories(options, all)) {
    problems.set(workflowId.slice("recorded-".length), error ?? null);
  }
  return problems;
}

/** The engine that a recorded run is bound to. */
function engineIdOf({ events }: History): string {
  const payloads = JSON.stringify(events).match(/"data": ?"[^"]+"/g) ?? [];
  const texts = payloads.map((each) => Buffer.from(each.split('"')[3] ?? "", "base64").toString("utf8"));
  const id = texts.map((text) => /"engine":"([\w.-]+)"/.exec(text)?.[1]).find((found) => found !== undefined);
  if (id === undefined) throw new Error("the history names no engine");
  return id;
}

async function problemOf(history: History): Promise<string> {
  const problems = await replay([{ name: "changed", history }]);
  return String(problems.get("changed")?.message);
}

describe("every recorded run replays", () => {
  let problems: Map<string, Error | null>;
  beforeAll(async () => {
    problems = await replay(names.map((name) => ({ name, history: read(name) })));
  }, BUILD_MS);

  it.each(names)("%s", (name) => {
    const problem = problems.get(name);
    expect(problem === null ? "" : `${problem?.message}\n${WHAT_TO_DO}`).toBe("");
  });

  it("and there are runs of at least 20 shapes", () => {
    expect(names.length).toBeGreaterThanOrEqual(20);
  });
});

describe("a run that no engine of this worker began", () => {
  it("is refused as EngineMissing, whatever it went on to do", async () => {
    const history = read("parallel-30");
    const other = changedText(history, engineIdOf(history), "quickjs-wasi-0.0.0-ffffffffffff");
    expect(await problemOf(other)).toMatch(
      /EngineMissing|bound to the script engine quickjs-wasi-0\.0\.0-ffffffffffff/,
    );
  });
});

describe("a history that the program did not write is detected", () => {
  it("when an agent was scheduled that it does not ask for", async () => {
    expect(await problemOf(changedText(read("hello"), '"agent-1"', '"agent-2"'))).toMatch(/nondetermin/i);
  });

  it("when an activity of another kind was scheduled", async () => {
    const { events, ...rest } = read("check");
    const swapped = events.map((event) => {
      const scheduled = event.activityTaskScheduledEventAttributes;
      return scheduled?.activityType?.name === "check"
        ? {
            ...event,
            activityTaskScheduledEventAttributes: { ...scheduled, activityType: { name: "agent" } },
          }
        : event;
    });
    expect(await problemOf({ ...rest, events: swapped })).toMatch(/nondetermin/i);
  });

  it("when the script's text is another one", async () => {
    const other = changedText(read("sequential-agents"), "i < 25", "i < 24");
    expect(await problemOf(other)).toMatch(/nondetermin/i);
  });
});
