// The engine's bytes as they run: made to count their own work (src/workflows/engine/meter-wasm.ts), once, at build time.
import { readFileSync } from "node:fs";
import { loadSource } from "./load-source.mjs";

/** @returns {Promise<Uint8Array>} */
export async function meteredEngine(root) {
  const { meterWasm } = await loadSource(`${root}src/workflows/engine/meter-wasm.ts`);
  return meterWasm(readFileSync(`${root}node_modules/quickjs-wasi/quickjs.wasm`));
}
