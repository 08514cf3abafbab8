"""How much faster two cores of this machine are than one, before anything of ours comes into it.

The cores of a virtual machine may be threads of one core, and share their memory with those of strangers: twice as many
are not twice as fast. What a cluster gains from a second core is to be read beside that. The work is groups summed up
over numbers that no cache holds, each process on a core of its own, by itself and then both at a time.
"""

import os
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from multiprocessing.synchronize import Barrier
from statistics import mean, median
from time import perf_counter

import numpy as np
import pyarrow as pa

ROUNDS = 5
SECONDS = 3
_ROWS, _GROUPS = 2_000_000, 200_000
_START_SECONDS = 60
# In a process that works: where it waits until the others have their numbers, too.
_READY: list[Barrier] = []


def gain(cores: list[int]) -> float:
    """How often two cores together do what one does once in the same time; the median of the rounds."""
    first, second = cores[:2]
    return round(median(_round(first, second) for _ in range(ROUNDS)), 2)


def _round(first: int, second: int) -> float:
    alone = mean([*_done([first]), *_done([second])])
    return sum(_done([first, second])) / alone


def _done(cores: list[int]) -> list[float]:
    """How often a second each core has done the work, all of them at the same time."""
    spawn = get_context("spawn")
    ready = spawn.Barrier(len(cores), timeout=_START_SECONDS)
    with ProcessPoolExecutor(len(cores), spawn, initializer=_started, initargs=(ready,)) as pool:
        return list(pool.map(_work, cores))


def _started(ready: Barrier) -> None:
    _READY.append(ready)


def _work(core: int) -> float:
    os.sched_setaffinity(0, [core])
    random = np.random.default_rng(1)
    rows = pa.table({"key": random.integers(0, _GROUPS, _ROWS), "value": random.integers(0, 1000, _ROWS)})
    _READY[0].wait()
    began, times = perf_counter(), 0
    while perf_counter() - began < SECONDS:
        rows.group_by("key", use_threads=False).aggregate([("value", "sum")])
        times += 1
    return times / (perf_counter() - began)
