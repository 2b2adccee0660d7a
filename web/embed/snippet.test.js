import assert from "node:assert/strict";
import { test } from "node:test";
import { Window } from "happy-dom";
import { embedOf, FIRST, PARTS } from "./embed.js";
import { element, heightOf, iframe, jupyter } from "./snippet.js";

const TITLE = 'Sightline: which pixels of "a & b" <Lite0> used';
const LINK = "#1;m=shapes;p=sample-1;c=5~k3f9";
const framed = (embed = FIRST) => ({ page: "https://a.example/b/", link: LINK, title: TITLE, embed });

function parsed(html) {
  const { document } = new Window();
  document.body.innerHTML = html;
  return document.body;
}

test("the frame has its address, a title, and the height of what it shows", () => {
  const frame = parsed(iframe(framed())).querySelector("iframe");
  const src = new URL(frame.getAttribute("src"));
  assert.deepEqual([embedOf(src), src.hash, frame.title, frame.getAttribute("height")], [FIRST, LINK, TITLE, String(heightOf(FIRST.shows))]);
});

test("two parts and a theme stand in the address, which is one attribute", () => {
  const embed = { shows: ["stage", "sentence"], theme: "dark" };
  const frame = parsed(iframe(framed(embed))).querySelector("iframe");
  assert.deepEqual(embedOf(new URL(frame.getAttribute("src"))), embed);
});

test("the element names its module and says the same", () => {
  const body = parsed(element(framed({ shows: PARTS, theme: "light" })));
  const view = body.querySelector("sightline-view");
  assert.deepEqual(["link", "show", "theme", "title"].map((name) => view.getAttribute(name)), [LINK, PARTS.join(","), "light", TITLE]);
  assert.match(element(framed()), /src="https:\/\/a\.example\/b\/web\/sightline-view\.js"/);
});

test("Python reads the address and the title as they are", () => {
  assert.equal(jupyter(framed()), `from IPython.display import IFrame

IFrame("https://a.example/b/?embed=1${LINK}", width="100%", height=${heightOf(FIRST.shows)}, extras=["title=\\"Sightline: which pixels of &quot;a &amp; b&quot; &lt;Lite0> used\\""])`);
});

test("what shows more is higher", () => {
  const heights = [["sentence"], ["stage", "sentence"], PARTS].map(heightOf);
  assert.deepEqual(heights, heights.toSorted((a, b) => a - b));
});
