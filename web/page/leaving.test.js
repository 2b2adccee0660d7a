import { viewed } from "./happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { html } from "lit-html";
import { leaving } from "./leaving.js";

const page = viewed((_, act) => html`<section><button>Stays</button><button @click=${leaving("section", "button", act.leave)}>Goes</button></section>`);

test("a button that goes away leaves the focus to another one before it acts", () => {
  page.show(null);
  page.button("Goes").focus();
  page.button("Goes").click();
  assert.equal(document.activeElement, page.button("Stays"));
  assert.deepEqual(page.calls, [["leave"]]);
});
