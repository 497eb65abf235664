// Runs of type `plan` on the shared worker, with a planner whose answers the test has written down.
import { createHash, randomUUID } from "node:crypto";
import type { WorkflowHandle } from "@temporalio/client";
import { inject } from "vitest";
import type { PlanInput } from "../../src/protocol/plan-input.ts";
import type { PlannerAnswer } from "../../src/protocol/planner.ts";
import type { Json } from "../../src/protocol/json.ts";
import { addRules, stageClient, type DataRule } from "../support/stage.ts";

export const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");

const META = 'export const meta = { name: "planned", description: "a plan" }\n';

/** A script with a check, as a planner should write it. */
export function script(body: string, meta = META): string {
  return `${meta}${body}\n`;
}

export const SOUND = script('const { ok } = await check("true")\nreturn ok ? "planned" : "red"');

/** The word of each step to the planner by which a test knows it. */
export const STEP = {
  first: "^(Write a script for this task|Here is the script of an earlier run)",
  answered: "^The answers to your questions",
  wrong: "^This script cannot run as it is",
  hint: "^The script can run\\. Before a person",
  rejected: "^The person who was to approve",
} as const;

export type Answers = Partial<Readonly<Record<keyof typeof STEP, PlannerAnswer>>>;

/** Tells the simulated planner what to answer at each step of the plan whose task has the mark. */
export function planner(mark: string, answers: Answers): Promise<void> {
  const rules = Object.entries(answers).map(([step, value]): DataRule => ({
    name: `${mark} ${step}`,
    when: { prompt: mark, tool: "StructuredOutput", lastText: STEP[step as keyof typeof STEP] },
    reply: { kind: "answer", value: value as Json },
  }));
  return addRules(rules);
}

export type PlanOptions = Omit<PlanInput, "task"> & { readonly taskQueue?: string };

export async function startPlan(task: string, options: PlanOptions = {}): Promise<WorkflowHandle> {
  const { taskQueue = inject("stage").taskQueue, ...input } = options;
  return (await stageClient()).workflow.start("plan", {
    taskQueue,
    workflowId: `plan-${randomUUID().slice(0, 8)}`,
    args: [{ task, ...input }],
  });
}
