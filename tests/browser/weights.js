/** State dicts of the reference folder: too large for the repository, written from its formula when a test needs one. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, renameSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { reference } from "./reference.js";

const TARGET = fileURLToPath(new URL("../../target/", import.meta.url));
const FOLDER = join(TARGET, "reference-weights");
const WRITER = join(TARGET, "debug", "reference-weights");

/** The path of a model's `.safetensors`. @param {string} model */
export function weightsOf(model) {
  const path = join(FOLDER, `${model}.safetensors`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  execFileSync(WRITER, [reference("weights", `${model}.json`), `${path}.part`]);
  renameSync(`${path}.part`, path);
  return path;
}
