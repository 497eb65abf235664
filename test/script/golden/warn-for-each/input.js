export const meta = { name: "demo", description: "A demo" };
args.forEach(async (item) => {
  await agent(item);
});
args.forEach((item) => agent(item));
args.forEach((item) => log(item));
