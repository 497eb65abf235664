// A look at a workspace without any model: what kind of place it is, and what can say whether work in it is done.
import type { WorkspaceFacts } from "../../protocol/choice.ts";
import { findGit } from "../git-layout.ts";
import { countFiles } from "./count-files.ts";
import { findOracles } from "./find-oracles.ts";

/** @param workspace its real path. */
export async function surveyWorkspace(workspace: string): Promise<WorkspaceFacts> {
  const [files, oracles] = await Promise.all([countFiles(workspace), findOracles(workspace)]);
  return { isRepository: findGit(workspace) !== null, files, oracles };
}
