// What the simulated model answers: "goal" where a task speaks of a test, else "single". It is right where chance has it
// so: what `--simulate` shows is that every task is asked, every answer counted, and every confusion named.
export const simulatedRules = [
  {
    name: "chooses",
    when: () => true,
    reply: ({ prompt }) => ({
      kind: "answer",
      value: {
        system: /\btests?\b/u.test(taskOf(prompt)) ? "goal" : "single",
        why: "a simulated model says so",
        oracle: null,
        width: 1,
        sharesState: false,
        risk: "low",
      },
    }),
  },
];

function taskOf(prompt) {
  return /<task>\n([^]*?)\n<\/task>/u.exec(prompt)?.[1] ?? "";
}
