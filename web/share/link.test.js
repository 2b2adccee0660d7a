import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { seal } from "./frame.js";
import { decode, encode, VERSION, withFields } from "./link.js";
import { DEFAULTS, HASH, shownCases } from "./shown-cases.test.js";

/** Printable ASCII: 94 characters. */
const CHARACTERS = Array.from({ length: 94 }, (_, at) => String.fromCharCode(33 + at));
const PAGE = "https://sightline.example.org/";

const link = (change) => encode({ ...DEFAULTS, ...change }, DEFAULTS);
const sealed = (fields, version = VERSION) => seal(version, new Map(Object.entries(fields)));
const problem = (fragment, ...more) => {
  const read = decode(fragment, DEFAULTS, ...more);
  assert.ok("problem" in read, `${fragment} was taken`);
  assert.ok(read.message.length <= 300 && /[.]$/.test(read.message), read.message);
  return read.problem;
};

test("any state comes back from its link, whatever the defaults are", () => {
  fc.assert(
    fc.property(shownCases, shownCases, (shown, defaults) => {
      assert.deepEqual(decode(encode(shown, defaults), defaults), { shown, inside: null, isOlder: false });
    }),
    { numRuns: 500 },
  );
});

test("every beginning of a link is known to be cut", () => {
  fc.assert(
    fc.property(shownCases, (shown) => {
      const whole = encode(shown, DEFAULTS);
      for (let length = 2; length < whole.length; length++) assert.equal(problem(whole.slice(0, length)), "cut");
    }),
  );
});

test("every changed character of a link is noticed", () => {
  const whole = link({ model: { url: "https://example.org/m.onnx", sha256: HASH } });
  for (let at = 1; at < whole.length; at++) {
    for (const character of [...CHARACTERS, " ", "é", "猫"]) {
      if (character !== whole[at]) problem(whole.slice(0, at) + character + whole.slice(at + 1));
    }
  }
  fc.assert(
    fc.property(shownCases, fc.nat(), fc.constantFrom(...CHARACTERS), (shown, where, character) => {
      const fragment = encode(shown, DEFAULTS);
      const at = 1 + (where % (fragment.length - 1));
      fc.pre(fragment[at] !== character);
      problem(fragment.slice(0, at) + character + fragment.slice(at + 1));
    }),
    { numRuns: 1000 },
  );
});

// Certain for two neighbours that are swapped; of the other changes one in 2^24 passes.
test("swapped, lost, doubled and moved characters are noticed", () => {
  fc.assert(
    fc.property(shownCases, fc.nat(), fc.nat(), fc.integer({ min: 1, max: 12 }), (shown, where, other, length) => {
      const whole = encode(shown, DEFAULTS);
      const at = 1 + (where % (whole.length - 2));
      const to = 1 + (other % (whole.length - 2));
      const [before, a, b, after] = [whole.slice(0, at), whole[at], whole[at + 1], whole.slice(at + 2)];
      const without = before + whole.slice(at + length);
      const changed = [before + b + a + after, before + b + after, before + a + a + b + after, without, without.slice(0, to) + whole.slice(at, at + length) + without.slice(to)];
      for (const text of changed) if (text !== whole && text !== "#") problem(text);
    }),
    { numRuns: 1000 },
  );
});

test("a link has only characters that chat programs and Markdown take for an address, and ends in a letter or digit", () => {
  fc.assert(
    fc.property(shownCases, (shown) => {
      const fragment = encode(shown, DEFAULTS);
      assert.match(fragment, /^#\d+(;[a-z]+=([A-Za-z0-9\-._:/@,+]|%[0-9A-F]{2})*)*~[0-9a-v]{5}$/);
      assert.equal(new URL(fragment, PAGE).hash, fragment); // a browser's address bar changes nothing
    }),
  );
});

test("any text is read as a link or refused with a message of at most 300 characters, and never throws", () => {
  const anything = fc.oneof(
    fc.string({ unit: "binary", maxLength: 400 }),
    fc.string({ maxLength: 40 }).map((text) => `#1;m=${text}~00000`),
    // Whole, and nonsense inside.
    fc.tuple(fc.constantFrom("m", "p", "c", "than", "region", "l", "o", "opacity", "grid", "hidden", "input", "gridlayers", "gridpictures", "judge", "zoom", "in"), fc.stringMatching(/^[\w.,:@/%+-]{0,300}$/)).map(([key, text]) => sealed({ [key]: text })),
  );
  fc.assert(
    fc.property(anything, (text) => {
      const read = decode(text, DEFAULTS);
      if ("problem" in read) assert.ok(read.message.length <= 300, read.message);
      else if (read.inside === null) assert.deepEqual(decode(encode(read.shown, DEFAULTS), DEFAULTS), read);
    }),
    { numRuns: 3000 },
  );
});

const EVERYTHING = {
  model: { url: "https://example.org/models/m.onnx", sha256: HASH },
  reading: { weights: "raw", network: "Inception v3", output: "aux_logits", task: "multi-label" },
  input: {
    width: 299, height: 224, fit: "resize-crop", resize: 256, interpolation: "bicubic", resizer: "pillow", range: [0, 255], mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, -1], channels: "bgr",
  },
  picture: { sha256: HASH, name: "my cat (2).jpg" },
  target: { kind: "difference", index: "tiger cat", than: 242, negated: true, region: { x: 1, y: 2.5, width: 30, height: 40 } },
  layers: ["layer3", "layer4.1/conv_2"],
  merge: "product",
  method: "score-cam",
  options: { samples: 25, smooth: true, sign: "all" },
  view: { look: "spotlight", opacity: 0.5, wipe: 0.25, colourMap: "jet", scale: "quantile", cells: true, against: true, contours: true },
  threshold: 0.3,
  strip: "classes",
  grid: { rows: "class", columns: "layer", scale: "row", best: true, difference: true },
  ticks: { method: ["grad-cam", "score-cam"], layer: [null, "each"], class: [null, 281], picture: [{ id: "cat" }, { sha256: HASH, name: "a,b.jpg" }], model: [{ id: "shapes" }] },
  judge: { object: { x: 10, y: 20, width: 5, height: 6 }, metrics: ["deletion", "insertion"] },
  hidden: [{ x: 0, y: 0, width: 5, height: 5 }, { x: 9, y: 9, width: 5, height: 5 }],
  lesson: null,
};
const PACKED_HASH = "3z4xlzwqzv7xv6t8ytwrg293d16fwub5atu4qcwqooidytq9zc";

test("links of version 1 are read as they were written, for ever", () => {
  assert.deepEqual(decode("#1;m=efficientnet-lite0;p=chelsea;c=281;l=features;x=grad-cam~1knq2", DEFAULTS), { shown: DEFAULTS, inside: null, isOlder: true });
  const { input: _, threshold: __, ...known } = EVERYTHING;
  const everything = {
    ...DEFAULTS, ...known, reading: DEFAULTS.reading, view: { ...known.view, wipe: 0.5 }, judge: DEFAULTS.judge, ticks: DEFAULTS.ticks, grid: { ...known.grid, best: null, difference: false },
  };
  const written =
    `#1;m=https://example.org/models/m.onnx@${PACKED_HASH};p=my+cat+%282%29.jpg@${PACKED_HASH}` +
    ";c=tiger+cat;kind=difference;than=242;negated=true;region=1,2.5,30,40;l=layer3,layer4.1/conv_2;merge=product;x=score-cam;o=samples:25,sign:all,smooth:true" +
    ";look=spotlight;opacity=0.5;map=jet;scale=quantile;cells=true;against=true;contours=true;strip=classes;grid=class,layer,row;hidden=0,0,5,5/9,9,5,5~1vsm6";
  assert.deepEqual(decode(written, DEFAULTS), { shown: everything, inside: null, isOlder: true });
  const { shown: { grid, ticks } } = decode(sealed({ grid: `method,model,own,shapes,a%2Cb.onnx@${PACKED_HASH}` }, 1), DEFAULTS);
  assert.deepEqual(grid, { rows: "method", columns: "model", scale: "own", best: null, difference: false });
  assert.deepEqual(ticks, { ...DEFAULTS.ticks, model: [{ id: "shapes" }, { sha256: HASH, name: "a,b.onnx" }] });
  assert.equal(problem(sealed({ grid: "class,layer" }, 1)), "unfit");
});

test("links of version 2 are read as they were written, for ever", () => {
  assert.equal(link({}), "#2;m=efficientnet-lite0;p=chelsea;c=281;l=features;x=grad-cam~dvakb");
  const written =
    `#2;m=https://example.org/models/m.onnx@${PACKED_HASH};weights=raw;network=Inception+v3;output=aux_logits;task=multi-label` +
    `;input=299,224,resize-crop,256,bicubic,pillow,bgr,0,255,0.485,0.456,0.406,0.229,0.224,-1;p=my+cat+%282%29.jpg@${PACKED_HASH}` +
    ";c=tiger+cat;kind=difference;than=242;negated=true;region=1,2.5,30,40;l=layer3,layer4.1/conv_2;merge=product;x=score-cam;o=samples:25,sign:all,smooth:true" +
    ";look=spotlight;opacity=0.5;wipe=0.25;map=jet;scale=quantile;cells=true;against=true;contours=true;threshold=0.3;strip=classes;grid=class,layer,row,true,true" +
    `;gridmethods=grad-cam,score-cam;gridlayers=each,%65ach;gridclasses=each,281;gridpictures=cat,a%2Cb.jpg@${PACKED_HASH};gridmodels=shapes` +
    ";object=10,20,5,6;metrics=deletion,insertion;hidden=0,0,5,5/9,9,5,5~fkau4";
  assert.equal(encode(EVERYTHING, DEFAULTS), written);
  assert.deepEqual(decode(written, DEFAULTS), { shown: EVERYTHING, inside: null, isOlder: false });
});

test("a link has the lesson beside the page and its step, and what is no step is refused", () => {
  const lesson = { name: "where-does-it-look", step: 3 };
  const fragment = link({ lesson });
  assert.match(fragment, /;lesson=where-does-it-look\/3~/);
  assert.deepEqual(decode(fragment, DEFAULTS).shown.lesson, lesson);
  for (const wrong of ["where-does-it-look", "where-does-it-look/", "a/b/3", "A/3", "a/-1", "a/100"]) assert.equal(decode(sealed({ lesson: wrong }), DEFAULTS).problem, "unfit", wrong);
});

test("fields of a link change what is shown, and only that; what no link says is refused", () => {
  const changed = withFields(DEFAULTS, "c=388;cells=true");
  assert.deepEqual(changed, { ...DEFAULTS, target: { ...DEFAULTS.target, index: 388 }, view: { ...DEFAULTS.view, cells: true } });
  assert.equal(DEFAULTS.target.index, 281);
  for (const wrong of ["zoom=2", "c=", "cells=yes", "c"]) assert.throws(() => withFields(DEFAULTS, wrong), /./, wrong);
});

test("an empty fragment shows the defaults, and a link that says little takes the rest from them", () => {
  for (const fragment of ["", "#"]) assert.deepEqual(decode(fragment, DEFAULTS), { shown: DEFAULTS, inside: null, isOlder: false });
  assert.deepEqual(decode(sealed({ c: "7" }), DEFAULTS).shown, { ...DEFAULTS, target: { ...DEFAULTS.target, index: 7 } });
});

test("a link means the same explanation when the page gets other defaults", () => {
  const other = { ...DEFAULTS, model: { id: "new" }, picture: { id: "new" }, target: { ...DEFAULTS.target, index: 1 }, layers: [], method: "new" };
  assert.deepEqual(decode(link({}), other).shown, DEFAULTS);
});

test("a typical link has under 300 characters, also with a model from the web and a picture of one's own", () => {
  const own = { sha256: HASH, name: "IMG_20260412_1024.jpg" };
  const model = { url: "https://huggingface.co/timm/mobilenetv3_large_100.ra_in1k/resolve/main/model.safetensors", sha256: HASH };
  const view = { ...DEFAULTS.view, look: "spotlight", opacity: 0.6 };
  const lengths = [{}, { view, layers: ["layer4"], method: "layer-cam" }, { picture: own, view }, { model, picture: own }].map((change) => (PAGE + link(change)).length);
  assert.deepEqual(lengths, [97, 123, 189, 283]);
  assert.ok(lengths.every((length) => length < 300));
});

test("a number and a name that looks like one are different classes", () => {
  const of = (index) => decode(link({ target: { ...DEFAULTS.target, index } }), DEFAULTS).shown.target.index;
  for (const index of [0, "0", 281, "281", "none", "true", "bull mastiff"]) assert.equal(of(index), index);
});

test("what a sentence puts behind a link does not count", () => {
  const whole = link({});
  for (const after of [".", ",", "!", "?", ")", "),", ">", "*", "%22", "'"]) assert.deepEqual(decode(whole + after, DEFAULTS).shown, DEFAULTS);
  assert.equal(problem(`${whole}a`), "damaged");
  assert.equal(problem(`${whole}&utm=1`), "damaged");
});

test("a link that was percent-encoded as a whole is read", () => {
  const shown = { ...DEFAULTS, picture: { sha256: HASH, name: "a b (1).jpg" } };
  assert.deepEqual(decode(`#${encodeURIComponent(encode(shown, DEFAULTS).slice(1))}`, DEFAULTS).shown, shown);
});

test("what this page does not know comes from a newer Sightline", () => {
  assert.equal(problem(sealed({ c: "1", zoom: "2" })), "newer");
  assert.equal(problem(sealed({ c: "1" }, VERSION + 1)), "newer");
  assert.equal(problem(sealed({ "c!": "1~2==" }, 7)), "newer");
  for (const field of [{ look: "flames" }, { kind: "logit" }, { merge: "sum" }, { strip: "x" }, { grid: "time,layer,own,none,false" }, { input: "224,224,stretch,none,bilinear,pillow,rgb,0,1,0,0,0,1,1,1" }]) assert.equal(problem(sealed(field)), "newer");
});

test("a link of an older version is read by way of the migrations, one version after the other, or refused", () => {
  // Invented: version 0 called the method `y`, and its opacity was 0.5 where it did not say so.
  const migrations = {
    0(fields) {
      const { y, opacity = "0.5", ...others } = Object.fromEntries(fields);
      return new Map(Object.entries({ ...others, opacity, x: y }));
    },
    1: (fields) => fields,
  };
  const { shown } = decode(sealed({ c: "7", y: "score-cam" }, 0), DEFAULTS, migrations);
  assert.deepEqual([shown.target.index, shown.method, shown.view.opacity], [7, "score-cam", 0.5]);
  assert.equal(decode(sealed({ y: "score-cam", opacity: "1" }, 0), DEFAULTS, migrations).shown.view.opacity, 1);
  assert.equal(decode(sealed({ x: "score-cam" }), DEFAULTS, migrations).shown.view.opacity, 0.85);
  assert.equal(problem(sealed({ c: "7" }, 0)), "older");
});

test("a whole link that says something impossible is refused", () => {
  const hash = "0".repeat(50);
  const impossible = [
    { opacity: "1.5" }, { opacity: "-1" }, { opacity: "much" }, { opacity: "none" }, { c: "-1" }, { c: "1.5" }, { c: "" }, { c: "true" }, { than: "name" }, { cells: "1" },
    { region: "1,2,3" }, { region: "1,2,3,4,5" }, { region: "1,2,3,-4" }, { region: "1,2,3,1e9" }, { hidden: "1,2,3,4/" }, { l: "a,,b" }, { x: "" }, { map: "7" }, { grid: "class,layer" }, { grid: "class,layer,own,1,false" },
    { input: "0,224,crop,none,bilinear,pillow,rgb,0,1,0,0,0,1,1,1" }, { input: "224,224,crop,none,bilinear,pillow,rgb,0,1,0,0,0,1,1" }, { input: "224,224,crop,none,bilinear,pillow,rgb,0,1,0,0,0,1,1,none" },
    { threshold: "2" }, { weights: "1" }, { gridclasses: "cat" }, { gridlayers: ",a" }, { gridmodels: Array(17).fill("a").join(",") }, { metrics: "7" }, { object: "1,2,3" },
    { o: "a" }, { o: "a:1,a:2" }, { o: "a:none" }, { o: "a:1:2" }, { x: "%zz" }, { x: "%ff" }, { l: Array(65).fill("a").join(",") },
    { m: "" }, { m: "a@b" }, { m: `a@${hash}@${hash}` }, { m: "https://example.org/m.onnx" }, { m: `http://example.org/m@${hash}` }, { m: `ftp://example.org/m@${hash}` },
    { m: `https://me:secret%40example.org/m@${hash}` }, { m: `https://me:secret@example.org/m@${hash}` }, { m: `javascript:alert@${hash}` }, { p: `@${hash}` }, { p: `a@${"z".repeat(50)}` }, { p: `a@${hash}0` },
  ];
  for (const field of impossible) assert.equal(problem(sealed(field)), "unfit", JSON.stringify(field));
  assert.equal(problem(seal(VERSION, new Map([["c", "1;c=2"]]))), "unfit");
});

test("another anchor of the page is no link", () => {
  for (const fragment of ["#stage", "#about-us", "main"]) assert.equal(problem(fragment), "foreign");
});

test("no link is made of what it could not bring back", () => {
  const view = (change) => ({ view: { ...DEFAULTS.view, ...change } });
  const target = (change) => ({ target: { ...DEFAULTS.target, ...change } });
  const impossible = [
    view({ opacity: NaN }), view({ opacity: 2 }), view({ look: "flames" }), target({ index: -1 }), target({ index: "" }), target({ index: null }), target({ than: "dog" }), { method: "" }, { layers: [""] },
    { method: "\ud800" }, { model: { url: "http://example.org/m", sha256: HASH } }, { model: { url: "https://example.org/m", sha256: HASH.slice(0, 16) } }, { model: { url: "https://example.org/m", sha256: HASH.toUpperCase() } },
    { model: { url: "https://me:secret@example.org/m", sha256: HASH } }, { picture: { name: "a", sha256: HASH, id: "b" } }, { options: { a: Infinity } }, { options: { a: null } },
    { hidden: [{ x: -1, y: 0, width: 1, height: 1 }] }, { extra: 1 }, view({ extra: 1 }),
  ];
  for (const change of impossible) assert.throws(() => link(change), RangeError, JSON.stringify(change));
});
