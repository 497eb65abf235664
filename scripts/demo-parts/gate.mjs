// The gates: the first answered with pawl, the other with the plain Temporal CLI; by the person or, with --yes, by running that very command.
import { execFileSync } from "node:child_process";
import { userInfo } from "node:os";
import pc from "picocolors";
import { approveWords, showQuestions } from "./actors.mjs";
import { followUntil, query } from "./follow.mjs";
import { heading, say } from "./print.mjs";

/** The plan of the script that the planner wrote: what it takes, and a person's word before anything of it starts. */
export async function answerLaunch(stage, options) {
  const [gate] = (await query(stage, "pending")) ?? [];
  if (!gate) return;
  heading("The plan", "as pawl pending prints it; pawl show has the script's text, too");
  console.log(showQuestions(stage).trimEnd().replace(/^/gm, "  "));
  await answer(stage, options, { id: gate.id, words: approveWords(stage) });
}

export async function answerGate(stage, options) {
  // The run may have ended without asking; the report says why then.
  const [gate] = (await query(stage, "pending")) ?? [];
  if (!gate) return;
  heading("A person is asked", "the run waits; it would wait for days, and through any restart");
  say("question", gate.question);
  say("details", JSON.stringify(gate.details));
  await answer(stage, options, { id: gate.id, words: signalWords(stage, gate.id) });
}

/** By the person, from another terminal; or by running that very command. */
async function answer(stage, { yes }, { id, words }) {
  const command = words.map(shellWord).join(" ");
  const [program, ...rest] = words;
  if (yes) {
    say("answer", pc.bold(command));
    execFileSync(program, rest, { env: stage.environment, stdio: ["ignore", "ignore", "inherit"] });
  } else {
    console.log(
      `\n  Look at ${stage.repository} if you like, then say yes from another terminal (or no: reject in its place):\n\n  ${pc.bold(command)}\n`,
    );
  }
  await untilAnswered(stage, id);
}

function signalWords({ temporal, address, run }, id) {
  const input = JSON.stringify({ id, by: userInfo().username });
  return [
    temporal,
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
