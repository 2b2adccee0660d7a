import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { jsonOf } from "./json.js";
import { withMetadata } from "./png.js";
import { pythonOf } from "./python.js";
import { randomSaved } from "./random-saved.test.js";
import { reportOf, savedOfReport } from "./report.js";
import { savedOf } from "./saved.js";

const PNG = Buffer.from("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAIAAACQd1PeAAAADElEQVR4nGP4z8AAAAMBAQDJ/pLvAAAAAElFTkSuQmCC", "base64");
const picture = { bytes: new Uint8Array(PNG), type: /** @type {const} */ ("image/png") };
const SHOWN = {
  picture,
  heat: picture,
  opacity: 0.6,
  cells: false,
  sentence: "Half of the evidence lies on 12 % of the picture.",
  bar: { ends: /** @type {const} */ ([0, 3.2]), table: new Uint8Array(768) },
};
const MANY = Array.from({ length: 60 }, (_, seed) => randomSaved(seed));

test("an explanation comes back from its report", async () => {
  for (const saved of MANY) assert.deepEqual(savedOfReport(await reportOf(saved, SHOWN)), saved);
  assert.equal(savedOfReport("<!doctype html><title>another page</title>"), null);
});

test("whatever names hold, they are text: there are no elements and no handlers but the report's own", async () => {
  const plain = await reportOf({ ...MANY[0], className: "cat" }, SHOWN);
  const tags = (/** @type {string} */ html) => html.replace(/(<script type="application\/json"[^>]*>)[\s\S]*?<\/script>/, "$1</script>").match(/<[a-z!/][^\s>]*/gi) ?? [];
  const allowed = new Set(tags(plain));
  for (const saved of MANY) {
    const html = await reportOf(saved, { ...SHOWN, sentence: saved.className });
    assert.deepEqual([...new Set(tags(html))].filter((tag) => !allowed.has(tag) && !/^<\/?(a|details|summary|table|tbody|thead|tr|td|th|div)$/.test(tag)), []);
    assert.equal(html.match(/<script/g)?.length, 2);
    assert.equal(html.match(/<\/script>/g)?.length, 2);
    const withoutValues = html.replace(/<script[\s\S]*?<\/script>/g, "").replace(/"[^"]*"/g, '""');
    assert.doesNotMatch(withoutValues, /<[^>]*\son\w+\s*=/i);
  }
});

test("the policy allows this style and this script alone, by their hashes", async () => {
  const html = await reportOf(MANY[1], SHOWN);
  const hash = (/** @type {string | undefined} */ text) => `'sha256-${createHash("sha256").update(text ?? "").digest("base64")}'`;
  const [, policy = ""] = /Content-Security-Policy" content="([^"]*)"/.exec(html) ?? [];
  const [, style] = /<style>([\s\S]*?)<\/style>/.exec(html) ?? [];
  const [, script] = /<script>([\s\S]*?)<\/script>/.exec(html) ?? [];
  assert.equal(policy, `default-src 'none'; img-src data:; style-src ${hash(style)}; script-src ${hash(script)}; base-uri 'none'; form-action 'none'`);
  assert.doesNotMatch(html, / style=/);
});

test("it asks nothing of the network, and links nowhere but to the page", async () => {
  for (const saved of MANY) {
    const html = (await reportOf(saved, SHOWN)).replace(/<script type[\s\S]*?<\/script>/, "");
    const addresses = [...html.matchAll(/(?:src|href)="([^"]*)"/g)].map(([, address]) => address);
    for (const address of addresses) assert.match(address ?? "", /^(data:image\/png;base64,|https:\/\/sightline\.example\/#)/);
    assert.doesNotMatch(html, /url\(|@import/);
  }
});

test("a link that is no address is left out", async () => {
  const html = await reportOf({ ...MANY[0], link: "javascript:alert(1)" }, SHOWN);
  assert.doesNotMatch(html, /<a /);
});

test("the picture and the heatmap have texts, the slider a label", async () => {
  const html = await reportOf({ ...MANY[0], picture: { ...MANY[0].picture, name: "cat.jpg" } }, SHOWN);
  assert.match(html, /<img class="picture" alt="The picture cat\.jpg"/);
  assert.match(html, /<img class="heat"[^>]* alt="Heatmap over it\. Half of the evidence/);
  assert.match(html, /<label for="opacity">/);
  assert.match(html, /<html lang="en">/);
});

// A JPEG of a camera: EXIF with a place and an owner.
const SECRET = "52.5163 N 13.3777 E, Jane Doe, Camera 4711";
const segment = (/** @type {number} */ marker, /** @type {string} */ text) => Buffer.concat([Buffer.from([0xff, marker, (text.length + 2) >> 8, (text.length + 2) & 255]), Buffer.from(text, "latin1")]);
const jpegOf = (/** @type {Buffer[]} */ ...segments) => new Uint8Array(Buffer.concat([Buffer.from([0xff, 0xd8]), ...segments, Buffer.from([0xff, 0xda, 0, 2, 1, 2, 0xff, 0xd9])]));
const chunk = (/** @type {string} */ type, /** @type {Buffer} */ data) => Buffer.concat([Buffer.from([data.length >> 24, data.length >> 16, data.length >> 8, data.length]), Buffer.from(type), data, Buffer.alloc(4)]);

test("a picture with EXIF, XMP, a comment or text never gets into a report", async () => {
  const jfif = segment(0xe0, "JFIF\0\x01\x01\0\0\x01\0\x01\0\0");
  const png = (/** @type {Buffer} */ one) => new Uint8Array(Buffer.concat([PNG.subarray(0, 33), one, PNG.subarray(33)]));
  const webp = (/** @type {string} */ name) => new Uint8Array(Buffer.concat([Buffer.from("RIFF\0\0\0\0WEBPVP8 \x02\0\0\0ab"), Buffer.from(`${name}\x04\0\0\0abcd`)]));
  const marked = /** @type {const} */ ([
    [jpegOf(jfif, segment(0xe1, `Exif\0\0${SECRET}`)), "image/jpeg"],
    [jpegOf(segment(0xe1, `http://ns.adobe.com/xap/1.0/\0${SECRET}`)), "image/jpeg"],
    [jpegOf(jfif, segment(0xed, `Photoshop 3.0\0${SECRET}`)), "image/jpeg"],
    [jpegOf(jfif, segment(0xfe, SECRET)), "image/jpeg"],
    [png(chunk("eXIf", Buffer.from(SECRET))), "image/png"],
    [png(chunk("zTXt", deflateSync(SECRET))), "image/png"],
    [webp("EXIF"), "image/webp"],
    [webp("XMP "), "image/webp"],
    [jpegOf(jfif), "image/png"],
    [new Uint8Array(), "image/jpeg"],
  ]);
  for (const [bytes, type] of marked) {
    await assert.rejects(reportOf(MANY[0], { ...SHOWN, picture: { bytes, type } }), { code: "picture-has-metadata" }, type);
    await assert.rejects(reportOf(MANY[0], { ...SHOWN, heat: { bytes, type } }), { code: "picture-has-metadata" }, type);
  }
  for (const bytes of [jpegOf(jfif), jpegOf(jfif, segment(0xe2, "ICC_PROFILE\0"))]) await reportOf(MANY[0], { ...SHOWN, picture: { bytes, type: "image/jpeg" } });
});

test("of a photograph's file nothing is saved but its name, without its folder: not in any format", async () => {
  const base = MANY[0];
  const explanation = { ...base, target: { ...base.target, region: undefined, ...SECRETS() }, layer: "", layers: base.layers.map(({ id }) => id), options: {}, points: new Uint16Array(), backend: "cpu", milliseconds: { total: 1 }, ...SECRETS() };
  const saved = savedOf(/** @type {any} */ ({
    link: "#1",
    model: { ...base.model, classes: ["a", "b"], layers: [], ...SECRETS() },
    modelFile: `/home/jane/${SECRET}/net.onnx`,
    picture: { ...base.picture, crop: { ...base.picture.crop, ...SECRETS() }, name: `C:\\Users\\${SECRET}\\DCIM\\cat.jpg`, blob: jpegOf(segment(0xe1, `Exif\0\0${SECRET}`)), ...SECRETS() },
    hidden: { rects: [{ x: 0, y: 0, width: 1, height: 1, ...SECRETS() }], colour: [0, 0, 0] },
    explanation,
    scores: [],
    method: { ...base.method, ...SECRETS() },
    preprocessing: { ...base.preprocessing, ...SECRETS() },
    sightline: "0.1.0",
  }));
  assert.equal(saved.picture.name, "cat.jpg");
  assert.equal(saved.model.file, "net.onnx");
  const files = [jsonOf(saved), await reportOf(saved, SHOWN), Buffer.from(withMetadata(PNG, saved)).toString("latin1"), pythonOf({ ...saved, model: { ...saved.model, format: "onnx" } })];
  for (const file of files) assert.doesNotMatch(file, /Jane|4711|52\.5163|Users|home/);
});

/** What must not get into any file, under a name that nobody asked for. */
function SECRETS() {
  return { exif: SECRET, webkitRelativePath: SECRET };
}
