/** What may be shown, for tests: one plain example, and anything that a link takes. */
import fc from "fast-check";
import { AXES, COLOURS, FITS, GRID_SCALES, INTERPOLATIONS, KINDS, LOOKS, MERGES, RESIZERS, STRIPS } from "./shown.js";

export const HASH = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

export const DEFAULTS = Object.freeze({
  model: { id: "efficientnet-lite0" },
  reading: { weights: null, network: null, output: null, task: null },
  input: null,
  picture: { id: "chelsea" },
  target: { kind: "class", index: 281, than: null, negated: false, region: null },
  layers: ["features"],
  merge: "mean",
  method: "grad-cam",
  options: {},
  view: { look: "glow", opacity: 0.85, wipe: 0.5, colourMap: "inferno", scale: "min-max", cells: false, against: false, contours: false },
  threshold: 0.5,
  strip: "layers",
  grid: null,
  ticks: { method: null, layer: null, class: null, picture: null, model: null },
  judge: { object: null, metrics: null },
  hidden: [],
  lesson: null,
});

const record = (model) => fc.record(model, { noNullPrototype: true });

/** What is easily lost on the way: structure, Markdown, other scripts, numbers and words as texts. */
const hard = fc.constantFrom(
  "281", "-1.5", "1e5", "true", "false", "none", "each", "a b", "a+b", "a;b=c", "x~k3f9a", "me@home", "http://a", "__proto__", "_a_", "a__b", "layer4.1.conv2", "/features/0/Conv",
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

const share = fc.oneof(fc.constantFrom(0, 0.5, 1, 0.85), fc.double({ min: 0, max: 1, noNaN: true }).map((value) => value + 0));
const optional = (arbitrary) => fc.option(arbitrary);
const some = (arbitrary, maxLength = 3) => optional(fc.array(arbitrary, { maxLength }));
const side = fc.integer({ min: 1, max: 4096 });
const three = fc.tuple(finite, finite, finite);

const input = record({
  width: side, height: side, fit: fc.constantFrom(...FITS), resize: optional(side), interpolation: fc.constantFrom(...INTERPOLATIONS), resizer: fc.constantFrom(...RESIZERS),
  range: fc.tuple(finite, finite), mean: three, std: three, channels: fc.constantFrom(...COLOURS),
});

export const shownCases = record({
  model: ref,
  reading: record({ weights: optional(word), network: optional(word), output: optional(word), task: optional(word) }),
  input: optional(input),
  picture: ref,
  target: record({
    kind: fc.constantFrom(...KINDS),
    index: fc.oneof(fc.nat(21842), word),
    than: optional(fc.nat(21842)),
    negated: fc.boolean(),
    region: optional(rect),
  }),
  layers: fc.array(word, { maxLength: 5 }),
  merge: fc.constantFrom(...MERGES),
  method: word,
  options: fc.dictionary(word, fc.oneof(fc.boolean(), finite, fc.nat(), word, fc.constant("")), { maxKeys: 5, noNullPrototype: true }),
  view: record({
    look: fc.constantFrom(...LOOKS),
    opacity: share,
    wipe: share,
    colourMap: word,
    scale: word,
    cells: fc.boolean(),
    against: fc.boolean(),
    contours: fc.boolean(),
  }),
  threshold: share,
  strip: fc.constantFrom(...STRIPS),
  grid: optional(record({
    rows: fc.constantFrom(...AXES), columns: fc.constantFrom(...AXES), scale: fc.constantFrom(...GRID_SCALES), best: optional(fc.boolean()), difference: fc.boolean(),
  })),
  ticks: record({ method: some(word), layer: some(optional(word)), class: some(optional(fc.nat(21842))), picture: some(ref), model: some(ref) }),
  judge: record({ object: optional(rect), metrics: some(word) }),
  hidden: fc.array(rect, { maxLength: 4 }),
  lesson: fc.option(record({ name: fc.stringMatching(/^[a-z]{1,9}(-[a-z]{1,9}){0,5}$/), step: fc.nat(99) })),
});
