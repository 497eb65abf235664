// The engine's bytes as they run: made to count their own work (src/workflows/engine/meter-wasm.ts), once, at build time.
import { readFileSync } from "node:fs";
import { build } from "esbuild";

/** @returns {Promise<Uint8Array>} */
export async function meteredEngine(root) {
  const bundled = await build({
    entryPoints: [`${root}src/workflows/engine/meter-wasm.ts`],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "warning",
  });
  const code = Buffer.from(bundled.outputFiles[0].text).toString("base64");
  const { meterWasm } = await import(`data:text/javascript;base64,${code}`);
  return meterWasm(readFileSync(`${root}node_modules/quickjs-wasi/quickjs.wasm`));
}
