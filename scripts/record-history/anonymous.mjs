// A history without the machine it was recorded on: names of hosts and processes, paths, stacks of our own code.

/** @param paths pairs of a path of this machine and what stands for it */
export function anonymous(history, paths) {
  const clean = (text) =>
    paths
      .reduce((cleaned, [path, name]) => cleaned.replaceAll(path, name), text)
      .replace(/\b\d+@[\w.-]+/g, "worker");
  return walk(history, clean);
}

function walk(value, clean, key = "") {
  if (Array.isArray(value)) return value.map((each) => walk(each, clean));
  if (typeof value === "object" && value !== null) {
    if (isJsonPayload(value)) return { ...value, data: toBase64(clean(fromBase64(value.data))) };
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, walk(each, clean, name)]));
  }
  if (typeof value !== "string") return value;
  return key === "stackTrace" ? "" : clean(value);
}

function isJsonPayload({ data, metadata }) {
  return typeof data === "string" && fromBase64(metadata?.encoding ?? "") === "json/plain";
}

function fromBase64(text) {
  return Buffer.from(text, "base64").toString("utf8");
}

function toBase64(text) {
  return Buffer.from(text, "utf8").toString("base64");
}
