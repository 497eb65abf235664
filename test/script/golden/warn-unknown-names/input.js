export const meta = { name: "demo", description: "A demo" };
total = 0;
const results = await paralel([() => agnet("x"), () => agnet("y")]);
return results.length + totl;
