// Ids are people's: they may hold slashes, spaces, `..`, or be a thousand characters long. A name made from one is good
// for a folder and for a part of a Git reference, and no two ids share one.
import { createHash } from "node:crypto";

const NAME_MAX_CHARS = 80;
const HASH_CHARS = 10;

/** The id itself when it is plain (letters, digits, `_`, `-`) and short, else what can be kept of it and a hash. */
export function safeName(id: string): string {
  if (/^\w[\w-]*$/.test(id) && id.length <= NAME_MAX_CHARS) return id;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, HASH_CHARS);
  const kept = id.replace(/[^A-Za-z0-9_]+/g, "-").slice(0, NAME_MAX_CHARS - HASH_CHARS - 1);
  return `${kept.replace(/^-+|-+$/g, "") || "id"}-${hash}`;
}
