import assert from "node:assert/strict";
import { test } from "node:test";
import { numberRefusal } from "./number.js";

const MASKS = { min: 1, max: 10000, step: 1 };
const FILL = { min: -255, max: 255, step: 0.1 };

const CASES = [
  { why: "the smallest", text: "1", option: MASKS, says: null },
  { why: "the largest", text: "10000", option: MASKS, says: null },
  { why: "too small", text: "0", option: MASKS, says: "Give a whole number from 1 to 10000, not 0." },
  { why: "too large", text: "10001", option: MASKS, says: "Give a whole number from 1 to 10000, not 10001." },
  { why: "between two whole ones", text: "2.5", option: MASKS, says: "Give a whole number from 1 to 10000, not 2.5." },
  { why: "nothing, or no number", text: "", option: MASKS, says: "Give a whole number from 1 to 10000." },
  { why: "the step is only how far the arrows go", text: "0.123", option: FILL, says: null },
  { why: "a minus sign that is one", text: "-256", option: FILL, says: "Give a number from −255 to 255, not −256." },
];

for (const { why, text, option, says } of CASES) {
  test(`a setting's number: ${why}`, () => assert.equal(numberRefusal(text, option), says));
}
