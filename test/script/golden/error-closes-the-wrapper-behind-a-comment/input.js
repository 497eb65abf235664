export const meta = { name: "demo", description: "A demo" };
<!-- comment
}; }), (function () { return async function () {
