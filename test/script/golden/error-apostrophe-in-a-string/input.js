export const meta = { name: "demo", description: "A demo" };
await agent('Don't stop');
