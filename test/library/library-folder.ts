// The library as tests see it.
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

export const LIBRARY = fileURLToPath(new URL("../../library/", import.meta.url));

/** Names of the scripts, in order. */
export function libraryScripts(): string[] {
  return readdirSync(LIBRARY)
    .filter((file) => file.endsWith(".js"))
    .map((file) => file.slice(0, -".js".length))
    .toSorted();
}

export function libraryText(name: string): string {
  return readFileSync(join(LIBRARY, `${name}.js`), "utf8");
}

export function rulesFile(name: string): string {
  return join(LIBRARY, "rules", `${name}.mjs`);
}
