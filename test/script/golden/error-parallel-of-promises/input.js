export const meta = { name: "demo", description: "A demo" };
const [a, b] = await parallel([agent("a"), agent("b")]);
return [a, b];
