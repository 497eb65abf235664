export const meta = { name: "demo", description: "A demo" }, other = 1;
return other;
