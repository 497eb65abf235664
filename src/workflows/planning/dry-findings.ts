// What a dry run found that its author has to mend, or a person to know: each in a sentence with the line.
import type { DryPlay, DryRun } from "../../protocol/dry-run.ts";
import type { LoopSite, ScriptOutline } from "../../protocol/script-review.ts";

export function findingsOf({ well, badly }: DryRun, outline: ScriptOutline): string[] {
  const good = findingOf(well, outline);
  const bad = badly.end === "threw" && !isBug(badly) ? null : findingOf(badly, outline);
  return [
    ...(good === null ? [] : [`when all goes well: ${good}`]),
    // The same thing twice says no more than once.
    ...(bad === null || bad === good ? [] : [`when agents are null and checks are red: ${bad}`]),
  ];
}

/** `null` when it ended as scripts should. */
function findingOf(play: DryPlay, outline: ScriptOutline): string | null {
  switch (play.end) {
    case "returned":
    case "budget":
      return null;
    // What it read of a script that was not looked into is nothing that could be blamed.
    case "threw":
      return play.nested.length > 0 && isBug(play) ? null : `it fails with ${play.problem ?? "an error"}`;
    case "limit":
      return `it does not come to an end by itself: ${play.problem ?? ""}`;
    case "stuck":
      return "it waits for something that nothing settles: await a promise of agent, check, sleep or a question";
    // Only the dry run has so few agents: what the run may have is looked at by their number.
    case "unended":
      return isCrowded(play) ? null : `it did not end: ${unendedText(play, outline)}`;
  }
}

/** A script that says itself why it gives up is sound; one that stumbles is not. */
function isBug({ problem }: DryPlay): boolean {
  return /^(TypeError|ReferenceError|RangeError|SyntaxError|ScriptError)\b/.test(problem ?? "");
}

function isCrowded({ problem }: DryPlay): boolean {
  return /limits\.agents/.test(problem ?? "");
}

function unendedText({ line }: DryPlay, { loops }: ScriptOutline): string {
  const loop = loopAt(line, loops);
  if (loop === undefined) return "it goes on asking; bound its rounds, and stop when a round changes nothing";
  return `the loop at line ${loop.line} ${loop.ends}; bound its rounds, and stop when a round changes nothing`;
}

/** The innermost loop around the line; without a line the first that nothing bounds. */
function loopAt(line: number | null, loops: readonly LoopSite[]): LoopSite | undefined {
  const real = loops.filter(({ kind }) => kind === "loop");
  if (line === null) return real.find(({ counted }) => !counted);
  const around = real.filter((loop) => loop.line <= line && line <= loop.lastLine);
  return around.toSorted((a, b) => b.line - a.line)[0] ?? real.find(({ counted }) => !counted);
}
