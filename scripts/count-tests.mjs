// Reads vitest's JSON report and prints the closing line; ends with the suite's own exit code, or 1 when nothing ran.
import { readFileSync } from "node:fs";

const [report, status] = process.argv.slice(2);
const { passed, failed } = read(report);
const ok = status === "0" && failed === 0 && passed > 0;
// A suite that ended badly without a failed test (an unhandled error, a kill) has failed all the same.
console.log(`${passed} passed, ${ok ? 0 : Math.max(1, failed)} failed`);
process.exitCode = ok ? 0 : 1;

function read(path) {
  try {
    const { numPassedTests, numFailedTests } = JSON.parse(readFileSync(path, "utf8"));
    return { passed: numPassedTests, failed: numFailedTests };
  } catch {
    return { passed: 0, failed: 0 };
  }
}
