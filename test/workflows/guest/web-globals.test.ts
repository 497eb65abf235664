// The globals that the prelude adds for scripts: there when touched, a script's own when it says so.
import { expect, it } from "vitest";
import { guestValue } from "../guest-stage.ts";

it("S08 they work, each from the first touch on", async () => {
  expect(
    await guestValue(`return [new URL("https://é.example/a?b=1").hostname, new URLSearchParams("a=1&b=2").get("b"),
      structuredClone(new Map([[1, { a: 1 }]])).get(1).a, atob(btoa("x")), new TextDecoder().decode(new TextEncoder().encode("hé€😀"))]`),
  ).toEqual(["xn--9ca.example", "2", 1, "x", "hé€😀"]);
});

it("S08 loading them draws no random number that a script could see, and leaves the ban in place", async () => {
  expect(
    await guestValue(`const before = Math.random; new URL("a:b"); let banned; try { Math.random() } catch { banned = true }
      return [before === Math.random, banned]`),
  ).toEqual([true, true]);
});

it("S06 a script may replace and delete them on the global object, and they hide from loops", async () => {
  expect(
    await guestValue(`globalThis.URL = 5; delete globalThis.TextEncoder
      return [URL, typeof TextEncoder, Object.keys(globalThis), "URLSearchParams" in globalThis]`),
  ).toEqual([5, "undefined", [], true]);
});

it("S08 they belong to their script: a foreign realm's objects never come out of them", async () => {
  expect(
    await guestValue(`return [structuredClone([]) instanceof Array, new TextEncoder().encode("a") instanceof Uint8Array,
      structuredClone(new Date(0)) instanceof Date, structuredClone(new Error("x")) instanceof Error]`),
  ).toEqual([true, true, true, true]);
});
