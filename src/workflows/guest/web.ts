// The web's pure built-ins for scripts (S08) that the engine lacks: from core-js; the text encoding pair is ours.
import structuredClone from "core-js-pure/actual/structured-clone";
import URL from "core-js-pure/actual/url";
import URLSearchParams from "core-js-pure/actual/url-search-params";
import { TextDecoder, TextEncoder } from "./text-encoding.ts";

export const webGlobals = { URL, URLSearchParams, structuredClone, TextEncoder, TextDecoder };
