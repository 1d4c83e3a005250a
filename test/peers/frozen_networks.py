"""Small networks with a part that no channel group can describe: the channels it touches stay."""

from torch import nn
from torch.nn import functional as F

from small_networks import conv_norm


class PixelShuffle(nn.Module):
    """Channels become pixels."""

    def __init__(self):
        super().__init__()
        self.features = nn.Sequential(conv_norm(3, 16), conv_norm(16, 32))
        self.shuffle = nn.PixelShuffle(2)
        self.after = conv_norm(8, 12)
        self.head = nn.Conv2d(12, 3, 1)

    def forward(self, image):
        return self.head(self.after(self.shuffle(self.features(image))))


class Attention(nn.Module):
    """Every pixel attends to every other, two heads of eight channels."""

    def __init__(self):
        super().__init__()
        self.stem = conv_norm(3, 16, stride=4)
        self.query, self.key, self.value = (nn.Conv2d(16, 16, 1) for _ in range(3))
        self.project = nn.Conv2d(16, 16, 1)
        self.after = conv_norm(16, 12)
        self.head = nn.Conv2d(12, 3, 1)

    def forward(self, image):
        x = self.stem(image)
        batch, channels, height, width = x.shape
        query, key, value = (
            layer(x).reshape(batch, 2, channels // 2, height * width)
            for layer in (self.query, self.key, self.value)
        )
        weights = (query.transpose(2, 3) @ key * (channels // 2) ** -0.5).softmax(-1)
        mixed = (weights @ value.transpose(2, 3)).transpose(2, 3).reshape(x.shape)
        return self.head(self.after(x + self.project(mixed)))


class Norms(nn.Module):
    """Normalisation over pixels, over channels and over groups of them."""

    def __init__(self):
        super().__init__()
        self.stem = nn.Conv2d(3, 16, 3, padding=1)
        self.instance = nn.InstanceNorm2d(16, affine=True)
        self.middle = nn.Conv2d(16, 12, 3, padding=1)
        self.layer = nn.LayerNorm(12)
        self.late = nn.Conv2d(12, 8, 3, padding=1)
        self.group = nn.GroupNorm(4, 8)
        self.head = nn.Conv2d(8, 3, 1)
        for norm in (self.instance, self.layer, self.group):
            nn.init.uniform_(norm.weight, 0.5, 1.5)
            nn.init.normal_(norm.bias, std=0.2)

    def forward(self, image):
        x = F.relu(self.instance(self.stem(image)))
        x = self.layer(self.middle(x).permute(0, 2, 3, 1)).permute(0, 3, 1, 2)
        return self.head(F.gelu(self.group(self.late(F.gelu(x)))))
