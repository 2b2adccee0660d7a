/** What may be shown, for tests: one plain example, and anything that a link takes. */
import fc from "fast-check";
import { AXES, GRID_SCALES, KINDS, LOOKS, MERGES, STRIPS } from "./shown.js";

export const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const DEFAULTS = Object.freeze({
  model: { id: "efficientnet-lite0" },
  picture: { id: "chelsea" },
  target: { kind: "class", index: 281, than: null, negated: false, region: null },
  layers: ["features"],
  merge: "mean",
  method: "grad-cam",
  options: {},
  view: { look: "glow", opacity: 0.85, colourMap: "inferno", scale: "min-max", cells: false, against: false, contours: false },
  strip: "layers",
  grid: null,
  hidden: [],
  lesson: null,
});

const record = (model) => fc.record(model, { noNullPrototype: true });

/** What is easily lost on the way: structure, Markdown, other scripts, numbers and words as texts. */
const hard = fc.constantFrom(
  "281", "-1.5", "1e5", "true", "false", "none", "a b", "a+b", "a;b=c", "x~k3f9a", "me@home", "http://a", "__proto__", "_a_", "a__b", "layer4.1.conv2", "/features/0/Conv",
  "(a|b)", '"q"', "'s'", "100 %", "%41", "Müll", "猫", "🐈", "<b>", "[x](y)", "*b*", "`c`", "a,b", "a:b", "a\\b", "a\nb", "...", "!", "#", "&amp;", "?",
);
const word = fc.oneof(hard, fc.string({ unit: "binary", minLength: 1, maxLength: 30 }), fc.string({ minLength: 1, maxLength: 30 }));
const sha256 = fc.oneof(fc.stringMatching(/^[0-9a-f]{64}$/), fc.constantFrom("0".repeat(64), "f".repeat(64), HASH));
const url = fc.oneof(
  fc.webUrl({ validSchemes: ["https"], withQueryParameters: true, withFragments: true, size: "small" }),
  fc.constantFrom("https://example.org/a%20b@2x.png?q=(1);~#z", "http://localhost:8080/m.onnx", "https://b\u00fccher.example/\u732b.onnx", "https://h/+%2B+"),
);
const ref = fc.oneof(record({ id: word }), record({ url, sha256 }), record({ sha256, name: word }));
const place = fc.oneof(fc.nat(5000), fc.double({ min: 0, max: 1e6, noNaN: true }).map((value) => value + 0));
const rect = record({ x: place, y: place, width: place, height: place });
const finite = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);

export const shownCases = record({
  model: ref,
  picture: ref,
  target: record({
    kind: fc.constantFrom(...KINDS),
    index: fc.oneof(fc.nat(21842), word),
    than: fc.option(fc.nat(21842)),
    negated: fc.boolean(),
    region: fc.option(rect),
  }),
  layers: fc.array(word, { maxLength: 5 }),
  merge: fc.constantFrom(...MERGES),
  method: word,
  options: fc.dictionary(word, fc.oneof(fc.boolean(), finite, fc.nat(), word, fc.constant("")), { maxKeys: 5, noNullPrototype: true }),
  view: record({
    look: fc.constantFrom(...LOOKS),
    opacity: fc.oneof(fc.constantFrom(0, 0.5, 1, 0.85), fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0)),
    colourMap: word,
    scale: word,
    cells: fc.boolean(),
    against: fc.boolean(),
    contours: fc.boolean(),
  }),
  strip: fc.constantFrom(...STRIPS),
  grid: fc.option(record({ rows: fc.constantFrom(...AXES), columns: fc.constantFrom(...AXES), scale: fc.constantFrom(...GRID_SCALES), models: fc.array(ref, { maxLength: 3 }) })),
  hidden: fc.array(rect, { maxLength: 4 }),
  lesson: fc.option(record({ name: fc.stringMatching(/^[a-z]{1,9}(-[a-z]{1,9}){0,5}$/), step: fc.nat(99) })),
});
