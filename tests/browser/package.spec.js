/** The zip for a class without a network: unpacked, started with what is in it, with a teacher's model and picture, alone and as a room. */
import { spawn } from "node:child_process";
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { networkInterfaces, tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { expect, test } from "@playwright/test";
import { unzipSync } from "fflate";
import { packageTo } from "../../web/package.mjs";
import { serious } from "./axe.js";
import { modelFiles, samplePicture } from "./files.js";
import { SightlinePage } from "./page.js";

test.use({ serviceWorkers: "allow" });

let folder;
let root;
let running = [];

test.beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), "package-"));
  const files = Object.entries(unzipSync(readFileSync(await packageTo(folder))));
  for (const [path, bytes] of files) write(join(folder, path), bytes);
  root = join(folder, files[0][0].split("/")[0]);
  for (const { name, buffer } of modelFiles()) write(join(root, "models/forms & figures", name), buffer);
  write(join(root, "pictures/From the board.png"), samplePicture(2).buffer);
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));
test.afterEach(() => {
  for (const server of running.splice(0)) server.kill();
});

function write(path, bytes) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}

/** Starts it as a double-click does; resolves with what its window shows. @param {"start" | "room"} way */
async function started(way) {
  for (const name of ["start.sh", "room.sh"]) chmodSync(join(root, name), 0o755); // unzip does it
  const server = spawn(join(root, `${way}.sh`), ["--no-open"], { stdio: ["ignore", "pipe", "inherit"] });
  running.push(server);
  let said = "";
  for await (const part of server.stdout) if ((said += part).includes("to end it")) break;
  return said;
}

/** Chooses the teacher's picture and model. @param {SightlinePage} sightline */
async function chooseOfRoom(sightline) {
  await sightline.openSheet("picture");
  await expect(sightline.sheet.getByRole("heading", { level: 3 }).first()).toHaveText("From this room");
  await sightline.sheet.getByRole("button", { name: "From the board" }).click();
  await sightline.idle();
  await sightline.openSheet("model");
  await expect(sightline.sheet.getByRole("heading", { level: 3 }).first()).toHaveText("From this room");
  expect(await serious(sightline.page)).toEqual([]);
  await sightline.sheet.getByRole("button", { name: /^forms & figures/ }).click();
  await expect(sightline.classButtons).toHaveCount(6);
  await sightline.idle();
  await expect(sightline.canvas).toHaveAccessibleName(/ on From the board: /);
  await expect(sightline.errors).toHaveCount(0);
}

test("on one laptop: the teacher's model and picture come first, have short links, and no other server is asked", async ({ page, context }) => {
  const foreign = [];
  const [address] = (await started("start")).match(/http:\S+/);
  context.on("request", (request) => !request.url().startsWith(address) && !/^(blob|data):/.test(request.url()) && foreign.push(request.url()));
  await page.goto(`${address}?backend=cpu`);
  const sightline = new SightlinePage(page);
  await sightline.explained();
  await expect(sightline.modelChip).toContainText("EfficientNet-Lite0");
  await chooseOfRoom(sightline);
  const caption = await sightline.caption();
  const link = await page.evaluate(() => location.href);
  expect(link).toContain(";m=room/forms");
  expect(link).toContain(";p=room/From");
  await page.goto("about:blank");
  await page.goto(link);
  await sightline.explained();
  expect(await sightline.caption()).toBe(caption);
  expect(foreign).toEqual([]);
});

test("in a room: another laptop gets all of it over plain http, and links name its own pictures", async ({ page }) => {
  const own = Object.values(networkInterfaces()).flat().find(({ family, internal }) => family === "IPv4" && !internal)?.address;
  test.skip(!own, "this machine has no network of its own");
  const address = (await started("room")).match(/http:\S+/g).find((one) => one.includes(own));
  await page.goto(address);
  const sightline = new SightlinePage(page);
  await sightline.explained();
  expect(await page.evaluate(() => isSecureContext)).toBe(false);
  await sightline.openSheet("more");
  await expect(sightline.deviceReason).toHaveText("WebGPU needs a page opened through https or localhost.");
  await sightline.closeSheet();
  await chooseOfRoom(sightline);
  await sightline.choose(sightline.choosePicture, samplePicture(1));
  await sightline.idle();
  await expect.poll(() => page.evaluate(() => location.hash)).toMatch(/;p=own-sample-\S+@[0-9a-z]{50};/);
  await sightline.openSheet("share");
  await sightline.sheet.getByRole("button", { name: "Copy link" }).click();
  await expect(page.getByRole("status").filter({ hasText: "Link copied." })).toBeAttached();
  await expect(sightline.errors).toHaveCount(0);
});
