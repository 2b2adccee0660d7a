/** What a check finds in the page's numbers. Pure. */
import { sorted } from "../classes/task.js";
import { layerNamed } from "../layers/layers.js";
import { builtin, builtinOf } from "../models/builtin.js";
import { cut } from "../words.js";
import { words } from "./words.js";

/** @import { Explanation, Rect } from "../engine/border.d.ts"
 *  @import { State } from "../state.js"
 *  @import { Box, Check } from "./lesson.js"
 *  @import { Looked } from "./state.js" */

/** `isRight` is null where what is asked for was not looked at yet. @typedef {{ isRight: boolean | null, words: string }} Answer */

/** @param {Check} check @param {State} state @returns {Answer} */
export function answered(check, state) {
  const answer = found(check, state);
  const where = elsewhere(check, state);
  return where && answer.isRight !== null ? { ...answer, words: words.there(where, answer.words) } : answer;
}

/** @param {Check} check @param {State} state @returns {Answer} */
function found(check, state) {
  if ("best" in check) return best(check, state);
  if ("probability" in check) return probability(check, state);
  if ("hidden" in check) return hidden(check, state);
  if ("metric" in check) return metric(check, state);
  if ("own" in check) return own(check, state);
  const wanted = "stronger" in check ? check.stronger : "alike" in check ? check.alike : "cells" in check ? [null] : [classOf(check)];
  const looked = wanted.map((index) => lookedAt(state, index, check));
  const missing = wanted.filter((_, at) => !looked[at]);
  if (missing.length > 0) return { isRight: null, words: missingWords(check, state, missing) };
  const maps = /** @type {Looked[]} */ (looked);
  return ofMaps(check, maps, wanted.map((index) => (index === null ? "" : className(state, index))));
}

/** @param {Check} check @param {State} state @param {readonly (number | null)[]} missing */
function missingWords(check, state, missing) {
  const { layer, method, usesLayer } = qualifiers(check, state);
  const where = elsewhere(check, state);
  const names = missing.flatMap((index) => (index === null ? [] : [className(state, index)]));
  if (where) return words.notYetBy(where, names);
  if (names.length === 0) return words.noMapAt(layerName(state, layer));
  return usesLayer && layer !== undefined ? words.notYetAt(names, methodName(state, method), layerName(state, layer)) : words.notYet(names, methodName(state, method));
}

/** @param {Extract<Check, { peak: number } | { evidence: number } | { maximum: number }>} check */
const classOf = (check) => ("peak" in check ? check.peak : "evidence" in check ? check.evidence : check.maximum);

/** @param {Check} check @param {Looked[]} maps @param {string[]} names @returns {Answer} */
function ofMaps(check, maps, names) {
  const [first, second] = maps;
  const [name = "", other = ""] = names;
  if (!first) throw new Error("A check of maps has a map.");
  const { explanation } = first;
  if ("cells" in check) {
    const { width, height } = explanation;
    return { isRight: width === check.cells[0] && height === check.cells[1], words: words.cells(width, height) };
  }
  if ("maximum" in check) return { isRight: isWithin(explanation.max, check), words: words.maximum(name, explanation.max) };
  if ("evidence" in check) {
    const share = shareIn(explanation, first.seen, check.in);
    return share === null ? { isRight: false, words: words.blank(name) } : { isRight: isWithin(share, check), words: words.evidence(name, share, check.called) };
  }
  if ("peak" in check) {
    const at = peakOf(explanation, first.seen);
    if (!at) return { isRight: false, words: words.blank(name) };
    const [box, isWanted] = check.in ? [check.in, true] : [/** @type {Box} */ (check.outside), false];
    const isInside = isIn(at, box);
    return { isRight: isInside === isWanted, words: words.peak(name, isInside, check.called) };
  }
  if (!second) throw new Error("A check of two maps has two.");
  if ("stronger" in check) {
    const [more, less] = [explanation.max, second.explanation.max];
    return { isRight: more > 0 && more > less * (check.times ?? 1), words: words.stronger([name, more], [other, less]) };
  }
  const value = correlation(explanation, second.explanation);
  return { isRight: isWithin(value, /** @type {{ from?: number, to?: number }} */ (check)), words: words.alike(name, other, value) };
}

/** @param {Extract<Check, { best: number }>} check @param {State} state @returns {Answer} */
function best(check, state) {
  const { scores, isThere } = scoresFor(check, state);
  const [first] = sorted(state.model?.task ?? "", scores ?? []);
  if (!first) return notAsked(check, state);
  return { isRight: isThere && first.index === check.best, words: words.best(cut(first.label), first.probability ?? 0) };
}

/** @param {Extract<Check, { probability: number }>} check @param {State} state @returns {Answer} */
function probability(check, state) {
  const { scores, isThere } = scoresFor(check, state);
  const score = scores?.[check.probability];
  if (!score) return notAsked(check, state);
  return { isRight: isThere && isWithin(score.probability ?? 0, check), words: words.probability(cut(score.label), score.probability ?? 0) };
}

/** @param {Check} check @param {State} state @returns {Answer} */
function notAsked(check, state) {
  const where = elsewhere(check, state);
  return { isRight: null, words: where ? words.notYetBy(where, []) : words.nothing() };
}

/** What the model of a check answered for its picture; what is answered now, where that is something else. @param {Check} check @param {State} state */
function scoresFor(check, state) {
  const { scores } = state;
  if (isThere(check, state)) return { scores, isThere: true };
  if (!elsewhere(check, state)) return { scores, isThere: false };
  return { scores: state.lessons.looked.findLast((one) => isOf(one, placeOf(check, state)))?.scores ?? null, isThere: true };
}

/** @param {Extract<Check, { hidden: number }>} check @param {State} state @returns {Answer} */
function hidden(check, state) {
  const [score, before] = [state.hiddenScores?.[check.hidden], state.scores?.[check.hidden]];
  if (!score || !before) return { isRight: null, words: words.nothingHidden() };
  return { isRight: isThere(check, state) && isWithin(score.probability ?? 0, check), words: words.hidden(cut(score.label), before.probability ?? 0, score.probability ?? 0) };
}

/** @param {Extract<Check, { metric: string }>} check @param {State} state @returns {Answer} */
function metric(check, state) {
  const { judgement, catalogue } = state;
  const name = catalogue?.metrics.find(({ id }) => id === check.metric)?.label ?? check.metric;
  const { method } = qualifiers(check, state);
  const measured = judgement?.judged.find((one) => one.metric === check.metric)?.[check.of];
  const isOther = method !== undefined && judgement?.explanation.method !== method;
  if (!measured || isOther) return { isRight: null, words: words.notJudged(name, methodName(state, method)) };
  return { isRight: isWithin(measured.value, check), words: words.metric[check.of](name, measured.value) };
}

/** @param {Extract<Check, { own: string }>} check @param {State} state @returns {Answer} */
function own(check, { model, modelRef, picture, scores, explanation, samples }) {
  if (check.own === "picture") return { isRight: picture !== null && picture.sample === null, words: words.picture(picture && cut(picture.name), samples.some(({ id }) => id === picture?.sample)) };
  const isOwn = model !== null && modelRef !== null && builtinOf(modelRef) === null;
  if (!isOwn) return { isRight: false, words: words.noOwnModel() };
  if (check.own === "model") return { isRight: model.classes.length >= (check.least ?? 1), words: words.model(cut(model.name), model.classes.map(cut)) };
  const [first] = sorted(model.task, scores ?? []);
  return { isRight: explanation !== null && first !== undefined, words: first ? words.best(cut(first.label), first.probability ?? 0) : words.nothing() };
}

/** Which layer and method a check is about: those of the step, unless it says others. @param {Check} check @param {State} state */
function qualifiers(check, { lessons: { start }, model, catalogue }) {
  const name = ("layer" in check ? check.layer : undefined) ?? start?.layers.at(-1);
  const method = ("method" in check ? check.method : undefined) ?? start?.method;
  const layer = name === undefined ? undefined : layerNamed(model, name)?.id ?? name;
  return { layer, method, usesLayer: catalogue?.methods.find(({ id }) => id === method)?.usesLayer ?? true };
}

/** The newest map of a class that was on the stage in this step. @param {State} state @param {number | null} index null for any @param {Check} check */
function lookedAt(state, index, check) {
  const { layer, method, usesLayer } = qualifiers(check, state);
  const place = placeOf(check, state);
  const isAtLayer = (/** @type {Explanation} */ { layers, layer: at }) => layer === undefined || !usesLayer || (layers.length < 2 && at === layer);
  const isOfClass = (/** @type {Explanation} */ { target }) => index === null || (target.index === index && target.kind === "class" && !target.negated);
  const isByMethod = (/** @type {Explanation} */ explanation) => method === undefined || explanation.method === method;
  return state.lessons.looked.findLast((one) => [isOfClass, isByMethod, isAtLayer].every((holds) => holds(one.explanation)) && isOf(one, place)) ?? null;
}

/** @param {import("../share/shown.js").Ref | null | undefined} ref */
const idOf = (ref) => (ref && "id" in ref ? ref.id : null);

/** The model and the picture that a check is about: those of the step, unless it says others. Undefined for any.
 * @typedef {{ model: string | null | undefined, sample: string | null | undefined }} Place
 * @param {Check} check @param {State} state @returns {Place} */
function placeOf(check, { lessons: { start } }) {
  const { model, picture } = /** @type {{ model?: string, picture?: string }} */ (check);
  return { model: model ?? (start ? idOf(start.model) : undefined), sample: picture ?? (start ? idOf(start.picture) : undefined) };
}

/** @param {{ model: string | null, sample: string | null }} shown @param {Place} place */
const isOf = (shown, { model, sample }) => (model === undefined || shown.model === model) && (sample === undefined || shown.sample === sample);

/** Whether what is shown is what a check is about. @param {Check} check @param {State} state */
const isThere = (check, state) => isOf({ model: idOf(state.modelRef), sample: state.picture?.sample ?? null }, placeOf(check, state));

/** What a check is about, in words, where that is not what the step begins with; else null. @param {Check} check @param {State} state */
function elsewhere(check, { samples }) {
  const { model, picture } = /** @type {{ model?: string, picture?: string }} */ (check);
  const names = [model && (builtin(model)?.name ?? model), picture && `“${samples.find(({ id }) => id === picture)?.label ?? picture}”`];
  return names.filter(Boolean).join(", ") || null;
}

/** @param {number} value @param {{ from?: number, to?: number }} range */
export const isWithin = (value, { from = -Infinity, to = Infinity }) => value >= from && value <= to;

/** @param {State} state @param {number} index */
const className = ({ model }, index) => cut(model?.classes[index] ?? String(index));

/** @param {State} state @param {string | undefined} id */
const layerName = ({ model }, id) => cut(model?.layers.find((one) => one.id === id)?.name ?? id ?? "");

/** @param {State} state @param {string | undefined} id */
const methodName = ({ catalogue }, id) => catalogue?.methods.find((one) => one.id === id)?.label ?? id ?? "";

/** Where the map is strongest, in pixels of the picture. @param {Pick<Explanation, "map" | "width" | "height">} explanation @param {Rect} seen
 * @returns {{ x: number, y: number } | null} null without positive evidence */
export function peakOf({ map, width, height }, seen) {
  const most = map.reduce((largest, value) => Math.max(largest, value), 0);
  if (!(most > 0)) return null;
  const at = map.indexOf(most);
  return { x: seen.x + ((at % width) + 0.5) * (seen.width / width), y: seen.y + (Math.floor(at / width) + 0.5) * (seen.height / height) };
}

/** @param {{ x: number, y: number }} at @param {Box} box */
const isIn = ({ x, y }, [left, top, width, height]) => x >= left && x <= left + width && y >= top && y <= top + height;

/** The share of the positive evidence in a box: a cell that the box cuts counts by its part. @param {Pick<Explanation, "map" | "width" | "height">} explanation
 * @param {Rect} seen @param {Box} box @returns {number | null} null without positive evidence */
export function shareIn({ map, width, height }, seen, [left, top, wide, high]) {
  let [inside, all] = [0, 0];
  const part = (/** @type {number} */ from, /** @type {number} */ size, /** @type {number} */ start, /** @type {number} */ end) =>
    Math.max(0, Math.min(from + size, end) - Math.max(from, start)) / size;
  for (const [at, value] of map.entries()) {
    if (!(value > 0)) continue;
    const [cellWidth, cellHeight] = [seen.width / width, seen.height / height];
    const x = part(seen.x + (at % width) * cellWidth, cellWidth, left, left + wide);
    const y = part(seen.y + Math.floor(at / width) * cellHeight, cellHeight, top, top + high);
    inside += value * x * y;
    all += value;
  }
  return all > 0 ? inside / all : null;
}

/** How alike two maps are, place by place: 1 for the same, 0 for nothing in common (Pearson). @param {Pick<Explanation, "map">} one @param {Pick<Explanation, "map">} other */
export function correlation({ map: one }, { map: other }) {
  if (one.length !== other.length) return 0;
  const mean = (/** @type {Float32Array} */ map) => map.reduce((sum, value) => sum + value, 0) / map.length;
  const [a, b] = [mean(one), mean(other)];
  let [both, first, second] = [0, 0, 0];
  for (const [at, value] of one.entries()) {
    const [x, y] = [value - a, (other[at] ?? 0) - b];
    both += x * y;
    first += x * x;
    second += y * y;
  }
  return first > 0 && second > 0 ? both / Math.sqrt(first * second) : 0;
}
