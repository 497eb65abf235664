// Builds dist/: the prelude's text, the compiled sources, the workflow bundle (at build time, not when a worker starts).
// It is made beside and moved into place: whoever runs the program meanwhile finds the old one or the new one, whole.
import { execFileSync } from "node:child_process";
import { chmodSync, existsSync, readdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { bundleWorkflowCode, DefaultLogger } from "@temporalio/worker";
import { meteredEngine } from "./build-parts/metered-engine.mjs";
import { portableBundle } from "./build-parts/portable-bundle.mjs";
import { thirdPartyLicenses } from "./build-parts/third-party-licenses.mjs";

const root = fileURLToPath(new URL("..", import.meta.url));
const made = `${root}dist.new-${process.pid}`;

try {
  run(process.execPath, [`${root}scripts/generate-prelude.mjs`]);
  run(`${root}node_modules/.bin/tsc`, ["-p", "tsconfig.build.json", "--outDir", made]);
  writeFileSync(`${made}/workflow-bundle.js`, portableBundle(await bundleWorkflows(), root));
  writeFileSync(`${made}/THIRD-PARTY-LICENSES`, thirdPartyLicenses(root));
  chmodSync(`${made}/cli/main.js`, 0o755);
  moveIntoPlace();
} finally {
  for (const name of readdirSync(root)) {
    if (name.startsWith("dist.") && name.endsWith(`-${process.pid}`))
      rmSync(root + name, { recursive: true, force: true });
  }
}

function run(command, args) {
  execFileSync(command, args, { cwd: root, stdio: "inherit" });
}

async function bundleWorkflows() {
  const bytes = Buffer.from(await meteredEngine(root)).toString("base64");
  const engine = {
    test: /\.wasm$/,
    type: "asset/inline",
    generator: { dataUrl: () => `data:application/wasm;base64,${bytes}` },
  };
  const { code } = await bundleWorkflowCode({
    workflowsPath: `${root}src/workflows/index.ts`,
    payloadConverterPath: `${root}src/workflows/payload-converter.ts`,
    preloadModules: [`${root}src/workflows/engine/preload.ts`],
    logger: new DefaultLogger("WARN"),
    webpackConfigHook: (config) => ({
      ...config,
      module: {
        ...config.module,
        rules: [...(config.module?.rules ?? []), engine],
      },
    }),
  });
  return code;
}

function moveIntoPlace() {
  if (existsSync(`${root}dist`)) renameSync(`${root}dist`, `${root}dist.old-${process.pid}`);
  renameSync(made, `${root}dist`);
}
