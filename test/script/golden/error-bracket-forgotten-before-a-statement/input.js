export const meta = { name: "demo", description: "A demo" };
const a = [1, 2
return a;
