/** What a step shows when it begins. Pure. */
import { withFields } from "../share/link.js";
import { defaultsOf } from "../share/state-link.js";

/** @import { Shown } from "../share/shown.js"
 *  @import { Lesson, Step } from "./lesson.js" */

/** Steps say all that they show, so that it does not matter how a person came to them. */
export const DEFAULTS = defaultsOf({ model: "", picture: "" });

/** @param {Lesson} lesson @param {Step} step @returns {Shown | null} null for a step that leaves what is shown
 * @throws {import("../share/problem.js").LinkProblem} for fields that no link has */
export const startOf = (lesson, { show }) => (show === null ? null : withFields(withFields(DEFAULTS, lesson.show), show));
