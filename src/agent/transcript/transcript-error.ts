// What can be wrong with a transcript, by name.

/** A later attempt of the agent has begun: this one is over, and nothing it does counts any more. */
export class Superseded extends Error {
  override readonly name = "Superseded";
  constructor(later: string) {
    super(`A later attempt of this agent has begun (${later}); this one stops.`);
  }
}

export function isSuperseded(error: unknown): error is Superseded {
  return error instanceof Error && error.name === "Superseded";
}

/** Not a line that was cut off by a kill, which is normal, but one that was changed, or is missing. */
export class TranscriptCorrupt extends Error {
  override readonly name = "TranscriptCorrupt";
  constructor(where: string, what: string) {
    super(`The transcript ${where} cannot be continued: ${what}. Restore the file, or start the run anew.`);
  }
}
