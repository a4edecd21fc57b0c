"""``x.rolling(time=3)``: reductions of a window that moves along one dim."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view

from .._errors import LabelsError
from .arrays import axis_of, hidden, masked_where, taken, unlabeled, visible, with_labels
from .folding import Folding


class Rolling(Folding):
    """Windows along one dim of an array, one for each position; made by ``x.rolling(...)``.

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
    """

    __slots__ = ("_array", "_axis", "_before", "_needed", "_width")

    def __init__(self, array: Any, dim: str, width: int, min_periods: int | None, center: bool) -> None:
        self._array = array
        self._axis = axis_of(array, dim)
        self._width = _whole(width, "the width of a window")
        self._needed = self._width if min_periods is None else _whole(min_periods, "min_periods")
        if self._needed > self._width:
            raise LabelsError(f"min_periods={min_periods} is more than the {width} positions that a window has")
        self._before = self._width // 2 if center else self._width - 1

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each window.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        array = unlabeled(self._array)
        counts = self._counts()
        if self._width <= array.shape[self._axis] and self._needed == self._width:
            folded = self._of_complete_windows(array, function, options)
        else:
            folded = function(self._windows(self._extended(array)), axis=-1, **options)
        return with_labels(masked_where(folded, counts < self._needed), self._array._labels)

    def count(self) -> Any:
        """How many visible elements each window has."""
        counts = self._counts()
        return with_labels(masked_where(counts, counts < self._needed), self._array._labels)

    def _places(self) -> Any:
        size = self._array.shape[self._axis]
        return np.arange(-self._before, size + self._width - 1 - self._before)

    def _extended(self, array: Any) -> Any:
        """The array with masked elements at the ends, so that every position has a window."""
        return taken(array, self._places(), self._axis)

    def _windows(self, array: Any) -> Any:
        """Windows along a new last axis, without a copy."""
        return sliding_window_view(array, self._width, axis=self._axis)

    def _of_complete_windows(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Reduce the windows that do not stick out, and put masked results before and after them."""
        folded = function(self._windows(array), axis=-1, **options)
        return taken(folded, np.arange(array.shape[self._axis]) - self._before, self._axis)

    def _counts(self) -> Any:
        """How many visible elements each window has, as differences of running counts."""
        axis, shape = self._axis, self._array.shape
        along = tuple(size if hidden(self._array) is not None or i == axis else 1 for i, size in enumerate(shape))
        flags = visible(self._array) if hidden(self._array) is not None else np.ones(along, np.bool_)
        running = np.insert(np.cumsum(flags, axis), 0, 0, axis)
        ends = np.arange(shape[axis]) - self._before
        last = np.clip(ends + self._width, 0, shape[axis])
        return np.broadcast_to(running.take(last, axis) - running.take(np.clip(ends, 0, shape[axis]), axis), shape)


def _whole(value: Any, what: str) -> int:
    if isinstance(value, bool) or not isinstance(value, (int, np.integer)) or value < 1:
        raise LabelsError(f"{what} is a number of positions, 1 or more, not {value!r}")
    return int(value)
