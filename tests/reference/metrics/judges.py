"""What each library says of a map: its own classes, given a map instead of a method that makes one."""

import contextlib
import copy
import functools

import numpy as np
import quantus
import scipy.stats
import torch
from pytorch_grad_cam.metrics.arcc import Complexity
from pytorch_grad_cam.metrics.cam_mult_image import CamMultImageConfidenceChange, DropInConfidence, IncreaseInConfidence
from pytorch_grad_cam.metrics.perturbation_confidence import (
    AveragerAcrossThresholds, PerturbationConfidenceMetric, RemoveLeastRelevantFirst, RemoveMostRelevantFirst)
from pytorch_grad_cam.metrics.road import (
    NoisyLinearImputer, ROADCombined, ROADLeastRelevantFirst, ROADMostRelevantFirst)
from pytorch_grad_cam.utils.model_targets import ClassifierOutputSoftmaxTarget
from sklearn.metrics import jaccard_score
from torchcam.metrics import DeletionInsertionMetric

PERCENTILES = [90, 80, 70, 60, 50, 40, 30, 20, 10]  # what is kept: removed are 10 to 90 per cent
SEEDS = 32  # runs of what draws noise
SHARE = 5  # one of so many pixels is among the strongest
STEP = 6  # every so many rows and columns of a filled picture are kept, from the middle of the first step
REMOVE = {"most": RemoveMostRelevantFirst, "least": RemoveLeastRelevantFirst}
NOISY = {"most": ROADMostRelevantFirst, "least": ROADLeastRelevantFirst}


class Given:
    """Stands where torch-cam has a method: the map is there already."""

    def __init__(self, model, values):
        self.model, self.values = model, torch.from_numpy(values)[None]

    def __call__(self, *_arguments, **_named):
        return [self.values]

    def fuse_cams(self, cams):
        return cams[0]

    def _hooks_off(self):
        return contextlib.nullcontext()


class Curves(DeletionInsertionMetric):
    """Keeps the curves whose areas it sums up."""

    def _compute_curves(self, *arguments):
        self.curves = super()._compute_curves(*arguments)
        return self.curves


def farthest(left, right):
    return float(np.abs(np.asarray(left, np.float64) - np.asarray(right, np.float64)).max())


def plain(remove):
    """ROAD without noise: scores at one percentile."""
    return lambda percentile: PerturbationConfidenceMetric(remove(percentile, NoisyLinearImputer(noise=0)))


class Judges:
    """The judges of maps of one picture."""

    def __init__(self, model, image, category):
        self.model, self.image, self.category = model, image, category
        self.double = copy.deepcopy(model).double()

    def given(self, values, category=None):
        """The arguments of pytorch-grad-cam's metrics."""
        targets = [ClassifierOutputSoftmaxTarget(self.category if category is None else category)]
        return self.image, values[None], targets, self.model

    def curves(self, values):
        """torch-cam's deletion and insertion."""
        found = []
        for model, image in ((self.model, self.image), (self.double, self.image.double())):
            metric = Curves(Given(model, values), functools.partial(torch.softmax, dim=-1))
            metric.update(image, self.category)
            found.append((metric.curves, metric.summary()))
        (shares, *scores), areas = found[0]
        noise = max(farthest(one[0], exact[0]) for one, exact in zip(scores, found[1][0][1:]))
        return {"at": shares.tolist(), "noise": noise} | {
            name: {"scores": one[0].tolist(), "area": areas[f"{name}_auc"]}
            for name, one in zip(("deletion", "insertion"), scores)}

    def road(self, values):
        """pytorch-grad-cam's ROAD: without noise, and as it is, by its mean and deviation over seeds."""
        given = self.given(values)
        result = {"percentiles": PERCENTILES, "removed": [], "most": [], "least": []}
        noise, mask = 0.0, torch.from_numpy(values)
        for percentile in PERCENTILES:
            kept = [remove(percentile, lambda _image, kept: kept)(self.image[0], mask) for remove in REMOVE.values()]
            gone = [int((one == 0).sum()) for one in kept]
            assert gone == [round(values.size * (100 - percentile) / 100)] * 2, gone
            result["removed"].append(gone[0])
            for name, remove in REMOVE.items():
                scores, filled = plain(remove)(percentile)(*given, return_diff=False, return_visualization=True)
                result[name].append(float(scores[0]))
                with torch.no_grad():
                    noise = max(noise, farthest(given[2][0](self.double(filled.double()))[0], scores[0]))
        least, most = (AveragerAcrossThresholds(plain(REMOVE[name]), PERCENTILES)(*given) for name in ("least", "most"))
        result |= {"value": float(least[0] - most[0]) / 2, "noise": noise}
        result["filled"] = {"percentile": PERCENTILES[-1], "step": STEP} | {
            name: filled[0, :, STEP // 2 :: STEP, STEP // 2 :: STEP].reshape(-1).tolist()
            for name, remove in REMOVE.items()
            for _, filled in [plain(remove)(PERCENTILES[-1])(*given, return_visualization=True)]}
        return result | {"seeds": SEEDS, "noisy": self.noisy(given)}

    def noisy(self, given):
        """`[mean, deviation]` of scores at every percentile, and of the whole."""
        found = {"most": [], "least": [], "value": []}
        for seed in range(SEEDS):
            torch.manual_seed(seed)
            for name, metric in NOISY.items():
                found[name].append([float(metric(one)(*given, return_diff=False)[0]) for one in PERCENTILES])
            found["value"].append(float(ROADCombined(PERCENTILES)(*given)[0]))
        moments = {name: (np.mean(one, axis=0), np.std(one, axis=0, ddof=1)) for name, one in found.items()}
        return {name: np.stack(pair, axis=-1) for name, pair in moments.items()}

    def confidence(self, values, category):
        """pytorch-grad-cam's drop and increase, and the probability of the picture times the map."""
        given = self.given(values, category)
        shown = CamMultImageConfidenceChange()(*given, return_diff=False)
        drop, increase = DropInConfidence()(*given), IncreaseInConfidence()(*given)
        with torch.no_grad():
            before = given[2][0](self.model(self.image))
        return {"before": float(before[0]), "shown": float(shown[0]), "drop": float(drop[0]), "increase": float(increase[0])}

    def places(self, metric, values, mask):
        """A metric of Quantus that knows where the object is."""
        metric = getattr(quantus, metric)(disable_warnings=True)
        found = metric(self.model, self.image.numpy(), np.array([self.category]), values[None, None],
                       mask[None, None], channel_first=True, device="cpu")
        return float(found[0])

    @staticmethod
    def complexity(values):
        return float(Complexity()(values[None])[0])

    @staticmethod
    def spearman(left, right):
        return float(scipy.stats.spearmanr(left.reshape(-1), right.reshape(-1)).statistic)

    @staticmethod
    def top_overlap(left, right):
        """scikit-learn's Jaccard index of the strongest pixels, of equal ones the first."""
        found = np.zeros((2, left.size), bool)
        for row, values in zip(found, (left, right)):
            row[np.argsort(-values.reshape(-1), kind="stable")[: -(-values.size // SHARE)]] = True
        return float(jaccard_score(*found))
