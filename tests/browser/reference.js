/** The reference numbers and the real Teachable Machine model, in the folder beside the repository. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { test } from "@playwright/test";

const REFERENCE = fileURLToPath(new URL("../../../shared/reference/", import.meta.url));

/** A path inside the reference folder. */
export const reference = (...parts) => join(REFERENCE, ...parts);

export const hasReference = existsSync(REFERENCE);

/** Pictures with reference numbers: 224 x 224, so that no resizing is involved. */
export const PICTURES = ["both", "dogs", "horses"];

/** Skips the file's tests, aloud, without the reference; fails them where every test must run. */
export function needReference() {
  test.beforeAll(() => {
    if (hasReference) return;
    const line = "../shared/reference is absent: tests against the real Teachable Machine model";
    if (process.env.CI) throw new Error(`${line} cannot run, and CI is set`);
    console.log(`${line} are skipped`);
    test.skip(true, line);
  });
}

/** Makes the folder readable for the page below `reference/`. */
export async function serveReference(page) {
  await page.route("**/reference/**", (route) => {
    const inside = new URL(route.request().url()).pathname.split("/reference/")[1];
    return route.fulfill({ path: reference(...inside.split("/")) });
  });
}

const TEACHABLE = "reference/teachable-machine/";

/** Where the page finds the model in each form that Teachable Machine exports. */
export const MODEL_FORMS = {
  files: ["model.json", "weights.bin", "metadata.json"].map((name) => `${TEACHABLE}animals/${name}`),
  zip: [`${TEACHABLE}animals.zip`],
};

export const pictureUrl = (name) => `${TEACHABLE}inputs/${name}.png`;
