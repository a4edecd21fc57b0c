"""What masked arrays promise about large ones, as a multiple of what plain arrays of the same numbers take.

Each promise is about a tenth of the elements masked, or none of them. It is measured in turns with the plain array, up
to `MOST_RUNS` times until the fastest rounds of both sides are within the limit: noise does not decide.
"""

from math import inf
from typing import NamedTuple

import numpy as np
import pytest

import metaarr as mt

from .libraries import Operands
from .timing import Timing

MOST_RUNS = 6


class Budget(NamedTuple):
    operation: str
    size: int
    limit: float
    shape: tuple[int, ...] = (-1,)
    masked: float = 0.1


LARGE = (
    *(Budget("a + b", size, 1.2) for size in (10**6, 10**7)),
    *(Budget(f"a.{name}()", 10**6, 3) for name in ("sum", "mean")),
    *(Budget(f"a.{name}()", 10**7, 2.5) for name in ("sum", "mean")),
    *(Budget("a.std()", size, 1.5) for size in (10**6, 10**7)),
    *(Budget(f"a.{name}()", size, 7) for name in ("min", "max") for size in (10**6, 10**7)),
    *(Budget("np.sort(a)", size, 2.6) for size in (10**6, 10**7)),
    *(Budget(f"np.median(a, axis={axis})", 10**6, 1.2, (1000, 1000)) for axis in (0, 1)),
)

NOTHING_MASKED = tuple(
    Budget(operation, 10**7, 1.1, shape, 0.0)
    for operation, shape in (
        *((operation, (-1,)) for operation in ("a + b", "a.sum()", "a.mean()", "a.std()", "a.min()", "a.max()")),
        ("np.sort(a)", (-1,)),
        ("np.median(a, axis=1)", (1000, -1)),
    )
)


def _name(budget):
    return f"{budget.operation}, {budget.size:.0e}, {budget.masked:.0%} masked".replace("e+0", "e")


@pytest.mark.parametrize("budget", [*LARGE, *NOTHING_MASKED], ids=_name)
def test_masks_are_within_their_budget(budgets, budget):
    ratio = _measured(budget)
    name = f"masks: {_name(budget)}, × plain"
    budgets[name] = ratio, budget.limit
    if ratio > budget.limit:
        pytest.fail(f"{name}: {ratio:.2f}, at most {budget.limit} allowed", pytrace=False)


def _measured(budget):
    rng = np.random.default_rng(0)
    values = [rng.normal(size=budget.size).reshape(budget.shape) for _ in range(2)]
    masks = [rng.random(each.shape) < budget.masked for each in values]
    arrays = [mt.array(each, mask=mask) for each, mask in zip(values, masks, strict=True)]
    there = Timing(budget.operation, Operands(*values, None, None), {"np": np})
    here = Timing(budget.operation, Operands(*arrays, None, None), {"np": np})
    plain = best = inf
    for _ in range(MOST_RUNS):
        for _ in range(3 if there.best > 0.1 else 12):
            there.run()
            here.run()
        plain, best = min(plain, there.best), min(best, here.best)
        if best <= budget.limit * plain:
            break
    return best / plain
