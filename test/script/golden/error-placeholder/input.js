export const meta = { name: "demo", description: "A demo" };
const files = [...];
return files;
