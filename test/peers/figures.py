"""Records multiply-accumulates and parameters as PyTorch's own counter sees them.

    python figures.py [--only NAME]

Writes figures/macs-NAME.json: totals, and a list of layers in the order in which they run. The
counter is torch.utils.flop_counter.FlopCounterMode, which counts two operations a
multiply-accumulate, in convolutions and matrix products alone. The text detector exists
as an ONNX file only: onnx2torch makes PyTorch modules of it first.
"""

import argparse
import json
import logging
import tempfile
from pathlib import Path

import onnx
import onnx2torch
import torch
import torchvision
from torch import nn
from torch.utils.flop_counter import FlopCounterMode

from exports import EXPORTS
from networks import DEEP, SMALL, TORCHVISION
from seeded import sample

FOLDER = Path(__file__).parent / "figures"
COUNTED = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)
CONVERTED = {"text_detector": "text_detector"}


def main():
    logging.disable(logging.WARNING)
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", metavar="NAME")
    only = parser.parse_args().only
    FOLDER.mkdir(exist_ok=True)
    for name, network in {**TORCHVISION, **SMALL, **DEEP}.items():
        if name.startswith(only):
            write(name, count(network.build(), sample(network.shape, seed=7)), "defined in PyTorch")
    for name, export in CONVERTED.items():
        if name.startswith(only):
            with tempfile.TemporaryDirectory() as folder:
                path = Path(folder) / f"{name}.onnx"
                image = torch.from_numpy(EXPORTS[export](path))
                network = onnx2torch.convert(with_initializers(path)).eval()
            write(name, count(network, image), "ONNX converted by onnx2torch 1.5.15")


def with_initializers(path):
    """The model with its constant nodes as initializers, where alone onnx2torch looks for weights."""
    model = onnx.load(path)
    constants = [
        node for node in model.graph.node if node.op_type == "Constant" and node.attribute[0].name == "value"
    ]
    for node in constants:
        tensor = node.attribute[0].t
        tensor.name = node.output[0]
        model.graph.initializer.append(tensor)
        model.graph.node.remove(node)
    return model


def count(network, image):
    """Macs of one forward pass over `image`, in all and by layer.

    A layer that runs twice is listed once, with the macs of both runs and its last output.
    `otherMacs` are those of products between two computed matrices.
    """
    outputs = {}
    layers = {name: layer for name, layer in network.named_modules() if isinstance(layer, COUNTED)}
    hooks = [
        layer.register_forward_hook(
            lambda layer, inputs, output, name=name: outputs.update({name: list(output.shape)})
        )
        for name, layer in layers.items()
    ]
    with FlopCounterMode(display=False) as counter, torch.no_grad():
        network(image)
    for hook in hooks:
        hook.remove()
    counts = counter.get_flop_counts()
    root = type(network).__name__
    listed = [
        {
            "name": name,
            "kind": type(layers[name]).__name__,
            "macs": sum(counts[f"{root}.{name}"].values()) // 2,
            "params": sum(parameter.numel() for parameter in layers[name].parameters()),
            "output": output,
        }
        for name, output in outputs.items()
    ]
    macs = sum(layer["macs"] for layer in listed)
    return {
        "input": list(image.shape),
        "macs": macs,
        "otherMacs": counter.get_total_flops() // 2 - macs,
        "params": sum(parameter.numel() for parameter in network.parameters()),
        "layers": listed,
    }


def write(name, figures, source):
    layers = figures.pop("layers")
    described = {
        "network": name,
        "source": source,
        "counter": "torch.utils.flop_counter.FlopCounterMode",
        "versions": {"torch": torch.__version__, "torchvision": torchvision.__version__},
        **figures,
    }
    lines = ",\n".join(f"    {json.dumps(layer)}" for layer in layers)
    head = json.dumps(described, indent=2).removesuffix("\n}")
    (FOLDER / f"macs-{name}.json").write_text(f'{head},\n  "layers": [\n{lines}\n  ]\n}}\n')
    print(f"{name}: {figures['macs']:,} macs, {figures['params']:,} parameters, {len(layers)} layers")


if __name__ == "__main__":
    main()
