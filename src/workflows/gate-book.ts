// The run's gates: open questions to people, their answers, who and when (G01 to G06). Knows nothing of Temporal.
import type { Answer, Approval } from "../protocol/control.ts";
import { isJsonObject, isLongerThan, type Json, type JsonObject } from "../protocol/json.ts";
import { GATES_MAX_CHARS, GATE_MAX_CHARS, RESULT_MAX_BYTES, SAY_MAX_CHARS } from "../protocol/limits.ts";
import type { GateRecord, GateView } from "../protocol/run-views.ts";
import type { RunPorts, Timer } from "./ports.ts";
import { toShownRecord } from "./shown-gate.ts";

export type GateQuestion = {
  readonly kind: GateView["kind"];
  readonly question: string;
  readonly phase: string | null;
  readonly details?: Json | undefined;
  readonly choices?: readonly string[] | undefined;
  readonly takesOther?: boolean | undefined;
  readonly schema?: JsonObject | undefined;
  readonly approvers?: readonly string[] | undefined;
  readonly timeoutMs?: number | undefined;
  /** What an approval stands for: in the record as its value. */
  readonly approves?: Json;
  /** An approval may bring a text of its own; gives the value for the record, throws why it cannot be taken. */
  readonly takesText?: (text: string) => Promise<Json>;
};

/** A message that does not fit; its text is the reason the sender reads. */
export class GateRefusal extends Error {
  constructor(message: string) {
    super(message);
    this.name = "GateRefusal";
  }
}

type GatePorts = Pick<RunPorts, "now" | "timer" | "validateAnswer"> & {
  /** Tells the run's log. */
  log(message: string): void;
  /** A gate was opened or closed. */
  changed(): void;
};
type OpenGate = {
  readonly view: GateView;
  /** Of the view as JSON. */
  readonly chars: number;
  readonly settle: (record: GateRecord) => void;
  readonly timer: Timer | null;
  readonly question: GateQuestion;
};
type Verb = "approve" | "reject" | "answer";

export class GateBook {
  readonly #ports: GatePorts;
  readonly #open = new Map<string, OpenGate>();
  readonly #answered: GateRecord[] = [];
  #opened = 0;
  #openChars = 0;

  constructor(ports: GatePorts) {
    this.#ports = ports;
  }

  open(): GateView[] {
    return [...this.#open.values()].map((gate) => gate.view);
  }

  answered(): readonly GateRecord[] {
    return this.#answered;
  }

  /** Opens a gate; settles when it is answered or its time is over. Throws `RangeError` when it is too large to read. */
  async ask(question: GateQuestion): Promise<GateRecord> {
    return this.put(question).closed;
  }

  /** The same, for who has to know the gate's id. */
  put(question: GateQuestion): { readonly id: string; readonly closed: Promise<GateRecord> } {
    const view = toView(`g${this.#opened + 1}`, question, this.#ports.now());
    const chars = JSON.stringify(view).length;
    if (chars > GATE_MAX_CHARS) {
      throw new RangeError(
        `a question to a person may have ${GATE_MAX_CHARS} characters with its details; put the rest into a file`,
      );
    }
    if (this.#openChars + chars > GATES_MAX_CHARS) {
      throw new RangeError(
        `open questions to people may have ${GATES_MAX_CHARS} characters together; wait for answers first`,
      );
    }
    this.#openChars += chars;
    this.#opened += 1;
    const closed = new Promise<GateRecord>((settle) => {
      const timer = question.timeoutMs === undefined ? null : this.#ports.timer(question.timeoutMs);
      this.#open.set(view.id, { view, chars, settle, timer, question });
      timer?.fired.then(
        () => this.#expire(view.id),
        () => undefined,
      );
      const [head = ""] = view.question.split("\n", 1); // the whole is in the gate
      this.#ports.log(`gate ${view.id} opened: ${head}`);
      this.#ports.changed();
    });
    return { id: view.id, closed };
  }

  /** Words came for a gate that waits for them; `null` is their end. */
  hear(id: string, text: string | null, by: string | null): boolean {
    if (!this.#open.has(id)) return false;
    const outcome = text === null ? "ended" : "answered";
    this.#close(id, { outcome, by, note: null, value: text });
    return true;
  }

  /** The gate a message means, after every check that needs no activity. Throws `GateRefusal`. */
  target(verb: Verb, message: Approval | Answer): GateView {
    const { view, question } = this.#gate(this.#idOf(message.id));
    const takesAnswer = view.kind === "ask" || view.kind === "say";
    if ((verb === "answer") !== takesAnswer) {
      const wanted = takesAnswer ? "an answer" : "approve or reject";
      throw new GateRefusal(`gate ${view.id} wants ${wanted}, got ${verb}`);
    }
    if (view.approvers !== null && !view.approvers.includes(message.by ?? "")) {
      const got = message.by ?? "no name (by)";
      throw new GateRefusal(`gate ${view.id} takes ${view.approvers.join(", ")} only; got ${got}`);
    }
    if ("edited" in message && message.edited !== undefined) {
      if (question.takesText === undefined) throw new GateRefusal(`gate ${view.id} takes no edited text`);
    }
    if ("hash" in message && message.hash !== undefined) refuseOtherText(view, question, message.hash);
    // With the schema it goes to an activity: an input over 2 MB would fail the workflow task for ever.
    if ("value" in message && isLongerThan(JSON.stringify(message.value), RESULT_MAX_BYTES)) {
      throw new GateRefusal(`gate ${view.id} takes an answer of at most ${RESULT_MAX_BYTES} bytes`);
    }
    if ("value" in message) refuseOtherChoice(view, message.value);
    if (view.kind === "say" && "value" in message) refuseNoWords(view, message.value);
    return view;
  }

  decide(verb: "approve" | "reject", message: Approval): GateRecord {
    const { id } = this.target(verb, message);
    const outcome = verb === "approve" ? "approved" : "rejected";
    const { approves = null } = this.#gate(id).question;
    const value = verb === "approve" ? approves : null;
    return this.#close(id, { outcome, by: message.by ?? null, note: message.note ?? null, value });
  }

  /** Approves a text instead of the one that was shown; one that cannot be taken leaves the question open. */
  async approveEdited(message: Approval & { readonly edited: string }): Promise<GateRecord> {
    const { id } = this.target("approve", message);
    const { by = null, note = null, edited } = message;
    try {
      const value = await this.#gate(id).question.takesText?.(edited);
      return this.#close(id, { outcome: "approved", by, note, value: value ?? null });
    } catch (error) {
      if (error instanceof GateRefusal) throw error;
      throw new GateRefusal(`gate ${id}: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  /** An answer that does not fit its schema is refused; the question stays open (G02). */
  async answer(message: Answer): Promise<GateRecord> {
    const { id, schema } = this.target("answer", message);
    if (schema !== null) {
      const task = { schema: schema as JsonObject, value: message.value };
      const { problem } = await this.#ports.validateAnswer(task);
      if (problem !== null) throw new GateRefusal(`gate ${id}: the answer does not fit: ${problem}`);
    }
    return this.#close(id, { outcome: "answered", by: message.by ?? null, note: null, value: message.value });
  }

  #expire(id: string): void {
    if (this.#open.has(id)) this.#close(id, { outcome: "timeout", by: null, note: null, value: null });
  }

  #close(id: string, end: GateEnd): GateRecord {
    const gate = this.#gate(id);
    this.#open.delete(id);
    this.#openChars -= gate.chars;
    gate.timer?.cancel();
    const record: GateRecord = { ...gate.view, ...end, at: this.#ports.now() };
    this.#answered.push(toShownRecord(record)); // what people asked and answered at length would add up
    this.#ports.log(`gate ${id} ${toWords(end)}`);
    gate.settle(record);
    this.#ports.changed();
    return record;
  }

  #gate(id: string): OpenGate {
    const gate = this.#open.get(id);
    if (gate !== undefined) return gate;
    const before = this.#answered.find((record) => record.id === id);
    if (before !== undefined) throw new GateRefusal(`gate ${id} is closed already: ${toWords(before)}`);
    throw new GateRefusal(
      `no gate has the id ${id}; open gates: ${[...this.#open.keys()].join(", ") || "none"}`,
    );
  }

  #idOf(given: string | undefined): string {
    if (given !== undefined) return given;
    const [only, ...more] = this.#open.keys();
    if (only === undefined) throw new GateRefusal("no gate is open");
    if (more.length > 0) throw new GateRefusal(`say which gate: ${only}, ${more.join(", ")} are open`);
    return only;
  }
}

/** Between a look and an approval another text may have been put up. */
function refuseOtherText({ id }: GateView, { approves }: GateQuestion, looked: string): void {
  const hash = isJsonObject(approves) ? approves["hash"] : undefined;
  if (typeof hash !== "string") throw new GateRefusal(`gate ${id} is about no text, so it takes no hash`);
  if (hash.startsWith(looked)) return;
  throw new GateRefusal(
    `gate ${id} is about the text with sha256 ${hash}, not ${looked}: look at it before you approve it`,
  );
}

function refuseOtherChoice({ id, choices, takesOther }: GateView, value: Json): void {
  if (choices === null || choices.includes(value as string)) return;
  if (takesOther && typeof value === "string" && value.trim() !== "") return;
  const wanted = `${JSON.stringify(choices)}${takesOther ? " or another text" : ""}`;
  throw new GateRefusal(`gate ${id} takes one of ${wanted}; got ${JSON.stringify(value)}`);
}

function refuseNoWords({ id }: GateView, value: Json): void {
  if (typeof value === "string" && value.trim() !== "" && value.length <= SAY_MAX_CHARS) return;
  throw new GateRefusal(`gate ${id} takes words: a text of 1 to ${SAY_MAX_CHARS} characters`);
}

type GateEnd = Pick<GateRecord, "outcome" | "by" | "note" | "value">;

function toWords({ outcome, by, note }: GateEnd): string {
  return `${outcome}${by === null ? "" : ` by ${by}`}${note === null ? "" : `: ${note}`}`;
}

function toView(id: string, question: GateQuestion, now: number): GateView {
  return {
    id,
    kind: question.kind,
    question: question.question,
    details: question.details ?? null,
    choices: question.choices ?? null,
    takesOther: question.takesOther ?? false,
    schema: question.schema ?? null,
    approvers: question.approvers ?? null,
    phase: question.phase,
    openedAt: now,
    deadline: question.timeoutMs === undefined ? null : now + question.timeoutMs,
  };
}
