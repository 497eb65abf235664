// The command was called rightly and could not do it. Exit code 1.

export class CommandFailure extends Error {
  override readonly name = "CommandFailure";
  readonly advice: string;
  constructor(message: string, advice: string) {
    super(message);
    this.advice = advice;
  }
}
