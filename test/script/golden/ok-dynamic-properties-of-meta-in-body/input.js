export const meta = { name: "demo", description: "A demo" };
log(meta.name);
return meta;
