Here is the script you asked for:

```javascript
export const meta = { name: "demo", description: "A demo" };
return 1;
```

Let me know if you need changes.
