/** Says how many cores the machine has, on every page that is opened from now on. @param {import("@playwright/test").Page} page @param {number} cores */
export const withCores = (page, cores) => page.addInitScript((count) => Object.defineProperty(navigator, "hardwareConcurrency", { get: () => count, configurable: true }), cores);
