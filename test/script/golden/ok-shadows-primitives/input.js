export const meta = { name: "demo", description: "A demo" };
const budget = 5;
const fetch = async (url) => agent(`Fetch ${url}`);
const require = (condition, message) => {
  if (!condition) throw new Error(message);
};
const process = (item) => item;
class Buffer {}
function parallel2(parallel) {
  return parallel([1]);
}
require(budget === 5, "budget is mine");
const page = await fetch("https://example.com");
try {
  throw new Error("x");
} catch (performance) {
  log(performance.message);
}
return [process(page), new Buffer(), parallel2, ((Date) => Date.now())({ now: () => 1 })];
