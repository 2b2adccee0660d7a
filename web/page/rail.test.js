import { viewed } from "./happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { INITIAL } from "../state.js";
import { rail } from "./rail.js";
import { sheets } from "../sheets/view.js";
import { html } from "lit-html";

const page = viewed((state, act) => html`${rail(state, act)} ${sheets(state, act)}`);
const panels = () => [...page.root.querySelectorAll(".rail > section")].map(({ id }) => id);

test("the rail has the answer, the questions and the closer look", () => {
  page.show(INITIAL);
  assert.deepEqual(panels(), ["classes", "ask", "closer"]);
});

for (const sheet of ["classes", "layers", "methods", "closer"]) {
  test(`what the sheet of ${sheet} shows is there once`, () => {
    page.show({ ...INITIAL, sheet });
    const ids = [...page.root.querySelectorAll("[id]")].map(({ id }) => id);
    assert.deepEqual(ids.toSorted(), [...new Set(ids)].toSorted());
    assert.ok(page.root.querySelector(".sheet__content").children.length > 0);
  });
}
