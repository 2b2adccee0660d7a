/** The part of the pictures in which evidence is counted: drawn on one of them with the pointer or the keyboard, or typed. */
import { expect, test } from "@playwright/test";
import { csvParse } from "d3-dsv";
import { percent } from "../../web/words.js";
import { openShapes, shareIn } from "./many-shapes.js";
import { sharePage } from "./shared-page.js";

/** Drags that begin and end within the pixels at the middle and at the sides of a picture of 640 x 480 or 512 x 384. */
const RIGHT = [[0.501, 0.001], [0.999, 0.999]];
const LOWER = [[0.001, 0.501], [0.999, 0.999]];

let sightline;
let many;
let alone;
let shapes;

const picker = () => many.page.locator("rect-picker");
const told = () => many.root.locator(".box__words").getByRole("status");

sharePage(async (page) => {
  shapes = await openShapes(page);
  ({ sightline, many, alone } = shapes);
  await many.unfold("Where evidence is counted");
  await expect(picker()).toHaveAccessibleName("Draw where evidence is counted, on shapes/circle/3.png");
});

test.afterAll(() => shapes?.remove());

test.beforeEach(async () => {
  if (await many.button("The centre").isEnabled()) await many.button("The centre").click();
  await expect(told()).toHaveText(/^The centre: the middle half of the width and of the height\./);
});

/** Whatever the sizes of the pictures are, the table has the share in this part of each.
 * @param {(x: number, y: number) => boolean} isInside shares of a picture */
async function expectShares(isInside) {
  await many.view("Table");
  const shown = Object.fromEntries((await many.table()).map(({ path, inside }) => [path, inside]));
  for (const path of Object.keys(alone)) expect(shown[path], path).toBe(percent(shareIn(alone[path], isInside)));
  await many.view("Wall");
}

test("the keyboard draws it with two corners", async () => {
  await picker().focus();
  // The crosshair is in the middle; one press is two hundredths of the picture, and past its side it stays there.
  await picker().press("Enter");
  await expect(picker().locator("output")).toHaveText("First corner at 320, 240; the opposite one comes next");
  for (let press = 0; press < 26; press += 1) {
    await picker().press("ArrowRight");
    await picker().press("ArrowDown");
  }
  await picker().press("Enter");
  await expect(told()).toHaveText(/^A box: from 50 % to 100 % of the width, from 50 % to 100 % of the height\./);
  await expectShares((x, y) => x >= 0.5 && y >= 0.5);
});

test("a drag draws it, and everything is counted by it at once", async () => {
  await sightline.drag(...RIGHT);
  await expect(told()).toHaveText(/^A box: from 50 % to 100 % of the width, from 0 % to 100 % of the height\. \d+ % of the evidence in shapes\/circle\/3\.png\.$/);
  await expectShares((x) => x >= 0.5);
  const outside = Object.values(alone).filter((one) => shareIn(one, (x) => x >= 0.5) < 0.5).length;
  await expect(many.words).toContainText(`; ${outside} with most of the evidence outside the box;`);
  await expect(many.tile("shapes/moon/1.png")).toHaveAccessibleName(/ of the evidence in the box$/);
  // 640 x 480 in a square: the right half of the picture is the right half of the square, from an eighth of its height on.
  const mark = await many.tile("shapes/moon/1.png").locator(".tile__box").evaluate(({ style }) => [style.left, style.top, style.width, style.height]);
  expect(mark).toEqual(["50%", "12.5%", "50%", "75%"]);
  const [row] = csvParse((await many.exported("Table (CSV)")).bytes.toString("utf8"));
  expect(percent(Number(row.evidence_in_box))).toBe(percent(shareIn(alone[row.path], (x) => x >= 0.5)));
});

test("while the pointer moves, its share is told", async () => {
  const { x, y, width, height } = await picker().boundingBox();
  const { mouse } = many.page;
  const to = ([across, down]) => mouse.move(x + across * width, y + down * height);
  await to([0.001, 0.001]);
  await mouse.down();
  await to([0.25, 0.5]);
  await expect(told()).toHaveText(/^A box: from 0 % to 25 % of the width, from 0 % to 50 % of the height\./);
  await to([0.999, 0.999]);
  await expect(told()).toHaveText(/ to 100 % of the height\. 100 % of the evidence in shapes\/circle\/3\.png\.$/);
  await mouse.up();
});

test("numbers do as well, and it can be drawn on another picture", async () => {
  await many.control("Left").fill("50");
  await many.control("Left").press("Enter");
  await expect(told()).toHaveText(/^A box: from 50 % to 100 % of the width, from 25 % to 75 % of the height\./);
  await expectShares((x, y) => x >= 0.5 && y >= 0.25 && y < 0.75);
  await many.button("On the next picture").click();
  await expect(picker()).toHaveAccessibleName("Draw where evidence is counted, on shapes/comet/4 part.png");
  await sightline.drag(...LOWER);
  await expectShares((x, y) => y >= 0.5);
});
