"""Small networks that go through the operators that larger ones use rarely."""

import torch
from torch import nn
from torch.nn import functional as F

from small_networks import conv_norm


class Activations(nn.Module):
    """PReLU with one slope and with one a channel, and the other pointwise functions."""

    def __init__(self):
        super().__init__()
        functions = [
            nn.PReLU(16, init=0.2),
            nn.PReLU(),
            nn.LeakyReLU(0.1),
            nn.Hardswish(),
            nn.SiLU(),
            nn.ReLU6(),
            nn.Hardsigmoid(),
            nn.Sigmoid(),
            nn.Hardtanh(-0.7, 0.9),
        ]
        with torch.no_grad():
            functions[0].weight.uniform_(-0.2, 0.4)
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.layers = nn.ModuleList(
            nn.Sequential(nn.Conv2d(16, 16, 1), nn.BatchNorm2d(16), function) for function in functions
        )
        self.head = nn.Conv2d(16, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        for layer in self.layers:
            x = x + layer(x)
        return self.head(x)


class Arithmetic(nn.Module):
    """Constants and maps of one channel, added, subtracted, multiplied and divided."""

    def __init__(self):
        super().__init__()
        self.register_buffer("mean", torch.tensor([0.485, 0.456, 0.406]).view(1, 3, 1, 1))
        self.register_buffer("deviation", torch.tensor([0.229, 0.224, 0.225]).view(1, 3, 1, 1))
        self.left = nn.Conv2d(3, 14, 3, padding=1)
        self.right = nn.Conv2d(3, 14, 3, padding=1)
        self.attention = nn.Conv2d(14, 1, 1)
        self.scale = nn.Parameter(torch.empty(14, 1, 1).uniform_(0.5, 1.5))
        self.head = nn.Conv2d(14, 3, 1)
        nn.init.normal_(self.head.weight, std=0.5)

    def forward(self, image):
        x = (image * 0.2 + 0.45 - self.mean) / self.deviation
        left, right = F.relu(self.left(x)), F.relu(self.right(x))
        x = (left - right) * self.scale + left * torch.sigmoid(self.attention(right))
        return self.head(x / 2 + (1.0 - left) * 0.1)


class Padding(nn.Module):
    """Padding of every kind, different on each side."""

    def __init__(self):
        super().__init__()
        self.reflected = nn.Conv2d(3, 10, 3)
        self.replicated = nn.Conv2d(10, 10, (5, 3), dilation=(1, 2), bias=False)
        self.norm = nn.BatchNorm2d(10)
        self.zeroed = nn.Conv2d(10, 10, 3, stride=2)
        self.constant = nn.Conv2d(10, 10, 2)
        self.uneven = nn.Conv2d(10, 3, (1, 5), padding=(0, 2))
        nn.init.normal_(self.uneven.weight, std=0.5)

    def forward(self, image):
        x = F.relu(self.reflected(F.pad(image, (2, 0, 0, 2), mode="reflect")))
        x = F.relu(self.norm(self.replicated(F.pad(x, (3, 1, 2, 2), mode="replicate"))))
        x = F.relu(self.zeroed(F.pad(x, (0, 1, 0, 1))))
        x = F.relu(self.constant(F.pad(x, (1, 0, 0, 1), value=0.5)))
        return self.uneven(x)


class Resizes(nn.Module):
    """Every interpolation that segmentation networks use, by factor and by size."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 12, stride=4)
        self.head = nn.Conv2d(12, 3, 3, padding=1)

    def forward(self, image):
        x = self.stem(image)
        total = 0
        for options in (
            {"mode": "nearest"},
            {"mode": "bilinear", "align_corners": False},
            {"mode": "bilinear", "align_corners": True},
            {"mode": "bicubic", "align_corners": False},
            {"mode": "bicubic", "align_corners": True},
        ):
            total = total + F.interpolate(x, scale_factor=2, **options)
            total = total + F.interpolate(x, size=total.shape[2:], **options)
        uneven = F.interpolate(x, size=(23, 41), mode="bilinear", align_corners=False)
        back = F.interpolate(uneven, size=total.shape[2:], mode="nearest")
        return self.head(total * 0.1 + back)


class Pooling(nn.Module):
    """Ceiling mode, padding counted and not, adaptive pooling, means over height and width."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 12)
        self.head = nn.Conv2d(12, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        x = F.max_pool2d(x, 3, stride=2, ceil_mode=True)
        x = F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=True)
        x = F.avg_pool2d(x, 3, stride=1, padding=1, count_include_pad=False)
        x = F.avg_pool2d(x, (2, 3), stride=(1, 2), ceil_mode=True)
        x = F.max_pool2d(x, 3, stride=1, padding=1, dilation=2)
        pyramid = F.interpolate(F.adaptive_avg_pool2d(x, (1, 2)), size=x.shape[2:], mode="nearest")
        return self.head(x - x.mean((2, 3), keepdim=True) + F.adaptive_max_pool2d(x, 1) + pyramid)


class Labels(nn.Module):
    """Ends in the label of each pixel."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_norm(3, 12, stride=2), conv_norm(12, 12))
        self.head = nn.Conv2d(12, 5, 1)

    def forward(self, image):
        scores = self.head(self.features(image))
        scores = F.interpolate(scores, scale_factor=2, mode="bilinear", align_corners=False)
        return scores.argmax(1)


class Probabilities(nn.Module):
    """Ends in the probability of each class and pixel, and has dropout before its head."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_norm(3, 12), nn.Dropout2d(0.3), conv_norm(12, 12))
        self.head = nn.Conv2d(12, 5, 1)

    def forward(self, image):
        return self.head(self.features(image)).softmax(1)
