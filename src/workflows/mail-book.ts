// The run's mail: what people say to it, in boxes by name, until somebody reads it. Knows nothing of Temporal.
import type { Say } from "../protocol/control.ts";
import { cutText } from "../protocol/json.ts";
import { GATE_PART_SHOWN_CHARS, MAILBOXES_MAX, STATUS_ROWS, UNREAD_MAX_CHARS } from "../protocol/limits.ts";
import type { Mail, MailboxView, MailView, Sent, Unheard } from "../protocol/mail.ts";
import { EarlyWords } from "./early-words.ts";
import { MailRefusal } from "./mail-refusal.ts";

/** Who waits for words right now, told once; without a text it is their end. Says whether it took them. */
type Waiting = (text: string | null, by: string | null) => boolean;

type Box = {
  readonly to: string;
  /** Those that are not read. */
  mail: Mail[];
  said: number;
  read: number;
  /** The call of the agent that reads it. */
  reader: number | null;
  waiting: Waiting | null;
  /** Who reads later and wants to know that there is something. */
  watcher: (() => void) | null;
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
  readonly #early = new EarlyWords();
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

  /** Calls back whenever there is something, until `unwatch`; `take` reads it. */
  watch(to: string, arrived: () => void): void {
    this.#open(to).watcher = arrived;
    this.#sortEarly();
  }

  unwatch(to: string): void {
    this.#open(to).watcher = null;
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
    const sent = to === null ? this.#keep(message) : this.#put(this.#open(to), message);
    if (message.id !== undefined) this.#seen.set(message.id, sent);
    return sent;
  }

  view(to: string | undefined, after: number): MailView {
    const mail = to === undefined ? [] : (this.#boxes.get(to)?.mail ?? []).filter(({ n }) => n > after);
    return { boxes: this.boxes(), mail };
  }

  /** Those that matter to whoever looks: with somebody to read them, or with something unread. */
  boxes(): MailboxView[] {
    const matters = ({ open, unread }: MailboxView): boolean => open || unread > 0;
    return this.#views().filter(matters).slice(0, STATUS_ROWS);
  }

  /** What nobody that came to an end has read. */
  unheard(): Unheard[] {
    const unread = this.#views().filter((view) => view.unread > 0);
    return unread.map(({ to, unread: messages }) => ({ to, messages, listened: this.#boxes.has(to) }));
  }

  /** What came early and was handed to nobody counts with the box it is for. */
  #views(): MailboxView[] {
    const early = this.#early.left((message) => this.#earlyTarget(message) ?? "");
    const nowhere = [...early].filter(([to]) => !this.#boxes.has(to));
    return [
      ...[...this.#boxes.values()].map((box) => toView(box, early.get(box.to) ?? 0)),
      ...nowhere.map(([to, unread]) => ({ to, open: false, said: unread, unread })),
    ];
  }

  #put(box: Box, message: Say): Sent {
    const { text = "", by = null, end = false } = message;
    const { to } = box;
    const open = isOpen(box);
    if (box.ended) throw new MailRefusal(`${to} was told that nothing more comes`);
    const from = by === null ? "" : ` by ${by}`;
    if (end) {
      box.ended = true;
      this.#ports.log(`the conversation with ${to} was ended${from}`);
      take(box)?.(null, by);
      return { to, n: null, open };
    }
    requireRoom(box, text);
    box.said += 1;
    const whether = open ? "" : ", who does not listen now";
    this.#ports.log(`said to ${to}${from}${whether}: ${cutText(text, GATE_PART_SHOWN_CHARS)}`);
    if (take(box)?.(text, by) === true) box.read = box.said;
    else box.mail.push({ n: box.said, text, by, at: this.#ports.now() });
    box.watcher?.();
    return { to, n: box.said, open };
  }

  #open(to: string): Box {
    const known = this.#boxes.get(to);
    if (known !== undefined) return known;
    const ears = { reader: null, waiting: null, watcher: null };
    const box: Box = { to, mail: [], said: 0, read: 0, ...ears, ended: false };
    this.#boxes.set(to, box);
    return box;
  }

  #keep(message: Say): Sent {
    this.#early.keep(message);
    return { to: message.to ?? "", n: null, open: false };
  }

  #sortEarly(): void {
    this.#early.handOver((message) => {
      const box = this.#boxes.get(this.#earlyTarget(message) ?? "");
      if (box === undefined || box.ended) return false;
      this.#put(box, message);
      return true;
    });
  }

  #earlyTarget({ to }: Say): string | undefined {
    return to ?? this.#boxes.keys().next().value;
  }
}

function isOpen({ reader, waiting, watcher }: Box): boolean {
  return reader !== null || waiting !== null || watcher !== null;
}

function toView(box: Box, early: number): MailboxView {
  return { to: box.to, open: isOpen(box), said: box.said + early, unread: box.mail.length + early };
}

/** What an agent at work has read is known at its end only. */
function requireRoom({ to, mail, reader }: Box, text: string): void {
  const chars = mail.reduce((sum, one) => sum + one.text.length, text.length);
  if (chars <= UNREAD_MAX_CHARS) return;
  throw new MailRefusal(
    reader === null
      ? `${to} has ${mail.length} unread messages; wait until they are read`
      : `${mail.length} messages to ${to} are as many as fit; they count as read when agent ${reader} has ended: wait until then`,
  );
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
