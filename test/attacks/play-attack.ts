// Plays one attack through the tools that agents have, and judges what came of it.
import { BASIC_TOOLS } from "../../src/agent/agent-type.ts";
import { makeTools } from "../../src/agent/tools/make-tools.ts";
import { CONFINED, setCommandPolicy } from "../../src/workspace/command-policy.ts";
import { countProcesses } from "../workspace/processes.ts";
import type { Attack, ToolCall, Verdict } from "./attack.ts";
import { CANARY, type Surroundings, type World } from "./world.ts";

/** However busy the machine: an attack that hangs is one that worked. */
const PATIENCE_MS = 25_000;

/** Errors with which tools refuse: of paths, of files, of the file system, of the sandbox. */
const REFUSALS = /^(PathOutsideWorkspace|ProtectedPath|NotAFile|ToolError|CommandCannotStart)$/;

type Answer = { readonly text: string; readonly failed: boolean };

/** What the attack achieved that it must not, one sentence each; empty when it was held. */
export async function playAttack(attack: Attack, surroundings: Surroundings): Promise<string[]> {
  const world = surroundings.makeWorld();
  try {
    attack.prepare?.(world);
    setCommandPolicy({ ...CONFINED, limits: { ...CONFINED.limits, ...attack.limits?.() } });
    const faults = await play(attack, world, surroundings);
    await attack.after?.(world);
    return faults;
  } finally {
    setCommandPolicy(CONFINED);
    world.remove();
  }
}

async function play(attack: Attack, world: World, surroundings: Surroundings): Promise<string[]> {
  const before = JSON.stringify(world.picture());
  const connected = surroundings.connections();
  const startedAt = performance.now();
  const answers = await answersTo(attack.calls, world);
  const last = answers.at(-1) ?? { text: "", failed: false };
  const verdict = judge(last, attack.verdict);
  const after = JSON.stringify(world.picture());
  const holds: readonly (readonly [boolean, string])[] = [
    [verdict === attack.verdict, `its verdict is ${verdict}: ${last.text.slice(0, 500)}`],
    [attack.says?.test(last.text) ?? true, `it was refused for another reason: ${last.text.slice(0, 500)}`],
    [!answers.some(({ text }) => text.includes(CANARY)), "it read a secret"],
    [after === before, `it changed what is not its own:\n${before}\n${after}`],
    [countProcesses(world.seconds) === 0, "it left a process behind"],
    [surroundings.victim.signalCode === null, "it killed a process of the machine"],
    [surroundings.connections() === connected, "it reached a service of the machine"],
    [performance.now() - startedAt < PATIENCE_MS, "it held its agent up"],
  ];
  return holds.flatMap(([isHeld, fault]) => (isHeld ? [] : [fault]));
}

async function answersTo(calls: readonly ToolCall[], world: World): Promise<Answer[]> {
  const tools = makeTools(BASIC_TOOLS, { root: world.workspace, signal: AbortSignal.timeout(PATIENCE_MS) });
  const answers: Answer[] = [];
  for (const call of calls) {
    const tool = tools.find(({ name }) => name === call.tool);
    if (tool === undefined) throw new Error(`Expected a tool of agents, got ${call.tool}.`);
    answers.push(await answerTo(tool.run(filled(call.input, world)), call));
  }
  return answers;
}

async function answerTo(
  running: Promise<{ content: string; isError: boolean }>,
  call: ToolCall,
): Promise<Answer> {
  try {
    const { content, isError } = await running;
    const isCommand = call.tool === "Bash";
    return { text: content, failed: isError || (isCommand && !content.includes("[Exit code 0]")) };
  } catch (error) {
    // Anything else is a fault of the tool, not its refusal.
    if (!(error instanceof Error) || !(REFUSALS.test(error.name) || "code" in error)) throw error;
    return { text: `${error.name}: ${error.message}`, failed: true };
  }
}

function judge({ text, failed }: Answer, wanted: Verdict): Verdict {
  if (/\[Killed: /.test(text)) return "stopped";
  if (/\[Killed after /.test(text)) return "out of time";
  if (failed) return "refused";
  return wanted === "allowed" ? "allowed" : "without effect";
}

function filled(input: ToolCall["input"], world: World): Record<string, unknown> {
  const entries = Object.entries(input).map(([name, value]) => [
    name,
    typeof value === "string" ? world.fill(value) : value,
  ]);
  return Object.fromEntries(entries) as Record<string, unknown>;
}
