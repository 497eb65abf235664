export const meta = { name: "demo", description: "A demo" };
return await merge(["branch"]);
