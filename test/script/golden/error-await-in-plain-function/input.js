export const meta = { name: "demo", description: "A demo" };
const results = args.map((item) => {
  return await agent(item);
});
return results;
