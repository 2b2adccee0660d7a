/** The values of `reference/`, computed by PyTorch: see its README. */
import { readFileSync } from "node:fs";

/** The cases of a JSON file of the folder. @param {"networks" | "onnx"} name */
export const referenceCases = (name) =>
  JSON.parse(readFileSync(new URL(`reference/${name}.json`, import.meta.url), "utf8")).cases;
