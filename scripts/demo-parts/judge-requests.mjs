// The judgement itself, on plain data.

/**
 * An agent is finished once the server has recorded its completion: `repeatedFinished` counts those that the model was
 * asked for after that. A turn is finished once it is in the agent's transcript: `repeatedTurns` counts the requests after
 * the kill for turns that were. `repeated` counts the requests with a key that was asked before; `unexplained` those of
 * them whose agent was not in flight at the kill.
 * @param {readonly {head: string, startedAt: number, endedAt: number | null, turnsAtKill: number}[]} agents
 * @param {readonly {prompt: string, at: string, asked: number, turn: number}[]} requests lines of the simulator's log;
 *   `turn` counts from 0
 */
export function judgeRequests(agents, requests, killedAt) {
  const agentOf = new Map(agents.map((agent) => [agent.head, agent]));
  if (agentOf.size !== agents.length)
    throw new Error("Two agents begin alike; their requests cannot be told apart.");
  const stranger = requests.find(({ prompt }) => !agentOf.has(prompt));
  if (stranger) throw new Error(`A request belongs to no agent of the history: ${stranger.prompt}`);
  const late = requests.filter(
    ({ prompt, at }) => Date.parse(at) > (agentOf.get(prompt).endedAt ?? Infinity),
  );
  const again = requests.filter(
    ({ prompt, at, turn }) => Date.parse(at) > killedAt && turn < agentOf.get(prompt).turnsAtKill,
  );
  const repeated = requests.filter(({ asked }) => asked > 0);
  const isInFlight = ({ startedAt, endedAt }) => startedAt <= killedAt && (endedAt ?? Infinity) > killedAt;
  return {
    agents: agents.length,
    finishedAtKill: agents.filter(({ endedAt }) => endedAt !== null && endedAt <= killedAt).length,
    inFlightAtKill: agents.filter(isInFlight).length,
    requests: requests.length,
    repeated: repeated.length,
    unexplained: repeated.filter(({ prompt }) => !isInFlight(agentOf.get(prompt))).length,
    turnsKept: agents.filter(isInFlight).reduce((sum, { turnsAtKill }) => sum + turnsAtKill, 0),
    repeatedTurns: again.length,
    repeatedFinished: new Set(late.map(({ prompt }) => prompt)).size,
  };
}
