// Files that wait for minutes (for a dead worker's heartbeats, for a server that is away) begin first: one that begins
// last is waited for alone. vitest knows how long a file takes only where it has run before.
import { BaseSequencer, type TestSpecification } from "vitest/node";

const LONG = /\/test\/(chaos\/|hostile\/|examples\/(demo|examples)\.)|killed|migrate\.test/;

export default class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files);
    const isLong = ({ moduleId }: TestSpecification): boolean => LONG.test(moduleId);
    return [...sorted.filter(isLong), ...sorted.filter((file) => !isLong(file))];
  }
}
