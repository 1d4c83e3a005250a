"""Measures the convolutions of a layer table on a GPU, whole and pruned, with PyTorch, in 32-bit floating point.

    python3 gpu_layers.py layers.csv OUT.json

Each variant keeps a share of the channels of every layer, drawn with its index as the seed; the input's three and the
classes stay. A layer's time is the median of 50 runs by CUDA events after 10 to warm up, batch 1, channels last, TF32 off,
cuDNN free to choose its algorithm. The variants' tables go into the output, in the columns of the input.
"""

import csv
import json
import random
import statistics
import sys

import torch

torch.backends.cuda.matmul.allow_tf32 = False
torch.backends.cudnn.allow_tf32 = False
torch.backends.cudnn.benchmark = True

VARIANTS = 8


def pruned(rows, seed):
    """A table in which layers keep a share of their channels; what they read follows from the layer before."""
    draw = random.Random(seed)
    shares = {}

    def kept(channels):
        if seed == 0 or channels <= 21:
            return channels
        if channels not in shares or draw.random() < 0.5:
            shares[channels] = draw.choice([0.25, 0.375, 0.5, 0.625, 0.75, 0.875])
        return max(8, int(channels * shares[channels]) // 8 * 8)

    return [{**row, "in_c": kept(int(row["in_c"])), "out_c": kept(int(row["out_c"]))} for row in rows]


def milliseconds(row):
    kernel, dilation = int(row["k_w"]), int(row["dilation"])
    conv = torch.nn.Conv2d(
        int(row["in_c"]),
        int(row["out_c"]),
        kernel,
        stride=int(row["stride"]),
        dilation=dilation,
        padding=dilation * (kernel // 2),
        bias=True,
    )
    conv = conv.cuda().to(memory_format=torch.channels_last)
    image = torch.randn(1, int(row["in_c"]), int(row["in_h"]), int(row["in_w"]), device="cuda")
    image = image.to(memory_format=torch.channels_last)
    times = []
    for run in range(60):
        began, ended = (torch.cuda.Event(enable_timing=True) for _ in range(2))
        began.record()
        conv(image)
        ended.record()
        torch.cuda.synchronize()
        if run >= 10:
            times.append(began.elapsed_time(ended))
    return statistics.median(times)


def main():
    with open(sys.argv[1], newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"].startswith("conv")]
    variants = []
    with torch.no_grad():
        for seed in range(VARIANTS):
            table = pruned(rows, seed)
            variants.append([{**row, "ms": milliseconds(row)} for row in table])
            print(seed, sum(row["ms"] for row in variants[-1]), flush=True)
    device = torch.cuda.get_device_properties(0)
    about = {"device": device.name, "multiprocessors": device.multi_processor_count, "torch": torch.__version__}
    with open(sys.argv[2], "w") as file:
        json.dump({**about, "variants": variants}, file)


main()
