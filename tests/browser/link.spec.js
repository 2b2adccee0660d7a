/** The link: all of what is shown, the same elsewhere, and nothing is asked of anybody before a press. */
import { createHash } from "node:crypto";
import { fileURLToPath } from "node:url";
import { expect, test } from "@playwright/test";
import { difference } from "./difference.js";
import { samplePicture } from "./files.js";
import { hand } from "./hand.js";
import { classTarget, linkTo, SightlinePage } from "./page.js";
import { savedJson } from "./saved-file.js";

/** Two sets of weights, and outputs that may mean several things. */
const CHECKPOINT = fileURLToPath(new URL("../reference/checkpoints/timm.pth.tar", import.meta.url));
const SAME = 1e-4;
const MOST = 300;

/** The fragment of the address, once the page has written it. @param {import("@playwright/test").Page} page @param {RegExp} [says] */
async function fragment(page, says = /^#2;/) {
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(says);
  return page.evaluate(() => location.hash);
}

const pressed = (page, name) => page.getByRole("button", { name, exact: true }).click();

test("a short, readable link has all of what is shown, and a fresh profile shows the same", async ({ page, browser }, info) => {
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.chooseSample("A circle and a square");
  await sightline.explainPrediction(1);
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
  await sightline.answered(() => sightline.method.selectOption("layer-cam"));
  await sightline.openGear();
  await sightline.colourMap.selectOption("viridis");
  await sightline.opacity.press("Home");
  for (let press = 0; press < 40; press += 1) await sightline.opacity.press("ArrowRight");
  await page.getByLabel("Contours").check();
  await sightline.gear.click();
  await sightline.look("Spotlight");
  await page.getByRole("tab", { name: "Methods" }).click();
  const link = await fragment(page, /strip=methods/);
  expect(page.url().length).toBeLessThanOrEqual(MOST);
  expect(link).toMatch(/^#[A-Za-z0-9;=@:._~%,/+-]+$/);
  for (const part of ["m=shapes", "p=sample-3", "x=layer-cam", "look=spotlight", "opacity=0.4", "map=viridis", "contours=true"]) expect(link).toContain(part);
  const [here, claim] = [await savedJson(sightline), await sightline.claim.textContent()];

  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  const asked = [];
  context.on("request", (request) => asked.push(`${request.url().split("#")[0]} ${JSON.stringify(request.headers())}`));
  await other.open(info.project.name, link);
  const there = await savedJson(other);
  expect(await other.claim.textContent()).toBe(claim);
  expect(difference(there.map.values, here.map.values).relative).toBeLessThan(SAME);
  expect(there.target).toEqual(here.target);
  await expect(other.stage.getByRole("radio", { name: "Spotlight" })).toBeChecked();
  await other.openGear();
  await expect(other.opacity).toHaveValue("40");
  await expect(other.colourMap).toHaveValue("viridis");
  await expect(other.page.getByLabel("Contours")).toBeChecked();
  await expect(other.page.getByRole("tab", { name: "Methods" })).toHaveAttribute("aria-selected", "true");
  expect(asked.filter((one) => one.includes("layer-cam")), "no server sees what follows the #").toEqual([]);
  expect(await fragment(other.page), "the address stays").toBe(link);
  await context.close();
});

test("a reload shows the same, and the address follows each change", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.explainPrediction(1);
  await fragment(page, /;c=3;/);
  await sightline.answered(() => sightline.method.selectOption("hires-cam"));
  await fragment(page, /;x=hires-cam/);
  const [claim, pixels] = [await sightline.claim.textContent(), await sightline.pixels()];
  await page.reload();
  await sightline.explained();
  await expect(sightline.claim).toHaveText(claim);
  expect(await sightline.pixels()).toBe(pixels);
});

test("Back and Forward go through pictures and models, each with its class", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.explainPrediction(1);
  await fragment(page, /p=sample-1;c=3;/);
  await sightline.chooseSample("A heart");
  await fragment(page, /p=sample-2;/);
  await sightline.openSheet("model");
  await sightline.sheet.getByRole("button", { name: /^EfficientNet-Lite0/ }).click();
  await expect(sightline.modelChip).toHaveAccessibleName("Model: EfficientNet-Lite0. Change");
  await fragment(page, /m=efficientnet-lite0;p=sample-2;/);
  await page.goBack();
  await expect(sightline.modelChip).toHaveAccessibleName("Model: Shapes. Change");
  await expect(sightline.canvas).toHaveAccessibleName(/ for “heart” on A heart/);
  await page.goBack();
  await expect(sightline.canvas, "the class that was chosen there").toHaveAccessibleName(/ for “star” on A star and a moon/);
  await sightline.idle();
  await page.goForward();
  await expect(sightline.canvas).toHaveAccessibleName(/ on A heart/);
  await page.goForward();
  await expect(sightline.modelChip).toHaveAccessibleName("Model: EfficientNet-Lite0. Change");
  await sightline.idle();
  expect(await fragment(page)).toContain("m=efficientnet-lite0;p=sample-2");
  await expect(sightline.errors).toHaveCount(0);
});

test("changes of a picture's question do not fill the history", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open();
  const before = await page.evaluate(() => history.length);
  for (const place of [1, 2, 3]) await sightline.explainPrediction(place);
  await sightline.answered(() => sightline.chooseAnother(sightline.layer));
  await sightline.idle();
  expect(await page.evaluate(() => history.length)).toBe(before);
});

for (const [how, change] of Object.entries({ cut: (link) => link.slice(0, -5), changed: (link) => link.replace("c=5", "c=3") })) {
  test(`a ${how} link says so in sight, on a desktop and a phone`, async ({ page }) => {
    const sightline = new SightlinePage(page);
    for (const viewport of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(viewport);
      await sightline.open("cpu", change(linkTo()));
      await expect(sightline.problem).toHaveText(how === "cut" ? /^This link is not whole/ : /^This link was changed on its way/);
      await expect(sightline.problem).toBeInViewport({ ratio: 1 });
    }
  });
}

test("a link that asks for what a model does not have says what it lacks", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", linkTo({ layers: ["conv99"] }));
  await expect(sightline.problem).toHaveText("The link asks for the layer conv99, but the model has none of that name that can be explained. What is shown is the model’s first answer.");
  await expect(sightline.canvas).toHaveAccessibleName(/ for “moon” /);
});

test("the link of a picture of one's own has its name and its hash, and asks the reader for that very file", async ({ page, browser }, info) => {
  const own = samplePicture(1);
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.redrawn(() => hand(page, [own], "drop"));
  await sightline.explainPrediction(1);
  const here = await savedJson(sightline);
  await sightline.openSheet("share");
  await expect(sightline.sheet, "what it contains is said before").toContainText(`The file name of your picture, “${own.name}”, and its hash, not the file`);
  await pressed(page, "Copy link");
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address.length).toBeLessThanOrEqual(MOST);
  for (const part of [0, 500, own.buffer.length / 2]) expect(address).not.toContain(own.buffer.subarray(part, part + 12).toString("base64").slice(0, 12));

  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  await other.page.goto(`./?backend=${info.project.name}${new URL(address).hash}`);
  const asks = other.page.locator(".notice--link");
  await expect(asks).toContainText(own.name);
  await expect(asks).toBeInViewport({ ratio: 1 });
  await hand(other.page, [{ ...samplePicture(2), name: own.name }], "drop");
  await expect(other.problem, "the same name, another content").toHaveText(/^This is not the .+ that the link means: its content differs/);
  await expect(asks).toBeVisible();
  await hand(other.page, [{ ...own, name: "renamed.png" }], "drop");
  await expect(asks).toHaveCount(0);
  await expect(other.errors).toHaveCount(0);
  await expect(other.claim).toHaveText(await sightline.claim.textContent());
  await other.idle();
  const there = await savedJson(other);
  expect(difference(there.map.values, here.map.values).relative).toBeLessThan(SAME);
  await context.close();
});

test("whoever does not have the file can leave the link, and the page begins as usual", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await page.goto(`./?backend=cpu${linkTo({ picture: { sha256: "0".repeat(64), name: "mine.jpg" } })}`);
  await page.locator(".notice--link").getByRole("button", { name: "Not now" }).click();
  await expect(page.locator(".notice--link")).toHaveCount(0);
  await sightline.explained();
  await expect(sightline.errors).toHaveCount(0);
});

test("a link to another server names it, asks nothing before a press, and compares what comes", async ({ page, baseURL }) => {
  const picture = samplePicture(1);
  const sha256 = createHash("sha256").update(picture.buffer).digest("hex");
  const foreign = [];
  page.on("request", (request) => request.url().startsWith("https://pictures.example") && foreign.push(request.url()));
  let body = samplePicture(2).buffer;
  await page.route("https://pictures.example/**", (route) => route.fulfill({ body, contentType: "image/png", headers: { "access-control-allow-origin": "*" } }));
  const sightline = new SightlinePage(page);
  await page.goto(`./?backend=cpu${linkTo({ target: classTarget(4), picture: { url: "https://pictures.example/heart.png", sha256 } })}`);
  const asks = page.locator(".notice--link");
  await expect(asks).toContainText("This link is about a picture at pictures.example. Nothing is asked of that server before you press");
  await sightline.idle();
  expect(foreign).toEqual([]);
  await asks.getByRole("button", { name: "Ask pictures.example" }).click();
  await expect(sightline.problem).toHaveText(/^At pictures\.example lies another file now/);
  expect(foreign).toEqual(["https://pictures.example/heart.png"]);
  body = picture.buffer;
  await asks.getByRole("button", { name: "Ask pictures.example" }).click();
  await expect(asks).toHaveCount(0);
  await expect(sightline.errors).toHaveCount(0);
  await expect(sightline.canvas).toHaveAccessibleName(/ on heart\.png/);
  expect(foreign).toHaveLength(2);
  expect(new URL(page.url()).origin).toBe(new URL(baseURL).origin);
});

test("a link with the picture inside shows it at once, is computed again, and is the same", async ({ page, browser }, info) => {
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  const sightline = new SightlinePage(page);
  await sightline.open(info.project.name);
  await sightline.redrawn(() => hand(page, [samplePicture(1)], "drop"));
  await sightline.openSheet("share");
  await pressed(page, "Put the picture inside");
  await expect(sightline.sheet).toContainText("A small copy of the picture, and the map: whoever has the link can see them.");
  await pressed(page, "Copy link");
  const address = await page.evaluate(() => navigator.clipboard.readText());
  expect(address).toContain("in=");

  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  let release;
  const held = new Promise((resolve) => (release = resolve));
  await other.page.route("**/demo/weights.bin", async (route) => {
    await held;
    await route.continue();
  });
  await other.page.goto(`./?backend=${info.project.name}${new URL(address).hash}`);
  await expect(other.page.locator(".snapshot"), "before the model is there").toContainText("A snapshot, as whoever sent the link saw it: heart");
  release();
  await other.explained();
  await expect(other.page.locator(".snapshot")).toHaveCount(0);
  await expect(other.canvas).toHaveAccessibleName(/ for “heart” /);
  await expect(other.errors, "it is the same, to 1e-4").toHaveCount(0);
  await context.close();
});

test("a device that shares is given the address, and a phone can read it from the screen", async ({ page }) => {
  await page.addInitScript(() => {
    navigator.share = async (data) => { globalThis.__shared = data; };
  });
  const sightline = new SightlinePage(page);
  await sightline.open();
  await sightline.openSheet("share");
  const link = await sightline.sheet.getByLabel("Link", { exact: true }).inputValue();
  await pressed(page, "Send…");
  expect((await page.evaluate(() => __shared)).url).toBe(link);
  expect(new URL(link).hash).toBe(await fragment(page));
  await sightline.sheet.getByText("Code for a phone").click();
  await expect(sightline.sheet.getByRole("img", { name: "QR code of the link" })).toBeVisible();
});

test("a link has what the files of a model leave open, its input and the threshold: a fresh profile, given the file, has the same numbers", async ({ page, browser }, info) => {
  const sightline = new SightlinePage(page);
  const scores = (of) => of.classButtons.allInnerTexts();
  await sightline.open(info.project.name);
  await sightline.choose(sightline.chooseModel, [CHECKPOINT]);
  await expect(sightline.sheet).toHaveCount(0); // it closes by itself
  await sightline.idle();
  const first = await savedJson(sightline);
  await sightline.openSheet("model");
  await sightline.redrawn(() => sightline.sheet.getByLabel("Weights", { exact: true }).selectOption("raw"));
  await sightline.sheet.getByLabel("What the outputs mean").selectOption("multi-label");
  await sightline.idle();
  await sightline.closeSheet();
  await page.getByLabel("Found from a probability of").fill("30");
  await page.locator(".input-settings > summary").click();
  await sightline.redrawn(() => page.getByLabel("White becomes").fill("2").then(() => page.getByLabel("White becomes").press("Tab")));
  await sightline.explainPrediction(1);
  const link = await fragment(page, /;input=[^;]*,rgb,0,2,[^;]*;p=sample-1;c=0;/);
  for (const part of [/;weights=raw;/, /;task=multi-label;/, /;input=\d+,\d+,[a-z-]+,[^;]*;/, /;threshold=0\.3/]) expect(link).toMatch(part);
  const [here, answers] = [await savedJson(sightline), await scores(sightline)];
  expect(new URL(here.link).hash, "a saved file carries the same link").toBe(link);
  expect(difference(here.map.values, first.map.values).relative, "the choices matter").toBeGreaterThan(0.01);

  const context = await browser.newContext();
  const other = new SightlinePage(await context.newPage());
  await other.page.goto(`./?backend=${info.project.name}${link}`);
  await expect(other.page.locator(".notice--link")).toContainText("timm.pth.tar");
  await other.choose(other.chooseModel, [CHECKPOINT]);
  await expect(other.claim).toHaveText(await sightline.claim.textContent());
  await other.idle();
  const there = await savedJson(other);
  expect(difference(there.map.values, here.map.values).relative).toBeLessThan(SAME);
  expect([there.target, there.preprocessing, there.model]).toEqual([here.target, here.preprocessing, here.model]);
  expect(await scores(other)).toEqual(answers);
  await expect(other.page.getByLabel("Found from a probability of")).toHaveValue("30");
  expect(await fragment(other.page), "the address stays").toBe(link);
  await expect(other.errors).toHaveCount(0);
  await context.close();
});

test("links of the first version still open", async ({ page }) => {
  const sightline = new SightlinePage(page);
  await sightline.open("cpu", "#1;m=shapes;p=sample-1;c=3;l=conv6;x=grad-cam;grid=method,model,own,efficientnet-lite0,shapes~emf6j");
  await expect(sightline.canvas).toHaveAccessibleName(/ for “star” /);
  await expect(sightline.errors).toHaveCount(0);
  await fragment(page, /^#2;m=shapes;.*;grid=method,model,own,none,false;gridmodels=efficientnet-lite0,shapes/);
});
