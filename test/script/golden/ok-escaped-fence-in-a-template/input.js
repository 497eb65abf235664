export const meta = { name: "demo", description: "A demo" };
return `Answer like this:
\`\`\`json
{}
\`\`\`
`;
