/**
 * The licences of all that the built page is made of, as one page: of npm packages what esbuild bundled, of crates what cargo links, and
 * the models and pictures. A package without its text fails the build by name.
 */
import { execFileSync } from "node:child_process";
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** @typedef {{ name: string, version: string, licence: string, texts: string[] }} Package */

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = join(HERE, "../..");
/** Texts of packages that were published without one, by their names. */
const OWN_TEXTS = join(HERE, "texts");
const TEXT = /^(licen[cs]e|copying|notice|unlicense|copyright)/i;
const TARGET = "wasm32-unknown-unknown";

/** @param {{ inputs: Record<string, unknown> }} metafile of esbuild @returns {Package[]} */
export function npmPackages({ inputs }) {
  const names = new Set(Object.keys(inputs).flatMap((path) => path.match(/node_modules\/((?:@[^/]+\/)?[^/]+)\//)?.[1] ?? []));
  return [...names].sort().map((name) => {
    const folder = join(ROOT, "node_modules", name);
    const { version, license } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
    return { name, version, licence: license, texts: textsOf(name, license, folder) };
  });
}

/** @returns {Package[]} */
export function crates() {
  // Which are linked depends on features, which `tree` follows as a build does; where they lie only `metadata` says.
  const linked = cargo(["tree", "--locked", "--package", "wasm", "--features", "webgpu", "--target", TARGET, "--edges", "normal,no-proc-macro", "--prefix", "none", "--format", "{p}"]);
  const ids = new Set(linked.split("\n").map((line) => line.replace(/ \(.*$/, "")));
  const { packages } = JSON.parse(cargo(["metadata", "--locked", "--format-version", "1", "--filter-platform", TARGET, "--features", "wasm/webgpu"]));
  const found = packages.filter(({ name, version, source }) => source !== null && ids.has(`${name} v${version}`));
  return found
    .map(({ name, version, license, license_file: file, manifest_path: manifest }) => ({ name, version, licence: license ?? file, texts: textsOf(name, license ?? "", dirname(manifest)) }))
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** @param {string[]} words */
const cargo = (words) => execFileSync(process.env.CARGO ?? "cargo", words, { cwd: ROOT, encoding: "utf8", maxBuffer: 1 << 28 });

/** @param {string} name @param {string} licence @param {string} folder */
export function textsOf(name, licence, folder) {
  const files = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isFile() && TEXT.test(entry.name));
  if (files.length > 0) return files.map((file) => readFileSync(join(folder, file.name), "utf8").trim());
  const own = join(OWN_TEXTS, `${name}.txt`);
  if (existsSync(own)) return [readFileSync(own, "utf8").trim()];
  // Where it is one of those to choose from, that is the choice: its text names nobody, and is the same for all.
  if (/(^|[^-\w])Apache-2\.0(?! WITH)/.test(licence)) return [readFileSync(join(ROOT, "LICENSE-APACHE"), "utf8").trim()];
  throw new Error(`The licence of ${name} (${licence}) has no text in ${folder}: put it into web/about/texts/${name}.txt.`);
}

/** What comes with the page and is no code. @returns {Package[]} */
export function works() {
  const read = (/** @type {string} */ path) => readFileSync(join(ROOT, path), "utf8").trim();
  return [
    { name: "EfficientNet-Lite0, a model by Google", version: "", licence: "Apache-2.0", texts: [read("models/efficientnet-lite0/LICENSE.txt"), read("models/efficientnet-lite0/NOTICE.txt")] },
    { name: "Photographs", version: "", licence: "each its own", texts: [read("models/photographs/CREDITS.md")] },
    { name: "Shapes, a model, and its drawings", version: "", licence: "MIT OR Apache-2.0", texts: [read("LICENSE-MIT")] },
  ];
}

/** @param {{ heading: string, packages: Package[] }[]} groups @returns {string} HTML */
export function licencesPage(groups) {
  const texts = [...new Set(groups.flatMap(({ packages }) => packages.flatMap((one) => one.texts)))];
  const links = (/** @type {Package} */ { texts: own }) => own.map((text) => `<a href="#t${texts.indexOf(text) + 1}">text ${texts.indexOf(text) + 1}</a>`).join(", ");
  const row = (/** @type {Package} */ one) => `<li>${escaped(`${one.name} ${one.version}`.trim())}: ${escaped(one.licence)} (${links(one)})</li>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Licences of what Sightline is made of</title>
<h1>Licences</h1>
<p>Sightline itself: MIT or Apache-2.0, at your option. It is made of these works of others, with thanks.</p>
${groups.map(({ heading, packages }) => `<h2>${escaped(heading)}</h2>\n<ul>\n${packages.map(row).join("\n")}\n</ul>`).join("\n")}
<h2>Texts</h2>
${texts.map((text, at) => `<h3 id="t${at + 1}">Text ${at + 1}</h3>\n<pre>${escaped(text)}</pre>`).join("\n")}
</html>
`;
}

/** @param {string} text */
const escaped = (text) => text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");

/** @param {{ inputs: Record<string, unknown> }} metafile */
export const licences = (metafile) =>
  licencesPage([
    { heading: "Models and pictures", packages: works() },
    { heading: "JavaScript packages", packages: npmPackages(metafile) },
    { heading: "Rust crates", packages: crates() },
  ]);
