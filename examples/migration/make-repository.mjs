// Makes the demo's input: the library beside this file as a fresh git repository in a folder of its own.
import { execFileSync } from "node:child_process";
import { cpSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const LIBRARY = fileURLToPath(new URL("./library/", import.meta.url));

/** Same author, same moment: the commit has the same hash on every machine. */
const IDENTITY = {
  GIT_AUTHOR_NAME: "Satchel",
  GIT_AUTHOR_EMAIL: "satchel@example.com",
  GIT_AUTHOR_DATE: "2026-01-05T09:00:00Z",
  GIT_COMMITTER_NAME: "Satchel",
  GIT_COMMITTER_EMAIL: "satchel@example.com",
  GIT_COMMITTER_DATE: "2026-01-05T09:00:00Z",
};

/**
 * @param {string} parent an existing folder
 * @returns {string} path of the repository, `<parent>/satchel`: one commit, nothing changed
 */
export function makeRepository(parent) {
  const directory = join(parent, "satchel");
  mkdirSync(directory);
  cpSync(LIBRARY, directory, { recursive: true });
  git(directory, "init", "--quiet", "--initial-branch=main");
  git(directory, "add", "--all");
  git(directory, "commit", "--quiet", "--no-gpg-sign", "--message=satchel 1.4.2, as CommonJS");
  return directory;
}

/** Neither the person's git settings nor a repository around this one have a say here. */
function git(directory, ...args) {
  const env = { PATH: process.env.PATH, GIT_CONFIG_GLOBAL: "/dev/null", GIT_CONFIG_SYSTEM: "/dev/null", ...IDENTITY };
  execFileSync("git", ["-C", directory, ...args], { env, stdio: ["ignore", "ignore", "inherit"] });
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  if (process.argv[2] === undefined) {
    console.error("Expected the folder to make the repository in: node make-repository.mjs FOLDER");
    process.exit(2);
  }
  console.log(makeRepository(process.argv[2]));
}
