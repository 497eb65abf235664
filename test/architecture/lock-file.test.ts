// `npm ci` refuses a lock file that leaves out what its packages name, which npm itself writes where a registry
// does not serve every platform. Then scripts/setup fails on every fresh clone.
import { readFileSync } from "node:fs";
import { expect, test } from "vitest";

type LockedPackage = { readonly optionalDependencies?: Readonly<Record<string, string>> };

const { packages } = JSON.parse(
  readFileSync(new URL("../../package-lock.json", import.meta.url), "utf8"),
) as { packages: Readonly<Record<string, LockedPackage>> };

test("the lock file has the optional packages of every platform", () => {
  const named = Object.entries(packages).flatMap(([place, { optionalDependencies = {} }]) =>
    Object.keys(optionalDependencies).map((name) => ({ place, name })),
  );
  const missing = named.filter(
    ({ place, name }) =>
      !(`${place}/node_modules/${name}` in packages) && !(`node_modules/${name}` in packages),
  );
  expect(named.length).toBeGreaterThan(50);
  expect(missing.map(({ place, name }) => `${place} names ${name}`)).toEqual([]);
});
