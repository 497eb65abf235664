export const meta = {
  name: "greet",
  description: "Greets",
  argsSchema: { type: "array", items: { type: "string" } },
};
return args;
