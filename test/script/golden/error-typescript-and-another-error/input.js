export const meta = { name: "demo", description: "A demo" };
const files: string[] = ["a"];
function f(a: number) { return a; }
return f(files[0];
