export const meta = { name: "demo", description: "A demo" };
const x = await;
