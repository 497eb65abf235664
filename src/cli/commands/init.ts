// pawl init: an example script and types for editors, where saved scripts lie. Never overwrites.
import { constants } from "node:fs";
import { copyFile, mkdir, stat } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { CommandFailure } from "../command-failure.ts";
import { type Command, type Invocation, JSON_OPTION } from "../command.ts";
import { EXIT } from "../exit-codes.ts";
import { prepareHome } from "../prepare-home.ts";
import { textOption } from "../read-options.ts";
import { shellWord } from "../shell-word.ts";

/** Beside `dist/` as beside `src/`. */
const TEMPLATES = fileURLToPath(new URL("../../../templates/scripts/", import.meta.url));
const FILES = ["example.js", "pawl.d.ts", "jsconfig.json"] as const;
const PLACE = path.join(".pawl", "scripts");

export const init: Command = {
  name: "init",
  summary: "write an example script and types for editors into .pawl/scripts",
  description:
    "Writes a commented example script, types of all that scripts can call, and what makes editors use them, into\n.pawl/scripts of the workspace. A file that is there stays as it is.",
  arguments: [],
  options: [
    { flags: "--workspace <dir>", description: "the workspace (default: the current directory)" },
    JSON_OPTION,
  ],
  examples: ["pawl init", "pawl init --workspace ../shop"],
  run: runInit,
};

type Written = { readonly file: string; readonly state: "written" | "kept" };

async function runInit(invocation: Invocation): Promise<number> {
  const { io, json, cwd } = invocation;
  const workspace = path.resolve(cwd, textOption(invocation, "workspace") ?? ".");
  if (!(await isDirectory(workspace))) throw noWorkspace(workspace);
  const folder = path.join(workspace, PLACE);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    throw unwritable(folder, error);
  });
  await prepareHome(path.dirname(folder)); // what else comes to lie beside it is not for the repository
  const files: Written[] = [];
  for (const file of FILES) files.push(await write(file, folder));
  if (json) io.out(JSON.stringify({ folder, files }));
  else for (const line of account(workspace, files, cwd)) io.out(line);
  return EXIT.completed;
}

/** Whatever is there stays, be it a file or not. */
async function write(file: string, folder: string): Promise<Written> {
  try {
    await copyFile(path.join(TEMPLATES, file), path.join(folder, file), constants.COPYFILE_EXCL);
    return { file, state: "written" };
  } catch (error) {
    const failure = error as NodeJS.ErrnoException;
    if (failure.code === "EEXIST") return { file, state: "kept" };
    throw unwritable(path.join(folder, file), failure);
  }
}

async function isDirectory(place: string): Promise<boolean> {
  return stat(place).then(
    (found) => found.isDirectory(),
    () => false,
  );
}

function noWorkspace(place: string): CommandFailure {
  return new CommandFailure(
    `Expected a directory as the workspace; ${place} is not there, or is none.`,
    "Make it first, or name another with --workspace.",
  );
}

function unwritable(place: string, error: NodeJS.ErrnoException): CommandFailure {
  return new CommandFailure(
    `${place}: cannot be written (${error.code ?? error.message}).`,
    "Check what is there and its permissions, or name another directory with --workspace.",
  );
}

function account(workspace: string, files: readonly Written[], cwd: string): string[] {
  const place = path.relative(cwd, workspace);
  const shown = path.join(place, PLACE);
  const example = shellWord(path.join(shown, "example.js"));
  const where = place === "" ? "" : ` --workspace ${shellWord(place)}`;
  return [
    ...files.map(
      ({ file, state }) => `${state === "written" ? "written" : "kept   "}  ${path.join(shown, file)}`,
    ),
    "",
    `Try it:  pawl validate ${example}`,
    `         pawl dev --simulate${where}          (in a second terminal)`,
    `         pawl run example${where}`,
    "",
    "Scripts in this folder run by their names. Agents can read them and not change them: only you can.",
    "Under Git the folder belongs into the repository; .pawl/.gitignore keeps the rest of .pawl out of it. A .gitignore",
    "of your own that names .pawl as a whole would keep the scripts out, too.",
  ];
}
