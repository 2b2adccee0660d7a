/** Where the built page has its files: in a folder that is named by their content. */
import { readdirSync } from "node:fs";
import { fileURLToPath } from "node:url";

export const DIST = fileURLToPath(new URL("../../dist/", import.meta.url));

/** The address of a file of web/ from the page's index. @param {string} path @param {string} [dist] */
export const built = (path, dist = DIST) => `${readdirSync(dist).find((name) => /^web-\w+$/.test(name))}/${path}`;
