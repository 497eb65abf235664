const WHO = { type: "string" };
export const meta = {
  name: "greet",
  description: "Greets",
  argsSchema: { type: "object", properties: { who: WHO } },
};
return args;
