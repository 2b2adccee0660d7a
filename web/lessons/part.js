/** What comes when lessons are first opened: their views, and the way of a person through them. */
export { LessonFlow } from "./flow.js";
export { panel } from "./panel.js";
