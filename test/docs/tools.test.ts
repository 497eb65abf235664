import { readFile } from "node:fs/promises";
import { expect, test } from "vitest";
import { TOOL_NAMES } from "../../src/agent/agent-type.ts";
import { toolReference } from "../../src/agent/tools/tool-reference.ts";

/** Tables are aligned by the formatter; words count. */
const plain = (text: string): string => text.replaceAll(/ +/g, " ").replaceAll(/-{3,}/g, "---").trim();

test("docs/agents.md says of the tools what they say of themselves (node scripts/generate-tool-docs.mjs writes it)", async () => {
  const page = await readFile(new URL("../../docs/agents.md", import.meta.url), "utf8");
  const section = /<!-- tools -->\n(?<tools>.*)<!-- \/tools -->/s.exec(page)?.groups?.["tools"] ?? "";
  expect(plain(section)).toBe(plain(toolReference()));
});

test("every tool is described, and every input of it", () => {
  const reference = toolReference();
  for (const name of TOOL_NAMES) expect(reference).toContain(`**\`${name}\`**: `);
  expect(reference).not.toMatch(/\| *\|$/m);
});
