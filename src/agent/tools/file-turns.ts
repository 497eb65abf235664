// Changes to one file by the agents of this worker come one after the other: between reading a file and replacing it
// there is time for another's change to be lost.

const turns = new Map<string, Promise<unknown>>();

/** Runs `act` when all earlier ones for the same path are done. */
export async function inTurn<Result>(path: string, act: () => Promise<Result>): Promise<Result> {
  const before = turns.get(path) ?? Promise.resolve();
  const turn = before.then(act, act);
  const settled = turn.catch(() => undefined);
  turns.set(path, settled);
  try {
    return await turn;
  } finally {
    if (turns.get(path) === settled) turns.delete(path);
  }
}
