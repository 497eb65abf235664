// Files are shown to models without the secrets in them, with marks in their place. Written back, a mark would take the
// secret's place in the file, and nobody would notice.
import { redactionMarks } from "../redact/scanner.ts";
import { ToolError } from "./tool.ts";

/** Throws a `ToolError` when the text to write, or to look for, has marks that are not in the file as it is. */
export function refuseMarks(text: string, file: string): void {
  const mark = redactionMarks(text).find((one) => !file.includes(one));
  if (mark === undefined) return;
  throw new ToolError(
    `${mark} stands for something that is hidden from you; it is not in the file. Nothing was changed. Use Edit on the lines around it, and leave the hidden text as it is.`,
  );
}
