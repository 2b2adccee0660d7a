/** Holds the engine before each picture of many, until the test lets it go on. */
import { changeEngine } from "./engine.js";

/**
 * Call it before the page opens.
 * @param {import("@playwright/test").Page} page
 * @returns {Promise<{ let: (pictures: number) => Promise<void>, hold: () => void }>} `let`: so many more pictures are looked at; `hold`: none
 *   from now on, and one that waited before does so no more
 */
export async function takeTurns(page) {
  let free = 0;
  /** @type {import("@playwright/test").Route[]} */
  const waiting = [];
  const go = async () => {
    for (; free > 0 && waiting.length > 0; free -= 1) await waiting.shift().fulfill({ body: "go on" }).catch(() => {}); // its worker may be gone
  };
  await page.route("**/turn", (route) => {
    waiting.push(route);
    return go();
  });
  await changeEngine(page, (engine) => ({
    look: async (file, ...others) => {
      if (file) await fetch("turn");
      return engine.look(file, ...others);
    },
  }));
  return {
    let: async (pictures) => {
      free += pictures;
      await go();
    },
    hold: () => {
      free = 0;
      waiting.length = 0;
    },
  };
}
