/** Files that are dropped together and disagree. */
import { joined, replaced } from "./bytes.js";
import { either, file, refused, repository, shapes } from "./family.js";
import { sound as onnx } from "./onnx.js";
import { sound as pickle } from "./pickle.js";
import { sound as png } from "./png.js";
import { sound as safetensors } from "./safetensors.js";
import { archive } from "./zip-writer.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

const { "model.json": MODEL, "weights.bin": WEIGHTS, "metadata.json": METADATA } = shapes();

export const sound = () => [file("model.json", MODEL), file("weights.bin", WEIGHTS), file("labels.txt", "a\nb\nc\nd\ne\nf\n")];

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const [model, weights, metadata] = [file("model.json", MODEL), file("weights.bin", WEIGHTS), file("metadata.json", METADATA)];
  const [tensors] = safetensors(random);
  const [checkpoint] = pickle(random);
  const [network] = onnx(random);
  const [picture] = png();
  const labels = (/** @type {number} */ count, name = "labels.txt") => file(name, Array.from({ length: count }, (_, at) => `n${at}`).join("\n"));
  const six = (/** @type {string} */ name, /** @type {string} */ letters) => file(name, [...letters].join("\n"));
  const config = repository("tests/reference/bring-your-own/files/hugging-face/config.json");
  const keras = repository("tests/reference/keras/files/json-keras-2/model.h5");
  return [
    refused("a model and labels of five classes", model, weights, labels(5)),
    refused("a model and labels of 100,000 classes", model, weights, labels(100_000)),
    either("a model and two lists that contradict", model, weights, six("labels.txt", "abcdef"), six("classes.txt", "uvwxyz")),
    either("a model and fifty lists", model, weights, ...Array.from({ length: 50 }, (_, at) => six(`labels-${at}.txt`, "abcdef"))),
    either("a model and a list that contradicts its own names", model, weights, metadata, six("labels.txt", "uvwxyz")),
    either("two models of one kind", model, weights, file("other.json", replaced(MODEL, "conv1", "convX"))),
    refused("two checkpoints", checkpoint, file("other.pth", checkpoint.bytes)),
    either("a checkpoint and the same tensors in another format", checkpoint, tensors),
    either("a network of ONNX and one of TensorFlow.js", network, model, weights),
    either("two networks of ONNX", network, file("other.onnx", network.bytes)),
    either("an archive and its own members, one of them damaged", file("model.zip", archive(shapes())), file("model.json", MODEL.subarray(0, 100)), weights),
    either("an archive and its own members", file("model.zip", archive(shapes())), model, weights),
    refused("two archives", file("a.zip", archive(shapes())), file("b.zip", archive({ "labels.txt": "a\nb" }))),
    refused("weights of another model", model, file("weights.bin", joined(WEIGHTS.subarray(100), WEIGHTS.subarray(0, 96)))),
    either("two files of weights with one name", model, weights, file("weights.bin", Buffer.alloc(100))),
    either("weights backwards", model, file("weights.bin", Buffer.from(WEIGHTS).reverse())),
    either("tensors and the settings of a larger network", tensors, file("config.json", config)),
    either("a network of ONNX and the settings of another", network, file("config.json", config)),
    either("tensors and the layers of a model of Keras", tensors, model),
    refused("values of Keras and the layers of another model", file("model.h5", keras), model),
    either("a model and a picture, both sound", model, weights, metadata, picture),
    refused("a damaged model and a picture", file("model.json", MODEL.subarray(0, 200)), weights, file("labels.csv", "index,name\n0,a\n")),
    refused("1,900 files of nothing beside a model that is cut", file("model.json", MODEL.subarray(0, 300)), ...Array.from({ length: 1900 }, (_, at) => file(`f${at}.dat`, String(at)))),
    refused("2,001 files", model, weights, ...Array.from({ length: 1999 }, (_, at) => file(`f${at}.dat`, String(at)))),
    either("settings of two processors", tensors, file("preprocessor_config.json", "{\"size\": 8}"), file("processor_config.json", "{\"image_processor\": {\"size\": 16, \"rescale_factor\": 1e300}}")),
    refused("labels alone in two lists that contradict", six("labels.txt", "abcdef"), six("classes.txt", "uvwxy")),
  ];
}
