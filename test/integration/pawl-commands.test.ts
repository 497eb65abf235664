// The program's commands, on the real server with the real worker: what people and scripts see of a run.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { pawl, type Captured } from "../cli/captured-io.ts";
import { until } from "../support/until.ts";

let folder = "";
beforeAll(async () => {
  folder = await mkdtemp(path.join(tmpdir(), "pawl-commands-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** `pawl WORDS…` against the shared server. `queue` nobody polls when given. */
function onStage(words: readonly string[], queue = inject("stage").taskQueue): Promise<Captured> {
  const { address, home } = inject("stage");
  return pawl([...words, "--address", address, "--task-queue", queue], {
    cwd: folder,
    env: { PAWL_HOME: home },
  });
}

async function script(body: string): Promise<string> {
  const file = path.join(folder, `${randomUUID().slice(0, 8)}.js`);
  await writeFile(file, `export const meta = { name: "Try it", description: "a test" };\n${body}\n`);
  return file;
}

const newId = (): string => `cli-${randomUUID().slice(0, 8)}`;

type Ended = {
  workflowId: string;
  status: string;
  result: { value: unknown };
  failure: { type: string } | null;
};

async function detached(body: string, queue?: string): Promise<string> {
  const id = newId();
  const { exitCode, stderr } = await onStage(["run", await script(body), "--detach", "--id", id], queue);
  if (exitCode !== 0) throw new Error(stderr);
  return id;
}

async function untilGate(id: string): Promise<void> {
  await until("an open question", async () => (await onStage(["pending", id])).stdout.includes("g1"));
}

describe("pawl run", () => {
  test("follows a run in plain lines and ends with status, value, census and cost", async () => {
    const file = await script(
      'phase("One"); log("hello"); return await agent("Say hi", { label: "greeter" });',
    );
    const { exitCode, stdout } = await onStage(["run", file]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^run try-it-[0-9a-f]{6}\n/u);
    expect(stdout).toMatch(/\[One\] hello\n/u);
    expect(stdout).toMatch(/^completed {2}try-it-/mu);
    expect(stdout).toMatch(/agents: 1 asked, 1 done\ntokens: .* est\.\n$/u);
  });

  test("with --json stdout is one JSON object", async () => {
    const { exitCode, stdout } = await onStage([
      "run",
      await script("return args.n + 1;"),
      "--args",
      '{"n":1}',
      "--json",
    ]);
    const ended = JSON.parse(stdout) as Ended;
    expect({ exitCode, status: ended.status, value: ended.result.value }).toEqual({
      exitCode: 0,
      status: "completed",
      value: 2,
    });
  });

  test("a failing script exits with 1 and shows the author's line", async () => {
    const { exitCode, stdout } = await onStage(["run", await script('\nthrow new Error("boom");')]);
    expect(exitCode).toBe(1);
    expect(stdout).toMatch(/^failed /mu);
    expect(stdout).toMatch(/ScriptError: .*boom/u);
    expect(stdout).toContain('> 3 | throw new Error("boom");');
  });

  test("a name that is no saved script's is a failed run with the known names", async () => {
    const { exitCode, stdout } = await onStage(["run", "no-such-script"]);
    expect(exitCode).toBe(1);
    expect(stdout).toContain("ScriptNotFound");
  });

  test("an id that a run has had is refused with 2", async () => {
    const file = await script("return 1;");
    const id = newId();
    expect((await onStage(["run", file, "--id", id])).exitCode).toBe(0);
    const again = await onStage(["run", file, "--id", id]);
    expect(again.exitCode).toBe(2);
    expect(again.stderr).toContain(`got "${id}", which is taken`);
  });

  test("with no worker on the queue: says so and starts nothing, exit code 6", async () => {
    const queue = newId();
    const { exitCode, stderr } = await onStage(["run", await script("return 1;")], queue);
    expect(exitCode).toBe(6);
    expect(stderr).toContain(`Expected a worker on queue ${queue}`);
    expect((await onStage(["ls", "--json"], queue)).stdout).toContain('"runs": []');
  });
});

describe("answering a run", () => {
  test("pending lists the question, approve answers it, watch ends with 0", async () => {
    const id = await detached('return await approve("Go on?", { details: { why: "because" } });');
    await untilGate(id);
    const pending = await onStage(["pending", id]);
    expect(pending.stdout).toMatch(/Go on\?[\s\S]*"why": "because"[\s\S]*pawl approve/u);
    const approved = await onStage(["approve", id, "--by", "ada", "--note", "fine"]);
    expect(approved).toMatchObject({ exitCode: 0, stdout: `${id} took it: approve.\n` });
    const { exitCode, stdout } = await onStage(["watch", id]);
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/"by": "ada"[\s\S]*"note": "fine"|"note": "fine"[\s\S]*"by": "ada"/u);
  });

  test("an answer that does not fit is refused with the reason, exit code 1; one that fits is taken", async () => {
    const id = await detached('return await ask("Which?", { choices: ["red", "blue"] });');
    await untilGate(id);
    const refused = await onStage(["answer", id, "green"]);
    expect(refused.exitCode).toBe(1);
    expect(refused.stderr).toMatch(/did not take answer: .*red.*blue/u);
    expect((await onStage(["answer", id, "g1", "blue"])).exitCode).toBe(0);
    expect((await onStage(["watch", id])).stdout).toMatch(/^blue$/mu);
  });

  test("a gate that is not there is refused; so is a word to a run that has ended", async () => {
    const id = await detached('await approve("Go?"); return 1;');
    await untilGate(id);
    const unknown = await onStage(["approve", id, "g99"]);
    expect(unknown.exitCode).toBe(1);
    expect(unknown.stderr).toContain("g99");
    await onStage(["reject", id]);
    await onStage(["watch", id]);
    const late = await onStage(["approve", id]);
    expect(late.exitCode).toBe(1);
    expect(late.stderr).toContain(`${id} has ended`);
  });

  test("stop ends a run as stopped, and watch exits with 5", async () => {
    const id = await detached("await sleep('1h');");
    await until("the run to begin", async () =>
      (await onStage(["show", id, "--json"])).stdout.includes('"view": {'),
    );
    expect((await onStage(["stop", id, "--reason", "enough"])).exitCode).toBe(0);
    const { exitCode, stdout } = await onStage(["watch", id]);
    expect(exitCode).toBe(5);
    expect(stdout).toMatch(/^stopped /mu);
    expect(stdout).toContain("enough");
  });
});

describe("with no worker up", () => {
  test("show says so and tells what the server knows, logs and pending say so, messages wait on the server", async () => {
    const queue = newId();
    const id = await detached('return await approve("Go?");', queue);
    const show = await onStage(["show", id], queue);
    expect(show.exitCode).toBe(0);
    expect(show.stdout).toMatch(/^Try it {2}running/u);
    expect(show.stdout).toContain("No worker is up.");
    expect((await onStage(["logs", id], queue)).exitCode).toBe(6);
    expect((await onStage(["pending"], queue)).exitCode).toBe(6);
    const approve = await onStage(["approve", id, "--json"], queue);
    expect(JSON.parse(approve.stdout)).toMatchObject({
      workflowId: id,
      message: "approve",
      delivery: "left",
    });
    expect((await onStage(["stop", id], queue)).stdout).toContain("as soon as one comes");
  });
});

describe("finding and reading runs", () => {
  test("the beginning of an id will do when it is no other's", async () => {
    const id = await detached("return 7;");
    await onStage(["watch", id]);
    const found = await until("the run in the server's list", async () => {
      const { exitCode, stdout } = await onStage(["show", id.slice(0, -1), "--json"]);
      return exitCode === 0 && stdout;
    });
    expect(JSON.parse(found)).toMatchObject({
      run: { workflowId: id, status: "completed" },
      end: { result: { value: 7 } },
    });
    const unknown = await onStage(["show", `${id}x`]);
    expect(unknown.exitCode).toBe(2);
    expect(unknown.stderr).toContain("pawl ls");
  });

  test("ls shows id, status and the script's name", async () => {
    const id = await detached("return 1;");
    await onStage(["watch", id]);
    const line = await until("the run in the list", async () => {
      const { stdout } = await onStage(["ls", "--limit", "1000"]);
      return stdout.split("\n").find((row) => row.startsWith(id) && row.includes("completed"));
    });
    expect(line).toMatch(/Try it$/u);
  });

  test("logs shows the log's lines, and the transcript of one agent", async () => {
    const id = await detached('log("first"); return await agent("Count to three", { label: "counter" });');
    await onStage(["watch", id]);
    expect((await onStage(["logs", id])).stdout).toMatch(/^\d\d:\d\d:\d\d first$/mu);
    const transcript = await onStage(["logs", id, "1"]);
    expect(transcript.stdout).toMatch(/attempt 1 of #1 counter[\s\S]*Count to three[\s\S]*done/u);
    const missing = await onStage(["logs", id, "2"]);
    expect(missing.exitCode).toBe(1);
    expect(missing.stderr).toContain("Expected the transcript of agent 2 of");
  });

  test("watch --json gives one JSON object a line, the end last", async () => {
    const id = await detached('log("a"); return await agent("Hi");');
    const { stdout } = await onStage(["watch", id, "--json"]);
    const lines = stdout
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as { kind?: string; status?: string });
    expect(lines.slice(0, -1).every(({ kind }) => kind === "snapshot")).toBe(true);
    expect(lines.at(-1)).toMatchObject({ workflowId: id, status: "completed" });
  });
});
