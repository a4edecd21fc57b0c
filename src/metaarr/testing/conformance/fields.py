"""The description of one kind of metadata: how to read it, and how to write the same thing otherwise."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

Values = np.ndarray[Any, Any]

ABSENT = object()
"""Stands for metadata of something that has none."""


@dataclass(frozen=True)
class Field:
    """One kind of metadata of a class, as the checks see it.

    Parameters
    ----------
    name
        What it is called; also the attribute that holds it, unless `read` is given.
    scope
        What it is attached to: the whole ``"array"``, each ``"element"``, or each ``"axis"``.
    read
        Gives the metadata of an array and raises AttributeError where there are none. Those of elements come as an
        array of the same shape.
    lay
        For metadata of axes: gives a dict of arrays of the shape of the data, with what belongs to each element.
        Without it nothing can be said of whether they follow their axes.
    same
        Says whether two of them are the same; by default whether they are equal.
    rewrite
        Gives an array that means the same and is written otherwise: in another unit, or with other values below the
        mask. What comes of both must mean the same.
    meaning
        Gives ``(values, key)`` of an array and its values: the values in a form that does not depend on how they
        are written (in a base unit, with zeros below the mask), and what else must agree.
    scaled
        Whether `rewrite` changes visible numbers, so that rounding and printing depend on it by nature.
    incompatible
        Gives an array of the same numbers that must not be added to the one given: another dimension.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> mask = mt.testing.conformance.Field(
    ...     "mask",
    ...     scope="element",
    ...     read=np.ma.getmaskarray,
    ...     rewrite=lambda x: np.ma.array(np.where(x.mask, -1, x.data), mask=x.mask),
    ...     meaning=lambda x, values: (np.where(np.ma.getmaskarray(x), 0, values), np.ma.getmaskarray(x).tolist()),
    ... )
    """

    name: str
    scope: Literal["array", "element", "axis"] = "array"
    read: Callable[[Any], Any] | None = None
    lay: Callable[[Any], dict[str, Values]] | None = None
    same: Callable[[Any, Any], bool] | None = None
    rewrite: Callable[[Any], Any] | None = None
    meaning: Callable[[Any, Values], tuple[Values, Any]] | None = None
    scaled: bool = False
    incompatible: Callable[[Any], Any] | None = None

    def of(self, array: Any) -> Any:
        """Give the metadata of an array, ABSENT where it has none."""
        if not isinstance(array, np.ndarray) or type(array) is np.ndarray:
            return ABSENT
        try:
            return getattr(array, self.name) if self.read is None else self.read(array)
        except AttributeError:
            return ABSENT

    def agree(self, one: Any, other: Any) -> bool:
        """Whether two metadata are the same."""
        if one is ABSENT or other is ABSENT:
            return one is other
        if self.same is not None:
            return bool(self.same(one, other))
        if isinstance(one, dict) and isinstance(other, dict):
            return one.keys() == other.keys() and all(_equal(one[name], other[name]) for name in one)
        return _equal(one, other)

    def laid_out(self, array: Any) -> dict[str, Values]:
        """Give what belongs to each element of an array, by name; nothing for metadata of the whole array."""
        found = self.of(array)
        if self.scope == "array" or found is ABSENT:
            return {}
        if self.scope == "element":
            return {self.name: np.asarray(found)}
        return {} if self.lay is None else self.lay(array)


def _equal(one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) or isinstance(other, np.ndarray):
        arrays = np.asarray(one), np.asarray(other)
        return bool(np.array_equal(*arrays, equal_nan=all(array.dtype.kind in "fc" for array in arrays)))
    return bool(one == other)
