import { readdir, readFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { ALLOWED, ENTRY_POINTS } from "./import-table.ts";

const SRC = fileURLToPath(new URL("../../src", import.meta.url));

type Import = {
  readonly from: string;
  readonly folder: string;
  readonly target: string;
  readonly typeOnly: boolean;
};

describe("the import table", async () => {
  const imports = await readImports();

  for (const [folder, allowed] of Object.entries(ALLOWED)) {
    it(`src/${folder} imports only what its place may`, () => {
      const broken = imports.filter((each) => each.folder === folder && !isAllowed(each, folder, allowed));
      expect(broken.map(({ from, target }) => `${from} -> ${target}`)).toEqual([]);
    });
  }

  it("entry points name the workflows by path only", () => {
    const broken = imports.filter(
      ({ folder, target }) => ENTRY_POINTS.includes(folder) && target.startsWith("workflows"),
    );
    expect(broken).toEqual([]);
  });

  it("knows every folder of src", async () => {
    const folders = (await readdir(SRC, { withFileTypes: true })).filter((entry) => entry.isDirectory());
    const known = [...Object.keys(ALLOWED), ...ENTRY_POINTS].toSorted();
    expect(folders.map(({ name }) => name).toSorted()).toEqual(known);
  });

  it("reads the imports it judges", () => {
    expect(imports.length).toBeGreaterThan(300);
    expect(
      imports.some(({ folder, target }) => folder === "workflows" && target === "@temporalio/workflow"),
    ).toBe(true);
  });
});

function isAllowed({ target }: Import, folder: string, allowed: readonly string[]): boolean {
  return (
    target === folder ||
    allowed.some((each) => (each.endsWith(":") ? target.startsWith(each) : isWithin(target, each)))
  );
}

function isWithin(target: string, name: string): boolean {
  return target === name || target.startsWith(`${name}/`);
}

async function readImports(): Promise<Import[]> {
  const files = (await readdir(SRC, { recursive: true })).filter(
    (file) => file.endsWith(".ts") && !file.endsWith(".d.ts"),
  );
  const found: Import[] = [];
  for (const file of files) {
    const text = await readFile(join(SRC, file), "utf8");
    const folder = file.split("/")[0] ?? file;
    if (text.startsWith("// Generated")) continue;
    for (const [, type, specifier = ""] of text.matchAll(
      /^(?:import|export)\s+(type\s)?[^;"']*?from\s+"([^"]+)"/gm,
    )) {
      found.push({ from: file, folder, target: toTarget(file, specifier), typeOnly: type !== undefined });
    }
    for (const [, specifier = ""] of text.matchAll(/\bimport\(\s*"([^"]+)"\s*\)/g)) {
      found.push({ from: file, folder, target: toTarget(file, specifier), typeOnly: false });
    }
  }
  return found;
}

/** A folder of src for relative imports, the package's name for others. */
function toTarget(file: string, specifier: string): string {
  if (!specifier.startsWith(".")) return specifier;
  return relative(SRC, join(SRC, dirname(file), specifier)).split("/")[0] ?? "";
}
