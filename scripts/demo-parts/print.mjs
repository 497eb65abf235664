// How the demo talks: headings, facts, and a question to the person.
import { createInterface } from "node:readline/promises";
import pc from "picocolors";

const NAME_COLUMNS = 11;
const begun = Date.now();

export function heading(text, remark = "") {
  console.log(`\n${pc.bold(text)}${remark === "" ? "" : pc.dim(`  ${remark}`)}`);
}

export function say(name, text) {
  console.log(`  ${pc.cyan(name.padEnd(NAME_COLUMNS))} ${text}`);
}

/** Something that happened, with the seconds since the demo began. */
export function tell(text) {
  const seconds = ((Date.now() - begun) / 1000).toFixed(1);
  console.log(`  ${pc.dim(`${seconds.padStart(NAME_COLUMNS - 2)} s`)} ${text}`);
}

export async function enterPressed(question) {
  const reader = createInterface({ input: process.stdin, output: process.stdout });
  // readline takes Ctrl-C for itself while it asks.
  reader.on("SIGINT", () => process.kill(process.pid, "SIGINT"));
  await reader.question(`\n${question} `);
  reader.close();
}
