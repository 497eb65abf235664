// Finds an agent type by name (A07): the workspace's files before the home's before the built-in ones, but for the one
// whose name is pawl's own.
import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { AgentError } from "./agent-error.ts";
import { parseAgentDefinition } from "./agent-definition.ts";
import { BUILT_IN_TYPES, GENERAL_PURPOSE, VERIFY } from "./agent-type.ts";
import type { AgentType } from "./agent-type.ts";

/** Longer files are no agent definitions. */
const DEFINITION_MAX_BYTES = 256 * 1024;

type Found = {
  readonly types: readonly AgentType[];
  /** Files that could not be read as a definition, with the reason. They never stand in the way of others. */
  readonly malformed: readonly string[];
};

type Places = { readonly workspace: string; readonly home: string };

/** All that an agent may be started as; of several with one name the one that it would be. */
export async function listAgentTypes({ workspace, home }: Places): Promise<readonly AgentType[]> {
  const found = await Promise.all([readTypes(workspace), readTypes(home)]);
  const known = knownTypes(found);
  return known.filter((type, at) => known.findIndex(({ name }) => name === type.name) === at);
}

/** Throws `UnknownAgentType` with the known ones. No name is `general-purpose`. */
export async function findAgentType(name: string | undefined, places: Places): Promise<AgentType> {
  if (name === undefined) return GENERAL_PURPOSE;
  const found = await Promise.all([readTypes(places.workspace), readTypes(places.home)]);
  const known = knownTypes(found);
  const type = known.find((candidate) => candidate.name === name);
  if (type !== undefined) return type;
  const malformed = found.flatMap((one) => one.malformed);
  const names = [...new Set(known.map((candidate) => candidate.name))].join(", ");
  throw new AgentError(
    "UnknownAgentType",
    `There is no agent type ${JSON.stringify(name)}; known: ${names}.${malformed.length === 0 ? "" : ` Not readable: ${malformed.join("; ")}.`}`,
  );
}

/** Of several with one name the first one counts. */
function knownTypes(found: readonly Found[]): readonly AgentType[] {
  const defined = found.flatMap(({ types }) => types).filter(({ name }) => name !== VERIFY.name);
  return [...defined, ...BUILT_IN_TYPES];
}

async function readTypes(root: string): Promise<Found> {
  const folder = join(root, ".claude", "agents");
  // Unreadable and missing are the same here: no definitions.
  const entries = await readdir(folder, { recursive: true }).catch(() => []);
  const paths = entries.filter((entry) => entry.endsWith(".md")).toSorted();
  const read = await Promise.all(paths.map((path) => readType(join(folder, path))));
  return {
    types: read.flatMap((one) => (typeof one === "string" ? [] : [one])),
    malformed: read.filter((one) => typeof one === "string"),
  };
}

/** The type, or the path with the reason why there is none. */
async function readType(path: string): Promise<AgentType | string> {
  try {
    const { size, isFile } = await stat(path).then((info) => ({ size: info.size, isFile: info.isFile() }));
    // A pipe would be waited for without end.
    if (!isFile || size > DEFINITION_MAX_BYTES)
      throw new Error(`expected a file of at most ${DEFINITION_MAX_BYTES} bytes`);
    return parseAgentDefinition(await readFile(path, "utf8"));
  } catch (error) {
    return `${path} (${error instanceof Error ? error.message.split("\n")[0] : String(error)})`;
  }
}
