// Where a test makes this process die: named steps between which nothing may be lost or done twice. Inert otherwise.

/** `name:n`: the process kills itself at the n-th passing of that point; with the name `*`, of any point. */
const VARIABLE = "PAWL_FAIL_POINT";

const armed = parse(process.env[VARIABLE] ?? "");
let passings = 0;

/** SIGKILL, as a machine that goes dark would: nothing is written, closed or caught after it. */
export function failPoint(name: string): void {
  if (armed === null || (armed.name !== "*" && armed.name !== name)) return;
  passings += 1;
  if (passings === armed.passing) process.kill(process.pid, "SIGKILL");
}

function parse(text: string): { readonly name: string; readonly passing: number } | null {
  const [, name, passing] = /^(\S+):(\d+)$/.exec(text) ?? [];
  return name === undefined ? null : { name, passing: Number(passing) };
}
