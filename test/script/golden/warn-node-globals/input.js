export const meta = { name: "demo", description: "A demo" };
const key = process.env.KEY;
const page = await fetch("https://example.com");
const text = fs.readFileSync("a.txt", "utf8");
const bytes = Buffer.from(text);
if (typeof window !== "undefined") log("browser");
setInterval(() => log(key), 1000);
await Bash("npm test");
return [page, bytes, crypto.randomUUID(), module.exports, __dirname];
