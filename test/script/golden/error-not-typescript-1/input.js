export const meta = { name: "demo", description: "A demo" };
const options = { label: "a" model: "haiku" };
return options;
