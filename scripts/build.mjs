// Builds dist/: the prelude's text, the compiled sources, the workflow bundle (at build time, not when a worker starts).
import { execFileSync } from "node:child_process";
import { chmodSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";

const root = fileURLToPath(new URL("..", import.meta.url));

rmSync(`${root}dist`, { recursive: true, force: true });
execFileSync(process.execPath, [`${root}scripts/generate-prelude.mjs`], { stdio: "inherit" });
execFileSync(`${root}node_modules/.bin/tsc`, ["-p", "tsconfig.build.json"], { cwd: root, stdio: "inherit" });

const { code } = await bundleWorkflowCode({
  workflowsPath: `${root}src/workflows/index.ts`,
  preloadModules: [`${root}src/workflows/engine/preload.ts`],
  logger: new DefaultLogger("WARN"),
  webpackConfigHook: (config) => ({
    ...config,
    module: {
      ...config.module,
      rules: [...(config.module?.rules ?? []), { test: /\.wasm$/, type: "asset/inline" }],
    },
  }),
});
writeFileSync(`${root}dist/workflow-bundle.js`, code);
chmodSync(`${root}dist/cli/main.js`, 0o755);
