// The ids of the script contract, row by row: what a script is owed. Each has a test here whose title starts with it.

/** Letters: script text, agent, fan-out, workflow and the rest, gates, checks, runs. */
const COUNTS = { S: 12, A: 17, F: 7, W: 8, G: 7, K: 3, R: 9 } as const;

export const ROWS: readonly string[] = Object.entries(COUNTS).flatMap(([letter, count]) =>
  Array.from({ length: count }, (_unused, n) => `${letter}${String(n + 1).padStart(2, "0")}`),
);
