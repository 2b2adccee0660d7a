/** What the page and a frame that asks a server tell each other: types, and the frame's first word. */

/** The frame listens. */
export const READY = "sightline-abroad-ready";

/** With a port, on which the page then says "more" for each part, or "stop". @typedef {{ address: string, headers: Record<string, string> }} Asked */

/** First the beginning of the answer, then its parts, one for each "more". `isBroken`: it cannot be reached, or the connection broke.
 * @typedef {{ status: number, statusText: string, headers: [string, string][] } | { chunk: Uint8Array<ArrayBuffer> } | { isEnd: true } | { isBroken: true }} Told */
