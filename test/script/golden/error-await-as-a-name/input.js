export const meta = { name: "demo", description: "A demo" };
const await = 1;
return 2;
