export const meta = { name: "demo", description: "A demo" };
const results = await parallel([
  () => agent("one"),
  () => agent("two"),
