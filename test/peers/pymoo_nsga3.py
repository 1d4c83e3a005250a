"""pymoo's NSGA-III on DTLZ2 with three objectives: 92 individuals, 12 divisions, 250 generations.

    python pymoo_nsga3.py [--seeds 5]     prints one line of JSON

`hypervolume` up to 1.1 in every objective and `igd`, the mean distance from the reference directions' points on the
front, are lists, one value a seed.
"""

import argparse
import json

import numpy as np
from pymoo.algorithms.moo.nsga3 import NSGA3
from pymoo.indicators.hv import HV
from pymoo.indicators.igd import IGD
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.optimize import minimize
from pymoo.problems import get_problem
from pymoo.util.ref_dirs import get_reference_directions

arguments = argparse.ArgumentParser()
arguments.add_argument("--seeds", type=int, default=5)
seeds = arguments.parse_args().seeds

directions = get_reference_directions("das-dennis", 3, n_partitions=12)
front = directions / np.linalg.norm(directions, axis=1, keepdims=True)
volumes, distances = [], []
for seed in range(1, seeds + 1):
    algorithm = NSGA3(directions, pop_size=92, crossover=SBX(eta=30, prob=1.0), mutation=PM(eta=20))
    problem = get_problem("dtlz2", n_var=12, n_obj=3)
    points = minimize(problem, algorithm, ("n_gen", 250), seed=seed).algorithm.pop.get("F")
    volumes.append(float(HV(ref_point=np.full(3, 1.1))(points)))
    distances.append(float(IGD(front)(points)))

print(json.dumps({"directions": len(directions), "hypervolume": volumes, "igd": distances}))
