/** The theme that a frame's address asks for, whatever the reader's device prefers. */

/** @import { Theme } from "./embed.js" */

/** The style says under a condition what is dark; now the answer is known. @param {Theme} theme @param {Document} page */
export function setTheme(theme, page = document) {
  page.documentElement.style.colorScheme = theme;
  for (const sheet of page.styleSheets) for (const rule of darkRules(sheet)) rule.media.mediaText = theme === "dark" ? "all" : "not all";
}

/** @param {{ cssRules: CSSRuleList }} sheet or a group of rules @returns {CSSMediaRule[]} */
function darkRules({ cssRules }) {
  return [...cssRules].flatMap((rule) => {
    if (rule instanceof CSSMediaRule && rule.conditionText.includes("prefers-color-scheme")) return [rule];
    return rule instanceof CSSGroupingRule ? darkRules(rule) : [];
  });
}
