import { spawn } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { expect, test } from "vitest";
import { lockFile } from "../../src/workspace/file-lock.ts";
import { bundleProgram } from "./bundled-program.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

const never = new AbortController().signal;

test("a lock has one holder at a time, the next gets it when it is given back", async () => {
  const path = join(makeWorkspace().outside, "lock");
  const log: string[] = [];
  const release = await lockFile(path, never);
  const second = lockFile(path, never).then((give) => {
    log.push("second has it");
    return give;
  });
  const other = await lockFile(`${path}-of-something-else`, never);
  log.push("first gives it back");
  await release();
  await (
    await second
  )();
  await other();
  expect(log).toEqual(["first gives it back", "second has it"]);
});

test("a lock whose holder was killed is free", async () => {
  const path = join(makeWorkspace().outside, "lock");
  const program = bundleProgram(`import { lockFile } from "./src/workspace/file-lock.ts";
    await lockFile(process.argv[2] ?? "", new AbortController().signal);
    console.log("held");
    setInterval(() => {}, 1000);`);
  const holder = spawn(process.execPath, [program, path], { stdio: ["ignore", "pipe", "inherit"] });
  await once(holder.stdout, "data");
  holder.kill("SIGKILL");
  await once(holder, "exit");
  await (
    await lockFile(path, never)
  )();
  expect(holder.signalCode).toBe("SIGKILL");
});

test("whoever waits for a lock can give up", async () => {
  const path = join(makeWorkspace().outside, "lock");
  const release = await lockFile(path, never);
  const abort = new AbortController();
  const waiting = lockFile(path, abort.signal);
  abort.abort(new Error("enough"));
  await expect(waiting).rejects.toThrow("enough");
  await release();
  await (
    await lockFile(path, never)
  )();
});

test("a lock that cannot be made says why", async () => {
  await expect(lockFile("/nowhere/at/all", never)).rejects.toThrow(/\/nowhere\/at\/all/);
});
