/** Many pictures with the model of shapes: the wall, the table, and what is counted of them. */
import { expect, test } from "@playwright/test";
import { percent } from "../../web/words.js";
import { excess, lowContrast, serious } from "./axe.js";
import { difference } from "./difference.js";
import { ALL, DAMAGED, inCentre, openShapes, shareIn, truthOf, UNKNOWN, verdicts } from "./many-shapes.js";
import { savedJson } from "./saved-file.js";
import { sharePage } from "./shared-page.js";

/** Two runs on one device add in the same order. */
const SAME = 1e-4;

let sightline;
let many;
let alone;
let shapes;

sharePage(async (page) => {
  shapes = await openShapes(page);
  ({ sightline, many, alone } = shapes);
});

test.afterAll(() => shapes?.remove());

const byPath = (rows) => Object.fromEntries(rows.map((row) => [row.path, row]));
const looked = () => Object.keys(alone);
const right = () => verdicts(alone).right;
const wrong = () => verdicts(alone).wrong;
const isWrong = (path) => wrong().includes(path);

test.beforeEach(async () => {
  const all = many.button(/^All 13 pictures$/);
  await many.view("Table");
  if (await all.isVisible()) await all.click();
});

test("the wall names each picture with the answer and the evidence that it has alone, and says which are wrong", async () => {
  await many.view("Wall");
  await expect(many.tiles).toHaveCount(13);
  for (const path of looked()) {
    const { label, probability } = alone[path];
    const verdict = truthOf(path) === UNKNOWN ? ", named comet" : isWrong(path) ? `, wrong: it is ${truthOf(path)}` : ", right";
    const share = `, ${percent(shareIn(alone[path], inCentre))} of the evidence in the centre`;
    await expect(many.tile(path)).toHaveAccessibleName(`${path}: ${label} ${percent(probability)}${verdict}${share}`);
  }
  const outside = looked().filter((path) => shareIn(alone[path], inCentre) < 0.5).length;
  await expect(many.words).toHaveText(`13 pictures; ${right().length} of 11 right (${percent(right().length / 11)}); ${outside} with most of the evidence outside the centre; 1 with an error; 4 files not used`);
});

test("a picture that is damaged has a place and a reason, and so has each file that cannot be used", async () => {
  await many.view("Wall");
  await expect(many.tile(DAMAGED)).toHaveAccessibleName(/^shapes\/star\/cut\.png: no answer, named star\. .+/);
  await many.control("Show").selectOption("refused");
  await expect(many.tiles).toHaveCount(1);
  await many.view("Truth and files");
  for (const [name, reason] of [[".DS_Store", "A hidden file"], ["drawing.psd", "Photoshop pictures cannot be read. Save it as JPEG or PNG."], ["notes.pdf", "Neither a picture"], ["star/empty.png", "The file is empty."]]) {
    await expect(many.note.getByRole("listitem").filter({ hasText: `shapes/${name}: ${reason}` })).toBeVisible();
  }
});

test("the table has the same numbers, and each column sorts them", async () => {
  const rows = await many.table();
  expect(rows.map(({ path }) => path).filter((path) => path.endsWith(".png"))).toHaveLength(13);
  for (const [path, row] of Object.entries(byPath(rows))) {
    if (path === DAMAGED) continue;
    const { label, probability } = alone[path];
    expect(row).toMatchObject({ prediction: label, probability: percent(probability), inside: percent(shareIn(alone[path], inCentre)), verdict: isWrong(path) ? "wrong" : "" });
  }
  const order = (/** @type {(path: string) => number} */ value) => looked().sort((a, b) => value(a) - value(b));
  const paths = async () => (await many.table()).map(({ path }) => path).slice(0, looked().length);
  await many.sortBy("Probability");
  expect(await paths()).toEqual(order((path) => -alone[path].probability));
  await expect(many.control("Sort")).toHaveValue("probability true");
  await many.sortBy("Probability");
  expect(await paths()).toEqual(order((path) => alone[path].probability));
  await many.sortBy("Entropy");
  expect(await paths()).toEqual(order((path) => -alone[path].entropy));
  await many.sortBy("Evidence in");
  expect(await paths()).toEqual(order((path) => shareIn(alone[path], inCentre)));
  await many.control("Sort").selectOption("Name");
});

test("wrong ones, those with the evidence elsewhere, and those of a class are found", async () => {
  const paths = async () => (await many.table()).map(({ path }) => path).sort();
  await many.control("Show").selectOption("Wrong");
  expect(wrong().length).toBeGreaterThan(0);
  expect(await paths()).toEqual(wrong().sort());
  await many.control("Show").selectOption("Truth unknown");
  expect(await paths()).toEqual(["shapes/comet/4 part.png"]);
  await many.control("Show").selectOption("All");
  await many.control("evidence mostly outside the centre").check();
  const outside = looked().filter((path) => shareIn(alone[path], inCentre) < 0.5).sort();
  expect(outside.length).toBeGreaterThan(0);
  expect(await paths()).toEqual(outside);
  await many.control("evidence mostly outside the centre").uncheck();
  await many.control("Name or class").fill("HEART");
  expect(await paths()).toEqual(looked().filter((path) => alone[path].label === "heart" || truthOf(path) === "heart").sort());
  await many.button("All 13 pictures").click();
  expect(await paths()).toHaveLength(13);
});

test("the confusion matrix counts what the table says, and a number shows its pictures", async () => {
  await many.view("Confusion");
  const matrix = many.page.locator(".confusion");
  await expect(matrix).toHaveAccessibleName(new RegExp(`^${right().length} of 11 pictures right\\.`));
  const columns = await matrix.locator("thead th").allInnerTexts();
  for (const line of await matrix.locator("tbody tr").all()) {
    const truth = await line.locator("th").innerText();
    const mine = looked().filter((path) => truthOf(path).toLowerCase() === truth);
    const counts = columns.slice(0, -1).map((label) => mine.filter((path) => alone[path].label === label).length);
    expect(await line.locator("td").allInnerTexts(), truth).toEqual([...counts.map((count) => (count === 0 ? "" : String(count))), `${mine.filter((path) => !isWrong(path)).length} of ${mine.length}`]);
  }
  await expect(many.note).toContainText("it is open which class of the model they show: comet (1).");
  const [path] = wrong();
  await many.button(new RegExp(`: ${truthOf(path).toLowerCase()} taken for ${alone[path].label}$`)).click();
  await expect(many.root.getByRole("region", { name: "Wall", exact: true })).toBeVisible();
  const same = looked().filter((other) => truthOf(other).toLowerCase() === truthOf(path).toLowerCase() && alone[other].label === alone[path].label);
  expect((await many.tiles.evaluateAll((tiles) => tiles.map(({ title }) => title))).sort()).toEqual(same.sort());
});

test("a person says what an unknown name means, and takes it back", async () => {
  await many.view("Truth and files");
  const comet = many.tableRows.filter({ hasText: "comet" });
  await expect(comet).toContainText("no class of the model has this name");
  await expect(many.tableRows.filter({ hasText: "Square" })).toContainText("the same but for capitals and spaces");
  const class4 = alone["shapes/comet/4 part.png"].label;
  await many.control("Class of comet").fill(class4);
  await many.control("Class of comet").press("Enter");
  await expect(many.words).toContainText(`; ${right().length + 1} of 12 right`);
  await comet.getByRole("button", { name: "Undo" }).click();
  await expect(many.words).toContainText(`; ${right().length} of 11 right`);
});

test("the mean map of a class is the mean of its maps, each from 0 to 1", async () => {
  await many.view("Mean maps");
  const own = right().filter((path) => alone[path].label === "heart");
  expect(own.length).toBeGreaterThan(1);
  const mean = many.page.locator(".means__one").filter({ hasText: "heart" });
  await expect(mean).toContainText(`heart ${own.length} pictures`);
  const pixels = await mean.locator("canvas").evaluate((canvas) => [...canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height).data]);
  const shown = own.map((path) => {
    const values = alone[path].map.map((value) => Math.max(value, 0));
    const [low, high] = [Math.min(...values), Math.max(...values)];
    return values.map((value) => (value - low) / (high - low));
  });
  shown[0].forEach((_, at) => {
    const value = shown.reduce((sum, one) => sum + one[at], 0) / own.length;
    // One of 256 colours: at the border between two of them either may be drawn.
    const near = [Math.floor(255 * value - SAME + 0.5), Math.floor(255 * value + SAME + 0.5)].map((entry) => shapes.colours.slice(3 * entry, 3 * entry + 3).join());
    expect(near, `cell ${at}: ${value}`).toContain(pixels.slice(4 * at, 4 * at + 3).join());
  });
  await many.root.getByRole("radio", { name: "all", exact: true }).check();
  await expect(mean).toContainText(`heart ${looked().filter((path) => alone[path].label === "heart").length} pictures`);
  await many.root.getByRole("radio", { name: "that show the class" }).check();
});

test("a picture of the wall is opened alone with the same probability and map, and the wall is as it was", async () => {
  await many.view("Wall");
  const before = await many.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("aria-label")));
  const path = "shapes/moon/1 mirrored.png";
  await many.tile(path).click();
  await expect(sightline.canvas).toHaveAccessibleName(new RegExp(`“${alone[path].label}” on 1 mirrored\\.png`));
  await sightline.idle();
  const { map, probability, className } = await savedJson(sightline);
  expect(className).toBe(alone[path].label);
  expect(Math.abs(probability - alone[path].probability)).toBeLessThan(SAME);
  expect(difference(map.values, alone[path].map).relative).toBeLessThan(SAME);
  await expect(sightline.number("Probability")).toHaveText(percent(alone[path].probability));
  await many.page.getByRole("button", { name: "Many pictures" }).click();
  await expect(many.words).toHaveText(/^13 pictures; /);
  expect(await many.tiles.evaluateAll((tiles) => tiles.map((tile) => tile.getAttribute("aria-label")))).toEqual(before);
});

for (const view of ["Wall", "Table", "Confusion", "Mean maps", "Truth and files"]) {
  test(`${view}: nothing serious for those who see or press less, and no sideways scrolling of the page`, async () => {
    const { page } = many;
    await many.view(view);
    if (view === "Wall") await many.unfold("Where evidence is counted");
    await many.unfold("Export");
    for (const size of [{ width: 1280, height: 800 }, { width: 390, height: 844 }]) {
      await page.setViewportSize(size);
      expect.soft(await serious(page), `${size.width}, light`).toEqual([]);
      expect.soft(await excess(page.locator("html")), `${size.width}`).toBeLessThanOrEqual(0);
    }
    await page.emulateMedia({ colorScheme: "dark" });
    expect.soft(await lowContrast(page), "dark").toEqual([]);
    await page.emulateMedia({ colorScheme: "light" });
    await page.setViewportSize({ width: 1280, height: 800 });
  });
}
