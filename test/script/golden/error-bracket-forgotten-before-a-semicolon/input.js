export const meta = { name: "demo", description: "A demo" };
return new Promise((resolve) => setTimeout(resolve, 100);
