import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { test } from "node:test";

const FOLDER = new URL("../../models/photographs/", import.meta.url);
const { samples } = JSON.parse(readFileSync(new URL("samples.json", FOLDER), "utf8"));

test("every photograph is the file that was listed, small, credited and described", () => {
  assert.ok(samples.length >= 6);
  for (const { id, file, bytes, sha256, alt, label, group, credits } of samples) {
    const content = readFileSync(new URL(file, FOLDER));
    assert.ok(content.length === bytes && bytes <= 60_000, id);
    assert.equal(createHash("sha256").update(content).digest("hex"), sha256, id);
    for (const words of [alt, label]) assert.match(words, /\S/, id);
    assert.ok(["right", "errs"].includes(group), id);
    for (const { author, licence, licenceAddress } of credits) assert.ok(author && licence && licenceAddress.startsWith("https://"), id);
  }
  assert.equal(new Set(samples.map(({ id }) => id)).size, samples.length);
});

test("boxes lie in their pictures, and the best class of a right answer is one of the things", () => {
  for (const { id, width, height, things, group, answer } of samples) {
    for (const { box } of things) assert.ok(box.x >= 0 && box.y >= 0 && box.x + box.width <= width && box.y + box.height <= height, id);
    assert.equal(things.some((thing) => thing.class === answer.top[0].class), group === "right", id);
  }
  assert.ok(samples.some(({ things }) => things.length > 1), "one has two things in it");
  assert.equal(samples[0].group, "right");
});
