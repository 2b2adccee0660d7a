import assert from "node:assert/strict";
import { test } from "node:test";
import { embedOf, FIRST, frameAddress, PARTS } from "./embed.js";

const of = (search) => embedOf({ search });

test("the page is embedded where its address says so, and nowhere else", () => {
  for (const search of ["", "?backend=cpu", "?embed=0", "?embed", "?show=stage"]) assert.equal(of(search), null, search);
  assert.deepEqual(of("?embed=1"), FIRST);
});

test("a list says what is shown, in the order of the page; what is not known there is left out", () => {
  assert.deepEqual(of("?embed=1&show=sentence,stage").shows, ["stage", "sentence"]);
  assert.deepEqual(of("?embed=1&show=stage,chatter").shows, ["stage"]);
  assert.deepEqual(of("?embed=1&show=chatter").shows, FIRST.shows);
});

test("a theme is light or dark, else that of the reader's device", () => {
  assert.deepEqual(["dark", "light", "pink", ""].map((theme) => of(`?embed=1&theme=${theme}`).theme), ["dark", "light", null, null]);
});

test("an address gives back what it was made of", () => {
  for (const shows of [FIRST.shows, PARTS, ["classes"]]) {
    for (const theme of ["light", "dark", null]) {
      const address = new URL(frameAddress("https://a.example/b/", { shows, theme }, "#1;m=shapes"));
      assert.deepEqual([embedOf(address), address.hash, address.pathname], [{ shows, theme }, "#1;m=shapes", "/b/"]);
    }
  }
});
