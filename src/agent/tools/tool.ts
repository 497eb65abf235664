// What a tool is: described once with zod; the model's JSON Schema and the check of its input come from that.
import { z } from "zod";
import type { JsonObject } from "../../protocol/json.ts";

export type ToolOutcome = { readonly content: string; readonly isError: boolean };

export type Tool = {
  readonly name: string;
  readonly description: string;
  readonly inputSchema: JsonObject;
  /** Changes nothing: may run at the same time as others of the kind. */
  readonly readOnly: boolean;
  /** Its calls are answered by the run: the agent ends its attempt there and is continued with the answers. `run` only checks the input. */
  readonly yields?: boolean;
  /** Answers with an error for the model to read, input that does not fit included; throws only what ends the agent. */
  run(input: unknown): Promise<ToolOutcome>;
  /** Told of a call that an earlier attempt has run, in order: for tools that remember. */
  recall?(input: unknown, succeeded: boolean): void;
  /** Removes what a call leaves that was killed in the middle and is of no use to anybody. Never throws. */
  tidy?(input: unknown): Promise<void>;
};

export type ToolDefinition<Input> = {
  readonly name: string;
  readonly description: string;
  readonly input: z.ZodType<Input>;
  readonly readOnly: boolean;
  /** The text for the model. Throws a `ToolError` for what the model can mend. */
  readonly act: (input: Input) => Promise<string>;
  /** See `Tool`. What it throws is of no interest: there is nothing to remove then. */
  readonly tidy?: (input: Input) => Promise<void>;
};

/** Something the model should know and can act on. */
export class ToolError extends Error {
  override readonly name = "ToolError";
}

export function defineTool<Input>(definition: ToolDefinition<Input>): Tool {
  const { name, description, input, readOnly, act, tidy } = definition;
  const inputSchema = toJsonSchema(input);
  return {
    name,
    description,
    inputSchema,
    readOnly,
    async run(given) {
      const parsed = input.safeParse(asMeant(given, inputSchema));
      if (!parsed.success) return toolFailure(explainInput(name, parsed.error, inputSchema));
      return { content: await act(parsed.data), isError: false };
    },
    async tidy(given) {
      const parsed = input.safeParse(asMeant(given, inputSchema));
      if (parsed.success) await tidy?.(parsed.data).catch(() => undefined);
    },
  };
}

/** A tool result that tells the model of an error. */
export function toolFailure(message: string): ToolOutcome {
  return { content: message, isError: true };
}

function toJsonSchema(schema: z.ZodType): JsonObject {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, {
    io: "input",
    // Every request carries the schemas: what any whole number is held to need not be said.
    override({ jsonSchema }) {
      if (jsonSchema.minimum === Number.MIN_SAFE_INTEGER) delete jsonSchema.minimum;
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum;
    },
  });
  return rest as JsonObject;
}

/** Models write a number or a yes as text now and then, and `null` for what they leave out: nothing to refuse a call for. */
function asMeant(given: unknown, schema: JsonObject): unknown {
  if (typeof given !== "object" || given === null || Array.isArray(given)) return given;
  const types = schema["properties"] as Readonly<Record<string, { readonly type?: string }>>;
  const entries = Object.entries(given).filter(([, value]) => value !== null);
  return Object.fromEntries(entries.map(([key, value]) => [key, valueAsMeant(value, types[key]?.type)]));
}

function valueAsMeant(value: unknown, type: string | undefined): unknown {
  if (type === "integer" && typeof value === "string" && /^\d{1,15}$/.test(value)) return Number(value);
  if (type === "boolean" && (value === "true" || value === "false")) return value === "true";
  return value;
}

function explainInput(name: string, error: z.ZodError, schema: JsonObject): string {
  const problems = error.issues.map((issue) => `${issue.path.join(".") || "input"}: ${issue.message}`);
  const known = Object.keys(schema["properties"] as JsonObject).join(", ");
  return `The input of ${name} does not fit its schema: ${problems.join("; ")}. It takes ${known}. Nothing was done.`;
}
