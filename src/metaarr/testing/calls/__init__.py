"""Representative calls of NumPy's functions: what the conformance kit and the property tests call.

Each entry is a function of an array (two axes, or one where a function wants that) that calls one NumPy function, so
that a test can hand in whatever kind of array it is about. The calls say nothing of what should come out.
"""

import numpy as np

from ._entries import NEVER_ASKED, Entry, after, alone, before, in1d, reached, reversed_too
from ._movement import MOVEMENT, ORDER
from ._samples import DATES, INTEGERS, RECORDS, SAMPLES, TEXTS
from ._ufuncs import METHODS, PAIRED, REDUCTIONS, SINGLE
from ._values import VALUES
from ._writing import ASSIGNMENT, INDEXING, OUTPUTS

CALLS: dict[str, Entry] = {
    **{name: alone(func) for name, func in SINGLE.items()},
    **{name: reversed_too(func) for name, func in PAIRED.items()},
    **{f"{name}_plain": before(func, np.full(4, 2.0)) for name, func in PAIRED.items()},
    **{f"plain_{name}": after(func, np.full(4, 2.0)) for name, func in PAIRED.items()},
    **METHODS,
    **REDUCTIONS,
    **MOVEMENT,
    **ORDER,
    **reached(VALUES),
    **ASSIGNMENT,
    **OUTPUTS,
    **INDEXING,
    **({"in1d": lambda x: in1d(x[0], x[1])} if hasattr(np, "in1d") else {}),
}
"""Every call by name."""

__all__ = [
    "ASSIGNMENT",
    "CALLS",
    "DATES",
    "INDEXING",
    "INTEGERS",
    "METHODS",
    "MOVEMENT",
    "NEVER_ASKED",
    "ORDER",
    "OUTPUTS",
    "PAIRED",
    "RECORDS",
    "REDUCTIONS",
    "SAMPLES",
    "SINGLE",
    "TEXTS",
    "VALUES",
    "Entry",
    "in1d",
    "reached",
]
