import assert from "node:assert/strict";
import { test } from "node:test";
import "./page/happy-dom.test.js";

globalThis.getComputedStyle = document.defaultView.getComputedStyle.bind(document.defaultView);
globalThis.addEventListener = document.defaultView.addEventListener.bind(document.defaultView);
globalThis.AbortController = document.defaultView.AbortController;
const { SightlineView } = await import("./sightline-view.js");

/** Without a browser that would load the frame. */
document.defaultView.happyDOM.settings.disableIframePageLoading = true;

function view(attributes) {
  const element = document.createElement("sightline-view");
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  document.body.append(element);
  return element;
}

test("the frame is Sightline's own page, with the link, the parts and the theme", () => {
  const element = view({ base: "https://a.example/b/", link: "#1;m=shapes", show: "stage,sentence", theme: "dark", title: "A map" });
  const frame = element.querySelector("iframe");
  assert.ok(element instanceof SightlineView);
  assert.equal(element.address, "https://a.example/b/?embed=1&show=stage%2Csentence&theme=dark#1;m=shapes");
  assert.deepEqual([frame.src, frame.title], [element.address, "A map"]);
  element.remove();
});

test("of a whole link only what follows the # counts, and a frame without a title has one", () => {
  const element = view({ base: "https://a.example/", link: "https://other.example/#1;m=shapes" });
  assert.equal(element.address, "https://a.example/?embed=1#1;m=shapes");
  assert.match(element.querySelector("iframe").title, /^Sightline: /);
  element.setAttribute("link", "#1;m=other");
  assert.equal(element.address, "https://a.example/?embed=1#1;m=other");
  element.remove();
  assert.equal(element.querySelector("iframe"), null);
});
