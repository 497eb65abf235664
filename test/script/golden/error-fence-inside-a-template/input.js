export const meta = { name: "demo", description: "A demo" };
const t = `Use this:
```js
code
```
`;
return t;
