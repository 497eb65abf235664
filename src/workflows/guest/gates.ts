// approve() and ask(): questions to a person (G01, G02).
import type { Json } from "../../protocol/json.ts";
import type { Channel, Request } from "./channel.ts";
import { copyOf } from "./copy.ts";
import { toMilliseconds } from "./durations.ts";
import { present, toObject, toOptions, toText, toTexts, type Options } from "./options.ts";

export function makeGates(channel: Channel, currentPhase: () => string | null) {
  async function approve(question: unknown, options?: unknown): Promise<Json> {
    const given = toOptions("approve(question, options)", options);
    const request = {
      t: "approve",
      ...common("approve", question, given),
      ...present({ approvers: toTexts("approve(): approvers", given["approvers"]) }),
    };
    return channel.ask(request as Request);
  }

  async function ask(question: unknown, options?: unknown): Promise<Json> {
    const given = toOptions("ask(question, options)", options);
    const choices = toTexts("ask(): choices", given["choices"]);
    const schema = toObject("ask(): schema", given["schema"]);
    if (choices !== undefined && schema !== undefined)
      throw new TypeError("ask() takes choices or a schema, not both");
    const fallback = copyOf(given["default"], "ask(): default");
    const request = {
      t: "ask",
      ...common("ask", question, given),
      ...present({ choices, schema, default: fallback }),
    };
    return channel.ask(request as Request);
  }

  function common(name: string, question: unknown, given: Options) {
    if (typeof question !== "string" || question === "") {
      throw new TypeError(`${name}(question) takes a text that is not empty, got ${typeof question}`);
    }
    const timeout = given["timeout"];
    return {
      question,
      phase: toText(`${name}(): phase`, given["phase"]) ?? currentPhase(),
      ...present({
        details: copyOf(given["details"], `${name}(): details`),
        timeoutMs: timeout === undefined ? undefined : toMilliseconds(timeout, `${name}(): timeout`),
      }),
    };
  }

  return { approve, ask };
}
