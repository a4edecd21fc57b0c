"""The scope of what belongs to each axis: it follows its axis."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from . import _declaration as declaration
from ._axes.folds import reduce_map, reduced_axes
from ._axes.maps import AxisMap, Index
from ._axis_answers import AxisAnswers, Shape
from ._errors import UnsupportedError
from ._keys import axes_of
from ._kind import BAIL, MoveStep, Step
from ._proposal import ABSENT
from ._sameness import equal, identical
from ._table import fold_structure, lookup

if TYPE_CHECKING:
    pass

_MODES = ("equal", "first", "drop", "raise")


class PerAxis(AxisAnswers):
    """Metadata of each axis: one value for each, in a tuple.

    A kind whose values depend on which positions are picked along an axis defines :meth:`picked`; one that holds
    something else than a tuple of values defines `accept`, `follow`, `unknown`, `merged` and `joined`.

    Parameters
    ----------
    default
        Value of axes of which nothing is known.
    merge
        What an axis has where axes with several values meet: ``"equal"`` (the value if all agree, else the default),
        ``"first"``, ``"drop"`` (the default), ``"raise"`` (an error unless all agree), or a function of two values.
        A value that is the default gives way to any other.
    type
        Class, or classes (``str | None``), of the values; others are refused.
    check
        Function of a value that raises, or answers False, if the value is wrong.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> class Image(mt.Quantity):
    ...     axis = mt.PerAxis(default=None, type=str)
    >>> image = Image([[1, 2, 3], [4, 5, 6]], "K", axis=("down", "right"))
    >>> image.T.axis, image.sum(axis=0).axis, image[0, ::2].axis, image[None].axis
    (('right', 'down'), ('right',), ('right',), (None, 'down', 'right'))
    """

    decides: ClassVar[tuple[str, ...]] = (*AxisAnswers.decides, "merged")

    def __init__(
        self,
        default: Any = None,
        merge: str | Callable[[Any, Any], Any] = "equal",
        *,
        type: Any = None,  # noqa: A002 (the word of the language)
        check: Callable[[Any], Any] | None = None,
    ) -> None:
        super().__init__()
        if not callable(merge) and merge not in _MODES:
            raise TypeError(
                f"merge must be 'equal', 'first', 'drop', 'raise' or a function of two values, not {merge!r}"
            )
        self.merge = declaration.function(merge, 2, "merge", "two values") if callable(merge) else merge
        self.type = declaration.classes(type)
        self.check = declaration.function(check, 1, "check", "one value")
        self.default = declaration.default(default)
        self.validated(default)

    # --- what a kind may do otherwise ---

    def validated(self, value: Any) -> Any:
        """Give the value of one axis to keep for one that a user gave; raise for what the declaration forbids."""
        if value is self.default:
            return value
        value = declaration.typed(self.name, value, self.type)
        declaration.checked(self.name, value, self.check)
        return value

    def picked(self, value: Any, index: Index, length: int) -> Any:
        """Value of an axis of `length` positions after some are picked: by a slice, positions, or None for unknown."""
        return value

    def follow(self, meta: Any, axis_map: AxisMap, shape: Shape) -> Any:
        """Let each value follow its axis; new axes have the default."""
        return tuple(
            self.default if axis.source is None else self.picked(meta[axis.source], axis.index, shape[axis.source])
            for axis in axis_map.axes
        )

    def unknown(self, shape: Shape) -> Any:
        """All axes have the default."""
        return (self.default,) * len(shape)

    def merged(self, metas: Sequence[Any], shape: Shape) -> Any:
        """Merge the values of each axis."""
        return tuple(self._value(values) for values in zip(*metas, strict=True))

    def joined(self, metas: Sequence[Any], axis: int, shapes: Sequence[Shape]) -> Any:
        """Merge the values of each axis, also of the one along which arrays follow each other."""
        return self.merged(metas, shapes[0])

    def _value(self, values: Sequence[Any]) -> Any:
        known = [value for value in values if not equal(value, self.default)]
        if not known or self.merge == "drop":
            return self.default
        result = known[0]
        for value in known[1:]:
            if not equal(result, value):
                result = self._of_two(result, value)
        return result

    def _of_two(self, one: Any, other: Any) -> Any:
        if callable(self.merge):
            return self.validated(self.merge(one, other))
        if self.merge == "raise":
            raise UnsupportedError(
                f"{self.name} of an axis differ: {one!r} and {other!r}; set {self.name} of one array to that of the "
                "other first"
            )
        return one if self.merge == "first" else self.default

    # --- life ---

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: nothing is known of its axes."""
        return self.unknown(data.shape)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Take one value for each axis; a single value for the axis of an array that has one."""
        values = given.get(self.name)
        if values is None:
            return data, self.unknown(data.shape) if present is ABSENT else present
        if not isinstance(values, (tuple, list)) and data.ndim == 1:
            values = (values,)
        if not isinstance(values, (tuple, list)) or len(values) != data.ndim:
            raise ValueError(f"{self.name} is {values!r}; give one value for each of the {data.ndim} axes, in a tuple")
        return data, tuple(self.validated(value) for value in values)

    def same(self, one: Any, other: Any) -> bool:
        """Whether nothing tells two metadata apart."""
        return identical(one, other)

    def is_neutral(self, meta: Any) -> bool:
        """Whether nothing is known of any axis."""
        return isinstance(meta, tuple) and all(equal(value, self.default) for value in meta)

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Follow the map of axes of the key."""
        if isinstance(key, (str, list)):
            return meta  # fields of records
        return self.follow(meta, axes_of(key, data.shape), data.shape)

    def sliced(self, meta: Any, key: object, like: np.ndarray) -> Any:
        """Metadata of ``array[key]`` for a basic key; `like` has the shape of the array."""
        return self.index(meta, key, like)

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        return None if self.answers_itself(PerAxis, ufunc) else _keep

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Keep what both have, or what one has where the other has no axes."""
        if self.answers_itself(PerAxis, ufunc) or (self.has_twins and not (left and right)):
            return None
        if left and right:
            return None if self.merge == "drop" else _of_both
        return _of_left if left else _of_right

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Nothing to do: the target's axes stay."""
        return None if self.answers_itself(PerAxis, ufunc) else _fits

    def takes(self, meta: Any, other: Any) -> bool:
        """Elements say nothing of axes, where assignment in general does not."""
        return type(self).assign is PerAxis.assign

    def reduce_step(self, ufunc: np.ufunc) -> Any:
        """Reduced axes go."""
        if self.answers_itself(PerAxis, ufunc, fold_structure(ufunc).value):
            return None

        def step(meta: Any, data: Any, axis: Any) -> Any:
            axes = reduced_axes({"axis": axis}, data.ndim)
            return self.follow(meta, reduce_map(data.shape, axes, False), data.shape)

        return step

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Follow the row's map of axes."""
        row = lookup(func)
        if row is None or row.axes is None or self.answers_itself(PerAxis, func, "rearrange"):
            return None
        rule: Any = row.axes

        def step(meta: Any, data: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            found = rule(row.bind(func, (data, *args), kwargs), data.shape)
            return self.follow(meta, found, data.shape) if isinstance(found, AxisMap) else BAIL

        return step


def _keep(meta: Any) -> Any:
    return meta


def _of_both(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if one is other and a.shape == b.shape else BAIL


def _of_left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if np.ndim(b) == 0 else BAIL


def _of_right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other if np.ndim(a) == 0 else BAIL


def _fits(one: Any, other: Any, a: Any, b: Any) -> bool:
    return bool(np.ndim(b) <= a.ndim)
