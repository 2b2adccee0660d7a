import assert from "node:assert/strict";
import { test } from "node:test";
import { classNumber } from "./class-name.js";

const CLASSES = ["cat", "crane", "dog", "crane"];

test("a class is found by its number and by its name", () => {
  assert.equal(classNumber(2, CLASSES), 2);
  assert.equal(classNumber("dog", CLASSES), 2);
});

test("a class that is not there, and a name that two classes have, are told and not guessed", () => {
  assert.match(classNumber(4, CLASSES).message, /class 4, but the model has 4, from 0 on/);
  assert.match(classNumber("Dog", CLASSES).message, /none of that name/);
  assert.match(classNumber("crane", CLASSES).message, /2 classes of the model have that name: 1, 3/);
  assert.ok(classNumber("x".repeat(500), CLASSES).message.length <= 300);
});
