export const meta = { name: "demo", description: "A demo" };
const results = await agent(`Review the files.
Look at everything, and then
