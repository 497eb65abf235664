export const meta = { name: "demo", description: "A demo" };
const a = await parallel(args.map((item) => agent(item)));
const b = await parallel(args.map(async (item) => await agent(item)));
const good = await parallel(args.map((item) => () => agent(item)));
async function one(item) { return agent(item); }
const c = await parallel(args.map((item) => one(item)));
return [a, b, c, good];
