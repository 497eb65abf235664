export const meta = { name: "demo", description: "A demo" };
with (args) { log(a); }
