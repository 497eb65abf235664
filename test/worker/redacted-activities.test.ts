import { ApplicationFailure } from "@temporalio/common";
import type { ActivityInterceptorsFactory } from "@temporalio/worker";
import { expect, test } from "vitest";
import { makeRedactor } from "../../src/agent/redact/redactor.ts";
import { redactActivities } from "../../src/worker/redacted-activities.ts";
import { made } from "../agent/redact/fake-keys.ts";

const SECRET = made("worker", 32);
const MARK = "[redacted: SHOP_TOKEN]";
const redact = redactActivities(makeRedactor({ values: [{ name: "SHOP_TOKEN", value: SECRET }] }));

type ActivityContext = Parameters<ActivityInterceptorsFactory>[0];

async function executed(activityType: string, activity: () => Promise<unknown>): Promise<unknown> {
  const { inbound } = redact({ info: { activityType } } as ActivityContext);
  return inbound?.execute?.({ args: [], headers: {} }, activity);
}

function failed(activity: () => Promise<unknown>): Promise<unknown> {
  return executed("check", activity).then(
    () => Promise.reject(new Error("expected a failure")),
    (error: unknown) => error,
  );
}

test("a result is handed on without secrets", async () => {
  const result = await executed("check", async () => ({
    ok: false,
    output: `token ${SECRET}`,
    tests: undefined,
  }));
  expect(result).toEqual({ ok: false, output: `token ${MARK}` });
  expect(await executed("cancelRun", async () => undefined)).toBeUndefined();
});

test("a script stays as it is, its failures do not", async () => {
  expect(await executed("prepareScript", async () => ({ text: SECRET }))).toEqual({ text: SECRET });
  await expect(executed("prepareScript", () => Promise.reject(new Error(SECRET)))).rejects.toThrow(MARK);
});

test("a failure stays what it is, and loses secrets in message, stack, details and causes", async () => {
  const thrown = ApplicationFailure.create({
    message: `could not ${SECRET}`,
    type: "AgentFailed",
    nonRetryable: true,
    details: [{ text: `said ${SECRET}`, turns: 3 }],
    cause: new Error(`because ${SECRET}`, { cause: new Error(`of ${SECRET}`) }),
  });
  const error = await failed(() => Promise.reject(thrown));
  expect(error).toBe(thrown);
  expect(thrown).toMatchObject({ message: `could not ${MARK}`, type: "AgentFailed", nonRetryable: true });
  expect(thrown.details).toEqual([{ text: `said ${MARK}`, turns: 3 }]);
  const { cause } = thrown;
  for (const one of [thrown, cause, cause?.cause] as Error[]) {
    expect(one.message).toContain(MARK);
    expect(`${one.message}${one.stack}`).not.toContain(SECRET);
  }
});

test("an error that is its own cause ends", async () => {
  const error: Error & { cause?: unknown } = new Error(SECRET);
  error.cause = error;
  expect(await failed(() => Promise.reject(error))).toMatchObject({ message: MARK });
});
