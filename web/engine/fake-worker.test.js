/** No test, but a worker for those that need one: it starts on the CPU and answers each request a moment later. */
import { after, before } from "node:test";
import { REPLY, REQUEST } from "./protocol.js";

const NOTHING = { families: [], methods: [], metrics: [], merges: [], colourMaps: [], normalisations: [], resamplings: [], fits: [], tasks: [], formats: [] };

/** @param {(request: object) => unknown} answer what each request resolves with; what it throws is the refusal
 * @param {object} [start] what `ready` and the catalogue say instead */
export function fakeWorker(answer, { ready = {}, catalogue = {} } = {}) {
  return class {
    onmessage = null;

    postMessage({ id, ...request }) {
      if (request.type === REQUEST.start) {
        this.#reply({ type: REPLY.catalogue, catalogue: { ...NOTHING, ...catalogue } });
        this.#reply({ type: REPLY.ready, backend: "cpu", backendReason: "because", fallback: false, ...ready });
      } else setTimeout(() => this.#answer(id, request), 1);
    }
    terminate() {
      this.onmessage = null;
    }

    #answer(id, request) {
      try {
        this.#reply({ type: REPLY.done, id, value: answer(request) });
      } catch ({ message, code = "refused" }) {
        this.#reply({ type: REPLY.refused, id, error: { code, kind: "request", message } });
      }
    }
    #reply(data) {
      setTimeout(() => this.onmessage?.({ data }));
    }
  };
}

/** For the tests of one file, `new Worker` makes a fake one. */
export function useWorker(fake) {
  const { Worker } = globalThis;
  before(() => (globalThis.Worker = fake));
  after(() => (globalThis.Worker = Worker));
}
