"""Writes real ONNX exports, each with an input and what onnxruntime makes of it.

    python export.py OUT_FOLDER [--only NAME]

`--only` takes the beginning of an export's name. Per export NAME: NAME.onnx (and NAME.onnx.data
where its weights lie outside), NAME.input.f32 and NAME.output-N.f32 (float32, little-endian,
row-major, whatever the model's own type), and NAME.json with names, shapes and types.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import onnx
import onnxruntime

from exports import EXPORTS


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", metavar="NAME")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    chosen = {name: write for name, write in EXPORTS.items() if name.startswith(arguments.only)}
    if not chosen:
        sys.exit(f"no export's name begins with {arguments.only}; there are: {', '.join(EXPORTS)}")
    for name, write in chosen.items():
        path = arguments.folder / f"{name}.onnx"
        image = write(path)
        print(json.dumps(record(path, image)), flush=True)


def record(path, image):
    """Runs the model on `image`, writes the files beside it and returns a summary."""
    onnx.checker.check_model(str(path))
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 3
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    [source] = session.get_inputs()
    if source.type == "tensor(float16)":
        image = image.astype(np.float16)
    outputs = session.run(None, {source.name: image})
    model = onnx.load(str(path), load_external_data=False)
    description = {
        "name": path.stem,
        "opset": max(entry.version for entry in model.opset_import if entry.domain in ("", "ai.onnx")),
        "producer": f"{model.producer_name} {model.producer_version}".strip(),
        "operators": sorted({node.op_type for node in model.graph.node}),
        "input": entry(path.with_suffix(".input.f32"), source, image),
        "outputs": [
            entry(path.with_suffix(f".output-{index}.f32"), value, array)
            for index, (value, array) in enumerate(zip(session.get_outputs(), outputs))
        ],
    }
    path.with_suffix(".json").write_text(json.dumps(description, indent=2) + "\n")
    return {
        "name": path.stem,
        "bytes": path.stat().st_size,
        "spread": [float(np.std(a.astype(np.float64))) for a in outputs],
    }


def entry(file, value, array):
    array.astype("<f4").tofile(file)
    return {"name": value.name, "type": value.type, "shape": list(array.shape), "file": file.name}


if __name__ == "__main__":
    main()
