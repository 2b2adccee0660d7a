/** A person who presses, types, drags and drops anything at all. What it does next is drawn from a seed; what it meets is the page's. */
import { dropPaths } from "./hand.js";

/** Where a press would rightly ask another server, open another page or wait for somebody's own files. */
const OUT = "a[href], input[type=file], .catalogue button";
const PRESSED = "button, summary, [role=tab], [role=application], input[type=checkbox], input[type=radio], rect-picker";
const TYPED = "input[type=search], input[type=number], input[type=text], input[type=url], textarea:not([readonly])";
/** No address of a server: a person who gives one wants it to be asked. */
const WORDS = ["", "0", "1", "3", "-1", "7.5", "16", "50", "1e9", "99999999999999999999", "moon", "s", "no such class", "²½", " ", "<b>x</b>", "💡", "W".repeat(300)];
const KEYS = ["Escape", "Escape", "Tab", "Tab", "Tab", "Shift+Tab", "Enter", "Enter", "Space", "ArrowUp", "ArrowDown", "ArrowLeft", "ArrowRight", "Home", "End", "PageDown"];
const SIZES = [[320, 640], [360, 740], [390, 844], [640, 400], [768, 1024], [1024, 768], [1280, 800]];

export class Monkey {
  /** What was done, in words, the newest last. @type {string[]} */ log = [];
  /** How often each kind of thing was done. @type {Record<string, number>} */ counts = {};

  /**
   * @param {import("@playwright/test").Page} page
   * @param {{ random: () => number, drops: { name: string, paths: string[] }[] }} parts `random`: numbers in [0, 1); `drops`: what it may drop
   */
  constructor(page, { random, drops }) {
    this.page = page;
    this.random = random;
    this.drops = drops;
  }

  /** Call it before the page opens: the monkey stays on the page, and opens no dialogs of the browser. @param {import("@playwright/test").Page} page */
  static fence(page) {
    return page.addInitScript(keepInside, OUT);
  }

  /** @template T @param {readonly T[]} list @returns {T} */
  one(list) {
    return list[Math.floor(this.random() * list.length)];
  }

  /** Does one thing. */
  async act() {
    const [kind] = pick(KINDS, this.random());
    const words = await this[kind]();
    if (words === null) return;
    this.counts[kind] = (this.counts[kind] ?? 0) + 1;
    this.log.push(`${kind} ${words}`);
  }

  /** A place in the page that a person can see and reach. @param {string} selector @param {string} [within] */
  find(selector, within = "body") {
    return this.page.evaluate(findOne, { selector, within, out: OUT, share: this.random() });
  }

  /** @param {string} selector @param {string} [within] */
  async #press(selector, within) {
    const found = await this.find(selector, within);
    if (found) await this.page.mouse.click(found.x, found.y);
    return found?.words ?? null;
  }

  press() {
    return this.#press(PRESSED);
  }

  /** What is open has most of what there is to do. */
  pressInside() {
    return this.#press(PRESSED, this.one([".sheet", ".lesson", ".many", ".gear__form", ".rail"]));
  }

  open() {
    return this.#press("button[data-sheet]");
  }

  cancel() {
    return this.page.evaluate(() => {
      const found = [...document.querySelectorAll("button")].find(({ textContent }) => textContent.trim() === "Cancel");
      return found ? found.getBoundingClientRect().toJSON() : null;
    }).then(async (box) => {
      if (!box || box.width === 0) return null;
      await this.page.mouse.click(box.x + box.width / 2, box.y + box.height / 2);
      return "work";
    });
  }

  async type() {
    const found = await this.find(TYPED);
    if (!found) return null;
    const [words, key] = [this.one(WORDS), this.one(["Enter", "Tab", "Escape", ""])];
    await this.page.mouse.click(found.x, found.y);
    await this.page.keyboard.press("ControlOrMeta+A");
    await this.page.keyboard.insertText(words);
    if (key) await this.page.keyboard.press(key);
    return `${JSON.stringify(words.slice(0, 20))} ${key} in ${found.words}`;
  }

  async slide() {
    const found = await this.find("input[type=range]");
    if (!found) return null;
    await this.page.mouse.click(found.x + (this.random() - 0.5) * found.width, found.y);
    return found.words;
  }

  choose() {
    return this.page.evaluate(chooseOne, { shares: [this.random(), this.random()] });
  }

  async keys() {
    const key = this.one(KEYS);
    const times = 1 + Math.floor(this.random() * 4);
    for (let at = 0; at < times; at += 1) await this.page.keyboard.press(key);
    return `${key} x ${times}`;
  }

  async drag() {
    const box = await this.page.evaluate(() => document.querySelector(".stage__canvas")?.getBoundingClientRect().toJSON() ?? null);
    if (!box || box.width === 0) return null;
    const place = () => [box.x + this.random() * box.width, box.y + this.random() * box.height];
    const { mouse } = this.page;
    await mouse.move(...place());
    await mouse.down();
    await mouse.move(...place(), { steps: 3 });
    await mouse.up();
    return "over the picture";
  }

  async drop() {
    const { name, paths } = this.one(this.drops);
    await dropPaths(this.page, paths);
    return name;
  }

  async go() {
    const where = this.random() < 0.7 ? "back" : "forward";
    const can = await this.page.evaluate((way) => {
      const possible = way === "back" ? navigation.canGoBack : navigation.canGoForward;
      if (possible) history[way]();
      return possible;
    }, where);
    return can ? where : null;
  }

  async resize() {
    const [width, height] = this.one(SIZES);
    await this.page.setViewportSize({ width, height });
    return `to ${width} x ${height}`;
  }
}

/** How often each is tried. @type {[keyof Monkey & string, number][]} */
const KINDS = [["press", 30], ["pressInside", 20], ["open", 8], ["keys", 14], ["type", 8], ["slide", 4], ["choose", 10], ["drop", 8], ["drag", 5], ["go", 4], ["resize", 5], ["cancel", 4]];

/** @param {[string, number][]} weighed @param {number} share */
function pick(weighed, share) {
  let left = share * weighed.reduce((sum, [, weight]) => sum + weight, 0);
  return weighed.find(([, weight]) => (left -= weight) < 0);
}

/** Runs in the page, before its own code. */
function keepInside(out) {
  // A person would see the dialog; the monkey could not go on.
  globalThis.print = () => {};
  addEventListener("pointerdown", ({ target }) => (globalThis.__pressed = target), { capture: true });
  // What the page itself saves is a press of its own link, and is no press of a person.
  addEventListener("click", (event) => {
    const found = event.target.closest?.(out);
    if (!found || (!event.isTrusted && found.matches("a[download]"))) return;
    event.preventDefault();
    event.stopImmediatePropagation();
  }, { capture: true });
}

/** Runs in the page: one of what a person can see, reach and press; the picture of a box is its label. */
function findOne({ selector, within, out, share }) {
  const seenOf = (element) => (element.matches("input[type=checkbox], input[type=radio]") ? (element.labels[0] ?? element) : element);
  const isOffered = (element) => !element.disabled && !element.closest("[inert]") && !element.closest(out) && seenOf(element).checkVisibility({ visibilityProperty: true });
  const offered = [...document.querySelectorAll(within)].flatMap((part) => [...part.querySelectorAll(selector)]).filter(isOffered);
  const first = Math.floor(share * offered.length);
  // What lies below a sheet cannot be pressed: then the next one.
  for (const element of [...offered.slice(first), ...offered.slice(0, first)].slice(0, 20)) {
    const seen = seenOf(element);
    seen.scrollIntoView({ block: "nearest", inline: "nearest", behavior: "instant" });
    const { x, y, width, height } = seen.getBoundingClientRect();
    const [across, down] = [x + width / 2, y + height / 2];
    const hit = document.elementFromPoint(across, down);
    if (width === 0 || !hit || !(seen.contains(hit) || hit.contains(seen))) continue;
    const label = element.getAttribute("aria-label") ?? (element.labels?.[0] ?? element).textContent ?? "";
    const place = element.closest("[data-sheet], .lesson, .many, .stage, .rail, .strip, .bar")?.className ?? "";
    return { x: across, y: down, width, words: `${element.localName} "${label.replaceAll(/\s+/g, " ").trim().slice(0, 50)}" ${place}`.trim() };
  }
  return null;
}

/** Runs in the page: another option of a menu, as if it were chosen from the browser's own list. */
function chooseOne({ shares: [which, what] }) {
  const offered = [...document.querySelectorAll("select:not([disabled])")].filter((menu) => !menu.closest("[inert]") && menu.checkVisibility({ visibilityProperty: true }));
  const menu = offered[Math.floor(which * offered.length)];
  const options = [...(menu?.options ?? [])].filter(({ disabled }) => !disabled);
  if (options.length === 0) return null;
  const { value, textContent } = options[Math.floor(what * options.length)];
  menu.focus();
  menu.value = value;
  for (const type of ["input", "change"]) menu.dispatchEvent(new Event(type, { bubbles: true }));
  return `"${textContent.trim().slice(0, 40)}" of ${menu.id}`;
}
