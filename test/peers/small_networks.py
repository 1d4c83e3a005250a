"""Small networks, one for each way in which layers tie channels together."""

import torch
from torch import nn
from torch.nn import functional as F


def conv_norm(inputs, outputs, kernel=3, activation=nn.ReLU, **options):
    options.setdefault("padding", kernel // 2)
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, bias=False, **options),
        nn.BatchNorm2d(outputs),
        activation(),
    )


class UNet(nn.Module):
    """Transposed convolutions, and concats of what they upsample with what was skipped."""

    def __init__(self):
        super().__init__()
        self.first = nn.Sequential(conv_norm(3, 12), conv_norm(12, 12))
        self.second = nn.Sequential(conv_norm(12, 20), conv_norm(20, 20))
        self.bottom = conv_norm(20, 28)
        self.up_second = nn.ConvTranspose2d(28, 20, 2, stride=2)
        self.join_second = conv_norm(40, 20)
        self.up_first = nn.ConvTranspose2d(20, 10, 3, stride=2, padding=1, output_padding=1)
        self.join_first = conv_norm(22, 12)
        self.head = nn.Conv2d(12, 5, 1)

    def forward(self, image):
        first = self.first(image)
        second = self.second(F.max_pool2d(first, 2))
        bottom = self.bottom(F.max_pool2d(second, 2))
        second = self.join_second(torch.cat([self.up_second(bottom), second], 1))
        return self.head(self.join_first(torch.cat([first, self.up_first(second)], 1)))


class GroupedBlock(nn.Module):
    def __init__(self, inputs, width, outputs, groups, stride):
        super().__init__()
        self.reduce = conv_norm(inputs, width, 1)
        self.grouped = conv_norm(width, width, stride=stride, groups=groups)
        self.expand = nn.Sequential(nn.Conv2d(width, outputs, 1, bias=False), nn.BatchNorm2d(outputs))
        self.shortcut = (
            nn.Identity()
            if stride == 1 and inputs == outputs
            else nn.Sequential(
                nn.Conv2d(inputs, outputs, 1, stride=stride, bias=False), nn.BatchNorm2d(outputs)
            )
        )

    def forward(self, x):
        return F.relu(self.expand(self.grouped(self.reduce(x))) + self.shortcut(x))


class ResNeXt(nn.Module):
    """Residual adds around convolutions in 4 and 8 groups; one grouped with as many filters again."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 16, stride=2)
        self.blocks = nn.Sequential(
            GroupedBlock(16, 16, 32, groups=4, stride=1),
            GroupedBlock(32, 16, 32, groups=4, stride=1),
            GroupedBlock(32, 32, 48, groups=8, stride=2),
            GroupedBlock(48, 32, 48, groups=8, stride=1),
        )
        self.widen = conv_norm(48, 96, groups=12)
        self.head = nn.Conv2d(96, 4, 1)

    def forward(self, image):
        scores = self.head(self.widen(self.blocks(self.stem(image))))
        return F.interpolate(scores, scale_factor=4, mode="bilinear", align_corners=False)


class Squeeze(nn.Module):
    """Squeeze-and-excitation by 1x1 convolutions."""

    def __init__(self, channels, gate):
        super().__init__()
        self.reduce = nn.Conv2d(channels, 8, 1)
        self.expand = nn.Conv2d(8, channels, 1)
        self.gate = gate

    def forward(self, x):
        return x * self.gate(self.expand(F.relu(self.reduce(F.adaptive_avg_pool2d(x, 1)))))


class LinearSqueeze(nn.Module):
    """Squeeze-and-excitation by linear layers, the pooled map flattened and viewed as a map again."""

    def __init__(self, channels):
        super().__init__()
        self.layers = nn.Sequential(
            nn.Flatten(), nn.Linear(channels, 6), nn.ReLU(), nn.Linear(6, channels), nn.Sigmoid()
        )

    def forward(self, x):
        gates = self.layers(F.adaptive_avg_pool2d(x, 1))
        return gates.view(x.shape[0], -1, 1, 1) * x


class SqueezeExcite(nn.Module):
    """Inverted residuals: expansion, depthwise convolution, excitation, projection."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 16, stride=2, activation=nn.Hardswish)
        self.first = nn.Sequential(
            conv_norm(16, 40, 1, activation=nn.Hardswish),
            conv_norm(40, 40, groups=40, activation=nn.SiLU),
            Squeeze(40, nn.Hardsigmoid()),
            nn.Conv2d(40, 16, 1, bias=False),
            nn.BatchNorm2d(16),
        )
        self.second = nn.Sequential(
            conv_norm(16, 48, 1, activation=nn.ReLU6),
            conv_norm(48, 48, 5, groups=48, activation=nn.ReLU6),
            LinearSqueeze(48),
            nn.Conv2d(48, 16, 1, bias=False),
            nn.BatchNorm2d(16),
            Squeeze(16, nn.Sigmoid()),
        )
        self.multiply = conv_norm(16, 32, groups=16)
        self.head = nn.Conv2d(32, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        x = x + self.first(x)
        x = self.second(x) + x
        return self.head(self.multiply(x))


class Shuffle(nn.Module):
    """ShuffleNet's unit: half of the channels pass by, and groups are mixed afterwards."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 24, stride=2)
        self.units = nn.ModuleList(
            nn.Sequential(
                conv_norm(12, 12, 1),
                nn.Conv2d(12, 12, 3, padding=1, groups=12, bias=False),
                nn.BatchNorm2d(12),
                conv_norm(12, 12, 1),
            )
            for _ in range(2)
        )
        self.head = nn.Conv2d(24, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        for unit in self.units:
            kept, changed = x.chunk(2, dim=1)
            x = torch.cat([kept, unit(changed)], 1)
            batch, channels, height, width = x.shape
            x = x.view(batch, 2, channels // 2, height, width).transpose(1, 2)
            x = x.reshape(batch, channels, height, width)
        return self.head(x)


class Shared(nn.Module):
    """One convolution, and one head, applied to two scales."""

    def __init__(self):
        super().__init__()
        self.fine = conv_norm(3, 16)
        self.coarse = conv_norm(16, 16, stride=2)
        self.tower = nn.Conv2d(16, 24, 3, padding=1)
        self.head = nn.Conv2d(24, 3, 1)

    def forward(self, image):
        fine = self.fine(image)
        coarse = self.coarse(fine)
        scores = [self.head(F.relu(self.tower(scale))) for scale in (fine, coarse)]
        return scores[0] + F.interpolate(scores[1], scale_factor=2.0, mode="nearest")


class CrossStage(nn.Module):
    """Uneven splits and slices along channels, their parts concatenated in another order."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 30, activation=nn.LeakyReLU)
        self.deep = nn.Sequential(conv_norm(14, 14), conv_norm(14, 18))
        self.side = conv_norm(8, 8, 1)
        self.narrow = conv_norm(6, 10)
        self.head = nn.Conv2d(44, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        deep, side, plain = torch.split(x, [14, 8, 8], dim=1)
        narrow = self.narrow(x[:, 20:26])
        return self.head(torch.cat([plain, self.deep(deep), self.side(side), narrow], 1))


class Dense(nn.Module):
    """Each layer reads the concat of all before it, so one filter sits at many offsets."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.layers = nn.ModuleList(
            nn.Sequential(
                nn.BatchNorm2d(16 + 12 * depth),
                nn.ReLU(),
                nn.Conv2d(16 + 12 * depth, 12, 3, padding=1, bias=False),
            )
            for depth in range(4)
        )
        self.head = nn.Conv2d(64, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        for layer in self.layers:
            x = torch.cat([x, layer(x)], 1)
        return self.head(x)
