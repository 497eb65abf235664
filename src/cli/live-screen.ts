// A block of lines at the bottom of a terminal that is drawn again in place.
import type { Io } from "./io.ts";

const HIDE_CURSOR = "\u001b[?25l";
const SHOW_CURSOR = "\u001b[?25h";
/** The terminal cuts long lines itself: a wrapped line would spoil the count. */
const NO_WRAP = "\u001b[?7l";
const WRAP = "\u001b[?7h";
const CLEAR_LINE = "\u001b[K";
const CLEAR_BELOW = "\u001b[J";

export type LiveScreen = {
  readonly draw: (lines: readonly string[]) => void;
  /** Takes the block off the screen; what is printed next begins where it began. */
  readonly clear: () => void;
};

export function makeLiveScreen(io: Io): LiveScreen {
  let drawn = 0;
  const home = (): string => (drawn > 0 ? `\r\u001b[${drawn}A` : "\r");
  return {
    draw(lines) {
      const shown = fit(lines, (io.rows() ?? 24) - 1);
      const text = shown.map((line) => `${line}${CLEAR_LINE}\n`).join("");
      io.write(`${HIDE_CURSOR}${NO_WRAP}${home()}${text}${CLEAR_BELOW}${WRAP}${SHOW_CURSOR}`);
      drawn = shown.length;
    },
    clear() {
      io.write(`${home()}${CLEAR_BELOW}`);
      drawn = 0;
    },
  };
}

/** The block must not be higher than the screen: the cursor cannot go above it. */
function fit(lines: readonly string[], rows: number): readonly string[] {
  const flat = lines.flatMap((line) => line.split("\n"));
  if (flat.length <= rows) return flat;
  return [...flat.slice(0, rows - 1), `… ${flat.length - rows + 1} more lines`];
}
