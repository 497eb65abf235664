export const meta = { name: "demo", description: "A demo" };
return /(/.test("a");
