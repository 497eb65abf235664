export const meta = { name: "demo", description: "A demo" };
for item in args:
    agent(item)
