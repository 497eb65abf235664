// A team's mail. Each of the team has a box of the run's mail book: one at work reads it between its turns, as every agent
// that listens; for one that is idle the team watches the box. People write to the same boxes.
import { TEAM_LETTERS_MAX, TEAM_TEXT_MAX_CHARS } from "../../protocol/limits.ts";
import type { TeamLetter } from "../../protocol/team.ts";
import type { MailBook } from "../mail-book.ts";
import { MailRefusal } from "../mail-refusal.ts";

/** What is handed over when somebody is woken. */
export type Note = { readonly from: string; readonly text: string };

/** Who writes when nobody is named: people may leave that out. */
const SOMEBODY = "somebody outside the team";

export class TeamMail {
  readonly #book: MailBook;
  readonly #now: () => number;
  readonly #boxes: ReadonlyMap<string, string>;
  readonly #letters: TeamLetter[] = [];

  /** Throws `MailRefusal` when the run has too many boxes already. */
  constructor(book: MailBook, names: readonly string[], now: () => number) {
    this.#book = book;
    this.#now = now;
    this.#boxes = new Map(names.map((name) => [name, freeBox(name, book)]));
  }

  /** Letters between its own. */
  get count(): number {
    return this.#letters.length;
  }

  /** The name that people write to. */
  boxOf(name: string): string {
    return this.#boxes.get(name) ?? name;
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
      this.#book.say({ to: this.boxOf(name), text, by: from });
      this.#letters.push({ from, to: name, text, at: this.#now() });
    }
  }

  /** It is idle: what comes from now on is told at once. */
  watch(name: string, arrived: () => void): void {
    this.#book.watch(this.boxOf(name), arrived);
  }

  /** Whether something waits to be handed over. */
  waits(name: string): boolean {
    return this.#book.unread(this.boxOf(name)) > 0;
  }

  /** Hands over what waits, and watches no longer: from now on the member reads for itself. */
  take(name: string): readonly Note[] {
    const box = this.boxOf(name);
    this.#book.unwatch(box);
    return this.#book.take(box).map(({ by, text }) => ({ from: by ?? SOMEBODY, text }));
  }

  all(): readonly TeamLetter[] {
    return this.#letters;
  }

  /** The team is over. */
  close(): void {
    for (const box of this.#boxes.values()) this.#book.unwatch(box);
  }
}

/** The name itself, unless the run knows it already: another team's members may be called the same. */
function freeBox(name: string, book: MailBook): string {
  let box = name;
  for (let n = 2; book.isKnown(box); n++) box = `${name}-${n}`;
  const why = book.whyNot(box);
  if (why !== null) throw new MailRefusal(`team(): ${why}`);
  return box;
}
