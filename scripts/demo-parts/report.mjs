// The end of the demo: what became of the library, and who was asked twice.
import { execFileSync } from "node:child_process";
import pc from "picocolors";
import { awaitRunEnd } from "../../dist/client/run-end.js";
import { showRun } from "./actors.mjs";
import { heading, say } from "./print.mjs";

/** Prints it all and returns whether the demo kept its promises. `account` is `null` with the real model. */
export async function report(stage, account) {
  const { status, result, failure } = await awaitRunEnd(stage.session, stage.run);
  heading("The run", "as pawl show prints it");
  console.log(showRun(stage).trimEnd().replace(/^/gm, "  "));
  heading("The library", "git diff --stat");
  console.log(diffStat(stage.repository).replace(/^/gm, "  "));
  heading(
    "Asked twice?",
    account
      ? "from the model's request log and Temporal's history"
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
        ]
      : []),
  ];
  heading("In short");
  for (const [ok, text] of good) console.log(`  ${ok ? pc.green("✓") : pc.red("✗")} ${text}`);
  return good.every(([ok]) => ok);
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
  say("finished", `agents asked again after they had finished: ${pc.bold(String(account.repeatedFinished))}`);
}

/** New files included, as they would be committed. */
function diffStat(repository) {
  const git = (...words) => execFileSync("git", ["-C", repository, ...words], { encoding: "utf8" });
  git("add", "--all", "--intent-to-add");
  const lines = git("diff", "--stat=100", "HEAD").trimEnd().split("\n");
  const [shown, total] = [lines.slice(0, 8), lines.at(-1)];
  return lines.length > 10
    ? [...shown, ` … ${lines.length - 9} files more`, total].join("\n")
    : lines.join("\n");
}
