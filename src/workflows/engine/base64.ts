// base64 by hand: the workflow isolate has no `atob` and no Buffer.

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

export function decodeBase64(text: string): Uint8Array {
  const values = new Uint8Array(128);
  for (let n = 0; n < ALPHABET.length; n++) values[ALPHABET.charCodeAt(n)] = n;
  const length = text.replace(/=+$/, "").length;
  const bytes = new Uint8Array(Math.floor((length * 3) / 4));
  let bits = 0;
  let held = 0;
  let at = 0;
  for (let n = 0; n < length; n++) {
    bits = ((bits << 6) | (values[text.charCodeAt(n)] ?? 0)) & 0xffffff;
    held += 6;
    if (held < 8) continue;
    held -= 8;
    bytes[at++] = (bits >> held) & 0xff;
  }
  return bytes;
}
