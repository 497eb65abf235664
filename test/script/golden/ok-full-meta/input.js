// A comment may come first.
/* And another. */
export const meta = {
  name: `fix-all`,
  "description": "Fixes everything",
  whenToUse: "when things are broken",
  phases: [
    { title: "Map", detail: "find the files" },
    { title: "Fix", model: "haiku", extra: [1, -2, +3, null, true] },
  ],
  version: -1.5,
  1: "numeric keys are keys",
  __proto__: { isAdmin: true },
};
phase("Map");
const files = await agent("List the files", { label: "list", schema: { type: "object", properties: { files: { type: "array" } } } });
return await parallel(files.files.map((file) => () => agent(`Fix ${file}`, { phase: "Fix" })));
