/** A message as a template; what stands between backticks in it, a name from a file or a request, as code. Names in it are cut. */
import { html } from "lit-html";
import { cutNames } from "../words.js";

/** @param {string | null} message */
export function message(message) {
  const parts = cutNames(message ?? "").split(/`([^`]+)`/);
  return parts.map((part, at) => (at % 2 === 1 ? html`<code>${part}</code>` : part));
}
