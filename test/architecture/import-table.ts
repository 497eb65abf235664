// The import table, held by imports.test.ts and shown in ARCHITECTURE.md.

/** What each folder may import: other folders of src, and packages by name or prefix. Entry points may import all but workflows. */
export const ALLOWED: Readonly<Record<string, readonly string[]>> = {
  protocol: ["zod"],
  script: ["protocol", "acorn", "acorn-walk", "@sveltejs/acorn-typescript", "node:crypto"],
  example: ["protocol"],
  workflows: [
    "protocol",
    "example",
    "@temporalio/workflow",
    "@temporalio/common",
    "quickjs-wasi",
    "zod",
    "ms",
    "core-js-pure",
  ],
  workspace: ["protocol", "node:", "@vscode/ripgrep", "diff"],
  agent: [
    "protocol",
    "workspace",
    "@anthropic-ai/sdk",
    "node:",
    "zod",
    "ajv",
    "ajv-formats",
    "yaml",
    "diff",
    "undici",
    "@vscode/ripgrep",
  ],
  simulator: ["protocol", "example", "node:", "zod"],
  planner: ["protocol", "script", "acorn", "node:"],
  activities: ["protocol", "script", "agent", "workspace", "planner", "@temporalio/activity"],
  client: ["protocol", "@temporalio/client", "@temporalio/common", "@temporalio/proto", "node:", "config.ts"],
};
export const ENTRY_POINTS = ["worker", "cli"];
