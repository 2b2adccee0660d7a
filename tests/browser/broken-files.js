/** Broken files of every kind, written by the same code that the native tests use. */
import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const WRITER = fileURLToPath(new URL("../../target/debug/broken-files", import.meta.url));

/** @typedef {{ title: string, says: string, files: string[] }} Broken `says` is part of its message, `files` are paths */

/** Writes the files into a folder that `remove` deletes.
 * @returns {{ kinds: { name: string, control: "model" | "picture", good: string[], broken: Broken[] }[], remove: () => void }} */
export function writeBrokenFiles() {
  const folder = mkdtempSync(join(tmpdir(), "broken-files-"));
  execFileSync(WRITER, [folder]);
  const kinds = JSON.parse(readFileSync(join(folder, "index.json"), "utf8"));
  return { kinds, remove: () => rmSync(folder, { recursive: true }) };
}
