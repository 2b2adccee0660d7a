import assert from "node:assert/strict";
import { test } from "node:test";
import { captionOf, drawFigure, figureLayout } from "./figure.js";
import { randomNumbers, randomSaved } from "./random-saved.test.js";
import { wrapped } from "./wrapped.js";

/** A letter is as wide as it is high at most, as in any font for a screen. */
const measure = (/** @type {string} */ text, /** @type {{ size: number, bold: boolean }} */ { size, bold }) =>
  [...text].reduce((sum, letter) => sum + (/[ilj.,]/.test(letter) ? 0.3 : /[Wm\u3000-\u9fff]/.test(letter) ? 1 : 0.6) * size * (bold ? 1.1 : 1), 0);
const random = randomNumbers(11);
const MANY = Array.from({ length: 300 }, (_, seed) => ({
  saved: randomSaved(seed),
  picture: { width: 1 + Math.floor(random() ** 3 * 6000), height: 1 + Math.floor(random() ** 3 * 6000) },
}));
const boxOf = (/** @type {import("./figure.js").FigureText} */ { text, x, y, size, bold, align }) => {
  const width = measure(text, { size, bold });
  return { left: align === "left" ? x : x - width, right: align === "left" ? x + width : x, top: y - size, bottom: y + 0.3 * size };
};

test("nothing is cut and nothing overlaps, whatever the names and the picture are", () => {
  for (const { saved, picture } of MANY) {
    const figure = figureLayout(picture, captionOf(saved, [-1234.5, 0.000123]), measure);
    const boxes = figure.texts.map(boxOf);
    for (const [at, box] of boxes.entries()) {
      const text = JSON.stringify(figure.texts[at]);
      assert.ok(box.left >= 0 && box.right <= figure.width + 0.01, `${text} of ${figure.width}`);
      assert.ok(box.top >= figure.picture.height && box.bottom <= figure.height, `${text} of ${figure.height}`);
      for (const other of boxes.slice(at + 1)) {
        const apart = box.right <= other.left || other.right <= box.left || box.bottom <= other.top || other.bottom <= box.top;
        assert.ok(apart, `${text} lies on another`);
      }
      const bar = figure.bar;
      assert.ok(bar && (box.bottom <= bar.y || box.top >= bar.y + bar.height), `${text} lies on the bar`);
    }
  }
});

test("the picture keeps its resolution, and stands in the middle if the caption is wider", () => {
  for (const { saved, picture } of MANY) {
    const figure = figureLayout(picture, captionOf(saved, null), measure);
    const { x, y, width, height } = figure.picture;
    assert.deepEqual({ scale: figure.scale, y, width, height }, { scale: 1, y: 0, ...picture });
    assert.ok(Math.abs(x - (figure.width - width) / 2) <= 0.5);
  }
});

test("a figure that no canvas holds is scaled down, and says so", () => {
  for (const { saved, picture } of MANY.slice(0, 50)) {
    const figure = figureLayout(picture, captionOf(saved, [0, 1]), measure, { mostPixels: 300_000 });
    assert.ok(figure.width * figure.height <= 300_000, `${figure.width} x ${figure.height}`);
    assert.equal(figure.picture.width, Math.max(1, Math.round(picture.width * figure.scale)));
  }
  const long = figureLayout({ width: 60_000, height: 100 }, null, measure);
  assert.ok(long.scale < 1 && long.width <= 16_000);
});

test("without a caption there is the picture alone", () => {
  const whole = { x: 0, y: 0, width: 40, height: 30 };
  assert.deepEqual(figureLayout({ width: 40, height: 30 }, null, measure), { width: 40, height: 30, scale: 1, picture: whole, bar: null, texts: [] });
});

test("the caption names class, score, model, method, layer and the ends of the colours", () => {
  const saved = {
    ...randomSaved(1),
    className: "bull mastiff", thanName: "boxer", score: 12.345, probability: 0.4, pixels: 1, form: /** @type {const} */ ("raw"),
    target: { kind: /** @type {const} */ ("difference"), index: 1, than: 2, negated: false, region: null },
    layers: [{ id: "layer4", shape: /** @type {[number, number, number]} */ ([1, 1, 1]) }],
  };
  saved.model.name = "ResNet-18";
  saved.method.usesLayer = true;
  saved.picture.hidden = null;
  assert.deepEqual(captionOf(saved, [0, 3.25]), {
    title: "bull mastiff rather than boxer",
    lines: [
      { label: "Difference of scores", value: "12.3 · probability 40 %" },
      { label: "Model", value: "ResNet-18" },
      { label: "Method", value: "Grad-CAM" },
      { label: "Layer", value: "layer4" },
    ],
    bar: { low: "0", high: "3.25", label: "evidence" },
  });
});

test("a name that is too long keeps its beginning and its end", () => {
  const fits = (/** @type {string} */ line) => line.length <= 20;
  const name = "features.denseblock4.denselayer16.norm1.relu.conv1.norm2.relu.conv2";
  const [line = ""] = wrapped(name, fits, 1);
  assert.match(line, /^feature.*….*conv2$/);
  assert.equal(line.length, 20);
  assert.deepEqual(wrapped("bull mastiff", fits, 1), ["bull mastiff"]);
  assert.deepEqual(wrapped("a cat that sits upon a mat", fits, 2), ["a cat that sits upon", "a mat"]);
  assert.deepEqual(wrapped("👩‍👩‍👧‍👦".repeat(4), (text) => text.length <= 25, 9), ["👩‍👩‍👧‍👦👩‍👩‍👧‍👦", "👩‍👩‍👧‍👦👩‍👩‍👧‍👦"]);
  assert.deepEqual(wrapped("", fits, 3), []);
});

test("drawing writes each text with its room, and the colours of the bar from the table", () => {
  /** @type {any[]} */
  const calls = [];
  const context = new Proxy({}, {
    get: (at, name) => at[name] ?? ((/** @type {any[]} */ ...values) => calls.push([name, ...values])),
    set: (at, name, value) => ((at[name] = value), calls.push([name, value]), true),
  });
  const figure = figureLayout({ width: 400, height: 300 }, captionOf(randomSaved(4), [0, 1]), measure);
  const table = Uint8Array.from({ length: 768 }, (_, at) => at / 3);
  drawFigure(/** @type {any} */ (context), figure, { overlay: /** @type {any} */ ("overlay"), table });
  const named = (/** @type {string} */ name) => calls.filter(([one]) => one === name);
  assert.deepEqual(named("drawImage"), [["drawImage", "overlay", 0, 0, 400, 300]]);
  assert.deepEqual(named("fillText").map(([, text, , , width]) => [text, width]), figure.texts.map(({ text, width }) => [text, width]));
  const columns = named("fillRect").slice(1);
  assert.equal(columns.reduce((sum, [, , , width]) => sum + width, 0), figure.bar?.width);
  assert.ok(calls.some(([name, value]) => name === "fillStyle" && value === "rgb(255 255 255)"));
});
