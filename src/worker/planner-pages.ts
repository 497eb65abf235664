// What a planner is told of the language: the pages that come with pawl, read when the worker starts.
import { readFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import type { PlannerPages } from "../agent/planner-type.ts";

function page(name: string): Promise<string> {
  return readFile(fileURLToPath(new URL(`../../docs/${name}`, import.meta.url)), "utf8");
}

export async function readPlannerPages(): Promise<PlannerPages> {
  const [language, cookBook] = await Promise.all([page("script-language.md"), page("cook-book.md")]);
  return { language, cookBook };
}
