export const meta = { name: "demo", description: "A demo" };
function run() {
  return await(agent("x"));
}
return run();
