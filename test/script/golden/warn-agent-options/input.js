export const meta = { name: "demo", description: "A demo" };
return await agent("x", {
  isolation: "worktree",
  tools: ["Read"],
  schema: { type: "array", items: { type: "string" } },
});
