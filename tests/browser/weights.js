/** State dicts of the networks of `tests/reference/architectures`, written from their formula when a test needs one. */
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const FIXTURES = fileURLToPath(new URL("../reference/architectures/", import.meta.url));
const TARGET = fileURLToPath(new URL("../../target/", import.meta.url));
const FOLDER = join(TARGET, "reference-weights");
/** Built by `cargo test`. */
const WRITER = join(TARGET, "debug", "reference-weights");

/**
 * The path of a network's `.safetensors`, which is written once.
 * @param {string} network a file of `tests/reference/architectures`, without its ending
 */
export function weightsOf(network) {
  const path = join(FOLDER, `${network}.safetensors`);
  if (existsSync(path)) return path;
  mkdirSync(FOLDER, { recursive: true });
  // Two tests may write the same network at once.
  const draft = join(FOLDER, `${network}.${process.pid}`);
  const { gain, salt, parameters } = JSON.parse(readFileSync(join(FIXTURES, `${network}.json`), "utf8"));
  const named = parameters.map(([name, shape, kind]) => ({ name, shape, kind }));
  writeFileSync(`${draft}.json`, JSON.stringify({ gain, salt, parameters: named }));
  execFileSync(WRITER, [`${draft}.json`, `${draft}.part`]);
  renameSync(`${draft}.part`, path);
  rmSync(`${draft}.json`);
  return path;
}
