/** The values of `reference/`, computed by PyTorch and TensorFlow.js: see its README. */
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";

/** A path in the folder. @param {string} name */
export const referencePath = (name) => fileURLToPath(new URL(`reference/${name}`, import.meta.url));

/** A JSON file of the folder. @param {"networks" | "onnx" | "teachable"} name */
export const referenceValues = (name) => JSON.parse(readFileSync(referencePath(`${name}.json`), "utf8"));
