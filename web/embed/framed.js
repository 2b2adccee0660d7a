/** Whether another page holds this one in a frame: it may lay its own over it, so that a press is meant for something else. */
export const isFramed = globalThis.top !== globalThis.self;

/** The same in a window of its own. @param {Pick<Location, "origin" | "pathname" | "hash">} [page] */
export const ownWindow = ({ origin, pathname, hash } = location) => `${origin}${pathname}${hash}`;
