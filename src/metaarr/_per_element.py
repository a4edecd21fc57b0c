"""The scope of what belongs to each element: it moves with its element, in a companion array."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Self, overload

import numpy as np

from . import _declaration as declaration
from ._call import bare, is_ours
from ._element_answers import ElementAnswers
from ._field_units import FieldUnits, keeps_unit, unit_of
from ._foreign import adopted
from ._kind import BAIL, Merge, MoveStep, Step
from ._proposal import ABSENT

if TYPE_CHECKING:
    from ._array import MetaArray


class PerElement(ElementAnswers):
    """Metadata of each element, held in a companion array of the data's shape.

    Parameters
    ----------
    dtype
        Dtype of the companion.
    merge
        Ufunc, or function of two arrays, that combines the companions of two operands.
    fill
        Value for elements that have none (operands without this kind, padding); 0, or nan where the field has a unit.
    reduce
        Ufunc that folds companions where the data are folded; `merge` where that is a ufunc.
    check
        Function of the companion that raises, or answers False, if values that a user gives are wrong.
    units
        For values with a unit, which are given and answered as quantities: ``"array"`` (the array's own),
        ``"difference"`` (that of its differences), a function of the array's unit, or any fixed one. Values of the
        first three are converted with their array, and are nan (not known) where a function makes another unit of the
        array's, unless the kind says what becomes of them there.

    Notes
    -----
    The attribute is the companion itself: writing into it writes into the array, and views share it.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> class Survey(mt.Quantity):
    ...     quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)
    >>> s = Survey([1.0, 2.0], "W/m**2", quality=[0, 4])
    >>> np.flip(s + s).quality
    array([4, 0], dtype=uint8)
    """

    per_element = True
    decides: ClassVar[tuple[str, ...]] = (*ElementAnswers.decides, "combine", "combined", "companions")

    def __init__(
        self,
        dtype: Any = np.uint8,
        merge: np.ufunc | Callable[[Any, Any], Any] = np.bitwise_or,
        fill: Any = None,
        reduce: np.ufunc | None = None,
        *,
        check: Callable[[Any], Any] | None = None,
        units: Any = None,
    ) -> None:
        super().__init__()
        if not callable(merge):
            raise TypeError(f"merge must be a ufunc or a function of two arrays, not {merge!r}")
        self.dtype = np.dtype(dtype)
        self.merge: Callable[..., Any] = declaration.function(merge, 2, "merge", "two arrays")
        self.units = units
        self.held = None if units is None else FieldUnits(units)
        self.fill = declaration.fill(fill, self.dtype, units)
        self.fold = reduce if reduce is not None else merge if isinstance(merge, np.ufunc) else None
        self.check = declaration.function(check, 1, "check", "the companion array")
        declaration.folding(self.dtype, merge, reduce)

    if TYPE_CHECKING:

        @overload
        def __get__(self, array: None, owner: Any = None) -> Self: ...
        @overload
        def __get__(self, array: MetaArray, owner: Any = None) -> Any: ...
        def __get__(self, array: Any, owner: Any = None) -> Any: ...

    # --- life of the companion of one array ---

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: the fill everywhere."""
        if self.held is None:
            return self.blank(data.shape)
        from ._units.unit import DIMENSIONLESS

        return self.held.held(self.blank(data.shape), self.held.of(DIMENSIONLESS), self.name)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Copy what was given, broadcast to the data's shape."""
        if given.get(self.name) is None:
            return data, self.blank(data.shape) if present is ABSENT else present
        values = self.values(given[self.name])
        if values.shape != data.shape and values.ndim > 0:
            raise ValueError(
                f"{self.name} has shape {values.shape}, the data have shape {data.shape}; "
                "give one value for each element"
            )
        companion = np.empty_like(data, self.dtype, subok=False)
        companion[...] = bare(values)
        if is_ours(values):
            return data, self._quantity(companion, unit_of(values))
        return data, companion

    def values(self, given: Any) -> Any:
        """Give values that a user gave in the companion's dtype; raise for what it cannot hold."""
        given = adopted(given)
        if type(given) in (list, tuple) and self.held is not None:
            from ._construct import holds_ours, stacked

            given = stacked(given) if holds_ours(given) else given
        if self.held is None or not is_ours(given) or unit_of(given) is None:
            values = declaration.numbers(self.name, given, self.dtype)
        else:
            rest = given.magnitude
            values = self._quantity(declaration.numbers(self.name, rest, self.dtype), unit_of(given))
        declaration.checked(self.name, values, self.check)
        return values

    def _quantity(self, companion: np.ndarray, unit: Any) -> Any:
        assert self.held is not None
        return self.held.held(companion, unit, self.name)

    def taken_over(self, meta: Any) -> Any:
        """Give the companion of a twin in this one's dtype."""
        return self.values(meta)

    def settled(self, meta: Any, array: MetaArray) -> Any:
        """Hold a companion with a unit in the one that goes with the array's."""
        if self.held is None:
            return meta
        return self.held.held(meta, self.held.of_array(array, self.name), self.name)

    def in_unit(self, meta: Any, unit: Any) -> Any:
        """Convert a companion in the array's unit."""
        if self.held is None or self.held.relation is None:
            return meta
        return self.held.converted(meta, self.held.of(unit), self.name)

    def expose(self, array: MetaArray, meta: Any) -> Any:
        """Give the companion itself: writing into it writes into the array."""
        return meta

    def __set__(self, array: MetaArray, value: Any) -> None:
        self.overwrite(array, self.settled(self.values(value), array))

    def overwrite(self, array: MetaArray, meta: Any) -> None:
        """Write into the companion, which views share."""
        array._meta[type(array)._index[self]][...] = meta

    def copied(self, meta: Any) -> Any:
        """Metadata for a copy of the array."""
        return meta.copy("K")

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Index the companion alongside."""
        return self.boxed(meta[key])

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Copy: a result shares nothing with its operand."""
        if self.answers_itself(PerElement, ufunc):
            return None
        return np.ndarray.copy if self.held is None else _copied if self._goes_through(ufunc) else None

    def _goes_through(self, ufunc: np.ufunc) -> bool:
        """Whether results of a ufunc have the field: one in the array's unit is not known where that changes."""
        return self.held is None or self.held.relation is None or keeps_unit(ufunc)

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Combine the companions, broadcast by NumPy as the data are."""
        if self.answers_itself(PerElement, ufunc) or not self._goes_through(ufunc):
            return None
        if self.has_twins and not (left and right):
            return None  # the other operand may have a twin
        return self.merging(left, right)

    def merging(self, left: bool, right: bool) -> Step:
        """Give the step that combines the companions of the operands that have one."""
        if left and right:
            if isinstance(self.merge, np.ufunc) and self.held is None:
                return Merge(self.merge)
            return self._combined if self.held is None else self._combined_in_one_unit
        return _alone_left if left else _alone_right

    def _combined(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        return self.boxed(self.combine(one, other))

    def _combined_in_one_unit(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        """The unit of the result is that of both operands; the pipeline decides where theirs differ."""
        return self.boxed(self.combine(one, other)) if one.units is other.units else BAIL

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Move the companion alike."""
        if self.answers_itself(PerElement, func, "rearrange"):
            return None
        if not self.fill:
            return lambda meta, data, args, kwargs: self.boxed(func(meta, *args, **kwargs))

        def refilled(meta: Any, data: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            companion = self.boxed(func(meta, *args, **kwargs))
            if np.may_share_memory(companion, meta):
                return companion
            return self.filled(companion, func(np.ones(meta.shape, bool), *args, **kwargs))

        return refilled


def _copied(meta: Any) -> Any:
    return meta.copy()


def _alone_left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one.copy() if np.ndim(b) == 0 else BAIL


def _alone_right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other.copy() if np.ndim(a) == 0 else BAIL
