export const meta = { name: "demo", description: "A demo" };
}, x = 1, async () => {
