// The `prepareScript` activity: find, parse, check, compile. What it returns is in the run's history from then on.
import { ApplicationFailure } from "@temporalio/activity";
import { schemaProblem } from "../agent/schema-problem.ts";
import { listAgentTypes } from "../agent/find-agent-type.ts";
import type { ModelTable } from "../agent/model-table.ts";
import { PRICE_TABLE_DATE } from "../agent/prices.ts";
import type { LightActivities, PrepareScriptTask } from "../protocol/activities.ts";
import type { RunFailureType } from "../protocol/failures.ts";
import { utf8Bytes } from "../protocol/json.ts";
import {
  NESTED_SCRIPTS_MAX_BYTES,
  OUTLINE_SITES_MAX,
  PREPARED_SCRIPT_MAX_BYTES,
} from "../protocol/limits.ts";
import { outlineOf } from "../planner/outline.ts";
import { reviewScript } from "../planner/review-script.ts";
import type { ScriptRef } from "../protocol/run-input.ts";
import type { CompiledScript, NestedText, PreparedScript } from "../protocol/script.ts";
import type { ReviewedType } from "../protocol/script-review.ts";
import { compileScript } from "../script/compile-script.ts";
import { failureTypeOf, formatDiagnostics } from "../script/diagnostics.ts";
import { findNested } from "./find-nested.ts";
import { fitArgs } from "./fit-args.ts";
import { pricedModel, runModelOf } from "./model-prices.ts";
import { readSavedScript, type ScriptPlaces } from "../workspace/saved-scripts.ts";
import { readScriptFile } from "../workspace/script-file.ts";
import { resolveWorkspace } from "../workspace/served-workspaces.ts";

export type PrepareScriptOptions = {
  /** Absolute paths of the directories the worker serves; the first is the default. */
  readonly workspaces: readonly string[];
  /** The user's home and the directory of the scripts that come with pawl. */
  readonly places: Omit<ScriptPlaces, "workspace">;
  /** Of pawl's search attributes, those the server has registered. */
  readonly searchAttributes: readonly string[];
  readonly models: ModelTable;
  /** The worker's: alias or full id. */
  readonly defaultModel: string;
};

/** Errors of the script's finding and of its args become the run's failure type, by the error's name; others are retried. */
const FAILURE_TYPES: Readonly<Record<string, RunFailureType>> = {
  ScriptNotFound: "ScriptNotFound",
  ScriptUnreadable: "ScriptNotFound",
  PathOutsideWorkspace: "ScriptNotFound",
  ProtectedPath: "ScriptNotFound",
  WorkspaceNotServed: "InvalidInput",
  ArgsDoNotFit: "InvalidInput",
};

export function makePrepareScript(options: PrepareScriptOptions): LightActivities["prepareScript"] {
  return async function prepareScript(task) {
    try {
      const workspace = await resolveWorkspace(options.workspaces, task.workspace);
      const places = { ...options.places, workspace };
      const { text, source } = await findScript(task.ref, places);
      const { searchAttributes } = options;
      const compiled = compile(text, source);
      const script = {
        ...compiled,
        ...fitArgs(compiled.meta, task),
        text,
        source,
        workspace,
        engine: task.engine,
        searchAttributes,
      };
      const bytes = refuseLarge(script);
      if (task.review !== true) return script;
      const room = Math.min(NESTED_SCRIPTS_MAX_BYTES, PREPARED_SCRIPT_MAX_BYTES - bytes);
      return { ...script, ...(await review(text, { task, options, places, room })) };
    } catch (error) {
      throw toFailure(error);
    }
  };
}

type Reviewing = {
  readonly task: PrepareScriptTask;
  readonly options: PrepareScriptOptions;
  readonly places: ScriptPlaces;
  /** Bytes as JSON that the scripts it calls may take. */
  readonly room: number;
};

async function review(
  text: string,
  { task, options, places, room }: Reviewing,
): Promise<Pick<PreparedScript, "review" | "nested">> {
  const { models, defaultModel } = options;
  const outline = outlineOf(text);
  const find = async (ref: ScriptRef): Promise<NestedText> => {
    const found = await findScript(ref, places);
    return { ...compile(found.text, found.source), ...found };
  };
  const nested = await findNested(outline.nested ?? [], { find, room });
  const outlines = nested.flatMap((one) => ("outline" in one ? [one.outline] : []));
  const types = await reviewedTypes(places);
  const priced = { pricesOf: PRICE_TABLE_DATE, priced: (name: string) => pricedModel(name, models) };
  const runModel = runModelOf(task.runModel, defaultModel);
  return { review: reviewScript({ outline, nested: outlines, types }, runModel, priced), nested };
}

async function reviewedTypes(places: ScriptPlaces): Promise<ReviewedType[]> {
  const types = await listAgentTypes(places);
  return types.slice(0, OUTLINE_SITES_MAX).map(({ name, model = null, tools }) => ({ name, model, tools }));
}

type FoundScript = { readonly text: string; readonly source: string };

async function findScript(ref: ScriptRef, places: ScriptPlaces): Promise<FoundScript> {
  switch (ref.kind) {
    case "text":
      return { text: ref.text, source: "input" };
    case "path": {
      const { text, path } = await readScriptFile(ref.path, places.workspace);
      return { text, source: path };
    }
    case "name": {
      const { text, source } = await readSavedScript(ref.name, places);
      return { text, source };
    }
  }
}

function compile(text: string, source: string): CompiledScript {
  const compiled = compileScript(text, { schemaProblem });
  if (compiled.ok) return compiled.script;
  const file = source === "input" ? "script" : source;
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  throw fail(failureTypeOf(errors), formatDiagnostics(file, errors));
}

/** A result the server refuses would be tried again and again. @returns the bytes it takes as JSON. */
function refuseLarge({ args: _bounded, ...script }: PreparedScript): number {
  const bytes = utf8Bytes(JSON.stringify(script));
  if (bytes <= PREPARED_SCRIPT_MAX_BYTES) return bytes;
  throw fail(
    "ScriptSyntaxError",
    `The script takes ${bytes} bytes as JSON; at most ${PREPARED_SCRIPT_MAX_BYTES} fit. Use fewer characters that need escaping, or pass data in args.`,
  );
}

function fail(type: RunFailureType, message: string): ApplicationFailure {
  return ApplicationFailure.nonRetryable(message, type);
}

function toFailure(error: unknown): unknown {
  const type = error instanceof Error ? FAILURE_TYPES[error.name] : undefined;
  return type === undefined ? error : fail(type, (error as Error).message);
}
