// Where the scripts are that come with pawl. Seen from `dist/` as from `src/`: both lie beside them.
import { fileURLToPath } from "node:url";

/** Absolute paths; the first that has a name is the one that is run. */
export const BUNDLED_SCRIPTS: readonly string[] = ["library", "examples"].map((folder) =>
  fileURLToPath(new URL(`../${folder}`, import.meta.url)),
);
