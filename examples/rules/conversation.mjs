// What rules of the simulated model share: looking back at what the tools said, and taking time to think.
/** @typedef {import("../../src/simulator/rules.ts").SimulatedRequest} SimulatedRequest */
/** @typedef {import("../../src/simulator/rules.ts").Reply} Reply */

/** The model thinks for 200 to 800 ms; equal requests take equally long. */
export function thinking({ key }) {
  return 200 + (Number.parseInt(key.slice(0, 6), 16) % 600);
}

/** @returns {Reply} */
export function say(request, text) {
  return { kind: "text", text, delayMs: thinking(request) };
}

/** @returns {Reply} */
export function answer(request, value) {
  return { kind: "answer", value, delayMs: thinking(request) };
}

/** @returns {Reply} */
export function use(request, ...calls) {
  return { kind: "tools", calls, delayMs: thinking(request) };
}

export const read = (file) => ({ name: "Read", input: { file_path: file } });
export const write = (file, content) => ({ name: "Write", input: { file_path: file, content } });
export const edit = (file, before, after) => ({ name: "Edit", input: { file_path: file, old_string: before, new_string: after } });
export const bash = (command) => ({ name: "Bash", input: { command } });

/** The newest text of a file that the agent has read, without line numbers; `null` when it has not read it. */
export function textOf(request, file) {
  const result = request.toolResults.findLast(({ name, input, isError }) => name === "Read" && input.file_path === file && !isError);
  return result ? withoutLineNumbers(result.content) : null;
}

/** The files among these that the agent has not tried to read yet. */
export function unread(request, files) {
  const tried = new Set(request.toolResults.filter(({ name }) => name === "Read").map(({ input }) => input.file_path));
  return files.filter((file) => !tried.has(file));
}

/** Whether the agent must look at a file again: its last try to change it failed, or was cut off, and it has not read it since. */
export function isStale(request, file) {
  const tries = request.toolResults.filter(({ input }) => input.file_path === file);
  const last = tries.findLastIndex(({ name }) => name === "Write" || name === "Edit");
  return last !== -1 && tries[last].isError && !tries.slice(last).some(({ name }) => name === "Read");
}

/** Whether the agent's last try to change this file worked; `undefined` when there was none. */
export function changed(request, file) {
  const last = request.toolResults.findLast(({ name, input }) => (name === "Write" || name === "Edit") && input.file_path === file);
  return last && !last.isError;
}

/**
 * Brings files to the given texts. A file that is there already has to be read before it may be written over: an agent
 * that was cut off and begun again meets what its predecessor wrote.
 * @param {readonly (readonly [file: string, content: string])[]} texts
 * @returns {Reply | null} `null` when all of it is done
 */
export function writeAll(request, texts) {
  const open = texts.filter(([file]) => changed(request, file) !== true);
  if (open.length === 0) return null;
  const toRead = open.map(([file]) => file).filter((file) => isStale(request, file));
  if (toRead.length > 0) return use(request, ...toRead.map(read));
  return use(request, ...open.map(([file, content]) => write(file, content)));
}

/** `Read` shows lines as `cat -n` does, without the last line break; what has no number is its own remark. */
function withoutLineNumbers(content) {
  const lines = content.split("\n").flatMap((line) => /^ *\d+\t(.*)$/s.exec(line)?.slice(1) ?? []);
  return lines.length === 0 ? "" : `${lines.join("\n")}\n`;
}
