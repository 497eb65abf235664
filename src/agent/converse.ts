// Puts together what an agent's conversation needs, in its place, and runs it until it ends or yields.
import type { AgentTask } from "../protocol/agent.ts";
import { AGENT_MAX_TURNS, STALL_MS_DEFAULT } from "../protocol/limits.ts";
import type { AgentPlace } from "../workspace/agent-place.ts";
import type { AgentPorts } from "./agent-ports.ts";
import { toolNames } from "./agent-terms.ts";
import type { OpenTerms } from "./agent-terms.ts";
import { findAgentType } from "./find-agent-type.ts";
import { makeAskModel } from "./ask-model.ts";
import type { AskModel } from "./ask-model.ts";
import type { Attempt } from "./attempt.ts";
import type { AttemptGuard } from "./attempt-guard.ts";
import { makeConversation } from "./conversation.ts";
import type { Conversation } from "./conversation.ts";
import { continuedWords } from "./continued-terms.ts";
import type { FormerConversation } from "./former-conversation.ts";
import { makeModelClient } from "./model-client.ts";
import { contextWindowOf, outputLimitOf, resolveEffort } from "./model-table.ts";
import { of } from "./past.ts";
import { redactClient } from "./redact/redacted-client.ts";
import { makeFormerOutput } from "./structured-output.ts";
import type { StructuredOutput } from "./structured-output.ts";
import { makeTools } from "./tools/make-tools.ts";
import type { ToolBench } from "./tools/run-tool-calls.ts";
import { makeSeenFiles } from "./tools/seen-files.ts";
import { serverTools } from "./tools/server-tools.ts";
import type { Tool } from "./tools/tool.ts";
import type { Terms } from "./transcript/entry.ts";
import { runTurns } from "./turn-loop.ts";
import type { LoopEnd } from "./turn-loop.ts";
import { workingDirectory } from "./working-directory.ts";

export type Stage = {
  readonly task: AgentTask;
  readonly ports: AgentPorts;
  readonly attempt: Attempt;
  readonly guard: AttemptGuard;
  readonly place: AgentPlace;
  /** `null` for an agent whose result is its last text. */
  readonly structured: StructuredOutput | null;
  /** What it goes on with; `null` for an agent that begins. */
  readonly former: FormerConversation | null;
  readonly termsAt: OpenTerms;
  readonly onTerms: (terms: Terms) => void;
};

/** Throws as `runTurns`. */
export async function converse(stage: Stage): Promise<LoopEnd> {
  const { task, attempt, structured } = stage;
  const { past, transcript, ledger } = attempt;
  const cwd = await workingDirectory(stage.place, task.cwd);
  const terms = stage.termsAt(cwd.shownAs);
  stage.onTerms(terms);
  const bench = makeBench(stage, terms, cwd.path);
  const conversation = makeConversation({
    ask: makeAsk(stage, terms, bench.tools),
    past,
    transcript,
    ledger,
    mail: attempt.mail,
    window: stage.ports.contextWindow?.(terms.model) ?? contextWindowOf(terms.model, stage.ports.models),
    outputTokens: outputLimitOf(terms.model, stage.ports.models),
    maxTokens: task.maxTokens ?? Infinity,
  });
  await begin(conversation, stage, terms);
  return runTurns({ conversation, bench, past, maxTurns: task.maxTurns ?? AGENT_MAX_TURNS, structured });
}

async function begin(conversation: Conversation, stage: Stage, terms: Terms): Promise<void> {
  const { former, task } = stage;
  const { call, label, continues } = task;
  const own = { kind: "attempt", call, label, ...(continues === undefined ? {} : { continues }) } as const;
  for (const past of former?.pasts ?? []) conversation.recall(past);
  const words = former === null ? task.prompt : continuedWords(task, terms, former.terms);
  await conversation.begin(words, { ...own, ...terms });
}

function makeBench(stage: Stage, terms: Terms, cwd: string): ToolBench {
  const { task, ports, attempt, guard, place, structured, former } = stage;
  const { signal, stop } = guard;
  const { transcript, ledger, earlier } = attempt;
  const seen = makeSeenFiles(place.root);
  for (const entry of of("result", [...(former?.entries ?? []), ...earlier]))
    if (entry.seen !== undefined) seen.restore(entry.seen);
  const places = { workspace: task.workspace, home: ports.home };
  const requireAgentType = (name: string): Promise<unknown> => findAgentType(name, places);
  const { root, shownAs } = place;
  const { readOnly = false } = terms;
  const tools = makeTools(toolNames(terms), { root, shownAs, cwd, readOnly, signal, requireAgentType }, seen);
  return {
    tools: [...tools, ...answerTool(structured, terms)],
    place,
    seen,
    transcript,
    ledger,
    answers: new Map((task.answers ?? []).map((answer) => [answer.id, answer])),
    signal,
    stop,
  };
}

function answerTool(structured: StructuredOutput | null, { formerSchema }: Terms): readonly Tool[] {
  if (structured !== null) return [structured.tool];
  return formerSchema === undefined ? [] : [makeFormerOutput(formerSchema)];
}

function makeAsk({ task, ports, attempt, guard }: Stage, terms: Terms, tools: readonly Tool[]): AskModel {
  const { transcript, ledger } = attempt;
  return makeAskModel({
    terms: {
      model: terms.model,
      effort: resolveEffort(terms.effort ?? undefined),
      system: terms.system,
      tools: [...tools, ...serverTools(toolNames(terms))],
    },
    connect: (onLost) =>
      redactClient(
        makeModelClient({
          config: ports.model,
          traffic: ports.traffic,
          stallMs: task.stallMs ?? STALL_MS_DEFAULT,
          signal: guard.signal,
          onProgress: () => ledger.touch(),
          onLost,
        }),
        ports.redactor,
      ),
    transcript,
    ledger,
  });
}
