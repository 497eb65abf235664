export const meta = { name: "greet", description: "Greets", argsSchema: "a string, please" };
return args;
