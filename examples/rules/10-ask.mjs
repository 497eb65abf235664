// The simulated model outlines a guide and writes it for the readers whom the person chose.
import { say } from "./conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  {
    name: "guide: outline",
    when: { prompt: "^Outline a guide to the project" },
    reply: (request) => say(request, "What it is\nInstall it\nThe first five minutes\nWhen something fails\nWhere to ask"),
  },
  { name: "guide: write", when: { prompt: "^Write a guide to the project in the working directory for " }, reply: writeGuide },
];

function writeGuide(request) {
  const [, readers, words] = /directory for (\w+), at most (\d+) words/.exec(request.prompt) ?? [];
  const headings = request.prompt.split("An outline to start from:\n")[1]?.split("\n") ?? [];
  return say(request, [`# A guide for ${readers} (${words} words at most)`, ...headings.map((line) => `## ${line}`)].join("\n\n"));
}
