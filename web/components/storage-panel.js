import { copyOf, find, showMessage, whenChanged } from "../dom.js";
import { bytes } from "../words.js";

/** @import { Library, State } from "../state.js"
 *  @import { StoredFile } from "../store/contract.js" */

/** @typedef {{ onOpen: () => void, onRemove: (file: StoredFile) => void, onRemoveAll: () => void, onGuard: () => void }} Events */

/** What this browser keeps of models, and the means to delete it. @param {HTMLDetailsElement} root @param {Events} events */
export function createStoragePanel(root, { onOpen, onRemove, onRemoveAll, onGuard }) {
  const space = find(root, ".storage-panel__space", HTMLElement);
  const list = find(root, ".storage-panel__list", HTMLElement);
  const error = find(root, ".error", HTMLElement);
  const all = find(root, "[data-act=remove-all]", HTMLButtonElement);
  const guard = find(root, "[data-act=guard]", HTMLButtonElement);
  root.addEventListener("toggle", () => root.open && onOpen());
  all.addEventListener("click", onRemoveAll);
  guard.addEventListener("click", onGuard);
  const update = whenChanged((/** @type {State} */ { library }) => [library.stored, library.used, library.persistent, library.guarded], ({ library }) => {
    const { stored, guarded, persistent } = library;
    const hadFocus = list.contains(document.activeElement);
    space.textContent = spaceWords(library);
    list.replaceChildren(...stored.map((file) => row(file, onRemove)));
    all.hidden = stored.length === 0;
    guard.hidden = stored.length === 0 || guarded || !persistent;
    // The row whose button was pressed may be gone: the keyboard goes on at the next one, or at the fold.
    if (hadFocus) (list.querySelector("button") ?? root.querySelector("summary"))?.focus();
  });
  const tell = whenChanged((/** @type {State} */ { library }) => [library.keepError], ({ library }) => showMessage(error, library.keepError));
  return { update: (/** @type {State} */ state) => (update(state), tell(state)) };
}

/** @param {Library} library */
function spaceWords({ stored, persistent, guarded, used, quota }) {
  const kept = stored.reduce((sum, file) => sum + file.bytes, 0);
  const words = [stored.length === 0 ? "Nothing is kept." : `Models take ${bytes(kept)}.`];
  if (!persistent) words.push("This browser refuses to keep files for this page (a private window, perhaps): a model stays until the page is closed.");
  else if (used !== null && quota) words.push(`This site uses ${bytes(used)} of the ${bytes(quota)} that the browser allows it.`);
  if (guarded) words.push("The browser promised to clear nothing by itself.");
  return words.join(" ");
}

/** @param {StoredFile} file @param {(file: StoredFile) => void} onRemove */
function row(file, onRemove) {
  const { name, url, bytes: size, complete, date, pin } = file;
  const element = copyOf("stored-file");
  find(element, ".stored-file__name", HTMLElement).textContent = name;
  const what = size === 0 ? "deleted; only its fingerprint is left" : `${bytes(size)}${complete ? "" : ", not complete"}`;
  const facts = [what, date.slice(0, 10), new URL(url).host];
  find(element, ".stored-file__facts", HTMLElement).textContent = facts.join(" · ");
  const hash = find(element, ".stored-file__hash", HTMLElement);
  hash.textContent = pin ? `SHA-256 ${pin.sha256.slice(0, 12)}…` : "";
  hash.title = pin?.sha256 ?? "";
  const button = find(element, "button", HTMLButtonElement);
  button.textContent = size === 0 ? "Forget" : "Delete";
  button.setAttribute("aria-label", size === 0 ? `Forget the fingerprint of ${name}` : `Delete ${name}`);
  button.addEventListener("click", () => onRemove(file));
  return element;
}
