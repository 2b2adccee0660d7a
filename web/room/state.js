/** The models of a room. Its pictures are among the samples. */

/** @import { Changes } from "../state.js"
 *  @import { RoomModel } from "./room.js" */

/** @typedef {{ roomModels: readonly RoomModel[] }} RoomState */
/** @typedef {{ type: "room-found", models: readonly RoomModel[] }} RoomEvent */

/** @type {RoomState} */
export const initial = { roomModels: [] };

/** @type {Changes} */
export const changes = {
  "room-found": (_, { models }) => ({ roomModels: models }),
};
