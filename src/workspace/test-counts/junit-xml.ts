// JUnit's XML, which many test programs can print: <testcase> elements, with <failure>, <error> or <skipped> inside.
import type { TestCounts } from "../../protocol/run-result.ts";
import { addCounts, type ReadCounts } from "./tally.ts";

const DOCUMENT_BEGIN = /^(?:<\?xml[^\n>]*\?>\s*)?<(testsuites?)[\s>]/gm;
const ENDS = { failure: "failed", error: "failed", skipped: "skipped" } as const;

export const readJunitXml: ReadCounts = (output) => {
  const reports: TestCounts[] = [];
  let after = 0;
  for (const match of output.matchAll(DOCUMENT_BEGIN)) {
    // A suite within the one just read.
    if (match.index < after) continue;
    if (hasStrayEnd(output.slice(after, match.index))) return null;
    const end = `</${match[1] ?? ""}>`;
    const at = output.indexOf(end, match.index);
    if (at === -1) return null;
    after = at + end.length;
    const counts = countCases(output.slice(match.index, after));
    if (counts === null) return null;
    reports.push(counts);
  }
  return hasStrayEnd(output.slice(after)) ? null : addCounts(reports);
};

/** The end of a report whose beginning is missing: suites within it look like whole ones. */
function hasStrayEnd(between: string): boolean {
  return /<\/testsuites?>/.test(between);
}

/** `null` when elements do not nest as they must: then it is something else, or a part of it is missing. */
function countCases(xml: string): TestCounts | null {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const open: string[] = [];
  let end: keyof TestCounts = "passed";
  for (const { name, kind } of tagsOf(xml)) {
    if (kind !== "close") {
      if (name === "testcase") end = "passed";
      const told = Object.hasOwn(ENDS, name) ? ENDS[name as keyof typeof ENDS] : null;
      if (told !== null && open.at(-1) === "testcase" && end !== "failed") end = told;
      open.push(name);
    }
    if (kind === "open") continue;
    if (open.pop() !== name) return null;
    if (name === "testcase") counts[end] += 1;
  }
  return open.length === 0 ? counts : null;
}

type Tag = { readonly name: string; readonly kind: "open" | "close" | "empty" };

/** What stands between elements (text, comments, CDATA) is passed over. Every step moves on: linear in the length. */
function* tagsOf(xml: string): Generator<Tag> {
  for (let at = xml.indexOf("<"); at !== -1; at = xml.indexOf("<", at)) {
    const end = xml.startsWith("<!--", at) ? "-->" : xml.startsWith("<![CDATA[", at) ? "]]>" : ">";
    const until = end === ">" ? endOfTag(xml, at) : xml.indexOf(end, at);
    if (until === -1) return;
    const [, slash, name] = /^<(\/?)([A-Za-z][\w.:-]*)/.exec(xml.slice(at, at + 100)) ?? [];
    if (name !== undefined)
      yield { name, kind: slash === "/" ? "close" : xml[until - 1] === "/" ? "empty" : "open" };
    at = until + end.length;
  }
}

/** A `>` inside an attribute's value is part of it. */
function endOfTag(xml: string, from: number): number {
  let quote = "";
  for (let at = from; at < xml.length; at += 1) {
    const character = xml[at] ?? "";
    if (quote !== "") quote = character === quote ? "" : quote;
    else if (character === '"' || character === "'") quote = character;
    else if (character === ">") return at;
  }
  return -1;
}
