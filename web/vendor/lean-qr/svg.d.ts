import type { Bitmap } from "./lean-qr.js";

/** The outline of the dark modules, as the `d` of an SVG path; one unit per module. */
export declare function toSvgPath(code: Bitmap): string;
