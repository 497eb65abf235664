// Follows the run by its queries and prints what is new.
import { setTimeout as sleep } from "node:timers/promises";
import pc from "picocolors";
import { describeRun } from "../../dist/client/describe-run.js";
import { queryRun } from "../../dist/client/query-run.js";
import { workerLogTail } from "./actors.mjs";
import { tell } from "./print.mjs";

const LOOK_EVERY_MS = 250;

/**
 * Returns the last status: when `reached(status)` holds, or when the run has ended.
 * @param {(status: import("../../src/protocol/run-views.ts").StatusView) => boolean} reached
 */
export async function followUntil(stage, reached) {
  stage.told ??= { agents: new Set(), lines: 0, verdict: "", since: Date.now() };
  for (;;) {
    const { open } = await describeRun(stage.session, stage.run);
    const status = await query(stage, "status");
    if (status) {
      await tellNews(stage, status);
      if (reached(status) || !open) return status;
    }
    if (Date.now() - stage.told.since > stage.standstillMs) {
      throw new Error(
        `Nothing happened in the run for ${stage.standstillMs / 1_000} s. The workers said:\n${workerLogTail(stage)}`,
      );
    }
    await sleep(LOOK_EVERY_MS);
  }
}

/** The query's value; `null` while no worker is up to answer. */
export async function query(stage, name, argument) {
  const reply = await queryRun(stage.session, stage.run, { name, argument });
  return reply.kind === "answer" ? reply.value : null;
}

async function tellNews(stage, status) {
  const { told } = stage;
  const before = `${told.agents.size} ${told.lines} ${told.verdict}`;
  await tellAgents(stage, status);
  await tellLog(stage);
  tellVerdict(told, status.verdict);
  if (`${told.agents.size} ${told.lines} ${told.verdict}` !== before) told.since = Date.now();
}

async function tellAgents(stage, { census }) {
  const { told } = stage;
  const view = await query(stage, "agents", { limit: 1_000 });
  const ended = (view?.rows ?? []).filter(({ endedAt, call }) => endedAt !== null && !told.agents.has(call));
  for (const row of ended.toSorted((a, b) => a.endedAt - b.endedAt)) {
    told.agents.add(row.call);
    const sign = row.state === "done" ? pc.green("✓") : pc.red("✗");
    const again = row.attempts > 1 ? pc.yellow(`  attempt ${row.attempts}`) : "";
    tell(
      `${sign} ${(row.phase ?? "").padEnd(8)} ${row.label}${pc.dim(`  ${told.agents.size} of ${census.asked}`)}${again}`,
    );
  }
}

/** Checks, merges under a check, and gates are told elsewhere, with more to them. */
async function tellLog({ told, ...stage }) {
  const lines = (await query(stage, "log"))?.lines ?? [];
  const spoken = lines.slice(told.lines).filter(({ message }) => !/^(check|merge|gate) /.test(message));
  for (const { message } of spoken) tell(pc.dim(`» ${message}`));
  told.lines = Math.max(told.lines, lines.length);
}

function tellVerdict(told, verdict) {
  if (!verdict) return;
  const counts = verdict.tests
    ? `, ${verdict.tests.passed} tests passed, ${verdict.tests.failed} failed`
    : "";
  const text = `${verdict.ok ? pc.green("green") : pc.red("red")}: ${verdict.label}${counts}`;
  if (text === told.verdict) return;
  told.verdict = text;
  tell(`check ${text}`);
}
