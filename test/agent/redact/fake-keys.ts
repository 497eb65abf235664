// Keys of every format, made up: right in form, good for nothing. Put together here, so that no scanner of this
// repository takes them for real ones.
import { createHash } from "node:crypto";

const ALPHANUMERIC = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
const HEX = "0123456789abcdef";

/** The same characters for the same seed. */
export function made(seed: string, length: number, alphabet = ALPHANUMERIC): string {
  let bytes = Buffer.alloc(0);
  for (let round = 0; bytes.length < length; round += 1)
    bytes = Buffer.concat([bytes, createHash("sha256").update(`${seed}/${round}`).digest()]);
  return [...bytes.subarray(0, length)].map((byte) => alphabet[byte % alphabet.length]).join("");
}

/** Form by form: what the mark says, and a key. */
export function fakeKeys(seed: string): readonly (readonly [kind: string, key: string])[] {
  const some = (length: number, alphabet?: string): string => made(`${seed}/${length}`, length, alphabet);
  const base64url = (value: object): string => Buffer.from(JSON.stringify(value)).toString("base64url");
  return [
    ["anthropic key", `sk-ant-${"api03"}-${some(93)}AA`],
    ["anthropic key", `sk-ant-${"oat01"}-${some(80)}`],
    ["openai key", `sk-${"proj"}-${some(74)}T3BlbkFJ${some(74)}`],
    ["api key", `sk-${some(20)}T3BlbkFJ${some(20)}`],
    ["openrouter key", `sk-or-${"v1"}-${some(64, HEX)}`],
    ["github token", `ghp_${some(36)}`],
    ["github token", `gho_${some(36)}`],
    ["github token", `ghs_${some(36)}`],
    ["github token", `github_${"pat"}_${some(22)}_${some(59)}`],
    ["gitlab token", `glpat-${some(20)}`],
    ["slack token", `xoxb-${some(12, "0123456789")}-${some(12, "0123456789")}-${some(24)}`],
    ["slack token", `xapp-1-${some(11)}-${some(13, "0123456789")}-${some(64, HEX)}`],
    ["slack webhook", `hooks.slack.com/services/T${some(8)}/B${some(8)}/${some(24)}`],
    ["google key", `AIza${some(35)}`],
    ["google token", `ya29.${some(80)}`],
    ["stripe key", `sk_${"live"}_${some(24)}`],
    ["stripe key", `rk_${"live"}_${some(24)}`],
    ["npm token", `npm_${some(36)}`],
    ["pypi token", `pypi-AgEIcHlwaS5vcmc${some(150)}`],
    ["hugging face token", `hf_${some(34, "abcdefghijklmnopqrstuvwxyzABCDEFGH")}`],
    ["sendgrid key", `SG.${some(22)}.${some(43)}`],
    ["digitalocean token", `dop_v1_${some(64, HEX)}`],
    ["databricks token", `dapi${some(32, HEX)}`],
    ["shopify token", `shpat_${some(32, HEX)}`],
    ["aws key", `AKIA${some(16, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567")}`],
    [
      "json web token",
      `${base64url({ alg: "HS256", typ: "JWT" })}.${base64url({ sub: seed, iat: 1 })}.${some(43)}`,
    ],
    ["private key", privateKey(seed)],
  ];
}

export function privateKey(seed: string, name = "RSA PRIVATE KEY"): string {
  const lines = Array.from({ length: 8 }, (_, line) => made(`${seed}/key/${line}`, line === 7 ? 30 : 64));
  return [`-----BEGIN ${name}-----`, ...lines, `-----END ${name}-----`].join("\n");
}
