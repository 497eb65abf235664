// The simulated model repairs examples/fix-loop/project: per round the first of the causes that it still finds in the file.
import { changed, edit, isStale, read, say, textOf, unread, use } from "./conversation.mjs";

const FILE = "thermometer.js";
const CAUSES = [
  ["(celsius * 5) / 9 + 32", "(celsius * 9) / 5 + 32"],
  ["readings.filter((reading) => reading)", "readings.filter((reading) => reading !== null)"],
];

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [{ name: "fix loop: repair", when: { prompt: '^The command ".+" fails in the working directory' }, reply: repair }];

function repair(request) {
  if (changed(request, FILE)) return say(request, `Repaired ${FILE}.`);
  if (unread(request, [FILE]).length > 0 || isStale(request, FILE)) return use(request, read(FILE));
  const cause = CAUSES.find(([wrong]) => textOf(request, FILE)?.includes(wrong));
  return cause ? use(request, edit(FILE, ...cause)) : say(request, "I see nothing that I could repair.");
}
