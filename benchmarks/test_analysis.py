"""What metaarr promises about groups and windows of a million elements, beside xarray in the same run.

xarray has quick ways of its own where numbagg and flox are installed: there metaarr takes no longer than it does, and
at most twice as long elsewhere. What is installed is in the names of the figures. Both are given the same plain numbers
and labels, and metaarr's array carries a unit besides.

The figures come with the errors that the docstrings of the classes promise, checked against sums of exact fractions.
"""

from fractions import Fraction
from importlib.util import find_spec
from math import ceil, inf, log2
from time import perf_counter

import numpy as np
import pytest
import xarray as xr

import metaarr as mt

SIZE = 1_000_000
MOST_RUNS = 5
EPS = 2.0**-53

QUICK = [name for name in ("numbagg", "flox") if find_spec(name)]
LIMIT = 1 if len(QUICK) == 2 else 2
BESIDE = f"xarray with {' and '.join(QUICK) or 'neither numbagg nor flox'}"

STATEMENTS = {
    "groupby a number, mean": lambda x: x.groupby("number").mean(),
    "groupby time.month, mean": lambda x: x.groupby("time.month").mean(),
    "groupby a text, mean": lambda x: x.groupby("text").mean(),
    "groupby a number, std": lambda x: x.groupby("number").std(),
    "rolling 7, mean": lambda x: x.rolling(time=7).mean(),
    "rolling 365, mean": lambda x: x.rolling(time=365).mean(),
    "resample to days, mean": lambda x: x.resample(time="1D").mean(),
}


@pytest.fixture(scope="module")
def numbers():
    rng = np.random.default_rng(7)
    values = rng.normal(280.0, 10.0, SIZE)
    coords = {
        "time": np.datetime64("1990-01-01T00", "h") + np.arange(SIZE),
        "number": ("time", rng.integers(0, 100, SIZE)),
        "text": ("time", np.array(["north", "south", "west"])[rng.integers(0, 3, SIZE)]),
    }
    return values, coords


@pytest.mark.parametrize("name", STATEMENTS)
def test_analysis_is_within_its_budget(budgets, numbers, name):
    values, coords = numbers
    statement = STATEMENTS[name]
    ours = mt.array(values, "K", dims="time", coords=coords)
    theirs = xr.DataArray(values, dims="time", coords=coords | {"time": coords["time"].astype("M8[ns]")})
    figure = _ratio(lambda: statement(ours), lambda: statement(theirs))
    budgets[f"{name}, × {BESIDE}"] = figure, LIMIT
    if figure > LIMIT:
        pytest.fail(f"{name}: {figure:.2f} × {BESIDE}, at most {LIMIT} allowed", pytrace=False)


def _ratio(ours, theirs):
    best = {ours: inf, theirs: inf}
    for run in range(MOST_RUNS):
        for call in (ours, theirs):
            start = perf_counter()
            call()
            best[call] = min(best[call], perf_counter() - start)
        if run and best[ours] <= LIMIT * best[theirs]:
            break
    return best[ours] / best[theirs]


@pytest.mark.parametrize("width", [7, 365])
def test_sums_of_windows_are_as_exact_as_promised(budgets, numbers, width):
    values = numbers[0][:5000].copy()
    values[::13] *= 1e12  # a running sum loses what comes after
    found = np.asarray(mt.array(values, dims="time").rolling(time=width).sum().unmasked)
    worst = _worst((found[stop - 1], values[stop - width : stop], 2 * ceil(log2(width))) for stop in range(width, 2000))
    budgets[f"rolling {width}, sum: error / bound"] = worst, 1
    assert worst <= 1


def test_sums_of_groups_are_as_exact_as_promised(budgets, numbers):
    values, coords = numbers[0].copy(), numbers[1]
    values[::13] *= 1e12
    groups = coords["number"][1]
    found = np.asarray(mt.array(values, dims="time", coords=coords).groupby("number").sum())
    block = 4096
    worst = _worst(
        (found[group], members, min(members.size, block) + SIZE / block)
        for group in range(0, 100, 25)
        for members in [values[groups == group]]
    )
    budgets["groupby, sum: error / bound"] = worst, 1
    assert worst <= 1


def _worst(cases):
    """The greatest error of a sum, as a share of what is allowed: so many roundings of the sum of the magnitudes."""
    shares = []
    for found, elements, roundings in cases:
        exact = sum(map(Fraction, elements.tolist()))
        size = sum(abs(Fraction(element)) for element in elements.tolist())
        shares.append(float(abs(Fraction(float(found)) - exact) / (Fraction(roundings * EPS) * size)))
    return max(shares)
