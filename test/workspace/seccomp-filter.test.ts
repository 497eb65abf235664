import { expect, test } from "vitest";
import { seccompFilter } from "../../src/workspace/seccomp-filter.ts";
import { runShell } from "./run-shell.ts";
import { makeWorkspace } from "./temporary-workspace.ts";

const INSTRUCTION_BYTES = 8;
const RETURN = 0x06;

/** What the filter says of a call, by doing what the kernel would do with its instructions. */
function verdict(
  filter: Buffer,
  call: { readonly number: number; readonly arch: number; args?: number[] },
): number {
  const { number, arch, args = [] } = call;
  const words: Record<number, number> = { 0: number, 4: arch };
  for (const [index, value] of args.entries()) words[16 + 8 * index] = value;
  let loaded = 0;
  for (let at = 0; at < filter.length; at += INSTRUCTION_BYTES) {
    const [code, ifTrue, ifFalse] = [
      filter.readUInt16LE(at),
      filter.readUInt8(at + 2),
      filter.readUInt8(at + 3),
    ];
    const value = filter.readUInt32LE(at + 4);
    if (code === RETURN) return value;
    if (code === 0x20) loaded = (words[value] ?? 0) >>> 0;
    else at += INSTRUCTION_BYTES * (holds(code, loaded, value) ? ifTrue : ifFalse);
  }
  throw new Error("the filter has no end");
}

function holds(code: number, loaded: number, value: number): boolean {
  if (code === 0x45) return (loaded & value) !== 0;
  return code === 0x15 ? loaded === value : loaded >= value;
}

const ALLOW = 0x7fff0000;
const EPERM = 0x00050001;
const ENOSYS = 0x00050026;
const NO_SUCH_FAMILY = 0x00050061;
const X64 = 0xc000003e;
const ARM64 = 0xc00000b7;

test.each([
  ["x64", X64, { read: 0, keyctl: 250, mount: 165, socket: 41, ioctl: 16, fchmod: 91, fchmodat: 268 }],
  ["arm64", ARM64, { read: 63, keyctl: 219, mount: 40, socket: 198, ioctl: 29, fchmod: 52, fchmodat: 53 }],
] as const)("calls are judged by the numbers of %s", (architecture, arch, numbers) => {
  const filter = seccompFilter(architecture) ?? Buffer.alloc(0);
  expect(verdict(filter, { arch, number: numbers.read })).toBe(ALLOW);
  expect(verdict(filter, { arch, number: numbers.keyctl })).toBe(EPERM);
  expect(verdict(filter, { arch, number: numbers.mount })).toBe(EPERM);
  expect(verdict(filter, { arch, number: 425 })).toBe(ENOSYS);
  expect(verdict(filter, { arch, number: numbers.socket, args: [2] })).toBe(ALLOW);
  expect(verdict(filter, { arch, number: numbers.socket, args: [40] })).toBe(NO_SUCH_FAMILY);
  expect(verdict(filter, { arch, number: numbers.ioctl, args: [0, 0x5401] })).toBe(ALLOW);
  expect(verdict(filter, { arch, number: numbers.ioctl, args: [0, 0x5412] })).toBe(EPERM);
  expect(verdict(filter, { arch, number: numbers.fchmod, args: [3, 0o755] })).toBe(ALLOW);
  expect(verdict(filter, { arch, number: numbers.fchmod, args: [3, 0o4755] })).toBe(EPERM);
  expect(verdict(filter, { arch, number: numbers.fchmodat, args: [0, 0, 0o2755] })).toBe(EPERM);
});

test("calls of another kind of program, and x32's other numbers, do not exist", () => {
  const filter = seccompFilter("x64") ?? Buffer.alloc(0);
  expect(verdict(filter, { arch: 0x40000003, number: 3 })).toBe(ENOSYS);
  expect(verdict(filter, { arch: X64, number: 0x40000000 + 250 })).toBe(ENOSYS);
});

test("a processor whose numbers are not known gets no filter", () => {
  expect(seccompFilter("riscv64")).toBeNull();
});

test.runIf(process.arch === "x64" || process.arch === "arm64")("commands run under it", async () => {
  const { workspace } = makeWorkspace();
  const { output } = await runShell(workspace, "grep Seccomp: /proc/self/status");
  expect(output).toBe("Seccomp:\t2\n");
});
