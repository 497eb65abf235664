export const meta = {
  name: "greet",
  description: "Greets",
  argsSchema: {
    type: "object",
    "x-positional": "who",
    required: ["who"],
    additionalProperties: false,
    properties: {
      who: { type: "string", description: `whom to greet` },
      times: { type: "integer", minimum: 1, default: 1 },
      "__proto__": { type: "array", items: { type: ["string", "null"] } },
    },
  },
};
return args.who;
