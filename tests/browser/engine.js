/** The real engine with some answers replaced, for models that no file of the project gives. */

/**
 * Replaces some of the engine's methods. Call it before the page opens.
 * @param {import("@playwright/test").Page} page
 * @param {(engine: object) => object} change runs in the worker: takes the engine and returns the methods that replace its own
 */
export async function changeEngine(page, change) {
  const wrapper = `
    import init, * as real from "./engine-cpu.js?real";
    export default init;
    export const { admitPicture, catalogue, heatmap } = real;
    export class Engine {
      static async create(...how) {
        const engine = await real.Engine.create(...how);
        const changed = (${change})(engine);
        return new Proxy(engine, {
          get: (_, name) => changed[name] ?? (typeof engine[name] === "function" ? engine[name].bind(engine) : engine[name]),
        });
      }
    }`;
  await page.route(/\/engine-cpu\.js$/, (route) => route.fulfill({ contentType: "text/javascript", body: wrapper }));
}

/** The embedded model as a segmentation: the left half of every picture is background, the rest two classes.
 * Runs in the worker. */
export function segmenting(engine) {
  const size = 8;
  const shares = [0.5, 0.125, 0, 0.375, 0, 0];
  const seen = (model) => ({ ...model, task: "segmentation", tasks: ["segmentation"], classes: ["__background__", "cat", "dog", "boat", "cow", "tree"] });
  const classAt = (at) => (at % size < size / 2 ? 0 : at < (size * size) / 4 ? 1 : 3);
  return {
    loadModel: async (...values) => seen(await engine.loadModel(...values)),
    setPreprocessing: async (input) => {
      const { crop, model } = await engine.setPreprocessing(input);
      return { crop, model: seen(model) };
    },
    classify: async () => (await engine.classify()).map((score, at) => ({ ...score, label: seen({}).classes[at], probability: shares[at] })),
    segment: async () => ({ width: size, height: size, classes: Uint16Array.from({ length: size * size }, (_, at) => classAt(at)) }),
    explain: async (request) => {
      const pixels = request.target.region ? request.target.region.width * request.target.region.height : 24;
      return { ...(await engine.explain(request)), pixels };
    },
  };
}
