// TAP, by whatever prints it (tape, bats, prove): `1..2`, `ok 1 - a`, `not ok 2 - b`. node:test has a summary of its own.
import { addCounts, type ReadCounts } from "./tally.ts";
import { readNodeTest } from "./node-test.ts";

const LINE = /^(?:(TAP version \d+)|1\.\.(\d+)(?: #.*)?|(not )?ok (\d+)\b(.*)|(Bail out!.*))$/gm;
const LEFT_OUT = /# (?:skip|todo)\b/i;

/** Test points up to the plan, or from the plan on. */
type Open = {
  plan: number | null;
  readonly counts: { passed: number; failed: number; skipped: number };
  seen: number;
};

export const readTap: ReadCounts = (output) => {
  if (readNodeTest(output) !== null) return null;
  const reports: Open[] = [];
  let open: Open | null = null;
  for (const [, version, plan, not, number, rest = "", bail] of output.matchAll(LINE)) {
    if (bail !== undefined) return null;
    if (version !== undefined || (plan !== undefined && (open === null || open.plan !== null))) {
      open = { plan: null, counts: { passed: 0, failed: 0, skipped: 0 }, seen: 0 };
      reports.push(open);
    }
    if (open === null) continue;
    if (plan !== undefined) open.plan = Number(plan);
    if (number === undefined) continue;
    open.seen += 1;
    if (Number(number) !== open.seen) return null;
    open.counts[LEFT_OUT.test(rest) ? "skipped" : not === undefined ? "passed" : "failed"] += 1;
  }
  // A report that does not keep its plan is no report, or not all of it.
  if (reports.some(({ plan, seen }) => plan !== seen)) return null;
  return addCounts(reports.map(({ counts }) => counts));
};
