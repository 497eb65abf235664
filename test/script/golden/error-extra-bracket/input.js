export const meta = { name: "demo", description: "A demo" };
if (args) {
  log("x");
}}
return 1;
