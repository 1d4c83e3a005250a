"""Writes what torchvision calls its parameters, and what its networks compute, as two small tables.

    python resnet_features.py OUT_FOLDER

torchvision_parameters.csv has every entry of the state dictionaries with its shape (a scalar has
none); torchvision_features.csv some values of feature maps, evenly spread over them. Weights and
images follow from a formula of names and indices, so that whoever compares needs no file of weights.
"""

import argparse
import csv
from pathlib import Path

import numpy as np
import torch
from torchvision.models import resnet18
from torchvision.models.feature_extraction import create_feature_extractor
from torchvision.models.segmentation import deeplabv3_resnet50

SAMPLES = 8


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    small = resnet18(weights=None)
    large = deeplabv3_resnet50(weights=None, weights_backbone=None, num_classes=21, aux_loss=True)
    networks = {"resnet18": small, "deeplabv3_resnet50": large}
    write(folder / "torchvision_parameters.csv", ("network", "name", "shape"), parameters(networks))
    for network in networks.values():
        fill(network)
    fields = ("network", "layer", "shape", "index", "value")
    write(folder / "torchvision_features.csv", fields, features(small, large))


def parameters(networks):
    for title, network in networks.items():
        for name, tensor in network.state_dict().items():
            yield title, name, sized(tensor)


@torch.no_grad()
def features(small, large):
    give_up_stride(small.layer4)
    stages = ["layer1", "layer2", "layer3", "layer4"]
    maps = create_feature_extractor(small.eval(), stages)(image(65, 49))
    for stage in stages:
        yield from samples("resnet18", stage, maps[stage])
    yield from samples("deeplabv3_resnet50", "out", large.eval()(image(49, 33))["out"])


def give_up_stride(stage):
    """Dilates all of a stage by 2 instead, which torchvision offers for bottlenecks only."""
    for module in stage.modules():
        if isinstance(module, torch.nn.Conv2d):
            module.stride = (1, 1)
            if module.kernel_size == (3, 3):
                module.dilation = module.padding = (2, 2)


def fill(network):
    for name, tensor in network.state_dict().items():
        if not name.endswith("num_batches_tracked"):
            tensor.copy_(torch.from_numpy(values(name, tensor.shape)))


def image(height, width):
    drawn = uniform("image", 3 * height * width).astype(np.float32)
    return torch.from_numpy(drawn).reshape(1, 3, height, width)


def values(name, shape):
    """Convolutions spread as He et al. have it, so that features stay of order one; the rest near the identity."""
    drawn = uniform(name, int(np.prod(shape)))
    if len(shape) > 1:
        drawn = drawn * np.sqrt(6 / np.prod(shape[1:]))
    elif name.endswith((".weight", ".running_var")):
        drawn = 1 + drawn / 2
    else:
        drawn = drawn / 10
    return drawn.astype(np.float32).reshape(shape)


def uniform(name, count):
    """Doubles in [-1, 1): the 32-bit finaliser of MurmurHash3 over the name's FNV-1a hash and the index."""
    start = 0x811C9DC5
    for byte in name.encode():
        start = ((start ^ byte) * 0x01000193) & 0xFFFFFFFF
    with np.errstate(over="ignore"):
        bits = np.uint32(start) + np.arange(count, dtype=np.uint32) * np.uint32(0x9E3779B9)
        bits = (bits ^ (bits >> np.uint32(16))) * np.uint32(0x85EBCA6B)
        bits = (bits ^ (bits >> np.uint32(13))) * np.uint32(0xC2B2AE35)
        bits = bits ^ (bits >> np.uint32(16))
    return bits.astype(np.float64) / 2**31 - 1


def samples(network, layer, tensor):
    flat = tensor.flatten()
    for index in np.linspace(0, len(flat) - 1, SAMPLES).astype(int):
        yield network, layer, sized(tensor), index, f"{flat[index].item():.9g}"


def sized(tensor):
    return "x".join(map(str, tensor.shape))


def write(path, fields, rows):
    with path.open("w", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(fields)
        table.writerows(rows)


if __name__ == "__main__":
    main()
