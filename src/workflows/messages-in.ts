// Queries, signals and updates of a run: registered before the first await, else early updates are refused.
import { defineQuery, defineSignal, defineUpdate, setHandler } from "@temporalio/workflow";
import { ApplicationFailure, HandlerUnfinishedPolicy } from "@temporalio/common";
import {
  agentsQuerySchema,
  answerSchema,
  approvalSchema,
  mailQuerySchema,
  parseMessage,
  rejectionSchema,
  saySchema,
  stopSchema,
  type Answer,
  type Approval,
  type Say,
  type Stop,
} from "../protocol/control.ts";
import type { MailView, Sent } from "../protocol/mail.ts";
import type {
  AgentsView,
  GateRecord,
  GateView,
  LogView,
  ScriptView,
  StatusView,
} from "../protocol/run-views.ts";
import type { TeamView } from "../protocol/team.ts";
import { fitting } from "./fitting.ts";
import type { GateBook } from "./gate-book.ts";
import type { MailBook } from "./mail-book.ts";
import type { RunRecord } from "./run-record.ts";

export type Inbox = {
  readonly record: RunRecord;
  readonly gates: GateBook;
  readonly mail: MailBook;
  stop(stop: Stop): Promise<void>;
};

export function registerMessages(inbox: Inbox): void {
  registerQueries(inbox);
  registerDecision("approve", inbox);
  registerDecision("reject", inbox);
  registerAnswer(inbox);
  registerSay(inbox);
  registerStop(inbox);
}

function registerQueries({ record, gates, mail }: Inbox): void {
  // Nobody can answer a run that has ended.
  const open = (): GateView[] => (record.isClosed ? [] : gates.open());
  setHandler(defineQuery<StatusView>("status"), () => record.status(open(), gates.answered(), mail.boxes()));
  setHandler(defineQuery<GateView[]>("pending"), () => fitting(open()));
  setHandler(defineQuery<AgentsView, [unknown?]>("agents"), (query) =>
    record.agents.view(parseMessage("agents", agentsQuerySchema, query)),
  );
  setHandler(defineQuery<ScriptView | null>("script"), () => record.scriptView());
  setHandler(defineQuery<TeamView[]>("team"), () => record.teams.view());
  setHandler(defineQuery<LogView>("log"), () => record.log.view());
  setHandler(defineQuery<MailView, [unknown?]>("mail"), (query) => {
    const { to, after } = parseMessage("mail", mailQuerySchema, query);
    return mail.view(to, after);
  });
}

function registerDecision(verb: "approve" | "reject", { record, gates }: Inbox): void {
  const decide = (argument: unknown): GateRecord | Promise<GateRecord> => {
    const approval = parseApproval(verb, argument);
    const { edited } = approval;
    return edited === undefined ? gates.decide(verb, approval) : gates.approveEdited({ ...approval, edited });
  };
  setHandler(defineUpdate<GateRecord, [unknown]>(verb), (argument) => refusing(() => decide(argument)), {
    validator: (argument) => void gates.target(verb, parseApproval(verb, argument)),
  });
  setHandler(defineSignal<[unknown?]>(verb), (argument) =>
    loggingRefusal(verb, record, async () => void (await decide(argument))),
  );
}

function registerAnswer({ record, gates }: Inbox): void {
  const update = defineUpdate<GateRecord, [unknown]>("answer");
  setHandler(update, (argument) => refusing(() => gates.answer(parseAnswer(argument))), {
    validator: (argument) => void gates.target("answer", parseAnswer(argument)),
  });
  setHandler(defineSignal<[unknown]>("answer"), (argument) =>
    loggingRefusal("answer", record, async () => void (await gates.answer(parseAnswer(argument)))),
  );
}

function registerSay({ record, mail }: Inbox): void {
  setHandler(
    defineUpdate<Sent, [unknown]>("say"),
    (argument) => refusing(() => mail.say(parseSay(argument))),
    {
      validator: (argument) => void mail.target(parseSay(argument)),
    },
  );
  setHandler(defineSignal<[unknown]>("say"), (argument) =>
    loggingRefusal("say", record, () => void mail.say(parseSay(argument))),
  );
}

function registerStop({ record, stop }: Inbox): void {
  const act = (argument: unknown): Promise<void> => stop(parseMessage<Stop>("stop", stopSchema, argument));
  setHandler(defineUpdate<void, [unknown]>("stop"), (argument) => refusing(() => act(argument)), {
    validator: (argument) => void parseMessage<Stop>("stop", stopSchema, argument),
    unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON,
  });
  setHandler(
    defineSignal<[unknown?]>("stop"),
    (argument) => loggingRefusal("stop", record, () => act(argument)),
    // The run may end by its cancellation before the handler has seen that the request was accepted.
    { unfinishedPolicy: HandlerUnfinishedPolicy.ABANDON },
  );
}

function parseApproval(verb: "approve" | "reject", argument: unknown): Approval {
  return parseMessage<Approval>(verb, verb === "approve" ? approvalSchema : rejectionSchema, argument);
}

function parseSay(argument: unknown): Say {
  return parseMessage<Say>("say", saySchema, argument);
}

function parseAnswer(argument: unknown): Answer {
  return parseMessage<Answer>("answer", answerSchema, argument);
}

/** An update that is refused after its validator fails as an update; any other error would fail the workflow task. */
async function refusing<T>(act: () => T | Promise<T>): Promise<T> {
  try {
    return await act();
  } catch (error) {
    throw ApplicationFailure.nonRetryable(messageOf(error), "Refused");
  }
}

/** A signal cannot be refused: what is wrong with it goes into the log (G05). */
async function loggingRefusal(
  name: string,
  record: RunRecord,
  act: () => void | Promise<void>,
): Promise<void> {
  try {
    await act();
  } catch (error) {
    record.log.write("warn", `signal ${name} was ignored: ${messageOf(error)}`);
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
