// What a server test acts with: runs of scripts on the shared worker (or one of its own), the simulator's rules and log.
import { randomUUID } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { Client, Connection, type WorkflowHandle } from "@temporalio/client";
import { inject } from "vitest";
import type { RunInput } from "../../src/protocol/run-input.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import type { RunFailureType } from "../../src/protocol/failures.ts";
import type { Rule } from "../../src/simulator/rules.ts";

/** Rules that can travel as JSON; regular expressions are texts anyway. */
export type DataRule = Rule & { readonly when: object; readonly reply: object };

export type RunEnd =
  | { readonly kind: "returned"; readonly result: RunResult }
  | {
      readonly kind: "failed";
      readonly type: RunFailureType;
      readonly message: string;
      readonly record: RunResult;
    }
  | { readonly kind: "stopped" };

let client: Promise<Client> | null = null;

/** One connection a test file. */
export function stageClient(): Promise<Client> {
  const { address } = inject("stage");
  // Histories of runs that carry much are larger than gRPC's usual 4 MB.
  const channelArgs = { "grpc.max_receive_message_length": -1 };
  client ??= Connection.connect({ address, channelArgs }).then((connection) => new Client({ connection }));
  return client;
}

/** A word that no other test's prompts contain: rules and requests are found by it. */
export function marker(): string {
  return `mark${randomUUID().slice(0, 8)}`;
}

/** A new empty folder that the shared worker serves. */
export async function newWorkspace(): Promise<string> {
  const folder = join(inject("stage").workspace, randomUUID().slice(0, 8));
  await mkdir(folder);
  return folder;
}

export type StartOptions = Omit<RunInput, "script"> & {
  readonly taskQueue?: string;
  readonly workflowId?: string;
};

/** Starts a script; without a `meta` it gets one. */
export async function startScript(script: string, options: StartOptions = {}): Promise<WorkflowHandle> {
  const { taskQueue = inject("stage").taskQueue, workflowId = `test-${randomUUID()}`, ...input } = options;
  const text = /export const meta/.test(script)
    ? script
    : `export const meta = { name: 'test', description: 'a test' }\n${script}`;
  return (await stageClient()).workflow.start("run", {
    taskQueue,
    workflowId,
    args: [{ script: text, ...input }],
  });
}

export async function runScript(script: string, options: StartOptions = {}): Promise<RunEnd> {
  return endOf(await startScript(script, options));
}

/** The value of a script that must return. */
export async function valueOf(script: string, options: StartOptions = {}): Promise<unknown> {
  const end = await runScript(script, options);
  if (end.kind !== "returned") throw new Error(`the run ${end.kind}: ${JSON.stringify(end).slice(0, 2_000)}`);
  return end.result.value;
}

type Failure = { name?: string; type?: string; message?: string; details?: unknown[]; cause?: Failure };

export async function endOf(handle: WorkflowHandle): Promise<RunEnd> {
  try {
    return { kind: "returned", result: (await handle.result()) as RunResult };
  } catch (error) {
    const { cause } = error as Failure;
    if (cause?.name === "CancelledFailure") return { kind: "stopped" };
    if (cause?.name !== "ApplicationFailure") throw error;
    const { type, message = "", details = [] } = cause;
    return { kind: "failed", type: type as RunFailureType, message, record: details[0] as RunResult };
  }
}

/** Adds rules to the shared simulator, in front of those there are. */
export async function addRules(
  rules: readonly DataRule[],
  url = inject("stage").simulatorUrl,
): Promise<void> {
  const response = await fetch(`${url}/simulator/rules`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify(rules),
  });
  if (!response.ok) throw new Error(`the simulator refused the rules: ${await response.text()}`);
}

export type LoggedRequest = {
  readonly key: string;
  readonly prompt: string;
  readonly turn: number;
  readonly asked: number;
  /** ISO time of arrival. */
  readonly at: string;
  /** `open answered faulted rejected aborted`. */
  readonly outcome: string;
};

/** The simulated model's requests whose prompt contains the text. */
export async function requestsWith(
  text: string,
  url = inject("stage").simulatorUrl,
): Promise<LoggedRequest[]> {
  const response = await fetch(`${url}/simulator/requests`);
  const body = (await response.json()) as { requests?: LoggedRequest[] } | LoggedRequest[];
  const all = Array.isArray(body) ? body : (body.requests ?? []);
  return all.filter((request) => request.prompt.includes(text));
}
