// What a person gets who installs the package: it must work in an empty folder, without this repository.
import { execFile } from "node:child_process";
import { mkdtemp, readFile, realpath, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startChild, type Child } from "../support/child.ts";
import { freePort } from "../support/free-port.ts";
import { until } from "../support/until.ts";

const execute = promisify(execFile);
const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** 35 s on 2 cores with a warm npm cache; a cold one and a slow registry take longer, a hang must end. */
const INSTALL_TIMEOUT_MS = 300_000;
const SCRIPT = `export const meta = { name: 'greet', description: 'One agent says hello' };
const text = await agent('Say hello to ' + args.name);
return { text, to: args.name };
`;

const folder = await realpath(await mkdtemp(join(tmpdir(), "pawl-pack-")));
const home = join(folder, "empty");
const installed = join(home, "node_modules/pawl");

beforeAll(async () => {
  // The build ran before the tests; `prepack` would exchange dist/ under the other tests' feet.
  const pack = ["pack", "--ignore-scripts", "--json", "--pack-destination", folder];
  const { stdout } = await execute("npm", pack, { cwd: ROOT });
  const [{ filename }] = JSON.parse(stdout) as [{ filename: string }];
  await execute("mkdir", [home]);
  await execute("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline", join(folder, filename)], {
    cwd: home,
    timeout: INSTALL_TIMEOUT_MS,
    killSignal: "SIGKILL",
  });
  await writeFile(join(home, "greet.js"), SCRIPT);
}, INSTALL_TIMEOUT_MS + 30_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

describe("the package", () => {
  it("is built before it is packed", async () => {
    const { scripts } = JSON.parse(await readFile(join(ROOT, "package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    expect(scripts["prepack"]).toBe("npm run build");
  });

  it("holds the program, the examples and the documents, and nothing made for work on it", async () => {
    const SAMPLES = ["examples/migration/library/", "examples/review-and-fix/project/", "templates/scripts/"];
    const files = (await packedFiles()).filter((file) => !SAMPLES.some((place) => file.startsWith(place)));
    for (const part of [
      "dist/cli/main.js",
      "dist/workflow-bundle.js",
      "dist/THIRD-PARTY-LICENSES",
      "examples/01-hello.js",
      "library/README.md",
      "docs/errors.md",
      "README.md",
      "LICENSE",
    ]) {
      expect(files).toContain(part);
    }
    expect(files.filter((file) => /(^|\/)(test|src|scripts|\.ci)\/|\.(ts|map|tgz)$/.test(file))).toEqual([]);
  });

  it("names no path of the machine it was built on, in the bundle's source map neither", async () => {
    const built = (await packedFiles()).filter((file) => file.startsWith("dist/"));
    const texts = await Promise.all(built.map((file) => readFile(join(installed, file), "utf8")));
    expect(built.filter((_file, index) => texts[index]?.includes(ROOT))).toEqual([]);
    const bundle = await readFile(join(installed, "dist/workflow-bundle.js"), "utf8");
    const [, encoded = ""] = /sourceMappingURL=data:[^,]*,([\w+/=]+)/.exec(bundle) ?? [];
    const { sources } = JSON.parse(Buffer.from(encoded, "base64").toString()) as { sources: string[] };
    expect(sources).toContain("src/workflows/run.ts");
    expect(sources.filter((source) => source.startsWith("/"))).toEqual([]);
  });

  it("carries the licences of what its bundle contains", async () => {
    const licenses = await readFile(join(installed, "dist/THIRD-PARTY-LICENSES"), "utf8");
    for (const name of ["quickjs-wasi", "quickjs-ng", "core-js-pure", "ms", "zod", "@temporalio/workflow"]) {
      expect(licenses).toMatch(new RegExp(`^-+\n${name}[^\n]*\n-+\n\n[^]*?Copyright`, "mu"));
    }
  });
});

describe("npx pawl in an empty folder", () => {
  it("writes what scripts and editors need", async () => {
    const { stdout } = await npxPawl(["init", "--json"]);
    const { files } = JSON.parse(stdout) as { files: { state: string }[] };
    expect(files.map(({ state }) => state)).toEqual(["written", "written", "written"]);
  });

  it("explains itself", async () => {
    const { stdout } = await npxPawl(["--help"]);
    expect(stdout).toMatch(/^Usage: pawl/);
    expect(stdout).toContain("validate");
  });

  it("validates a script", async () => {
    const { stdout } = await npxPawl(["validate", "greet.js"]);
    expect(stdout).toBe("greet.js: ok\n");
  });

  describe("with pawl dev --simulate", () => {
    let dev: Child<Ready>;

    beforeAll(async () => {
      const [port, uiPort] = [await freePort(), await freePort()];
      // What npx runs; npx itself would not hand a signal on to it alone.
      dev = await startChild<Ready>(
        join(home, "node_modules/.bin/pawl"),
        ["dev", "--simulate", "--json", "--port", `${port}`, "--ui-port", `${uiPort}`],
        { cwd: home, env: cleanEnvironment() },
      );
    });
    afterAll(() => dev.kill());

    it("runs a script of one's own", async () => {
      const words = ["run", "greet.js", "--args", '{"name":"Ada"}', "--json", "--address", dev.ready.address];
      const end = JSON.parse((await npxPawl(words)).stdout) as { result: { status: string; value: unknown } };
      expect(end).toMatchObject({ status: "completed", result: { value: { to: "Ada" } } });
    });

    it("runs a script that came with pawl by its name", async () => {
      const words = ["run", "01-hello", "--json", "--address", dev.ready.address];
      expect(JSON.parse((await npxPawl(words)).stdout)).toMatchObject({ status: "completed" });
    });

    it("ends with everything it started", async () => {
      const { serverPid, workerPid } = dev.ready;
      expect([isAlive(serverPid), isAlive(workerPid)]).toEqual([true, true]);
      await dev.kill("SIGINT");
      await until("server and worker to be gone", () => !isAlive(serverPid) && !isAlive(workerPid));
    });
  });
});

type Ready = { readonly address: string; readonly serverPid: number; readonly workerPid: number };

async function packedFiles(): Promise<string[]> {
  const entries = await readdir(installed, { recursive: true, withFileTypes: true });
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(installed.length + 1));
}

/** `--no-install`: only what the folder has, never a package of that name from a registry. */
function npxPawl(words: readonly string[]): Promise<{ stdout: string; stderr: string }> {
  return execute("npx", ["--no-install", "pawl", ...words], {
    cwd: home,
    env: cleanEnvironment(),
    timeout: 60_000,
  });
}

/** Nothing of the shared test stage, no key, and no color: the test runner forces it in CI. */
function cleanEnvironment(): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(
    ([name]) => name === "PAWL_TEMPORAL_BIN" || !/^(PAWL|TEMPORAL|ANTHROPIC|npm|FORCE)_/.test(name),
  );
  return Object.fromEntries(kept);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}
