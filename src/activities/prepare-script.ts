// The `prepareScript` activity: find, parse, check, compile. What it returns is in the run's history from then on.
import { ApplicationFailure } from "@temporalio/activity";
import { schemaProblem } from "../agent/schema-problem.ts";
import { toModelId, type ModelTable } from "../agent/model-table.ts";
import { PRICE_TABLE_DATE, priceOf } from "../agent/prices.ts";
import type { LightActivities, PrepareScriptTask } from "../protocol/activities.ts";
import type { RunFailureType } from "../protocol/failures.ts";
import { utf8Bytes } from "../protocol/json.ts";
import { ESTIMATE_PROMPT_TOKENS, PREPARED_SCRIPT_MAX_BYTES } from "../protocol/limits.ts";
import { reviewScript } from "../planner/review-script.ts";
import type { CompiledScript, PreparedScript } from "../protocol/script.ts";
import type { ScriptReview } from "../protocol/script-review.ts";
import { compileScript } from "../script/compile-script.ts";
import { failureTypeOf, formatDiagnostics } from "../script/diagnostics.ts";
import { fitArgs } from "./fit-args.ts";
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
      const { text, source } = await findScript(task, { ...options.places, workspace });
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
        ...(task.review === true ? { review: review(text, task, options) } : {}),
      };
      refuseLarge(script);
      return script;
    } catch (error) {
      throw toFailure(error);
    }
  };
}

function review(text: string, { runModel }: PrepareScriptTask, options: PrepareScriptOptions): ScriptReview {
  const { models, defaultModel } = options;
  const model = runModel === undefined || runModel === "inherit" ? defaultModel : runModel;
  const call = { promptTokens: ESTIMATE_PROMPT_TOKENS, at: Date.now() };
  return reviewScript(text, model, {
    pricesOf: PRICE_TABLE_DATE,
    priced: (name) => {
      const id = toModelId(name, models);
      return { model: id, price: priceOf(id, call, models.prices) };
    },
  });
}

type FoundScript = { readonly text: string; readonly source: string };

async function findScript({ ref }: PrepareScriptTask, places: ScriptPlaces): Promise<FoundScript> {
  switch (ref.kind) {
    case "text":
      return { text: ref.text, source: "input" };
    case "path": {
      const { text, path } = await readScriptFile(ref.path, places.workspace);
      return { text, source: path };
    }
    case "name":
      return readSavedScript(ref.name, places);
  }
}

function compile(text: string, source: string): CompiledScript {
  const compiled = compileScript(text, { schemaProblem });
  if (compiled.ok) return compiled.script;
  const file = source === "input" ? "script" : source;
  const errors = compiled.diagnostics.filter(({ severity }) => severity === "error");
  throw fail(failureTypeOf(errors), formatDiagnostics(file, errors));
}

/** A result the server refuses would be tried again and again. */
function refuseLarge({ args: _bounded, ...script }: PreparedScript): void {
  const bytes = utf8Bytes(JSON.stringify(script));
  if (bytes <= PREPARED_SCRIPT_MAX_BYTES) return;
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
