export const meta = { name: "demo", description: "A demo" }
(async () => {})();
