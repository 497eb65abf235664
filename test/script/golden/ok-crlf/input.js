export const meta = { name: "demo", description: "A demo" };
const a = 1;
return a;
