/** What is shown becomes a file, or goes to the clipboard. Everything is made on this machine. */
import { cautionOf, sentenceOf } from "../sentence/words.js";
import { ends } from "../sentence/evidence.js";
import { colourMap, isSigned, isSignedScale } from "../stage/display.js";
import { colourise, paint, sheet } from "../stage/paint.js";
import { mainFile } from "../models/source.js";
import { scene } from "../stage/scene.js";
import { readingOf } from "../share/state-link.js";
import { sha256 } from "../downloads/sha256.js";
import { copyImage, copyText } from "./clipboard.js";
import { csvOf } from "./csv.js";
import { download } from "./download.js";
import { captionOf, drawFigure, figureLayout, measureBy } from "./figure.js";
import { savedName } from "./file-name.js";
import { jsonOf } from "./json.js";
import { npyOf } from "./npy.js";
import { withMetadata } from "./png.js";
import { pythonOf } from "./python.js";
import { reportOf } from "./report.js";
import { savedOf } from "./saved.js";
import { VERSION } from "./version.js";

/** @import { State } from "../state.js"
 *  @import { Store } from "../store.js"
 *  @import { Work } from "../work/work.js"
 *  @import { Saved } from "./saved.js" */

/** @typedef {"figure" | "overlay" | "report" | "json" | "npy" | "csv" | "python"} Kind */

export class SaveFlow {
  #store;
  #work;
  #address;

  /** @param {Store} store @param {Work} work @param {() => string} address the link of what is shown, empty without one */
  constructor(store, work, address) {
    this.#store = store;
    this.#work = work;
    this.#address = address;
  }

  /** A file for the person's own disk. @param {Kind} kind */
  save(kind) {
    return this.#run(async (state) => {
      const saved = await savedNow(state, this.#address());
      const { blob, ending } = await this.#made(kind, state, saved);
      download(blob, savedName(saved, ending));
      return "Saved.";
    });
  }

  /** The figure, to be pasted elsewhere. To be called at once in the handler of a press. */
  copyFigure() {
    return this.#run(async (state) => {
      await copyImage(async () => {
        const saved = await savedNow(state, this.#address());
        return (await this.#made("figure", state, saved)).blob;
      });
      return "Copied.";
    });
  }

  /** The Python script, to be pasted elsewhere. */
  copyPython() {
    return this.#run(async (state) => {
      await copyText(pythonOf(await savedNow(state, this.#address()), { reading: readingOf(state) }));
      return "Script copied.";
    });
  }

  /** Acts at once, as Safari wants it of a copy. @param {(state: State) => Promise<string>} act */
  #run(act) {
    const { state, dispatch } = this.#store;
    return this.#work.run({ label: "Saving", place: "save" }, async () => {
      const status = await act(state);
      dispatch({ type: "told", status });
    });
  }

  /** @param {Kind} kind @param {State} state @param {Saved} saved @returns {Promise<{ blob: Blob, ending: string }>} */
  async #made(kind, state, saved) {
    const text = (/** @type {string} */ content, /** @type {string} */ type, /** @type {string} */ ending) => ({ blob: new Blob([content], { type }), ending });
    switch (kind) {
      case "figure":
      case "overlay":
        return { blob: await figure(state, saved, kind === "figure"), ending: "png" };
      case "report":
        return text(await report(state, saved), "text/html", "html");
      case "json":
        return text(jsonOf(saved), "application/json", "json");
      case "npy":
        return { blob: new Blob([npyOf(saved)], { type: "application/octet-stream" }), ending: "npy" };
      case "csv":
        return text(csvOf(saved), "text/csv", "csv");
      case "python":
        return text(pythonOf(saved, { reading: readingOf(state) }), "text/x-python", "py");
    }
  }
}

/** @param {State} state @param {string} link @returns {Promise<Saved>} */
async function savedNow({ model, picture, explanation, scores, input, catalogue, modelRef, pictureRef, seenModels }, link) {
  const method = catalogue?.methods.find(({ id }) => id === explanation?.method);
  if (!model || !picture || !explanation || !input || !method) throw new Error("There is nothing to save yet: a model and a picture make a map.");
  const hash = pictureRef && "sha256" in pictureRef ? pictureRef.sha256 : await sha256(await picture.blob.arrayBuffer());
  const { width, height } = picture;
  return savedOf({
    link,
    model,
    modelFile: modelRef && "name" in modelRef ? (mainFile(seenModels.find(({ ref }) => ref === modelRef)?.files ?? [])?.name ?? null) : null,
    picture: { name: picture.name, sha256: hash, width, height, crop: picture.crop ?? { x: 0, y: 0, width, height } },
    // The map is of the whole picture, whatever is hidden on the stage.
    hidden: null,
    explanation,
    scores: scores ?? [],
    method,
    preprocessing: input,
    sightline: VERSION,
  });
}

/** What the stage shows, at the resolution of the picture. @param {State} state @param {Saved} saved @param {boolean} hasCaption */
async function figure(state, saved, hasCaption) {
  const shown = scene(state);
  if (!shown) throw new Error("There is no picture to save.");
  const { canvas: overlay } = sheet({ width: 1, height: 1 });
  paint(overlay, shown);
  const map = state.heatmap && colourMap(state, state.heatmap.display);
  const caption = hasCaption ? captionOf(saved, endsOf(state)) : null;
  const { context: measuring } = sheet({ width: 1, height: 1 });
  // Several panels are as wide as they are on the stage, in pixels of the picture.
  const width = Math.round((state.picture?.width ?? 1) * (overlay.width / shown.picture.drawing.width));
  const layout = figureLayout({ width, height: state.picture?.height ?? 1 }, caption, measureBy(measuring));
  const { canvas, context } = sheet(layout);
  drawFigure(context, layout, { overlay, table: map?.table ?? null });
  return new Blob([withMetadata(new Uint8Array(await (await encoded(canvas, "image/png")).arrayBuffer()), saved)], { type: "image/png" });
}

/** @param {State} state @returns {readonly [number, number] | null} */
function endsOf(state) {
  const { explanation, heatmap } = state;
  if (!explanation || !heatmap) return null;
  return ends(explanation, { relu: heatmap.display.relu, signedScale: isSignedScale(state, heatmap.display) });
}

/** @param {State} state @param {Saved} saved */
async function report(state, saved) {
  const { picture, heatmap, display } = state;
  const map = heatmap && colourMap(state, heatmap.display);
  if (!picture || !heatmap || !map) throw new Error("There is no map to save.");
  const { canvas, context } = sheet(picture.drawing);
  context.drawImage(picture.drawing, 0, 0);
  const heat = colourise(heatmap, map, { signed: isSigned(state, heatmap.display), even: display.look === "veil" });
  const said = sentenceOf(state);
  const drawn = async (/** @type {HTMLCanvasElement} */ source, /** @type {"image/png" | "image/jpeg"} */ type) => {
    const blob = await encoded(source, type);
    return { bytes: new Uint8Array(await blob.arrayBuffer()), type };
  };
  const range = endsOf(state);
  return reportOf(saved, {
    picture: await drawn(canvas, "image/jpeg"),
    heat: await drawn(heat, "image/png"),
    opacity: display.opacity,
    cells: heatmap.display.resampling === "nearest",
    sentence: [said ? `${said.lead}${said.about}${said.share}${said.rest}${said.where}.` : saved.note, cautionOf(state)].filter(Boolean).join(" "),
    bar: range && { ends: range, table: map.table },
  });
}

/** @param {HTMLCanvasElement} canvas @param {string} type @returns {Promise<Blob>} */
const encoded = (canvas, type) => new Promise((resolve, reject) => {
  canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("This browser could not make the file: the picture may be too large for it."))), type, 0.92);
});
