// The workflow bundle without a trace of the machine it was built on. The worker needs the inlined source map for
// stack traces: names and positions stay, absolute paths become relative, the sources' texts (half the file) go.
import { relative } from "node:path";

const INLINED_MAP = /^(\/\/# sourceMappingURL=data:application\/json;charset=utf-8;base64,)([\w+/=]+)$/m;

/** Throws when the bundle has no inlined source map: then the worker could not read it either. */
export function portableBundle(code, root) {
  if (!INLINED_MAP.test(code))
    throw new Error("expected a source map inlined in the workflow bundle, found none");
  return code.replace(INLINED_MAP, (_whole, prefix, encoded) => prefix + portableMap(encoded, root));
}

function portableMap(encoded, root) {
  const { sourcesContent: _dropped, ...map } = JSON.parse(Buffer.from(encoded, "base64").toString());
  const sources = map.sources.map((source) => (source.startsWith("/") ? relative(root, source) : source));
  return Buffer.from(JSON.stringify({ ...map, sources })).toString("base64");
}
