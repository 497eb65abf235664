// The end of the demo: what became of the library, and who was asked twice.
import { execFileSync } from "node:child_process";
import pc from "picocolors";
import { awaitRunEnd } from "../../dist/client/run-end.js";
import { showLogs, showRun } from "./actors.mjs";
import { query } from "./follow.mjs";
import { heading, say } from "./print.mjs";

/** Prints it all and returns whether the demo kept its promises. `account` is `null` with the real model. */
export async function report(stage, account) {
  const { status, result, failure } = await awaitRunEnd(stage.session, stage.run);
  heading("The run", "as pawl show prints it");
  console.log(showRun(stage).trimEnd().replace(/^/gm, "  "));
  heading("The library", "git diff --stat, from the first commit to the last merge");
  console.log(diffStat(stage.repository).replace(/^/gm, "  "));
  await tellContinued(stage);
  heading(
    "Asked twice?",
    account
      ? "from the model's request log, Temporal's history and the agents' transcripts"
      : "not measured: the real API keeps no log for us",
  );
  if (account) tellAccount(account);
  const verdict = result?.verdict;
  const good = [
    [status === "completed", `status ${status}${failure ? `: ${failure.message}` : ""}`],
    [result?.value?.migrated === true, "the library is migrated"],
    [
      verdict?.ok === true && !verdict.stale,
      `verdict ${verdict ? `${verdict.ok ? "green" : "red"}${verdict.stale ? ", stale" : ""}` : "missing"}`,
    ],
    ...(account
      ? [
          [
            account.repeatedFinished === 0 && account.unexplained === 0,
            `finished agents asked again: ${account.repeatedFinished}`,
          ],
          [account.repeatedTurns === 0, `finished turns asked again: ${account.repeatedTurns}`],
        ]
      : []),
  ];
  heading("In short");
  for (const [ok, text] of good) console.log(`  ${ok ? pc.green("✓") : pc.red("✗")} ${text}`);
  return good.every(([ok]) => ok);
}

/** Agents looked at for one that shows it best: had it been cut off before its first turn, there would be little to see. */
const LOOKED_AT = 5;

/** One agent that was cut off, as pawl logs shows it: the heads of its entries. */
async function tellContinued(stage) {
  const rows = (await query(stage, "agents", { limit: 1_000 }))?.rows ?? [];
  const cut = rows.filter(({ attempts }) => attempts > 1).toSorted((a, b) => b.turns - a.turns);
  for (const { call } of cut.slice(0, LOOKED_AT)) {
    const heads = showLogs(stage, call)
      .split("\n")
      .filter((line) => /^\S*\d\d:\d\d:\d\d/.test(line));
    if (!heads.some((line) => line.includes(" goes on "))) continue;
    heading("Cut off, and continued", `pawl logs ${stage.run.workflowId} ${call}, without the texts`);
    console.log(heads.join("\n").replace(/^/gm, "  "));
    return;
  }
}

function tellAccount(account) {
  say(
    "at the kill",
    `${account.finishedAtKill} agents finished, ${account.inFlightAtKill} in flight, ${account.agents} in all in the end`,
  );
  say(
    "requests",
    `${account.requests} made, ${account.repeated} of them repeated: turns of agents that were in flight at the kill`,
  );
  if (account.unexplained > 0)
    say("unexplained", pc.red(`${account.unexplained} repeated requests of agents that were not in flight`));
  say("agents", `asked again after they had finished: ${pc.bold(String(account.repeatedFinished))}`);
  say(
    "turns",
    `asked again after they had finished: ${pc.bold(String(account.repeatedTurns))}; ${account.turnsKept} of agents in flight were kept`,
  );
}

/** From the one commit there was to what was merged. */
function diffStat(repository) {
  const git = (...words) => execFileSync("git", ["-C", repository, ...words], { encoding: "utf8" });
  const [first = ""] = git("rev-list", "--max-parents=0", "HEAD").split("\n");
  const lines = git("diff", "--stat=100", first, "HEAD").trimEnd().split("\n");
  const [shown, total] = [lines.slice(0, 8), lines.at(-1)];
  return lines.length > 10
    ? [...shown, ` … ${lines.length - 9} files more`, total].join("\n")
    : lines.join("\n");
}
