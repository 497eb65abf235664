export const meta = { name: "demo", description: "A demo" };
return super.x;
