import { mkdtemp, mkdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { parseAgentDefinition } from "../../src/agent/agent-definition.ts";
import { findAgentType, listAgentTypes } from "../../src/agent/find-agent-type.ts";

let places: { workspace: string; home: string };
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "pawl-types-"));
  places = { workspace: join(folder, "workspace"), home: join(folder, "home") };
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function define(place: "workspace" | "home", file: string, text: string): Promise<void> {
  const path = join(places[place], ".claude", "agents", file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, text);
}

test("A07 no name is general-purpose, with every tool", async () => {
  expect(await findAgentType(undefined, places)).toMatchObject({
    name: "general-purpose",
    tools: { length: 6 },
  });
});

test("A07 a Markdown file with front matter is an agent type; its body is what the agent is told", async () => {
  await define(
    "workspace",
    "sub/reviewer.md",
    "---\r\nname: reviewer\r\ndescription: Reviews.\r\ntools: Read, Grep\r\nmodel: opus\r\neffort: high\r\ncolor: red\r\n---\r\n\r\nBe strict.\r\n",
  );
  expect(await findAgentType("reviewer", places)).toEqual({
    name: "reviewer",
    description: "Reviews.",
    tools: ["Read", "Grep"],
    ifGranted: [],
    model: "opus",
    effort: "high",
    prompt: "Be strict.",
  });
});

test("A07 the workspace's definition goes before the home's, and both before the built-in one", async () => {
  await define("home", "a.md", "---\nname: Explore\n---\nfrom home");
  expect(await findAgentType("Explore", places)).toMatchObject({ prompt: "from home" });
  await define("workspace", "a.md", "---\nname: Explore\n---\nfrom workspace");
  expect(await findAgentType("Explore", places)).toMatchObject({ prompt: "from workspace" });
});

test("A07 no file makes another one of Verify, which changes nothing", async () => {
  await define("workspace", "verify.md", "---\nname: Verify\ntools: Bash, Write\n---\nfrom workspace");
  const tools = ["Read", "Glob", "Grep", "Bash"];
  expect(await findAgentType("Verify", places)).toMatchObject({ tools, readOnly: true });
  expect((await listAgentTypes(places)).map(({ name }) => name)).toEqual([
    ...["general-purpose", "Explore", "Plan", "Verify"],
  ]);
});

test("A07 unknown: the known ones are listed, and the files that could not be read with their reason", async () => {
  await define("workspace", "good.md", "---\nname: good\n---\n");
  await define("workspace", "bad.md", "---\nname: [\n---\n");
  await define("workspace", "plain.md", "# no front matter");
  await define("workspace", "nameless.md", "---\ndescription: who am I\n---\n");
  await expect(findAgentType("good", places)).resolves.toMatchObject({ name: "good" });
  const failure = findAgentType("better", places);
  await expect(failure).rejects.toMatchObject({ type: "UnknownAgentType", retryable: false });
  await expect(failure).rejects.toThrow(
    /known: good, general-purpose, Explore, Plan, Verify\. Not readable: .*bad\.md \(.*nameless\.md \(name: .*plain\.md \(expected YAML/,
  );
});

test("A07 tools: lists, bans, stars, patterns and tools pawl has not", () => {
  const tools = (front: string): readonly string[] =>
    parseAgentDefinition(`---\nname: x\n${front}\n---\n`).tools;
  expect(tools("tools: [Read, Teleport, Bash]")).toEqual(["Read", "Bash"]);
  expect(tools('tools: "*"')).toHaveLength(6);
  expect(tools("disallowedTools: Bash, Write")).toEqual(["Read", "Edit", "Glob", "Grep"]);
  expect(tools('disallowedTools: "*"')).toEqual([]);
  expect(tools("tools: Read, Bash(git log, git diff)")).toEqual(["Read"]);
  expect(tools("disallowedTools: Bash(rm *)")).not.toContain("Bash");
  expect(tools("tools:")).toHaveLength(6);
  expect(tools("tools: Read, WebFetch")).toEqual(["Read", "WebFetch"]);
  expect(tools('tools: "*, WebFetch"')).toHaveLength(7);
});

test("A07 what a run grants reaches the types that leave it open: a list of tools means exactly these", () => {
  const ifGranted = (front: string): readonly string[] =>
    parseAgentDefinition(`---\nname: x\n${front}\n---\n`).ifGranted;
  expect(ifGranted("tools:")).toEqual(["AskUserQuestion", "WebSearch", "WebFetch"]);
  expect(ifGranted("disallowedTools: WebFetch")).toEqual(["AskUserQuestion", "WebSearch"]);
  expect(ifGranted("tools: Read")).toEqual([]);
});
