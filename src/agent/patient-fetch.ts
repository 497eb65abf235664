// `fetch` without time limits of its own. The one in Node ends an answer after 300 s without a byte, so that an agent
// which was told to wait longer (`stallMs`) would not get to; how long to wait is the stall watch's to say.
import { Agent, fetch as undiciFetch } from "undici";

const dispatcher = new Agent({ headersTimeout: 0, bodyTimeout: 0 });

/** Node's own `fetch` is of this library, too, but takes a dispatcher of its own version only. */
export const patientFetch = (async (input: string | URL, init?: object) => {
  const response = await undiciFetch(input, { ...init, dispatcher });
  // Node's class in place of the library's: what comes after it tells headers by theirs.
  return new Response(
    response.body as ReadableStream<Uint8Array> | null,
    response as unknown as ResponseInit,
  );
}) as typeof fetch;
