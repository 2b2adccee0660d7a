// What the engine takes and gives, declared from the Rust types that cross the border.
// Written by `BLESS=1 cargo test -p session --test border`; do not edit.

export type ChannelsRequest = ExplainRequest & Places;
export type JudgeRequest = ExplainRequest & Criteria;

/** Where a network runs. */
export type Backend = "cpu" | "webgpu";

/** The tables from which a page draws its menus. The first entry of each is the default. */
export type Catalogue = { families: Array<Named>, methods: Array<Method>, metrics: Array<Metric>, merges: Array<Choice & { id: Merge }>, colourMaps: Array<ColourMap>, normalisations: Array<Normalisation & { id: Normalise }>, resamplings: Array<Choice & { id: Resampling }>, fits: Array<Choice & { id: Fit }>, interpolations: Array<Choice & { id: Interpolation }>, channels: Array<Choice & { id: Colours }>, tasks: Array<Choice>, formats: Array<Format>, };

/** One channel of a layer. */
export type Channel = {
/** Its place in the layer, from 0. */
index: number,
/** Its weight. */
weight: number,
/** What it adds to the mean of the raw map. */
adds: number,
/** Its activation, row by row. */
values: Float32Array, };

/** The channels of a layer, those first that weigh most for the score, and how each of them looks.
 *
 * A map of the class-activation family is a sum of channels. What a channel `A` adds to it is its
 * share `S`; the weight is the number `w` for which `w · A` is nearest to `S`:
 *
 * ```text
 * w = Σ_ij S_ij · A_ij / Σ_ij A_ij²      0 where A is
 * ```
 * That is the weight itself where the method has one for each channel, as Grad-CAM has (its α), and
 * sums it up where it weighs each pixel, as `HiResCAM` does. */
export type Channels = {
/** Columns of each channel. */
width: number,
/** Rows of each channel. */
height: number,
/** How many there are in the layer. */
total: number,
/** Those that were asked for, by falling weight; equal ones by index. */
channels: Array<Channel>, };

/** An entry of a menu. */
export type Choice = {
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** One sentence that says what it does or when it is right. */
description: string, };

/** A colour map with its table. */
export type ColourMap = {
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** Whether the middle of the table means 0. */
diverging: boolean,
/** 256 colours of three bytes, from the lowest value to the highest. */
table: Uint8Array, };

/** The channels of the network's input, in order. */
export type Colours = "rgb" | "bgr" | "grey";

/** By what an explanation is judged. */
export type Criteria = {
/** The rectangle of the picture, in its own pixels, in which the object lies. */
object?: Rect | null,
/** Ids of the metrics; without them, all that can be computed. */
metrics?: Array<string> | null, };

/** How a map becomes a heatmap. */
export type Display = {
/** Whether negative values become 0 first, so that only positive evidence is shown. */
relu: boolean,
/** How values are scaled to a fixed range. */
normalise: Normalise,
/** How the map is resampled. */
resampling: Resampling,
/** Columns of the heatmap. */
width: number,
/** Rows of the heatmap. */
height: number, };

/** Whose problem an error is. */
export type ErrorKind = "image" | "model" | "request" | "device" | "bug";

/** What to explain, and how. */
export type ExplainRequest = {
/** Id of the method. */
method: string,
/** Id of the target layer; without it, the default layer of the model. */
layer?: string,
/** Ids of several target layers, which count instead of `layer`. */
layers?: Array<string>,
/** How the maps of several layers become one; without it, by their mean. */
merge?: Merge,
/** The rule that picks the score. */
target: Target,
/** Settings of the method by their ids; those that are missing have their defaults. */
options?: { [key in string]: Setting }, };

/** An explanation. */
export type Explanation = {
/** What the values of the map are. */
form: Form,
/** Smallest value of the map. */
min: number,
/** Largest value of the map. */
max: number,
/** The target score: a logit unless the target says otherwise, summed over `pixels`. */
score: number,
/** Number of pixels of the outputs that the score sums over; 1 if there is one score per picture. */
pixels: number,
/** Id of the method. */
method: string,
/** Id of the target layer, the first one if there are several. */
layer: string,
/** Ids of all target layers. */
layers: Array<string>,
/** How their maps became one. */
merge: Merge,
/** The rule that picked the score. */
target: Target,
/** Settings of the method, all of them. */
options: Settings,
/** Numbers that say how far the map is to be trusted. */
facts: Array<Fact>,
/** Single pixels of the network's input for methods that find some: row and column in turns. */
points: Uint16Array,
/** Why the map is blank, if it is. */
note: string | null,
/** The device that computed it. */
backend: Backend,
/** Milliseconds by step, and their `total`. A graphics card works in the background: its time
 * shows in the step that reads the map. */
milliseconds: { [step: string]: number, total: number }, width: number, height: number, map: Float32Array, };

/** A number beside a map. */
export type Fact = {
/** What it is, for people. */
label: string,
/** The number. */
value: number,
/** What it means, in a sentence. */
meaning: string, };

/** Methods of a kind. */
export type Family = "class-activation" | "pixel" | "perturbation" | "tracing" | "activation" | "control";

/** How a picture is fitted to the size of the network's input. */
export type Fit = "squash" | "crop" | "resize-crop";

/** How a model and a picture fit together. */
export type Fitted = {
/** The part of the picture that the network gets, if there is a picture. */
crop: Rect | null,
/** The model, with the layers that it has for inputs of this size. */
model: Model, };

/** What the values of a map are. */
export type Form = "raw" | "finished";

/** The menu entry of a format. */
export type Format = {
/** Stable identifier. */
id: string,
/** Display name. */
label: string,
/** File extensions, without the dot. */
extensions: Array<string>,
/** Which files to choose. */
description: string, };

/** A map that is ready to be coloured. */
export type Heatmap = {
/** Columns. */
width: number,
/** Rows. */
height: number,
/** Row by row: 0 to 1, or -1 to 1 for a signed normalisation. */
values: Float32Array, };

/** How resizing computes values between pixels. When the picture shrinks, the filter widens with it
 * (antialiasing), as in Pillow and in torchvision with `antialias=True`. */
export type Interpolation = "nearest" | "bilinear" | "bicubic";

/** What a metric measures on an explanation and on two controls, without which the number means
 * little. `None` if a metric has no answer ([`Metric::measure`]). */
export type Judged = {
/** Id of the metric. */
metric: string,
/** Of the explanation. */
asked: Measured | null,
/** Of the same layers with random weights. */
randomCam: Measured | null,
/** Of the edges of the picture. */
edgeMap: Measured | null, };

/** A layer that holds a picture. */
export type Layer = {
/** What requests call it. */
id: string,
/** What people call it. */
name: string,
/** What it computes. */
op: string,
/** Shape of its activation: `[channel, height, width]`. */
shape: Array<number>,
/** Number of its weights. */
parameters: number,
/** Whether it is a good choice. */
suggested: boolean,
/** Whether the score sees its pixels. After the last attention of a vision transformer it sees
 * the class token alone, and a map there would be blank. */
reached: boolean, };

/** A 2-D grid of finite values, row-major, at a layer's resolution or any other. */
export type MapGrid = { width: number, height: number, map: Float32Array, };

/** What a metric says of one map. */
export type Measured = {
/** The number; [`crate::MetricInfo`] says what it means. */
value: number,
/** The numbers that it sums up, where it walks through several: left to right. */
curve: Array<Point>, };

/** How the maps of several layers become one. */
export type Merge = "mean" | "max" | "product";

/** A method, as menus show it. */
export type Method = {
/** Whether another layer gives another map. */
usesLayer: boolean,
/** Whether one forward and one backward pass are enough. */
cheap: boolean,
/** The literature's spelling in kebab case. */
id: string,
/** Name for people. */
label: string,
/** One line: what it shows and when it misleads. */
description: string,
/** Address of the paper. */
paper: string,
/** Methods of a kind. */
family: Family,
/** Whether another class gives another map. */
classSpecific: boolean,
/** What it costs, in runs of the network, for people. */
cost: string,
/** The library and version whose numbers it has, or the paper whose steps it follows. */
matches: string,
/** Its settings. */
options: Array<MethodOption>, };

/** A setting that a method takes, as a form shows it. */
export type MethodOption = {
/** Stable name. */
id: string,
/** Name for people. */
label: string,
/** What it changes. */
description: string, } & ({ "kind": "switch",
/** On unless told otherwise. */
default: boolean, } | { "kind": "number",
/** Its value unless told otherwise. */
default: number,
/** Smallest. */
min: number,
/** Largest. */
max: number,
/** Between neighbouring values. */
step: number, } | { "kind": "choice",
/** The id of the one that is taken unless told otherwise. */
default: string,
/** All of them, in the order of menus. */
choices: Array<Named>, });

/** A metric, as menus and documents show it. */
export type Metric = {
/** The literature's name in kebab case. */
id: string,
/** Name for people. */
label: string,
/** One line: what it says and when it misleads. */
description: string,
/** Address of the paper. */
paper: string,
/** Whether more is better; nothing where that cannot be said. */
higherIsBetter: boolean | null,
/** The library and version whose numbers it has, or the paper whose steps it follows. */
matches: string,
/** What it consumes. */
needs: MetricNeeds, };

/** What a metric consumes beside the map. */
export type MetricNeeds = "map" | "two-maps" | "object" | "pictures" | "networks";

/** What people are told about a model. */
export type Model = {
/** Name for people. */
name: string,
/** Id of its format. */
format: string,
/** Size of its files together. */
bytes: number,
/** SHA-256 of its file, or of the hashes of its files in the order of their names. */
sha256: string,
/** Number of its weights. */
parameters: number,
/** Id of what its outputs mean. */
task: string,
/** Ids of what its outputs can mean, where they leave a choice. */
tasks: Array<string>,
/** Name of each class, in the order of the logits. */
classes: Array<string>,
/** Where the names come from: a file, or a built-in list that has as many; empty for numbers. */
labelsFrom: string,
/** What its files ask for and is done in another way, in words. */
remarks: Array<string>,
/** The layers that hold a picture, in the order of the network. */
layers: Array<Layer>,
/** Id of the layer to begin with. */
defaultLayer: string,
/** How a picture becomes its input. */
input: Preprocessing, };

/** What a model will take. */
export type ModelSize = {
/** Number of its weights. */
parameters: number,
/** Bytes that they take in memory, as 32-bit numbers. */
bytes: number, };

/** Something with an id for programs and a name for menus. */
export type Named = {
/** Stable id. */
id: string,
/** Display name. */
label: string, };

/** A normalisation, as menus show it. */
export type Normalisation = {
/** Whether the result ranges from -1 to 1 instead of 0 to 1. */
signed: boolean,
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** One sentence that says what it does or when it is right. */
description: string, };

/** How a map is scaled to a fixed range. Both ways hide how strong the evidence was, so show the
 * raw range beside the heatmap. */
export type Normalise = "min-max" | "max-abs";

/** What is known of a picture. */
export type PictureInfo = {
/** Columns, after the orientation in its metadata was applied. */
width: number,
/** Rows. */
height: number,
/** The part that the network gets, if there is a model. */
crop: Rect | null, };

/** An upright, opaque, 8-bit RGB picture. */
export type Pixels = {
/** Width in pixels, at least 1. */
width: number,
/** Height in pixels, at least 1. */
height: number,
/** The pixels, `[height, width, 3]` row-major, red first, 0 to 255. */
rgb: Uint8Array, };

/** Places in the order of a layer's channels by falling weight. */
export type Places = {
/** The first one, from 0. */
start: number,
/** How many. */
count: number, };

/** A point of a curve. */
export type Point = {
/** How far it is on the way, 0 to 1. */
at: number,
/** The number there. */
value: number,
/** The lowest layer that was randomised by then, for randomisation. */
layer: string | null, };

/** How a picture becomes the network's input. [`crate::input`] says in which order. */
export type Preprocessing = {
/** Width of the network's input in pixels, 1 to 4096. */
width: number,
/** Height of the network's input in pixels, 1 to 4096. */
height: number,
/** How the picture is fitted to the input's size. */
fit: Fit,
/** Length of the resized picture's shorter side in pixels. Only for [`Fit::ResizeCrop`]. */
resize: number | null,
/** How resizing computes values between pixels. */
interpolation: Interpolation,
/** `[lo, hi]`: the values of black (0) and white (255) before mean and std. `lo` may be the
 * larger one. */
range: [number, number],
/** Subtracted from each channel. Always in the order red, green, blue, whatever `channels` is;
 * grey uses the first. */
mean: [number, number, number],
/** Divides each channel after the mean is subtracted. In the same order. */
std: [number, number, number],
/** The channels of the input, in order. */
channels: Colours, };

/** A rectangle in pixels of the original picture. (0, 0) is the top left corner of the top left
 * pixel, so pixel `x` covers `x` to `x + 1`. Fractions are allowed. */
export type Rect = {
/** Left edge in pixels. */
x: number,
/** Top edge in pixels. */
y: number,
/** Width in pixels. */
width: number,
/** Height in pixels. */
height: number, };

/** How a map is resampled to another resolution. */
export type Resampling = "nearest" | "bilinear";

/** The score of one class. */
export type Score = {
/** Position among the classes, from 0. */
index: number,
/** Name of the class. */
label: string,
/** The score before softmax or sigmoid; of a segmentation its mean over the pixels that are
 * predicted as the class, of numbers the number itself. */
logit: number,
/** What the network makes of it, 0 to 1: after softmax over all classes, or a sigmoid for each;
 * of a segmentation the share of the pixels that are predicted as the class. Numbers have
 * none. */
probability: number | null, };

/** The class of every pixel. */
export type Segmentation = {
/** Columns. */
width: number,
/** Rows. */
height: number,
/** Index of the class, row by row. */
classes: Uint16Array, };

/** The value of a setting. */
export type Setting = boolean | number | string;

/** The settings of one method, all of them. */
export type Settings = Record<string, Setting>;

/** How far a method is that runs the network many times. */
export type Steps = {
/** Runs that are done. */
done: number,
/** Runs in all. */
total: number,
/** The map from the runs so far. */
map: MapGrid | null, };

/** The rule that picks what is explained. */
export type Target = {
/** A rectangle of the picture, in its own pixels, for networks that give every pixel a class: the
 * score counts the pixels of the outputs that it covers, even in part. Without it the score
 * counts all pixels that are predicted as the class, like `SemanticSegmentationTarget` of
 * pytorch-grad-cam with the predicted mask. */
region?: Rect,
/** *Why not?*: explains what speaks against the score, by the negated gradient. */
negated?: boolean, } & ({ "kind": "class",
/** Position among the classes, from 0. */
index: number, } | { "kind": "probability",
/** Position among the classes, from 0. */
index: number, } | { "kind": "difference",
/** The class that is explained. */
index: number,
/** The class that it is compared with. */
than: number, });
