"""Options of the benchmarks, and the tables that they print at the end."""

from collections import defaultdict
from operator import itemgetter

import pytest

from .libraries import LIBRARIES, OPERATIONS

TABLES = pytest.StashKey[dict[str, dict]]()


def pytest_addoption(parser):
    group = parser.getgroup("metaarr benchmarks")
    group.addoption("--sizes", default="1,1000,1000000", help="Numbers of elements, separated by commas.")
    group.addoption("--rounds", type=int, default=20, help="Rounds for each library; the fastest counts.")


@pytest.hookimpl(tryfirst=True)  # before pytest-benchmark reads its options
def pytest_configure(config):
    config.option.benchmark_quiet = True  # the tables of ratios take the place of its own
    config.stash[TABLES] = {"ratios": defaultdict(dict), "budgets": {}, "imports": {}}


@pytest.fixture
def ratios(request):
    """Ratios by library, under (size, kind, operation, seconds that the reference takes)."""
    return request.config.stash[TABLES]["ratios"]


@pytest.fixture
def budgets(request):
    """Pairs of figure and limit, by what they are about."""
    return request.config.stash[TABLES]["budgets"]


@pytest.fixture
def imports(request):
    """Milliseconds by module that ``import metaarr`` imports."""
    return request.config.stash[TABLES]["imports"]


def pytest_terminal_summary(terminalreporter, config):
    tables = config.stash[TABLES]
    for size in dict.fromkeys(key[0] for key in tables["ratios"]):
        rows = {key[1:]: row for key, row in tables["ratios"].items() if key[0] == size}
        terminalreporter.section(f"{size} elements: time as a multiple of plain NumPy's (two fields: of Quantity's)")
        for line in _ratio_lines(rows):
            terminalreporter.write_line(line)
    if tables["budgets"]:
        terminalreporter.section("budgets")
        for line in _budget_lines(tables["budgets"]):
            terminalreporter.write_line(line)
    if tables["imports"]:
        terminalreporter.section("what import metaarr costs beyond NumPy: the slowest modules, in ms")
        for name, cost in sorted(tables["imports"].items(), key=itemgetter(1), reverse=True)[:12]:
            terminalreporter.write_line(f"{name:48}{cost:8.1f}")


def _budget_lines(budgets):
    for name, (figure, limit) in budgets.items():
        yield f"{name:48}{figure:8.3g}  of at most {limit:g}{'  EXCEEDED' if figure > limit else ''}"


def _ratio_lines(rows):
    yield f"{'':22} {'':23}{'NumPy, ns':>11}" + "".join(f"{library.name:>9}" for library in LIBRARIES)
    for kind in dict.fromkeys(kind for kind, _ in rows):
        for operation in OPERATIONS:
            if (kind, operation) in rows:
                yield f"{kind:22} {operation:23}" + _cells(rows[kind, operation])


def _cells(row):
    numbers = (row.get(library.name) for library in LIBRARIES)
    return f"{row['reference'] * 1e9:11.0f}" + "".join(" " * 9 if n is None else f"{n:9.3g}" for n in numbers)
