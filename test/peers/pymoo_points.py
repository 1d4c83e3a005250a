"""Non-dominated sorting and hypervolume by pymoo, of points from a file of doubles, row after row.

    python pymoo_points.py sorting|hypervolume FILE OBJECTIVES [--repeats 9]     prints one line of JSON

Times are lists of milliseconds, one value a run. `sorting` times pymoo's compiled function of the fast non-dominated
sort of NSGA-II's paper as `compiledMs`, and the class that its algorithms call, which hands over to moocore's C, as
`usualMs`; `fronts` counts the members of each front. `hypervolume` is taken up to 1.1 in every objective.
"""

import argparse
import json
import time

import numpy as np
from pymoo.functions import is_compiled, load_function
from pymoo.indicators.hv import HV
from pymoo.util.nds.non_dominated_sorting import NonDominatedSorting

arguments = argparse.ArgumentParser()
arguments.add_argument("what", choices=("sorting", "hypervolume"))
arguments.add_argument("file")
arguments.add_argument("objectives", type=int)
arguments.add_argument("--repeats", type=int, default=9)
options = arguments.parse_args()
points = np.fromfile(options.file).reshape(-1, options.objectives)


def times(function, repeats):
    spent = []
    for _ in range(repeats):
        started = time.perf_counter()
        result = function()
        spent.append(1000 * (time.perf_counter() - started))
    return spent, result


def sorting():
    compiled = load_function("fast_non_dominated_sort", _type="cython")
    compiled_ms, fronts = times(lambda: compiled(points), 2)
    usual_ms, usual = times(lambda: NonDominatedSorting().do(points), options.repeats)
    assert [len(front) for front in fronts] == [len(front) for front in usual]
    return {"compiledMs": compiled_ms, "usualMs": usual_ms, "fronts": [len(front) for front in usual]}


def hypervolume():
    indicator = HV(ref_point=np.full(options.objectives, 1.1))
    spent, value = times(lambda: indicator(points), options.repeats)
    return {"ms": spent, "hypervolume": float(value)}


print(json.dumps({"compiled": is_compiled(), **(sorting() if options.what == "sorting" else hypervolume())}))
