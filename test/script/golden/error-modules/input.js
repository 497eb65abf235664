import fs from "node:fs";
import { execSync } from "child_process";
export const meta = { name: "demo", description: "A demo" };
const path = require("path");
const lazy = await import("./lazy.js");
export const helper = 1;
export function run() {}
export * from "x";
export { path };
log(import.meta.url, require.resolve("y"));
return lazy;
