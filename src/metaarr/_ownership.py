"""Whether anybody else can see the memory of an array.

NumPy does not know which views of an array exist; what it has is reference counts: a view holds a reference to its
base. How many references a call itself holds on the way to the check depends on the path and on the interpreter, so
that number is measured once per path on an array that surely is not shared. More references than that (a view, but
also a second name for the same array) count as shared: this errs on the safe side only.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from threading import local
from typing import Any

import numpy as np

_baselines: dict[Callable[[], None], tuple[int, int]] = {}
_probing = local()


def sole_owner(array: Any, probe: Callable[[], None]) -> bool:
    """Whether `array` alone sees its memory.

    Parameters
    ----------
    array
        One of our arrays, on its way through a call.
    probe
        Makes the same kind of call with a fresh array, and so arrives here too.
    """
    counts = _counts(array)
    record = getattr(_probing, "record", None)
    if record is not None:
        record.append(counts)
        return True
    if counts is None:
        return False
    if probe not in _baselines:
        _baselines[probe] = _measured(probe)
    limits = _baselines[probe]
    return counts[0] <= limits[0] and counts[1] <= limits[1]


def _counts(array: Any) -> tuple[int, int] | None:
    """References to the array and to the plain array that owns its memory; None if something else owns it."""
    base = array.base
    if type(base) is not np.ndarray or base.base is not None or not base.flags.owndata:
        return None
    return sys.getrefcount(array), sys.getrefcount(base)


def _measured(probe: Callable[[], None]) -> tuple[int, int]:
    record: list[Any] = []
    _probing.record = record
    try:
        probe()
    finally:
        _probing.record = None
    counts: tuple[int, int] = record[0]
    return counts
