"""pymoo's NSGA-II on ZDT1, population 100, 250 generations.

    python pymoo_zdt1.py [--repeats 3]     prints one line of JSON

`wallMs` and `cpuMs` are lists, one value a run; `hypervolume` is the last run's, up to (1.1, 1.1).
"""

import argparse
import json
import time

import pymoo
from pymoo.algorithms.moo.nsga2 import NSGA2
from pymoo.functions import is_compiled
from pymoo.indicators.hv import HV
from pymoo.operators.crossover.sbx import SBX
from pymoo.operators.mutation.pm import PM
from pymoo.optimize import minimize
from pymoo.problems import get_problem

arguments = argparse.ArgumentParser()
arguments.add_argument("--repeats", type=int, default=3)
repeats = arguments.parse_args().repeats

wall, cpu = [], []
for seed in range(1, repeats + 1):
    algorithm = NSGA2(pop_size=100, crossover=SBX(eta=15, prob=0.9), mutation=PM(eta=20))
    clock, process = time.perf_counter(), time.process_time()
    result = minimize(get_problem("zdt1"), algorithm, ("n_gen", 250), seed=seed)
    wall.append(1000 * (time.perf_counter() - clock))
    cpu.append(1000 * (time.process_time() - process))

print(
    json.dumps(
        {
            "version": pymoo.__version__,
            "compiled": is_compiled(),
            "wallMs": wall,
            "cpuMs": cpu,
            "hypervolume": float(HV(ref_point=[1.1, 1.1])(result.F)),
        }
    )
)
