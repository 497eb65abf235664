export const meta = { name: "demo", description: "A demo" };
export default { done: true };
