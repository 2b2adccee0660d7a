/** Pickles that would run code in Python, and pickles that no reader may trust: alone, and as the list of a checkpoint. */
import { joined, little, u32, u64 } from "./bytes.js";
import { either, file, refused, same } from "./family.js";
import { call, checkpoint, dict, pickle, stateDict, tensor, text, tuple, whole } from "./pickle-writer.js";
import { resnet } from "./resnet.js";

/** @import { Hostile } from "./family.js"
 *  @import { Random } from "./random.js"
 *  @import { Tensor } from "./resnet.js" */

/** What runs a command, reads a file, or loads code, in Python. */
const ATTACKS = [
  ["os", "system", "echo"], ["posix", "system", "echo"], ["nt", "system", "echo"], ["subprocess", "Popen", "echo"], ["subprocess", "check_output", "echo"],
  ["builtins", "eval", "1"], ["builtins", "exec", "1"], ["__builtin__", "execfile", "x"], ["builtins", "__import__", "os"], ["builtins", "getattr", "os"],
  ["importlib", "import_module", "os"], ["runpy", "run_path", "x.py"], ["pty", "spawn", "sh"], ["commands", "getoutput", "echo"], ["webbrowser", "open", "http://localhost"],
  ["shutil", "rmtree", "x"], ["socket", "create_connection", "x"], ["torch.hub", "load", "x"], ["pickle", "loads", "x"], ["operator", "methodcaller", "x"],
];

/** @param {Random} random */
export const sound = (random) => {
  const tensors = resnet(random);
  return [file("net.pth", checkpoint(pickle(stateDict(tensors)), tensors))];
};

/** @param {Random} random @returns {Hostile[]} */
export function hostile(random) {
  const tensors = resnet(random);
  return [...attacks(tensors, random), ...hidden(tensors), ...grown(tensors), ...broken(tensors, random)];
}

/** @param {readonly Tensor[]} tensors @param {Random} random */
function attacks(tensors, random) {
  return ATTACKS.flatMap(([module, name, argument]) => {
    const attack = call(module, name, tuple(text(argument)));
    const at = random.whole(0, tensors.length);
    const inside = stateDict(tensors, { [tensors[at].name]: attack });
    return [
      refused(`${module}.${name}, alone`, file("net.pkl", pickle(attack))),
      refused(`${module}.${name} in the place of a tensor`, file("net.pth", checkpoint(pickle(inside), tensors))),
    ];
  });
}

/** Code that is not called at first sight. @param {readonly Tensor[]} tensors */
function hidden(tensors) {
  const all = stateDict(tensors);
  const of = (/** @type {Buffer} */ data) => file("net.pth", checkpoint(data, tensors));
  const before = (/** @type {Buffer} */ ...opcodes) => of(joined("\x80\x04", ...opcodes, "0", all, "."));
  const system = text("os");
  return [
    refused("os.system by names on the stack", before(system, text("system"), Buffer.from([0x93]), tuple(text("echo")), Buffer.from("R"))),
    refused("os.system by names from the memo", before(system, Buffer.from("q\x07"), Buffer.from("0h\x07"), text("system"), Buffer.from([0x93]), tuple(text("echo")), Buffer.from("R"))),
    refused("os.system made as an object", before(Buffer.from("cos\nsystem\n"), tuple(text("echo")), Buffer.from([0x81]))),
    refused("os.system by the opcode for instances", before(Buffer.from("(X\x04\0\0\0echoios\nsystem\n"))),
    refused("os.system by the opcode for objects", before(Buffer.from("(cos\nsystem\nX\x04\0\0\0echoo"))),
    either("os.system that is imported and not called", before(Buffer.from("cos\nsystem\n"))),
    refused("an import with a path in its name", before(Buffer.from("cos.path\n..system\n"), tuple(), Buffer.from("R"))),
    either("an import of a name with markup", before(Buffer.from("c<img src=x onerror=__ran>\n<b>x</b>\n"), tuple(), Buffer.from("R"))),
    either("an import with a name of 100,000 letters", before(Buffer.from(`c${"m".repeat(100_000)}\n${"n".repeat(100_000)}\n`), tuple(), Buffer.from("R"))),
    refused("os.system as the class of a storage", of(pickle(stateDict(tensors, { "fc.bias": call("torch._utils", "_rebuild_tensor_v2", tuple(joined(tuple(text("storage"), "cos\nsystem\n", text("0"), text("cpu"), whole(3)), "Q"), whole(0), tuple(whole(3)), tuple(whole(1)), "\x89", "N")) })))),
    refused("os.system as the state of an object", before(Buffer.from("ccollections\nOrderedDict\n)R"), call("os", "system", tuple(text("echo"))), Buffer.from("b"))),
    either("an extension of the registry", before(Buffer.from([0x82, 1]))),
    either("an object kept outside, by a line of text", before(Buffer.from("Pos.system\n"))),
    either("an object kept outside that is code", before(tuple(text("module"), "cnet\nNet\n", text("net.py"), text("import os; os.system('echo')")), Buffer.from("Q"))),
    either("a second pickle with os.system behind the first", of(joined(pickle(all), pickle(call("os", "system", tuple(text("echo"))))).subarray(0, -1))),
    either("a program beside the tensors", file("net.pth", checkpoint(pickle(all), tensors, { "net/code/__torch__.py": "import os\n", "net/constants.pkl": pickle(")") }))),
  ];
}

/** Small pickles of much. @param {readonly Tensor[]} tensors */
function grown(tensors) {
  const of = (/** @type {Buffer} */ data) => file("net.pth", checkpoint(data, tensors));
  const alone = (/** @type {Buffer} */ data) => file("net.pkl", data);
  const one = tensor({ key: "0", shape: [2, 3, 7, 7] });
  const name = (/** @type {number} */ at) => at.toString(36);
  const pairs = Array.from({ length: 60 }, (_, at) => joined("h", at, "h", at, "\x86q", at + 1));
  const doubled = Array.from({ length: 60 }, (_, at) => joined("}(", text("a"), "h", at, text("b"), "h", at, "uq", at + 1));
  const nest = (/** @type {number} */ depth) => Array.from({ length: depth }).reduce((/** @type {Buffer} */ inner, _, at) => (at % 200 === 0 ? joined(dict(["n", inner])) : dict(["n", inner])), Buffer.from("}"));
  return [
    refused("lists in lists, 900,000 deep", alone(pickle(Buffer.alloc(9e5, "]"), Buffer.alloc(9e5 - 1, "a")))),
    refused("tuples in tuples, a million deep", alone(pickle(Buffer.from("N"), Buffer.alloc(1e6, 0x85)))),
    refused("dicts in dicts, 1,500 deep", of(pickle(nest(1500)))),
    refused("pairs of pairs of 2^60", of(pickle("]q\0", ...pairs))),
    refused("dicts of dicts of 2^60", of(pickle("}q\0", ...doubled))),
    refused("a list that holds itself", of(pickle("]q\0h\0a"))),
    refused("a dict that holds itself", of(pickle("}q\0", text("a"), "h\0s"))),
    refused("two dicts that hold each other", of(pickle("}q\0}q\x01", text("a"), "h\0s", "0h\0", text("b"), "h\x01s"))),
    refused("a million marks", alone(joined("\x80\x02", Buffer.alloc(1e6, "("), "N."))),
    refused("a million copies of one number", alone(joined("\x80\x02", Buffer.alloc(1e6, "N"), "."))),
    refused("a million notes in the memo", alone(pickle("]", Buffer.alloc(1e6, 0x94)))),
    refused("notes in the memo at 2^32 - 1", alone(pickle("]r\xff\xff\xff\xff", "j\xff\xff\xff\xff"))),
    refused("60,000 names for one tensor", of(pickle(one, "q\x01", "0}", ...Array.from({ length: 60_000 }, (_, at) => joined(text(name(at)), "h\x01s"))))),
    refused("40,000 names for one tensor, in eight modules of modules", of(pickle(one, "q\x01", "0}", ...Array.from({ length: 40_000 }, (_, at) => joined(text(`a.b.c.d.e.f.g.h.${name(at)}`), "h\x01s"))))),
    refused("30,000 names of a known network, one tensor", of(pickle(one, "q\x01", "0}", ...Array.from({ length: 30_000 }, (_, at) => joined(text(`layer${1 + (at % 4)}.${at >> 2}.conv1.weight`), "h\x01s"))))),
    refused("names of 100,000 letters", of(pickle(dict(["n".repeat(100_000), one])))),
    refused("a number of a thousand digits as a size", of(pickle(stateDict(tensors, { "fc.bias": call("torch._utils", "_rebuild_tensor_v2", tuple(joined(tuple(text("storage"), "ctorch\nFloatStorage\n", text("0"), text("cpu"), whole(3)), "Q"), whole(0), tuple(joined("\x8a", 200, Buffer.alloc(200, 0x7f))), tuple(whole(1)), "\x89", "N")) })))),
    same("weights beside 20,000 numbers of training", of(pickle(dict(["state_dict", stateDict(tensors)], ["losses", joined("](", ...Array.from({ length: 20_000 }, (_, at) => whole(at % 256)), "e")])))),
    same("weights wrapped in parameters eight times", of(pickle(stateDict(tensors, { "fc.bias": Array.from({ length: 7 }).reduce((/** @type {Buffer} */ inner) => call("torch._utils", "_rebuild_parameter", tuple(inner, "\x89", "N")), tensor({ key: String(tensors.length - 1), shape: [3] })) })))),
    refused("weights wrapped in parameters a thousand times", of(pickle(stateDict(tensors, { "fc.bias": Array.from({ length: 1000 }).reduce((/** @type {Buffer} */ inner) => call("torch._utils", "_rebuild_parameter", tuple(inner, "\x89", "N")), tensor({ key: String(tensors.length - 1), shape: [3] })) })))),
  ];
}

/** Pickles that end early, take more than they made, or claim more than there is. @param {readonly Tensor[]} tensors @param {Random} random */
function broken(tensors, random) {
  const whole_ = pickle(stateDict(tensors));
  const of = (/** @type {Buffer} */ data) => file("net.pth", checkpoint(data, tensors));
  const alone = (/** @type {Buffer | Uint8Array} */ data) => file("net.pkl", data);
  return [
    ...[1, 2, 3].map((number) => refused(`cut at a place (${number})`, of(whole_.subarray(0, random.whole(3, whole_.length - 1))))),
    ...[1, 2, 3].map((number) => either(`a changed opcode (${number})`, of(joined(whole_.subarray(0, 200 * number), random.bytes(1), whole_.subarray(200 * number + 1))))),
    refused("of nothing", of(Buffer.alloc(0))),
    refused("of noise", of(random.bytes(5000))),
    refused("an opcode that does not exist", of(pickle(Buffer.of(0xff)))),
    refused("more taken from the stack than there is", alone(pickle("0000"))),
    refused("a call of nothing", alone(pickle("R"))),
    refused("an end before anything", alone(joined("\x80\x02."))),
    refused("a text of 2^31 bytes", alone(pickle("X", u32(2 ** 31), "abc"))),
    refused("a text of 2^63 bytes", alone(joined("\x80\x04\x8d", u64(2n ** 63n), "abc."))),
    refused("bytes of 2^64 - 1", alone(joined("\x80\x05\x96", u64(2n ** 64n - 1n), "abc."))),
    refused("a frame of 2^64 - 1 bytes", alone(joined("\x80\x04\x95", u64(2n ** 64n - 1n), "N."))),
    refused("a number of 2^31 bytes", alone(pickle("\x8b", little(2 ** 31 - 1, 4), "1"))),
    refused("a name without an end", alone(joined("\x80\x02c", Buffer.alloc(1e6, "n")))),
    refused("protocol 255", alone(joined("\x80\xff\x88."))),
    refused("protocol 0, as text", alone(joined("(lp0\nI1\naS'x'\np1\na."))),
    refused("a number instead of a state dict", of(pickle(whole(7)))),
    refused("a key that is a list", of(pickle("}]", tensor({ key: "0", shape: [2, 3, 7, 7] }), "s"))),
    refused("a tensor whose record is a number", of(pickle(stateDict(tensors, { "fc.bias": call("torch._utils", "_rebuild_tensor_v2", whole(3)) })))),
    refused("a tensor without a storage", of(pickle(stateDict(tensors, { "fc.bias": call("torch._utils", "_rebuild_tensor_v2", tuple("N", whole(0), tuple(whole(3)), tuple(whole(1)))) })))),
  ];
}
