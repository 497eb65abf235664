export const meta = { name: "demo", description: "A demo" };
// Date.now() and Math.random() and require("fs") and import("x") in a comment
const text = "Use Date.now(), Math.random(), new Date(), import x from 'y', require('fs'), process.env";
const prompt = `Write TypeScript: interface A { b: string } and export default ${text}`;
return [prompt, new Date(0), Date.parse("2020-01-01"), Date.UTC(2020), { require: 1, import: 2, fetch: 3 }.fetch];
