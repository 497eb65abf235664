// Keeps an approved script in the workspace for review and re-use. The run does not read it: what runs is in its history.
import type { PreparedScript } from "../../protocol/script.ts";
import { toActivityError } from "../activity-error.ts";
import type { OpenRun } from "../open-run.ts";

export async function saveApproved(script: PreparedScript, { ports, record }: OpenRun): Promise<void> {
  const { workspace, text, meta } = script;
  try {
    const { path } = await ports.saveScript({ workspace, name: meta.name, text });
    record.log.write("log", `the script is saved as ${path}`);
  } catch (thrown) {
    const { cancelled, message } = toActivityError(thrown);
    if (cancelled) throw thrown;
    record.log.write("warn", `the script could not be saved in the workspace: ${message}`);
  }
}
