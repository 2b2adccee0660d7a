/** How other tools write a file that can be opened here. Pure. */

/** An entry of `models/recipes.json`. `steps` are done by hand, `lines` are code; `install` are packages, `yours` what the lines take for
 * granted, `uses` the files that they read, `files` those that they write; `testedWith` has the versions with which that was run.
 * @typedef {{ id: string, tool: string, title: string, gives: string, language?: "python" | "shell", install?: string[], yours?: Record<string, string>,
 *   uses?: string[], steps?: string[], lines?: string[], files: string[], testedWith: Record<string, string>, note: string }} Recipe */

/** @param {readonly Recipe[]} recipes @returns {string[]} in their order */
export const toolsOf = (recipes) => [...new Set(recipes.map(({ tool }) => tool))];

/** What installs the packages, as a line for a terminal; empty without any. @param {Recipe} recipe */
export function installLine({ install = [] }) {
  const names = install.map((name) => (/^[\w.-]+$/.test(name) ? name : `"${name}"`));
  return names.length > 0 ? `pip install ${names.join(" ")}` : "";
}

/** @param {Recipe} recipe */
export function testedWords({ testedWith }) {
  const versions = Object.entries(testedWith).map(([name, version]) => `${name} ${version}`);
  return versions.length > 0 ? `Tested with ${versions.join(", ")}.` : "";
}

/** "a, b and c". @param {readonly string[]} names */
export const listed = (names) => (names.length < 2 ? (names[0] ?? "") : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`);
