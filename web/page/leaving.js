/**
 * For a button that goes away once it is pressed: the focus goes to another control before, and not to the top of the page.
 * @param {string} section a selector of what holds both
 * @param {string} heir a selector of who gets the focus
 * @param {() => void} act
 */
export const leaving = (section, heir, act) => (/** @type {Event} */ { currentTarget }) => {
  const found = currentTarget instanceof Element ? currentTarget.closest(section)?.querySelector(heir) : null;
  if (found instanceof HTMLElement) found.focus();
  act();
};
