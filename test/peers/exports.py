"""Every export by name: a function that writes the file and returns an input for it."""

import shutil
from importlib.util import find_spec
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw

from exporters import OPEN_BATCH, OPEN_SIZE, dynamo, external, half, torchscript
from networks import DEEP, SMALL, TORCHVISION
from seeded import sample


def of(network, exporter):
    def write(path):
        exporter(network.build(), sample(network.shape, seed=1), path)
        return sample(network.shape, seed=7).numpy()

    return write


def tensorflow(opset):
    def write(path):
        from keras_network import export

        return export(opset)(path)

    return write


def text_detector(path):
    """Copies the network with real weights out of the installed package; its input shows text,
    as on noise every probability is nearly zero."""
    package = Path(find_spec("rapidocr_onnxruntime").origin).parent
    shutil.copyfile(package / "models" / "ch_PP-OCRv4_det_infer.onnx", path)
    page = Image.new("RGB", (224, 224), "white")
    draw = ImageDraw.Draw(page)
    for line, words in enumerate(["pruned until", "it fits the", "hardware 2026"]):
        draw.text((12, 20 + 64 * line), words, fill=(20, 20 + 60 * line, 90), font_size=28)
    scaled = np.asarray(page, dtype=np.float32).transpose(2, 0, 1)[np.newaxis] / 127.5 - 1
    return np.ascontiguousarray(scaled)


VARIANTS = {
    "script17": torchscript(17),
    "norms13": torchscript(13, open_axes=OPEN_BATCH, keep_norms=True),
    "dynamo18": dynamo(18),
    "dynamo21": dynamo(21, open_batch=True),
    "script11": torchscript(11),
    "half17": half(17),
    "external17": external(17),
}

OPEN_SIZES = {
    f"lraspp_mobilenet_v3_large-sizes{opset}": of(
        TORCHVISION["lraspp_mobilenet_v3_large"], torchscript(opset, open_axes=OPEN_SIZE)
    )
    for opset in (11, 17)
}

SMALL_OPSETS = ((11, 18), (12, 20), (13, 21), (14, 19), (15, 18), (16, 20), (17, 21))


def small_exports():
    """Each small network by both exporters, through every opset in turn."""
    for index, (name, network) in enumerate(SMALL.items()):
        older, newer = SMALL_OPSETS[index % len(SMALL_OPSETS)]
        yield f"{name}-norms{older}", of(network, torchscript(older, keep_norms=True))
        yield f"{name}-dynamo{newer}", of(network, dynamo(newer))


EXPORTS = {
    **{
        f"{name}-{variant}": of(network, exporter)
        for variant, exporter in VARIANTS.items()
        for name, network in TORCHVISION.items()
    },
    **OPEN_SIZES,
    "text_detector": text_detector,
    **dict(small_exports()),
    **{f"keras-tf{opset}": tensorflow(opset) for opset in (11, 17)},
    **{f"{name}-script17": of(network, torchscript(17)) for name, network in DEEP.items()},
}
