import { find, showMessage } from "../dom.js";

/** A page's address may name a model (`?model=`). Whoever opens the link did not choose that server, so they are told
 * which one it is and nothing is asked before they press. @param {HTMLElement} root
 * @param {{ wanted: string | null, onChoose: (address: string) => void }} events `wanted` as the page's address has it */
export function createModelLink(root, { wanted, onChoose }) {
  const words = find(root, ".model-link__words", HTMLElement);
  const button = find(root, "button", HTMLButtonElement);
  const address = wanted === null ? null : webAddress(wanted);
  root.hidden = wanted === null;
  button.hidden = address === null;
  if (address) {
    showMessage(words, `This link names a model: \`${address.href}\`. Nothing was asked of ${address.host} yet.`);
    button.textContent = "Load it from there";
    button.addEventListener("click", () => {
      root.hidden = true;
      onChoose(address.href);
    });
  } else if (wanted !== null) showMessage(words, `This link names a model at \`${wanted}\`, which is not an https address. Choose a model below.`);
  return { update() {} };
}

/** @param {string} text @returns {URL | null} */
function webAddress(text) {
  try {
    const url = new URL(text);
    return url.protocol === "https:" || url.origin === location.origin ? url : null;
  } catch {
    return null;
  }
}
