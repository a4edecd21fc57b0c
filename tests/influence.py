"""How the results of a call depend on each element of its array: by trying it on plain arrays."""

import warnings
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import metaarr as mt
from metaarr.testing.calls import CALLS

NAMES = [name for name in CALLS if name != "fromfile"]
"""The calls of the catalogue, but one that leaves a file open where it is refused."""

STEP = 1e-6


def leaves(result: Any) -> Iterator[Any]:
    """The arrays and scalars of a nested result, in order."""
    if isinstance(result, (tuple, list)):
        for item in result:
            yield from leaves(item)
    else:
        yield result


def jacobians(call: Callable[[Any], Any], data: np.ndarray) -> list[np.ndarray | None]:
    """For each result of ``call(data)`` its derivative by each element, along a first axis; None where it is no number.

    Derivatives are central differences. A result whose shape or text depends on the values has none.
    """
    rows = []
    for place in range(data.size):
        step = np.zeros(data.size)
        step[place] = STEP
        step = step.reshape(data.shape)
        rows.append(list(zip(leaves(quietly(call, data + step)), leaves(quietly(call, data - step)), strict=True)))
    return [_difference(pairs) for pairs in zip(*rows, strict=True)]


def _difference(pairs: Any) -> np.ndarray | None:
    ups, downs = ([np.asarray(pair[i]) for pair in pairs] for i in (0, 1))
    if any(x.dtype.kind not in "biufc" for x in ups):
        return None
    if len({x.shape for x in ups + downs}) > 1:
        return None
    with np.errstate(invalid="ignore"):
        return np.stack([(up.astype(complex) - down) / (2 * STEP) for up, down in zip(ups, downs, strict=True)])


def quietly(call: Callable[[Any], Any], x: Any) -> Any:
    """The result of a call whose warnings are of no interest."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        return call(x)


def outcome(call: Callable[[Any], Any], x: Any, data: np.ndarray) -> list[Any]:
    """The results of a call, none where it is refused, by us or by NumPy, which then refuses plain data as well."""
    try:
        return list(leaves(quietly(call, x)))
    except mt.MetaArrayError:
        return []
    except Exception as error:  # noqa: BLE001 (NumPy raises anything)
        with pytest.raises(type(error)):
            quietly(call, data.copy())
        return []
