/** A message as a template; what stands between backticks in it, a name from a file or a request, as code. */
import { html } from "lit-html";

/** @param {string | null} message */
export function message(message) {
  const parts = (message ?? "").split(/`([^`]+)`/);
  return parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
