// The scripts that are nested bring their own rules; only the drafts are this script's own.
import { say } from "./conversation.mjs";
import profile from "./02-schema.mjs";
import panel from "./08-judge-panel.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [{ name: "tagline: draft", when: { prompt: "^Find a tagline .*\\nStart from " }, reply: draft }, ...profile, ...panel];

function draft(request) {
  const [, name, angle] = /words for (\S+)\. .*\nStart from (.+)\. Answer/s.exec(request.prompt) ?? [];
  if (angle === "the plainest words") return say(request, `${name}: the tools you keep writing again`);
  if (angle === "what the reader fears to lose") return say(request, `${name}: never parse it by hand again`);
  return say(request, `${name}: what you need, over your shoulder`);
}
