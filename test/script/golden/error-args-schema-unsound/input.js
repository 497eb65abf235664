export const meta = {
  name: "greet",
  description: "Greets",
  argsSchema: { type: "object", properties: { who: { type: "strnig" } } },
};
return args;
