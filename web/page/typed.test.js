import { viewed } from "./happy-dom.test.js";
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { html } from "lit-html";
import { typed } from "./typed.js";

function open(text) {
  const { root, show } = viewed((value) => html`<input .value=${typed(value)} />`);
  show(text);
  const field = root.querySelector("input");
  const tell = (name) => field.dispatchEvent(new Event(name, { bubbles: true }));
  const type = (value) => {
    field.value = value;
    tell("input");
  };
  return { field, show, tell, type };
}

test("what a person types stays when an earlier change is drawn", () => {
  const { field, show, tell, type } = open("224");
  type("12");
  tell("change");
  type("128");
  show("12");
  assert.equal(field.value, "128");
  show("299");
  assert.equal(field.value, "128");
  tell("change");
  show("128");
  assert.equal(field.value, "128");
});

test("a text that the state has is the state's: it changes with it", () => {
  const { field, show, type } = open("");
  type("cat");
  show("cat");
  show("");
  assert.equal(field.value, "");
});

test("a field that is handed over or left shows what is in force, also where the state is as before", () => {
  for (const end of ["change", "blur"]) {
    const { field, show, tell, type } = open("100");
    type("140");
    show("100");
    assert.equal(field.value, "140");
    tell(end);
    show("100");
    assert.equal(field.value, "100", end);
  }
});

test("every text field of the page is one of these", () => {
  const web = new URL("../", import.meta.url);
  const views = readdirSync(web, { recursive: true }).filter((name) => name.endsWith(".js") && !name.endsWith(".test.js"));
  const inputs = views.flatMap((name) => readFileSync(new URL(name.replaceAll("\\", "/"), web), "utf8").match(/<(?:input|textarea)\b[^]*?\/?>\s*(?:$|<|`)/gm) ?? []);
  const texts = inputs.filter((input) => input.includes(".value=") && !/type="range"|\breadonly\b/.test(input));
  assert.ok(texts.length >= 8, texts.join("\n"));
  assert.deepEqual(texts.filter((input) => !input.includes(".value=${typed(")), []);
});
