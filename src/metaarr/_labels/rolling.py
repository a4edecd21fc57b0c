"""``x.rolling(time=3)``: reductions of a window that moves along one dim, or along several."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from math import prod
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from .._errors import LabelsError
from . import windows
from .arrays import axis_of, hidden, masked_where, taken, unlabeled, with_labels
from .folding import Folding, Model, check_options, reduced
from .windows import Fold, Windows

# Elements of windows that are looked at together where a function needs each window whole.
_AT_ONCE = 2**21


class Rolling(Folding):
    """Windows along some dims of an array, one for each position; made by ``x.rolling(...)``.

    A window ends at its position, or lies around it if it is centred. Results have the labels of the array, and a
    mask: windows with less than `min_periods` visible elements are masked, those that stick out at the ends too unless
    `min_periods` allows them.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1, 2, 4, 8], "m", dims="time")
    >>> x.rolling(time=3).sum()
    LabeledMaskedQuantity([--, --, 7, 14], 'meter', dims=('time',))
    >>> x.rolling(time=3, center=True, min_periods=2).mean().magnitude
    LabeledMaskedArray([1.5       , 2.33333333, 4.66666667, 6.        ],
                       dims=('time',))

    Notes
    -----
    Sums are put together from those of 1, 2, 4 … elements: a sum of `w` elements differs from the exact one by at most
    ``2 * ceil(log2(w)) * eps`` times the sum of the magnitudes in that window, where eps is half the distance from 1 to
    the next number, however large the elements around the window are. An infinity or a NaN shows only in the windows
    that have it. A NaN is a value here; mask it to leave it out.
    """

    __slots__ = ("_array", "_needed", "_windows")

    def __init__(
        self, array: Any, dims: Mapping[str, int], min_periods: int | None, center: bool | Mapping[str, bool]
    ) -> None:
        if not dims:
            raise LabelsError("a window moves along at least one dim; pass one, as in x.rolling(time=3)")
        self._array = array
        self._windows = [
            _window(array, dim, width, center if isinstance(center, bool) else center.get(dim, False))
            for dim, width in dims.items()
        ]
        size = prod(window.width for window in self._windows)
        self._needed = size if min_periods is None else whole(min_periods, "min_periods")
        if self._needed > size:
            raise LabelsError(f"min_periods={min_periods} is more than the {size} positions that a window has")

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each window.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`; with several dims, several axes.
        **options
            Passed on to it.
        """
        check_options(options)
        array = unlabeled(self._array)
        few = self._counts() < self._needed
        folded = self._quick(array, function, options)
        if folded is None:
            folded = self._of_whole_windows(array, function, options)
        return with_labels(masked_where(folded, few), self._array._labels, self._array)

    def count(self) -> Any:
        """How many visible elements each window has."""
        counts = self._counts().astype(np.intp)
        return with_labels(masked_where(counts, counts < self._needed), self._array._labels)

    # --- quick ways ---

    @property
    def _partial(self) -> bool:
        """Whether windows that stick out at the ends may have a result."""
        return self._needed < prod(window.width for window in self._windows)

    def _quick(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Fold bare data piece by piece; None where that is not possible."""
        model = Model.of(array, function) if function in _FOLDS else None
        if model is None:
            return None
        mask = hidden(array)
        data = np.asarray(unlabeled(array))
        fold = _fold_of(function, data.dtype, model.dtype, self._needed, options)
        if fold is None or (function is np.prod and getattr(array, "units", None) is not None):
            return None
        shown = None if mask is None or not mask.any() else ~mask
        values = windows.slide(fold, *self._extended(data, shown))[tuple(slice(size) for size in data.shape)]
        return model.dressed(values, np.zeros(values.shape, np.bool_))

    def _extended(self, data: Any, shown: Any) -> tuple[Any, Any, list[Windows]]:
        """Data and where they are visible, with hidden elements at the ends if windows may stick out."""
        if not self._partial:
            return data, shown, self._windows
        shown = np.ones(data.shape, np.bool_) if shown is None else shown
        around, padded = self._around
        return np.pad(data, around), np.pad(shown, around), padded

    @property
    def _around(self) -> tuple[list[tuple[int, int]], list[Windows]]:
        """How far windows stick out at the ends of each axis, and the windows of an array with so much around it."""
        around = [(0, 0)] * self._array.ndim
        for window in self._windows:
            around[window.axis] = (window.before, window.width - 1 - window.before)
        return around, [window._replace(before=0) for window in self._windows]

    def _counts(self) -> NDArray[Any]:
        """How many visible elements each window has."""
        mask, shape = hidden(self._array), self._array.shape
        if mask is not None and mask.any():
            around, padded = self._around
            fold = windows.counts(prod(window.width for window in self._windows))
            return windows.slide(fold, np.pad(~mask, around), None, padded)[tuple(map(slice, shape))]
        counts: NDArray[Any] = np.ones((), np.intp)
        for window in self._windows:
            inside = _inside(shape[window.axis], window)
            counts = counts * inside.reshape((-1, *(1,) * (len(shape) - window.axis - 1)))
        return np.broadcast_to(counts, shape)

    # --- any function ---

    def _of_whole_windows(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Call the function with views of the windows, some at a time: it may copy what it is given."""
        lead = self._windows[0]
        for window in self._windows:
            array = taken(array, _places(array.shape[window.axis], window), window.axis) if self._partial else array
        if any(window.width > array.shape[window.axis] for window in self._windows):
            return self._nothing(array, function, options)
        size = array.shape[lead.axis] - lead.width + 1
        step = max(1, _AT_ONCE * size // max(1, array.size * prod(window.width for window in self._windows)))
        parts = [self._folded(_along(array, lead, i, i + step), function, options) for i in range(0, size, step)]
        folded = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=lead.axis)
        if self._partial:
            return folded
        for window in self._windows:
            places = np.arange(self._array.shape[window.axis]) - window.before
            folded = taken(folded, places, window.axis)
        return folded

    def _folded(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        axes = tuple(window.axis for window in self._windows)
        view = sliding_window_view(array, tuple(window.width for window in self._windows), axis=axes)
        return reduced(function, view, _last(len(axes)), options)

    def _nothing(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """No window has all its positions: everything is masked, and of the kind that results are."""
        ones = np.ones_like(array, shape=(1, *(window.width for window in self._windows)))
        found = reduced(function, ones, _last(len(self._windows)), options)
        return np.broadcast_to(found.reshape((1,) * array.ndim), self._array.shape).copy()


def _last(count: int) -> int | tuple[int, ...]:
    """The last axis, or the last ones: the shape that functions of one axis take."""
    return -1 if count == 1 else tuple(range(-count, 0))


def _window(array: Any, dim: str, width: int, center: bool) -> Windows:
    width = whole(width, "the width of a window")
    return Windows(axis_of(array, dim), width, width // 2 if center else width - 1)


def whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise LabelsError(f"{what} is a number of positions, 1 or more, not {value!r}")
    return int(value)


def _along(array: Any, window: Windows, start: int, stop: int) -> Any:
    """The part of an array that has the windows from one number to another."""
    return array[(slice(None),) * window.axis + (slice(start, stop + window.width - 1),)]


def _inside(size: int, window: Windows) -> NDArray[Any]:
    """How many positions of each window the axis has: all but at the ends."""
    counts = np.full(size, window.width, np.int32)
    ends = np.r_[: min(window.before, size), max(0, size - window.width + window.before + 1) : size]
    first = ends - window.before
    counts[ends] = np.minimum(first + window.width, size) - np.maximum(first, 0)
    return counts


def _places(size: int, window: Windows) -> NDArray[np.intp]:
    """The positions that all windows have together, those beyond the ends included."""
    return np.arange(-window.before, size + window.width - 1 - window.before)


def _fold_of(
    function: Callable[..., Any], own: np.dtype[Any], result: np.dtype[Any], needed: int, options: dict[str, Any]
) -> Fold | None:
    """How a function is folded on data of some dtype; None where it needs each window whole."""
    make, kinds = _FOLDS[function]
    spread = function in (np.std, np.var)
    ddof = options.get("ddof", 0) if spread else 0
    if own.kind not in kinds or options.keys() - ({"ddof"} if spread else set()) or needed <= ddof:
        return None
    work = np.dtype(np.float32) if result == np.float16 and make is not _extreme else result
    return make(function, work, ddof)


def _extreme(function: Callable[..., Any], dtype: np.dtype[Any], ddof: float) -> Fold | None:
    return windows.by_ufunc(np.minimum if function is np.min else np.maximum, dtype, overlap=True)


def _total(function: Callable[..., Any], dtype: np.dtype[Any], ddof: float) -> Fold | None:
    return windows.by_ufunc(np.add if function is np.sum else np.multiply, dtype)


def _truth(function: Callable[..., Any], dtype: np.dtype[Any], ddof: float) -> Fold | None:
    return windows.truth(np.logical_or if function is np.any else np.logical_and)


def _mean(function: Callable[..., Any], dtype: np.dtype[Any], ddof: float) -> Fold | None:
    return windows.mean(dtype)


def _spread(function: Callable[..., Any], dtype: np.dtype[Any], ddof: float) -> Fold | None:
    return windows.variance(dtype, ddof, root=function is np.std)


_FOLDS: dict[Callable[..., Any], tuple[Callable[[Callable[..., Any], np.dtype[Any], float], Fold | None], str]] = {
    np.sum: (_total, "biufc"),
    np.prod: (_total, "biuf"),
    np.mean: (_mean, "biufc"),
    np.min: (_extreme, "biufmM"),
    np.max: (_extreme, "biufmM"),
    np.any: (_truth, "biufc"),
    np.all: (_truth, "biufc"),
    np.std: (_spread, "biuf"),
    np.var: (_spread, "biuf"),
}
"""Function → how it is folded, and for which kinds of dtypes."""
