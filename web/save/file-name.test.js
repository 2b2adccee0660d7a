import assert from "node:assert/strict";
import { test } from "node:test";
import { savedName } from "./file-name.js";
import { randomSaved } from "./random-saved.test.js";

test("a file is called after picture, class and method", () => {
  const saved = randomSaved(1);
  const named = { ...saved, picture: { ...saved.picture, name: "My Cat (2).final.JPG" }, className: "tiger cat" };
  assert.equal(savedName(named, "png"), "my-cat-2-final-tiger-cat-grad-cam.png");
  assert.equal(savedName({ ...named, picture: { ...saved.picture, name: null }, className: "???" }, "csv"), "picture-grad-cam.csv");
});

test("whatever the names are, every system takes it", () => {
  for (let seed = 0; seed < 300; seed += 1) {
    const name = savedName(randomSaved(seed), "html");
    assert.match(name, /^[\p{L}\p{N}][\p{L}\p{N}-]*\.html$/u);
    assert.ok(name.length <= 140, name);
  }
});
