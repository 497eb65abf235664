export const meta = { name: "demo", description: "A demo" };
import x from "x";
const page = await fetch("a");
const when = Date.now();
export default page;
return require("y") + when + x;
