"""The maps as pytorch-grad-cam computes them."""

import contextlib
import io
from unittest import mock

import numpy as np
import pytorch_grad_cam
from pytorch_grad_cam.utils.image import scale_cam_image

import formulas
from network import layer_of, reshaping

CLASSES = {
    "grad-cam": pytorch_grad_cam.GradCAM,
    "hires-cam": pytorch_grad_cam.HiResCAM,
    "element-wise-grad-cam": pytorch_grad_cam.GradCAMElementWise,
    "grad-cam-plus-plus": pytorch_grad_cam.GradCAMPlusPlus,
    "xgrad-cam": pytorch_grad_cam.XGradCAM,
    "layer-cam": pytorch_grad_cam.LayerCAM,
    "eigen-cam": pytorch_grad_cam.EigenCAM,
    "eigen-grad-cam": pytorch_grad_cam.EigenGradCAM,
    "grad-cam+eigen-smooth": pytorch_grad_cam.GradCAM,
    "grad-cam+aug-smooth": pytorch_grad_cam.GradCAM,
    "grad-cam+layers": pytorch_grad_cam.GradCAM,
    "kpca-cam": pytorch_grad_cam.KPCA_CAM,
    "fem": pytorch_grad_cam.FEM,
    "shapley-cam": pytorch_grad_cam.ShapleyCAM,
    "finer-cam": pytorch_grad_cam.FinerCAM,
    "score-cam": pytorch_grad_cam.ScoreCAM,
    "ablation-cam": pytorch_grad_cam.AblationCAM,
    "random-cam": pytorch_grad_cam.RandomCAM,
}
OPTIONS = {"grad-cam+eigen-smooth": {"eigen_smooth": True}, "grad-cam+aug-smooth": {"aug_smooth": True}}
TURNED = ("eigen-cam", "eigen-grad-cam", "grad-cam+eigen-smooth", "kpca-cam")


@contextlib.contextmanager
def quiet():
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def run(method, model, case, layers, image, target):
    """`(final map, raw map of each layer, whether the library had the other sign)`."""
    with quiet():
        cam = CLASSES[method](model, [layer_of(model, name) for name in layers], reshape_transform=reshaping(case))
        base = getattr(cam, "base_cam", cam)
        raws, original = [], base.get_cam_image

        def record(*args, **options):
            result = original(*args, **options)
            raws.append(np.array(result[0]))
            return result

        base.get_cam_image = record
        targets = None if method == "finer-cam" else [target]
        given = mock.patch("numpy.random.uniform", lambda _low, _high, size: formulas.random_weights(size[1])[None])
        try:
            with given if method == "random-cam" else contextlib.nullcontext():
                final = np.asarray(cam(input_tensor=image.clone(), targets=targets, **OPTIONS.get(method, {}))[0])
        finally:
            kept = base.activations_and_grads
            kept.activations, kept.gradients = [], []  # its release() fails where they are views of other tensors
            kept.release()
    if method not in TURNED:
        return final, raws, False
    turned = formulas.turned(raws[0])
    # the library's own steps after the projection
    size = (image.shape[3], image.shape[2])
    final = scale_cam_image(scale_cam_image(np.maximum(turned[None], 0), size))[0]
    return final, [turned], bool(turned.flat[0] != raws[0].flat[0])


def full_grad(model, image, target):
    """FullGrad's sum over all planes, before it is scaled to 0..1."""
    with quiet():
        cam = pytorch_grad_cam.FullGrad(model, [])
        sums, original = [], cam.aggregate_multi_layers
        cam.aggregate_multi_layers = lambda maps: sums.append(maps) or original(maps)
        cam(input_tensor=image.clone(), targets=[target])
        cam.activations_and_grads.release()
    return sums[0][0, 0]
