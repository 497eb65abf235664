// The gate: answered with the plain Temporal CLI, by the person or, with --yes, by running that very command.
import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import pc from "picocolors";
import { followUntil, query } from "./follow.mjs";
import { heading, say } from "./print.mjs";

export async function answerGate(stage, { yes }) {
  // The run may have ended without asking; the report says why then.
  const [gate] = (await query(stage, "pending")) ?? [];
  if (!gate) return;
  heading("A person is asked", "the run waits; it would wait for days, and through any restart");
  say("question", gate.question);
  say("details", JSON.stringify(gate.details));
  const words = signalWords(stage, gate.id);
  const command = [stage.temporal, ...words].map(shellWord).join(" ");
  if (yes) {
    say("answer", pc.bold(command));
    execFileSync(stage.temporal, words, { env: stage.environment, stdio: ["ignore", "ignore", "inherit"] });
  } else {
    console.log(
      `\n  Look at ${stage.repository} if you like, then say yes from another terminal (or no: --name reject):\n\n  ${pc.bold(command)}\n`,
    );
  }
  await untilAnswered(stage, gate.id);
}

function signalWords({ address, run }, id) {
  const input = JSON.stringify({ id, by: userInfo().username });
  return [
    "workflow",
    "signal",
    "--address",
    address,
    "--workflow-id",
    run.workflowId,
    "--name",
    "approve",
    "--input",
    input,
  ];
}

async function untilAnswered(stage, id) {
  const answered = (status) => status.answered.find((gate) => gate.id === id);
  const status = await followUntil(stage, (now) => {
    // People take their time; that is no standstill.
    stage.told.since = Date.now();
    return answered(now) !== undefined;
  });
  const { outcome = "ended unanswered", by = null } = answered(status) ?? {};
  say("answered", `${outcome}${by ? ` by ${by}` : ""}`);
}

function shellWord(word) {
  return /^[\w./:=-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`;
}
