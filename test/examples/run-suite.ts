// Runs a project's own tests with `node --test`, as a process of its own.
import { spawnSync } from "node:child_process";

export type SuiteOutcome = {
  readonly exitCode: number | null;
  readonly passed: number;
  readonly failed: number;
  readonly output: string;
};

export function runSuite(directory: string): SuiteOutcome {
  // Vitest's and node:test's own variables would make the child report to the wrong place.
  const env = { PATH: process.env["PATH"] };
  const { status, stdout, stderr } = spawnSync(process.execPath, ["--test", "--test-reporter=tap"], {
    cwd: directory,
    env,
    encoding: "utf8",
  });
  const count = (name: string): number =>
    Number(new RegExp(`^# ${name} (\\d+)`, "m").exec(stdout)?.[1] ?? Number.NaN);
  return { exitCode: status, passed: count("pass"), failed: count("fail"), output: stdout + stderr };
}
