// One attempt of an agent in a process of its own, that a fail point may kill. It prints the agent's end as JSON.
export const ATTEMPT_PROGRAM = `
import { playAttempt } from "./test/agent/killed/play-attempt.ts";
console.log(JSON.stringify(await playAttempt(JSON.parse(process.argv[2] ?? ""))));
`;
