import { viewed } from "./happy-dom.test.js";
import assert from "node:assert/strict";
import { test } from "node:test";
import { html, nothing } from "lit-html";
import { keepFocus } from "./keep-focus.js";

const page = viewed(({ isOver = false, hasSheet = false }) => html`
  <header><button>First</button></header>
  <section><button tabindex="-1">Skipped</button><button disabled>Of no use</button><p>${isOver ? nothing : html`<b><button>Goes</button></b>`}</p><button>Near</button></section>
  ${hasSheet ? html`<aside tabindex="-1"></aside>` : nothing}
`);
const focused = () => document.activeElement?.textContent;

/** Draws a state while a button has the focus. @param {string} name */
async function drawnWith(name, state) {
  page.show({});
  page.button(name).focus();
  keepFocus(() => page.show(state));
  await null;
}

test("what goes away with the focus leaves it to the nearest that can be reached with Tab", async () => {
  await drawnWith("Goes", { isOver: true });
  assert.equal(focused(), "Near");
});

test("what stays keeps the focus", async () => {
  await drawnWith("First", { isOver: true });
  assert.equal(focused(), "First");
});

test("where the focus has gone elsewhere by itself it stays there", async () => {
  page.show({});
  page.button("Goes").focus();
  keepFocus(() => {
    page.show({ isOver: true, hasSheet: true });
    queueMicrotask(() => page.root.querySelector("aside").focus());
  });
  await null;
  assert.equal(document.activeElement, page.root.querySelector("aside"));
});
