/** Files whose name says something else than their content, and names that are hostile themselves. */
import { joined } from "./bytes.js";
import { either, file, refused, repository, same, shapes } from "./family.js";
import { sound as bmp } from "./bmp.js";
import { sound as jpeg } from "./jpeg.js";
import { sound as keras } from "./keras.js";
import { sound as gif } from "./gif.js";
import { sound as onnx } from "./onnx.js";
import { sound as png } from "./png.js";
import { sound as pytorch } from "./pickle.js";
import { sound as safetensors } from "./safetensors.js";
import { archive } from "./zip-writer.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

export const sound = () => [file("model.zip", archive(shapes()))];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const zip = sound()[0].bytes;
  const models = { zip, onnx: onnx(random)[0].bytes, safetensors: safetensors(random)[0].bytes, pth: pytorch(random)[0].bytes, h5: keras()[0].bytes };
  const pictures = { png: png()[0].bytes, jpg: jpeg()[0].bytes, gif: gif()[0].bytes, bmp: bmp()[0].bytes };
  return [...swapped(models, pictures), ...alien(random), ...names(zip)];
}

/** @param {Record<string, Buffer>} models @param {Record<string, Buffer>} pictures */
function swapped(models, pictures) {
  const wrong = { zip: "h5", onnx: "pth", safetensors: "onnx", pth: "safetensors", h5: "zip" };
  return [
    ...Object.entries(models).flatMap(([kind, bytes]) => [
      either(`${kind} named as a picture`, file("model.png", bytes)),
      either(`${kind} named .${wrong[kind]}`, file(`model.${wrong[kind]}`, bytes)),
      either(`${kind} without an ending`, file("model", bytes)),
      either(`${kind} named model.json`, file("model.json", bytes)),
      either(`${kind} named labels.txt`, file("labels.txt", bytes)),
    ]),
    ...Object.entries(pictures).flatMap(([kind, bytes]) => [
      either(`${kind} named as a model`, file("picture.onnx", bytes)),
      either(`${kind} named .zip`, file("picture.zip", bytes)),
      either(`${kind} named model.json`, file("model.json", bytes)),
      either(`${kind} without an ending`, file("picture", bytes)),
    ]),
  ];
}

/** Files of other programs. @param {Random} random */
function alien(random) {
  const page = "<!doctype html><title>404</title><script>globalThis.__ran=1</script><img src=x onerror=globalThis.__ran=1>";
  const svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" onload=\"globalThis.__ran=1\"><script>globalThis.__ran=1</script><image href=\"https://example.com/x.png\"/><foreignObject><img src=\"x\" onerror=\"globalThis.__ran=1\"/></foreignObject></svg>";
  const laughs = `<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">${Array.from({ length: 9 }, (_, at) => `<!ENTITY ${"bcdefghij"[at]} "${`&${"abcdefghi"[at]};`.repeat(10)}">`).join("")}]><svg xmlns="http://www.w3.org/2000/svg">&j;</svg>`;
  const contents = {
    "a page": page, "a drawing with code": svg, "a drawing of 10^9 laughs": laughs, "a pointer of Git LFS": "version https://git-lfs.github.com/spec/v1\noid sha256:00ff\nsize 346270624\n",
    "zeros": Buffer.alloc(4096), "one byte": Buffer.of(0), "no bytes": Buffer.alloc(0), "noise": random.bytes(10_000), "a program": joined("\x7fELF\x02\x01\x01", Buffer.alloc(500)), "a program of Windows": joined("MZ\x90\0", Buffer.alloc(500)),
    "wasm": joined("\0asm\x01\0\0\0", Buffer.alloc(50)), "a text of gzip": joined("\x1f\x8b\x08\0", Buffer.alloc(50)), "a PDF": "%PDF-1.7\n", "a film": joined("\0\0\0\x20ftypisom", Buffer.alloc(100)), "AVIF": joined("\0\0\0\x20ftypavif", Buffer.alloc(100)),
    "AVIF of 2^32 bytes in a box": joined("\0\0\0\x01ftypavif\xff\xff\xff\xff\xff\xff\xff\xff", Buffer.alloc(200, 0xff)), "HEIC": joined("\0\0\0\x20ftypheic", Buffer.alloc(100)), "TIFF": joined("II*\0\x08\0\0\0\xff\xff", Buffer.alloc(100, 0xff)),
    "JPEG XL": joined("\xff\x0a", random.bytes(100)), "Photoshop": joined("8BPS", Buffer.alloc(100)), "an icon": joined("\0\0\x01\0\x01\0", Buffer.alloc(100)), "GGUF": joined("GGUF\x03\0\0\0", Buffer.alloc(24, 0xff)), "TensorFlow Lite": joined("\x1c\0\0\0TFL3", Buffer.alloc(50)),
  };
  return Object.entries(contents).flatMap(([what, bytes]) => ["model.onnx", "picture.png"].map((name) => (what === "AVIF" ? either : refused)(`${what} named ${name}`, file(name, bytes))))
    .concat(
      refused("a film of 12 GB named as a picture", file("film.png", joined("\0\0\0\x20ftypisom"), 12e9)),
      refused("a film of 3 GB", file("film.mp4", joined("\0\0\0\x20ftypisom"), 3e9)),
      refused("12 GB of zeros named as a picture", file("zeros.jpg", Buffer.alloc(16), 12e9)),
      refused("12 GB of zeros named as a model", file("zeros.onnx", Buffer.alloc(16), 12e9)),
      refused("290 MB of zeros behind the first bytes of a picture", file("huge.png", "\x89PNG\r\n\x1a\n", 290e6)),
      refused("300 MB that begin like a JPEG", file("huge.jpg", joined("\xff\xd8\xff\xe0"), 300e6)),
      either("290 MB that are named as JSON", file("huge.json", "{", 290e6)),
      refused("an archive of 9 GB", file("huge.zip", "PK\x03\x04", 9e9)),
      refused("a pickle of 4 GB", file("huge.pkl", joined("\x80\x02}"), 4e9)),
      refused("HDF5 of 5 GB", file("huge.h5", joined("\x89HDF\r\n\x1a\n"), 5e9)),
    );
}

/** @param {Buffer} zip */
function names(zip) {
  const named = (/** @type {string} */ name) => file(name, zip);
  const damaged = (/** @type {string} */ name) => file(name, zip.subarray(0, 5000));
  const odd = {
    "markup": "<img src=x onerror=globalThis.__ran=1>.zip", "controls that turn the direction of writing": "\u202egnp.ledom\u202c.zip", "line breaks": "a\nb\r.zip", "240 letters": `${"n".repeat(236)}.zip`, "80 letters of another script": `${"ⵣ".repeat(70)}.zip`,
    "backquotes": "`a` `b`.zip", "what a template has": "${globalThis.__ran=1} {{7}}.zip", "40 marks on a letter": `a${"\u0301".repeat(80)}.zip`, "a percent sign": "%00%2e%2e%2f.zip", "blanks alone": "   ", "a question mark and a hash": "?a=b#c.zip", "a backslash": "..\\..\\a.zip",
  };
  return [
    ...Object.entries(odd).flatMap(([what, name]) => [same(`a name of ${what}`, named(name)), refused(`a damaged file with a name of ${what}`, damaged(name))]),
    either("a hidden file", named(".zip")),
    same("a picture named as nothing a model has, beside the model", named("model.zip"), file("notes.txt.exe", repository("LICENSE-MIT"))),
  ];
}
