export const meta = { name: "demo", description: "A demo" };
return <div>hello</div>;
