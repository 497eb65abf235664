export const meta = { name: "demo", description: "A demo" };
export interface Finding { file: string }
import type { A } from "./a";
const enum Level { Low }
