export const meta = { name: "demo", description: "A demo" };
return await agent("Do it", label: "do", phase: "Fix");
