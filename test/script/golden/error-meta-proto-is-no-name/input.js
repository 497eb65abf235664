export const meta = { __proto__: { name: "demo" }, description: "A demo" };
