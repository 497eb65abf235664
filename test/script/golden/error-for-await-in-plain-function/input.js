export const meta = { name: "demo", description: "A demo" };
function f() {
  for await (const x of args) log(x);
}
