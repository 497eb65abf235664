// Commands of a project whose exit code says whether it works, found in the files that name them. Nothing is run.
import type { Oracle } from "../../protocol/choice.ts";
import { readSmallFile } from "./read-small-file.ts";

type Read = (name: string) => Promise<string | null>;

const KINDS: readonly Oracle["kind"][] = ["tests", "types", "build", "lint"];

/** The most telling first. Of one kind only the first that was found. */
export async function findOracles(workspace: string): Promise<Oracle[]> {
  const read: Read = (name) => readSmallFile(workspace, name);
  const found = (
    await Promise.all([ofNode(read), ofMake(read), ofPython(read), ofGo(read), ofCargo(read)])
  ).flat();
  return KINDS.flatMap((kind) => found.filter((oracle) => oracle.kind === kind).slice(0, 1));
}

/** What `npm init` writes where there are no tests. */
const NO_TESTS = /no test specified/u;

async function ofNode(read: Read): Promise<Oracle[]> {
  const [manifest, types] = await Promise.all([read("package.json"), read("tsconfig.json")]);
  if (manifest === null) return [];
  const scripts = scriptsOf(manifest);
  const runner = await runnerOf(read);
  const named = (kind: Oracle["kind"], names: readonly string[]): Oracle[] => {
    const name = names.find((one) => scripts[one] !== undefined && !NO_TESTS.test(scripts[one]));
    if (name === undefined) return [];
    const command = name === "test" ? `${runner} test` : `${runner} run ${name}`;
    return [{ kind, command, basis: `package.json, scripts.${name}` }];
  };
  return [
    ...named("tests", ["test", "tests", "test:unit", "unit"]),
    ...named("types", ["typecheck", "type-check", "check:types", "types", "tsc"]),
    ...(types === null
      ? []
      : [{ kind: "types", command: "npx tsc --noEmit", basis: "tsconfig.json" } as const]),
    ...named("build", ["build"]),
    ...named("lint", ["lint", "check:lint"]),
  ];
}

/** A manifest that is no JSON, or whose scripts are none, names no command. */
function scriptsOf(manifest: string): Record<string, string> {
  try {
    const { scripts } = JSON.parse(manifest) as { scripts?: Record<string, unknown> };
    return Object.fromEntries(
      Object.entries(scripts ?? {}).filter(
        (entry): entry is [string, string] => typeof entry[1] === "string",
      ),
    );
  } catch {
    return {};
  }
}

async function runnerOf(read: Read): Promise<string> {
  if ((await read("pnpm-lock.yaml")) !== null) return "pnpm";
  return (await read("yarn.lock")) === null ? "npm" : "yarn";
}

async function ofMake(read: Read): Promise<Oracle[]> {
  const file = await firstOf(read, ["Makefile", "makefile", "GNUmakefile"]);
  if (file === null) return [];
  const target = (kind: Oracle["kind"], names: readonly string[]): Oracle[] => {
    const name = names.find((one) => new RegExp(`^${one}\\s*:(?!=)`, "mu").test(file.text));
    return name === undefined
      ? []
      : [{ kind, command: `make ${name}`, basis: `${file.name}, target ${name}` }];
  };
  return [...target("tests", ["test", "tests", "check"]), ...target("lint", ["lint"])];
}

async function ofPython(read: Read): Promise<Oracle[]> {
  const tests = (basis: string): Oracle[] => [{ kind: "tests", command: "python -m pytest", basis }];
  const settings = await firstOf(read, [
    "pytest.ini",
    "conftest.py",
    "tests/conftest.py",
    "tests/__init__.py",
  ]);
  if (settings !== null) return tests(settings.name);
  const project = await firstOf(read, ["pyproject.toml", "setup.cfg", "tox.ini"]);
  return project !== null && /\bpytest\b/u.test(project.text) ? tests(project.name) : [];
}

async function ofGo(read: Read): Promise<Oracle[]> {
  if ((await read("go.mod")) === null) return [];
  return [
    { kind: "tests", command: "go test ./...", basis: "go.mod" },
    { kind: "types", command: "go vet ./...", basis: "go.mod" },
  ];
}

async function ofCargo(read: Read): Promise<Oracle[]> {
  if ((await read("Cargo.toml")) === null) return [];
  return [
    { kind: "tests", command: "cargo test", basis: "Cargo.toml" },
    { kind: "types", command: "cargo check", basis: "Cargo.toml" },
  ];
}

async function firstOf(
  read: Read,
  names: readonly string[],
): Promise<{ readonly name: string; readonly text: string } | null> {
  for (const name of names) {
    const text = await read(name);
    if (text !== null) return { name, text };
  }
  return null;
}
