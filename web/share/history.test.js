import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { AddressKeeper, step } from "./history.js";
import { decode, encode } from "./link.js";
import { DEFAULTS, shownCases } from "./shown-cases.test.js";

const opacity = (value, shown = DEFAULTS) => ({ ...shown, view: { ...shown.view, opacity: value } });
const picture = (id, shown = DEFAULTS) => ({ ...shown, picture: { id } });

/** A browser with its entries, and a clock that goes when it is told. It refuses changes while `isFull`. */
function fake() {
  const entries = [""];
  let at = 0;
  let now = 0;
  let timers = [];
  const browser = {
    isFull: false,
    changes: [],
    location: { get hash() { return entries[at]; } },
    history: {
      state: { kept: 1 },
      pushState(_, __, fragment) {
        browser.note("push", fragment);
        entries.length = ++at;
        entries.push(fragment);
      },
      replaceState(state, _, fragment) {
        assert.deepEqual(state, { kept: 1 });
        browser.note("replace", fragment);
        entries[at] = fragment;
      },
    },
    note(how, fragment) {
      if (browser.isFull) throw new Error("SecurityError");
      browser.changes.push({ how, fragment, now });
    },
    back: () => entries[--at],
    entries: () => entries.map((fragment) => decode(fragment, DEFAULTS).shown),
  };
  const clock = {
    setTimeout: (run, after) => {
      const timer = { run, due: now + after };
      timers.push(timer);
      return timer;
    },
    clearTimeout: (timer) => { timers = timers.filter((other) => other !== timer); },
    wait(milliseconds) {
      const end = now + milliseconds;
      for (let next; (next = timers.filter(({ due }) => due <= end).sort((a, b) => a.due - b.due)[0]); ) {
        now = next.due;
        clock.clearTimeout(next);
        next.run();
      }
      now = end;
    },
  };
  return { browser, clock, keeper: new AddressKeeper(DEFAULTS, browser, clock) };
}

test("another model or picture is a new entry, anything else changes the present one", () => {
  const address = { url: "https://example.org/a.jpg", sha256: "0".repeat(64) };
  assert.equal(step(null, DEFAULTS), "replace");
  assert.equal(step(DEFAULTS, structuredClone(DEFAULTS)), "nothing");
  assert.equal(step(DEFAULTS, opacity(0.5)), "replace");
  assert.equal(step(DEFAULTS, { ...DEFAULTS, layers: ["other"] }), "replace");
  assert.equal(step(DEFAULTS, picture("coffee")), "push");
  assert.equal(step(DEFAULTS, { ...picture("coffee"), layers: ["other"] }), "push");
  assert.equal(step(DEFAULTS, { ...DEFAULTS, model: address }), "push");
  assert.equal(step({ ...DEFAULTS, model: address }, { ...DEFAULTS, model: { ...address, sha256: "1".repeat(64) } }), "push");
  fc.assert(fc.property(shownCases, (shown) => assert.equal(step(shown, structuredClone(shown)), "nothing")));
});

test("a dragged slider changes the address once, when it rests", () => {
  const { browser, clock, keeper } = fake();
  for (let share = 0; share <= 100; share++) {
    keeper.show(opacity(share / 100));
    clock.wait(16);
  }
  assert.deepEqual(browser.changes, []);
  clock.wait(1000);
  assert.deepEqual(browser.changes.map(({ how, fragment }) => [how, fragment]), [["replace", encode(opacity(1), DEFAULTS)]]);
});

test("whatever a person drags, the address changes fewer than 100 times in 30 s", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 200, maxLength: 400 }), (pauses) => {
      const { browser, clock, keeper } = fake();
      pauses.forEach((pause, at) => {
        keeper.show(opacity((at % 100) / 100));
        clock.wait(pause);
      });
      for (const { now } of browser.changes) assert.ok(browser.changes.filter((other) => other.now >= now && other.now < now + 30_000).length < 100);
    }),
    { numRuns: 20 },
  );
});

test("Back goes to the picture before, as it was last shown", () => {
  const { browser, clock, keeper } = fake();
  keeper.show(DEFAULTS);
  clock.wait(1000);
  keeper.show(opacity(0.3));
  keeper.show(picture("coffee", opacity(0.3))); // before the slider had rested
  keeper.show(opacity(0.9, picture("coffee")));
  clock.wait(1000);
  assert.deepEqual(browser.changes.map(({ how }) => how), ["replace", "replace", "push", "replace"]);
  assert.deepEqual(browser.entries(), [opacity(0.3), opacity(0.9, picture("coffee"))]);
  const { shown } = decode(browser.back(), DEFAULTS);
  keeper.opened(shown);
  keeper.show(shown); // what the page shows once it has it
  clock.wait(1000);
  assert.equal(browser.changes.length, 4);
  assert.equal(browser.entries().length, 2);
});

test("what was opened is not written again, and what was due before is given up", () => {
  const { browser, clock, keeper } = fake();
  keeper.show(opacity(0.1));
  keeper.opened(picture("coffee"));
  keeper.show(picture("coffee"));
  clock.wait(1000);
  assert.deepEqual(browser.changes, []);
});

test("what an address said in an earlier form is written anew in its place, though it is the same", () => {
  const { browser, clock, keeper } = fake();
  keeper.show(opacity(0.1));
  keeper.opened(null);
  keeper.show(picture("coffee"));
  keeper.show(picture("coffee"));
  clock.wait(1000);
  assert.deepEqual(browser.changes.map(({ how }) => how), ["replace"]);
  assert.deepEqual(browser.entries(), [picture("coffee")]);
});

test("what is due is written before the page goes, once", () => {
  const { browser, clock, keeper } = fake();
  keeper.show(opacity(0.1));
  keeper.flush();
  keeper.flush();
  clock.wait(1000);
  assert.equal(browser.changes.length, 1);
});

test("a change that the browser refuses is tried again, with what is shown by then, and stays a new entry", () => {
  const { browser, clock, keeper } = fake();
  keeper.show(DEFAULTS);
  clock.wait(1000);
  browser.isFull = true;
  keeper.show(picture("coffee"));
  keeper.show(opacity(0.2, picture("coffee")));
  clock.wait(2000);
  assert.equal(browser.changes.length, 1);
  browser.isFull = false;
  clock.wait(2000);
  assert.deepEqual(browser.entries(), [DEFAULTS, opacity(0.2, picture("coffee"))]);
});

test("what cannot be put into a link is an error of whoever shows it, and the address stays", () => {
  const { browser, clock, keeper } = fake();
  assert.throws(() => keeper.show(opacity(2)), RangeError);
  clock.wait(1000);
  assert.deepEqual(browser.changes, []);
});
