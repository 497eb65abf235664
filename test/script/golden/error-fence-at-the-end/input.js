export const meta = { name: "demo", description: "A demo" };
return 1;
```
