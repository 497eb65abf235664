Sure! Here is the script.

export const meta = { name: "demo", description: "A demo" };
return 1;
