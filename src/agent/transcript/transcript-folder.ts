// Where an agent's transcript lies below PAWL_HOME.
import { createHash } from "node:crypto";
import { join } from "node:path";
import type { AgentAddress } from "./store.ts";

/** Longest folder name made from an id; file systems stop at 255 bytes. */
const NAME_MAX_CHARS = 120;

/** Relative to PAWL_HOME: one folder per agent, one file in it per attempt. */
export function transcriptFolder({ workflowId, runId, call }: AgentAddress): string {
  return join("transcripts", folderName(workflowId), folderName(runId), `agent-${call}`);
}

/** Ids are people's: they may hold slashes, `..`, or be a thousand characters long. */
function folderName(id: string): string {
  const name = encodeURIComponent(id).replaceAll(".", "%2E");
  if (name.length <= NAME_MAX_CHARS) return name;
  const hash = createHash("sha256").update(id).digest("hex").slice(0, 16);
  return `${name.slice(0, NAME_MAX_CHARS - hash.length - 1)}-${hash}`;
}
