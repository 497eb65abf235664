// The simulated model lists the source files and names one of them in its answer; which one depends on the question.
import { say, use } from "./conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [{ name: "three looks", when: { prompt: "^Look at the project in the working directory\\. " }, reply: look }];

function look(request) {
  const listing = request.toolResults.find(({ name }) => name === "Glob");
  if (!listing) return use(request, { name: "Glob", input: { pattern: "**/*.js" } });
  const files = listing.content.split("\n").filter((line) => line.endsWith(".js"));
  const question = /directory\. (.+?\?)/s.exec(request.prompt)?.[1] ?? "";
  const file = files[question.length % Math.max(1, files.length)];
  return say(request, file ? `Of ${files.length} files I would look at ${file} first.` : "There are no source files here.");
}
