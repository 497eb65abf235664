// The table of commands. Only names and summaries are loaded until one is called: `pawl validate` takes milliseconds.
import type { Command } from "./command.ts";

export type CommandEntry = {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
};

export const COMMANDS: readonly CommandEntry[] = [
  {
    name: "dev",
    summary: "start a Temporal dev server and a worker; Ctrl-C ends both",
    load: async () => (await import("./commands/dev.ts")).dev,
  },
  {
    name: "do",
    summary: "work on a task in words, with the system that fits it",
    load: async () => (await import("./commands/do.ts")).doTask,
  },
  {
    name: "plan",
    summary: "have a script written for a task, read it, run it",
    load: async () => (await import("./commands/plan.ts")).plan,
  },
  {
    name: "run",
    summary: "start a script and follow it to its end",
    load: async () => (await import("./commands/run.ts")).run,
  },
  {
    name: "init",
    summary: "write an example script and types for editors into .pawl/scripts",
    load: async () => (await import("./commands/init.ts")).init,
  },
  {
    name: "validate",
    summary: "check scripts without running them",
    load: async () => (await import("./commands/validate.ts")).validate,
  },
  {
    name: "worker",
    summary: "start one worker",
    load: async () => (await import("./commands/worker.ts")).worker,
  },
  { name: "ls", summary: "list runs", load: async () => (await import("./commands/ls.ts")).ls },
  { name: "show", summary: "show one run", load: async () => (await import("./commands/show.ts")).show },
  {
    name: "watch",
    summary: "follow a run to its end",
    load: async () => (await import("./commands/watch.ts")).watch,
  },
  {
    name: "logs",
    summary: "show a run's log, or the transcript of one agent",
    load: async () => (await import("./commands/logs.ts")).logs,
  },
  {
    name: "pending",
    summary: "list open questions to people",
    load: async () => (await import("./commands/pending.ts")).pending,
  },
  {
    name: "approve",
    summary: "say yes to a question",
    load: async () => (await import("./commands/approve.ts")).approve,
  },
  {
    name: "reject",
    summary: "say no to a question",
    load: async () => (await import("./commands/reject.ts")).reject,
  },
  {
    name: "answer",
    summary: "answer a question with a value",
    load: async () => (await import("./commands/answer.ts")).answer,
  },
  {
    name: "say",
    summary: "say something to a run that listens",
    load: async () => (await import("./commands/say.ts")).say,
  },
  { name: "stop", summary: "stop a run", load: async () => (await import("./commands/stop.ts")).stop },
  {
    name: "clean",
    summary: "show what killed workers and ended runs left behind; --yes removes it",
    load: async () => (await import("./commands/clean.ts")).clean,
  },
  {
    name: "doctor",
    summary: "say what is there, what is missing and what to do",
    load: async () => (await import("./commands/doctor.ts")).doctor,
  },
  {
    name: "temporal",
    summary: "run the Temporal program that pawl found",
    load: async () => (await import("./commands/temporal.ts")).temporal,
  },
];
