/**
 * Writes every hostile file to a folder, to drop one by hand: `node tests/hostile/write.mjs FOLDER [SEED]`. Each title is a folder, since files that are
 * dropped together may share names with others.
 */
import { mkdirSync, truncateSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { familyOf, NAMES, SEED } from "./index.js";

const [folder, seed] = process.argv.slice(2);
if (!folder) throw new Error("node tests/hostile/write.mjs FOLDER [SEED]");

const lines = [];
for (const name of NAMES) {
  const { hostile } = await familyOf(name, seed === undefined ? SEED : Number(seed));
  for (const [at, { title, must, files }] of hostile.entries()) {
    lines.push([`${name}/${at}`, must, title].join("\t"));
    for (const [number, { name: own, bytes, length }] of files.entries()) {
      const place = join(folder, name, String(at), files.some((other, earlier) => earlier < number && other.name === own) ? String(number) : "");
      mkdirSync(place, { recursive: true });
      writeFileSync(join(place, own), bytes);
      if (length !== undefined) truncateSync(join(place, own), length);
    }
  }
}
writeFileSync(join(folder, "index.tsv"), `${lines.join("\n")}\n`);
console.log(`${lines.length} in ${folder}`);
