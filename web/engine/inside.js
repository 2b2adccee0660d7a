/**
 * The engine's worker, so that the page's policy holds in it: one that is loaded from an address has the policy that the answer's headers
 * say, and a static host says none; one that is made of a Blob has that of the page (docs/adr/0021-one-frame-for-each-server.md).
 */
import { beside } from "../beside.js";
import { trusted } from "../trusted.js";

/** Of one line, which is the same in each worker. @type {URL | undefined} */
let address;

export function makeWorker() {
  address ??= new URL(URL.createObjectURL(new Blob([`import ${JSON.stringify(beside("engine/worker.js").href)};`], { type: "text/javascript" })));
  return new Worker(trusted(address), { type: "module", name: "sightline" });
}
