import assert from "node:assert/strict";
import { beforeEach, test } from "node:test";
import { viewed } from "../page/happy-dom.test.js";
import { INITIAL } from "../state.js";
import { panel } from "./panel.js";

const text = (value) => [{ type: "paragraph", children: [{ type: "text", value }] }];
const STEP = {
  title: "First", show: "c=0", text: [{ type: "paragraph", children: [{ type: "text", value: "Look <b>here</b>: " }, { type: "link", url: "show:c=1", children: [{ type: "text", value: "the dog" }] }] }],
  question: text("Why?"), do: text("Press."), answer: text("Because."), teacher: text("Wait."), checks: [{ best: 0 }],
};
const LESSON = {
  name: "one", title: "One", minutes: 10, about: "A", questions: ["Q?"], objectives: ["o"], keypoints: ["Keep it."], needs: [], show: "m=own;p=sample;c=0;l=last;x=grad-cam",
  steps: [STEP, { ...STEP, title: "Second", question: [], checks: [] }],
};
const state = (lessons) => ({ ...INITIAL, lessons: { ...INITIAL.lessons, isOpen: true, list: [{ name: "one", title: "One", minutes: 10, about: "A", steps: 2 }], ...lessons } });

const page = viewed(panel);
beforeEach(() => (page.calls.length = 0));

test("the list has each lesson with its length and how far a person came", () => {
  page.show(state({ at: { one: 1 } }));
  assert.equal(page.text(".lesson__entry"), "OneA10 minutes, 2 steps You came to step 1 of 2.");
  page.root.querySelector(".lesson__entry").click();
  assert.deepEqual(page.calls, [["openLesson", "one"]]);
});

test("a lesson says what it is about, and a teacher finds the answers and the numbers of the checks", () => {
  page.show(state({ lesson: LESSON }));
  assert.equal(page.text(".lesson__title"), "One");
  assert.match(page.text(".lesson__notes"), /1\. First ?Wait\. ?Expected answer ?Because\. .*Best class ?0/);
  page.button("Print the worksheet").click();
  page.button("Begin").click();
  assert.deepEqual(page.calls, [["printLesson", "worksheet"], ["goLesson", 1]]);
});

test("a step has its text as text, its boxes, its check, and the way on", () => {
  page.show(state({ lesson: LESSON, step: 1 }));
  assert.equal(page.text(".lesson__title"), "Step 1 of 2 First");
  assert.equal(page.text(".lesson__text"), "Look <b>here</b>: the dog");
  assert.equal(page.root.querySelector(".lesson__text b"), null);
  page.button("the dog").click();
  page.button("Check what I see").click();
  page.button("Next").click();
  assert.deepEqual(page.calls, [["showInLesson", "c=1"], ["checkLesson"], ["goLesson", 2]]);
  page.show(state({ lesson: LESSON, step: 2 }));
  assert.equal(page.button("Next"), null);
  assert.equal(page.button("Check what I see"), null);
  assert.match(page.text(".lesson__content"), /Keep it\./);
});

test("a check says what it found in words, and never stands in the way", () => {
  page.show(state({ lesson: LESSON, step: 1, found: [{ isRight: true, words: "Found." }, { isRight: null, words: "Not yet." }] }));
  assert.equal(page.text(".lesson__found"), "✓ Found. ○ Not yet.");
  assert.match(page.text(".lesson__verdict"), /You can go on/);
  assert.equal(page.button("Next").disabled, false);
});

test("on paper there are questions with lines, or the notes", () => {
  page.show(state({ lesson: LESSON, paper: "worksheet" }));
  assert.equal(page.root.querySelectorAll(".lesson-paper__line").length, 6);
  assert.doesNotMatch(page.text(".lesson-paper"), /Because/);
  page.show(state({ lesson: LESSON, paper: "notes" }));
  assert.match(page.text(".lesson-paper"), /Because/);
});
