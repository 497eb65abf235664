// vitest reads the file of each frame of a failure's stack, and dies with EISDIR where that is a folder: a frame of a
// script named `test` reads `test:2:11`. Such frames are left out, so that a failing test is shown, not hidden.
import { statSync } from "node:fs";
import { beforeEach } from "vitest";

type Failure = { stack?: unknown; cause?: unknown };

beforeEach(({ onTestFailed }) => {
  onTestFailed(({ task }) => {
    for (const error of task.result?.errors ?? []) leaveOutFolders(error as Failure);
  });
});

function leaveOutFolders(failure: Failure): void {
  if (typeof failure.stack === "string")
    failure.stack = failure.stack
      .split("\n")
      .filter((line) => !namesFolder(line))
      .join("\n");
  if (typeof failure.cause === "object" && failure.cause !== null) leaveOutFolders(failure.cause);
}

function namesFolder(line: string): boolean {
  const file = /^\s*at (?:.*\()?([^()]+?):\d+:\d+\)?$/.exec(line)?.[1];
  return file !== undefined && (statSync(file, { throwIfNoEntry: false })?.isDirectory() ?? false);
}
