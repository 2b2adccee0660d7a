/** What is copied for whoever mends a fault: no pixels, and no name or address of a person's own file. Pure. */
import { builtinOf } from "../models/builtin.js";
import { REPORT, versionWords } from "./words.js";

/** @import { State } from "../state.js" */

/** @typedef {{ agent: string, width: number, height: number, scale: number, isSecure: boolean, isKept: boolean, isOnline: boolean }} BrowserFacts */

/** @param {State} state @param {BrowserFacts} browser @param {{ version: string, build: string | null }} made @returns {string} */
export function reportOf(state, browser, { version, build }) {
  const { device, model, picture, chosen, lastProblem } = state;
  const lines = [
    versionWords(version, build),
    REPORT.browser(browser.agent),
    REPORT.window(browser),
    REPORT.page(browser),
    ...(device ? [REPORT.device(device.backend, device.reason), REPORT.selfTest(device.backend)] : [REPORT.noDevice]),
    model ? REPORT.model(knownName(state), model) : REPORT.noModel,
    picture ? REPORT.picture(isOfRoom(picture.sample) ? null : picture.sample, picture.width, picture.height) : REPORT.noPicture,
    ...(model ? [REPORT.question(chosen.method, chosen.layers)] : []),
    lastProblem ? REPORT.problem(lastProblem.place, withoutNames(lastProblem.message, namesIn(state))) : REPORT.noProblem,
  ];
  return lines.join("\n");
}

/** What a teacher put beside the page is not known to anybody else. @param {string | null} sample */
const isOfRoom = (sample) => sample?.startsWith("room/") ?? false;

/** What a model is called, if everybody has it. @param {State} state */
function knownName({ modelRef, library }) {
  const builtin = builtinOf(modelRef);
  if (builtin) return builtin.name;
  return modelRef && "id" in modelRef ? (library.models?.find(({ id }) => id === modelRef.id)?.name ?? null) : null;
}

/** What a person's own files are called. @param {State} state */
const namesIn = ({ picture, model, seenModels }) => [
  ...(picture && (picture.sample === null || isOfRoom(picture.sample)) ? [picture.name] : []),
  ...(model ? [model.name] : []),
  ...seenModels.flatMap(({ name, files }) => [name, ...files.map((file) => file.name)]),
];

/** A message without addresses, and without what is or looks like the name of a file. @param {string} message @param {readonly string[]} names */
export function withoutNames(message, names) {
  const known = names.filter((name) => name.trim() !== "").sort((one, other) => other.length - one.length);
  const hidden = known.reduce((text, name) => text.replaceAll(name, "…"), message);
  return hidden
    .replaceAll(/\b(https?|blob|file):[^\s`]+/g, (_, scheme) => `${scheme}:…`)
    .replaceAll(/`[^`]*[^`/]\.([a-z]\w{0,10})`/gi, (_, ending) => `\`….${ending}\``);
}
