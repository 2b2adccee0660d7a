/** The camera, with Chromium's fake devices: live maps, a frame that stays, and clear words where there is none. */
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import AxeBuilder from "@axe-core/playwright";
import { chromium, expect, test } from "@playwright/test";
import { ARGUMENTS, executablePath } from "./chromium.js";
import { linkTo, pixelsIn, SightlinePage } from "./page.js";

/** Two halves that take turns: a bright square left, then right; so that frames differ and are known. */
const VIDEO = { width: 160, height: 120, frames: 40, turn: 20, rate: 20 };

/** A file for the fake device: YUV without colour. */
function video() {
  const path = join(mkdtempSync(join(tmpdir(), "camera-")), "halves.y4m");
  const { width, height, frames, turn, rate } = VIDEO;
  const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${rate}:1 Ip A1:1 C420jpeg\n`)];
  for (let frame = 0; frame < frames; frame += 1) {
    const left = frame < turn ? 20 : 100;
    const light = Buffer.alloc(width * height, 40);
    for (let y = 40; y < 80; y += 1) light.fill(220, y * width + left, y * width + left + 40);
    parts.push(Buffer.from("FRAME\n"), light, Buffer.alloc((width * height) / 2, 128));
  }
  writeFileSync(path, Buffer.concat(parts));
  return path;
}

/** A browser with other cameras than the other tests have, and a page that shows the moon. @param {{ cameras: string[], act: (parts: { page: import("@playwright/test").Page,
 *   sightline: SightlinePage }) => Promise<void>, colorScheme?: "light" | "dark" }} parts */
async function withCameras({ baseURL, cameras, act }) {
  const browser = await chromium.launch({ executablePath, args: [...ARGUMENTS.cpu, ...cameras] });
  try {
    const page = await (await browser.newContext({ baseURL })).newPage();
    await page.addInitScript(keepStreams);
    const sightline = new SightlinePage(page);
    await sightline.open("cpu", linkTo());
    await act({ page, sightline });
  } finally {
    await browser.close();
  }
}

/** Runs in the page: the tracks of every camera that it opened. */
function keepStreams() {
  globalThis.__tracks = [];
  const open = navigator.mediaDevices?.getUserMedia.bind(navigator.mediaDevices);
  if (open) navigator.mediaDevices.getUserMedia = async (...wanted) => {
    const stream = await open(...wanted);
    __tracks.push(...stream.getTracks());
    return stream;
  };
}

const tracks = (page) => page.evaluate(() => __tracks.map(({ readyState }) => readyState));
const camera = (page) => page.getByRole("region", { name: "Camera", exact: true });
const now = (page) => page.locator(".camera__now");
const LIVE = /^Live, \d+(\.\d)? frames a second/;

async function start(sightline) {
  await sightline.openSheet("picture");
  await sightline.sheet.getByRole("button", { name: "Camera", exact: true }).click();
}

test("live: the map follows the camera, a class can be chosen, a frame stays, and the camera is given back", async ({ baseURL }) => {
  const cameras = ["--use-fake-ui-for-media-stream", `--use-fake-device-for-media-stream`, `--use-file-for-fake-video-capture=${video()}`];
  await withCameras({ baseURL, cameras, act: async ({ page, sightline }) => {
    const foreign = [];
    page.context().on("request", (request) => foreign.push(request.url()));
    const address = page.url();
    await start(sightline);
    await expect(now(page)).toHaveText(LIVE);
    await expect(sightline.sheet).toHaveCount(0);
    await expect(sightline.canvas).toHaveAccessibleName(/ on Camera: score /);
    const seen = new Set();
    await expect.poll(async () => seen.add(await pixelsIn(sightline.canvas)).size, "both kinds of frames are seen").toBeGreaterThan(1);
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join()}`)).toEqual([]);
    expect(page.url(), "nothing of it is in the address").toBe(address);

    await sightline.classButtons.nth(2).click();
    const label = await sightline.labelOf(2);
    await expect(now(page)).toContainText(label);
    await expect(sightline.sentence).toContainText(label);
    await camera(page).getByRole("button", { name: "Explain the best class" }).click();
    await expect(now(page)).toContainText("the best class");

    await sightline.openSheet("share");
    await expect(sightline.sheet).toContainText("freeze the camera first");
    await sightline.closeSheet();

    await page.locator("#camera-mirror").selectOption("none");
    await camera(page).focus();
    await page.keyboard.press("Space");
    await expect(camera(page)).toHaveCount(0);
    await expect(page.getByRole("button", { name: "Picture: Camera picture. Change" })).toBeVisible();
    await sightline.idle();
    expect(await tracks(page)).toEqual(["ended"]);
    const still = await sightline.pixels();
    await expect(page.locator(".strip__item").first()).toBeVisible();
    expect(await sightline.pixels()).toBe(still);
    await sightline.explainPrediction(1); // everything else works on it

    await start(sightline);
    await expect(now(page)).toHaveText(LIVE);
    await camera(page).getByRole("button", { name: "Stop camera" }).click();
    expect(await tracks(page)).toEqual(["ended", "ended"]);
    await expect(sightline.canvas).toHaveAccessibleName(/ on Camera picture: score /);
    await expect(page.getByRole("button", { name: /^Picture: / })).toBeFocused();

    await start(sightline);
    await expect(now(page)).toHaveText(LIVE);
    await page.evaluate(() => {
      Object.defineProperty(document, "visibilityState", { get: () => "hidden" });
      document.dispatchEvent(new Event("visibilitychange"));
    });
    await expect(sightline.problem).toContainText("page was hidden");
    expect(await tracks(page)).toEqual(["ended", "ended", "ended"]);
    expect(foreign.filter((url) => !url.startsWith(new URL(baseURL).origin) && !/^(blob|data):/.test(url)), "nothing leaves the device").toEqual([]);
    expect(page.workers()).toHaveLength(1);
  } });
});

test("what is frozen has the answer that was live; a mirror for the viewer does not reach the network", async ({ baseURL }) => {
  const cameras = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream", `--use-file-for-fake-video-capture=${video()}`];
  await withCameras({ baseURL, cameras, act: async ({ page, sightline }) => {
    /** Where the bright square is: the mean of the left and of the right half of what is drawn. */
    const halves = () => sightline.canvas.evaluate((canvas) => {
      const { width, height } = canvas;
      const mean = (x) => canvas.getContext("2d").getImageData(x, height / 3, width / 4, height / 3).data.reduce((sum, value) => sum + value, 0);
      return mean(width / 8) > mean((5 * width) / 8) ? "left" : "right";
    });
    await start(sightline);
    await expect(now(page)).toHaveText(LIVE);
    await sightline.look("Picture");
    await expect(page.locator("#camera-mirror")).toHaveValue("view");
    for (const [mirror, other] of [["view", true], ["none", false], ["input", false]]) {
      if ((await camera(page).count()) === 0) await start(sightline);
      await expect(now(page)).toHaveText(LIVE);
      await page.locator("#camera-mirror").selectOption(mirror);
      const live = await page.evaluate(async () => {
        const words = () => document.querySelector(".stage__canvas").getAttribute("aria-label");
        const before = words();
        // The very frame that is seen when it is pressed.
        while (words() === before) await new Promise(requestAnimationFrame);
        const label = words();
        const canvas = document.querySelector(".stage__canvas");
        const { width, height } = canvas;
        const mean = (x) => canvas.getContext("2d").getImageData(x, height / 3, width / 4, height / 3).data.reduce((sum, value) => sum + value, 0);
        const side = mean(width / 8) > mean((5 * width) / 8) ? "left" : "right";
        document.querySelector(".camera__acts button").click();
        return { score: /score ([^,]+),/.exec(label)[1], side };
      });
      await expect(sightline.canvas).toHaveAccessibleName(/ on Camera picture: score /);
      await sightline.idle();
      expect(/score ([^,]+),/.exec(await sightline.caption())[1], `${mirror}: the score`).toBe(live.score);
      expect(await halves(), `${mirror}: the side`).toBe(other ? { left: "right", right: "left" }[live.side] : live.side);
    }
  } });
});

test("two cameras: one is chosen by its name, and the other one is given back", async ({ baseURL }) => {
  const cameras = ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=2"];
  await withCameras({ baseURL, cameras, act: async ({ page, sightline }) => {
    await start(sightline);
    await expect(now(page)).toHaveText(LIVE);
    const which = camera(page).getByLabel("Camera", { exact: true });
    const ids = await sightline.optionsOf(which);
    expect(ids).toHaveLength(2);
    const first = await which.inputValue();
    await sightline.chooseAnother(which);
    await expect.poll(() => tracks(page)).toEqual(["ended", "live"]);
    await expect(which).not.toHaveValue(first);
    const kept = new Set();
    await expect.poll(async () => kept.add(await pixelsIn(sightline.canvas)).size).toBeGreaterThan(2);
  } });
});

const REFUSALS = {
  "it is not allowed": { cameras: ["--use-fake-device-for-media-stream", "--use-fake-ui-for-media-stream=deny"], words: "The camera was not allowed." },
  "there is none": { cameras: ["--use-fake-ui-for-media-stream", "--use-fake-device-for-media-stream=device-count=0"], words: "No camera was found." },
};
for (const [why, { cameras, words }] of Object.entries(REFUSALS)) {
  test(`where ${why}, that is said beside the button for a file`, async ({ baseURL }) => {
    await withCameras({ baseURL, cameras, act: async ({ page, sightline }) => {
      await start(sightline);
      await expect(sightline.sheet.locator(".error")).toContainText(words);
      await expect(sightline.sheet.getByText("Choose picture")).toBeVisible();
      await expect(camera(page)).toHaveCount(0);
      await expect(sightline.sentence).toHaveText(/^For moon/);
    } });
  });
}
