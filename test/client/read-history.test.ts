import { defaultPayloadConverter } from "@temporalio/client";
import { expect, test } from "vitest";
import { agentsOf } from "../../src/client/read-history.ts";

type HistoryEvent = Parameters<typeof agentsOf>[0][number];

const payload = (value: unknown) => defaultPayloadConverter.toPayload(value);

const event = (eventId: number, attributes: object): HistoryEvent =>
  ({ eventId, ...attributes }) as unknown as HistoryEvent;

const scheduled = (eventId: number, activityId: string, label: string): HistoryEvent =>
  event(eventId, {
    activityTaskScheduledEventAttributes: { activityId },
    userMetadata: { summary: payload(label) },
  });

const completed = (eventId: number, scheduledEventId: number, result: object): HistoryEvent =>
  event(eventId, {
    activityTaskCompletedEventAttributes: { scheduledEventId, result: { payloads: [payload(result)] } },
  });

const YIELDED = { yields: [{ id: "t1", tool: "AskUserQuestion", input: {} }] };

test("an agent that waits for an answer is not done", () => {
  const events = [scheduled(5, "agent-1", "asks"), completed(7, 5, YIELDED)];
  expect(agentsOf(events)).toEqual([{ call: 1, label: "asks", state: "waiting" }]);
});

test("an agent is one however many legs it takes, and is what its last one is", () => {
  const events = [
    scheduled(5, "agent-1", "asks"),
    scheduled(6, "agent-2", "beside"),
    scheduled(7, "check-1", "no agent"),
    completed(8, 5, YIELDED),
    scheduled(9, "agent-1.1", "asks"),
    event(10, { activityTaskFailedEventAttributes: { scheduledEventId: 6 } }),
  ];
  expect(agentsOf(events)).toEqual([
    { call: 1, label: "asks", state: "working" },
    { call: 2, label: "beside", state: "failed" },
  ]);
  expect(agentsOf([...events, completed(11, 9, { result: "done" })])[0]).toMatchObject({ state: "done" });
});
