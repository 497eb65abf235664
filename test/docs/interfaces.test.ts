// docs/interfaces.md is what people and programs hold on to: it and the code must not drift apart.
import { expect, test } from "vitest";
import { EXIT } from "../../src/cli/exit-codes.ts";
import { COMMANDS } from "../../src/cli/commands.ts";
import {
  agentsQuerySchema,
  answerSchema,
  approvalSchema,
  rejectionSchema,
  mailQuerySchema,
  saySchema,
  stopSchema,
} from "../../src/protocol/control.ts";
import { doInputSchema } from "../../src/protocol/do-input.ts";
import { RUN_FAILURE_TYPES } from "../../src/protocol/failures.ts";
import * as limits from "../../src/protocol/limits.ts";
import {
  CONTROL_MESSAGES,
  MEMO_SCRIPT,
  PAWL_VARIABLES,
  QUERIES,
  SEARCH_ATTRIBUTES,
  TASK_QUEUE_DEFAULT,
} from "../../src/protocol/names.ts";
import { planInputSchema } from "../../src/protocol/plan-input.ts";
import { runInputSchema } from "../../src/protocol/run-input.ts";
import type { RunResult } from "../../src/protocol/run-result.ts";
import { firstNames, readPage, tableOf } from "./page.ts";

const PAGE = readPage("docs/interfaces.md");

/** The compiler holds this list to the type: a key too many or too few is an error. */
const RESULT_KEYS = Object.keys({
  status: true,
  value: true,
  census: true,
  usage: true,
  costUsd: true,
  simulated: true,
  failures: true,
  moreFailures: true,
  verdict: true,
  choice: true,
  script: true,
} satisfies Record<keyof RunResult, true>);

test("the keys of a run's input", () => {
  expect(firstNames(tableOf(PAGE, "key"))).toEqual(Object.keys(runInputSchema.shape));
});

test("the keys of a task, and what else it takes", () => {
  const section = PAGE.slice(PAGE.indexOf("Workflow type `do`"));
  const own = firstNames(tableOf(section, "do key"));
  const [, others = ""] = /^Its other keys are those of `run`: (.+?)\.$/ms.exec(section) ?? [];
  const shared = [...others.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(new Set([...own, ...shared])).toEqual(new Set(Object.keys(doInputSchema.shape)));
});

test("the keys of a plan, and what else it takes", () => {
  const section = PAGE.slice(PAGE.indexOf("Workflow type `plan`"));
  const own = firstNames(tableOf(section, "plan key"));
  const [, others = ""] = /^All other keys are those of `run`: (.+?)\.$/ms.exec(section) ?? [];
  const shared = [...others.matchAll(/`(\w+)`/g)].map(([, name]) => name);
  expect(new Set([...own, ...shared])).toEqual(new Set(Object.keys(planInputSchema.shape)));
});

test("the numbers of a run's input", () => {
  const rows = new Map(tableOf(PAGE, "key").map(([key, ...rest]) => [key, rest]));
  const { CONCURRENCY_MAX, CONCURRENCY_DEFAULT, AGENT_CALLS_DEFAULT, DEPTH_DEFAULT } = limits;
  expect(rows.get("`concurrency`")?.slice(0, 2)).toEqual([
    `1 to ${CONCURRENCY_MAX}`,
    `${CONCURRENCY_DEFAULT}`,
  ]);
  expect(rows.get("`limits`")?.[1]).toBe(`\`{${AGENT_CALLS_DEFAULT}, ${DEPTH_DEFAULT}}\``);
  expect(rows.get("`limits`")?.[2]).toContain(`(1 to ${limits.AGENT_CALLS_MAX})`);
  expect(rows.get("`limits`")?.[2]).toContain(`(0 to ${limits.DEPTH_MAX})`);
});

test("the keys of a run's result", () => {
  const section = PAGE.slice(PAGE.indexOf("## 2. What a run returns"));
  expect(firstNames(tableOf(section, "key"))).toEqual(RESULT_KEYS);
});

test("the failure types", () => {
  const [, list = ""] = /^Failure types: (.+?)\.$/ms.exec(PAGE) ?? [];
  expect([...list.matchAll(/`(\w+)`/g)].map(([, name]) => name)).toEqual([...RUN_FAILURE_TYPES]);
});

test("the queries, and what they take", () => {
  const rows = tableOf(PAGE, "query");
  expect(firstNames(rows)).toEqual([...QUERIES]);
  expect(rows.find(([name]) => name === "`agents`")?.[1]).toBe(argumentOf(agentsQuerySchema.shape));
  expect(rows.find(([name]) => name === "`mail`")?.[1]).toBe(argumentOf(mailQuerySchema.shape));
});

test("the messages, and what they take", () => {
  const rows = tableOf(PAGE, "message");
  expect(firstNames(rows)).toEqual([...CONTROL_MESSAGES]);
  expect(rows.map(([, argument]) => argument)).toEqual(
    [approvalSchema, rejectionSchema, answerSchema, saySchema, stopSchema].map(({ shape }) =>
      argumentOf(shape),
    ),
  );
});

test("queue, memo and search attributes", () => {
  for (const name of [TASK_QUEUE_DEFAULT, MEMO_SCRIPT, ...Object.keys(SEARCH_ATTRIBUTES)]) {
    expect(PAGE).toContain(`\`${name}\``);
  }
});

test("the commands", () => {
  const rows = tableOf(PAGE, "command").map(([name = "", does]) => [name.replaceAll("`", ""), does]);
  expect(rows).toEqual(COMMANDS.map(({ name, summary }) => [`pawl ${name}`, summary]));
});

test("the exit codes", () => {
  const codes = tableOf(PAGE, "code").map(([code]) => Number(code));
  expect(codes).toEqual(Object.values(EXIT));
});

test("pawl's variables", () => {
  expect(firstNames(tableOf(PAGE, "variable"))).toEqual([...PAWL_VARIABLES]);
});

/** `{id?, value}`: in a message what may be left out has a question mark. */
function argumentOf(
  shape: Readonly<Record<string, { safeParse(value: unknown): { success: boolean } }>>,
): string {
  const keys = Object.entries(shape).map(([key, schema]) =>
    schema.safeParse(undefined).success ? `${key}?` : key,
  );
  return `\`{${keys.join(", ")}}\``;
}
