/** A message that does not fit; its text is the reason the sender reads. */
export class MailRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MailRefusal";
  }
}
