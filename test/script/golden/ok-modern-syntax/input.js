export const meta = { name: "demo", description: "A demo" };
class Box {
  #value = 1_000;
  static count = 0;
  static { Box.count = 1; }
  has(other) { return #value in other; }
  get value() { return this.#value ?? 0; }
}
let a;
a ??= 2;
a ||= 3;
a &&= 4;
const { b = 1, ...rest } = { c: 1 };
const words = /(?<year>\d{4})/dv.exec("2020")?.groups?.year;
label: for (const x of [1, 2].toSorted((p, q) => q - p)) {
  if (x === 1) break label;
}
for await (const item of [1n, 2n]) log(String(item ** 2n));
return [new Box().has(new Box()), a, b, rest, words, [1, 2].findLast((x) => x < 2), Object.groupBy?.([1], String)];
