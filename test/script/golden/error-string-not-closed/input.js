export const meta = { name: "demo", description: "A demo" };
log("hello);
return 1;
