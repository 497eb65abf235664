// The simulated model describes files: the lead of library/subagents.js starts an agent for each file that its task names,
// and for each folder one that starts further ones, if it may.
import { read, say, unread, use } from "../../examples/rules/conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  { name: "subagents: lead", when: { prompt: "^Your task:\\n\\nDescribe " }, reply: lead },
  { name: "subagents: folder", when: { prompt: "^Describe the files in " }, reply: folder },
  { name: "subagents: file", when: { prompt: "^Describe the file " }, reply: file },
];

function lead(request) {
  const [, what] = /^Your task:\n\nDescribe ([^\n]+)\.\n/.exec(request.prompt) ?? [];
  if (what === undefined) return null;
  const reports = request.toolResults.filter(({ name }) => name === "Agent");
  if (reports.length > 0) return say(request, reports.map(({ content }) => content).join("\n"));
  return use(request, ...what.split(" and ").map((path) => (path.endsWith("/") ? describeFolder(path) : describeFile(path))));
}

function folder(request) {
  const [, path] = /^Describe the files in (\S+):/.exec(request.prompt) ?? [];
  const listed = request.toolResults.find(({ name }) => name === "Glob");
  if (!listed) return use(request, { name: "Glob", input: { pattern: "*.js", path } });
  const files = listed.content.split("\n").filter((line) => line.endsWith(".js")).toSorted();
  if (request.tools.includes("Agent")) {
    const reports = request.toolResults.filter(({ name }) => name === "Agent");
    return reports.length > 0 ? say(request, reports.map(({ content }) => content).join("\n")) : use(request, ...files.map(describeFile));
  }
  const toRead = unread(request, files);
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  return say(request, files.map((name) => description(request, name)).join("\n"));
}

function file(request) {
  const [, path] = /^Describe the file (\S+):/.exec(request.prompt) ?? [];
  return unread(request, [path]).length > 0 ? use(request, read(path)) : say(request, description(request, path));
}

function describeFile(path) {
  const prompt = `Describe the file ${path}: name its exports in one line. Change nothing.`;
  return { name: "Agent", input: { description: `describe ${path}`, prompt, subagent_type: "Explore" } };
}

function describeFolder(path) {
  const prompt = `Describe the files in ${path}: name the exports of each in one line. Change nothing.`;
  return { name: "Agent", input: { description: `describe ${path}`, prompt } };
}

function description({ toolResults }, path) {
  const { content = "" } = toolResults.find(({ name, input }) => name === "Read" && input.file_path === path) ?? {};
  const names = [...content.matchAll(/export function (\w+)/g)].map(([, name]) => name);
  return `${path} exports ${names.join(", ") || "nothing"}`;
}
