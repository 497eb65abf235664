const NAME = "demo";
export const meta = {
  name: NAME,
  description: `About ${NAME}`,
  whenToUse: "a" + "b",
  ...defaults,
  [NAME]: 1,
  phases: ["Map", "Fix"].map((title) => ({ title })),
  run() {},
  get x() { return 1; },
  pattern: /a/,
  big: 1n,
  nothing: undefined,
  list: [1, , ...more, Math.PI],
};
return 1;
