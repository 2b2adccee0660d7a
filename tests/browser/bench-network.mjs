/** Times every method on one network: the engine on each device, then the Python library, method by method under the same load. */
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { prepareMethods, timeMethod } from "./bench-methods.js";
import { startPeer } from "./bench-peer.mjs";
import { chosen, defaults, effort, isDear } from "./bench-plan.mjs";
import { summary } from "./bench-table.mjs";
import { EMBEDDED } from "./module.js";
import { formulaPng, serveFormulaPicture } from "./picture.js";
import { weightsOf } from "./weights.js";

/** ResNet-18 as torchvision trains it: 224 x 224, the mean and deviation of ImageNet. */
const SIDE = 224;
const INPUT = { width: SIDE, height: SIDE, fit: "squash", resize: null, mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] };

/** Limit for the relative difference of the two logits: above it, network or picture differ. */
const SAME = 1e-3;

/**
 * Returns what `methodsTable` takes, with `remarks`, sentences that explain the times, and the library's versions in `peer`.
 */
export async function timeMethods({ openPage, devices, options }) {
  const { network, remark } = findNetwork();
  const opened = [];
  let peer = { missing: null };
  try {
    const prepared = [];
    for (const device of devices) {
      const { page, close } = await openPage();
      opened.push(close);
      if (network.path) {
        await page.setContent(`<input type="file">`);
        await page.locator("input").setInputFiles(network.path);
        await serveFormulaPicture(page, SIDE);
      }
      const about = await page.evaluate(prepareMethods, { backend: device.backend, ...network.scene });
      prepared.push({ ...device, page, about });
    }
    const { about } = prepared[0];
    const methods = chosen(about.methods, { quick: options.quick, ids: options.methods });
    if (network.path) peer = await beside(network, about);
    const rows = [];
    for (const method of methods) rows.push(await timeOne({ method, prepared, peer, all: options.all }));
    const { index, layer, size } = about;
    const remarks = [...explained(network, about), remark, peer.missing, ...peerRemarks(peer), ...gaps(rows)].filter(Boolean);
    return { network: network.name, layer, size, class: index, devices, peer: peer.about ?? null, threads: peer.about?.threads ?? [], remarks, rows };
  } finally {
    for (const close of opened) await close();
    peer.close?.();
  }
}

/** ResNet-18 with weights from a formula, which the Python library reads too; the embedded network if they cannot be written. */
function findNetwork() {
  const embedded = { name: "embedded", path: null, scene: { files: EMBEDDED, input: {}, picture: null } };
  const without = "only the embedded network is timed, which pytorch-grad-cam cannot read.";
  try {
    const scene = { files: null, input: INPUT, picture: `formula-${SIDE}.png` };
    return { network: { name: "resnet18", path: weightsOf("torchvision_resnet18"), scene }, remark: null };
  } catch (error) {
    const build = "`cargo test --workspace --no-run` builds what writes the weights of ResNet-18";
    return { network: embedded, remark: `${build}, which failed (${error.message}): ${without}` };
  }
}

async function beside({ path }, { layer, index, logit }) {
  const folder = mkdtempSync(join(tmpdir(), "bench-"));
  const picture = join(folder, "formula.png");
  writeFileSync(picture, formulaPng(SIDE));
  const peer = await startPeer({ weights: path, picture, layer, index });
  rmSync(folder, { recursive: true });
  if (peer.missing) return peer;
  const off = Math.abs(peer.about.logit - logit) / Math.abs(logit);
  if (!(off < SAME)) throw new Error(`The peer's logit of class ${index} is ${peer.about.logit}, not ${logit}: times of two networks say nothing.`);
  return peer;
}

async function timeOne({ method, prepared, peer, all }) {
  const row = { method: method.id, dear: isDear(method), devices: {}, peer: null };
  for (const { backend, software, page } of prepared) {
    const work = effort(method, { software, all });
    row.devices[backend] = null;
    if (!work) continue;
    process.stderr.write(`${method.id} on ${backend}\n`);
    const times = await page.evaluate(timeMethod, { method: method.id, ...work });
    if (times.refused) row.refused = times.refused;
    else row.devices[backend] = { first: summary(times.first), again: summary(times.again) };
  }
  if (peer.about?.methods.includes(method.id)) {
    process.stderr.write(`${method.id} by the peer\n`);
    const { repetitions, warmUp } = effort(method);
    const { library, threads } = await peer.time({ method: method.id, repetitions, warmUp, options: defaults(method) });
    const summaries = Object.entries(threads).map(([count, list]) => [count, summary(list)]);
    row.peer = { library, threads: Object.fromEntries(summaries) };
  }
  return row;
}

/** Sentences that describe the scene and the times. */
function explained({ name, path }, { layer, size: [height, width], index }) {
  const weights = path ? ", weights and picture from formulas" : ", the first sample picture";
  return [
    `Network: ${name}${weights}, ${height} x ${width}, class ${index}, layer \`${layer}\`, each method with its own defaults.`,
    "A time of ours is `explain` and `heatmap` of a picture that is new to the engine: its pixels as input, forward, backward, the map, and its heatmap in the input's size, on the way from the page to the worker and back. Loading the network and decoding the picture are not in it.",
    "`again` is the same request once more, with another display: it is answered from memory.",
    "Timed: 10 times, after one that does not count. Methods that run the network a number of times that can be set: 3 times, none before. On a software adapter: 3 times, none before; methods that need more than one forward and one backward pass, or one down to the picture: once.",
  ];
}

function peerRemarks({ about }) {
  if (!about) return [];
  const versions = Object.entries(about.versions).filter(([, version]) => version);
  const threads = about.threads.length > 1 ? `with ${about.threads[0]} threads, as torch chose, and with 1` : "with 1 thread, as torch chose";
  return [
    `pytorch: ${versions.map((one) => one.join(" ")).join(", ")}, Python ${about.python}, on the CPU, right after ours, ${threads}. Ours has 1.`,
    "A time of pytorch-grad-cam is `cam(input_tensor, targets)`: forward, backward, the map in the input's size. Of captum it is `attribute`, and scaling to such a map. The input is ready before. Numbers of samples, steps and windows are ours; our batches are as large or smaller.",
    about.versions.captum ? null : "captum is not installed: its methods are not timed (tests/reference/bench/requirements.txt).",
  ];
}

/** Sentences that explain the dashes of the table. */
function gaps(rows) {
  const skipped = rows.filter(({ dear, devices, refused }) => dear && devices.webgpu === null && !refused).map(({ method }) => method);
  const unfit = rows.filter(({ refused }) => refused);
  return [
    skipped.length > 0 ? `Not on the software adapter, since they would take hours: ${skipped.join(", ")}. \`--all\` times them too.` : null,
    ...unfit.map(({ method, refused }) => `${method}: ${refused}`),
  ];
}
