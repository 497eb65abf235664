// A module of src as what it exports, for scripts that run before anything is built.
import { build } from "esbuild";

/** @param {string} file absolute path of a TypeScript module without packages of its own */
export async function loadSource(file) {
  const bundled = await build({
    entryPoints: [file],
    bundle: true,
    write: false,
    format: "esm",
    logLevel: "warning",
  });
  const code = Buffer.from(bundled.outputFiles[0].text).toString("base64");
  return import(`data:text/javascript;base64,${code}`);
}
