"""Every method as its library is asked for it: a function without arguments, from the picture to a map of its size."""

import contextlib
import copy
import io

import numpy as np
import pytorch_grad_cam
import torch
from pytorch_grad_cam.utils.image import scale_cam_image
from pytorch_grad_cam.utils.model_targets import ClassifierOutputTarget

try:
    import captum.attr as captum
except ImportError:
    captum = None

SLOPES = 8  # pictures of one forward and backward pass, as in crates/explain/src/methods/smooth_grad.rs

CAMS = {
    "grad-cam": pytorch_grad_cam.GradCAM,
    "hires-cam": pytorch_grad_cam.HiResCAM,
    "element-wise-grad-cam": pytorch_grad_cam.GradCAMElementWise,
    "grad-cam-plus-plus": pytorch_grad_cam.GradCAMPlusPlus,
    "xgrad-cam": pytorch_grad_cam.XGradCAM,
    "layer-cam": pytorch_grad_cam.LayerCAM,
    "eigen-cam": pytorch_grad_cam.EigenCAM,
    "eigen-grad-cam": pytorch_grad_cam.EigenGradCAM,
    "score-cam": pytorch_grad_cam.ScoreCAM,
    "ablation-cam": pytorch_grad_cam.AblationCAM,
    "full-grad": pytorch_grad_cam.FullGrad,
    "kpca-cam": pytorch_grad_cam.KPCA_CAM,
    "fem": pytorch_grad_cam.FEM,
    "shapley-cam": pytorch_grad_cam.ShapleyCAM,
    "finer-cam": pytorch_grad_cam.FinerCAM,
    "random-cam": pytorch_grad_cam.RandomCAM,
}


class Scene:
    """A network of its own for each method, since some change it, with the picture `[1, 3, height, width]`."""

    def __init__(self, model, layer, image, category):
        self.model, self.image, self.category = copy.deepcopy(model), image, category
        self.layer = self.model.get_submodule(layer)


def cam(method):
    def prepare(scene, options):
        kind = CAMS[method]
        more = {"batch_size": int(options["batch"])} if method == "ablation-cam" else {}
        made = kind(scene.model, [] if method == "full-grad" else [scene.layer], **more)
        if method == "score-cam":
            made.batch_size = int(options["batch"])
        # Finer-CAM takes the strongest class itself, and those that it compares it with.
        targets = None if method == "finer-cam" else [ClassifierOutputTarget(scene.category)]
        return lambda: made(input_tensor=scene.image.clone(), targets=targets)

    return prepare


def pixels(values):
    """`[3, height, width]` as a map from 0 to 1: the colour of largest magnitude, as here unless told otherwise."""
    values = values.detach().numpy() if isinstance(values, torch.Tensor) else values
    return scale_cam_image(np.abs(values).max(axis=0)[None])


def summed(values):
    """The same with the sum of the colours, of which what is negative is cut off."""
    return scale_cam_image(np.maximum(values.detach().numpy().sum(axis=0), 0)[None])


def guided_backprop(scene, _options):
    made = pytorch_grad_cam.GuidedBackpropReLUModel(scene.model, "cpu")
    return lambda: pixels(made(scene.image.clone(), target_category=scene.category).transpose(2, 0, 1))


def guided_grad_cam(scene, options):
    """Both, multiplied, as in the library's script cam.py."""
    gradient = pytorch_grad_cam.GuidedBackpropReLUModel(copy.deepcopy(scene.model), "cpu")
    coarse = cam("grad-cam")(scene, options)

    def run():
        fine = gradient(scene.image.clone(), target_category=scene.category).transpose(2, 0, 1)
        return pixels(fine * coarse())

    return run


def plain(name, combined, **more):
    """One call of one class of captum."""

    def prepare(scene, _options):
        made = getattr(captum, name)(scene.model)
        ask = lambda: made.attribute(scene.image.clone().requires_grad_(True), target=scene.category, **more)
        return lambda: combined(ask()[0])

    return prepare


def integrated_gradients(scene, options):
    made = captum.IntegratedGradients(scene.model)

    def run():
        found, _delta = made.attribute(scene.image.clone(), float(options["baseline"]), target=scene.category,
                                       n_steps=int(options["steps"]), method="gausslegendre",
                                       internal_batch_size=SLOPES, return_convergence_delta=True)
        return summed(found[0])

    return run


def smooth_grad(scene, options):
    made = captum.NoiseTunnel(captum.Saliency(scene.model))
    deviation = float(options["noise"] * (scene.image.max() - scene.image.min()))

    def run():
        found = made.attribute(scene.image.clone(), nt_type="smoothgrad", nt_samples=int(options["samples"]),
                               nt_samples_batch_size=SLOPES, stdevs=deviation, target=scene.category, abs=False)
        return pixels(found[0])

    return run


def occlusion(scene, options):
    made = captum.Occlusion(scene.model)
    window, stride = ((3, int(options[key]), int(options[key])) for key in ("size", "stride"))

    def run():
        with torch.no_grad():
            found = made.attribute(scene.image, window, stride, float(options["fill"]), scene.category,
                                   perturbations_per_eval=int(options["batch"]))
        return scale_cam_image(np.maximum(found[0, :1].numpy(), 0))

    return run


GRAD_CAM = {"guided-backprop": guided_backprop, "guided-grad-cam": guided_grad_cam} | {method: cam(method) for method in CAMS}
CAPTUM = {
    "gradient": plain("Saliency", pixels, abs=False),
    "gradient-x-input": plain("InputXGradient", summed),
    "deconvnet": plain("Deconvolution", pixels),
    "integrated-gradients": integrated_gradients,
    "smooth-grad": smooth_grad,
    "occlusion": occlusion,
}
METHODS = GRAD_CAM | (CAPTUM if captum else {})


def library_of(method):
    return "captum" if method in CAPTUM else "pytorch-grad-cam"


def prepared(method, scene, options):
    """The function to time. What the libraries print, progress bars too, is kept from the answers."""
    with quiet():
        run = METHODS[method](scene, options)

    def silent():
        with quiet():
            return run()

    return silent


@contextlib.contextmanager
def quiet():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield
