// The command was called in a way it cannot serve. Exit code 2.

export class UsageError extends Error {
  override readonly name = "UsageError";
  readonly advice: string;
  /** `message`: what was expected and what came. `advice`: what to do. */
  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
