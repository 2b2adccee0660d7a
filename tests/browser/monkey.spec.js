/**
 * Whatever a person does, the page goes on: nothing breaks, nothing asks another server, nothing is lost, and the first question has its first answer.
 * `MONKEY=180 SEED=7 cargo xtask test --only browser -- monkey --project=cpu` goes on for 180 seconds from another seed; without them nothing is done: what it meets depends on the machine.
 */
import { expect, test } from "@playwright/test";
import { randomNumbers } from "../../web/save/random-saved.test.js";
import { modelsAtHand, ownFolder, picturesAtHand, written } from "./at-hand.js";
import { difference } from "./difference.js";
import { watchFaults } from "./faults.js";
import { BROKEN, file, samplePicture } from "./files.js";
import { Monkey } from "./monkey.js";
import { linkTo, SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";

const SECONDS = Number(process.env.MONKEY ?? 0);
const SEED = Number(process.env.SEED ?? 1);
const PICTURES = 10;
const DESKTOP = { width: 1280, height: 800 };
/** Of the actions before a fault. */
const TOLD = 12;
/** The engine computes the same again to the last digit. */
const SAME = 1e-6;

/** What may be dropped: models, pictures, several at once, lists, files of the page's own, and broken ones. */
async function drops(page, folder) {
  const pictures = (await picturesAtHand(page, folder, { count: PICTURES, kinds: PICTURES })).map((path) => ({ name: path.split("/").at(-1), paths: [path] }));
  const broken = BROKEN.map(({ title, files }) => ({ name: title, paths: written(folder, title, files()) }));
  const list = { name: "a list of classes", paths: written(folder, "list", [file("labels.txt", "text/plain", "a\nb\nc\nd\ne\nf\n")]) };
  const drawings = written(folder, "drawings", [0, 1, 2, 3].map(samplePicture));
  const several = [{ name: "four pictures", paths: drawings }, { name: "a folder", paths: [drawings[0].replace(/[^/\\]+$/, "")] }];
  return [...modelsAtHand(folder), ...pictures, ...pictures, ...broken, list, ...several];
}

test(`anything for ${SECONDS} s`, async ({ page, baseURL }) => {
  test.skip(SECONDS === 0, "MONKEY says for how long");
  test.setTimeout(120_000 + 2_000 * SECONDS);
  const { folder, remove } = ownFolder();
  const monkey = new Monkey(page, { random: randomNumbers(SEED), drops: await drops(page, folder) });
  const faults = await watchFaults(page, baseURL);
  await Monkey.fence(page);
  let engines = 1;
  page.on("worker", () => (engines += 1));
  const sightline = new SightlinePage(page);
  await page.setViewportSize(DESKTOP);
  await sightline.open("cpu", linkTo());
  const first = await savedJson(sightline);

  /** Each fault with the actions before it, once. @type {Map<string, string>} */
  const found = new Map();
  const note = (words) => found.has(words) || found.set(words, monkey.log.slice(-TOLD).join("\n  "));
  let before = await page.evaluate(look);
  for (const end = Date.now() + 1000 * SECONDS; Date.now() < end;) {
    await monkey.act();
    const now = await page.evaluate(look);
    for (const words of [...judged(now, before, monkey.log.at(-1)), ...(await faults())]) note(words);
    before = now;
  }

  await home(sightline);
  for (const words of await faults()) note(words);
  const actions = Object.values(monkey.counts).reduce((sum, count) => sum + count, 0);
  console.log(`seed ${SEED}: ${actions} actions in ${SECONDS} s (${Object.entries(monkey.counts).map(([kind, count]) => `${count} ${kind}`).join(", ")}), ${engines} engines`);
  expect([...found].map(([words, log]) => `${words}\n after\n  ${log}`), `seed ${SEED}`).toEqual([]);
  const last = await savedJson(sightline);
  expect(last.target).toEqual(first.target);
  expect(difference(last.map.values, first.map.values).relative, `seed ${SEED}`).toBeLessThanOrEqual(SAME);
  expect(page.workers()).toHaveLength(1);
  remove();
});

/** Runs in the page: what is seen once the page has drawn what was done. */
async function look() {
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  const wider = (element) => {
    const excess = element ? element.scrollWidth - element.clientWidth : 0;
    if (excess <= 0) return "";
    const { right } = element.getBoundingClientRect();
    const culprit = [...element.querySelectorAll("*")].findLast((one) => one.getBoundingClientRect().right > right + excess - 1);
    return `${excess} px, by ${culprit?.localName}.${culprit?.className} in .${culprit?.parentElement.className}`;
  };
  const canvas = document.querySelector(".stage__canvas");
  // The picture is on white and the map on the picture: a place of the left half is never transparent.
  const alpha = canvas?.getContext("2d").getImageData(canvas.width / 4, canvas.height / 2, 1, 1).data[3];
  const pressed = globalThis.__pressed;
  globalThis.__pressed = null;
  return {
    width: innerWidth,
    wider: wider(document.documentElement),
    sheetWider: wider(document.querySelector(".sheet__content")),
    sheet: document.querySelector(".sheet")?.dataset.sheet ?? null,
    focus: document.activeElement === null || document.activeElement === document.body ? "" : `${document.activeElement.localName}.${document.activeElement.className}`,
    // A press beside everything takes the focus away rightly.
    isBeside: pressed instanceof Element && !pressed.closest("button, summary, label, input, select, textarea, [tabindex], [role=application], rect-picker"),
    isEmpty: document.querySelector(".page__look") !== null && !(alpha > 0),
    problem: document.querySelector(".problem__words")?.textContent ?? "",
    notice: document.querySelector(".notice:not(.notice--link) .notice__text")?.textContent ?? "",
  };
}

/** What rightly takes the focus away: the end of the page after Tab, a window without a place for what had it, a picture or model in whose place another comes. */
const TAKES_FOCUS = /^(keys (Shift.)?Tab|resize|drop|go|drag)/;

/** What is wrong with what is seen, in words. @param {string} action the last one */
function judged(now, before, action = "") {
  const isLost = now.focus === "" && !now.isBeside && before.focus !== "" && !TAKES_FOCUS.test(action);
  const wrong = {
    "the page is wider than its window": now.wider && `${now.width} px: ${now.wider}`,
    "a sheet is wider than its window": now.sheetWider && `${now.sheet}, ${now.width} px: ${now.sheetWider}`,
    "the focus is lost": isLost && `${now.sheet ?? "no sheet"}, was in ${before.focus}, by ${action}`,
    "the stage is empty": now.isEmpty,
    // What the page does not foresee has the words of JavaScript.
    "an error of our own is told": /undefined|null|is not a function|Cannot read|unexpectedly|\[object/.test(now.problem) && now.problem,
    "an engine was lost": now.notice,
  };
  return Object.entries(wrong).filter(([, words]) => words).map(([what, words]) => `${what}: ${words}`);
}

/** Back to the first question, as a person would go: what is at work is cancelled, what is open is closed, and the first link is opened. */
async function home(sightline) {
  const { page } = sightline;
  await page.setViewportSize(DESKTOP);
  const cancel = page.getByRole("button", { name: "Cancel", exact: true }).filter({ visible: true });
  await expect(async () => {
    if ((await cancel.count()) > 0) await cancel.first().click({ timeout: 1000 });
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0, { timeout: 1000 });
  }, "busy for ever").toPass({ timeout: 60_000 });
  if ((await sightline.sheet.count()) > 0) await sightline.closeSheet();
  for (const name of ["Lessons", "Many pictures"]) {
    const pressed = page.locator(".bar").getByRole("button", { name, exact: true }).and(page.locator("[aria-expanded=true], [aria-pressed=true]"));
    if ((await pressed.count()) > 0) await pressed.click();
  }
  // An address that is there already would open nothing.
  await page.evaluate((links) => links.forEach((link) => (location.hash = link)), [linkTo({ layers: ["conv5"] }), linkTo()]);
  await sightline.idle();
  await expect(sightline.canvas).toHaveAccessibleName(/“moon” on A star and a moon/);
  await expect(sightline.claim).toContainText(" at conv6");
  await sightline.idle();
}
