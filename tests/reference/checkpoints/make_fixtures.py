"""Checkpoints as training code writes them, and what their networks answer. See README.md.

    python make_fixtures.py

Each file holds a small network, with weights that follow from their names (`../weights.py`); in `expected.json` are the
scores that PyTorch computes with them for the picture that `picture` makes.
"""

import json
import sys
from pathlib import Path

import torch
import torchvision
from safetensors.torch import save_file
from torch import nn

HERE = Path(__file__).resolve().parent
sys.path.append(str(HERE.parent))
from weights import fill, uniform  # noqa: E402

SIDE = 64
CLASSES = 3
WIDTHS = {64: 2, 128: 3, 256: 4, 512: 5}
EXPECTED = {}


def narrow(module, channels):
    """The same network with a few channels in each layer."""
    for name, child in module.named_children():
        if isinstance(child, nn.Conv2d):
            taken = WIDTHS.get(child.in_channels, channels)
            layer = nn.Conv2d(taken, WIDTHS[child.out_channels], child.kernel_size, child.stride, child.padding, bias=False)
        elif isinstance(child, nn.BatchNorm2d):
            layer = nn.BatchNorm2d(WIDTHS[child.num_features])
        elif isinstance(child, nn.Linear):
            layer = nn.Linear(WIDTHS[child.in_features], CLASSES)
        else:
            narrow(child, channels)
            continue
        setattr(module, name, layer)
    return module


def network(salt, channels=3):
    """A ResNet of four blocks, whose weights follow from their names and the salt."""
    resnet = torchvision.models.resnet
    model = narrow(resnet.ResNet(resnet.BasicBlock, [1, 1, 1, 1]), channels)
    filled, _ = fill({name: value.numpy() for name, value in model.state_dict().items()}, 1.0, salt)
    model.load_state_dict({name: torch.from_numpy(values.copy()) for name, values in filled.items()})
    return model.eval()


def picture(channels=3):
    """From 0 to 1."""
    values = uniform("picture", channels * SIDE * SIDE) / 2 + 0.5
    return torch.from_numpy(values.reshape(1, channels, SIDE, SIDE))


def scores(model, channels=3):
    with torch.no_grad():
        return [float(f"{value:.7g}") for value in model(picture(channels))[0]]


def below(prefix, state):
    return {prefix + name: value for name, value in state.items()}


def note(name, model, channels=3, **more):
    EXPECTED[name] = {"channels": channels, "scores": scores(model, channels), **more}


def save(name, content, model, channels=3, *, options=None, **more):
    torch.save(content, HERE / name, **(options or {}))
    note(name, model, channels, **more)


def averaged_weights():
    """The averaged weights count; `raw` are the scores of the others."""
    raw, averaged = network("raw"), network("averaged")
    both = {"raw": scores(raw)}
    optimiser = torch.optim.AdamW(raw.parameters())
    raw.train()(picture()).sum().backward()
    raw.load_state_dict(network("raw").state_dict())
    raw.eval()
    optimiser.step()
    raw.load_state_dict(network("raw").state_dict())
    # timm, `CheckpointSaver`
    save("timm.pth.tar", {"epoch": 5, "arch": "resnet18", "state_dict": raw.state_dict(), "optimizer": optimiser.state_dict(),
                          "version": 2, "state_dict_ema": averaged.state_dict(), "metric": 76.5}, averaged, **both)
    # DeiT, `main.py`
    save("deit.pth", {"model": raw.state_dict(), "epoch": 3, "model_ema": averaged.state_dict(), "scaler": {"scale": 65536.0}},
         averaged, **both)
    # torchvision, `references/classification/train.py`
    model_ema = torch.optim.swa_utils.AveragedModel(averaged, use_buffers=True)
    save("torchvision.pth", {"model": raw.state_dict(), "epoch": 3, "model_ema": model_ema.state_dict()}, averaged, **both)
    # PyTorch's own tutorial of SWA
    save("swa.pt", {"swa_model": model_ema.state_dict(), "model": raw.state_dict()}, averaged, **both)
    # Lightning, `WeightAveraging`: the averaged weights take the place of the others
    save("lightning.ckpt", {"epoch": 1, "state_dict": below("net.", averaged.state_dict()),
                            "current_model_state": below("net.", raw.state_dict()),
                            "averaging_state": {"n_averaged": torch.tensor(4)}}, averaged, **both)
    # `LitEma`: parameters alone, in buffers, whose names have no dots
    flat = {name.replace(".", ""): value.detach() for name, value in averaged.named_parameters()}
    mixed = network("raw")
    mixed.load_state_dict({**raw.state_dict(), **dict(averaged.named_parameters())})
    counters = {"model_ema.decay": torch.tensor(0.999), "model_ema.num_updates": torch.tensor(7)}
    save("lit-ema.ckpt", {"state_dict": {**below("model.", raw.state_dict()), **counters, **below("model_ema.", flat)}}, mixed, **both)
    # Many a training loop: parameters alone
    shadow = {name: value.detach() for name, value in averaged.named_parameters()}
    save("shadow.pth", {"net": raw.state_dict(), "ema": {"decay": 0.99, "shadow": shadow}}, mixed, **both)


def prefixes():
    model = network("one")
    state = model.state_dict()
    companions = {"loss_fn.weight": torch.ones(CLASSES), "train_acc.tp": torch.zeros(CLASSES, dtype=torch.long)}
    save("lightning-module.ckpt", {"state_dict": {**below("model.", state), **companions}}, model,
         remark="`state_dict.loss_fn`, `state_dict.train_acc`")
    save("backbone.pth", {"state_dict": below("module.backbone.", state), "best_acc1": torch.tensor(0.5)}, model, remark="`best_acc1`")
    save_file({name: value.contiguous() for name, value in below("timm_model.", state).items()}, HERE / "timm-wrapper.safetensors")
    note("timm-wrapper.safetensors", model)
    mean, deviation = torch.tensor([0.4, 0.5, 0.6]), torch.tensor([0.2, 0.25, 0.3])
    inside = {"normalise.mean": mean.reshape(1, 3, 1, 1), "normalise.std": deviation.reshape(1, 3, 1, 1)}
    wrapped = nn.Sequential(torchvision.transforms.Normalize(mean, deviation), model)
    save("normalised.pth", {**below("net.", state), **inside}, wrapped, remark="`normalise`",
         mean=mean.tolist(), std=deviation.tolist())


def of_old_pytorch():
    model = network("old")
    old = {"_use_new_zipfile_serialization": False}
    save("old.pth", model.state_dict(), model, options=old)
    save("old-protocol-4.pth", {"epoch": 3, "net": below("module.", model.state_dict())}, model, options={**old, "pickle_protocol": 4})


def grey():
    model = network("grey", 1)
    save("grey.pth", model.state_dict(), model, 1)


if __name__ == "__main__":
    torch.set_num_threads(1)
    averaged_weights()
    prefixes()
    of_old_pytorch()
    grey()
    lines = ",\n".join(f" {json.dumps(name)}: {json.dumps(what)}" for name, what in sorted(EXPECTED.items()))
    (HERE / "expected.json").write_text(f"{{\n{lines}\n}}\n", encoding="utf-8")
