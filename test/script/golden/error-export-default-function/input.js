export const meta = { name: "demo", description: "A demo" };
export default async function main({ agent, args }) {
  return await agent(args);
}
