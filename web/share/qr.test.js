import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import decodeQR from "qr/decode.js";
import { encode } from "./link.js";
import { MOST_CHARACTERS, qrCode } from "./qr.js";
import { DEFAULTS, HASH } from "./shown-cases.test.js";

const QUIET = 4;
/** Pixels of a module. */
const SCALE = 4;

/** What another library reads from the drawn code. */
function scanned({ size, isDark }) {
  const side = (size + 2 * QUIET) * SCALE;
  const data = new Uint8ClampedArray(side * side * 4).fill(255);
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      if (isDark(Math.floor(x / SCALE) - QUIET, Math.floor(y / SCALE) - QUIET)) data.fill(0, (y * side + x) * 4, (y * side + x) * 4 + 3);
    }
  }
  return decodeQR({ width: side, height: side, data });
}

/** Is a point inside of an SVG path of straight lines? */
function isInside(path, x, y) {
  let crossings = 0;
  for (const outline of path.split("Z").filter(Boolean)) {
    const corners = outline.slice(1).split("L").map((corner) => corner.split(" ").map(Number));
    corners.forEach(([x1, y1], at) => {
      const [x2, y2] = corners[(at + 1) % corners.length];
      if (x1 === x2 && x1 > x && y1 > y !== y2 > y) crossings++;
    });
  }
  return crossings % 2 === 1;
}

test("a scanner reads the link from its code", () => {
  const picture = { sha256: HASH, name: "my cat (2).jpg" };
  const long = `https://sightline.example.org/${encode({ ...DEFAULTS, picture, layers: Array(12).fill("features.18.conv") }, DEFAULTS)}`;
  for (const text of ["https://a.example/", `https://sightline.example.org/${encode(DEFAULTS, DEFAULTS)}`, long]) assert.equal(scanned(qrCode(text)), text);
  fc.assert(fc.property(fc.stringMatching(/^[!-~]{1,200}$/), (text) => assert.equal(scanned(qrCode(text)), text)), { numRuns: 20 });
});

test("the path has the modules of the code, and the view the light border", () => {
  const { size, isDark, path, viewBox } = qrCode("https://sightline.example.org/#1");
  assert.equal(viewBox, `-4 -4 ${size + 8} ${size + 8}`);
  for (let y = 0; y < size; y++) for (let x = 0; x < size; x++) assert.equal(isInside(path, x + 0.5, y + 0.5), isDark(x, y), `${x}, ${y}`);
});

test("a text that is too long for a code is told, not cut", () => {
  assert.equal(qrCode("a".repeat(MOST_CHARACTERS)).size, 117);
  const { problem, message } = qrCode("a".repeat(MOST_CHARACTERS + 1));
  assert.equal(problem, "too-long");
  assert.match(message, /holds 1273 characters; this link has 1274/);
});
