export const meta = { name: "demo", description: "A demo" };
try {
  await parallel([agent("a"), () => agent("b")]);
} catch (error) {
  return error.message;
}
