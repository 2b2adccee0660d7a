"""All numbers of a case: the libraries' maps, the formulas in float64 as the yardstick, and how steady they are."""

import copy
import importlib.metadata

import numpy as np
import torch
from torch import nn

import fixations
import formulas
import library
import pixels
import probes
from network import Score, build, distance, evidence, last_weights, picture
from perturbed import RISE, rise
from targets import finer, target_of

SHAKES, SHAKE = 8, 1e-5  # as in ../architectures
FEW_SHAKES = {"integrated-gradients": 2, "occlusion": 2, "smooth-grad": 2, "rise": 2}  # they run the network often
WHOLE = 400  # a larger raw map is kept at every `step`th row and column
STEP = 8  # of maps of the picture's size
ALLOWED = 2e-4  # between a library's float32 and the formula's float64, of the largest value; tenfold where `LOOSE`
LOOSE = (*library.TURNED, "xgrad-cam")
FORMULA_ALONE = ("cam", "activation-mean")  # no library has them; the float64 formula is kept


def layer_maps(model, case, image, target, compared):
    """Formulas. `{(layer, method): (raw or None, final or None)}`; the layer is None where all are joined."""
    size = tuple(image.shape[2:])
    found, plain = {}, evidence(model, case, image, target)

    def put(name, method, raw):
        found[name, method] = raw, formulas.final([raw], size)

    for name, pair in zip(case.layers, plain):
        for method, formula in formulas.FROM_EVIDENCE.items():
            if method in case.methods:
                put(name, method, formula(*pair))
    if "cam" in case.methods:
        put(case.layers[0], "cam", formulas.weighted(last_weights(model, target), plain[0][0]))
    grad_cam = formulas.FROM_EVIDENCE["grad-cam"]
    for method, wanted, twice in (("shapley-cam", target, True), ("finer-cam", compared, False)):
        pairs = evidence(model, case, image, wanted, twice) if wanted and method in case.methods else []
        for name, pair in zip(case.layers, pairs):
            put(name, method, grad_cam(*pair))
    if compared and "grad-cam+aug-smooth" in case.methods:
        views = {name: [] for name in case.layers}
        for flip in (False, True):
            for factor in (0.9, 1, 1.1):
                view = (image.flip(3) if flip else image) * factor
                for name, pair in zip(case.layers, evidence(model, case, view, target)):
                    final = formulas.final([grad_cam(*pair)], size)
                    views[name].append(final[:, ::-1] if flip else final)
        for name, finals in views.items():
            found[name, "grad-cam+aug-smooth"] = None, np.mean(finals, axis=0)
    if len(case.layers) > 1 and "grad-cam+layers" in case.methods:
        found[None, "grad-cam+layers"] = None, formulas.final([grad_cam(*pair) for pair in plain], size)
    return found


def larger(changes, found, true):
    """`changes` with the largest change so far of each map: raw ones relative to their largest value, finals as they are."""
    for key, (raw, final) in true.items():
        change = changes.setdefault(key, {})
        if raw is not None:
            change["raw"] = max(change.get("raw", 0.0), distance(found[key][0], raw))
            change["l2"] = max(change.get("l2", 0.0), far(found[key][0], raw))
        if final is not None:
            change["final"] = max(change.get("final", 0.0), float(np.abs(found[key][1] - final).max()))


def far(found, true):
    """Root of the mean square of the difference, relative to that of the true values."""
    return float(np.linalg.norm(found - true) / np.linalg.norm(true))


def shaken(image, times=SHAKES):
    """The picture with next to nothing changed, several times."""
    for seed in range(times):
        yield image * (1 + SHAKE * torch.randn(image.shape, generator=torch.Generator().manual_seed(seed), dtype=image.dtype))


class Measurement:
    def __init__(self, case):
        self.case, self.skipped, self.remarks = case, [], []
        self.model, self.known = build(case)
        self.double = copy.deepcopy(self.model).double()
        self.segmentation = self.known["task"] == "segmentation"
        self.image = picture(self.known["input"][2:], case.phase)
        self.wide = self.image.double()
        with torch.no_grad():
            self.output = self.model(self.image)[0]
        self.target_fields, self.target = target_of(self.segmentation, self.output)
        self.compared, self.others = (None, None) if self.segmentation else finer(self.output)

    def skip(self, method, reason, layer=None):
        self.skipped.append({"method": method} | ({"layer": layer} if layer else {}) | {"reason": reason})

    def agreed(self, what, found, true, allowed, shake):
        """A library's map may differ from the formula by rounding, and by what a ReLU at 0 does."""
        off = distance(found, true)
        if off > max(allowed, 10 * shake):
            self.remarks.append(f"{what}: library differs from formula by {off:.1e}, shaken {shake:.1e}")
        return off

    def entry(self, key, layers, true, shake):
        """One map of the JSON."""
        name, method = key
        raw, final = true
        own = method == "guided-gate-grad-cam"
        try:
            if method in FORMULA_ALONE:
                found, raws, other = final, [raw], False
            elif own:
                pair = dict(zip(self.case.layers, evidence(self.model, self.case, self.image, self.target)))[name]
                found, raws, other = None, [formulas.gated(*pair)], False
            else:
                found, raws, other = library.run(method, self.model, self.case, layers, self.image, self.target)
        except ValueError as error:
            assert method == "shapley-cam", error
            self.skip(method, f"only the formula's map, the library has none: {type(error).__name__}: {error}", name)
            raws = evidence(self.model, self.case, self.image, self.target, twice=True)[self.case.layers.index(name)]
            single = formulas.FROM_EVIDENCE["grad-cam"](*raws)
            return {"raw": self.kept(single), "by": "formula", "noise": {"raw": distance(single, raw)},
                    "shaken": {"raw": shake["raw"]}}
        allowed = ALLOWED * (10 if method in LOOSE else 1)
        what = f"{name} {method}"
        entry, noise = {}, {}
        if method in FORMULA_ALONE:
            entry["by"] = "formula"
        if raw is not None:
            noise["raw"] = self.agreed(f"{what} raw", raws[0], raw, allowed, shake.get("raw", 0))
            entry["raw"] = self.kept(raws[0])
        if found is not None:
            noise["final"] = float(np.abs(found - final).max())
            if noise["final"] > 10 * max(allowed, shake.get("final", 0)):
                self.remarks.append(f"{what} final: off by {noise['final']:.1e}, shaken {shake.get('final', 0):.1e}")
            entry["final"] = found[STEP // 2 :: STEP, STEP // 2 :: STEP]
            if not found.any():
                self.remarks.append(f"{what}: final is all 0")
        entry["noise"] = noise
        if shake:
            entry["shaken"] = {part: change for part, change in shake.items()
                               if ("raw" if part == "l2" else part) in entry}
        if method in library.TURNED:
            highest, lowest = raw.max(), -raw.min()
            if min(highest, lowest) > 0.995 * max(highest, lowest):
                self.remarks.append(f"{what}: which end is larger is nearly a matter of rounding")
            entry["second"] = formulas.RATIOS[method](*self.pairs[name])
            entry["other_end"] = float(min(highest, lowest) / max(highest, lowest))
            entry["library_sign"] = -1 if other else 1
        return entry

    def kept(self, raw):
        step = self.step(raw.shape)
        return np.asarray(raw, np.float32)[step // 2 :: step, step // 2 :: step]

    def step(self, shape):
        return next(step for step in range(1, 99) if -(-shape[0] // step) * -(-shape[1] // step) <= WHOLE)

    def layers(self):
        case = self.case
        true = layer_maps(self.double, case, self.wide, self.target, self.compared)
        changes = {}
        for image in shaken(self.wide):
            larger(changes, layer_maps(self.double, case, image, self.target, self.compared), true)
        self.pairs = dict(zip(case.layers, evidence(self.double, case, self.wide, self.target)))
        entries, joined = [], None
        for name in case.layers:
            a = self.pairs[name][0]
            true |= self.costly(name, a)
            maps = {key[1]: self.entry(key, [name], true[key], changes.get(key, {})) for key in true if key[0] == name}
            entries.append({"name": name, "layout": "tokens" if case.tokens else "grid"} | ({"prefix": 1} if case.tokens else {})
                           | {"shape": list(a.shape), "step": self.step(a.shape[1:]), "activation_mean": float(a.mean()),
                              "methods": maps})
        joint = (None, "grad-cam+layers")
        if joint in true:
            joined = {"layers": list(case.layers)} | self.entry(joint, case.layers, true[joint], changes[joint])
        elif "grad-cam+layers" in case.methods:
            self.skip("grad-cam+layers", "one layer")
        if self.segmentation and "finer-cam" in case.methods:
            self.skip("finer-cam", "compares the logits of one picture, not of pixels")
            self.skip("grad-cam+aug-smooth", "the library mirrors the picture but not the mask")
        return entries, joined

    def costly(self, name, a):
        """Score-CAM and Ablation-CAM of one layer."""
        found, size = {}, tuple(self.wide.shape[2:])
        for method in ("score-cam", "ablation-cam"):
            if method not in self.case.methods:
                continue
            if method not in self.case.costly or (method == "score-cam" and name != self.case.layers[0]):
                self.skip(method, "too many forward passes for a test", name)
                continue
            if method == "ablation-cam" and a.min() != 0:
                self.skip(method, f"the layer's smallest value is {a.min():.3g}; the library replaces channels by 0 only if it is 0", name)
                continue
            if method == "score-cam":
                weights = probes.score_weights(self.double, a, self.wide, self.target)
            else:
                weights = probes.ablation_weights(self.double, name, a, self.wide, self.target)
            raw = formulas.weighted(weights, a)
            found[name, method] = raw, formulas.final([raw], size)
        return found

    def pixel_maps(self):
        entries = {}
        has_relu = any(type(module) is nn.ReLU for module in self.model.modules())
        for method in (*pixels.ALL, "full-grad"):
            if method not in self.case.methods:
                continue
            if method in ("guided-backprop", "guided-grad-cam", "deconvnet") and not has_relu:
                self.skip(method, "the network has no nn.ReLU, so the libraries give the plain gradient")
            elif method in ("integrated-gradients", "occlusion") and method not in self.case.costly:
                self.skip(method, "too many passes for a test")
            else:
                entries[method] = self.pixel_entry(method)
        return entries

    def pixel_entry(self, method):
        """One map of the picture's size. Differences are of the kept pixels: the largest, and the root of the mean square."""
        kept = np.s_[..., STEP // 2 :: STEP, STEP // 2 :: STEP]
        if method == "cnn-fixations":
            return self.fixations_entry(kept)
        true = pixels.formula(method, self.double, self.wide, self.target, self.case)[kept]
        images = shaken(self.wide, FEW_SHAKES.get(method, SHAKES))
        others = [pixels.formula(method, self.double, image, self.target, self.case)[kept] for image in images]
        shake = {"max": max(distance(other, true) for other in others), "l2": max(far(other, true) for other in others)}
        if method == "full-grad":
            found, more = library.full_grad(self.model, self.image, self.target), {}
        elif method == "rise":
            narrow = pixels.formula(method, self.model, self.image, self.target, self.case)[kept]
            mirrored = rise(Score(self.double, self.target), self.wide, mirrored=True)[kept]
            more = {"by": "formula", "settings": RISE, "mirrored": distance(mirrored, true)}
            return {"raw": true, "noise": {"max": distance(narrow, true), "l2": far(narrow, true)}, "shaken": shake} | more
        else:
            found, more = pixels.library(method, self.model, self.image, self.target, self.case)
        found = np.asarray(found, np.float32)[kept]
        noise = {"max": self.agreed(method, found, true, ALLOWED, shake["max"]), "l2": far(found, true)}
        return {"raw": found, "noise": noise, "shaken": shake} | more

    def fixations_entry(self, kept):
        """CNN Fixations in float64. Nothing may depend on rounding: float32 and shaken pictures lead to the same points."""
        category, size = self.target_fields["class"], self.image.shape[2:]
        found, points, closest = fixations.trace(self.case.network, self.double, self.wide, category)
        for model, image in [(self.model, self.image), *((self.double, image) for image in shaken(self.wide))]:
            if fixations.trace(self.case.network, model, image, category)[:2] != (found, points):
                self.remarks.append("cnn-fixations: the points depend on rounding")
        return {"raw": fixations.blurred(points, size)[kept], "by": "formula", "settings": {"blur": fixations.BLUR},
                "points": [list(point) for point in points], "found": len(found), "closest": closest,
                "noise": {"max": 0.0, "l2": 0.0}, "shaken": {"max": 0.0, "l2": 0.0}}


def measure(case):
    """`(fields of the JSON, remarks for the person who runs it)`."""
    one = Measurement(case)
    layers, joined = one.layers()
    versions = {name: importlib.metadata.version(name) for name in ("grad-cam", "captum", "torch")}
    package = case.network.split("_")[0]
    assert one.known["library"] == f"{package} {importlib.metadata.version(package)}"
    with torch.no_grad():
        score, wide = (float(one.target(output)) for output in (one.output, one.double(one.wide)[0]))
    fields = {"case": case.name, "network": case.network, "library": one.known["library"], "methods": versions, "gain": case.gain, "salt": case.salt,
              "phase": case.phase, "input": one.known["input"]}
    fields |= one.target_fields | {"score": score, "noise": abs(score / wide - 1)}
    if one.others:
        fields["compared"] = one.others
    fields |= {"layers": layers} | ({"joined": joined} if joined else {}) | {"pixels": one.pixel_maps()}
    return fields | {"skipped": one.skipped}, one.remarks
