// The workflow module: its default export serves every type, so that a saved script starts by its name.
export { run, run as default } from "./run.ts";
