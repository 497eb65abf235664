// Secrets in the worker's environment, in every form a command could find them in, are nowhere in what agents read.
import { afterAll, beforeAll, expect, test } from "vitest";
import { BASIC_TOOLS } from "../../src/agent/agent-type.ts";
import { makeTools } from "../../src/agent/tools/make-tools.ts";
import { runCheck } from "../../src/workspace/run-check.ts";
import { makeSurroundings, type Surroundings } from "./world.ts";

const SECRETS = {
  ANTHROPIC_API_KEY: "sk-ant-api03-Zm9yIHRlc3RzIG9ubHksIG5vIGtleQ",
  ANTHROPIC_AUTH_TOKEN: "token with spaces\tand 'quotes'",
  TEMPORAL_API_KEY: "eyJhbGciOiJub25lIn0.e30.canary",
  AWS_SECRET_ACCESS_KEY: "wJalrXUtnFEMI/K7MDENG/canaryEXAMPLEKEY",
  GITHUB_TOKEN: "ghp_canary0123456789abcdefABCDEF01234567",
  DATABASE_URL: "postgres://user:hunter2canary@db.invalid/x",
  PAWL_TEST_ODD: "line one\nline two ünïcödé",
} as const;

let surroundings: Surroundings;
const kept: Record<string, string | undefined> = {};

beforeAll(async () => {
  for (const [name, value] of Object.entries(SECRETS)) {
    kept[name] = process.env[name];
    process.env[name] = value;
  }
  surroundings = await makeSurroundings();
});

afterAll(async () => {
  for (const [name, value] of Object.entries(kept)) {
    if (value === undefined) delete process.env[name];
    else process.env[name] = value;
  }
  await surroundings.end();
});

const NAMES = Object.keys(SECRETS);
const GREEDY: readonly string[] = [
  "env; printenv; export -p; declare -x; set",
  "env -0 | base64 -w0; env | xxd -p; env | rev; env | tr a-zA-Z n-za-mN-ZA-M",
  NAMES.map((name) => `echo "${name}=$${name}\${#${name}}"`).join("; "),
  "for p in /proc/[0-9]*; do cat $p/environ $p/cmdline | tr '\\0' '\\n'; done",
  "strings -n 8 /proc/1/environ /proc/self/environ; cat /proc/self/auxv | base64",
  `node -e 'console.log(JSON.stringify(process.env), process.argv, process.execArgv)'`,
  `perl -e 'print "$_=$ENV{$_}\\n" for keys %ENV'`,
  `bash -c 'env'; env -i bash -lc env; sh -c 'set'`,
  "git config --list --show-origin; git var -l; npm config list 2>/dev/null",
  "cat ~/.bash_history ~/.profile ~/.env ../.env /etc/environment /run/secrets/* /proc/self/mountinfo",
  `node -e 'fetch("http://127.0.0.1:" + ${"1"}).catch((error) => { console.log(error, process.env); throw error; })'`,
  "false; echo $?; $ANTHROPIC_API_KEY; cd $GITHUB_TOKEN; exec $DATABASE_URL",
];

/** A secret as it is, turned around, and in the encodings that the commands use. */
function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  const rot13 = secret.replaceAll(/[a-z]/gi, (letter) => {
    const base = letter <= "Z" ? 65 : 97;
    return String.fromCharCode(((letter.charCodeAt(0) - base + 13) % 26) + base);
  });
  // In base64 the text's place decides the letters; its middle stands in one of three forms.
  const encoded = [0, 1, 2].map((offset) =>
    Buffer.concat([Buffer.alloc(offset), bytes])
      .toString("base64")
      .slice(4, -4),
  );
  const reversed = secret.split("").toReversed().join("");
  return [secret, JSON.stringify(secret).slice(1, -1), bytes.toString("hex"), reversed, rot13, ...encoded];
}

function found(text: string): string[] {
  return Object.entries(SECRETS).flatMap(([name, secret]) =>
    formsOf(secret).some((form) => text.includes(form)) ? [name] : [],
  );
}

test("the search finds a secret in every form that a command could print it in", () => {
  for (const [name, secret] of Object.entries(SECRETS)) {
    const printed = Buffer.from(`A=1\0${name}=${secret}\0B=2`);
    expect(found(printed.toString())).toEqual([name]);
    expect(found(printed.toString("base64"))).toEqual([name]);
    expect(found(printed.toString("hex"))).toEqual([name]);
  }
});

test.each(GREEDY)("Bash: %s", async (command) => {
  const world = surroundings.makeWorld();
  const tools = makeTools(BASIC_TOOLS, { root: world.workspace, signal: AbortSignal.timeout(25_000) });
  const bash = tools.find(({ name }) => name === "Bash");
  const answer = await bash?.run({ command });
  expect(answer?.content).toMatch(/\[Exit code \d+/);
  expect(found(answer?.content ?? "")).toEqual([]);
  world.remove();
});

test("a check: its value carries none of them, its own variables neither reach beyond it", async () => {
  const world = surroundings.makeWorld();
  const task = {
    command: GREEDY.join("\n"),
    workspace: world.workspace,
    timeoutMs: 20_000,
    env: { OWN: "1" },
  };
  const outcome = await runCheck(task, new AbortController().signal);
  expect(found(JSON.stringify(outcome))).toEqual([]);
  expect(process.env["OWN"]).toBeUndefined();
  world.remove();
});
