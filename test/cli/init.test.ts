// `pawl init`, and that what it writes is right: held against the language and the examples.
import { execFile } from "node:child_process";
import { copyFile, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { describe, expect, onTestFinished, test } from "vitest";
import { AGENT_OPTIONS } from "../../src/protocol/agent.ts";
import { PROGRAM_PARAMETERS } from "../../src/protocol/script.ts";
import { ROOT } from "../docs/page.ts";
import { pawl } from "./captured-io.ts";

const TYPES = await readFile(join(ROOT, "templates/scripts/pawl.d.ts"), "utf8");

async function emptyFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "pawl-init-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

describe("pawl init", () => {
  test("writes an example and what editors need, says so, and what to do next", async () => {
    const cwd = await emptyFolder();
    const { exitCode, stdout, stderr } = await pawl(["init"], { cwd });
    expect([exitCode, stderr]).toEqual([0, ""]);
    const written = stdout.split("\n").slice(0, 3);
    const files = ["example.js", "pawl.d.ts", "jsconfig.json"];
    expect(written).toEqual(files.map((file) => `written  ${join(".pawl/scripts", file)}`));
    expect((await readdir(join(cwd, ".pawl/scripts"))).toSorted()).toEqual(files.toSorted());
    expect(await readFile(join(cwd, ".pawl/.gitignore"), "utf8")).toBe("/*\n!/scripts/\n");
    expect((await pawl(["validate", join(cwd, ".pawl/scripts/example.js")])).exitCode).toBe(0);
  });

  test("overwrites nothing, and is the same the second time", async () => {
    const cwd = await emptyFolder();
    await mkdir(join(cwd, ".pawl/scripts"), { recursive: true });
    await writeFile(join(cwd, ".pawl/scripts/example.js"), "mine");
    const first = await pawl(["init", "--json"], { cwd });
    expect(JSON.parse(first.stdout)).toMatchObject({
      files: [
        { file: "example.js", state: "kept" },
        { file: "pawl.d.ts", state: "written" },
        { file: "jsconfig.json", state: "written" },
      ],
    });
    const second = await pawl(["init", "--json"], { cwd });
    expect(second.stdout.match(/"kept"/g)).toHaveLength(3);
    expect(await readFile(join(cwd, ".pawl/scripts/example.js"), "utf8")).toBe("mine");
  });

  test("makes no workspace that is not there, and says how to run the example in another one", async () => {
    const cwd = await emptyFolder();
    const missing = await pawl(["init", "--workspace", "nope", "--json"], { cwd });
    expect([missing.exitCode, await readdir(cwd)]).toEqual([1, []]);
    expect(JSON.parse(missing.stdout)).toMatchObject({ error: { kind: "failed", exitCode: 1 } });
    await mkdir(join(cwd, "shop"));
    const { stdout } = await pawl(["init", "--workspace", "shop"], { cwd });
    expect(stdout).toContain("pawl run example --workspace shop\n");
  });

  test("says where it cannot write", async () => {
    const cwd = await emptyFolder();
    await writeFile(join(cwd, ".pawl"), "");
    const { exitCode, stderr } = await pawl(["init"], { cwd });
    expect(exitCode).toBe(1);
    expect(stderr).toContain(".pawl/scripts: cannot be written");
  });
});

describe("the types for editors", () => {
  test("declare everything that a script is given", () => {
    const declared = [...TYPES.matchAll(/^declare (?:function|const) (\w+)/gm)].map(([, name]) => name);
    expect(PROGRAM_PARAMETERS.filter((name) => !declared.includes(name))).toEqual([]);
  });

  test("know the options of agent(), all and no others", () => {
    const [, body = ""] = /^interface AgentOptions \{\n(.+?)^\}/ms.exec(TYPES) ?? [];
    const options = [...body.matchAll(/^ {2}(\w+)\?:/gm)].map(([, name]) => name);
    expect(new Set(options)).toEqual(new Set(AGENT_OPTIONS));
  });

  test("fit the examples and the scripts that pawl brings", { timeout: 60_000 }, async () => {
    const folder = await emptyFolder();
    for (const place of ["examples", "library", "templates/scripts"]) {
      const files = (await readdir(join(ROOT, place))).filter((file) => /\.(js|d\.ts|json)$/.test(file));
      for (const file of files) await copyFile(join(ROOT, place, file), join(folder, file));
    }
    expect(await typeErrors(folder)).toEqual([]);
    // Checked like TypeScript, the examples' calls fit: what is left is TypeScript's word on `return` in a module.
    const strange = (await typeErrors(folder, "--checkJs")).filter((line) =>
      /\b(\d\d-[\w-]+|example)\.js/.test(line),
    );
    expect(strange.filter((line) => !line.includes("error TS1108"))).toEqual([]);
    expect(strange.length).toBeGreaterThan(10);
  });
});

async function typeErrors(folder: string, ...flags: string[]): Promise<string[]> {
  const tsc = join(ROOT, "node_modules/.bin/tsc");
  const end = promisify(execFile)(tsc, ["-p", join(folder, "jsconfig.json"), ...flags]);
  const { stdout } = await end.catch((error: { stdout: string }) => error);
  return stdout.split("\n").filter((line) => /error TS/.test(line));
}
