"""What metaarr promises about its speed, and whether it holds.

A promise is about one element, as a multiple of what a plain array takes. It is measured on fresh arrays up to
`MOST_RUNS` times, at least twice, until the fastest rounds of both sides are within the limit: noise does not decide.
"""

import os
import subprocess
import sys
from math import inf
from typing import NamedTuple

import pytest

from .libraries import ALL, ALL_ONE_MASKED, METAARR, NAMES, QUANTITY, SUBCLASS, Kind, reference
from .timing import Timing

MOST_RUNS = 5

IMPORT_LIMIT = 0.1
"""Seconds that ``import metaarr`` may take where NumPy is imported already."""

TIMED_IMPORT = """
import sys, time
import numpy
before, start = set(sys.modules), time.perf_counter()
import metaarr
print(time.perf_counter() - start, *sorted(set(sys.modules) - before))
"""


class Budget(NamedTuple):
    operation: str
    kind: Kind
    limit: float


BUDGETS = (
    Budget("a + b", QUANTITY, 5),
    Budget("a + b", ALL, 7),
    Budget("a + d", ALL, 7),
    Budget("a + b", ALL_ONE_MASKED, 11),
    Budget("a + b", SUBCLASS, 1.5),
    Budget("a[0:1]", QUANTITY, 3.5),
    Budget("a[0:1]", ALL, 7),
    Budget("a[0]", QUANTITY, 6),
    Budget("a += b", QUANTITY, 4),
    Budget("a += b", ALL, 4),
    Budget("a.sum()", QUANTITY, 8),
    Budget("a.sum()", ALL, 15),
)


@pytest.mark.parametrize("budget", BUDGETS, ids=lambda budget: f"{budget.operation}-{budget.kind.name}")
def test_operation_is_within_its_budget(budgets, budget):
    ratio = _measured(budget)
    name = f"{budget.operation}, {budget.kind.name}, × {'its base' if budget.kind is SUBCLASS else 'plain'}"
    budgets[name] = ratio, budget.limit
    if ratio > budget.limit:
        pytest.fail(f"{name}: {ratio:.2f}, at most {budget.limit} allowed", pytrace=False)


def _measured(budget):
    plain = best = inf
    for run in range(MOST_RUNS):
        there = Timing(budget.operation, reference(budget.kind, 1), NAMES)
        here = Timing(budget.operation, METAARR.operands(budget.kind, 1), NAMES)
        for _ in range(20):
            there.run()
            here.run()
        plain, best = min(plain, there.best), min(best, here.best)
        if run and best <= budget.limit * plain:
            break
    return best / plain


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Run a fresh interpreter, as for an installed package: with compiled modules, which the first run leaves."""
    environment = os.environ | {"PYTHONPYCACHEPREFIX": str(tmp_path_factory.mktemp("compiled"))}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True)

    run("-c", TIMED_IMPORT)
    return run


def test_import_is_within_its_budget(budgets, imports, python):
    imports.update(_milliseconds_by_module(python))
    seconds = inf
    for run in range(30):
        seconds = min(seconds, float(python("-c", TIMED_IMPORT).stdout.split()[0]))
        if run >= 5 and seconds <= IMPORT_LIMIT:
            break
    budgets["import metaarr, seconds beyond numpy"] = seconds, IMPORT_LIMIT
    if seconds > IMPORT_LIMIT:
        pytest.fail(f"import metaarr: {seconds:.3f} s, at most {IMPORT_LIMIT} s allowed", pytrace=False)


def test_import_leaves_other_packages_alone(python):
    modules = set(python("-c", TIMED_IMPORT).stdout.split()[1:])
    packages = {module.partition(".")[0] for module in modules}
    assert packages - sys.stdlib_module_names <= {"metaarr", "numpy"}
    assert modules.isdisjoint({"numpy.testing", "numpy.ma", "numpy.polynomial", "numpy.strings", "numpy.fft"})


def _milliseconds_by_module(python):
    """What each module costs on import beyond NumPy, without what it imports in turn; the best of several runs."""
    best = {}
    for _ in range(5):
        report = python("-X", "importtime", "-c", "import numpy, metaarr").stderr.splitlines()[1:]
        rows = [line.removeprefix("import time:").split("|") for line in report]
        names = [name.strip() for *_, name in rows]
        for name, (own, *_) in list(zip(names, rows, strict=True))[names.index("numpy") + 1 :]:
            best[name] = min(int(own) / 1000, best.get(name, inf))
    return best
