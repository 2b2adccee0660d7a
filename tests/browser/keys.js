/** A person who has only a keyboard. */
import { expect } from "@playwright/test";

/** More presses than the page has controls. */
const PRESSES = 150;

/** Presses Tab until the control has the focus, and checks that the focus is visible. @param {import("@playwright/test").Locator} control */
export async function reach(control) {
  const page = control.page();
  for (let press = 0; press < PRESSES; press += 1) {
    const isFocused = await control.evaluate((element) => element === document.activeElement);
    if (isFocused) {
      expect(await control.evaluate((element) => element.matches(":focus-visible"))).toBe(true);
      return;
    }
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reaches ${control}`);
}

/** Moves a menu's choice down by one, or up from its last option. @param {import("@playwright/test").Locator} menu it has the focus */
export async function stepMenu(menu) {
  const before = await menu.inputValue();
  await menu.page().keyboard.press("ArrowDown");
  if ((await menu.inputValue()) === before) await menu.page().keyboard.press("ArrowUp");
}
