// The simulated model writes the file that the task names, and does with it what people say.
import { changed, say, use, write, writeAll } from "../../examples/rules/conversation.mjs";

const TASK = /^Write (\w+) into ([\w-]+\.txt)\./;

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [{ name: "single: work", when: { prompt: TASK.source }, reply: work }];

function work(request) {
  const [, word = "", file = ""] = TASK.exec(request.prompt) ?? [];
  const words = saidIn(request.lastText);
  const also = /into ([\w-]+\.txt) as well/.exec(words)?.[1];
  if (also !== undefined) return writeAll(request, [[also, `${word}\n`]]) ?? say(request, `${also} says ${word}, too.`);
  if (words !== request.prompt) return say(request, `You said: ${words}`);
  return changed(request, file) === undefined
    ? use(request, write(file, `${word}\n`))
    : (writeAll(request, [[file, `${word}\n`]]) ?? say(request, `${file} says ${word}.`));
}

/** A message that came while it was at work has a line on top that says who it is from. */
function saidIn(text) {
  return text.replace(/^\[Message \d+[^\]]*\]\n/, "");
}
