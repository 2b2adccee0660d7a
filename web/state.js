/**
 * Everything that the page shows, as one frozen object, and the only way to change it: `update(state, event)`, pure.
 *
 * The state is cut by feature. Each slice names its part of the state and what each event changes in it; several slices
 * may answer the same event.
 */
import * as about from "./about/state.js";
import * as camera from "./camera/state.js";
import * as channels from "./channels/state.js";
import * as classes from "./classes/state.js";
import * as device from "./device/state.js";
import * as earlier from "./earlier/state.js";
import * as embed from "./embed/state.js";
import * as grid from "./grid/state.js";
import * as guess from "./guess/state.js";
import * as hide from "./hide/state.js";
import * as input from "./input/state.js";
import * as judge from "./judge/state.js";
import * as lessons from "./lessons/state.js";
import * as many from "./many/state.js";
import * as methods from "./methods/state.js";
import * as models from "./models/state.js";
import * as offline from "./offline/state.js";
import * as pictures from "./pictures/state.js";
import * as problem from "./problem/state.js";
import * as question from "./question/state.js";
import * as room from "./room/state.js";
import * as share from "./share/state.js";
import * as sheets from "./sheets/state.js";
import * as stage from "./stage/state.js";
import * as strip from "./strip/state.js";
import * as work from "./work/state.js";

/** @typedef {Readonly<about.AboutState & camera.CameraState & channels.ChannelsState & classes.ClassesState & device.DeviceState & earlier.EarlierState & embed.EmbedState & grid.GridState & guess.GuessState & hide.HideState
 *   & input.InputState & judge.JudgeState & lessons.LessonsState & many.ManyState & methods.MethodsState & models.ModelsState & offline.OfflineState & pictures.PicturesState & problem.ProblemState & question.QuestionState
 *   & room.RoomState & share.ShareState & sheets.SheetsState & stage.StageState & strip.StripState & work.WorkState>} State */
/** @typedef {camera.CameraEvent | channels.ChannelsEvent | classes.ClassesEvent | device.DeviceEvent | embed.EmbedEvent | grid.GridEvent | guess.GuessEvent | hide.HideEvent
 *   | input.InputEvent | judge.JudgeEvent | lessons.LessonsEvent | many.ManyEvent | models.ModelsEvent | offline.OfflineEvent | pictures.PicturesEvent | problem.ProblemEvent | question.QuestionEvent
 *   | room.RoomEvent | share.ShareEvent | sheets.SheetsEvent | stage.StageEvent | strip.StripEvent | work.WorkEvent} Event */
/** What some events change in a slice of the state.
 * @typedef {{ [T in Event["type"]]?: (state: State, event: Extract<Event, { type: T }>) => Partial<State> }} Changes */

/** The order does not matter: no two slices name the same part. */
const SLICES = [about, camera, channels, classes, device, earlier, embed, grid, guess, hide, input, judge, lessons, many, methods, models, offline, pictures, problem, question, room, share, sheets, stage, strip, work];

/** @type {State} */
export const INITIAL = Object.freeze(Object.assign({}, ...SLICES.map(({ initial }) => initial)));

/** @param {State} state @param {Event} event @returns {State} */
export function update(state, event) {
  const changes = SLICES.map((slice) => {
    const change = /** @type {Record<string, (state: State, event: Event) => Partial<State>>} */ (slice.changes)[event.type];
    return change?.(state, event);
  });
  return Object.freeze(Object.assign({}, state, ...changes));
}
