"""Methods whose map has the picture's size: gradients at the picture, FullGrad, occlusion."""

import copy
import warnings

import captum.attr
import numpy as np
import pytorch_grad_cam
import torch
from torch import nn

import formulas
import library as cam_library
import perturbed
from network import Score, evidence

warnings.filterwarnings("ignore")
STEPS = 50
WINDOW, STRIDE = (3, 24, 24), (3, 16, 16)
ALL = ("gradient", "gradient-x-input", "guided-backprop", "deconvnet", "guided-grad-cam", "smooth-grad", "rise",
       "cnn-fixations", "integrated-gradients", "occlusion")  # FullGrad stands by itself


class Rectified(torch.autograd.Function):
    """ReLU that on the way back passes positive gradients alone: where it was active, or everywhere."""

    @staticmethod
    def forward(ctx, x, everywhere):
        ctx.everywhere = everywhere
        ctx.save_for_backward(x)
        return x.clamp(min=0)

    @staticmethod
    def backward(ctx, gradient):
        passed = gradient.clamp(min=0)
        return passed if ctx.everywhere else passed * (ctx.saved_tensors[0] > 0), None


class Rectifier(nn.Module):
    def __init__(self, everywhere):
        super().__init__()
        self.everywhere = everywhere

    def forward(self, x):
        return Rectified.apply(x, self.everywhere)


def rectified(module, everywhere):
    """A copy with another way back through every `nn.ReLU`."""
    module = copy.deepcopy(module)
    for parent in list(module.modules()):
        for name, child in parent.named_children():
            if type(child) is nn.ReLU:
                setattr(parent, name, Rectifier(everywhere))
    return module


def gradient(scored, image):
    x = image.clone().requires_grad_(True)
    return torch.autograd.grad(scored(x).sum(), x)[0][0].numpy()


def integrated(scored, image):
    """Gauss-Legendre rule on the line from 0 to the picture."""
    points, weights = np.polynomial.legendre.leggauss(STEPS)
    total = sum(0.5 * w * gradient(scored, image * float(0.5 * (p + 1))) for p, w in zip(points, weights))
    return total * image[0].numpy()


def occluded(scored, image):
    """Mean loss of the score over the windows that cover a pixel; the last window of a row is cut at the edge."""
    height, width = image.shape[2:]
    drops, hits = np.zeros((height, width)), np.zeros((height, width))
    starts = [range(0, -(-(length - WINDOW[1]) // STRIDE[1]) * STRIDE[1] + 1, STRIDE[1]) for length in (height, width)]
    with torch.no_grad():
        base = float(scored(image))
        for top in starts[0]:
            for left in starts[1]:
                window = np.s_[top : top + WINDOW[1], left : left + WINDOW[2]]
                hidden = image.clone()
                hidden[(0, slice(None), *window)] = 0
                drops[window] += base - float(scored(hidden))
                hits[window] += 1
    return drops / hits


def full_grad(model, image, target):
    """FullGrad's sum over all planes. Layers: convolutions and batch norms with a bias."""
    layers = [m for m in model.modules() if type(m) in (nn.Conv2d, nn.BatchNorm2d) and m.bias is not None]
    kept = []

    def keep(_module, _inputs, output):
        kept.append(output)
        return output.clone()

    handles = [layer.register_forward_hook(keep) for layer in layers]
    x = image.clone().requires_grad_(True)
    found = torch.autograd.grad(target(model(x)[0]), [x, *kept])
    for handle in handles:
        handle.remove()
    biases = [(layer.bias - layer.running_mean * layer.weight / torch.sqrt(layer.running_var + layer.eps)
               if type(layer) is nn.BatchNorm2d else layer.bias).detach()[:, None, None] for layer in layers]
    volumes = [image[0] * found[0][0]] + [bias * gradient[0] for bias, gradient in zip(biases, found[1:])]
    size = tuple(image.shape[2:])
    return sum(formulas.resized(formulas.scaled(plane), size) for volume in volumes for plane in volume.abs().numpy())


def guided_grad_cam(guided, grad_cam):
    """Guided backpropagation times the finished map of Grad-CAM, as pytorch-grad-cam's `cam.py` multiplies them."""
    return guided * grad_cam[None]


def formula(method, model, image, target, case):
    scored = Score(model, target)
    if method == "gradient":
        return gradient(scored, image)
    if method == "gradient-x-input":
        return gradient(scored, image) * image[0].numpy()
    if method == "guided-backprop":
        return gradient(rectified(scored, False), image)
    if method == "deconvnet":
        return gradient(rectified(scored, True), image)
    if method == "guided-grad-cam":
        raw = formulas.FROM_EVIDENCE["grad-cam"](*evidence(model, case, image, target)[0])
        return guided_grad_cam(gradient(rectified(scored, False), image), formulas.final([raw], tuple(image.shape[2:])))
    if method == "smooth-grad":
        return perturbed.smooth_grad(lambda x: gradient(scored, x), image)
    if method == "rise":
        return perturbed.rise(scored, image)
    if method == "integrated-gradients":
        return integrated(scored, image)
    if method == "occlusion":
        return occluded(scored, image)
    return full_grad(model, image, target)


def library(method, model, image, target, case):
    """The same by captum or pytorch-grad-cam (guided-backprop, guided-grad-cam), and fields of its own."""
    scored = copy.deepcopy(Score(model, target))
    if method in ("guided-backprop", "guided-grad-cam"):
        found = pytorch_grad_cam.GuidedBackpropReLUModel(scored, "cpu")(image.clone(), target_category=0)
        found = found.transpose(2, 0, 1)
        if method == "guided-backprop":
            return found, {}
        heat = cam_library.run("grad-cam", model, case, case.layers[:1], image, target)[0]
        return guided_grad_cam(found, heat), {}
    if method == "smooth-grad":
        return perturbed.noise_tunnel(scored, image), {"settings": perturbed.SMOOTH_GRAD}
    x = image.clone().requires_grad_(True)
    if method == "gradient":
        found = captum.attr.Saliency(scored).attribute(x, target=0, abs=False)
    elif method == "gradient-x-input":
        found = captum.attr.InputXGradient(scored).attribute(x, target=0)
    elif method == "deconvnet":
        found = captum.attr.Deconvolution(scored).attribute(x, target=0)
    elif method == "integrated-gradients":
        found, delta = captum.attr.IntegratedGradients(scored).attribute(
            x, 0.0, target=0, n_steps=STEPS, method="gausslegendre", internal_batch_size=5, return_convergence_delta=True)
        return found[0].detach().numpy(), {"delta": float(delta)}
    else:
        with torch.no_grad():
            found = captum.attr.Occlusion(scored).attribute(image, WINDOW, STRIDE, 0.0, 0)
        assert (found[0] == found[0, 0]).all()
        return found[0, 0].numpy(), {}
    return found[0].detach().numpy(), {}
