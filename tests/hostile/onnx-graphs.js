/** ONNX files whose networks are hostile: cycles, graphs in graphs, values that grow, and work without an end. */
import { floats, u64 } from "./bytes.js";
import { either, file, refused } from "./family.js";
import { constant, field, float, FLOAT, graph, int, INT64, ints, list, node, onnx, scalar, tensor, text, value, weight } from "./protobuf.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js" */

/** @typedef {Parameters<typeof onnx>[0]} Net */

/** From `x` to `a`, 4 channels of 6 x 6; from `a` or `b` to `y`, 4 scores. */
const CONV = node("Conv", ["x", "w"], "a");
const HEAD = [node("GlobalAveragePool", ["b"], "c"), node("Flatten", ["c"], "y")];
const RELU = node("Relu", ["a"], "b");
const W = weight("w", [4, 3, 3, 3]);

/** @param {Partial<Net>} [change] */
const net = (change = {}) => file("net.onnx", onnx({ nodes: [CONV, RELU, ...HEAD], weights: [W], ...change }));

/** The network with other nodes between its convolution and its head. @param {readonly Buffer[]} nodes @param {readonly Buffer[]} [weights] */
const between = (nodes, weights = []) => net({ nodes: [CONV, ...nodes, ...HEAD], weights: [W, ...weights] });

/** The network behind a constant `k` that other nodes compute and that is added to the picture. @param {readonly Buffer[]} nodes @param {readonly Buffer[]} [weights] */
const before = (nodes, weights = []) => net({ nodes: [...nodes, node("Add", ["x", "k"], "z"), node("Conv", ["z", "w"], "a"), RELU, ...HEAD], weights: [W, ...weights] });

/** @param {Random} random */
export const sound = (random) => [net({ weights: [tensor("w", [4, 3, 3, 3], FLOAT, floats(random.weights(108)))] })];

/** @param {Random} random @returns {Hostile[]} */
export const hostile = (random) => [...wiring(), ...depths(), ...shapes(), ...attributes(), ...constants(), ...memory(), ...branches(random)];

/** Who reads what. */
function wiring() {
  const chain = (/** @type {number} */ count, /** @type {boolean} */ backwards) => {
    const nodes = Array.from({ length: count }, (_, at) => node("Relu", [at === 0 ? "a" : `n${at}`], at === count - 1 ? "b" : `n${at + 1}`));
    return between(backwards ? nodes.reverse() : nodes);
  };
  const wide = (/** @type {number} */ count) => between([node("Sum", Array(count).fill("a"), "b")]);
  const outputs = (/** @type {number} */ count) => net({ nodes: [...Array.from({ length: count }, (_, at) => node("Identity", ["y"], `o${at}`)), CONV, RELU, ...HEAD], outputs: [value("y", []), ...Array.from({ length: count }, (_, at) => value(`o${at}`, []))] });
  return [
    refused("a node that reads itself", between([node("Relu", ["b"], "b")])),
    refused("two nodes that read each other", between([node("Add", ["a", "d"], "b"), node("Relu", ["b"], "d")])),
    refused("a cycle of 20,000 nodes", between(Array.from({ length: 20_000 }, (_, at) => node("Relu", [`n${(at + 1) % 20_000}`], `n${at}`)).concat(node("Add", ["a", "n7"], "b")))),
    refused("a value that nobody computes", between([node("Add", ["a", "nowhere"], "b")])),
    refused("a value that is computed twice", between([RELU, node("Sigmoid", ["a"], "b")])),
    refused("a node without inputs", between([node("Relu", [], "b")])),
    refused("a node without outputs", between([node("Relu", ["a"], []), node("Relu", ["missing"], "b")])),
    refused("a node with an empty input", between([node("Relu", [""], "b")])),
    either("nodes in the wrong order", net({ nodes: [...HEAD, RELU, CONV] })),
    refused("nothing that depends on the picture", net({ nodes: [node("Relu", ["w"], "b"), ...HEAD] })),
    refused("a network of its input alone", net({ nodes: [node("Flatten", ["x"], "y")] })),
    either("3,000 nodes in a row", chain(3000, false)),
    either("20,000 nodes in a row", chain(20_000, false)),
    refused("20,000 nodes in a row, backwards", chain(20_000, true)),
    refused("100,001 nodes", net({ nodes: Array.from({ length: 100_001 }, (_, at) => node("Relu", [], at.toString(36))) })),
    either("a sum of 1,000 times the same", wide(1000)),
    refused("a sum of 300,000 times the same", wide(300_000)),
    either("100 outputs", outputs(100)),
    refused("30,000 outputs, each made by one of as many nodes", outputs(30_000)),
    refused("50,000 outputs that nobody makes", net({ outputs: Array.from({ length: 50_000 }, (_, at) => value(`o${at}`, [])) })),
    either("50,000 nodes that nobody reads", between([RELU, ...Array.from({ length: 50_000 }, (_, at) => node("Relu", ["a"], at.toString(36)))])),
    either("each value read by the two next: 2^40 ways through 40 nodes", between([...Array.from({ length: 40 }, (_, at) => node("Add", at === 0 ? ["a", "a"] : [`n${at - 1}`, `n${at - 1}`], `n${at}`)), node("Softmax", ["n39"], "b")])),
    either("names of what a page inherits", net({ nodes: [node("Conv", ["x", "w"], "__proto__"), node("Relu", ["__proto__"], "constructor"), node("GlobalAveragePool", ["constructor"], "toString"), node("Flatten", ["toString"], "y")] })),
    either("names with markup", net({ nodes: [node("Conv", ["x", "w"], "<img src=x onerror=globalThis.__ran=1>"), node("Relu", ["<img src=x onerror=globalThis.__ran=1>"], "b"), ...HEAD] })),
    refused("names of 100,000 letters", net({ nodes: [node("Conv", ["x", "w"], "n".repeat(100_000)), node("Relu", ["n".repeat(100_000)], "b"), ...HEAD] })),
  ];
}

/** Values of many axes, and none. */
function shapes() {
  const reshaped = (/** @type {(number | bigint)[]} */ sizes) => between([node("Reshape", ["a", "s"], "b")], [list("s", ...sizes)]);
  const given = (/** @type {(number | bigint)[]} */ sizes) => net({ nodes: [CONV, RELU, node("Reshape", ["b", "s"], "y")], weights: [W, list("s", ...sizes)] });
  const expanded = (/** @type {(number | bigint)[]} */ sizes) => between([node("Expand", ["a", "s"], "b")], [list("s", ...sizes)]);
  return [
    ...[[2n ** 31n, -1], [2n ** 32n, -1], [2n ** 63n - 1n], [-2n, 144], [-1, -1], [1, 2n ** 32n, 2n ** 32n, 144], [-(2n ** 63n)]].map((sizes) => refused(`reshaped to [${sizes.join(", ")}]`, reshaped(sizes))),
    either("reshaped to [0, 0, 0, 0]: as it is", reshaped([0, 0, 0, 0])),
    refused("reshaped to a thousand axes", reshaped([144, ...Array(1000).fill(1)])),
    ...[[1, 4, 2, 2, 3, 3], Array(8).fill(1).concat(144), [1, 2, 2, 2, 2, 3, 3], [144], []].map((sizes) => refused(`outputs of ${sizes.length} axes`, given(sizes))),
    ...[[1, 4, 2 ** 20, 6], [1, 4, 2n ** 32n, 6], [2n ** 31n, 4, 6, 6], [1, 4, 6], [70_000, 4, 6, 6]].map((sizes) => refused(`broadcast to [${sizes.join(", ")}]`, expanded(sizes))),
    refused("broadcast over 40 axes of 2", between([node("Reshape", ["a", "r"], "d"), node("Expand", ["d", "s"], "b")], [list("r", 144, ...Array(40).fill(1)), list("s", 144, ...Array(40).fill(2))])),
    refused("an outer product of the picture with itself, four times", between([
      node("Flatten", ["a"], "f"), ...[0, 1, 2, 3].flatMap((at) => [node("Reshape", [at === 0 ? "f" : `p${at - 1}`, "column"], `q${at}`), node("Mul", [`q${at}`, "f"], `r${at}`), node("Reshape", [`r${at}`, "row"], `p${at}`)]), node("Reshape", ["p3", "four"], "b"),
    ], [list("column", -1, 1), list("row", 1, -1), list("four", 1, 4, -1, 1)])),
    either("a value of no values", between([node("Slice", ["a", "zero", "zero", "axis"], "e"), node("Concat", ["a", "e"], "b", int("axis", 1))], [list("zero", 0), list("axis", 1)])),
    refused("an output of no scores", net({ nodes: [CONV, RELU, ...HEAD.slice(0, 1), node("Flatten", ["c"], "f"), node("Slice", ["f", "zero", "zero", "axis"], "y")], weights: [W, list("zero", 0), list("axis", 1)] })),
    refused("an output of one million scores", net({ nodes: [CONV, RELU, ...HEAD.slice(0, 1), node("Flatten", ["c"], "f"), node("Expand", ["f1", "s"], "y"), node("Slice", ["f", "zero", "one", "axis"], "f1")], weights: [W, list("zero", 0), list("one", 1), list("axis", 1), list("s", 1, 1_000_000)] })),
    either("an output of one score", net({ weights: [weight("w", [1, 3, 3, 3])] })),
    refused("axes that do not fit", between([node("Add", ["a", "k"], "b")], [weight("k", [5])])),
    refused("a transposition of one axis four times", between([node("Transpose", ["a"], "b", ints("perm", 0, 0, 0, 0))])),
    refused("a transposition of axes beyond the last", between([node("Transpose", ["a"], "b", ints("perm", 0, 1, 2, 9))])),
  ];
}

/** Settings of operators. */
function attributes() {
  const pool = (/** @type {Buffer[]} */ ...settings) => between([node("MaxPool", ["a"], "b", ...settings)]);
  const conv = (/** @type {Buffer[]} */ ...settings) => net({ nodes: [node("Conv", ["x", "w"], "a", ...settings), RELU, ...HEAD] });
  const large = [-1, 0, 2n ** 31n, 2n ** 63n - 1n, -(2n ** 63n)];
  return [
    ...large.map((size) => refused(`a window of ${size}`, pool(ints("kernel_shape", size, size)))),
    ...large.map((size) => refused(`a stride of ${size}`, conv(ints("strides", size, size)))),
    ...large.filter((size) => size !== 0).map((size) => refused(`a padding of ${size}`, conv(ints("pads", size, size, size, size)))),
    ...large.map((size) => refused(`a dilation of ${size}`, conv(ints("dilations", size, size)))),
    ...[0, -1, 2, 2n ** 31n, 2n ** 63n - 1n].map((groups) => refused(`${groups} groups`, conv(int("group", groups)))),
    either("a padding of 2,000 pixels", conv(ints("pads", 2000, 2000, 2000, 2000))),
    refused("a padding of 40,000 pixels", conv(ints("pads", 40_000, 40_000, 40_000, 40_000))),
    refused("a window of 3 axes", pool(ints("kernel_shape", 2, 2, 2))),
    refused("a window without sizes", pool(ints("kernel_shape"))),
    either("100,000 settings of one name", pool(ints("kernel_shape", 2, 2), ...Array(50_000).fill(int("ceil_mode", 1)))),
    ...[2n ** 63n - 1n, -(2n ** 63n), 4, -5].map((axis) => refused(`an axis of ${axis}`, between([node("Softmax", ["a"], "b", int("axis", axis))]))),
    refused("an epsilon of -1", between([node("BatchNormalization", ["a", "one", "one", "one", "one"], "b", float("epsilon", -2))], [weight("one", [4], 1)])),
    refused("an alpha of NaN", between([node("LeakyRelu", ["a"], "b", float("alpha", NaN))])),
    either("an alpha of 3e38", between([node("LeakyRelu", ["a"], "b", float("alpha", 3e38))])),
    either("a smallest that is larger than the largest", between([node("Clip", ["a", "low", "high"], "b")], [weight("low", [], 9), weight("high", [], -9)])),
    ...[1e30, Infinity, NaN, -1, 0, 1e-30].map((scale) => refused(`resized by ${scale}`, between([node("Resize", ["a", "", "s"], "b")], [tensor("s", [4], FLOAT, floats([1, 1, scale, scale]))]))),
    either("resized by 200", between([node("Resize", ["a", "", "s"], "b")], [tensor("s", [4], FLOAT, floats([1, 1, 200, 200]))])),
    ...[2n ** 31n, -1, 2n ** 63n - 1n].map((size) => refused(`resized to ${size}`, between([node("Resize", ["a", "", "", "s"], "b")], [list("s", 1, 4, size, size)]))),
    refused("split into a million parts", between([node("Split", ["a"], Array.from({ length: 50_000 }, (_, at) => (at === 0 ? "b" : `s${at}`)), int("axis", 1))])),
    refused("taken from places beyond the last", between([node("Gather", ["a", "i"], "b", int("axis", 1))], [list("i", 0, 2 ** 31)])),
    either("taken 3,000,000 times", between([node("ConstantOfShape", ["n"], "i", constant("value", list("v", 0))), node("Gather", ["a", "i"], "b", int("axis", 2))], [list("n", 3_000_000)])),
    refused("repeated 2^31 times", between([node("Tile", ["a", "r"], "b")], [list("r", 1, 1, 2 ** 31, 1)])),
    refused("the largest 2^63 - 1", between([node("TopK", ["a", "k"], ["b", "i"])], [list("k", 2n ** 63n - 1n)])),
    refused("a sum by an equation of 100,000 letters", between([node("Einsum", ["a", "a"], "b", text("equation", `${"ij,".repeat(33_000)}->k`))])),
    refused("a sum over 52 letters", between([node("Einsum", Array(13).fill("a"), "b", text("equation", `${Array.from({ length: 13 }, (_, at) => [0, 1, 2, 3].map((axis) => String.fromCharCode((at * 4 + axis < 26 ? 65 : 71) + at * 4 + axis)).join("")).join(",")}->A`))])),
    either("a text in the place of a number", conv(constant("strides", tensor("t", [1], 8, Buffer.from("two"))))),
  ];
}

/** Constants that grow while a file is read. */
function constants() {
  const one = weight("one", [1], 1);
  const grown = (/** @type {number} */ count) => [node("Expand", ["one", "size"], "k0"), ...Array.from({ length: count }, (_, at) => node("Concat", [`k${at}`, `k${at}`], `k${at + 1}`, int("axis", 0))), node("ReduceSum", [`k${count}`], "k")];
  const many = (/** @type {number} */ count) => [...Array.from({ length: count }, (_, at) => node("Expand", ["one", "size"], `k${at}`)), node("Sum", Array.from({ length: count }, (_, at) => `k${at}`), "all"), node("ReduceSum", ["all"], "k")];
  const matrix = [node("Expand", ["one", "square"], "m0"), ...[0, 1, 2].map((at) => node("MatMul", [`m${at}`, `m${at}`], `m${at + 1}`)), node("ReduceMean", ["m3"], "k")];
  return [
    ...[2 ** 23, 2 ** 30, 2n ** 31n, 2n ** 32n, 2n ** 53n, 2n ** 62n].map((size) => refused(`a constant of ${size} values`, before([node("ConstantOfShape", ["size"], "big"), node("ReduceSum", ["big"], "k")], [list("size", size)]))),
    refused("a constant of -1 values", before([node("ConstantOfShape", ["size"], "k")], [list("size", -1)])),
    refused("a constant whose sizes have the product 2^64", before([node("ConstantOfShape", ["size"], "big"), node("ReduceSum", ["big"], "k")], [list("size", 2n ** 32n, 2n ** 32n)])),
    refused("a constant that doubles forty times", before(grown(40), [one, list("size", 4)])),
    refused("a thousand constants of 4 million values", before(many(1000), [one, list("size", 4_000_000)])),
    either("sixteen constants of 4 million values", before(many(16), [one, list("size", 4_000_000)])),
    ...[[0, 2n ** 40n, 1], [0, 10, 0], [0, -1, 1], [0, 2n ** 62n, 3]].map((range) => refused(`a range of ${range.join(", ")}`, before([node("Range", ["from", "to", "by"], "r"), node("Cast", ["r"], "f", int("to", 1)), node("ReduceSum", ["f"], "k")], ["from", "to", "by"].map((name, at) => scalar(name, range[at]))))),
    refused("sixty axes of 2", before([node("Expand", ["one", "size"], "big"), node("ReduceSum", ["big"], "k")], [one, list("size", ...Array(60).fill(2))])),
    refused("a hot one of 2^31 places", before([node("OneHot", ["i", "depth", "values"], "big"), node("ReduceSum", ["big"], "k")], [list("i", 1, 2, 3), scalar("depth", 2 ** 31), tensor("values", [2], FLOAT, floats([0, 1]))])),
    refused("a repetition of 2^40", before([node("Tile", ["one", "r"], "big"), node("ReduceSum", ["big"], "k")], [one, list("r", 2n ** 40n)])),
    refused("a padding of 2^40", before([node("Pad", ["one", "p"], "big"), node("ReduceSum", ["big"], "k")], [one, list("p", 2n ** 40n, 2n ** 40n)])),
    either("products of constant matrices of 2,000 x 2,000", before(matrix, [one, list("square", 2000, 2000)])),
    either("a sum of running sums of 4 million values", before([node("Expand", ["one", "size"], "c0"), ...Array.from({ length: 12 }, (_, at) => node("CumSum", [`c${at}`, "axis"], `c${at + 1}`)), node("ReduceMax", ["c12"], "m"), node("Div", ["m", "m"], "k")], [one, list("size", 4_000_000), scalar("axis", 0)])),
    refused("a division of whole numbers by 0", before([node("Div", ["i", "zero"], "d"), node("Cast", ["d"], "k", int("to", 1))], [list("i", 7), list("zero", 0)])),
    refused("the smallest whole number divided by -1", before([node("Div", ["i", "minus"], "d"), node("Cast", ["d"], "k", int("to", 1))], [list("i", -(2n ** 63n)), list("minus", -1)])),
    either("a remainder by 0", before([node("Mod", ["i", "zero"], "d"), node("Cast", ["d"], "k", int("to", 1))], [list("i", 7), list("zero", 0)])),
    either("the size of the smallest whole number", before([node("Abs", ["i"], "d"), node("Cast", ["d"], "k", int("to", 1))], [list("i", -(2n ** 63n))])),
    either("whole numbers beyond the largest", before([node("Mul", ["i", "i"], "d"), node("Add", ["d", "i"], "e"), node("Cast", ["e"], "k", int("to", 1))], [list("i", 2n ** 62n)])),
    refused("0 divided by 0", before([node("Div", ["zero", "zero"], "k")], [weight("zero", [1], 0)])),
    refused("the logarithm of -1", before([node("Log", ["minus"], "k")], [weight("minus", [1], -1)])),
    either("a power of a large number", before([node("Pow", ["large", "large"], "k")], [weight("large", [1], 1e30)])),
  ];
}

/** What a run would need. */
function memory() {
  const sized = (/** @type {number} */ side, /** @type {number} */ channels, /** @type {readonly Buffer[]} */ nodes) => net({ picture: [1, 3, side, side], weights: [weight("w", [channels, 3, 3, 3])], nodes });
  const sigmoids = (/** @type {number} */ count) => [CONV, ...Array.from({ length: count }, (_, at) => node("Sigmoid", [at === 0 ? "a" : `s${at}`], at === count - 1 ? "b" : `s${at + 1}`)), ...HEAD];
  return [
    refused("three sigmoids on 4096 x 4096 x 16", sized(4096, 16, sigmoids(3))),
    refused("a thousand sigmoids on 512 x 512 x 8", sized(512, 8, sigmoids(1000))),
    refused("64 channels of 4096 x 4096", sized(4096, 64, [CONV, RELU, ...HEAD])),
    either("one channel of 4096 x 4096", sized(4096, 1, [CONV, RELU, ...HEAD])),
    refused("everything is kept: 200 values that are added at the end", sized(1024, 8, [CONV, ...Array.from({ length: 200 }, (_, at) => node("Sigmoid", [at === 0 ? "a" : `s${at - 1}`], `s${at}`)), node("Sum", Array.from({ length: 200 }, (_, at) => `s${at}`), "b"), ...HEAD])),
    refused("a product of all pixels with all", net({ picture: [1, 3, 512, 512], nodes: [CONV, node("Reshape", ["a", "flat"], "f"), node("Transpose", ["f"], "t", ints("perm", 0, 2, 1)), node("MatMul", ["t", "f"], "p"), node("ReduceMean", ["p"], "q", ints("axes", 1), int("keepdims", 0)), node("Reshape", ["q", "four"], "b"), ...HEAD], weights: [W, list("flat", 1, 4, -1), list("four", 1, 4, -1, 1)] })),
    refused("a picture of one pixel that grows to 60,000 x 60,000", net({ picture: [1, 3, 1, 1], nodes: [node("Expand", ["x", "s"], "e"), node("Conv", ["e", "w"], "a"), RELU, ...HEAD], weights: [W, list("s", 1, 3, 60_000, 60_000)] })),
    refused("windows of 4,000 on a picture of 4,096", sized(4096, 1, [CONV, node("AveragePool", ["a"], "b", ints("kernel_shape", 2000, 2000), ints("strides", 1, 1)), ...HEAD])),
  ];
}

/** Graphs in graphs. */
function depths() {
  const nested = (/** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {{ node: Buffer, output: string }} */ inner, _, at) => {
    const own = branch([inner.node], inner.output);
    return { node: node("If", ["yes"], `i${at}`, graph("then_branch", own), graph("else_branch", own)), output: `i${at}` };
  }, { node: node("Relu", ["a"], "deep"), output: "deep" });
  const with_ = (/** @type {number} */ depth) => {
    const { node: outer, output } = nested(depth);
    return between([outer, node("Identity", [output], "b")], [tensor("yes", [], 9, Buffer.of(1))]);
  };
  return [
    either("branches in branches, 8 deep", with_(8)),
    refused("branches in branches, 12 deep, each held twice", with_(12)),
    refused("a branch that reads itself", between([node("If", ["yes"], "b", graph("then_branch", branch([node("Relu", ["b"], "t")], "t")), graph("else_branch", branch([node("Relu", ["a"], "t")], "t")))], [tensor("yes", [], 9, Buffer.of(1))])),
    refused("a branch without an output", between([node("If", ["yes"], "b", graph("then_branch", branch([node("Relu", ["a"], "t")], "u")), graph("else_branch", branch([node("Relu", ["a"], "t")], "t")))], [tensor("yes", [], 9, Buffer.of(1))])),
    refused("a choice that depends on the picture", between([node("ReduceSum", ["a"], "sum"), node("If", ["sum"], "b", graph("then_branch", branch([node("Relu", ["a"], "t")], "t")), graph("else_branch", branch([node("Relu", ["a"], "t")], "t")))])),
    refused("a choice without branches", between([node("If", ["yes"], "b")], [tensor("yes", [], 9, Buffer.of(1))])),
    refused("a loop of 2^63 - 1 rounds", between([node("Loop", ["many", "yes", "a"], "b", graph("body", branch([node("Relu", ["a"], "t")], "t")))], [scalar("many", 2n ** 63n - 1n), tensor("yes", [], 9, Buffer.of(1))])),
  ];
}

/** `GraphProto`. @param {readonly Buffer[]} nodes @param {string} output */
function branch(nodes, output) {
  return Buffer.concat([...nodes.map((one) => field(1, one)), field(12, value(output, []))]);
}

/** Shapes that are values, which only a run of the shapes tells. @param {Random} random */
function branches(random) {
  const sizes = random.weights(4).map((one) => Math.ceil(1000 + 1000 * one));
  return [
    either("a network whose shapes are computed from its own", between([node("Shape", ["a"], "s"), node("Reshape", ["a", "s"], "r"), node("Relu", ["r"], "b")])),
    refused("shapes that are computed to grow", between([node("Shape", ["a"], "s"), node("Mul", ["s", "m"], "t"), node("Expand", ["a", "t"], "b")], [list("m", 1, 1, ...Array.from(sizes.subarray(0, 2)))])),
    refused("a picture as a shape", between([node("Cast", ["a"], "s", int("to", INT64)), node("Reshape", ["a", "s"], "b")])),
    either("a picture as places", between([node("Cast", ["a"], "i", int("to", INT64)), node("Gather", ["k", "i"], "g"), node("Reshape", ["g", "s"], "b")], [tensor("k", [3], FLOAT, floats([1, 2, 3])), list("s", 1, 4, 6, 6)])),
    either("places of NaN", between([node("Cast", ["n"], "i", int("to", INT64)), node("Gather", ["a", "i"], "b", int("axis", 1))], [tensor("n", [1], FLOAT, floats([NaN])), tensor("u", [1], INT64, u64(0))])),
  ];
}
