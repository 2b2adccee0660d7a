/** The address of a file that lies beside the page's modules: whatever the page is bundled to, this file's place is web/.
 * @param {string} path from web/ */
export const beside = (path) => new URL(path, import.meta.url);

/** The build that this is: its folder is named by its content. Null where the page is served as it is, by `cargo xtask serve`. */
export const [, BUILD = null] = beside(".").pathname.match(/\/web-(\w+)\/$/) ?? [];
