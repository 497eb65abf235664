// What a dry run found that its author has to mend, or a person to know: each in a sentence with the line.
import { DRY_MOOD_WORDS, type DryPlay, type DryRun } from "../../protocol/dry-run.ts";
import type { LoopSite, ScriptOutline } from "../../protocol/script-review.ts";

export function findingsOf({ well, red, badly }: DryRun, outline: ScriptOutline): string[] {
  const found = new Map<string, string>();
  for (const play of [well, red, badly]) {
    const finding = play === null ? null : findingOf(play, outline);
    // The same thing twice says no more than once.
    if (play === null || finding === null || found.has(finding)) continue;
    found.set(finding, `when ${DRY_MOOD_WORDS[play.mood]}: ${finding}`);
  }
  return [...found.values()];
}

/** `null` when it ended as scripts should. */
function findingOf(play: DryPlay, outline: ScriptOutline): string | null {
  switch (play.end) {
    case "returned":
    case "budget":
      return null;
    case "threw":
      return isItsFault(play) ? `it fails with ${play.problem ?? "an error"}` : null;
    case "limit":
      return `it does not come to an end by itself: ${play.problem ?? ""}`;
    case "stuck":
      return "it waits for something that nothing settles: await a promise of agent, check, sleep or a question";
    // Only the dry run has so few agents: what the run may have is looked at by their number.
    case "unended":
      return isCrowded(play) ? null : `it did not end: ${unendedText(play, outline)}`;
  }
}

/** What it read of a script that was not looked into is nothing to blame it for, nor that it gives up when all goes badly. */
function isItsFault(play: DryPlay): boolean {
  return isBug(play) ? play.unseen.length === 0 : play.mood === "well";
}

/** A script that says itself why it gives up is sound, also one that another calls; one that stumbles is not. */
function isBug({ problem }: DryPlay): boolean {
  return BUG.test(problem ?? "") || IN_VALUE.test(problem ?? "");
}

/** `ScriptError: ` stands before the error of a script that was called. */
const BUG = /^(?:ScriptError: )*(?:TypeError|ReferenceError|RangeError|SyntaxError)\b/;
/** A value that cannot cross, and the like: no error of the script's own follows. */
const IN_VALUE = /^ScriptError\b(?!: \w*Error\b)/;

function isCrowded({ problem }: DryPlay): boolean {
  return /limits\.agents/.test(problem ?? "");
}

function unendedText({ line, nested }: DryPlay, { loops }: ScriptOutline): string {
  const loop = line === null && nested.length > 0 ? undefined : loopAt(line, loops);
  const called = nested.length === 0 ? "" : ` (it calls ${nested.join(", ")})`;
  if (loop === undefined)
    return `it goes on asking${called}; bound its rounds, and stop when a round changes nothing`;
  return `the loop at line ${loop.line} ${loop.ends}; bound its rounds, and stop when a round changes nothing`;
}

/** The innermost loop around the line; without a line the first that nothing bounds. */
function loopAt(line: number | null, loops: readonly LoopSite[]): LoopSite | undefined {
  const real = loops.filter(({ kind }) => kind === "loop");
  if (line === null) return real.find(({ counted }) => !counted);
  const around = real.filter((loop) => loop.line <= line && line <= loop.lastLine);
  return around.toSorted((a, b) => b.line - a.line)[0] ?? real.find(({ counted }) => !counted);
}
