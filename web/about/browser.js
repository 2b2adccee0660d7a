/** What a report says of the browser. */

/** @returns {import("./report.js").BrowserFacts} */
export const browserFacts = () => ({
  agent: navigator.userAgent,
  width: innerWidth,
  height: innerHeight,
  scale: devicePixelRatio,
  isSecure: isSecureContext,
  isKept: Boolean(navigator.serviceWorker?.controller),
  isOnline: navigator.onLine,
});
