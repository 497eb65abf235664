// Names a script may use without declaring them (S06, S08), and those it may miss, with what to do instead (S07).
import { PROGRAM_PARAMETERS } from "../protocol/script.ts";

export const PRIMITIVES: ReadonlySet<string> = new Set(PROGRAM_PARAMETERS);

/** Primitives whose call is a promise. */
export const PROMISE_PRIMITIVES: ReadonlySet<string> = new Set([
  "agent",
  "parallel",
  "pipeline",
  "workflow",
  "sleep",
  "approve",
  "ask",
  "check",
  "merge",
  "team",
  "hear",
]);

/** The standard built-ins of ECMAScript 2023, the pure web globals of S08, and what else the engine has. */
export const BUILT_INS: ReadonlySet<string> = new Set(
  (
    "globalThis Infinity NaN undefined eval isFinite isNaN parseFloat parseInt decodeURI decodeURIComponent encodeURI " +
    "encodeURIComponent escape unescape Object Function Boolean Symbol Error AggregateError EvalError RangeError " +
    "ReferenceError SyntaxError TypeError URIError Number BigInt Math Date String RegExp Array Int8Array Uint8Array " +
    "Uint8ClampedArray Int16Array Uint16Array Int32Array Uint32Array BigInt64Array BigUint64Array Float32Array " +
    "Float64Array Map Set WeakMap WeakSet ArrayBuffer SharedArrayBuffer DataView JSON WeakRef FinalizationRegistry " +
    "Iterator Promise Reflect Proxy Atomics " +
    "URL URLSearchParams structuredClone TextEncoder TextDecoder atob btoa " +
    "DisposableStack AsyncDisposableStack SuppressedError Float16Array InternalError DOMException queueMicrotask"
  ).split(" "),
);

const FILES =
  "A script has no files of its own: let an agent read and write them, or run a command with `check(command)`.";
const NETWORK = "A script has no network of its own: let an agent fetch it, or pass the data in `args`.";
const PROCESS =
  "A script has no process of its own: pass settings in `args`; commands are run by agents or by `check(command)`.";
const MODULES =
  "A script has no modules: its value is what it returns, and everything it may use is a global.";
const TIME = "The clock would make a second run differ from the first: pass the time in `args`.";
const BINARY = "For texts there are `TextEncoder`, `TextDecoder`, `atob` and `btoa`.";

/** Globals of Node, browsers and other tools that models reach for, and what a script does instead. */
export const ABSENT: ReadonlyMap<string, string> = new Map([
  ...["fs", "path", "readFile", "readFileSync", "writeFile", "writeFileSync", "__dirname", "__filename"].map(
    withAdvice(FILES),
  ),
  ...["fetch", "axios", "XMLHttpRequest", "WebSocket", "http", "https", "Request", "Response"].map(
    withAdvice(NETWORK),
  ),
  ...["process", "exec", "execSync", "spawn", "child_process", "os", "Bun", "Deno", "$"].map(
    withAdvice(PROCESS),
  ),
  ...["module", "exports", "require"].map(withAdvice(MODULES)),
  ...["performance"].map(withAdvice(TIME)),
  ...["Buffer"].map(withAdvice(BINARY)),
  ...["crypto", "uuid"].map(
    withAdvice("Randomness would make a second run differ from the first: vary by index."),
  ),
  ...["setInterval", "clearInterval", "setImmediate"].map(
    withAdvice(
      "There are `setTimeout`, `clearTimeout` and `await sleep(ms)`, which are durable; repeat in a loop.",
    ),
  ),
  ...["window", "document", "global", "self", "navigator", "localStorage", "alert", "prompt"].map(
    withAdvice(
      "A script runs neither in a browser nor in Node; see the list of globals in docs/script-language.md.",
    ),
  ),
  ...["Bash", "Read", "Write", "Edit", "Glob", "Grep", "Task"].map(
    withAdvice(
      "That is a tool of agents, not of scripts: write into an agent's prompt what it should do, or use `check(command)`.",
    ),
  ),
  ...["Worker"].map(
    withAdvice("A script has one thread: `parallel` and `pipeline` run agents side by side."),
  ),
]);

function withAdvice(advice: string): (name: string) => [string, string] {
  return (name) => [name, advice];
}
