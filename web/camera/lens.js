/** Frames of a stream: each is taken when it is wanted, so that it is the newest one, and none waits. */
import { bmp } from "./bmp.js";

/** @import { Mirror } from "./state.js" */

/** `shown` is drawn on the page, `file` is for the engine; both are mirrored or not, as was asked. @typedef {{ shown: HTMLCanvasElement, file: Blob,
 *   frozen: HTMLCanvasElement }} Frame `frozen` has the very pixels of the file */

/** Long side in pixels; what a camera gives beyond it is drawn smaller. */
const LONGEST = 640;

export class Lens {
  #video = Object.assign(document.createElement("video"), { muted: true, playsInline: true });
  #stream;
  #isFresh = false;
  /** Whoever waits for a frame. */ #tell = () => {};
  /** What is shown stays while the next one is drawn. @type {Sheet[]} */ #sheets = [];

  /** @param {MediaStream} stream */
  constructor(stream) {
    this.#stream = stream;
    this.#video.srcObject = stream;
  }

  /** @returns {MediaStreamTrack} */
  get track() {
    return /** @type {MediaStreamTrack} */ (this.#stream.getVideoTracks()[0]);
  }

  async start() {
    await this.#video.play();
    this.#listen();
  }

  /** Resolves as soon as there is a frame that was not taken yet. @returns {Promise<void>} */
  next() {
    return this.#isFresh ? Promise.resolve() : new Promise((resolve) => (this.#tell = resolve));
  }

  #listen() {
    const arrived = () => {
      this.#isFresh = true;
      this.#tell();
      this.#listen();
    };
    if (this.#video.srcObject === null) return;
    if ("requestVideoFrameCallback" in this.#video) this.#video.requestVideoFrameCallback(arrived);
    else requestAnimationFrame(arrived);
  }

  /** The frame that is there now. @param {Mirror} mirror @returns {Frame} */
  take(mirror) {
    const video = this.#video;
    this.#isFresh = false;
    const scale = Math.min(1, LONGEST / Math.max(video.videoWidth, video.videoHeight));
    const size = { width: Math.max(1, Math.round(video.videoWidth * scale)), height: Math.max(1, Math.round(video.videoHeight * scale)) };
    const sheet = this.#sheet(size);
    draw(sheet.frozen, video, size, mirror === "input");
    const file = new Blob([bmp(sheet.frozen.getImageData(0, 0, size.width, size.height))], { type: "image/bmp" });
    if (mirror !== "view") return { shown: sheet.frozen.canvas, file, frozen: sheet.frozen.canvas };
    draw(sheet.shown, sheet.frozen.canvas, size, true);
    return { shown: sheet.shown.canvas, file, frozen: sheet.frozen.canvas };
  }

  /** Gives the camera back; its light goes out. */
  stop() {
    for (const track of this.#stream.getTracks()) track.stop();
    this.#video.srcObject = null;
  }

  /** One that is not shown. @param {{ width: number, height: number }} size */
  #sheet({ width, height }) {
    const [older, newer] = this.#sheets;
    const sheet = older && newer && older.frozen.canvas.width === width && older.frozen.canvas.height === height ? older : newSheet(width, height);
    this.#sheets = newer ? [newer, sheet] : [...this.#sheets, sheet];
    return sheet;
  }
}

/** @typedef {{ frozen: CanvasRenderingContext2D, shown: CanvasRenderingContext2D }} Sheet */

/** @param {number} width @param {number} height @returns {Sheet} */
function newSheet(width, height) {
  const context = (/** @type {boolean} */ isRead) =>
    /** @type {CanvasRenderingContext2D} */ (Object.assign(document.createElement("canvas"), { width, height }).getContext("2d", { willReadFrequently: isRead, alpha: false }));
  return { frozen: context(true), shown: context(false) };
}

/** @param {CanvasRenderingContext2D} context @param {CanvasImageSource} source @param {{ width: number, height: number }} size @param {boolean} isMirrored */
function draw(context, source, { width, height }, isMirrored) {
  context.setTransform(isMirrored ? -1 : 1, 0, 0, 1, isMirrored ? width : 0, 0);
  context.drawImage(source, 0, 0, width, height);
}
