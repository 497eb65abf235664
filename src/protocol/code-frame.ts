// The lines around a place in a script, as diagnostics and failures show them.

const LINES_AROUND = 2;
const WIDTH = 120;

/** `line` and `column` count from 1. Long lines are cut to a window around the column. Empty when there is no such line. */
export function codeFrame(text: string, line: number, column: number): string {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/);
  if (line < 1 || line > lines.length) return "";
  const start = Math.max(0, column - 1 - WIDTH / 2);
  const first = Math.max(1, line - LINES_AROUND);
  const last = Math.min(lines.length, line + LINES_AROUND);
  const gutter = String(last).length;
  const shown: string[] = [];
  for (let number = first; number <= last; number++) {
    const source = (lines[number - 1] ?? "").slice(start, start + WIDTH).replace(/\t/g, " ");
    const mark = number === line ? ">" : " ";
    shown.push(`${mark} ${String(number).padStart(gutter)} | ${source}`.trimEnd());
    if (number === line)
      shown.push(`  ${" ".repeat(gutter)} | ${" ".repeat(Math.max(0, column - 1 - start))}^`);
  }
  return shown.join("\n");
}
