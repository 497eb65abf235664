export const meta = { name: "demo", description: "A demo" };
return twice(2);

function twice(x) {
  return x * 2;
}
