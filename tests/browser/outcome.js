/** What came of files that were dropped: how long it took until the page was still, its message, and what the engine answered. */

/**
 * `milliseconds`: from the drop to the last moment at which something was under way; `message`: null without one; `map`: of the explanation that
 * came of it, as a hash, null without one; `replies`: what the engine was asked and has answered; `wrong`: what is no number in an answer;
 * `apart`: how far the page's own picture lies from the pixels that the network got, as the mean over all of 255, null where it was not asked.
 * @typedef {{ milliseconds: number, message: string | null, map: string | null, replies: string[], wrong: string[], apart: number | null }} Outcome */

/** Runs in the page, before its own code: listens to drops and to the engine. */
export function watchOutcomes() {
  const seen = { replies: [], map: null, wrong: [], pixels: null, picture: null, crop: null };
  globalThis.__workers = 0;
  globalThis.Worker = class extends Worker {
    #asked = new Map();

    constructor(...how) {
      super(...how);
      globalThis.__workers += 1;
      this.addEventListener("message", ({ data: { type, id, value } }) => {
        const asked = this.#asked.get(id)?.type;
        if (type === "failed") seen.replies.push("failed");
        if (type !== "done" || asked === "look") return;
        seen.replies.push(asked);
        if (asked === "explain") seen.map = { bytes: value.map.slice(), sides: [value.width, value.height] };
        if (asked === "classify" && value.some(({ logit, probability }) => !Number.isFinite(logit) || !(probability === null || (probability >= 0 && probability <= 1)))) seen.wrong.push("a score");
        if (asked === "explain" && !value.map.every(Number.isFinite)) seen.wrong.push("the map");
        if (asked === "set-picture") Object.assign(seen, { picture: this.#asked.get(id).blob, crop: value });
        if (asked === "set-preprocessing") seen.crop = { ...seen.crop, crop: value.crop };
        if (asked === "preview") seen.pixels = { ...value, rgb: value.rgb.slice() };
      });
    }

    postMessage(message, ...more) {
      this.#asked.set(message.id, message);
      super.postMessage(message, ...more);
    }
  };

  addEventListener("drop", () => {
    Object.assign(seen, { replies: [], map: null, wrong: [], pixels: null, picture: null });
    globalThis.__outcome = settled(performance.now());
  }, { capture: true });

  /** Waits until nothing is under way; some frames in a row, since the page draws its state once in each. @param {number} began */
  function settled(began) {
    let [last, still, hasBegun] = [began, 0, false];
    return new Promise((resolve) => {
      const look = () => {
        const isBusy = document.querySelector('[aria-busy="true"]') !== null;
        hasBegun ||= isBusy;
        still = isBusy ? 0 : still + 1;
        if (isBusy) last = performance.now();
        if (still < (hasBegun ? 3 : 60)) return void requestAnimationFrame(look);
        void answer(last - began).then(resolve);
      };
      look();
    });
  }

  /** @param {number} milliseconds */
  async function answer(milliseconds) {
    const message = document.querySelector(".problem__words")?.textContent ?? null;
    const { map, replies, wrong } = seen;
    const digest = map && new Uint8Array(await crypto.subtle.digest("SHA-256", map.bytes));
    return { milliseconds, message, replies, wrong, map: digest && `${map.sides.join(" x ")} ${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`, apart: message === null ? await apart() : null };
  }

  /** The page draws the picture that the browser decodes, and the engine decodes it itself. Both at the size of the network's input. */
  async function apart() {
    const { picture, pixels, crop } = seen;
    if (!picture || !pixels || !crop?.crop) return null;
    const bitmap = await createImageBitmap(picture, { imageOrientation: "from-image" });
    const canvas = new OffscreenCanvas(pixels.width, pixels.height);
    const context = canvas.getContext("2d");
    const [across, down] = [bitmap.width / crop.width, bitmap.height / crop.height];
    const { x, y, width, height } = crop.crop;
    context.fillStyle = "#fff";
    context.fillRect(0, 0, canvas.width, canvas.height);
    context.imageSmoothingQuality = "high";
    context.drawImage(bitmap, x * across, y * down, width * across, height * down, 0, 0, canvas.width, canvas.height);
    const { data } = context.getImageData(0, 0, canvas.width, canvas.height);
    let sum = 0;
    pixels.rgb.forEach((level, at) => (sum += Math.abs(level - data[4 * Math.floor(at / 3) + (at % 3)])));
    return sum / pixels.rgb.length;
  }
}
