"""The scope of what belongs to a whole array: movement leaves it alone, and operands merge theirs."""

from __future__ import annotations

import copy
import functools
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar, Generic, Self, overload

import numpy as np

from . import _declaration as declaration
from ._call import Call, Operand
from ._errors import UnsupportedError
from ._field_units import FieldUnits, keeps_unit
from ._kind import BAIL, Combine, Kind, MoveStep, Step
from ._lazy import Lazy, value_of
from ._proposal import ABSENT, NOTHING, Later, Proposal
from ._sameness import equal, identical
from ._structure import Structure
from ._table import fold_structure

if TYPE_CHECKING:
    from typing_extensions import TypeVar

    from ._array import MetaArray

    T = TypeVar("T", default=Any)
    V = TypeVar("V")
else:
    from typing import TypeVar

    T = TypeVar("T")

_MODES = ("equal", "first", "drop", "raise")


class PerArray(Kind, Generic[T]):
    """Metadata of the whole array.

    Parameters
    ----------
    default
        Value of arrays that were given none.
    merge
        What arrays with several values give: ``"equal"`` (the value if all agree, else the default), ``"first"``,
        ``"drop"`` (the default), ``"raise"`` (an error unless all agree), or a function of two values.
    factory
        Called for the value of arrays that were given none, where they must not share one (``factory=list``).
    type
        Class, or classes (``str | None``), of the values; others are refused.
    dtype
        Dtype of values that are arrays; they are copied, and read-only.
    check
        Function of a value that raises, or answers False, if the value is wrong.
    units
        For values with a unit, which are given and answered as quantities: ``"array"`` (the array's own),
        ``"difference"`` (that of its differences), a function of the array's unit, or any fixed one. Values of the
        first three are converted with their array, and are None where a function makes another unit of the array's.

    Notes
    -----
    Arrays share the values that they inherit: change a value by assignment, never in its place. A value of
    :class:`~metaarr.Lazy` is worked out when it is first read.

    Examples
    --------
    >>> import metaarr as mt
    >>> class Spectrum(mt.Quantity):
    ...     instrument = mt.PerArray(default=None, merge="equal")
    >>> s = Spectrum([1.0, 2.0], "W/m**2", instrument="SPIRE")
    >>> (s + s)[0].instrument
    'SPIRE'
    """

    per_array = True

    decides: ClassVar[tuple[str, ...]] = (*Kind.decides, "merged", "keep")

    @overload
    def __init__(
        self: PerArray[V | None],
        default: None = None,
        merge: str | Callable[[Any, Any], Any] = ...,
        *,
        type: type[V],
        dtype: Any = ...,
        check: Callable[[Any], Any] | None = ...,
        units: Any = ...,
    ) -> None: ...
    @overload
    def __init__(
        self: PerArray[Any],
        default: None = None,
        merge: str | Callable[[Any, Any], Any] = ...,
        *,
        type: Any = ...,
        dtype: Any = ...,
        check: Callable[[Any], Any] | None = ...,
        units: Any = ...,
    ) -> None: ...
    @overload
    def __init__(
        self,
        default: T = ...,
        merge: str | Callable[[Any, Any], Any] = ...,
        *,
        factory: Callable[[], T] | None = ...,
        type: Any = ...,
        dtype: Any = ...,
        check: Callable[[Any], Any] | None = ...,
        units: Any = ...,
    ) -> None: ...
    def __init__(
        self,
        default: Any = None,
        merge: str | Callable[[Any, Any], Any] = "equal",
        *,
        factory: Callable[[], Any] | None = None,
        type: Any = None,  # noqa: A002 (the word of the language)
        dtype: Any = None,
        check: Callable[[Any], Any] | None = None,
        units: Any = None,
    ) -> None:
        super().__init__()
        if not callable(merge) and merge not in _MODES:
            raise TypeError(
                f"merge must be 'equal', 'first', 'drop', 'raise' or a function of two values, not {merge!r}"
            )
        self.default = default
        self.merge = declaration.function(merge, 2, "merge", "two values") if callable(merge) else merge
        self.factory = declaration.function(factory, 0, "factory", "nothing")
        self.type = declaration.classes(type)
        self.dtype = None if dtype is None else np.dtype(dtype)
        self.check = declaration.function(check, 1, "check", "one value")
        self.units = None if units is None else units
        self.held = None if units is None else FieldUnits(units)
        self._require_default()

    def _require_default(self) -> None:
        """Raise for a default that arrays must not share, or that the declaration itself forbids."""
        default: Any = self.default
        if self.factory is not None and default is not None:
            raise TypeError("give a default or a factory, not both")
        if self.held is not None and (default is not None or self.factory is not None):
            raise TypeError("a field with units has no default: no value is right in all units")
        declaration.default(default)
        if default is not None:
            self.default = self.validated(default)

    if TYPE_CHECKING:

        @overload
        def __get__(self, array: None, owner: Any = None) -> Self: ...
        @overload
        def __get__(self, array: MetaArray, owner: Any = None) -> T: ...
        def __get__(self, array: Any, owner: Any = None) -> Any: ...
        def __set__(self, array: MetaArray, value: T) -> None: ...

    def initial(self) -> Any:
        """Give the value of an array that was given none."""
        return self.default if self.factory is None else self.validated(self.factory())

    def validated(self, value: Any) -> Any:
        """Give the value to keep for one that a user gave; raise for what the declaration forbids.

        None is always allowed where it is the default.
        """
        if value is None and self.default is None and self.factory is None:
            return None
        if builtin_type(value) is Lazy:
            return value if value.known else value.checked_by(self.validated)
        if self.held is not None:
            return value
        value = declaration.typed(self.name, value, self.type)
        if self.dtype is not None:
            value = declaration.frozen(self.name, value, self.dtype)
        declaration.checked(self.name, value, self.check)
        return value

    def taken_over(self, meta: Any) -> Any:
        """Give the value of a twin, if it is one here too."""
        return self.validated(meta)

    def settled(self, meta: Any, array: MetaArray) -> Any:
        """Hold a value with a unit in the one that goes with the array's."""
        if self.held is None or meta is None:
            return meta
        value = value_of(meta)
        if self.dtype is not None:
            value = value.astype(self.dtype) if isinstance(value, np.ndarray) else np.asarray(value, self.dtype)
        held = self.held.held(value, self.held.of_array(array, self.name), self.name)
        declaration.checked(self.name, held, self.check)
        return held

    def in_unit(self, meta: Any, unit: Any) -> Any:
        """Convert a value in the array's unit."""
        if self.held is None or self.held.relation is None or meta is None:
            return meta
        return self.held.converted(meta, self.held.of(unit), self.name)

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: the default."""
        return self.initial()

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Take the value as it is, if the declaration allows it."""
        if self.name in given:
            return data, self.validated(given[self.name])
        return data, self.initial() if present is ABSENT else present

    def expose(self, array: MetaArray, meta: Any) -> Any:
        """Give the value; a lazy one is worked out now."""
        return meta.get() if builtin_type(meta) is Lazy else meta

    def copied(self, meta: Any) -> Any:
        """Metadata for a copy of the array: what can be changed in its place is copied too."""
        return copy.copy(meta) if builtin_type(meta).__hash__ is None else meta

    def store(self, meta: Any) -> Any:
        """Give the value; a lazy one is worked out now."""
        return value_of(meta)

    def same(self, one: Any, other: Any) -> bool:
        """Whether two values are the same: nothing tells them apart."""
        return identical(value_of(one), value_of(other))

    def agrees(self, one: Any, other: Any) -> bool:
        """Whether two values are equal, for the merge."""
        return equal(value_of(one), value_of(other))

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Parts have what the whole has."""
        return meta

    def combine(self, one: Any, other: Any) -> Any:
        """Metadata of a result of two operands that both have this kind."""
        if self.merge == "drop":
            return self.initial()
        if one is other or self.agrees(one, other):
            return one
        if callable(self.merge):
            return self.validated(self.merge(value_of(one), value_of(other)))
        if self.merge == "first":
            return one
        if self.merge == "raise":
            raise UnsupportedError(
                f"{self.name} differ: {one!r} and {other!r}; set {self.name} of one of them to that of the other first"
            )
        return self.initial()

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        if self.answers_itself(PerArray, ufunc):
            return None
        return _keep if self._goes_through(ufunc) else None

    def _goes_through(self, func: Any) -> bool:
        """Whether results have this field: one in the array's unit goes where that changes."""
        return self.held is None or self.held.relation is None or keeps_unit(func)

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Merge."""
        if self.answers_itself(PerArray, ufunc):
            return None
        if self.held is not None:
            return None if self.merge == "drop" or not self._goes_through(ufunc) else _of_both
        if self.has_twins and not (left and right):
            return None  # the other operand may have a twin
        if left and right:
            return self._dropped if self.merge == "drop" else Combine(self.combine)
        return _left if left else _right

    def takes(self, meta: Any, other: Any) -> bool:
        """Elements say nothing of the whole array, where assignment in general does not."""
        return type(self).assign is PerArray.assign

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Nothing to do where both have the same, or only the target has any."""
        if (self.merge == "drop" and not number) or self.answers_itself(PerArray, ufunc):
            return None
        if not self._goes_through(ufunc):
            return None
        return _is_alone if number else _is_same

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Keep, where movement in general does."""
        return None if self.answers_itself(PerArray, func, "rearrange") else _unmoved

    def reduce_step(self, func: Any) -> Any:
        """Keep; positions and counts are no values of the array."""
        structure = fold_structure(func)
        if self.answers_itself(PerArray, func, structure.value):
            return None
        if structure is Structure.ARGREDUCE:
            return ABSENT
        return _kept if self._goes_through(func) else None

    def _dropped(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        return self.initial()

    def merged(self, call: Call) -> Any:
        """Metadata of all operands that have this kind, merged in order."""
        metas = call.metas(self)
        return functools.reduce(self.combine, metas) if metas else ABSENT

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """A value of the whole array says nothing of a selection."""
        operand.metas.pop(self)

    def answer(self, call: Call) -> Proposal:
        """By the rule of the function if it has one, else by its structure; values with a unit follow the results'."""
        proposal = super().answer(call)
        return proposal if self.held is None else self.held.brought(self, call, proposal)

    def keep(self, call: Call) -> Proposal:
        """Results have what the operands have, merged."""
        if self.held is not None and not self.held.has_part(call):
            return Proposal(None)  # not known
        return Proposal(self.merged(call))

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow any output: one without this kind loses nothing that its elements need."""
        return None

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Give the output the metadata of what was written to it."""
        if self in out.metas and meta is not ABSENT:
            out.source._replace(self, self.settled(meta, out.source))

    def order_(self, call: Call) -> Proposal:
        """Keep; positions are no values of the array."""
        from ._order import yields_positions

        return NOTHING if yields_positions(call) else self.keep(call)

    def set_(self, call: Call) -> Proposal:
        """The distinct values keep it; indices and counts beside them do not."""
        merged = self.merged(call)
        return Proposal(Later(lambda leaves: [merged, *[ABSENT] * (len(leaves) - 1)]))

    def create(self, call: Call) -> Proposal:
        """New arrays have the value of those that they are made of, or like."""
        template = next((o for o in call.operands if o.name == "like" and self in o.metas), None)
        merged = self.merged(call)
        return Proposal(merged if template is None or merged is not ABSENT else template.metas[self])

    elementwise = rearrange = join = reduce = accumulate = stencil = keep
    contract = linalg = transform = bin_ = like = poly = keep
    compare = assign = Kind.nothing


builtin_type = type
"""The parameter ``type=`` of the declaration hides it."""


def _of_both(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if one is other and (one is None or one.units.is_multiplicative) else BAIL


def _keep(meta: Any) -> Any:
    return meta


def _unmoved(meta: Any, data: Any, args: Any, kwargs: Any) -> Any:
    return meta


def _kept(meta: Any, data: Any, axis: Any) -> Any:
    return meta


def _is_alone(one: Any, other: Any, a: Any, b: Any) -> bool:
    return True


def _is_same(one: Any, other: Any, a: Any, b: Any) -> bool:
    return one is other


def _left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one


def _right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other
