export const meta = { name: "demo", description: "A demo" };
return await agent("x", {
  isolation: "container",
  tool: ["Read"],
  schema: { type: "array", items: { type: "string" } },
});
