export const meta = {
  name: "",
  description: 12,
  whenToUse: ["a"],
  phases: [
    "Map",
    { name: "Fix" },
    { title: "Check", detail: 1, model: null },
    { title: "Good" },
  ],
};
return 1;
