export const meta = { name: "demo", description: "A demo" } as const;
return 1;
