export let meta = { name: "demo", description: "A demo" };
return 1;
