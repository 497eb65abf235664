// The demo's folder and processes, and the promise that nothing of either is left, however the demo ends.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { constants, tmpdir } from "node:os";
import { join } from "node:path";
import { makeRepository } from "../../examples/migration/make-repository.mjs";

/** Longer than anything the simulated model does; a run that stands still this long will not go on. */
const STANDSTILL_MS = 120_000;
/** A real agent may think and work this long. */
const STANDSTILL_REAL_MS = 1_200_000;

/**
 * Makes the temporary folder and the repository in it.
 * `own(child)` puts a child that leads a process group of its own under the stage's care; `strike()` kills all of them and removes the folder.
 */
export function setStage({ real }) {
  const folder = mkdtempSync(join(tmpdir(), "pawl-demo-"));
  const children = new Set();
  const strike = () => {
    for (const child of children) killGroup(child);
    children.clear();
    // A killed server may still be closing its files.
    rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  };
  process.once("exit", strike);
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.once(signal, () => process.exit(128 + constants.signals[signal]));
  }
  mkdirSync(join(folder, "home"));
  return {
    folder,
    repository: makeRepository(folder),
    requestLog: join(folder, "requests.jsonl"),
    environment: cleanEnvironment(folder),
    standstillMs: real ? STANDSTILL_REAL_MS : STANDSTILL_MS,
    own(child) {
      children.add(child);
      return child;
    },
    kill(child) {
      process.kill(child.pid, "SIGKILL");
      children.delete(child);
    },
    strike,
  };
}

function killGroup(child) {
  try {
    process.kill(-child.pid, "SIGKILL");
  } catch {
    // It had ended by itself.
  }
}

/** The person's own Temporal, pawl and model settings are none of the demo's business. */
function cleanEnvironment(folder) {
  const kept = Object.entries(process.env).filter(
    ([name]) => !/^(TEMPORAL_|PAWL_|ANTHROPIC_|NODE_TEST_)/.test(name),
  );
  const settings = join(folder, "temporal.toml");
  writeFileSync(settings, "[profile.default]\n");
  return { ...Object.fromEntries(kept), PAWL_HOME: join(folder, "home"), TEMPORAL_CONFIG_FILE: settings };
}
