// The simulated model describes a file by its first comment, and corrects the line by adding what the file exports.
import { answer, read, say, textOf, unread, use } from "./conversation.mjs";
import { commonJsExports, esmExports } from "./migration/judge.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "describe files: find", when: { prompt: "^List at most ten source files" }, reply: find },
  { name: "describe files: describe", when: { prompt: "^Describe \\S+ in one line" }, reply: describe },
  { name: "describe files: correct", when: { prompt: "^Somebody described \\S+ as: " }, reply: correct },
];

function find(request) {
  const listing = request.toolResults.find(({ name }) => name === "Glob");
  if (!listing) return use(request, { name: "Glob", input: { pattern: "**/*.js" } });
  const files = listing.content.split("\n").filter((line) => line.endsWith(".js") && !line.includes("test"));
  return answer(request, { files: files.slice(0, 10) });
}

function describe(request) {
  const file = /^Describe (\S+) in/.exec(request.prompt)?.[1] ?? "";
  if (unread(request, [file]).length > 0) return use(request, read(file));
  const comment = /\/\*\*\s*(?:\*\s*)?([^*]+?)\s*(?:\*\/|\n)/.exec(textOf(request, file) ?? "")?.[1];
  return say(request, (comment ?? "Says nothing about itself.").slice(0, 100));
}

function correct(request) {
  const [, file = "", line = ""] = /^Somebody described (\S+) as: "(.*)"$/m.exec(request.prompt) ?? [];
  if (unread(request, [file]).length > 0) return use(request, read(file));
  const text = textOf(request, file) ?? "";
  const names = [...commonJsExports(text), ...esmExports(text)];
  return say(request, names.length > 0 ? `${line} Gives: ${names.join(", ")}.` : line);
}
