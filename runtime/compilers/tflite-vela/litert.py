"""Runs or times a TFLite file in LiteRT, one image a run, on one thread.

    litert.py run MODEL IN.npy OUT.npy      IN and OUT are float32, [images, channels, height, width]
    litert.py time MODEL TIMES.json WARMUP RUNS

`run` takes LiteRT's reference kernels, which define operators to the bit; `time` takes those that LiteRT chooses by itself,
as an application has them.
"""

import json
import sys
import time

import numpy as np
from ai_edge_litert.interpreter import Interpreter, OpResolverType


def opened(path, kernels):
    model = Interpreter(model_path=path, num_threads=1, experimental_op_resolver_type=kernels)
    model.allocate_tensors()
    return model, model.get_input_details()[0], model.get_output_details()[0]


def to_words(values, end):
    scale, zero = end["quantization"]
    steps = values.astype(np.float64) / scale
    words = np.sign(steps) * np.floor(np.abs(steps) + 0.5) + zero
    limits = np.iinfo(end["dtype"])
    return np.clip(words, limits.min, limits.max).astype(end["dtype"])


def from_words(words, end):
    scale, zero = end["quantization"]
    return words.astype(np.float32) if scale == 0 else ((words.astype(np.float64) - zero) * scale).astype(np.float32)


def run(path, source, target):
    try:
        model, first, last = opened(path, OpResolverType.BUILTIN_REF)
    except ValueError:  # few operators have no reference kernel
        model, first, last = opened(path, OpResolverType.BUILTIN_WITHOUT_DEFAULT_DELEGATES)
    results = []
    for image in np.load(source):
        model.set_tensor(first["index"], to_words(image.transpose(1, 2, 0)[np.newaxis], first))
        model.invoke()
        result = from_words(model.get_tensor(last["index"]), last)
        results.append(result[0].transpose(2, 0, 1) if result.ndim == 4 else result)
    np.save(target, np.stack(results))


def timed(path, target, warmup, runs):
    model, first, _ = opened(path, OpResolverType.AUTO)
    model.set_tensor(first["index"], np.zeros(first["shape"], first["dtype"]))
    times = []
    for _ in range(int(warmup) + int(runs)):
        start = time.perf_counter()
        model.invoke()
        times.append((time.perf_counter() - start) * 1000)
    with open(target, "w") as file:
        json.dump(times[int(warmup):], file)


if __name__ == "__main__":
    {"run": run, "time": timed}[sys.argv[1]](*sys.argv[2:])
