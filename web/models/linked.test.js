import assert from "node:assert/strict";
import { test } from "node:test";
import { linkedModel } from "./linked.js";

const linked = (address) => linkedModel({ search: `?backend=cpu&model=${encodeURIComponent(address)}`, origin: "http://127.0.0.1:8080" });

test("an address without a model names none", () => {
  assert.equal(linkedModel({ search: "?backend=cpu", origin: "https://page.example" }), null);
});

test("an https address is one that can be asked, also of the page’s own server", () => {
  assert.equal(linked("https://models.example/net").address, "https://models.example/net");
  assert.equal(linked("http://127.0.0.1:8080/web/demo/model.json").address, "http://127.0.0.1:8080/web/demo/model.json");
});

test("anything else is shown and never asked", () => {
  for (const text of ["javascript:alert(1)", "http://models.example/net", "data:application/json,{}", "model.json", ""]) assert.deepEqual(linked(text), { text, address: null });
});
