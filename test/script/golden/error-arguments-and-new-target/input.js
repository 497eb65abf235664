export const meta = { name: "demo", description: "A demo" };
const [first] = arguments;
function f() { return [arguments, new.target]; }
const g = () => new.target;
return [first, f, g];
