/** A picture of the wall, with its map and the box in which evidence is counted. */
import { html, nothing } from "lit-html";
import { drawn } from "../page/drawn.js";
import { styled } from "../page/styled.js";
import { inSquare, isCentre } from "./evidence.js";
import { paintOver } from "./paint.js";

/** @import { ColourMap } from "../engine/border.d.ts"
 *  @import { Seen } from "./act.js"
 *  @import { Box } from "./evidence.js"
 *  @import { SmallMap } from "./small-map.js"
 *  @import { ShownRow } from "./state.js" */

/** The one for maps without signs. @param {Seen} state @returns {ColourMap | undefined} */
export const plainColours = ({ catalogue, display }) => catalogue?.colourMaps.find(({ id }) => id === display.colourMaps.plain);

/** In a square. @param {ShownRow} row @param {SmallMap | null} map @param {Seen} state */
export const picture = (row, map, state) => html`
  <span class="tile__picture">${layersOf(row, map, state)} ${isBoxShown(state) && map ? html`<span class="tile__box" ${styled(sides(inSquare(state.many.showing.box, row)))}></span>` : nothing}</span>
`;

/** The picture below, the map on it. @param {ShownRow} row @param {SmallMap | null} map @param {Seen} state @param {unknown} [between] */
export function layersOf(row, map, state, between = nothing) {
  const colours = plainColours(state);
  return html`
    ${row.url ? html`<img src=${row.url} alt="" loading="lazy" decoding="async" />` : nothing} ${between}
    ${map && colours ? html`<canvas aria-hidden="true" ${drawn(paintOver, map, row, colours)}></canvas>` : nothing}
  `;
}

/** As properties of a style. @param {Box} box */
export const sides = ({ x, y, width, height }) => ({ left: `${100 * x}%`, top: `${100 * y}%`, width: `${100 * width}%`, height: `${100 * height}%` });

/** Where a person counts by it: a box of their own, or a filter. @param {Seen} state */
const isBoxShown = ({ many: { showing: { box, filter } } }) => !isCentre(box) || filter.outside !== null;
