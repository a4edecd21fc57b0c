"""What metaarr promises about its speed, and whether it holds.

A promise is about one element, as a multiple of what a plain array takes. Both sides run in alternating rounds until
their fastest rounds are within the limit, but at least 20 and at most 100: noise does not decide.
"""

import os
import subprocess
import sys
from typing import NamedTuple

import pytest

from .libraries import ALL, ALL_ONE_MASKED, METAARR, NAMES, QUANTITY, SUBCLASS, Kind, reference
from .timing import Timing

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
    operation, kind, limit = budget
    plain = Timing(operation, reference(kind, 1), NAMES)
    timing = Timing(operation, METAARR.operands(kind, 1), NAMES)
    for rounds in range(100):
        plain.run()
        timing.run()
        ratio = timing.best / plain.best
        if rounds >= 20 and ratio <= limit:
            break
    budgets[f"{operation}, {kind.name}, × {'its base' if kind is SUBCLASS else 'plain'}"] = ratio, limit
    assert ratio <= limit


@pytest.fixture(scope="module")
def python(tmp_path_factory):
    """Run a fresh interpreter, as for an installed package: with compiled modules, which the first run leaves."""
    unset = {"PYTHONDONTWRITEBYTECODE"}
    environment = {name: value for name, value in os.environ.items() if name not in unset}
    environment["PYTHONPYCACHEPREFIX"] = str(tmp_path_factory.mktemp("compiled"))

    def run(*arguments):
        command = [sys.executable, *arguments]
        return subprocess.run(command, env=environment, check=True, capture_output=True, text=True)

    run("-c", TIMED_IMPORT)
    return run


def test_import_is_within_its_budget(budgets, python):
    runs = [python("-c", TIMED_IMPORT).stdout.split() for _ in range(10)]
    seconds = min(float(run[0]) for run in runs)
    budgets["import metaarr, seconds beyond numpy"] = seconds, IMPORT_LIMIT
    assert seconds <= IMPORT_LIMIT, "milliseconds by module:\n" + "\n".join(_costly(python))


def test_import_leaves_other_packages_alone(python):
    modules = python("-c", TIMED_IMPORT).stdout.split()[1:]
    packages = {module.partition(".")[0] for module in modules}
    assert packages - sys.stdlib_module_names <= {"metaarr", "numpy"}


def _costly(python):
    """The modules that take longest to import beyond NumPy, without what they import in turn."""
    best = {}
    for _ in range(5):
        report = python("-X", "importtime", "-c", "import numpy, metaarr").stderr.splitlines()[1:]
        rows = [line.removeprefix("import time:").split("|") for line in report]
        names = [name.strip() for *_, name in rows]
        for name, (own, *_) in list(zip(names, rows, strict=True))[names.index("numpy") + 1 :]:
            best[name] = min(int(own), best.get(name, int(own)))
    for name in sorted(best, key=best.get, reverse=True)[:20]:
        yield f"{best[name] / 1000:6.1f} {name}"
