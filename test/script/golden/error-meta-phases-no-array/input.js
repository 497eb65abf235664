export const meta = { name: "demo", description: "A demo", phases: { title: "Map" } };
