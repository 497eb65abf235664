// The simulated model writes the announcement, a shorter one after a refusal, and puts the approved one into the file.
import { changed, say, unread, use, read, write } from "./conversation.mjs";

const FILE = "ANNOUNCEMENT.md";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "announcement: draft", when: { prompt: "^Write an announcement of " }, reply: draft },
  { name: "announcement: publish", when: { prompt: "^Write this text to the file ANNOUNCEMENT\\.md" }, reply: publish },
];

function draft(request) {
  const about = /^Write an announcement of (.+?), at most 60 words/s.exec(request.prompt)?.[1];
  const refusal = / refused draft \d+: (.+)$/s.exec(request.prompt)?.[1];
  return say(request, refusal ? `News: ${about}.` : `We are delighted to announce ${about}, after weeks of careful work by all of us.`);
}

/** What is there already has to be read before it may be replaced. */
function publish(request) {
  const done = changed(request, FILE);
  if (done) return say(request, `Wrote ${FILE}.`);
  if (done === false && unread(request, [FILE]).length > 0) return use(request, read(FILE));
  return use(request, write(FILE, `${request.prompt.split("\n").slice(1).join("\n")}\n`));
}
