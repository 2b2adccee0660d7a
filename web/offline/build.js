/**
 * What the service worker keeps of its build, and what it answers from it.
 *
 * A build lies in a folder of its own (`web-<id>/`), so that an address means the same bytes for ever, and an answer from any kept build is
 * right. Only the index has one address and many contents: which one is given decides which build a page is of, and the rest follows.
 */

/** The files of a build and their SHA-256, by their paths from the page's index; those `forWebgpu` are kept where they are used.
 * @typedef {{ id: string, files: Readonly<Record<string, string>>, forWebgpu: Readonly<Record<string, string>> }} Build */
/** @typedef {{ id: string, url: string }} PageClient */
/** What the browser gives. `pages`: every page of this origin that is open.
 * @typedef {{ caches: CacheStorage, fetch: typeof fetch, hash: (bytes: ArrayBuffer) => Promise<string>, pages: () => Promise<readonly PageClient[]> }} Browser */

const INDEX = "index.html";
/** Milliseconds that a visit waits for the newest index. */
const PATIENCE = 2000;
const ID = /web-(\w+)\//;

export class KeptBuild {
  #build;
  #scope;
  #browser;
  #patience;

  /** @param {Build} build @param {string} scope the address of the page's folder @param {Browser} browser @param {number} [patience] */
  constructor(build, scope, browser, patience = PATIENCE) {
    this.#build = build;
    this.#scope = scope;
    this.#browser = browser;
    this.#patience = patience;
  }

  /** Other pages of this origin keep things as well, and so may another Sightline. */
  get #family() {
    return `sightline-build ${this.#scope} `;
  }

  get #name() {
    return this.#family + this.#build.id;
  }

  /** Keeps the whole build, each file compared with its hash, or nothing of it. */
  async install() {
    const { files, forWebgpu } = this.#build;
    const usedWebgpu = await this.#isAnywhere(Object.keys(forWebgpu));
    try {
      await this.#keep(usedWebgpu ? { ...files, ...forWebgpu } : files);
    } catch (error) {
      await this.#browser.caches.delete(this.#name);
      throw error;
    }
  }

  /** This visitor's device has a use for the engine on WebGPU. */
  async keepForWebgpu() {
    await this.#keep(this.#build.forWebgpu);
  }

  /** @param {Readonly<Record<string, string>>} files */
  async #keep(files) {
    const cache = await this.#browser.caches.open(this.#name);
    const others = await this.#otherBuilds();
    for (const [path, hash] of Object.entries(files)) {
      const address = this.#address(path);
      if (await cache.match(address)) continue;
      await cache.put(address, (await this.#copied(path, hash, others)) ?? (await this.#fetched(path, hash)));
    }
  }

  /** @param {string} path @param {string} hash */
  async #fetched(path, hash) {
    const { fetch, hash: hashOf } = this.#browser;
    // The address of a build's file may come from the browser's own cache, where the first visit has left it.
    const response = await fetch(this.#address(path), { cache: ID.test(path) ? "default" : "no-cache" });
    if (!response.ok) throw new Error(`${path}: the server answered ${response.status}`);
    const got = await hashOf(await response.clone().arrayBuffer());
    if (got !== hash) throw new Error(`${path} is not of the build ${this.#build.id}`);
    return response;
  }

  /** The same file of another build: what did not change is not fetched again. @param {string} path @param {string} hash @param {readonly Cache[]} others */
  async #copied(path, hash, others) {
    for (const cache of others) {
      const request = (await cache.keys()).find(({ url }) => this.#isAt(url, path));
      const response = request && (await cache.match(request));
      if (!response) continue;
      const bytes = await response.arrayBuffer();
      // A response of its own: that one says that it came from another address.
      if ((await this.#browser.hash(bytes)) === hash) return new Response(bytes, { headers: { "content-type": response.headers.get("content-type") ?? "" } });
    }
    return null;
  }

  /** Whether another build kept one of these. @param {readonly string[]} paths */
  async #isAnywhere(paths) {
    const kept = (await Promise.all((await this.#otherBuilds()).map((cache) => cache.keys()))).flat();
    return kept.some(({ url }) => paths.some((path) => this.#isAt(url, path)));
  }

  /** Whether a kept address is that of a path, in whichever build. @param {string} url @param {string} path */
  #isAt(url, path) {
    return url.replace(ID, "web/") === this.#address(path).replace(ID, "web/");
  }

  /** The caches of all builds, in the order in which they came. */
  async #names() {
    return (await this.#browser.caches.keys()).filter((name) => name.startsWith(this.#family));
  }

  async #otherBuilds() {
    const names = (await this.#names()).filter((name) => name !== this.#name);
    return Promise.all(names.map((name) => this.#browser.caches.open(name)));
  }

  /** @param {string} path */
  #address(path) {
    return new URL(path === INDEX ? "./" : path, this.#scope).href;
  }

  /** Null for what the service worker leaves alone. @param {{ url: string, method: string, mode: string }} request @returns {"index" | "file" | null} */
  kindOf({ url, method, mode }) {
    const { origin, pathname } = new URL(url);
    const address = origin + pathname;
    if (method !== "GET" || !address.startsWith(this.#scope)) return null;
    const path = address.slice(this.#scope.length);
    if (mode === "navigate" && (path === "" || path === INDEX)) return "index";
    return ID.test(path) || path in this.#build.files ? "file" : null;
  }

  /** A file of any kept build, else of the network. @param {Request} request */
  async file(request) {
    const { caches, fetch } = this.#browser;
    const own = await caches.match(request, { cacheName: this.#name });
    if (own) return own;
    for (const cache of await this.#otherBuilds()) {
      const found = await cache.match(request);
      if (found) return found;
    }
    return fetch(request);
  }

  /**
   * The newest index, where no other page is open; else, and without a network, that of this build: pages that are open at once share
   * what the browser keeps, and are to be of one build. @param {string} [opening] the id of the page that is being opened
   */
  async index(opening = "") {
    const isAlone = (await this.#others(opening)).length === 0;
    const own = (await this.#browser.caches.match(this.#address(INDEX), { cacheName: this.#name })) ?? null;
    if (!own) return this.#browser.fetch(this.#address(INDEX));
    return (isAlone && (await this.#newer())) || own;
  }

  /** The index of another build, if the server has one and says so soon. */
  #newer() {
    const patience = new Promise((/** @type {(_: null) => void} */ resolve) => setTimeout(resolve, this.#patience, null));
    return Promise.race([this.#askNewer().catch(() => null), patience]);
  }

  async #askNewer() {
    const response = await this.#browser.fetch(this.#address(INDEX), { cache: "no-cache" });
    const [, id] = (await response.clone().text()).match(ID) ?? [];
    // A page without one is not ours: a network that asks for a sign-in, perhaps.
    return response.ok && id !== undefined && id !== this.#build.id ? response : null;
  }

  /** Forgets the builds that came before this one, once no page can be of them; a later one is just being kept. @param {string} [opening] */
  async sweep(opening = "") {
    if ((await this.#others(opening)).length > 0) return;
    const names = await this.#names();
    for (const name of names.slice(0, Math.max(0, names.indexOf(this.#name)))) await this.#browser.caches.delete(name);
  }

  /** @param {string} opening */
  async #others(opening) {
    return (await this.#browser.pages()).filter(({ id, url }) => id !== opening && url.startsWith(this.#scope));
  }
}
