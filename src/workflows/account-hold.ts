// When the model's API refuses the account (no credit, a spend limit, a wrong key): one question to a person for the
// whole run, and until it is answered no agent begins. A thousand agents must not fail one after the other meanwhile.
import { cutText } from "../protocol/json.ts";
import { FAILURE_MESSAGE_MAX_CHARS } from "../protocol/limits.ts";
import type { GateBook } from "./gate-book.ts";
import type { Window } from "./window.ts";

export type HeldAgent = {
  readonly call: number;
  readonly label: string;
  /** What the API said. */
  readonly message: string;
  /** Called once: whether the agent is to go on. */
  decided(goesOn: boolean): void;
};

export type AccountHold = ReturnType<typeof makeAccountHold>;

export function makeAccountHold(gates: GateBook, agents: Window) {
  let held: HeldAgent[] = [];
  let approvals = 0;
  let givenUp = false;

  function open(first: HeldAgent): void {
    agents.pause();
    const message = cutText(first.message, FAILURE_MESSAGE_MAX_CHARS);
    const question = `The model's API refuses the account: ${message}\nAgents are held until it is mended. Approve to go on; reject to let the agents that it stops be null, without asking again.`;
    const details = { call: first.call, label: first.label, kind: "AccountBlocked", message };
    gates.ask({ kind: "account", question, details, phase: null }).then(
      ({ outcome }) => decide(outcome === "approved"),
      // A question that cannot be asked is one that nobody approved.
      () => decide(false),
    );
  }

  function decide(goesOn: boolean): void {
    if (goesOn) approvals += 1;
    else givenUp = true;
    const decided = held;
    held = [];
    for (const agent of decided) agent.decided(goesOn);
    agents.resume();
  }

  return {
    /** Counts the approvals: an agent that began in an earlier round was stopped by what is mended. */
    round: (): number => approvals,
    /** A person has decided to go on without the account. */
    isGivenUp: (): boolean => givenUp,
    hold(agent: HeldAgent): void {
      held.push(agent);
      if (held.length === 1) open(agent);
    },
  };
}
