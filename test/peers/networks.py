"""The networks that the peers export and count, by name."""

from collections.abc import Callable
from dataclasses import dataclass

from torch import nn
from torchvision.models import resnet152
from torchvision.models._utils import IntermediateLayerGetter
from torchvision.models.segmentation import (
    deeplabv3_resnet50,
    fcn_resnet50,
    lraspp_mobilenet_v3_large,
)
from torchvision.models.segmentation.fcn import FCN, FCNHead

import frozen_networks as frozen
import operator_networks as operators
import small_networks as small
from seeded import seeded


@dataclass(frozen=True)
class Network:
    """`shape` is the input's (channels, height, width); the batch is always one."""

    factory: Callable[[], nn.Module]
    shape: tuple

    def build(self):
        return seeded(self.factory, self.shape)


class Out(nn.Module):
    """Returns the map named `out`, where torchvision returns a dictionary of maps."""

    def __init__(self, network):
        super().__init__()
        self.network = network

    def forward(self, image):
        return self.network(image)["out"]


def torchvision_network(constructor):
    return lambda: Out(constructor(weights=None, weights_backbone=None, num_classes=21))


def fcn_resnet152():
    """FCN on a ResNet-152: 157 convolutions and 156 batch norms, some 300 layers."""
    backbone = resnet152(weights=None, replace_stride_with_dilation=[False, True, True])
    features = IntermediateLayerGetter(backbone, return_layers={"layer4": "out"})
    return Out(FCN(features, FCNHead(2048, 21)))


TORCHVISION = {
    "deeplabv3_resnet50": Network(torchvision_network(deeplabv3_resnet50), (3, 224, 224)),
    "fcn_resnet50": Network(torchvision_network(fcn_resnet50), (3, 224, 224)),
    "lraspp_mobilenet_v3_large": Network(torchvision_network(lraspp_mobilenet_v3_large), (3, 224, 224)),
}

DEEP = {"fcn_resnet152": Network(fcn_resnet152, (3, 224, 224))}

SMALL = {
    "unet": Network(small.UNet, (3, 64, 64)),
    "resnext": Network(small.ResNeXt, (3, 64, 64)),
    "squeeze_excite": Network(small.SqueezeExcite, (3, 48, 64)),
    "shuffle": Network(small.Shuffle, (3, 48, 64)),
    "shared": Network(small.Shared, (3, 48, 64)),
    "cross_stage": Network(small.CrossStage, (3, 48, 64)),
    "dense": Network(small.Dense, (3, 48, 64)),
    "activations": Network(operators.Activations, (3, 48, 64)),
    "arithmetic": Network(operators.Arithmetic, (3, 48, 64)),
    "padding": Network(operators.Padding, (3, 47, 64)),
    "resizes": Network(operators.Resizes, (3, 48, 64)),
    "pooling": Network(operators.Pooling, (3, 47, 64)),
    "labels": Network(operators.Labels, (3, 48, 64)),
    "probabilities": Network(operators.Probabilities, (3, 48, 64)),
    "pixel_shuffle": Network(frozen.PixelShuffle, (3, 32, 48)),
    "attention": Network(frozen.Attention, (3, 32, 48)),
    "norms": Network(frozen.Norms, (3, 32, 48)),
}
