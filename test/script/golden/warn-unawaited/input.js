export const meta = { name: "demo", description: "A demo" };
agent("Fire and forget");
const found = agent("Look for it");
async function main() {
  await check("npm test");
}
main();
(async () => {
  await agent("x");
})();
const kept = agent("kept");
void agent("on purpose");
return await kept;
