/** Holds the engine before each picture of many, until the test lets it go on. */
import { withCores } from "./cores.js";
import { changeEngine } from "./engine.js";

/**
 * Call it before the page opens. There is one engine, so that the pictures come in their order.
 * @param {import("@playwright/test").Page} page
 * @returns {Promise<{ let: (pictures: number) => Promise<void>, hold: () => void }>} `let`: so many more pictures are looked at, one that is
 *   cancelled and asked for again counts once; `hold`: none from now on
 */
export async function takeTurns(page) {
  let free = 0;
  /** What was let go on. @type {Set<string>} */
  let passed = new Set();
  /** @type {import("@playwright/test").Route[]} */
  let waiting = [];
  const mayPass = (/** @type {string} */ picture) => {
    if (passed.has(picture)) return true;
    if (free === 0) return false;
    free -= 1;
    passed.add(picture);
    return true;
  };
  const go = async () => {
    const routes = waiting;
    waiting = [];
    const passing = routes.filter((route) => mayPass(route.request().url()));
    waiting.push(...routes.filter((route) => !passing.includes(route)));
    await Promise.all(passing.map((route) => route.fulfill({ body: "go on" }).catch(() => {}))); // its worker may be gone
  };
  await withCores(page, 1);
  await page.route("**/turn?*", (route) => {
    waiting.push(route);
    return go();
  });
  await changeEngine(page, (engine) => ({
    look: async (bytes, ...others) => {
      if (bytes) await fetch(new URL(`turn?${new Uint8Array(await crypto.subtle.digest("SHA-256", bytes)).join("-")}`, import.meta.url));
      return engine.look(bytes, ...others);
    },
  }));
  return {
    let: async (pictures) => {
      free += pictures;
      await go();
    },
    hold: () => {
      free = 0;
      passed = new Set();
    },
  };
}
