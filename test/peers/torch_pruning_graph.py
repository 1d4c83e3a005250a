"""Torch-Pruning's dependency graph: how long it takes, and which channels it ties together.

    python torch_pruning_graph.py [NAME] [--repeats 5] [--threads 2]   prints one line of JSON
    python torch_pruning_graph.py --record                             writes figures/groups-NAME.json

Times are medians in milliseconds. `graphMs` builds the graph and includes the forward pass that
traces the network, timed alone as `forwardMs`, on a 64x64 input to keep that share small;
`groupsMs` enumerates all groups; `rankMs` ranks channels by L1 magnitude and `sliceMs` removes
30 % of each group's, groups that reach the network's output excepted.
"""

import argparse
import copy
import json
import statistics
import time
import warnings
from importlib.metadata import version
from pathlib import Path

import torch
import torch_pruning
from torch import nn

from networks import DEEP, SMALL, TORCHVISION
from seeded import sample

NETWORKS = {**TORCHVISION, **SMALL, **DEEP}
RECORDED = (
    "deeplabv3_resnet50",
    "fcn_resnet50",
    "lraspp_mobilenet_v3_large",
    "unet",
    "resnext",
    "squeeze_excite",
    "dense",
)
LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear, nn.BatchNorm2d)
FOLDER = Path(__file__).parent / "figures"
RATIO = 0.3
PEER = f"torch-pruning {version('torch-pruning')}"


def main():
    warnings.simplefilter("ignore")
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("name", nargs="?", default="fcn_resnet152", choices=NETWORKS)
    parser.add_argument("--repeats", type=int, default=5)
    parser.add_argument("--threads", type=int, default=torch.get_num_threads())
    parser.add_argument("--record", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(arguments.threads)
    if arguments.record:
        for name in RECORDED:
            record(name)
    else:
        print(json.dumps(measure(arguments.name, arguments.repeats)))


def measure(name, repeats):
    network = trainable(name)
    image = sample((3, 64, 64), seed=7)
    times = {"forwardMs": [], "graphMs": [], "groupsMs": [], "rankMs": [], "sliceMs": []}
    for _ in range(repeats):
        timed(times["forwardMs"], lambda: network(image))
        graph = timed(times["graphMs"], lambda: build(network, image))
        groups = timed(times["groupsMs"], lambda graph=graph: list(graph.get_all_groups()))
        heads = [layer for group in groups if reaches_output(group) for layer in producers(group)]
        sliced = slice_copy(network, image, heads, times)
    return {
        "peer": PEER,
        "network": name,
        "layers": sum(isinstance(layer, LAYERS) for layer in network.modules()),
        "groups": len(groups),
        "params": parameters(network),
        "slicedParams": parameters(sliced),
        "threads": torch.get_num_threads(),
        "repeats": repeats,
        **{key: round(statistics.median(values), 2) for key, values in times.items()},
    }


def slice_copy(network, image, heads, times):
    names = {layer: name for name, layer in network.named_modules()}
    clone = copy.deepcopy(network)
    pruner = torch_pruning.pruner.BasePruner(
        clone,
        image,
        importance=torch_pruning.importance.MagnitudeImportance(p=1),
        pruning_ratio=RATIO,
        ignored_layers=[clone.get_submodule(names[layer]) for layer in heads],
    )
    ranked = timed(times["rankMs"], lambda: list(pruner.step(interactive=True)))
    timed(times["sliceMs"], lambda: [group.prune(record_history=False) for group in ranked])
    with torch.no_grad():
        clone(image)
    return clone


def parameters(network):
    return sum(parameter.numel() for parameter in network.parameters())


def timed(times, work):
    begin = time.perf_counter()
    result = work()
    times.append((time.perf_counter() - begin) * 1000)
    return result


def trainable(name):
    """Torch-Pruning follows the gradient's graph, so the parameters must ask for one."""
    return NETWORKS[name].build().requires_grad_(True)


def build(network, image):
    return torch_pruning.DependencyGraph().build_dependency(network, image, verbose=False)


def record(name):
    """Writes each group's members: the layers that make its channels (`out`) and those that read
    them (`in`), each with runs [first channel, count] in that layer's own numbering."""
    network = trainable(name)
    graph = build(network, sample(NETWORKS[name].shape, seed=7))
    names = {layer: layer_name for layer_name, layer in network.named_modules()}
    described = [describe(graph, group, names) for group in graph.get_all_groups()]
    head = {"network": name, "peer": PEER}
    lines = ",\n".join(f"    {json.dumps(group)}" for group in described)
    text = json.dumps(head, indent=2).removesuffix("\n}") + f',\n  "groups": [\n{lines}\n  ]\n}}\n'
    (FOLDER / f"groups-{name}.json").write_text(text)
    print(f"{name}: {len(described)} groups")


def describe(graph, group, names):
    members = {"out": {}, "in": {}}
    for dependency, indices in group:
        layer = dependency.target.module
        if isinstance(layer, LAYERS):
            side = "out" if graph.is_out_channel_pruning_fn(dependency.handler) else "in"
            members[side][names[layer]] = runs(indices)
    return {"channels": len(group[0].idxs), "output": reaches_output(group), **members}


def runs(indices):
    found = []
    for index in sorted(set(indices)):
        if found and index == sum(found[-1]):
            found[-1][1] += 1
        else:
            found.append([index, 1])
    return found


def reaches_output(group):
    """Whether the network's output has the group's channels: it then passes through an output node,
    or, where its last layer makes the output itself, has no reader."""
    graph = group._DG
    passes = any(dependency.target.type == torch_pruning.ops.OPTYPE.OUTPUT for dependency, _ in group)
    return passes or not any(graph.is_in_channel_pruning_fn(dependency.handler) for dependency, _ in group)


def producers(group):
    graph = group._DG
    return [
        dependency.target.module
        for dependency, _ in group
        if graph.is_out_channel_pruning_fn(dependency.handler)
        and isinstance(dependency.target.module, LAYERS)
    ]


if __name__ == "__main__":
    main()
