/**
 * Asks the engine in Chromium for every explanation of `cases.mjs`, and writes it as the page saves it: `cases/NAME.json`, and
 * `cases/NAME.py`, the script that computes it again. By hand, after `cargo xtask build` and `files.py`:
 *
 *     node make_cases.mjs FOLDER [DIST] [NAME ...]
 *
 * FOLDER has the files of `files.py`, and gets layers models beside them: that of the shapes, one of Teachable Machine's, and
 * files of Keras. DIST is the built page, `dist` of the repository unless it is given; NAMEs of cases, all unless
 * they are given.
 */
import { createHash } from "node:crypto";
import { copyFileSync, createReadStream, existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { chromium } from "@playwright/test";
import { jsonOf } from "../../../web/save/json.js";
import { pythonOf } from "../../../web/save/python.js";
import { savedOf } from "../../../web/save/saved.js";
import { ARGUMENTS, executablePath } from "../../browser/chromium.js";
import { modelFiles } from "../../browser/files.js";
import { teachableZip } from "../../browser/teachable.js";
import { CASES } from "./cases.mjs";

const HERE = fileURLToPath(new URL(".", import.meta.url));
const [folder, dist = fileURLToPath(new URL("../../../dist/", import.meta.url)), ...names] = process.argv.slice(2);
const TYPES = { ".js": "text/javascript", ".wasm": "application/wasm", ".html": "text/html", ".json": "application/json" };

/** The files of a model that has several. @type {Record<string, string[]>} */
const PARTS = { "model.json": modelFiles().map(({ name }) => name) };
for (const { name, buffer } of [...modelFiles(), teachableZip()]) writeFileSync(join(folder, name), buffer);
for (const { model } of CASES) {
  const [, name, ending] = /^(.*)\.(keras|h5)$/.exec(model) ?? [];
  if (name) copyFileSync(join(HERE, "../keras/files", name, `model.${ending}`), join(folder, model));
}

const server = createServer((request, response) => {
  const path = decodeURIComponent(new URL(request.url ?? "/", "http://localhost").pathname);
  if (path === "/blank.html") return response.writeHead(200, { "content-type": "text/html" }).end("<!doctype html><title>blank</title>");
  const file = path.startsWith("/files/") ? join(folder, path.slice(7)) : join(dist, path);
  if (!existsSync(file)) return response.writeHead(404).end();
  response.writeHead(200, { "content-type": TYPES[extname(file)] ?? "application/octet-stream" });
  createReadStream(file).pipe(response);
});
await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
const browser = await chromium.launch({ executablePath, args: ARGUMENTS.cpu });
const page = await browser.newPage();
page.on("console", (message) => message.type() === "error" && console.error(message.text()));
await page.goto(`http://127.0.0.1:${server.address().port}/blank.html`);
mkdirSync(join(HERE, "cases"), { recursive: true });
const sha256 = createHash("sha256").update(readFileSync(join(folder, "picture.png"))).digest("hex");

for (const asked of CASES.filter(({ name }) => names.length === 0 || names.includes(name))) {
  const { model, input, explanation, scores, size, method } = await page.evaluate(ask, { ...asked, files: PARTS[asked.model] ?? [asked.model] });
  const saved = savedOf({
    link: "",
    model,
    modelFile: asked.model,
    picture: { name: "picture.png", sha256, ...size },
    hidden: null,
    explanation: { ...explanation, map: Float32Array.from(explanation.map) },
    scores,
    method,
    preprocessing: input,
    sightline: "0.1.0",
  });
  writeFileSync(join(HERE, "cases", `${asked.name}.json`), jsonOf(saved));
  writeFileSync(join(HERE, "cases", `${asked.name}.py`), pythonOf(saved, { json: `${asked.name}.json` }));
  console.log(asked.name, saved.height, "x", saved.width, saved.min, saved.max);
}
await browser.close();
server.close();

/** Runs in the page. @param {import("./cases.mjs").Case & { files: string[] }} asked */
async function ask({ files, model: name, method: id, layers, merge = "mean", options = {}, target = {}, input }) {
  const { Sightline } = await import("/web/sightline.js");
  const file = async (/** @type {string} */ one) => new File([await (await fetch(`/files/${one}`)).blob()], one);
  const known = (globalThis.known ??= { lens: await Sightline.start({ backend: "cpu" }) });
  const { lens } = known;
  if (known.name !== name) {
    await lens.loadModel(await Promise.all(files.map(file)));
    known.name = name;
  }
  const { model } = await lens.setPreprocessing(input);
  const size = await lens.setPicture(await file("picture.png"));
  const scores = await lens.classify();
  const [{ index }, { index: than }] = scores.toSorted((a, b) => b.logit - a.logit);
  const kind = target.kind ?? "class";
  const explanation = await lens.explain({
    method: id,
    options,
    target: { kind, index, negated: target.negated ?? false, ...(kind === "difference" && { than }) },
    ...(layers?.length > 1 ? { layers, merge } : { layer: layers?.[0] ?? model.defaultLayer }),
  });
  const method = lens.catalogue.methods.find((one) => one.id === id);
  return { model, input, scores, size, method, explanation: { ...explanation, map: [...explanation.map], points: [] } };
}
