// Loaded once per worker thread, before the SDK freezes the globals: compiling the engine costs more than starting a run.
// The build puts the metered bytes in its place.
import dataUrl from "quickjs-wasi/quickjs.wasm";
import { decodeBase64 } from "./base64.ts";
import { quickJsEngines } from "./quickjs-engine.ts";

// The asynchronous forms settle on a later macrotask, which never comes inside a workflow: it would hang silently.
WebAssembly.instantiate = async (module, imports) => new WebAssembly.Instance(module, imports);

export const scriptEngines = quickJsEngines(decodeBase64(dataUrl.slice(dataUrl.indexOf(",") + 1)));
