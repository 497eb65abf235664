// Output that is too long for a prompt loses its middle: the beginning and the end say most.

export function cutOutput(text: string, maxChars: number): string {
  if (text.length <= maxChars) return text;
  const half = Math.floor(maxChars / 2);
  const head = text.slice(0, half);
  const tail = text.slice(text.length - half);
  return `${head}\n… [${text.length - 2 * half} of ${text.length} characters left out] …\n${tail}`;
}
