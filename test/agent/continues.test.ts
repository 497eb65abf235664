// An agent that goes on with another's conversation. What judges are the requests as they were sent, the simulator's
// counts, and the files.
import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterEach, describe, expect, test } from "vitest";
import { inspectTranscript } from "../../src/agent/transcript/inspect-transcript.ts";
import { transcriptFolder } from "../../src/agent/transcript/transcript-folder.ts";
import type { AgentTask } from "../../src/protocol/agent.ts";
import type { Reply, SimulatedRequest } from "../../src/simulator/rules.ts";
import { git } from "../workspace/temporary-workspace.ts";
import { makeRepository } from "../workspace/worktree/worktree-stage.ts";
import { makeStage } from "./agent-stage.ts";
import type { Play, Stage } from "./agent-stage.ts";
import { startRecordingProxy, type RecordingProxy } from "./recording-proxy.ts";

let stage: Stage;
let proxy: RecordingProxy;
afterEach(async () => {
  await proxy.close();
  await stage.close();
});

const text = (words: string): Reply => ({ kind: "text", text: words });
const answer = (value: object): Reply => ({ kind: "answer", value: value as never });
const tools = (...calls: [name: string, input: object][]): Reply => ({
  kind: "tools",
  calls: calls.map(([name, input]) => ({ name, input: input as never })),
});
const schema = { type: "object", properties: { n: { type: "integer" } }, required: ["n"] } as const;

async function setUp(play: Play): Promise<void> {
  stage = await makeStage(play);
  await writeFile(join(stage.workspace, "a.txt"), "one\n");
  proxy = await startRecordingProxy(stage.simulator.url);
}

const run = (task: Partial<AgentTask>) => stage.run(task, { model: { baseUrl: proxy.url } });

type Body = {
  readonly system: unknown;
  readonly tools: readonly { readonly name: string; readonly input_schema: unknown }[];
  readonly messages: readonly { readonly role: string; readonly content: unknown }[];
};
const bodies = (): readonly Body[] => proxy.bodies as unknown as Body[];
const last = (): Body => bodies().at(-1) as Body;
/** The newest words for the model, those of tool results left out. */
const lastWords = (): string => last().messages.findLast(({ role }) => role === "user")?.content as string;
/** By the words that came last, as a model would. */
const byWords =
  (plays: Readonly<Record<string, Reply>>): Play =>
  ({ lastText }: SimulatedRequest) =>
    Object.entries(plays).find(([words]) => lastText.includes(words))?.[1] ?? null;

describe("continues: the conversation of an earlier agent", () => {
  test("all that was said before is sent again to the byte, and served from the cache", async () => {
    await setUp([tools(["Read", { file_path: "a.txt" }]), text("It says one."), text("Yes.")]);
    const first = await run({ call: 1, prompt: "What does a.txt say?", model: "opus", effort: "high" });
    const second = await run({ call: 2, prompt: "Are you sure?", continues: 1 });
    expect([first.result, second.result]).toEqual(["It says one.", "Yes."]);
    const [, before, after] = bodies();
    const { messages: known, ...terms } = before as Body;
    const { messages: sent, ...same } = after as Body;
    expect(JSON.stringify(same)).toBe(JSON.stringify(terms));
    expect(JSON.stringify(sent.slice(0, known.length))).toBe(JSON.stringify(known));
    expect(sent.slice(known.length)).toMatchObject([
      { role: "assistant", content: [{ type: "text", text: "It says one." }] },
      { role: "user", content: "Are you sure?" },
    ]);
    const [, second1, third] = stage.simulator.requests();
    const cached = (second1?.cacheReadTokens ?? 0) + (second1?.cacheWriteTokens ?? 0);
    expect(third).toMatchObject({ cacheReadTokens: cached });
    expect(second).toMatchObject({ model: first.model, turns: 1, attempts: 1 });
  });

  test("it has a transcript and a ledger of its own, and its limits count only its own", async () => {
    await setUp([tools(["Glob", { pattern: "*" }]), text("one"), text("two")]);
    const first = await run({ call: 1, maxTurns: 2 });
    const second = await run({ call: 2, continues: 1, maxTurns: 1, prompt: "Go on." });
    const requests = stage.simulator.requests();
    expect(second.usage.outputTokens).toBe(requests[2]?.outputTokens);
    expect(first.transcript).not.toBe(second.transcript);
    const { entries } = await inspectTranscript(stage.pawlHome, { workflowId: "run-1", runId: "r", call: 2 });
    expect(entries.map(({ kind }) => kind)).toEqual(["attempt", "user", "turn", "done"]);
    expect(entries[0]).toMatchObject({ call: 2, continues: 1, model: first.model });
  });

  test("a third goes on with the second, and so with the first", async () => {
    await setUp([text("one"), text("two"), text("three")]);
    for (const call of [1, 2, 3])
      await run({ call, prompt: `Number ${call}.`, ...(call > 1 ? { continues: call - 1 } : {}) });
    expect(last().messages.map(({ content }) => content)).toMatchObject([
      "Number 1.",
      [{ type: "text", text: "one" }],
      "Number 2.",
      [{ type: "text", text: "two" }],
      "Number 3.",
    ]);
  });

  test("two may go on with the same one: neither hears of the other", async () => {
    await setUp(byWords({ Begin: text("begun"), Left: text("left"), Right: text("right") }));
    await run({ call: 1, prompt: "Begin." });
    const both = [
      run({ call: 2, continues: 1, prompt: "Left." }),
      run({ call: 3, continues: 1, prompt: "Right." }),
    ];
    expect((await Promise.all(both)).map(({ result }) => result)).toEqual(["left", "right"]);
    for (const { messages } of bodies().slice(1)) expect(messages).toHaveLength(3);
  });

  test("what the earlier one has read counts as read", async () => {
    await setUp([
      tools(["Read", { file_path: "a.txt" }]),
      text("read"),
      tools(["Edit", { file_path: "a.txt", old_string: "one", new_string: "two" }]),
      text("done"),
    ]);
    await run({ call: 1 });
    await run({ call: 2, continues: 1 });
    expect(await readFile(join(stage.workspace, "a.txt"), "utf8")).toBe("two\n");
  });

  test("what was cut to make room stays cut", async () => {
    const line = "words of a long file that fill the window\n";
    await setUp([
      tools(["Read", { file_path: "big.txt" }]),
      tools(["Glob", { pattern: "*.txt" }]),
      text("one"),
      text("two"),
    ]);
    await writeFile(join(stage.workspace, "big.txt"), line.repeat(500));
    const ports = { model: { baseUrl: proxy.url }, contextWindow: () => 11_000 };
    await stage.run({ call: 1 }, ports);
    const cut = JSON.stringify(last().messages);
    expect(cut).toContain("Cut to make room");
    await stage.run({ call: 2, continues: 1 }, ports);
    expect(JSON.stringify(last().messages)).toContain(cut.slice(1, -1));
  });
});

describe("continues: the answer's shape is the call's own", () => {
  test("an accepted answer has its result before the new words; the same schema changes nothing else", async () => {
    await setUp([answer({ n: 1 }), answer({ n: 2 })]);
    await run({ call: 1, schema });
    const { tools: offered, system } = last();
    expect((await run({ call: 2, continues: 1, schema, prompt: "Another." })).result).toEqual({ n: 2 });
    expect(last()).toMatchObject({ tools: offered, system });
    const [, call, result, words] = last().messages;
    const [, id = ""] = /"id":"(toolu_\w+)"/.exec(JSON.stringify(call)) ?? [];
    expect(result?.content).toEqual([{ type: "tool_result", tool_use_id: id, content: "Accepted." }]);
    expect(words).toEqual({ role: "user", content: "Another." });
  });

  test("without a schema the tool stays where it was and takes nothing; the result is the last text", async () => {
    await setUp([answer({ n: 1 }), answer({ n: 2 }), text("In words: two.")]);
    await run({ call: 1, schema });
    const { tools: offered } = last();
    expect((await run({ call: 2, continues: 1, prompt: "In words?" })).result).toBe("In words: two.");
    expect(last().tools).toEqual(offered);
    const words = JSON.stringify(last().messages);
    expect(words).toMatch(/In words\?\\n\\nThis time your last message is your result/);
    expect(words).toContain("Not taken");
  });

  test("with a schema after none, it is asked for, and told how it is given", async () => {
    await setUp([text("seven"), answer({ n: 7 })]);
    await run({ call: 1 });
    expect((await run({ call: 2, continues: 1, schema, prompt: "As a number." })).result).toEqual({ n: 7 });
    expect(lastWords()).toMatch(
      /^As a number\.\n\nGive the result of this by calling the tool StructuredOutput/,
    );
    expect(last().tools.at(-1)).toMatchObject({ name: "StructuredOutput", input_schema: schema });
  });

  test("a question to the run beside an answer was never asked, and the model is told", async () => {
    const options = [
      { label: "a", description: "a" },
      { label: "b", description: "b" },
    ];
    const questions = [{ question: "Which?", header: "Which", options }];
    await setUp([
      tools(["StructuredOutput", { n: 1 }], ["AskUserQuestion", { questions }]),
      answer({ n: 2 }),
    ]);
    await run({ call: 1, schema, grants: ["AskUserQuestion"] });
    await run({ call: 2, continues: 1, schema });
    expect(last().messages[2]?.content).toMatchObject([
      { content: "Accepted." },
      { content: "Not run: you had given your result.", is_error: true },
    ]);
  });
});

describe("continues: in a worktree", () => {
  const where = { isolation: "worktree" } as const;

  async function setUpRepository(play: Play): Promise<string> {
    await setUp(play);
    return makeRepository({ "a.txt": "one\n" }).workspace;
  }

  test("it begins at the commit of the earlier one, in a place of its own, and is told where", async () => {
    const workspace = await setUpRepository([
      tools(["Write", { file_path: "b.txt", content: "b\n" }]),
      text("made b"),
      tools(["Bash", { command: "cat b.txt && echo c > c.txt" }]),
      text("made c"),
    ]);
    const first = await run({ call: 1, workspace, ...where });
    const second = await run({ call: 2, workspace, ...where, continues: 1, prompt: "Now c." });
    expect(second.published).toMatchObject({ base: first.published?.commit, files: ["c.txt"] });
    expect(git(workspace, "show", `${second.published?.branch}:b.txt`)).toBe("b");
    expect(git(workspace, "status", "--porcelain")).toBe("");
    const words = bodies()[2]?.messages.at(-1)?.content as string;
    expect(words).toMatch(
      /^Now c\.\n\nYour working directory is now \S+: it begins as you left \S+, which is gone\./,
    );
  });

  test("of one that changed nothing it has the commit, whatever was checked out since", async () => {
    const workspace = await setUpRepository([
      text("looked"),
      tools(["Bash", { command: "ls > seen.txt" }]),
      text("listed"),
    ]);
    const base = git(workspace, "rev-parse", "main");
    await run({ call: 1, workspace, ...where });
    await writeFile(join(workspace, "later.txt"), "later\n");
    git(workspace, "add", ".");
    git(workspace, "commit", "-qm", "later");
    const second = await run({ call: 2, workspace, ...where, continues: 1 });
    expect(second.published).toMatchObject({ base, files: ["seen.txt"] });
    expect(git(workspace, "show", `${second.published?.branch}:seen.txt`)).toBe("a.txt\nseen.txt");
  });
});

describe("continues: a conversation that cannot be read is one clear error, and nothing is spent", () => {
  const folder = (): string =>
    join(stage.pawlHome, transcriptFolder({ workflowId: "run-1", runId: "r", call: 1 }));

  test("a transcript that is not there", async () => {
    await setUp([text("never")]);
    expect(await stage.fail({ call: 2, continues: 1 })).toMatchObject({
      ...{ type: "AgentFailed", retryable: false },
      message: expect.stringMatching(
        /agent 1 cannot be gone on with\. Its transcript is not there: expected .*agent-1 in /,
      ),
    });
    expect(stage.simulator.requests()).toEqual([]);
  });

  test("a transcript that was changed", async () => {
    await setUp([text("one")]);
    await run({ call: 1 });
    const [file = ""] = await readdir(folder());
    const content = await readFile(join(folder(), file), "utf8");
    await writeFile(join(folder(), file), content.replace("one", "two"));
    expect(await stage.fail({ call: 2, continues: 1 })).toMatchObject({
      ...{ type: "AgentFailed", retryable: false },
      message: expect.stringMatching(/agent 1 cannot be gone on with\. .* is not what was written there/),
    });
    expect(stage.simulator.requests()).toHaveLength(1);
  });
});
