/**
 * A server of model files on another origin, like a public one: CORS, ranges, entity tags. It can hold an answer half way
 * until the test breaks the connection, change a file, or answer with something else. Records its requests.
 */
import { createHash } from "node:crypto";
import { createServer } from "node:http";

const CORS = { "access-control-allow-origin": "*", "access-control-expose-headers": "ETag, Content-Range" };

/**
 * @param {Record<string, Buffer>} files by name
 * @returns {Promise<{ origin: string, files: Record<string, Buffer>, asked: string[], holdHalfOf: string | null,
 *   instead: ((response: import("node:http").ServerResponse) => void) | null, cors: boolean, drop(): void,
 *   close(): Promise<void> }>} `asked` lists `name` or `name from byte`; `drop` breaks held connections
 */
export async function serveDropping(files) {
  const state = { files, asked: [], holdHalfOf: null, instead: null, cors: true };
  const held = new Set();
  const server = createServer((request, response) => answer(state, held, request, response));
  await new Promise((resolve) => server.listen(0, "127.0.0.1", resolve));
  const drop = () => {
    for (const socket of held) socket.end();
    held.clear();
  };
  const close = () => new Promise((resolve) => {
    server.close(resolve);
    server.closeAllConnections();
  });
  return Object.assign(state, { origin: `http://127.0.0.1:${server.address().port}`, drop, close });
}

function answer(state, held, request, response) {
  const name = decodeURIComponent(request.url.slice(1));
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? "")?.[1] ?? 0);
  state.asked.push(from > 0 ? `${name} from ${from}` : name);
  for (const [header, value] of Object.entries(state.cors ? CORS : {})) response.setHeader(header, value);
  const bytes = state.files[name];
  if (state.instead) return state.instead(response);
  if (!bytes) return response.writeHead(404).end();
  const rest = bytes.subarray(from);
  response.setHeader("etag", `"${createHash("sha256").update(bytes).digest("hex").slice(0, 16)}"`);
  response.setHeader("content-type", "application/octet-stream");
  response.setHeader("content-length", rest.length);
  if (from > 0) response.setHeader("content-range", `bytes ${from}-${bytes.length - 1}/${bytes.length}`);
  response.writeHead(from > 0 ? 206 : 200);
  if (state.holdHalfOf !== name) return response.end(rest);
  state.holdHalfOf = null;
  response.write(rest.subarray(0, Math.floor(rest.length / 2)));
  held.add(response.socket);
}
