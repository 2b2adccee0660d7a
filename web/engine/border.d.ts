// The engine's arguments and results, declared from the Rust types that cross the border.
// Written by `BLESS=1 cargo test -p session --test border`; do not edit.

export type ChannelsRequest = ExplainRequest & Places;
export type JudgeRequest = ExplainRequest & Criteria;

/** What a model answers with other settings. */
export type Alternative = {
/** The settings. */
input: Preprocessing,
/** Whether these are the settings in force. */
isPresent: boolean,
/** The class with the highest score for the present picture. `None` if a score is not a number. */
best: Score | null,
/** Stable id. */
id: string,
/** Display name. */
label: string, };

/** Other settings for what is a guess. */
export type AlternativeInfo = {
/** Stable id. */
id: string,
/** Display name. */
label: string, };

/** The device that a network runs on. */
export type Backend = "cpu" | "webgpu";

/** The tables behind the page's menus. The first entry of each is the default. */
export type Catalogue = { families: Array<Named>, methods: Array<Method>, metrics: Array<Metric>, merges: Array<Choice & { id: Merge }>, colourMaps: Array<ColourMap>, normalisations: Array<Normalisation & { id: Normalise }>, resamplings: Array<Choice & { id: Resampling }>, fits: Array<Choice & { id: Fit }>, interpolations: Array<Choice & { id: Interpolation }>, resizers: Array<Choice & { id: Resizer }>, channels: Array<Choice & { id: Colours }>, tasks: Array<Choice>, formats: Array<Format>, };

/** One channel of a layer. */
export type Channel = {
/** Position in the layer, from 0. */
index: number,
/** Weight of the channel in the map. */
weight: number,
/** The mean of its share: what it adds to the mean of the raw map. */
adds: number,
/** Activation of the channel, row by row. */
values: Float32Array, };

/** The channels of a layer with their weights and activations, sorted by falling weight.
 *
 * A map of the class-activation family is a sum over channels. The term of a channel with
 * activation `A` is its share `S`. Its weight is the `w` for which `w · A` is nearest to `S`:
 *
 * ```text
 * w = Σ_ij S_ij · A_ij / Σ_ij A_ij²      0 if A is 0 everywhere
 * ```
 * For a method with one weight per channel, such as Grad-CAM (its α), this is that weight. For a
 * method with a weight per pixel, such as `HiResCAM`, it is the one that fits best. */
export type Channels = {
/** Columns of each channel. */
width: number,
/** Rows of each channel. */
height: number,
/** Number of channels in the layer. */
total: number,
/** The requested channels by falling weight; equal weights by index. */
channels: Array<Channel>, };

/** A menu entry. */
export type Choice = {
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** One sentence about what it does or when to use it. */
description: string, };

/** A colour map and its table. */
export type ColourMap = {
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** Whether the middle of the table is the colour of 0. */
diverging: boolean,
/** 256 RGB colours of three bytes, from the lowest value to the highest. */
table: Uint8Array, };

/** The channels of the network's input, in order. */
export type Colours = "rgb" | "bgr" | "grey";

/** How to judge an explanation. */
export type Criteria = {
/** The object: the rectangle around it, in pixels of the picture. */
object?: Rect | null,
/** Ids of the metrics. Default: all that can be computed. */
metrics?: Array<string> | null, };

/** How to turn a map into a heatmap. */
export type Display = {
/** Whether to set negative values to 0 first, which hides evidence against the class. */
relu: boolean,
/** How to scale the values to a fixed range. */
normalise: Normalise,
/** How to resample the map. */
resampling: Resampling,
/** Columns of the heatmap. */
width: number,
/** Rows of the heatmap. */
height: number, };

/** The part that caused an error. */
export type ErrorKind = "image" | "model" | "request" | "device" | "bug";

/** What to explain, and how. */
export type ExplainRequest = {
/** Id of the method. */
method: string,
/** Id of the target layer. Default: the model's default layer. */
layer?: string,
/** Ids of several target layers, used instead of `layer`. */
layers?: Array<string>,
/** How the maps of several layers are merged. Default: the mean. */
merge?: Merge,
/** The score to explain. */
target: Target,
/** Settings of the method by id. Missing ones have their default. */
options?: { [key in string]: Setting }, };

/** An explanation. */
export type Explanation = {
/** What the map's values are. */
form: Form,
/** Smallest value of the map. */
min: number,
/** Largest value of the map. */
max: number,
/** The target score, summed over `pixels`: a logit, unless the target asks for a probability. */
score: number,
/** Number of output pixels that the score sums over; 1 if there is one score per picture. */
pixels: number,
/** Id of the method. */
method: string,
/** Id of the target layer, or of the first of several. */
layer: string,
/** Ids of all target layers. */
layers: Array<string>,
/** How their maps were merged. */
merge: Merge,
/** The score that was explained. */
target: Target,
/** All settings of the method. */
options: Settings,
/** Numbers that show how far to trust the map. */
facts: Array<Fact>,
/** Single pixels of the network's input that the method found: row and column of each in turn. */
points: Uint16Array,
/** Why the map is blank; `None` if it is not. */
note: string | null,
/** The device that computed it. */
backend: Backend,
/** Milliseconds by step, and their `total`. A graphics card works in the background, so its time
 * counts in the step that reads the map. */
milliseconds: { [step: string]: number, total: number }, width: number, height: number, map: Float32Array, };

/** A number about a map. */
export type Fact = {
/** Display name. */
label: string,
/** The number. */
value: number,
/** A sentence about its meaning. */
meaning: string, };

/** A group of similar methods. */
export type Family = "class-activation" | "pixel" | "perturbation" | "tracing" | "activation" | "control";

/** How a picture is fitted to the size of the network's input. */
export type Fit = "squash" | "crop" | "resize-crop" | "squash-crop";

/** The picture and the model after a change of the preprocessing. */
export type Fitted = {
/** The part of the picture that the network gets; `None` without a picture. */
crop: Rect | null,
/** The model, with its layers for the new input size. */
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

/** A map that is ready for colouring. */
export type Heatmap = {
/** Columns. */
width: number,
/** Rows. */
height: number,
/** Values row by row, from 0 to 1, or from -1 to 1 with a signed normalisation. */
values: Float32Array, };

/** Where the settings of a model's input come from, and what else they may be. */
export type InputFrom = {
/** Where each setting comes from. */
settings: Array<SettingFrom>,
/** Other settings for what is a guess. Empty if nothing is. */
alternatives: Array<AlternativeInfo>, };

/** How resizing computes values between pixels. When the picture shrinks, Pillow and torchvision
 * widen the filter with it; others do not ([`crate::Resizer`]). */
export type Interpolation = "nearest" | "box" | "bilinear" | "hamming" | "bicubic" | "lanczos";

/** What a metric measures on an explanation and on two controls to compare it with. `None` if the
 * metric does not apply ([`Metric::measure`]). */
export type Judged = {
/** Id of the metric. */
metric: string,
/** The explanation. */
asked: Measured | null,
/** The map of the same layers with random weights. */
randomCam: Measured | null,
/** The edges of the picture. */
edgeMap: Measured | null, };

/** A layer whose activation is a grid of pixels. */
export type Layer = {
/** Id of the layer in requests. */
id: string,
/** Display name. */
name: string,
/** Its other names in notebooks, which requests take too: the modules whose output it is. */
also: Array<string>,
/** Name of its op. */
op: string,
/** Shape of its activation: `[channel, height, width]`. */
shape: Array<number>,
/** Number of weights. */
parameters: number,
/** Whether menus suggest it. */
suggested: boolean,
/** Whether the score depends on its pixels. After the last attention of a vision transformer the
 * score depends only on the class token, so a map there would be blank. */
reached: boolean, };

/** What was found out about a picture. */
export type Look = {
/** The scores of all classes, in class order. */
scores: Array<Score>,
/** One explanation for each layer of the request, in its order. Methods that need the evidence of
 * a layer share one backward pass. */
explanations: Array<Explanation>,
/** Columns, after applying the orientation from the metadata. */
width: number,
/** Rows. */
height: number,
/** The part that the network gets; `None` without a model. */
crop: Rect | null,
/** The share of the picture that its file lacks or has damaged, at least: 0 for a whole one, at
 * most 1. It is grey there, or wrong. */
lost: number, };

/** What to find out about a picture in one go. */
export type LookRequest = {
/** Parts of the picture, in its pixels, that are painted over with its mean colour. */
hidden?: Array<Rect>,
/** What to explain, at each of its layers alone. Default: nothing. */
explain?: ExplainRequest | null,
/** Whether to explain the class with the highest score instead of the target's. */
best?: boolean, };

/** A 2-D grid of finite values, row-major, at a layer's resolution or any other. */
export type MapGrid = { width: number, height: number, map: Float32Array, };

/** The result of a metric for one map. */
export type Measured = {
/** The value; [`crate::MetricInfo`] says what it means. */
value: number,
/** The curve that the value summarises, from left to right; empty if the metric has none. */
curve: Array<Point>, };

/** How the maps of several layers are merged. */
export type Merge = "mean" | "max" | "product";

/** A method as a menu entry. */
export type Method = {
/** Whether the map depends on the target layer. */
usesLayer: boolean,
/** Whether one forward and one backward pass are enough. */
cheap: boolean,
/** The name in the literature, in kebab case. */
id: string,
/** Display name. */
label: string,
/** What it shows and when it misleads. */
description: string,
/** Address of the paper. */
paper: string,
/** The group of methods that it belongs to. */
family: Family,
/** Whether the map depends on the class. */
classSpecific: boolean,
/** A sentence about its cost in runs of the network. */
cost: string,
/** The library and version whose values it matches, or the paper whose steps it follows. */
matches: string,
/** Its settings. */
options: Array<MethodOption>, };

/** The description of a method's setting for forms. */
export type MethodOption = {
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** What it changes. */
description: string, } & ({ "kind": "switch",
/** The default. */
default: boolean, } | { "kind": "number",
/** The default. */
default: number,
/** The smallest value. */
min: number,
/** The largest value. */
max: number,
/** The difference between neighbouring values in a form. */
step: number, } | { "kind": "choice",
/** Id of the default. */
default: string,
/** All choices, in menu order. */
choices: Array<Named>, });

/** The description of a metric for menus. */
export type Metric = {
/** The name in the literature, in kebab case. */
id: string,
/** Display name. */
label: string,
/** What it measures and when it misleads. */
description: string,
/** Address of the paper. */
paper: string,
/** Whether a higher value is better; `None` if neither is. */
higherIsBetter: boolean | null,
/** The library and version whose values it matches, or the paper whose steps it follows. */
matches: string,
/** What it uses. */
needs: MetricNeeds, };

/** What a metric uses besides the map. */
export type MetricNeeds = "map" | "two-maps" | "object" | "pictures" | "networks";

/** The facts about a model that the page shows. */
export type Model = {
/** Display name. */
name: string,
/** Id of the file format. */
format: string,
/** Size of all its files in bytes. */
bytes: number,
/** SHA-256 of its file. For several files, the hash of their hashes in the order of their names. */
sha256: string,
/** Number of weights. */
parameters: number,
/** Id of the task. */
task: string,
/** Ids of the tasks that fit the outputs. */
tasks: Array<string>,
/** Name of each class, in the order of the logits. */
classes: Array<string>,
/** Source of the class labels: the name of a file or of a built-in list. Empty if the classes are
 * only numbered. */
labelsFrom: string,
/** The sets of weights in its file, of which one is used; `null` if there is only one. */
weights: WeightsChoice | null,
/** Sentences about what was guessed, decided for the person or ignored, and what its files ask for
 * and is done in another way. */
remarks: Array<string>,
/** The networks that its weights may be of, of which one is taken; `null` if there is only one. */
network: NetworkChoice | null,
/** The layers whose activation is a grid of pixels, in the order of the network. */
layers: Array<Layer>,
/** Id of the default layer. */
defaultLayer: string,
/** Names of its outputs that can be explained. */
outputs: Array<string>,
/** Name of the output that is explained. */
output: string,
/** How a picture is turned into its input. */
input: Preprocessing,
/** Where each of these settings comes from, and what else they may be. */
inputFrom: InputFrom, };

/** The size of a model. */
export type ModelSize = {
/** Number of weights. */
parameters: number,
/** Bytes of the weights in memory, as 32-bit floats. */
bytes: number, };

/** An id with its display name. */
export type Named = {
/** Stable id. */
id: string,
/** Display name. */
label: string, };

/** Networks whose weights have the same names and shapes, so that a file does not tell which of
 * them it holds. */
export type NetworkChoice = {
/** The network that is taken. */
chosen: string,
/** All of them, the usual one first. */
choices: Array<string>,
/** Whether nobody said so: it is the usual one. */
guessed: boolean, };

/** A normalisation as a menu entry. */
export type Normalisation = {
/** Whether the result ranges from -1 to 1 instead of 0 to 1. */
signed: boolean,
/** Stable id. */
id: string,
/** Display name. */
label: string,
/** One sentence about what it does or when to use it. */
description: string, };

/** How a map is scaled to a fixed range. Both ways hide how strong the evidence was, so show the
 * raw range beside the heatmap. */
export type Normalise = "min-max" | "max-abs";

/** Facts about a picture. */
export type PictureInfo = {
/** Columns, after applying the orientation from the metadata. */
width: number,
/** Rows. */
height: number,
/** The part that the network gets; `None` without a model. */
crop: Rect | null,
/** The share of the picture that its file lacks or has damaged, at least: 0 for a whole one, at
 * most 1. It is grey there, or wrong. */
lost: number, };

/** An upright, opaque, 8-bit RGB picture. */
export type Pixels = {
/** Width in pixels, at least 1. */
width: number,
/** Height in pixels, at least 1. */
height: number,
/** The pixels, `[height, width, 3]` row-major, red first, 0 to 255. */
rgb: Uint8Array, };

/** A range of a layer's channels, sorted by falling weight. */
export type Places = {
/** Position of the first one, from 0. */
start: number,
/** Number of channels. */
count: number, };

/** A point of a curve. */
export type Point = {
/** Position on the horizontal axis, 0 to 1. */
at: number,
/** The value there. */
value: number,
/** For the metric randomisation, the layer that was randomised last. */
layer: string | null, };

/** How a picture becomes the network's input. [`crate::input`] says in which order. */
export type Preprocessing = {
/** Width of the network's input in pixels, 1 to 4096. */
width: number,
/** Height of the network's input in pixels, 1 to 4096. */
height: number,
/** How the picture is fitted to the input's size. */
fit: Fit,
/** Length of the resized picture's shorter side in pixels. Only for fits that crop afterwards. */
resize: number | null,
/** How resizing computes values between pixels. */
interpolation: Interpolation,
/** What resizes. Settings from before there was a choice are those of tensors. */
resizer?: Resizer,
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

/** What resizes a picture. Each rounds in another way, and not all of them average when a picture
 * shrinks. */
export type Resizer = "pillow" | "transformers" | "tensors" | "samples" | "canvas";

/** The score of one class. */
export type Score = {
/** Position among the classes, from 0. */
index: number,
/** Name of the class. */
label: string,
/** The score before softmax or sigmoid. For a segmentation, its mean over the pixels that are
 * predicted as the class. For a regression, the predicted value. */
logit: number,
/** The probability, 0 to 1, after softmax or sigmoid. For a segmentation, the fraction of pixels
 * that are predicted as the class. `None` for a regression. */
probability: number | null, };

/** The predicted class of every pixel. */
export type Segmentation = {
/** Columns. */
width: number,
/** Rows. */
height: number,
/** Index of the class, row by row. */
classes: Uint16Array, };

/** The value of a setting. */
export type Setting = boolean | number | string;

/** Where a setting of the input comes from. */
export type SettingFrom = {
/** What it is about: a field of [`Preprocessing`], or `size`, `polarity` or `order`. */
setting: string,
/** What says it. */
kind: SourceKind,
/** Name of the file or of the family. For a guess, the networks for which it is usual. */
name: string, };

/** All settings of one method. */
export type Settings = Record<string, Setting>;

/** What says a setting. */
export type SourceKind = "file" | "network" | "recipe" | "guess";

/** The progress of a method that runs the network many times. */
export type Steps = {
/** Number of finished runs. */
done: number,
/** Number of all runs. */
total: number,
/** The map from the runs so far. */
map: MapGrid | null, };

/** The rule that picks the score to explain. */
export type Target = {
/** For a segmentation, a rectangle in pixels of the picture. The score counts the output pixels
 * that it covers, even in part. Without it, the score counts all pixels that are predicted as
 * the class, like `SemanticSegmentationTarget` of pytorch-grad-cam with the predicted mask. */
region?: Rect,
/** *Why not?*: explains the evidence against the score, by negating the gradient. */
negated?: boolean, } & ({ "kind": "class",
/** Position among the classes, from 0. */
index: number, } | { "kind": "probability",
/** Position among the classes, from 0. */
index: number, } | { "kind": "difference",
/** The explained class. */
index: number,
/** The class to compare it with. */
than: number, });

/** The sets of weights in a file that hold the same network, or several networks. */
export type WeightsChoice = {
/** Id of the one that is used. */
chosen: string,
/** All ids: `averaged` and `raw`, or else where they lie in the file. */
choices: Array<string>, };
