import test from "node:test";
import assert from "node:assert/strict";
import { mean, toFahrenheit } from "./thermometer.js";

test("water freezes at 32 and boils at 212 degrees Fahrenheit", () => {
  assert.equal(toFahrenheit(0), 32);
  assert.equal(toFahrenheit(100), 212);
});

test("the mean leaves missing readings out, and zero degrees in", () => {
  assert.equal(mean([10, null, 0, 20]), 10);
  assert.equal(mean([null]), null);
});
