const x = 1;
export const meta = { name: "demo", description: "A demo" };
return x;
