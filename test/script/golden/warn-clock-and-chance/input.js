export const meta = { name: "demo", description: "A demo" };
const started = Date.now();
if (Math.random() > 0.5) log(new Date());
return [started, Date(), Math["random"](), new Date];
