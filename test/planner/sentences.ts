// Forty tasks as people say them, the system that fits each, and what the rules may say of it before any model is asked.
import type { System, WorkspaceFacts } from "../../src/protocol/choice.ts";

export const WORKSPACES = {
  /** A repository with tests. */
  tested: {
    isRepository: true,
    files: 180,
    oracles: [{ kind: "tests", command: "npm test", basis: "package.json, scripts.test" }],
  },
  /** A repository with a type checker and no tests. */
  typed: {
    isRepository: true,
    files: 260,
    oracles: [{ kind: "types", command: "npx tsc --noEmit", basis: "tsconfig.json" }],
  },
  /** A repository without any command that says whether it works. */
  bare: { isRepository: true, files: 140, oracles: [] },
  /** A folder that is no repository. */
  loose: { isRepository: false, files: 12, oracles: [] },
} as const satisfies Record<string, WorkspaceFacts>;

export type Sentence = {
  readonly task: string;
  readonly in: keyof typeof WORKSPACES;
  readonly check?: string;
  readonly expected: System;
  /** What the rules decide; `null`: they leave it to the model. */
  readonly rules: System | null;
};

const open = null;

export const SENTENCES: readonly Sentence[] = [
  // single: small and clear, or a question
  { task: "What does src/router.ts do?", in: "tested", expected: "single", rules: "single" },
  { task: "Fix the typo in README.md", in: "loose", expected: "single", rules: "single" },
  {
    task: "Rename the variable cnt to count in src/stats.js",
    in: "tested",
    expected: "single",
    rules: "single",
  },
  { task: "Update the copyright year in LICENSE", in: "bare", expected: "single", rules: "single" },
  {
    task: "Explain how the modules of this codebase fit together",
    in: "bare",
    expected: "single",
    rules: "single",
  },
  { task: "Add a --verbose flag to the command line", in: "tested", expected: "single", rules: open },
  {
    task: "What would it take to migrate all modules to TypeScript?",
    in: "tested",
    expected: "single",
    rules: open,
  },
  { task: "Make the test runner run its files in parallel", in: "tested", expected: "single", rules: open },
  { task: "Show the banner until the user closes it", in: "tested", expected: "single", rules: open },
  { task: "Find the modules that import each other", in: "tested", expected: "single", rules: open },
  {
    task: "Check whether the docs and the code agree on the default port",
    in: "bare",
    expected: "single",
    rules: open,
  },
  // subagents: a few independent pieces
  {
    task: "Look at src/auth from three angles, security, speed and naming, and give me one report",
    in: "tested",
    expected: "subagents",
    rules: "subagents",
  },
  {
    task: "Research the three most used SQLite drivers in parallel and compare them",
    in: "loose",
    expected: "subagents",
    rules: "subagents",
  },
  {
    task: "Find out independently how login, billing and search handle errors, then summarize",
    in: "bare",
    expected: "subagents",
    rules: "subagents",
  },
  {
    task: "Write unit tests for parser.ts, lexer.ts and printer.ts, each on its own",
    in: "tested",
    expected: "subagents",
    rules: "subagents",
  },
  { task: "Compare how our four services log errors", in: "bare", expected: "subagents", rules: open },
  {
    task: "Update the guide, the changelog and the example for the new option",
    in: "bare",
    expected: "subagents",
    rules: open,
  },
  {
    task: "Check the API for breaking changes, the docs for dead links and the tests for flakiness",
    in: "tested",
    expected: "subagents",
    rules: open,
  },
  // team: pieces that talk to each other
  {
    task: "Build a small chat app: one on the server, one on the client, and they must agree on the protocol",
    in: "bare",
    expected: "team",
    rules: "team",
  },
  {
    task: "Let two agents debate whether we should move to Postgres and come to one recommendation",
    in: "loose",
    expected: "team",
    rules: "team",
  },
  {
    task: "Put together a team of an architect, a developer and a tester to build the import feature",
    in: "tested",
    expected: "team",
    rules: "team",
  },
  {
    task: "Write the plugin host and two plugins at the same time, adapting to each other as they go",
    in: "tested",
    expected: "team",
    rules: "team",
  },
  {
    task: "Investigate last night's outage with several people who share what they find",
    in: "bare",
    expected: "team",
    rules: "team",
  },
  {
    task: "Redesign the database schema while others follow with the queries and the API as it changes",
    in: "tested",
    expected: "team",
    rules: open,
  },
  {
    task: "Implement the new billing flow in backend, frontend and mobile app against one contract that will move",
    in: "tested",
    expected: "team",
    rules: open,
  },
  // goal: one stubborn thing with a condition
  { task: "Make the failing test in test/date.test.js pass", in: "tested", expected: "goal", rules: "goal" },
  { task: "Get the type checker green", in: "typed", expected: "goal", rules: "goal" },
  {
    task: "Keep optimizing the parser until the benchmark takes less than 100 ms",
    in: "tested",
    expected: "goal",
    rules: "goal",
  },
  {
    task: "Improve the text of the landing page until it reads well",
    in: "loose",
    expected: "goal",
    rules: "goal",
  },
  {
    task: "The memory of the worker grows for ever; stop that",
    in: "tested",
    check: "npm run soak",
    expected: "goal",
    rules: "goal",
  },
  {
    task: "Find and repair the flaky test in the checkout suite",
    in: "tested",
    expected: "goal",
    rules: open,
  },
  { task: "The Docker build fails on arm64; repair it", in: "bare", expected: "goal", rules: open },
  // workflow: wide, mechanical, testable
  {
    task: "Migrate all modules from CommonJS to ES modules",
    in: "tested",
    expected: "workflow",
    rules: "workflow",
  },
  {
    task: "Convert every React class component to hooks",
    in: "tested",
    expected: "workflow",
    rules: "workflow",
  },
  {
    task: "Add type annotations to each of the 240 files in lib",
    in: "bare",
    expected: "workflow",
    rules: "workflow",
  },
  {
    task: "Replace moment with date-fns in the whole codebase",
    in: "tested",
    check: "npm run test:all",
    expected: "workflow",
    rules: "workflow",
  },
  {
    task: "Translate the 120 pages under docs into German",
    in: "loose",
    expected: "workflow",
    rules: "workflow",
  },
  {
    task: "Review every file in src for injections and verify each finding",
    in: "tested",
    expected: "workflow",
    rules: open,
  },
  { task: "Port all the shell scripts to Python", in: "bare", expected: "workflow", rules: open },
  {
    task: "Make all packages of this monorepo pass the new lint rules, package by package",
    in: "tested",
    expected: "workflow",
    rules: open,
  },
];
