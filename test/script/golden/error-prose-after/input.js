export const meta = { name: "demo", description: "A demo" };
return 1;

This script runs one agent and returns its value.
