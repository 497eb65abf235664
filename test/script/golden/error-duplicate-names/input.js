export const meta = { name: "demo", description: "A demo" };
const a = 1;
let a = 2;
const b = 1;
var b = 2;
return a;
