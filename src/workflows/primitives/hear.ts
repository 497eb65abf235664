// The host's half of hear(): what people say to the run, as soon as there is something.
import type { Json } from "../../protocol/json.ts";
import type { Mail } from "../../protocol/mail.ts";
import type { GuestCall } from "../messages.ts";
import { CallRejection, type RunContext } from "../run-context.ts";
import { putGate } from "./gates.ts";

/** `null`: the time is over, or somebody ended the conversation. */
export async function runHearCall(call: GuestCall<"hear">, run: RunContext): Promise<Json> {
  const { mail, gates, ports } = run;
  const to = nameOf(call.to, run);
  const said = mail.take(to);
  if (said.length > 0) return toWords(said);
  if (mail.isEnded(to) || call.timeoutMs === 0) return null;
  const { id, closed } = putGate({ ...call, kind: "say" }, run);
  mail.wait(to, (text, from) => gates.hear(id, text, from));
  const { outcome, value, by } = await closed;
  mail.stopWaiting(to);
  return outcome === "answered" ? { text: value, by, at: isoTime(ports.now()) } : null;
}

function nameOf(to: string | number, { mail }: RunContext): string {
  const name = typeof to === "string" ? to : mail.nameOf(to);
  if (name !== null) return name;
  throw new CallRejection(
    "InvalidCall",
    `hear(): expected an agent with the option listens; agent ${to} has none`,
  );
}

/** Several messages are one text, and say whose they are when they are not of one person. */
function toWords(mail: readonly Mail[]): Json {
  const [first, ...others] = mail;
  const isOne = others.every(({ by }) => by === first?.by);
  const texts = mail.map(({ by, text }) => (isOne ? text : `${by ?? "somebody"}: ${text}`));
  const last = mail.at(-1) ?? { by: null, at: 0 };
  return { text: texts.join("\n\n"), by: last.by, at: isoTime(last.at) };
}

function isoTime(at: number): string {
  return new Date(at).toISOString();
}
