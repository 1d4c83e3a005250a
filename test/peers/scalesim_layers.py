"""How long SCALE-Sim takes for the convolutions of a layer table.

    python scalesim_layers.py LAYERS.csv [--seconds 20] [--size 32] [--dataflow ws]

Takes the smallest first, until the seconds of processor time are spent. Prints one line of JSON: how many `layers` were
simulated, the `seconds` of processor time that they took, and their `cycles` without stalls. The smallest is simulated
once before, since the first simulation compiles.
"""

import argparse
import contextlib
import csv
import io
import json
import os
import tempfile
import time

from scalesim.scale_sim import scalesim

CONFIG = """[general]
run_name = run
[architecture_presets]
ArrayHeight: {size}
ArrayWidth: {size}
IfmapSramSzkB: 1024
FilterSramSzkB: 1024
OfmapSramSzkB: 1024
IfmapOffset: 0
FilterOffset: 10000000
OfmapOffset: 20000000
Dataflow: {dataflow}
Bandwidth: 10
ReadRequestBuffer: 32
WriteRequestBuffer: 32
[layout]
IfmapCustomLayout: False
IfmapSRAMBankBandwidth: 10
IfmapSRAMBankNum: 10
IfmapSRAMBankPort: 2
FilterCustomLayout: False
FilterSRAMBankBandwidth: 10
FilterSRAMBankNum: 10
FilterSRAMBankPort: 2
[sparsity]
SparsitySupport: false
[run_presets]
InterfaceBandwidth: CALC
UseRamulatorTrace: False
"""
TOPOLOGY = "Layer,IFMAP H,IFMAP W,Filter H,Filter W,Channels,Filters,Strides,"


def convolutions(path):
    with open(path, newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["kind"].startswith("conv")]
    sizes = [{key: int(value) for key, value in row.items() if key != "kind"} for row in rows]
    return sorted(sizes, key=macs)


def macs(row):
    return row["in_c"] * row["out_c"] * row["k_w"] * row["k_h"] * row["conv_w"] * row["conv_h"]


def simulate(folder, row, size, dataflow):
    """Without padding and dilation, with an input of the size that gives the output's."""
    height = (row["conv_h"] - 1) * row["stride"] + row["k_h"]
    width = (row["conv_w"] - 1) * row["stride"] + row["k_w"]
    entries = ["layer", height, width, row["k_h"], row["k_w"], row["in_c"], row["out_c"], row["stride"], "1:1"]
    files = {"topology.csv": f"{TOPOLOGY}\n{','.join(map(str, entries))},\n", "layout.csv": "Layer,\nlayer," + "1," * 20 + "\n"}
    files["run.cfg"] = CONFIG.format(size=size, dataflow=dataflow)
    paths = {name: os.path.join(folder, name) for name in files}
    for name, text in files.items():
        with open(paths[name], "w") as file:
            file.write(text)
    with contextlib.redirect_stdout(io.StringIO()):
        run = scalesim(True, False, paths["run.cfg"], paths["topology.csv"], paths["layout.csv"], False)
        run.run_scale(folder)
    # The first figure adds what the memories are filled with before.
    return int(run.runner.single_layer_sim_object_list[0].get_compute_report_items()[1])


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("layers")
    parser.add_argument("--seconds", type=float, default=20)
    parser.add_argument("--size", type=int, default=32)
    parser.add_argument("--dataflow", default="ws")
    options = parser.parse_args()
    cycles = layers = 0
    with tempfile.TemporaryDirectory() as folder:
        rows = convolutions(options.layers)
        simulate(folder, rows[0], options.size, options.dataflow)
        begin = time.process_time()
        for row in rows:
            cycles += simulate(folder, row, options.size, options.dataflow)
            layers += 1
            if time.process_time() - begin > options.seconds:
                break
    print(json.dumps({"layers": layers, "seconds": time.process_time() - begin, "cycles": cycles}))


if __name__ == "__main__":
    main()
