/** The grid through its interface. */
import { pixelsIn } from "./page.js";

/** @param {() => import("./page.js").SightlinePage} sightline the page of the test that is running */
export function gridOf(sightline) {
  const section = () => sightline().page.locator(".grid");
  const table = () => section().getByRole("grid", { name: "Maps" });
  const cells = () => section().locator(".grid-cell__map");
  const map = (name) => section().getByRole("button", { name: new RegExp(`^${name}[,:]`) });
  const state = () => section().locator(".grid__state");
  const now = () => section().locator(".grid__now");
  const fold = (axis) => section().locator(`.grid-choice[data-axis=${axis}] > summary`);
  const boxes = (axis) => section().locator(`.grid-choice[data-axis=${axis}]`).getByRole("checkbox");
  const box = (name) => section().locator(".grid-choice").getByLabel(name, { exact: true });
  const makeLeft = () => section().getByRole("button", { name: /^Make the .*left$/ });

  /** Ticks these methods and no others. */
  async function tickOnly(names) {
    await fold("method").click();
    for (const name of names) await box(name).check();
    const labels = await section().locator(".grid-choice[data-axis=method] label").allInnerTexts();
    for (const label of labels.filter((one) => !names.includes(one.trim()))) await box(label.trim()).uncheck();
    await fold("method").click();
  }

  /** A number that changes with any pixel of a small map. */
  const pixelsOf = (button) => pixelsIn(button.locator("canvas"));

  return { section, table, cells, map, state, now, fold, boxes, box, makeLeft, pixelsOf, tickOnly };
}
