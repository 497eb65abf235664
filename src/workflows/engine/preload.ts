// Loaded once per worker thread, before the SDK freezes the globals: compiling the engine costs more than starting a run.
// The build puts the metered bytes in its place.
import dataUrl from "quickjs-wasi/quickjs.wasm";
import { decodeBase64 } from "./base64.ts";
import { quickJsEngines } from "./quickjs-engine.ts";

// The asynchronous forms settle on a later macrotask, which never comes inside a workflow: it would hang silently.
WebAssembly.instantiate = async (module, imports) => new WebAssembly.Instance(module, imports);

// For each promise the SDK writes down the stack it was made at, for a query that nobody asks here: half of what a run's
// own code computes, with the usual ten frames (measured). The first tells where an error of ours came from.
Object.assign(Error, { stackTraceLimit: 1 });

export const scriptEngines = quickJsEngines(decodeBase64(dataUrl.slice(dataUrl.indexOf(",") + 1)));
