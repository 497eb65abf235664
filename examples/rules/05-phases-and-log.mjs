// The simulated model reads the history with git, as a real one would, and takes merges and chores for nothing users feel.
import { answer, bash, say, use } from "./conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "release notes: collect", when: { prompt: "^List the last \\d+ commits" }, reply: collect },
  { name: "release notes: explain", when: { prompt: "^Look at commit \\w+ " }, reply: explain },
  { name: "release notes: write", when: { prompt: "^Write release notes in Markdown" }, reply: writeNotes },
];

function collect(request) {
  const count = /last (\d+) commits/.exec(request.prompt)?.[1];
  const shown = request.toolResults.find(({ name }) => name === "Bash");
  if (!shown) return use(request, bash(`git log -n ${count} --format='%h %s'`));
  const commits = [...shown.content.matchAll(/^([0-9a-f]{7,}) (.+)$/gm)].map(([, hash, subject]) => ({
    hash,
    subject,
    felt: !/^(merge|chore|test)/i.test(subject),
  }));
  return answer(request, { commits });
}

function explain(request) {
  const [, hash, subject] = /^Look at commit (\w+) \("(.*)"\)/.exec(request.prompt) ?? [];
  const shown = request.toolResults.find(({ name }) => name === "Bash");
  if (!shown) return use(request, bash(`git show --stat --format=%s ${hash}`));
  const files = /(\d+) files? changed/.exec(shown.content)?.[1] ?? "no";
  return say(request, `${subject} (${files} files).`);
}

function writeNotes(request) {
  const lines = request.prompt.match(/^- .+$/gm) ?? [];
  return say(request, `## What is new\n\n${lines.join("\n")}`);
}
