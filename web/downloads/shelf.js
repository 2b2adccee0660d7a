/**
 * Named blobs that survive a reload: in the browser's Cache API, or in memory where the browser refuses to keep
 * anything (some private windows, pages without https).
 */

/** @typedef {{ persistent: boolean, read(key: string): Promise<Blob | null>, write(key: string, blob: Blob): Promise<void>,
 *   remove(key: string): Promise<void>, keys(): Promise<string[]> }} Shelf */

const NAME = "sightline-models";
/** The Cache API wants addresses; this one can never be asked for on a network. */
const BASE = "https://kept.invalid/";

/** In a frame of another page some browsers refuse even to say whether there is one. @param {() => CacheStorage | undefined} [find] @returns {Promise<Shelf>} */
export async function openShelf(find = () => globalThis.caches) {
  try {
    const storage = find();
    if (storage) return cacheShelf(await storage.open(NAME));
  } catch {
    // Refused: then it is kept as long as the page is open, and the storage panel says so.
  }
  return memoryShelf();
}

/** @param {Cache} cache @returns {Shelf} */
function cacheShelf(cache) {
  return {
    persistent: true,
    read: async (key) => (await cache.match(BASE + key))?.blob() ?? null,
    write: (key, blob) => cache.put(BASE + key, new Response(blob)),
    remove: async (key) => void (await cache.delete(BASE + key)),
    keys: async () => (await cache.keys()).map(({ url }) => url.slice(BASE.length)),
  };
}

/** @returns {Shelf} */
export function memoryShelf() {
  /** @type {Map<string, Blob>} */
  const blobs = new Map();
  return {
    persistent: false,
    read: async (key) => blobs.get(key) ?? null,
    write: async (key, blob) => void blobs.set(key, blob),
    remove: async (key) => void blobs.delete(key),
    keys: async () => [...blobs.keys()],
  };
}
