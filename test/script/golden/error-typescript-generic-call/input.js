export const meta = { name: "demo", description: "A demo" };
const result = await agent<Finding>("Find it");
return result;
