import assert from "node:assert/strict";
import { test } from "node:test";
import { isOwn } from "./trusted.js";

test("code comes from the page's own folder, or was made by the page", () => {
  const page = new URL("https://school.example/sightline/?backend=cpu#2;m=shapes");
  for (const [address, expected] of [
    ["https://school.example/sightline/web-1/engine/worker.js", true],
    ["https://school.example/sightline/service-worker.js", true],
    ["blob:https://school.example/0f1e2d3c", true],
    ["https://school.example/other/worker.js", false],
    ["https://other.example/sightline/worker.js", false],
    ["https://school.example.other.example/sightline/worker.js", false],
    ["blob:https://other.example/0f1e2d3c", false],
    ["data:text/javascript,1", false],
    ["javascript:1", false],
  ]) assert.equal(isOwn(new URL(address), page), expected, address);
});
