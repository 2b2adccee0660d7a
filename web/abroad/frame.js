/**
 * Asks one server, and no other: before anything is asked, the frame gets a policy that names it. The page itself and the engine's worker
 * may ask their own server alone, and a worker can make no frame (docs/adr/0021-one-frame-for-each-server.md).
 */
import { READY } from "./messages.js";
import { originIn, policyFor } from "./policy.js";

/** @import { Asked, Told } from "./messages.js" */

const origin = originIn(location.hash);
const meta = document.createElement("meta");
meta.httpEquiv = "Content-Security-Policy";
meta.content = policyFor(origin);
document.head.append(meta);

addEventListener("message", ({ source, origin: from, data, ports: [port] }) => {
  if (source === parent && from === location.origin && port) void answer(data, port);
});
parent.postMessage(READY, location.origin);

/** @param {Asked} asked @param {MessagePort} port */
async function answer({ address, headers }, port) {
  /** @param {Told} told @param {Transferable[]} [moved] */
  const tell = (told, moved = []) => port.postMessage(told, moved);
  const ended = new AbortController();
  try {
    if (new URL(address).origin !== origin) throw new Error("another server");
    const listening = { signal: ended.signal };
    // Another server is told nothing but which file; the browser's own cache would keep a second copy.
    const response = await new Promise((/** @type {(_: Response) => void} */ resolve, reject) => {
      port.onmessage = () => (ended.abort(), reject(new Error("stopped")));
      fetch(address, { ...listening, headers, cache: "no-store", credentials: "omit", referrerPolicy: "no-referrer" }).then(resolve, reject);
    });
    const reader = response.body?.getReader();
    port.onmessage = async ({ data }) => {
      if (data !== "more") return ended.abort();
      try {
        const { value } = (await reader?.read()) ?? {};
        if (value) tell({ chunk: value }, [value.buffer]);
        else tell({ isEnd: true });
      } catch {
        tell({ isBroken: true });
      }
    };
    const { status, statusText } = response;
    tell({ status, statusText, headers: [...response.headers] });
  } catch {
    tell({ isBroken: true });
  }
}
