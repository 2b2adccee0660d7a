import { EngineError } from "./engine/error.js";
import type { Alternative, Backend, Catalogue, Channels, ChannelsRequest, Display, ErrorKind, ExplainRequest, Explanation, Heatmap, Judged, JudgeRequest, Look, LookRequest, MapGrid, Model, PictureInfo, Pixels, Preprocessing, Rect, Score, Segmentation } from "./engine/border.d.ts";
export type WantedBackend = "auto" | Backend;
export type Failure = {
    code: string;
    kind: ErrorKind;
    message: string;
};
export type Progress = {
    step: string;
    done: number;
    total: number | null;
    unit: "bytes" | "steps";
    memory?: number | null;
    map?: MapGrid | null;
    heatmap?: Heatmap | null;
};
export type Notice = {
    backend: Backend;
    code: string;
    reason: string;
};
export type RequestOptions = {
    onProgress?: (progress: Progress) => void;
    signal?: AbortSignal;
    idle?: boolean;
};
export type How = {
    backend: WantedBackend;
    fast?: boolean | undefined;
    worker?: Worker | undefined;
    makeWorker?: (() => Worker) | undefined;
    send?: ((address: string | URL, ask: {
        signal: AbortSignal;
    }) => Promise<Response>) | undefined;
};
export type Visit = {
    loadModel: (source: Iterable<Blob> | Blob | string | URL, options?: RequestOptions) => Promise<Model>;
    setPreprocessing: (input: Preprocessing, options?: RequestOptions) => Promise<{
        crop: Rect | null;
        model: Model;
    }>;
    setPicture: (blob: Blob, options?: RequestOptions) => Promise<PictureInfo>;
    look: (blob: Blob | null, request?: LookRequest, options?: RequestOptions) => Promise<Look>;
};
/** @import { Alternative, Backend, Catalogue, Channels, ChannelsRequest, Display, ErrorKind, ExplainRequest, Explanation, Heatmap,
 *   Judged, JudgeRequest, Look, LookRequest, MapGrid, Model, PictureInfo, Pixels, Preprocessing, Rect, Score, Segmentation } from "./engine/border.d.ts" */
/** What a person may ask for; "auto" means WebGPU if it can be trusted.
 * @typedef {"auto" | Backend} WantedBackend */
/** @typedef {{ code: string, kind: ErrorKind, message: string }} Failure */
/** How far a request is. `total` is null while it is unknown. `map` is the map so far of a method that runs the network
 * many times, `heatmap` the same map as it was asked for. `memory` is how much memory a model's weights will take, in
 * bytes, if its files say it beforehand.
 * @typedef {{ step: string, done: number, total: number | null, unit: "bytes" | "steps", memory?: number | null,
 *   map?: MapGrid | null, heatmap?: Heatmap | null }} Progress */
/** @typedef {{ backend: Backend, code: string, reason: string }} Notice
 * The engine is not the one that was wanted or that ran: what runs now, and why. */
/** @typedef {{ onProgress?: (progress: Progress) => void, signal?: AbortSignal, idle?: boolean }} RequestOptions
 * `onProgress` is told `{ step, done, total, unit }`, in bytes or steps; `total` is null while unknown. What is `idle` gives way to
 * any other request: it rejects with `superseded`. */
/** How an engine is started: see `Sightline.start`.
 * @typedef {{ backend: WantedBackend, fast?: boolean | undefined, worker?: Worker | undefined, makeWorker?: (() => Worker) | undefined,
 *   send?: ((address: string | URL, ask: { signal: AbortSignal }) => Promise<Response>) | undefined }} How */
/** Another model for a while; each is as that of `Sightline`. @typedef {{
 *   loadModel: (source: Iterable<Blob> | Blob | string | URL, options?: RequestOptions) => Promise<Model>,
 *   setPreprocessing: (input: Preprocessing, options?: RequestOptions) => Promise<{ crop: Rect | null, model: Model }>,
 *   setPicture: (blob: Blob, options?: RequestOptions) => Promise<PictureInfo>,
 *   look: (blob: Blob | null, request?: LookRequest, options?: RequestOptions) => Promise<Look> }} Visit */
export { EngineError as SightlineError };
/** The event `restart` (a CustomEvent) tells that the engine was replaced; its `detail` is
 * `{ backend: "cpu" | "webgpu", code: string, reason: string }`: what runs now and, in a sentence, why. */
export declare class Sightline extends EventTarget {
    #private;
    /** Use `Sightline.start`. @param {How} how */
    constructor({ backend, fast, worker, makeWorker, send }: How);
    /**
     * Starts an engine in a worker of its own.
     * @param {Partial<How> & { signal?: AbortSignal }} [options] "auto" (the default) takes WebGPU where it
     *   can be trusted, "webgpu" also on a software adapter; either ends on the CPU if that fails. `fast`:
     *   false turns our own kernels for the CPU off, for a comparison. `worker`: one of `engine/worker.js` that was
     *   started before and that nobody else talks to; `makeWorker` makes each other one. `send` asks for the address of a model, as
     *   `fetch` does; without it `fetch` is asked, without credentials.
     * @throws {EngineError} `engine-unavailable` when not even the CPU engine starts
     */
    static start({ backend, signal, ...how }?: Partial<How> & {
        signal?: AbortSignal;
    }): Promise<Sightline>;
    /**
     * Another engine of its own with the present model and its settings, and no picture: what many pictures are asked can be
     * shared among several. It knows nothing of what changes here later; close it when it is done.
     * @param {{ signal?: AbortSignal }} [options]
     * @throws {EngineError} as `start`
     * @returns {Promise<Sightline>}
     */
    twin({ signal }?: {
        signal?: AbortSignal;
    }): Promise<Sightline>;
    /** The device that computes. @returns {"cpu" | "webgpu"} */
    get backend(): "cpu" | "webgpu";
    /** Why this device, in one sentence. */
    get backendReason(): string;
    /**
     * What the latest `restart` told, or that the start ended on the CPU although WebGPU was tried or asked for (code
     * `webgpu-refused`); null if neither happened. Read it once after `start`, and listen to `restart` from then on.
     * @returns {Notice | null}
     */
    get notice(): Notice | null;
    /** Methods, metrics, colour maps, normalisations, resamplings, fits, tasks and model formats, as tables to draw menus from. @returns {Catalogue} */
    get catalogue(): Catalogue;
    /**
     * Replaces the model; on failure the earlier one stays.
     * @param {Iterable<Blob> | Blob | string | URL} source all files of one model as Files, whose names say which is
     *   which (`new File([blob], "model.json")`); one .zip, which needs no name; or an address: of a file, of a
     *   `model.json`, or of a folder that has one. An address is fetched first: what is called meanwhile is answered before
     * @param {RequestOptions} [options]
     * @throws {EngineError} `files-unnamed` for several files of which some have no name
     * @returns {Promise<Model>} name, task, classes, layers that can be explained, and the preprocessing as `input`
     */
    loadModel(source: Iterable<Blob> | Blob | string | URL, options?: RequestOptions): Promise<Model>;
    /** The files of the present model, also of one that came from an address. @returns {File[]} empty without a model */
    get modelFiles(): File[];
    /**
     * Loads the present model once more with another file beside its own, a list of labels say: its settings are then
     * its own again. A file of the same name is replaced. On failure everything stays as it was.
     * @param {File} file
     * @param {RequestOptions} [options]
     * @throws {EngineError} `no-model`, and those of `loadModel`
     * @returns {Promise<Model>}
     */
    addFile(file: File, options?: RequestOptions): Promise<Model>;
    /**
     * Takes another set of the weights in the model's file, where it has more than one: the raw ones instead of averages
     * over the training, or another network.
     * @param {string} weights one of `model.weights.choices`
     * @param {RequestOptions} [options]
     * @throws {EngineError} `weights-unknown`, `no-model`
     * @returns {Promise<Model>} as `loadModel`; its task stays if it fits
     */
    setWeights(weights: string, options?: RequestOptions): Promise<Model>;
    /**
     * Takes the model's weights for another of the networks that they may be of, where nothing in its files says which.
     * @param {string} network one of `model.network.choices`
     * @param {RequestOptions} [options]
     * @throws {EngineError} `unknown-network`, `no-model`
     * @returns {Promise<Model>} as `loadModel`
     */
    setNetwork(network: string, options?: RequestOptions): Promise<Model>;
    /**
     * Explains another of the model's outputs, where its file has several: an auxiliary head, say.
     * @param {string} output one of `model.outputs`; `model.output` is the present one
     * @param {RequestOptions} [options]
     * @throws {EngineError} `unknown-output`, `no-model`
     * @returns {Promise<Model>} as `loadModel`; its task, classes and layers may have changed
     */
    setOutput(output: string, options?: RequestOptions): Promise<Model>;
    /**
     * Says what the model's outputs mean, where its files leave a choice: a last layer without softmax or sigmoid may
     * give one class of several, any number of them, or plain numbers.
     * @param {string} task one of `model.tasks`; `catalogue.tasks` has them in words
     * @param {RequestOptions} [options]
     * @throws {EngineError} `task-unfit` for a task that the outputs cannot have, `no-model`
     * @returns {Promise<Model>} as `loadModel`; its `task` and, for yes and no, its `classes` have changed
     */
    setTask(task: string, options?: RequestOptions): Promise<Model>;
    /**
     * Replaces how pictures become the network's input; on failure the earlier settings stay.
     * @param {Preprocessing} input start from `model.input`
     * @param {RequestOptions} [options]
     * @throws {EngineError} `preprocessing-invalid`, which names the setting; `input-size` for an input that the network
     *   cannot take; `no-model`
     * @returns {Promise<{ crop: Rect | null, model: Model }>} `crop`: the part of the present picture that the network
     *   sees, null without a picture; `model`: as `loadModel`, since another input size changes the shapes of its layers
     */
    setPreprocessing(input: Preprocessing, options?: RequestOptions): Promise<{
        crop: Rect | null;
        model: Model;
    }>;
    /**
     * Replaces the picture; on failure the earlier one stays.
     * @param {Blob} blob PNG, JPEG, WebP, GIF (first frame) or BMP
     * @param {RequestOptions} [options]
     * @returns {Promise<PictureInfo>} pixels, after EXIF orientation; `crop` is what the network sees, null while no model is loaded;
     *   `lost` is the share of the picture that a damaged file lacks, at least
     */
    setPicture(blob: Blob, options?: RequestOptions): Promise<PictureInfo>;
    /**
     * The whole picture as it was read from its file, upright and on white.
     * @param {RequestOptions} [options]
     * @throws {EngineError} `no-picture`
     * @returns {Promise<Pixels>} `rgb`: row-major, three bytes a pixel, `width` x `height` of the picture
     */
    pixels(options?: RequestOptions): Promise<Pixels>;
    /**
     * The very pixels that the network gets, after fitting and resizing and before they become numbers around 0.
     * @param {RequestOptions} [options]
     * @throws {EngineError} `no-model`, `no-picture`
     * @returns {Promise<Pixels>} `rgb`: row-major, three bytes a pixel, `width` x `height` of the network's input
     */
    preview(options?: RequestOptions): Promise<Pixels>;
    /**
     * What the model answers for the present picture with other settings of its input, where these are guessed: the network
     * runs once for each of `model.inputFrom.alternatives`.
     * @param {RequestOptions} [options]
     * @throws {EngineError} `no-model`, `no-picture`
     * @returns {Promise<Alternative[]>} `input`: settings for `setPreprocessing`; `best`: the class with the highest score
     *   under them, null where a score is not a number; `isPresent`: they are in force
     */
    alternatives(options?: RequestOptions): Promise<Alternative[]>;
    /**
     * All classes in class order, for the present model and picture. What `logit` and `probability` are depends on
     * `model.task`; `probability` is null where the outputs are numbers, and the share of the pixels in a segmentation.
     * @param {RequestOptions} [options]
     * @throws {EngineError} `no-model`, `no-picture`, `not-finite`
     * @returns {Promise<Score[]>}
     */
    classify(options?: RequestOptions): Promise<Score[]>;
    /**
     * The class of every pixel, where the model's task is segmentation.
     * @param {RequestOptions} [options]
     * @throws {EngineError} as `classify`
     * @returns {Promise<Segmentation | null>} `classes`: row-major, `height` x `width` of the network's output, which covers
     *   the `crop` of the picture; null for any other task
     */
    segment(options?: RequestOptions): Promise<Segmentation | null>;
    /**
     * Which places spoke for a class. The latest call wins: an earlier one that is not answered yet rejects with code
     * `superseded`, so await each to have them all, or use `explainMany`.
     * @param {ExplainRequest} request `method` and its `options` from `catalogue.methods`, `layer` from `model.layers`;
     *   `target` says what is explained: `class` (the logit), `probability`, or `difference` to the logit of class `than`;
     *   with `negated` what speaks against it, and with `region` only these pixels of a segmentation
     * @param {RequestOptions & { partial?: { display: Display, onPartial: (heatmap: Heatmap) => void } }} [options] methods
     *   that run the network often tell each step, with the map known by then; `partial` asks for it as a heatmap too
     * @returns {Promise<Explanation>} `map`: raw and signed, row-major, at the layer's resolution or the input's, in
     *   units of the target's score; `score`: that score, summed over `pixels`; `note`: why the map is blank, or null
     * @throws {EngineError} `unknown-method`, `unknown-layer`, `unknown-class`, `unknown-option` and `option-invalid`,
     *   which name the setting, `method-unfit` for a network, layer or score that the method cannot explain, `no-relu`
     *   for guided back-propagation without a ReLU, `no-probability` for numbers, `no-pixels` where no pixel has the
     *   class, and those of `classify`
     */
    explain(request: ExplainRequest, options?: RequestOptions & {
        partial?: {
            display: Display;
            onPartial: (heatmap: Heatmap) => void;
        };
    }): Promise<Explanation>;
    /**
     * Explains one request after the other and yields each result as it comes, so that methods, layers and classes can be
     * compared: `for await (const { request, explanation, error } of lens.explainMany(requests)) …`. A request that cannot
     * be answered yields its `error`, and the rest go on. Ends when its signal is aborted.
     * @param {Iterable<ExplainRequest>} requests
     * @param {RequestOptions} [options] `onProgress` is told of the request at hand
     * @returns {AsyncGenerator<{ request: ExplainRequest, explanation: Explanation | null, error: EngineError | null }>}
     */
    explainMany(requests: Iterable<ExplainRequest>, options?: RequestOptions): AsyncGenerator<{
        request: ExplainRequest;
        explanation: Explanation | null;
        error: EngineError | null;
    }>;
    /**
     * The channels of a layer, those first that weigh most in the map of an explanation, and how each of them looks. The
     * weight is the method's own where it has one for each channel, as Grad-CAM has; where it weighs every pixel it is the
     * number by which the activation comes nearest to the channel's share of the map. After that explanation it is quick.
     * @param {ChannelsRequest} request as for `explain`, of one layer, with `start` and `count`, places in the order of weights
     * @param {RequestOptions} [options]
     * @returns {Promise<Channels>} `channels` are `{ index, weight, adds, values }`: all that a channel `adds` to the mean of the
     *   raw map is that mean; `values`: its activation, `width` x `height`, row by row
     * @throws {EngineError} `no-channels` for a map that is no sum of channels (of another family, of several layers, smoothed),
     *   and those of `explain`
     */
    channels(request: ChannelsRequest, options?: RequestOptions): Promise<Channels>;
    /**
     * How good an explanation is, in numbers, each beside those of two controls that know nothing of the class: the same
     * layers with random weights, and the edges of the picture. Where the explanation does no better, its number means
     * nothing. Metrics that change the picture score the probability of the explained class. Takes many runs of the network:
     * hundreds of pictures for all metrics, and the method itself a dozen times for `randomisation`.
     * @param {JudgeRequest} request as for `explain`, with `object`, the rectangle of the picture where the object lies, and
     *   `metrics`, ids of `catalogue.metrics`; without these all that can be had
     * @param {RequestOptions} [options] `onProgress` is told hundredths of the parts of the work
     * @returns {Promise<Judged[]>} in the order of `metrics`; `asked`, `randomCam` and `edgeMap` are `{ value, curve }` or null
     *   where there is nothing to say: of a blank map's share, of a map compared with itself
     * @throws {EngineError} `unknown-metric`, `no-object` for a metric that needs one, and those of `explain`
     */
    judge(request: JudgeRequest, options?: RequestOptions): Promise<Judged[]>;
    /**
     * Scores and explanations of a picture in one go, beside the present one, which stays: for many pictures one after the
     * other, for the map at several layers, and for what is left when parts are hidden.
     * @param {Blob | null} blob another picture, as for `setPicture`; null for the present one
     * @param {LookRequest} [request] `explain`: as for `explain`, each of its `layers` alone, from one backward pass where the
     *   method needs no more; `best`: explain the class with the highest score instead of the target's; `hidden`: rectangles
     *   in pixels of the picture that are painted over with its mean colour
     * @param {RequestOptions} [options]
     * @throws {EngineError} those of `setPicture` and `explain`
     * @returns {Promise<Look>} size and `crop` of the picture, `scores` as from `classify`, `explanations` in the order of the layers
     */
    look(blob: Blob | null, request?: LookRequest, options?: RequestOptions): Promise<Look>;
    /**
     * Another model for a while, in the same engine and in the place of the present one, which is not asked meanwhile. Whatever
     * is asked here, but `heatmap`, ends the visit and is answered by the own model with its settings and its picture, which are
     * given to the engine again before; what the visit then still asks rejects with code `superseded`. Each model takes the place of
     * the one before, so ask all that you want of one before you load the next.
     * @returns {Visit}
     */
    visit(): Visit;
    /**
     * Normalises a map and resamples it; colours are the caller's. Pure: needs neither model nor picture.
     * @param {Pick<Explanation, "map" | "width" | "height">} explanation
     * @param {Display} display `width` x `height` of the result; `normalise` and `resampling` from `catalogue`
     * @returns {Promise<Heatmap>} values in [0, 1], or in [-1, 1] for a signed normalisation
     */
    heatmap({ map, width, height }: Pick<Explanation, "map" | "width" | "height">, display: Display): Promise<Heatmap>;
    /** Ends the worker; what is unanswered rejects with code `closed`. */
    close(): void;
}
