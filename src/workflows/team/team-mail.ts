// A team's mail: kept for its addressee until it has been handed over.
import { TEAM_LETTERS_MAX, TEAM_MAIL_AT_ONCE_CHARS, TEAM_TEXT_MAX_CHARS } from "../../protocol/limits.ts";
import type { TeamLetter } from "../../protocol/team.ts";

/** A message that cannot be sent; its text says why. */
export class MailRefusal extends Error {
  override readonly name = "MailRefusal";
}

export class TeamMail {
  readonly #now: () => number;
  readonly #letters: TeamLetter[] = [];
  readonly #waiting = new Map<string, readonly TeamLetter[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  get count(): number {
    return this.#letters.length;
  }

  /** Throws `MailRefusal`. */
  send(from: string, to: readonly string[], text: string): void {
    if (text.length > TEAM_TEXT_MAX_CHARS) {
      throw new MailRefusal(
        `A message has at most ${TEAM_TEXT_MAX_CHARS} characters; write the rest into a file and name it.`,
      );
    }
    if (this.#letters.length + to.length > TEAM_LETTERS_MAX) {
      throw new MailRefusal(
        `This team has written ${this.#letters.length} messages, and may write ${TEAM_LETTERS_MAX}: work on without.`,
      );
    }
    for (const name of to) {
      const letter = { from, to: name, text, at: this.#now() };
      this.#letters.push(letter);
      this.#waiting.set(name, [...this.waiting(name), letter]);
    }
  }

  waiting(name: string): readonly TeamLetter[] {
    return this.#waiting.get(name) ?? [];
  }

  /** Hands over what waits, as much as is read at once; the rest waits on. */
  take(name: string): readonly TeamLetter[] {
    const waiting = this.waiting(name);
    let chars = 0;
    const fit = waiting.findIndex(({ text }) => (chars += text.length) > TEAM_MAIL_AT_ONCE_CHARS);
    const taken = fit === -1 ? waiting : waiting.slice(0, Math.max(1, fit));
    this.#waiting.set(name, waiting.slice(taken.length));
    return taken;
  }

  all(): readonly TeamLetter[] {
    return this.#letters;
  }
}
