"""The reductions of NumPy, by function: what computes each of them on bare data and a bare mask.

``REDUCTIONS[np.sum](data, mask, axis=0)`` takes the arguments of the NumPy function by their names, only those that
were given, without the array and without ``out``; ``where`` is a plain boolean array. It returns `Masked`, new arrays
both (``np.average`` with ``returned=True`` two of them). Ufunc methods have `reduce`, `accumulate` and `reduceat`.
"""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any, Final

import numpy as np

from .fold import fold, fold_masked
from .lines import Axis, Masked
from .moments import mean, std, var
from .nan import nan_argreduce, nan_fold, nan_spread
from .quantiles import average, fold_compact, median
from .reductions import argreduce, count_nonzero, ptp, trace
from .running import run

# Without the wrapper in Python around the ufunc, which takes longer than a small sum.
_FOLDS: Final[Mapping[Callable[..., Any], np.ufunc]] = {
    np.amax: np.maximum,
    np.amin: np.minimum,
    np.max: np.maximum,
    np.min: np.minimum,
    np.prod: np.multiply,
    np.sum: np.add,
}

_RUNS: Final[Mapping[Callable[..., Any], np.ufunc]] = {
    np.cumprod: np.multiply,
    np.cumsum: np.add,
    np.cumulative_prod: np.multiply,
    np.cumulative_sum: np.add,
    np.nancumprod: np.multiply,
    np.nancumsum: np.add,
}

_OF_COMPACT: Final = (np.percentile, np.quantile)

_NAN_FOLDS: Final = (
    np.nanmax,
    np.nanmean,
    np.nanmedian,
    np.nanmin,
    np.nanpercentile,
    np.nanprod,
    np.nanquantile,
    np.nansum,
)

REDUCTIONS: Final[Mapping[Callable[..., Any], Callable[..., Any]]] = {
    **{function: partial(fold, ufunc.reduce, ufunc) for function, ufunc in _FOLDS.items()},
    **{function: partial(run, function, ufunc) for function, ufunc in _RUNS.items()},
    **{function: partial(fold_compact, function) for function in _OF_COMPACT},
    **{function: partial(nan_fold, function) for function in _NAN_FOLDS},
    np.all: partial(fold, np.all, np.logical_and),
    np.any: partial(fold, np.any, np.logical_or),
    np.argmax: partial(argreduce, np.argmax, np.maximum),
    np.argmin: partial(argreduce, np.argmin, np.minimum),
    np.average: average,
    np.count_nonzero: count_nonzero,
    np.mean: mean,
    np.median: median,
    np.nanargmax: partial(nan_argreduce, np.nanargmax, np.maximum),
    np.nanargmin: partial(nan_argreduce, np.nanargmin, np.minimum),
    np.nanstd: partial(nan_spread, np.nanstd, std),
    np.nanvar: partial(nan_spread, np.nanvar, var),
    np.ptp: ptp,
    np.std: std,
    np.trace: trace,
    np.var: var,
}
"""NumPy function → function of ``(data, mask, **arguments)`` that returns `Masked`."""


def reduce_masked(func: Any, data: Any, mask: Any, axis: Axis) -> Masked:
    """Reduce the visible elements by a ufunc or a function, where it is known that some are masked."""
    if isinstance(func, np.ufunc):
        return fold_masked(func, data, mask, axis)
    reduced: Masked = REDUCTIONS[func](data, mask, axis=axis)
    return reduced
