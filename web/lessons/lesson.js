/** What a lesson is, as plain data; `web/lessons/read.mjs` makes it of Markdown. */

/** A piece of text, or what holds such pieces. In a link, an address of `show:` and fields is a press that shows them.
 * @typedef {{ type: string, value?: string, url?: string, lang?: string, ordered?: boolean, children?: Prose[] }} Prose */
/** A rectangle in pixels of the picture: left, top, width, height. @typedef {[number, number, number, number]} Box */
/** What the page's numbers must be. Its first key names it; the classes of a model go by their numbers, and `layer`, `method`, `model` and `picture` are
 * those of the step unless it says others. `called` is what a person calls the thing in the box.
 * @typedef {{ best: number, model?: string, picture?: string }
 *   | { probability: number, from?: number, to?: number, model?: string, picture?: string }
 *   | { hidden: number, from?: number, to?: number }
 *   | { peak: number, in?: Box, outside?: Box, called: string, layer?: string, method?: string, model?: string, picture?: string }
 *   | { evidence: number, in: Box, called: string, from?: number, to?: number, layer?: string, method?: string, model?: string, picture?: string }
 *   | { maximum: number, from?: number, to?: number, layer?: string, method?: string, model?: string, picture?: string }
 *   | { stronger: [number, number], times?: number, layer?: string, method?: string }
 *   | { alike: [number, number], from?: number, to?: number, layer?: string, method?: string }
 *   | { cells: [number, number], layer?: string }
 *   | { metric: string, of: "asked" | "randomCam" | "edgeMap", from?: number, to?: number, method?: string }
 *   | { own: "model" | "picture" | "answer", least?: number }} Check */
/** `show` are fields of a link, which stand over those of the lesson; null for a step that leaves what is shown.
 * @typedef {{ title: string, show: string | null, text: Prose[], question: Prose[], do: Prose[], answer: Prose[], teacher: Prose[], checks: Check[] }} Step */
/** @typedef {{ name: string, title: string, minutes: number, about: string, questions: string[], objectives: string[], keypoints: string[], needs: string[],
 *   show: string, steps: Step[] }} Lesson */
/** One line of the list of lessons. @typedef {Pick<Lesson, "name" | "title" | "minutes" | "about"> & { steps: number }} Entry */

/** @param {Lesson} lesson @returns {Entry} */
export const entryOf = ({ name, title, minutes, about, steps }) => ({ name, title, minutes, about, steps: steps.length });
