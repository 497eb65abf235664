// The run's mail: what people say to it, in boxes by name, until somebody reads it. Knows nothing of Temporal.
import type { Say } from "../protocol/control.ts";
import { cutText } from "../protocol/json.ts";
import { GATE_PART_SHOWN_CHARS, MAILBOXES_MAX, STATUS_ROWS, UNREAD_MAX_CHARS } from "../protocol/limits.ts";
import type { Mail, MailboxView, MailView, Sent } from "../protocol/mail.ts";

/** A message that does not fit; its text is the reason the sender reads. */
export class MailRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "MailRefusal";
  }
}

/** Who waits for words right now, told once; without a text it is their end. */
type Waiting = (text: string | null, by: string | null) => void;

type Box = {
  readonly to: string;
  /** Those that are not read. */
  mail: Mail[];
  said: number;
  read: number;
  /** The call of the agent that reads it. */
  reader: number | null;
  waiting: Waiting | null;
  ended: boolean;
};

export type MailPorts = {
  now(): number;
  /** Tells the run's log. */
  log(message: string): void;
};

export class MailBook {
  readonly #ports: MailPorts;
  readonly #boxes = new Map<string, Box>();
  readonly #names = new Map<number, string>();
  readonly #seen = new Map<string, Sent>();
  /** What came before anybody could listen: for the first box that opens, or for the one that was named. */
  #early: Say[] = [];
  #begun = false;

  constructor(ports: MailPorts) {
    this.#ports = ports;
  }

  /** The script runs: from now on there is somebody to say things to, or there is not. */
  begin(): void {
    this.#begun = true;
  }

  /** The name that the agent of a call listens by, or listened by; `null` when it did not. */
  nameOf(call: number): string | null {
    return this.#names.get(call) ?? null;
  }

  /** Why no agent can listen by that name now; `null` when one can. */
  whyNot(to: string): string | null {
    const reader = this.#boxes.get(to)?.reader ?? null;
    if (reader !== null) return `agent ${reader} listens as ${JSON.stringify(to)} already`;
    return this.#boxes.size < MAILBOXES_MAX || this.#boxes.has(to)
      ? null
      : `a run has at most ${MAILBOXES_MAX} names to listen by`;
  }

  /** An agent listens; returns the number of the last mail that was read before. */
  listen(to: string, call: number): number {
    const box = this.#open(to);
    this.#names.set(call, to);
    box.reader = call;
    this.#sortEarly();
    return box.read;
  }

  /** It has ended: what it did not read waits for the next reader. */
  leave(call: number, heard: number | undefined): void {
    const box = this.#boxes.get(this.#names.get(call) ?? "");
    if (box === undefined) return;
    if (box.reader === call) box.reader = null;
    if (heard !== undefined) markRead(box, heard);
  }

  /** All that nobody has read; from now on it is. */
  take(to: string): readonly Mail[] {
    const box = this.#open(to);
    this.#sortEarly();
    const { mail } = box;
    markRead(box, box.said);
    return mail;
  }

  isKnown(to: string): boolean {
    return this.#boxes.has(to);
  }

  unread(to: string): number {
    return this.#boxes.get(to)?.mail.length ?? 0;
  }

  isEnded(to: string): boolean {
    return this.#boxes.get(to)?.ended ?? false;
  }

  wait(to: string, waiting: Waiting): void {
    this.#open(to).waiting = waiting;
    this.#sortEarly();
  }

  stopWaiting(to: string): void {
    this.#open(to).waiting = null;
  }

  /** The box a message is for. Throws `MailRefusal`; `null` when it came before there could be one. */
  target({ to }: Say): string | null {
    const names = [...this.#boxes.keys()];
    if (to !== undefined && this.#boxes.has(to)) return to;
    if (names.length === 0 && !this.#begun) return null;
    const known = names.length === 0 ? "nobody listens in this run" : `there is: ${shownNames(names)}`;
    if (to !== undefined) throw new MailRefusal(`nobody listens as ${JSON.stringify(to)}; ${known}`);
    const open = [...this.#boxes.values()].filter(isOpen).map((box) => box.to);
    const [only, ...more] = open.length > 0 ? open : names;
    if (only === undefined)
      throw new MailRefusal(`${known}: agents do by the option listens, scripts by hear()`);
    if (more.length > 0) throw new MailRefusal(`say to whom (to): ${shownNames([only, ...more])} listen`);
    return only;
  }

  /** Throws `MailRefusal`. */
  say(message: Say): Sent {
    const before = message.id === undefined ? undefined : this.#seen.get(message.id);
    if (before !== undefined) return before;
    const to = this.target(message);
    if (to === null) this.#keep(message);
    const sent = to === null ? { to: message.to ?? "", n: null } : this.#put(this.#open(to), message);
    if (message.id !== undefined) this.#seen.set(message.id, sent);
    return sent;
  }

  view(to: string | undefined, after: number): MailView {
    const mail = to === undefined ? [] : (this.#boxes.get(to)?.mail ?? []).filter(({ n }) => n > after);
    return { boxes: this.boxes(), mail };
  }

  /** Those that matter to whoever looks: with somebody to read them, or with something unread. */
  boxes(): MailboxView[] {
    return [...this.#boxes.values()]
      .filter((box) => isOpen(box) || box.mail.length > 0)
      .slice(0, STATUS_ROWS)
      .map((box) => ({ to: box.to, open: isOpen(box), said: box.said, unread: box.mail.length }));
  }

  #put(box: Box, message: Say): Sent {
    const { text = "", by = null, end = false } = message;
    const { to } = box;
    if (box.ended) throw new MailRefusal(`${to} was told that nothing more comes`);
    const from = by === null ? "" : ` by ${by}`;
    if (end) {
      box.ended = true;
      this.#ports.log(`the conversation with ${to} was ended${from}`);
      take(box)?.(null, by);
      return { to, n: null };
    }
    const chars = box.mail.reduce((sum, one) => sum + one.text.length, text.length);
    if (chars > UNREAD_MAX_CHARS)
      throw new MailRefusal(`${to} has ${box.mail.length} unread messages; wait until they are read`);
    box.said += 1;
    this.#ports.log(`said to ${to}${from}: ${cutText(text, GATE_PART_SHOWN_CHARS)}`);
    const waiting = take(box);
    if (waiting === null) box.mail.push({ n: box.said, text, by, at: this.#ports.now() });
    else box.read = box.said;
    waiting?.(text, by);
    return { to, n: box.said };
  }

  #open(to: string): Box {
    const known = this.#boxes.get(to);
    if (known !== undefined) return known;
    const box: Box = { to, mail: [], said: 0, read: 0, reader: null, waiting: null, ended: false };
    this.#boxes.set(to, box);
    return box;
  }

  /** Bounded as a box is: whoever comes to read them must have room for all. */
  #keep(message: Say): void {
    if (JSON.stringify([...this.#early, message]).length > UNREAD_MAX_CHARS)
      throw new MailRefusal(`${this.#early.length} messages wait for the script to begin; wait until it has`);
    this.#early.push(message);
  }

  /** In their order, as far as they have somebody now. */
  #sortEarly(): void {
    const early = this.#early;
    this.#early = [];
    for (const message of early) {
      const to = message.to ?? [...this.#boxes.keys()][0];
      const box = to === undefined ? undefined : this.#boxes.get(to);
      if (box === undefined || box.ended) this.#early.push(message);
      else this.#put(box, message);
    }
  }
}

function isOpen({ reader, waiting }: Box): boolean {
  return reader !== null || waiting !== null;
}

function take(box: Box): Waiting | null {
  const { waiting } = box;
  box.waiting = null;
  return waiting;
}

function markRead(box: Box, upTo: number): void {
  box.read = Math.max(box.read, upTo);
  box.mail = box.mail.filter(({ n }) => n > upTo);
}

function shownNames(names: readonly string[]): string {
  const shown = names.slice(0, STATUS_ROWS);
  return `${shown.join(", ")}${names.length > shown.length ? `, and ${names.length - shown.length} more` : ""}`;
}
