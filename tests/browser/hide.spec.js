/** "Why not?" by hand: a part of the picture is hidden, and the model's answer without it is told at once. */
import { expect, test } from "@playwright/test";
import { reach } from "./keys.js";
import { SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";
import { sharePage } from "./shared-page.js";

const DOG = "#1;m=efficientnet-lite0;p=german-shepherd;c=235;l=conv_head.relu6;x=grad-cam~18tcu";
/** What hiding the strongest place costs more than hiding a corner, in hundredths. */
const MARGIN = 10;
/** The sides of what is hidden, as a share of the picture. */
const SIDE = 0.4;

let sightline;

sharePage(async (page, project) => {
  sightline = new SightlinePage(page);
  await sightline.open(project, DOG);
});

const button = (name) => sightline.page.getByRole("button", { name, exact: true });
const told = () => sightline.page.getByRole("region", { name: "Without the hidden parts" });
const picker = () => sightline.page.getByRole("application", { name: "Hide a part of the picture" });
const percents = async () => [...(await told().locator("div").filter({ hasText: "German shepherd" }).locator("dd").innerText()).matchAll(/(\d[\d.]*) %/g)].map(([, number]) => Number(number));

/** The centre of the strongest cell, as shares of the picture. */
async function peak() {
  const { map: { values, width, height }, picture } = await savedJson(sightline);
  const at = values.indexOf(Math.max(...values));
  const { crop } = picture;
  return {
    x: (crop.x + ((at % width) + 0.5) * (crop.width / width)) / picture.width,
    y: (crop.y + (Math.floor(at / width) + 0.5) * (crop.height / height)) / picture.height,
  };
}

/** Hides a square around a place with the keyboard alone, and returns the probability of the dog before and after. */
async function hideAround({ x, y }) {
  const { keyboard } = sightline.page;
  await reach(button("Hide a part"));
  await keyboard.press("Enter");
  await expect(picker()).toBeFocused();
  // The crosshair begins in the middle, and goes a fiftieth of the picture with each press.
  const go = async (across, down) => {
    for (const [share, forth, back] of [[across, "ArrowRight", "ArrowLeft"], [down, "ArrowDown", "ArrowUp"]]) {
      for (let press = 0; press < Math.round(Math.abs(share) * 50); press += 1) await keyboard.press(share > 0 ? forth : back);
    }
  };
  await go(x - 0.5 - SIDE / 2, y - 0.5 - SIDE / 2);
  await keyboard.press("Enter");
  await go(SIDE, SIDE);
  await sightline.redrawn(() => keyboard.press("Enter"));
  await expect(told()).toContainText("One part is hidden under the picture’s mean colour. The map is of the whole picture.");
  await expect(told().locator("dd").first()).toHaveText(/→/);
  const found = await percents();
  await keyboard.press("Escape");
  await sightline.redrawn(() => button("Show all again").click());
  await expect(told()).toHaveCount(0);
  return found;
}

test("hiding the strongest place costs the class more than hiding a corner", async () => {
  const [before, withoutPeak] = await hideAround(await peak());
  const [same, withoutCorner] = await hideAround({ x: SIDE / 2, y: SIDE / 2 });
  expect(same).toBe(before);
  console.log(`German shepherd: ${before} %, ${withoutPeak} % without its strongest place, ${withoutCorner} % without a corner`);
  expect(before - withoutPeak).toBeGreaterThan(before - withoutCorner + MARGIN);
});

test("the answer is told while a part is being drawn, and the map stays", async () => {
  const { page } = sightline;
  const claim = await sightline.claim.textContent();
  await button("Hide a part").click();
  const { x, y, width, height } = await picker().boundingBox();
  await sightline.drag([0.05, 0.05], [0.15, 0.15]);
  await sightline.idle();
  const before = await told().innerText();
  await page.mouse.move(x + 0.55 * width, y + 0.1 * height);
  await page.mouse.down();
  await page.mouse.move(x + 0.95 * width, y + 0.6 * height, { steps: 4 });
  await expect.poll(() => told().innerText(), "before the pointer is lifted").not.toBe(before);
  await page.mouse.up();
  await expect(told()).toContainText("2 parts are hidden");
  await expect(sightline.claim).toHaveText(claim);
  await page.keyboard.press("Escape");
  await expect(button("Hide a part")).toHaveAttribute("aria-pressed", "false");
});

test("what is hidden stands in the link, and is hidden again when it is opened", async ({ browser }, info) => {
  await expect.poll(() => sightline.page.evaluate(() => location.hash)).toMatch(/;hidden=\d+,\d+,\d+,\d+\/\d+,\d+,\d+,\d+/);
  await sightline.idle();
  await expect.poll(percents).toHaveLength(2);
  const [words, pixels, link] = [await told().innerText(), await sightline.pixels(), await sightline.page.evaluate(() => location.hash)];
  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  await other.open(info.project.name, link);
  await expect(other.page.getByRole("region", { name: "Without the hidden parts" })).toHaveText(words.replaceAll("\n", " "), { useInnerText: true });
  await expect.poll(() => other.pixels()).toBe(pixels);
  await context.close();
});

test("another picture shows all of itself", async () => {
  await sightline.chooseSample("Cat");
  await expect(told()).toHaveCount(0);
  await expect(sightline.errors).toHaveCount(0);
});
