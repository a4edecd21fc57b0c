"""The reductions that groups, windows and blocks have in common, and how their results get their metadata."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .._call import is_ours
from .._errors import LabelsError
from .._kind import Kind
from .._masks.kind import MASK
from .._run import attach
from .arrays import record_of, unlabeled, visible
from .joining import stack


class Folding:
    """Reductions of parts of an array; a subclass says how a function is applied to each part (:meth:`reduce`).

    Each is the NumPy function of that name, so units, masks and other metadata follow its rules.
    """

    __slots__ = ()

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each part.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        raise NotImplementedError

    def count(self) -> Any:
        """How many visible elements each part has."""
        raise NotImplementedError

    def mean(self, **options: Any) -> Any:
        """The mean of each part."""
        return self.reduce(np.mean, **options)

    def sum(self, **options: Any) -> Any:
        """The sum of each part."""
        return self.reduce(np.sum, **options)

    def prod(self, **options: Any) -> Any:
        """The product of each part."""
        return self.reduce(np.prod, **options)

    def min(self, **options: Any) -> Any:
        """The least element of each part."""
        return self.reduce(np.min, **options)

    def max(self, **options: Any) -> Any:
        """The greatest element of each part."""
        return self.reduce(np.max, **options)

    def std(self, **options: Any) -> Any:
        """The standard deviation of each part; ``ddof=1`` for that of a sample."""
        return self.reduce(np.std, **options)

    def var(self, **options: Any) -> Any:
        """The variance of each part; ``ddof=1`` for that of a sample."""
        return self.reduce(np.var, **options)

    def median(self, **options: Any) -> Any:
        """The median of each part."""
        return self.reduce(np.median, **options)

    def quantile(self, q: Any, method: str = "linear") -> Any:
        """A quantile of each part; several ones lie along a new first dim ``quantile``."""
        if np.ndim(q) == 0:
            return self.reduce(np.quantile, q=q, method=method)
        levels = np.asarray(q).tolist()
        parts = [self.reduce(np.quantile, q=level, method=method) for level in levels]
        return stack(parts, "quantile").assign_coords(quantile=levels)

    def any(self, **options: Any) -> Any:
        """Whether any element of each part is true."""
        return self.reduce(np.any, **options)

    def all(self, **options: Any) -> Any:
        """Whether all elements of each part are true."""
        return self.reduce(np.all, **options)

    def first(self) -> Any:
        """The first visible element of each part."""
        return self.reduce(first)

    def last(self) -> Any:
        """The last visible element of each part."""
        return self.reduce(last)


_OWN = frozenset({"axis", "keepdims", "out", "where", "weights"})


def check_options(options: Mapping[str, Any]) -> None:
    """Refuse options that are about the shape of the array: a function sees it in parts."""
    if clash := sorted(_OWN & options.keys()):
        raise LabelsError(
            f"{clash[0]}= has no meaning for groups, windows or blocks, which lie along axes of their own"
        )


def reduced(function: Callable[..., Any], array: Any, axis: int | tuple[int, ...], options: Mapping[str, Any]) -> Any:
    """What a function makes of parts of an array along some axes; refused unless it is one element for each."""
    found = function(array, axis=axis, **options)
    gone = {place % array.ndim for place in ((axis,) if isinstance(axis, int) else axis)}
    shape = tuple(size for place, size in enumerate(array.shape) if place not in gone)
    if np.shape(found) != shape:
        name = getattr(function, "__name__", str(function))
        raise LabelsError(
            f"{name} gave an array of shape {np.shape(found)} for parts that make one of shape {shape}; "
            "it must reduce the axis that it is given"
        )
    return found


def first(array: Any, axis: int | tuple[int, ...]) -> Any:
    """The first visible element along an axis, or along several taken as one."""
    array, axis = _one_axis(array, axis)
    places = np.argmax(visible(array), axis=axis)
    return np.take_along_axis(array, np.expand_dims(places, axis), axis).squeeze(axis)


def last(array: Any, axis: int | tuple[int, ...]) -> Any:
    """The last visible element along an axis, or along several taken as one."""
    array, axis = _one_axis(array, axis)
    return first(np.flip(array, axis), axis)


def _one_axis(array: Any, axis: int | tuple[int, ...]) -> tuple[Any, int]:
    if isinstance(axis, int):
        return array, axis
    kept = [place for place in range(array.ndim) if place not in axis]
    moved = np.transpose(array, (*kept, *axis))
    return moved.reshape((*moved.shape[: len(kept)], -1)), len(kept)


class Model:
    """What a reduction makes of the class, the dtype and the metadata of an array, tried on a few of its elements.

    A quick way to compute a reduction works on bare data. Metadata of the whole array (units among them) are those that
    the NumPy function itself gives; the mask comes from the quick way.
    """

    __slots__ = ("_found",)

    def __init__(self, found: Any) -> None:
        self._found = found

    @classmethod
    def of(cls, array: Any, function: Callable[..., Any]) -> Self | None:
        """The model for an array without labels; None where metadata are not all of the whole array, besides a mask."""
        if not all(kind.per_array or kind is MASK for kind in record_of(array)):
            return None
        sample = np.ones_like(array, shape=(1,))
        return cls(function(sample, axis=0))

    @property
    def dtype(self) -> np.dtype[Any]:
        """The dtype of the reduction."""
        return np.asarray(unlabeled(self._found)).dtype

    def dressed(self, values: NDArray[Any], mask: NDArray[np.bool_]) -> Any:
        """Values with the metadata of the reduction; the mask where the array has one."""
        values = values.astype(self.dtype, copy=False)
        if not is_ours(self._found):
            return values
        record: dict[Kind, Any] = record_of(self._found)
        if MASK in record:
            record[MASK] = mask
        return attach(values, type(self._found), tuple(record.values()))
