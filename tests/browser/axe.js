/** What axe-core finds on the page. */
import { AxeBuilder } from "@axe-core/playwright";

const SERIOUS = ["serious", "critical"];

// The page has no frames, so the legacy mode finds the same, without a second page for each analysis.
const builder = (page) => new AxeBuilder({ page }).setLegacyMode();

/** The rules that axe-core calls serious or critical, and the elements that break them. @param {import("@playwright/test").Page} page */
export async function serious(page) {
  return broken(await builder(page).options({ resultTypes: ["violations"] }).analyze());
}

/** The elements with too little contrast: all that depends on the colours. @param {import("@playwright/test").Page} page */
export async function lowContrast(page) {
  return broken(await builder(page).options({ resultTypes: ["violations"], runOnly: ["color-contrast"] }).analyze());
}

const broken = ({ violations }) => violations
  .filter(({ impact }) => SERIOUS.includes(impact))
  .map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(" ")).join(", ")}`);

/** By how many pixels the content of an element is wider than the element. @param {import("@playwright/test").Locator} locator */
export const excess = (locator) => locator.evaluate(({ scrollWidth, clientWidth }) => scrollWidth - clientWidth);
