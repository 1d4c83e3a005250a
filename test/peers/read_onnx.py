"""How long the bytes of an ONNX file take to read, and its protobuf to parse.

    python read_onnx.py FILE [--repeats 5]

Prints one line of JSON, medians in milliseconds: `readMs` reads the bytes, `parseMs` parses them
into a ModelProto, and `loadMs` does both at a stretch. External data is not touched.
"""

import argparse
import json
import statistics
import time
from pathlib import Path

import onnx


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("file", type=Path)
    parser.add_argument("--repeats", type=int, default=5)
    arguments = parser.parse_args()
    reads, parses = [], []
    for _ in range(arguments.repeats):
        begin = time.perf_counter()
        content = arguments.file.read_bytes()
        between = time.perf_counter()
        model = onnx.ModelProto()
        model.ParseFromString(content)
        parses.append((time.perf_counter() - between) * 1000)
        reads.append((between - begin) * 1000)
    loads = [read + parse for read, parse in zip(reads, parses)]
    print(
        json.dumps(
            {
                "peer": f"onnx {onnx.__version__}",
                "bytes": len(content),
                "nodes": len(model.graph.node),
                "repeats": arguments.repeats,
                "readMs": round(statistics.median(reads), 2),
                "parseMs": round(statistics.median(parses), 2),
                "loadMs": round(statistics.median(loads), 2),
            }
        )
    )


if __name__ == "__main__":
    main()
