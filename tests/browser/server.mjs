/**
 * Serves dist/ at a sub-path, as a static host would: any absolute URL in the page breaks the tests.
 * `blank.html` is an empty page of the same origin, for tests that use the public module alone.
 */
import { createReadStream, existsSync, readFileSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { extname, join, normalize } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";
import { DIST } from "./built.js";

/** Where dist/ appears below the origin. */
export const SUB_PATH = "/some/sub/path/";

const BLANK = "<!doctype html><html lang=en><title>blank</title>";
const TYPES = {
  ".bin": "application/octet-stream",
  ".css": "text/css",
  ".html": "text/html; charset=utf-8",
  ".js": "text/javascript",
  ".json": "application/json",
  ".png": "image/png",
  ".svg": "image/svg+xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
};

/** What a static host compresses. */
const TEXTS = [".css", ".html", ".js", ".json", ".svg", ".wasm"];

/** Starts the server on the loopback address; resolves with its origin. `asPages`: compresses, and lets browsers cache and other origins read, as GitHub Pages does;
 * `onRequest` is told each address; `headers` are what a path below dist/ is sent with; `deploy` puts another folder in the place of dist/. */
export function serve(port = 0, { asPages = false, dist = DIST, onRequest = (_) => {}, headers = (_) => ({}) } = {}) {
  const server = createServer((request, response) => {
    onRequest(request.url);
    answer(request, response, { asPages, dist, headers });
  });
  const close = () => {
    server.close();
    server.closeAllConnections();
  };
  return new Promise((resolve, reject) => {
    server.on("error", reject);
    server.listen(port, "127.0.0.1", () => {
      resolve({ origin: `http://127.0.0.1:${server.address().port}`, deploy: (folder) => (dist = folder), close });
    });
  });
}

function answer(request, response, { asPages, dist, headers }) {
  const path = decodeURIComponent(new URL(request.url, "http://localhost").pathname);
  if (path === `${SUB_PATH}blank.html`) {
    response.writeHead(200, { "content-type": TYPES[".html"] }).end(BLANK);
    return;
  }
  const inside = path.startsWith(SUB_PATH) ? path.slice(SUB_PATH.length) || "index.html" : null;
  const file = inside === null ? null : join(dist, normalize(`/${inside}`));
  if (file === null || !existsSync(file) || !statSync(file).isFile()) {
    response.writeHead(404).end();
    return;
  }
  response.setHeader("content-type", TYPES[extname(file)] ?? "application/octet-stream");
  for (const [name, value] of Object.entries(headers(inside))) response.setHeader(name, value);
  if (asPages) answerAsPages(file, request, response);
  else createReadStream(file).pipe(response);
}

/** @type {Map<string, Buffer>} */
const compressed = new Map();

function answerAsPages(file, request, response) {
  const tag = `"${statSync(file).mtimeMs}-${statSync(file).size}"`;
  response.setHeader("cache-control", "max-age=600").setHeader("etag", tag).setHeader("access-control-allow-origin", "*");
  if (request.headers["if-none-match"] === tag) return response.writeHead(304).end();
  if (!TEXTS.includes(extname(file))) return createReadStream(file).pipe(response);
  const key = `${file} ${tag}`;
  if (!compressed.has(key)) compressed.set(key, gzipSync(readFileSync(file)));
  response.setHeader("content-encoding", "gzip").end(compressed.get(key));
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { origin } = await serve(Number(process.argv[2] ?? 0));
  console.log(`${origin}${SUB_PATH}`);
}
