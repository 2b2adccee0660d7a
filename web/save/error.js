/** What goes wrong with a saved file: `code` is stable, `message` says what was expected, what came and what to do. */
export class SaveError extends Error {
  /** @param {string} code in kebab case @param {string} message at most 300 characters are kept */
  constructor(code, message) {
    super(message.length > 300 ? `${message.slice(0, 299)}…` : message);
    this.name = "SaveError";
    this.code = code;
  }
}

/** A text from outside as it can stand in a sentence: short, on one line. @param {unknown} value */
export function quoted(value) {
  const isObject = typeof value === "object" && value !== null;
  const text = typeof value === "string" ? JSON.stringify(value) : Array.isArray(value) ? `a list of ${value.length}` : isObject ? "an object" : String(value);
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}
