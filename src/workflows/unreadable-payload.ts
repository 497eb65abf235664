// Stands for an argument that came in an encoding nobody knows, or says that it is JSON and is none.

export class UnreadablePayload {
  readonly why: string;
  constructor(why: string) {
    this.why = why;
  }
}
