/** A visit of the page by somebody who has hostile files: the page as it is, and what must hold whatever is dropped on it. */
import { mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { dropPaths } from "./hand.js";
import { modelFiles, samplePicture } from "./files.js";
import { watchOutcomes } from "./outcome.js";
import { SightlinePage } from "./page.js";
import { beforeWorker, engineWorker, watchWasm } from "./worker.js";

/** @import { Hostile, HostileFile } from "../hostile/family.js"
 *  @import { Outcome } from "./outcome.js" */

/** The most milliseconds until the page is still. */
export const PATIENCE = 5000;
/** After so many nobody waits any more. */
const GIVEN_UP = 12 * PATIENCE;
/** The most letters of a message. */
const MESSAGE = 300;
/** How far the page's picture may lie from the network's pixels, as a mean of 255: they are made smaller in two ways. */
const APART = 8;

/** What a message must not have: the insides of a program. */
const INSIDES = [
  /panick|unwrap|unreachable|overflow|RuntimeError|RangeError|TypeError|stopped unexpectedly/, /Failed to (construct|execute|fetch)/, /\[object /, /\b(Some|Ok|Err)\(/, /\bNone\b/, /\b[A-Z]\w* \{ \w+: /, /\w::\w/,
];
/** Letters that nobody sees, or that turn the direction of the words around them. */
const UNSEEN = /[\u0000-\u001f\u007f\u202a-\u202e\u2066-\u2069]/;

export class HostileVisit {
  #page;
  #context;
  #folder = mkdtempSync(join(tmpdir(), "hostile-"));
  #worker;
  #workers = 0;
  /** The map of the model and picture that are there before. */ #map = "";
  /** What happened that must not, since the last look. @type {string[]} */ #events = [];
  /** @type {{ model: string[], picture: string[] }} */ #own;

  /** @param {import("@playwright/test").BrowserContext} context @param {import("@playwright/test").Page} page */
  constructor(context, page) {
    this.#context = context;
    this.#page = page;
    this.#own = { model: this.#written(modelFiles().map(({ name, buffer }) => ({ name, bytes: buffer })), "model"), picture: this.#written([{ name: "own.png", bytes: samplePicture(0).buffer }], "picture") };
  }

  /** With a model and a picture from files. @param {import("@playwright/test").Browser} browser @param {string} baseURL */
  static async open(browser, baseURL) {
    const context = await browser.newContext();
    const page = await context.newPage();
    const visit = new HostileVisit(context, page);
    const { origin } = new URL(baseURL);
    page.on("pageerror", (error) => visit.#events.push(`an error of the page: ${error.message}`));
    page.on("dialog", (dialog) => (visit.#events.push("a dialog"), void dialog.dismiss()));
    page.on("crash", () => visit.#events.push("the page is gone"));
    context.on("request", (request) => {
      const { protocol, origin: asked } = new URL(request.url());
      if (protocol !== "blob:" && protocol !== "data:" && asked !== origin) visit.#events.push(`a request to ${request.url()}`);
    });
    await page.addInitScript(watchOutcomes);
    await beforeWorker(page, watchWasm);
    await new SightlinePage(page).open("cpu");
    visit.#worker = engineWorker(page);
    visit.#workers = await page.evaluate(() => globalThis.__workers);
    visit.#map = (await visit.#dropped([...visit.#own.model, ...visit.#own.picture])).map ?? "none";
    return visit;
  }

  /** What is wrong with what a file did; nothing where all is well. @param {Hostile} hostile @param {string | null} [soundMap] that of the sound files */
  async try({ must, files }, soundMap = null) {
    const outcome = await this.#dropped(this.#written(files, "hostile"));
    const { milliseconds, message, map, replies, wrong, apart } = outcome;
    const faults = [...wrong.map((what) => `${what} is no number`), ...(message === null ? [] : faultsOf(message))];
    const isRefused = message !== null;
    if (milliseconds > PATIENCE) faults.push(`took ${Math.round(milliseconds)} ms`);
    if (!isRefused && map === null) faults.push(replies.length === 0 ? "nothing happened, and nothing was said" : "no map, and no message");
    if (must === "refused" && !isRefused) faults.push("was opened");
    if (must === "same" && !isRefused && soundMap !== null && map !== soundMap) faults.push("gives another map than the sound file");
    if (apart !== null && apart > APART) faults.push(`shows another picture than the network gets: ${apart.toFixed(1)} of 255 apart`);
    if (await this.#ran()) faults.push("its markup was run");
    const memory = await this.#memory();
    faults.push(...(await this.#back(isRefused)));
    rmSync(join(this.#folder, "hostile"), { recursive: true, force: true });
    return { outcome, isRefused, memory, faults };
  }

  /** Sound files must be opened. @param {HostileFile[]} files @returns {Promise<string | null>} their map */
  async sound(files) {
    const { map, message } = await this.#dropped(this.#written(files, "hostile"));
    if (message !== null) throw new Error(`the sound files are refused: ${message}`);
    const faults = await this.#back(false);
    if (faults.length > 0) throw new Error(`after the sound files: ${faults.join("; ")}`);
    rmSync(join(this.#folder, "hostile"), { recursive: true });
    return map;
  }

  /** Whether the engine and the page are those of the beginning. */
  async isWhole() {
    return !this.#page.isClosed() && (await this.#restarts()) === 0;
  }

  async close() {
    rmSync(this.#folder, { recursive: true, force: true });
    await this.#context.close();
  }

  /** Back to the own model and picture; the map must be the one from before. After a refused file the own picture alone is dropped: the model
   * must still be there. @param {boolean} isRefused */
  async #back(isRefused) {
    const faults = [];
    const restarts = await this.#restarts();
    if (restarts > 0) faults.push("the engine was started again");
    const { map, message } = await this.#dropped(isRefused ? this.#own.picture : [...this.#own.model, ...this.#own.picture]);
    if (message !== null) faults.push(`afterwards: ${message}`);
    else if (map !== this.#map) faults.push("afterwards the earlier model gives another map");
    faults.push(...this.#events.splice(0));
    return faults;
  }

  /** @param {readonly string[]} paths @returns {Promise<Outcome>} */
  async #dropped(paths) {
    await dropPaths(this.#page, paths);
    const given = new Promise((_, reject) => setTimeout(() => reject(new Error(`nothing after ${GIVEN_UP} ms`)), GIVEN_UP).unref());
    return Promise.race([this.#page.evaluate(() => globalThis.__outcome), given]);
  }

  #ran() {
    return this.#page.evaluate(() => globalThis.__ran !== undefined || document.querySelector('img[src="x"], script:not([src]):not([type])') !== null);
  }

  async #restarts() {
    const workers = await this.#page.evaluate(() => globalThis.__workers);
    return workers - this.#workers + (engineWorker(this.#page) === this.#worker ? 0 : 1);
  }

  /** Bytes of the engine's memory, which never shrinks. */
  #memory() {
    return engineWorker(this.#page).evaluate(() => globalThis.__wasm.memories.reduce((sum, memory) => sum + memory.buffer.byteLength, 0));
  }

  /** @param {readonly HostileFile[]} files @param {string} folder @returns {string[]} paths */
  #written(files, folder) {
    return files.map(({ name, bytes, length }, at) => {
      // Two files of one name lie in two folders.
      const place = join(this.#folder, folder, String(files.findIndex((one) => one.name === name) === at ? 0 : at));
      mkdirSync(place, { recursive: true });
      const path = join(place, name);
      writeFileSync(path, bytes);
      if (length !== undefined) truncateSync(path, length);
      return path;
    });
  }
}

/** @param {string} message */
function faultsOf(message) {
  const faults = [];
  if ([...message].length > MESSAGE) faults.push(`a message of ${[...message].length} letters`);
  if (INSIDES.some((one) => one.test(message))) faults.push(`says what is inside: ${message}`);
  if (UNSEEN.test(message)) faults.push(`has letters that nobody sees: ${JSON.stringify(message)}`);
  return faults;
}
