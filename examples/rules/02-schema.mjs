// The simulated model reads package.json and README.md and fills in the profile. Its first try leaves a key out: the schema says so.
import { answer, read, textOf, unread, use } from "./conversation.mjs";

const FILES = ["package.json", "README.md"];

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [{ name: "profile", when: { prompt: "^What is the project in the working directory\\?" }, reply: profile }];

function profile(request) {
  const toRead = unread(request, FILES);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  const manifest = JSON.parse(textOf(request, "package.json") ?? "{}");
  const heading = /^# (.+)$/m.exec(textOf(request, "README.md") ?? "")?.[1];
  const found = {
    name: manifest.name ?? heading ?? "unknown",
    language: "JavaScript",
    purpose: (manifest.description ?? "It does not say.").slice(0, 200),
  };
  const refused = request.toolResults.some(({ name, isError }) => name === "StructuredOutput" && isError);
  return answer(request, refused ? { ...found, testCommand: manifest.scripts?.test ?? null } : found);
}
