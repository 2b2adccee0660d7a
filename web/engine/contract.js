/**
 * What the engine (Rust, compiled to wasm) takes and gives: types only, no code.
 * The one home of these types; every other file imports them from here.
 */

/** A rectangle in the picture's own pixels; fractions allowed.
 * @typedef {{ x: number, y: number, width: number, height: number }} Rect */

/** How a picture becomes the network's input. `width` and `height` are the input's, in pixels;
 * `range` is what [0, 255] is scaled to before `mean` and `std` (in the units of `range`, one per channel).
 * @typedef {{ width: number, height: number, fit: "squash"|"crop"|"resize-crop", resize: number|null,
 *   interpolation: "nearest"|"bilinear"|"bicubic", range: [number, number], mean: [number, number, number],
 *   std: [number, number, number], channels: "rgb"|"bgr"|"grey" }} Preprocessing */

/** A node that holds a picture; `shape` is [channel, height, width]. Where `reached` is false the score sees none of
 * its pixels (after the last attention of a vision transformer), and a map would be blank.
 * @typedef {{ id: string, name: string, op: string, shape: number[], parameters: number, suggested: boolean,
 *   reached: boolean }} Layer */

/** `task` is what the outputs mean, `tasks` what they can mean, both ids of `Catalogue.tasks`. `labelsFrom` names the
 * file or built-in list that names the classes (empty: they are numbered); `remarks` say what is done otherwise than
 * the files ask.
 * @typedef {{ name: string, format: string, bytes: number, sha256: string, parameters: number, task: string,
 *   tasks: string[], classes: string[], labelsFrom: string, remarks: string[], layers: Layer[], defaultLayer: string,
 *   input: Preprocessing }} Model */

/** One class's result; `logit` is the value before softmax or sigmoid, `probability` in [0, 1]. Of a segmentation they
 * are the class's mean logit over its pixels, and its share of them; of a regression the number itself and null.
 * @typedef {{ index: number, label: string, logit: number, probability: number|null }} Score */

/** The class of every pixel of the network's input, row-major.
 * @typedef {{ width: number, height: number, classes: Uint16Array }} Segmentation */

/** The very pixels that the network gets, row-major.
 * @typedef {{ width: number, height: number, rgb: Uint8Array }} Pixels */

/** What is explained: the logit of a class, its probability, or by how much its logit is above that of class `than`.
 * Indices count from 0. `negated` asks what speaks against it. `region`, a rectangle of the picture, confines a
 * segmentation's score to its pixels; without it all pixels predicted as the class count.
 * @typedef {{ kind: "class"|"probability"|"difference", index: number, than?: number, negated?: boolean,
 *   region?: Rect }} Target */

/** The value of a method's setting: on or off, a number, or the id of a choice.
 * @typedef {boolean|number|string} Setting */

/** `layers`, where given, counts instead of `layer`, and `merge` (an id of `Catalogue.merges`, "mean" unless told
 * otherwise) says how their maps become one; without both it is the layer that the model begins with. `options` are the
 * method's settings by their ids; what is missing has its default.
 * @typedef {{ method: string, layer?: string, layers?: string[], merge?: string, target: Target,
 *   options?: Record<string, Setting> }} ExplainRequest */

/** A number beside a map, in words.
 * @typedef {{ label: string, value: number, meaning: string }} Fact */

/** `map` is row-major, `width * height` values. Where `form` is "raw" they are signed, as the method computed them, at the
 * layer's resolution, or at that of the network's input for methods that go down to the picture. The map of several layers,
 * and with the setting `aug-smooth`, is "finished": 0 to 1, at the resolution of the input. `score` is the target score, summed over `pixels` pixels (1 unless it is a
 * segmentation); `facts` say how far the map is to be trusted; `points` are single pixels of the input, row and column in
 * turns, for methods that find some; `note` explains a blank map in words.
 * @typedef {{ width: number, height: number, map: Float32Array, form: "raw"|"finished", min: number, max: number, score: number,
 *   pixels: number, method: string, layer: string, layers: string[], merge: string, target: Target,
 *   options: Record<string, Setting>, facts: Fact[], points: Uint16Array, note: string|null, backend: Backend,
 *   milliseconds: { [step: string]: number, total: number } }} Explanation */

/** Channels of the layer of an explanation: `count` of them from place `start` on, by falling weight.
 * @typedef {ExplainRequest & { start: number, count: number }} ChannelsRequest */

/** A channel of a layer: `index` from 0, its `weight` in the map, what it `adds` to the mean of the raw map, and its activation,
 * row by row. @typedef {{ index: number, weight: number, adds: number, values: Float32Array }} Channel */

/** `total` channels of `width` x `height` has the layer. @typedef {{ width: number, height: number, total: number, channels: Channel[] }} Channels */

/** An explanation to be judged: `region`, a rectangle of the picture, says where the object lies, `metrics` are ids of
 * `Catalogue.metrics`. Without a region the metrics that need one cannot be had; without `metrics` it is all that can.
 * @typedef {ExplainRequest & { region?: Rect|null, metrics?: string[]|null }} JudgeRequest */

/** A number, and the curve that it sums up where there is one: `at` runs from 0 to 1; `layer` names the lowest layer that
 * had forgotten what it learned by then, for the metric `randomisation`.
 * @typedef {{ value: number, curve: { at: number, value: number, layer: string|null }[] }} Measured */

/** What a metric says of the explanation and of two controls that know nothing of the class: the same layers with random
 * weights, and the edges of the picture. null where there is nothing to say, as of a map compared with itself.
 * @typedef {{ metric: string, asked: Measured|null, randomCam: Measured|null, edgeMap: Measured|null }} Judged */

/** How a map becomes a heatmap of `width` x `height` values.
 * @typedef {{ relu: boolean, normalise: string, resampling: string, width: number, height: number }} Display */

/** `values` are row-major: in [0, 1], or in [-1, 1] when the normalisation is signed.
 * @typedef {{ width: number, height: number, values: Float32Array }} Heatmap */

/** @typedef {{ id: string, label: string }} Named */
/** A setting, as a form draws it.
 * @typedef {{ id: string, label: string, description: string } & (
 *   { kind: "switch", default: boolean } |
 *   { kind: "number", default: number, min: number, max: number, step: number } |
 *   { kind: "choice", default: string, choices: Named[] })} MethodOption */
/** `family` is an id of `Catalogue.families`. `classSpecific`: another class gives another map; `usesLayer`: another layer
 * does. `cheap`: one forward and one backward pass are enough, and switching to it is arithmetic on what is known. `cost`
 * and `matches` (the library whose numbers it has) are for people.
 * @typedef {{ id: string, label: string, description: string, paper: string, family: string, classSpecific: boolean,
 *   usesLayer: boolean, cheap: boolean, cost: string, matches: string, options: MethodOption[] }} Method */
/** `higherIsBetter` is null where neither is; `needs` says what is consumed beside the map, of which "region" must be
 * given; `matches` names the library whose numbers it has.
 * @typedef {{ id: string, label: string, description: string, paper: string, higherIsBetter: boolean|null, matches: string,
 *   needs: "map"|"two-maps"|"region"|"pictures"|"networks" }} Metric */
/** `table` holds 256 x RGB bytes, from the lowest value to the highest.
 * @typedef {{ id: string, label: string, diverging: boolean, table: Uint8Array }} ColourMap */
/** @typedef {{ id: string, label: string, description: string, signed: boolean }} Normalisation */
/** @typedef {{ id: string, label: string, description: string }} Choice */
/** @typedef {{ id: string, label: string, extensions: string[], description: string }} Format */
/** The tables from which the page draws its menus.
 * @typedef {{ families: Named[], methods: Method[], metrics: Metric[], merges: Choice[], colourMaps: ColourMap[], normalisations: Normalisation[],
 *   resamplings: Choice[], fits: Choice[], tasks: Choice[], formats: Format[] }} Catalogue */

/** @typedef {"cpu"|"webgpu"} Backend */
/** What a person may ask for; "auto" means WebGPU where it can be trusted.
 * @typedef {"auto"|Backend} WantedBackend */

/** Whose problem an error is.
 * @typedef {"image"|"model"|"request"|"device"|"bug"} ErrorKind */
/** @typedef {{ code: string, kind: ErrorKind, message: string }} Failure */

/** How far a request is. `total` is null while it is unknown. `map` is what a method that runs the network often knows by
 * then, `heatmap` the same as it was asked for.
 * `memory` is what a model's weights will take, in bytes, where its files say it beforehand.
 * @typedef {{ step: string, done: number, total: number|null, unit: "bytes"|"steps", memory?: number|null,
 *   map?: { width: number, height: number, map: Float32Array }|null, heatmap?: Heatmap|null }} Progress */

export {};
