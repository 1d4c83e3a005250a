"""Seeded random weights under which a network still behaves like a trained one."""

import torch
from torch import nn


def seeded(factory, shape, seed=20260501):
    """Builds a network in eval mode, the same on every call.

    Batch norms get uneven scales and shifts, and the statistics of what really flows through
    them, a little off: an importer that mistakes one parameter for another cannot pass, and the
    outputs stay of order one however deep the network is. Shifts are above zero for the most part,
    as with fewer channels at the edge of their ReLU a deep random network magnifies rounding less
    (ten times less in DeepLabV3-ResNet50).
    """
    torch.manual_seed(seed)
    network = factory()
    norms = [module for module in network.modules() if isinstance(module, nn.BatchNorm2d)]
    with torch.no_grad():
        for norm in norms:
            norm.weight.uniform_(0.5, 1.5)
            norm.bias.normal_(0.5, 0.3)
            norm.momentum = None
            norm.reset_running_stats()
            norm.train()
        network.eval()
        for norm in norms:
            norm.train()
        for _ in range(2):
            network(sample(shape, batch=2))
        network.eval()
        for norm in norms:
            # over a pooled map, one pixel an image, some channels hardly vary: they would be noise
            norm.running_var.copy_(torch.maximum(norm.running_var, 0.01 * norm.running_mean**2))
            spread = norm.running_var.sqrt()
            norm.running_mean += 0.1 * spread * torch.randn_like(spread)
            norm.running_var *= torch.empty_like(spread).uniform_(0.8, 1.25)
            norm.momentum = 0.1
    return network.requires_grad_(False)


def sample(shape, batch=1, seed=None):
    """A standard normal input: `shape` is (channels, height, width)."""
    generator = None if seed is None else torch.Generator().manual_seed(seed)
    return torch.randn((batch, *shape), generator=generator)
