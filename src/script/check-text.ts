// What can be said of the text before it is parsed: size, emptiness, bytes that are no text (S01).
import { SCRIPT_MAX_BYTES } from "../protocol/limits.ts";
import { utf8Bytes } from "../protocol/json.ts";
import { error, type Finding } from "./finding.ts";
import { findFence } from "./find-wrapping.ts";

/** The one finding that makes parsing pointless, else `null`. */
export function checkText(text: string): Finding | null {
  return checkSize(text) ?? checkEmpty(text) ?? checkBinary(text) ?? findFence(text);
}

function checkSize(text: string): Finding | null {
  const bytes = text.length > SCRIPT_MAX_BYTES ? text.length : utf8Bytes(text);
  if (bytes <= SCRIPT_MAX_BYTES) return null;
  return error(0, {
    code: "S01-too-large",
    message: `A script is at most ${SCRIPT_MAX_BYTES} bytes (512 KiB); this one has ${bytes}${text.length > SCRIPT_MAX_BYTES ? " or more" : ""}.`,
    advice:
      "Keep the plan in the script and the data elsewhere: pass it in `args`, or let an agent read it from a file.",
  });
}

function checkEmpty(text: string): Finding | null {
  if (text.replace(/^\uFEFF/, "").trim() !== "") return null;
  return error(0, {
    code: "S01-empty",
    message: "The script is empty.",
    advice: 'Start with `export const meta = { name: "…", description: "…" }`, then the plan.',
  });
}

/** NUL never occurs in source text; U+FFFD is what decoders put where bytes were no UTF-8. */
function checkBinary(text: string): Finding | null {
  const nul = text.indexOf("\0");
  const broken = text.match(/\uFFFD/g)?.length ?? 0;
  if (nul < 0 && broken <= text.length / 20) return null;
  return error(Math.max(0, nul >= 0 ? nul : text.indexOf("\uFFFD")), {
    code: "S01-binary",
    message: nul >= 0 ? "The script contains a NUL character." : "The script is not readable as UTF-8 text.",
    advice:
      "A script is a plain-text JavaScript file in UTF-8; check that the right file was given, and how it was saved.",
  });
}
