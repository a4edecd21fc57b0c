"""Each operation in each library, beside plain NumPy; see the package's docstring for how."""

import pytest

from .libraries import KINDS, LIBRARIES, NAMES, reference
from .timing import Timing


def pytest_generate_tests(metafunc):
    cases = [
        pytest.param(size, kind, library, *pair, id=f"{size}-{kind.name}-{library.name}-{pair[0]}")
        for size in map(int, metafunc.config.getoption("--sizes").split(","))
        for kind in KINDS
        for library in LIBRARIES
        for pair in library.statements(kind)
    ]
    metafunc.parametrize(("size", "kind", "library", "operation", "statement"), cases)


def test_operation(benchmark, ratios, pytestconfig, size, kind, library, operation, statement):
    plain = Timing(operation, reference(kind, size), NAMES)
    timing = Timing(statement, library.operands(kind, size), NAMES)
    benchmark.pedantic(timing.run, setup=plain.run, rounds=pytestconfig.getoption("--rounds"))
    ratio = timing.best / plain.best
    benchmark.extra_info.update(executions=timing.number, ratio=ratio)
    row = ratios[size, kind.name, operation]
    row[library.name] = ratio
    row["reference"] = min(plain.best, row.get("reference", plain.best))
