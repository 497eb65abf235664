export const meta = {
  name: "greet",
  description: "Greets",
  argsSchema: { type: "object", "x-positional": "whom", properties: { who: { type: "string" } } },
};
return args;
