// Canary secrets: what must be found nowhere, and every way in which a program may have written it.
import { randomBytes } from "node:crypto";
import { fakeKeys, privateKey } from "../agent/redact/fake-keys.ts";

export type Canary = { readonly name: string; readonly value: string };

export type Canaries = {
  /** In the worker's environment, under names that say so. */
  readonly environment: Readonly<Record<string, string>>;
  /** In files of the workspace: keys that nobody told the worker about. */
  readonly keys: readonly string[];
};

/** New ones each time: what an earlier run left behind must not be taken for a find. */
export function makeCanaries(): Canaries {
  const word = randomBytes(9).toString("hex");
  return {
    environment: {
      ANTHROPIC_API_KEY: `canary-api-${word}`,
      SHOP_DEPLOY_TOKEN: `deploy/${word}+"quoted" & <odd>`,
      DB_PASSWORD: `pass-${word}-word`,
      DATABASE_URL: `postgres://shop:inurl-${word}@127.0.0.1:9/shop`,
      SIGNING_KEY: privateKey(word, "EC PRIVATE KEY"),
    },
    keys: [...fakeKeys(word).map(([, key]) => key), privateKey(`${word}2`)],
  };
}

/** Texts of which none may be found. Of a key the middle: its beginning is the vendor's, not the secret. */
export function needlesOf({ environment, keys }: Canaries): readonly string[] {
  const { SIGNING_KEY = "", DATABASE_URL = "", ...plain } = environment;
  const secrets = [...Object.values(plain), new URL(DATABASE_URL).password];
  const lines = [SIGNING_KEY, ...keys].flatMap((key) => key.split("\n"));
  const parts = lines.filter((line) => !line.startsWith("-----")).map(middleOf);
  return [...new Set([...secrets.flatMap(formsOf), ...parts])];
}

function formsOf(value: string): string[] {
  const bytes = Buffer.from(value);
  const json = JSON.stringify(value).slice(1, -1);
  return [
    value,
    json,
    JSON.stringify(json).slice(1, -1),
    encodeURIComponent(value),
    bytes.toString("hex"),
    // Without its last characters, which depend on what stands behind.
    bytes.toString("base64").slice(0, -4),
  ];
}

function middleOf(key: string): string {
  return key.slice(Math.floor(key.length / 2) - 6, Math.floor(key.length / 2) + 6);
}
