// The simulated model greets whom the prompt names.
import { say } from "./conversation.mjs";

/** @type {import("../../src/simulator/rules.ts").Rule[]} */
export default [
  {
    name: "hello: greet",
    when: { prompt: "^Greet .+ in one short, friendly sentence" },
    reply: (request) => say(request, `Hello, ${/^Greet (.+) in one short/.exec(request.prompt)?.[1]}! Good to have you here.`),
  },
];
