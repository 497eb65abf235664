// go test, -v (`--- PASS: TestA (0.00s)`) and -json. It prints no summary: tests are counted, without their subtests,
// so the output must be complete.
import type { ReadCounts } from "./tally.ts";

const VERBOSE = /^--- (PASS|FAIL|SKIP): /gm;
const JSON_EVENT = /^\{.*"Action":"(pass|fail|skip)".*"Test":"[^"/]+".*\}$/gm;

export const readGoTest: ReadCounts = (output) => {
  const ends = [...output.matchAll(JSON_EVENT), ...output.matchAll(VERBOSE)].map(([, end = ""]) =>
    end.toLowerCase(),
  );
  if (ends.length === 0) return null;
  const count = (wanted: string) => ends.filter((end) => end === wanted).length;
  return { passed: count("pass"), failed: count("fail"), skipped: count("skip") };
};
