export const meta = { name: "demo", description: "A demo" };
const package = "a";
return package;
