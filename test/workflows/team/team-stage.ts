// A team without Temporal: the real engine and the real team; the test plays the agents, turn by turn.
import type { AgentTask, AgentOutcome, AgentYield } from "../../../src/protocol/agent.ts";
import type { JsonObject } from "../../../src/protocol/json.ts";
import type { RunInput } from "../../../src/protocol/run-input.ts";
import type { TeamView } from "../../../src/protocol/team.ts";
import { activityFailure, figures, outcome, startRun, type Held, type RunStage } from "../run-stage.ts";

type Call = readonly [tool: string, input: JsonObject];

export type TeamStage = RunStage & {
  /** Names of those at work who wait for the test, in the team's order. */
  working(): string[];
  /** What the one at work was told last: the prompt, or the answers to its calls. */
  told(name: string): string;
  /** It calls tools; returns what it is told, or nothing when it has no place to hear it. */
  calls(name: string, ...calls: readonly Call[]): Promise<string>;
  /** It asks for its mail, as an agent does between its turns. */
  hears(name: string): string[];
  /** It ends its turn. */
  ends(name: string, words?: string): Promise<void>;
  fails(name: string): Promise<void>;
  team(): TeamView;
  tasks(): string[];
};

type HeldAgent = Held<AgentTask, AgentOutcome | AgentYield>;

export async function startTeam(
  options = "members: [{ name: 'ann' }, { name: 'bob' }]",
  input: Omit<RunInput, "script"> = {},
  teams = 1,
): Promise<TeamStage> {
  const more = `team('Build it.', { ${options} });`.repeat(teams - 1);
  const run = startRun(`phase('Work'); ${more} return team('Build it.', { ${options} })`, input);
  await run.settle();

  /** Number of the last mail that somebody has read. */
  const heard = new Map<string, number>();
  const nameOf = ({ task }: HeldAgent): string => /^[\w-]+/.exec(task.label)?.[0] ?? "";
  function held(name: string): HeldAgent {
    const found = run.agents.find((one) => nameOf(one) === name);
    if (found === undefined)
      throw new Error(`${name} is not at work; ${run.agents.map(nameOf).join(", ")} are`);
    return found;
  }
  function take(name: string): HeldAgent {
    const taken = held(name);
    run.agents.splice(run.agents.indexOf(taken), 1);
    return taken;
  }
  const told = (name: string): string => {
    const { prompt, answers } = held(name).task;
    return answers === undefined
      ? prompt
      : answers.map(({ isError, content }) => `${isError ? "!" : ""}${content}`).join("\n");
  };
  return {
    ...run,
    working() {
      const names = run.agents.map(nameOf);
      const [team] = run.record.teams.view();
      return (team?.members ?? []).map(({ name }) => name).filter((name) => names.includes(name));
    },
    told,
    async calls(name, ...calls) {
      const yields = calls.map(([tool, callInput], at) => ({ id: `t${at}`, tool, input: callInput }));
      take(name).resolve({ ...figures(1), yields });
      await run.settle();
      return run.agents.some((one) => nameOf(one) === name) ? told(name) : "";
    },
    hears(name) {
      const { listens } = held(name).task;
      if (listens === undefined) throw new Error(`${name} does not listen`);
      const { mail } = run.mail.view(listens.to, heard.get(name) ?? listens.after);
      heard.set(name, mail.at(-1)?.n ?? heard.get(name) ?? listens.after);
      return mail.map(({ by, text }) => `${by}: ${text}`);
    },
    async ends(name, words = `${name} ends`) {
      const last = heard.get(name);
      take(name).resolve(outcome(words, figures(1, last === undefined ? {} : { heard: last })));
      await run.settle();
    },
    async fails(name) {
      take(name).reject(activityFailure("ModelRefusal", "declined"));
      await run.settle();
    },
    team() {
      const [team] = run.record.teams.view();
      if (team === undefined) throw new Error("there is no team");
      return team;
    },
    tasks() {
      const [team] = run.record.teams.view();
      return (team?.tasks ?? []).map(({ id, status, owner }) => `#${id} ${status} ${owner ?? "-"}`);
    },
  };
}

export const create = (subject: string, more: JsonObject = {}): Call => [
  "TaskCreate",
  { subject, description: `do ${subject}`, ...more },
];
export const claim = (taskId: string): Call => ["TaskUpdate", { taskId, status: "in_progress" }];
export const complete = (taskId: string): Call => ["TaskUpdate", { taskId, status: "completed" }];
export const say = (to: string, message: string): Call => ["SendMessage", { to, message }];
