// The version of pawl, from its package.json: two folders up from src/cli and from dist/cli alike.
import { readFileSync } from "node:fs";

export function packageVersion(): string {
  const text = readFileSync(new URL("../../package.json", import.meta.url), "utf8");
  const { version } = JSON.parse(text) as { version?: string };
  return version ?? "unknown";
}
