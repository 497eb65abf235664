export const meta = { name: "demo", description: "A demo" };
await agent(`Use `npm test` to check`);
