/** The address of a file that lies beside the page's modules: whatever the page is bundled to, this file's place is web/.
 * @param {string} path from web/ */
export const beside = (path) => new URL(path, import.meta.url);
