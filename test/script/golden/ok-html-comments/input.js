export const meta = { name: "demo", description: "A demo" };
<!-- a comment in scripts, as the engine reads it: }
const a = 1;
--> and so is this: }
return a;
