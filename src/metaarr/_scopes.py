"""The three scopes: what metadata do in answer to each structure because of what they are attached to.

* :class:`PerArray`: one value for the whole array (units, an instrument). Movement leaves it alone.
* :class:`PerElement`: one value for each element (a mask, quality bits). It moves with its element: the same
  NumPy function is applied to the companion array.
* :class:`PerAxis`: one value for each axis (dims and coordinates). It follows its axis.

What a scope has no answer for is refused. A kind overrides what differs for it.
"""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar, cast

import numpy as np

from ._axes import AxisMap, reduce_map, reduced_axes
from ._call import Call, Operand, Role, UfuncCall
from ._errors import UnsupportedError
from ._kind import BAIL, Combine, Kind, Merge, MoveStep, Step
from ._proposal import ABSENT, NOTHING, Later, Proposal
from ._structure import Structure
from ._table import ufunc_row

if TYPE_CHECKING:
    from ._array import MetaArray


def _answers_itself(kind: Kind, scope: type[Kind], func: Callable[..., Any], structure: str = "") -> bool:
    """Whether a subclass of `scope` says something of its own of a function: then it must be asked each time.

    The structure is that of the ufunc, unless `structure` names the method of the answer.
    """
    if not structure and isinstance(func, np.ufunc):
        row = ufunc_row(func)
        structure = Structure.ELEMENTWISE.value if row is None else row.structure.value
    return func in kind.rules or getattr(type(kind), structure) is not getattr(scope, structure)


class PerArray(Kind):
    """Metadata of the whole array.

    Parameters
    ----------
    default
        Value of arrays that were given none.
    merge
        What arrays with several values give: ``"equal"`` (the value if all agree, else the default), ``"first"``,
        ``"drop"`` (the default), ``"raise"`` (an error unless all agree), or a function of two values.

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

    def __init__(self, default: Any = None, merge: str | Callable[[Any, Any], Any] = "equal") -> None:
        super().__init__()
        if not callable(merge) and merge not in ("equal", "first", "drop", "raise"):
            raise TypeError(
                f"merge must be 'equal', 'first', 'drop', 'raise' or a function of two values, not {merge!r}"
            )
        self.default = default
        self.merge = merge

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: the default."""
        return self.default

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Take the value as it is."""
        return data, given.get(self.name, self.default if present is ABSENT else present)

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Parts have what the whole has."""
        return meta

    def combine(self, one: Any, other: Any) -> Any:
        """Metadata of a result of two operands that both have this kind."""
        if self.merge == "drop":
            return self.default
        if one is other or self.same(one, other):
            return one
        if callable(self.merge):
            return self.merge(one, other)
        if self.merge == "first":
            return one
        if self.merge == "raise":
            raise UnsupportedError(
                f"{self.name} differ: {one!r} and {other!r}; set {self.name} of one of them to that of the other first"
            )
        return self.default

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        return None if _answers_itself(self, PerArray, ufunc) else _keep

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Merge."""
        if _answers_itself(self, PerArray, ufunc):
            return None
        if left and right:
            return self._dropped if self.merge == "drop" else Combine(self.combine)
        return _left if left else _right

    def takes(self, meta: Any, other: Any) -> bool:
        """Elements say nothing of the whole array, where assignment in general does not."""
        return type(self).assign is PerArray.assign

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Nothing to do where both have the same, or only the target has any."""
        if (self.merge == "drop" and not number) or _answers_itself(self, PerArray, ufunc):
            return None
        return _is_alone if number else _is_same

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Keep, where movement in general does."""
        return None if _answers_itself(self, PerArray, func, "rearrange") else _unmoved

    def reduce_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        return None if _answers_itself(self, PerArray, ufunc, "reduce") else _kept

    def _dropped(self, one: Any, other: Any, a: Any, b: Any) -> Any:
        return self.default

    def merged(self, call: Call) -> Any:
        """Metadata of all operands that have this kind, merged in order."""
        metas = call.metas(self)
        return functools.reduce(self.combine, metas) if metas else ABSENT

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """A value of the whole array says nothing of a selection."""
        operand.metas.pop(self)

    def keep(self, call: Call) -> Proposal:
        """Results have what the operands have, merged."""
        return Proposal(self.merged(call))

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow any output: one without this kind loses nothing that its elements need."""
        return None

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Give the output the metadata of what was written to it."""
        if self in out.metas and meta is not ABSENT:
            out.source._replace(self, meta)

    def order_(self, call: Call) -> Proposal:
        """Keep; positions are no values of the array."""
        from ._order import yields_positions

        return NOTHING if yields_positions(call) else self.keep(call)

    def set_(self, call: Call) -> Proposal:
        """The distinct values keep it; indices and counts beside them do not."""
        merged = self.merged(call)
        return Proposal(Later(lambda leaves: [merged, *[ABSENT] * (len(leaves) - 1)]))

    elementwise = rearrange = join = reduce = accumulate = stencil = keep
    contract = linalg = transform = bin_ = like = poly = keep
    compare = assign = Kind.nothing


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


class PerElement(Kind):
    """Metadata of each element, held in a companion array of the data's shape.

    Parameters
    ----------
    dtype
        Dtype of the companion.
    merge
        Ufunc, or function of two arrays, that combines the companions of two operands.
    fill
        Value for elements that have none (operands without this kind, padding).
    reduce
        Ufunc that folds companions where the data are folded; `merge` where that is a ufunc.

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
    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = {
        np.real: lambda kind, call: kind.part(call),
        np.imag: lambda kind, call: kind.part(call),
        np.trim_zeros: lambda kind, call: kind.trimmed(call),
    }

    def __init__(
        self,
        dtype: Any = np.uint8,
        merge: np.ufunc | Callable[[Any, Any], Any] = np.bitwise_or,
        fill: Any = 0,
        reduce: np.ufunc | None = None,
    ) -> None:
        super().__init__()
        if not callable(merge):
            raise TypeError(f"merge must be a ufunc or a function of two arrays, not {merge!r}")
        self.dtype = np.dtype(dtype)
        self.merge: Callable[..., Any] = merge
        self.fill = fill
        self.fold = reduce if reduce is not None else merge if isinstance(merge, np.ufunc) else None

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: the fill everywhere."""
        return self.blank(data.shape)

    def blank(self, shape: tuple[int, ...]) -> np.ndarray:
        """Make a companion that says nothing."""
        return np.full(shape, self.fill, self.dtype) if self.fill else np.zeros(shape, self.dtype)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Copy what was given, broadcast to the data's shape."""
        if self.name not in given or given[self.name] is None:
            return data, self.blank(data.shape) if present is ABSENT else present
        values = np.asarray(given[self.name], self.dtype)
        if values.shape != data.shape and values.ndim > 0:
            raise ValueError(
                f"{self.name} has shape {values.shape}, the data have shape {data.shape}; "
                "give one value for each element"
            )
        companion = np.empty_like(data, self.dtype, subok=False)
        companion[...] = values
        return data, companion

    def expose(self, array: MetaArray, meta: Any) -> Any:
        """Give the companion itself: writing into it writes into the array."""
        return meta

    def __set__(self, array: MetaArray, value: Any) -> None:
        companion = array._meta[type(array)._index[self]]
        companion[...] = np.asarray(value, self.dtype)

    def overwrite(self, array: MetaArray, meta: Any) -> None:
        """Write into the companion, which views share."""
        array._meta[type(array)._index[self]][...] = meta

    def copied(self, meta: Any) -> Any:
        """Metadata for a copy of the array."""
        return meta.copy("K")

    def same(self, one: Any, other: Any) -> bool:
        """Whether two companions hold the same values."""
        return bool(np.array_equal(one, other))

    def index(self, meta: Any, key: Any, data: np.ndarray) -> Any:
        """Index the companion alongside."""
        part = meta[key]
        return part if type(part) is np.ndarray else np.asarray(part)

    def combine(self, one: Any, other: Any) -> Any:
        """Companion of a result of two operands that both have this kind."""
        return self.merge(one, other)

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Copy: a result shares nothing with its operand."""
        return None if _answers_itself(self, PerElement, ufunc) else np.ndarray.copy

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Combine the companions, broadcast by NumPy as the data are."""
        return None if _answers_itself(self, PerElement, ufunc) else self.merging(left, right)

    def merging(self, left: bool, right: bool) -> Step:
        """Give the step that combines the companions of the operands that have one."""
        if left and right:
            if isinstance(self.merge, np.ufunc):
                return Merge(self.merge)
            combine = self.combine
            return lambda one, other, a, b: np.asarray(combine(one, other))
        return _alone_left if left else _alone_right

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Move the companion alike."""
        if _answers_itself(self, PerElement, func, "rearrange"):
            return None
        return lambda meta, data, args, kwargs: np.asarray(func(meta, *args, **kwargs))

    # --- answers ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Values of elements say nothing of a selection."""
        operand.metas.pop(self)

    def companions(self, call: Call) -> dict[int, Any]:
        """Position of an operand → its companion; operands without one get the fill everywhere."""
        found: dict[int, Any] = {}
        fill = self.dtype.type(self.fill)
        # What is assigned to a record or an object may look like several elements, and be one.
        opaque = call.structure is Structure.ASSIGN and np.asarray(call.operands[0].bare).dtype.kind in "OV"
        for i, operand in enumerate(call.operands):
            if operand.role is Role.ARRAY:
                meta = operand.get(self)
                found[i] = (fill if opaque else np.broadcast_to(fill, operand.shape)) if meta is ABSENT else meta
        return found

    def elementwise(self, call: Call) -> Proposal:
        """Combine the companions of all operands."""
        return Proposal(Later(lambda leaves: [self.combined(call, np.shape(leaf)) for leaf in leaves]))

    def part(self, call: Call) -> Proposal:
        """Share the companion where the result is a view of the data."""
        operand = call.arrays[0]
        meta = operand.metas[self]
        return Proposal(Later(lambda leaves: [meta if np.may_share_memory(operand.bare, leaves[0]) else meta.copy()]))

    def trimmed(self, call: Call) -> Proposal:
        """Take the part that NumPy takes of the data, whose zeros say what is cut off."""
        return Proposal(call.arrays[0].metas[self][trimmed_to(call)])

    def combined(self, call: Call, shape: tuple[int, ...]) -> Any:
        """Companions of all operands combined and broadcast to `shape`; never shared with an operand."""
        metas = call.metas(self)
        if not metas:
            return ABSENT
        merged = functools.reduce(self.combine, metas)
        if len(metas) == 1 or np.shape(merged) != shape:
            return np.array(np.broadcast_to(merged, shape))
        return np.asarray(merged)

    def rearrange(self, call: Call) -> Proposal:
        """Apply the same function to the companion."""
        return Proposal(Later(lambda leaves: self._moved_along(call, leaves)))

    def _moved_along(self, call: Call, leaves: list[Any]) -> list[Any]:
        companions = self.companions(call)
        moved = flat_leaves(call.run(companions, without=(*call.value_names, "dtype", "casting")))
        return [
            self._as_shared(call, leaf, np.asarray(companion), companions)
            for leaf, companion in zip(leaves, moved, strict=True)
        ]

    def _as_shared(self, call: Call, leaf: Any, companion: Any, originals: Mapping[int, Any]) -> Any:
        """Share the companion with an operand just where the data are shared."""
        data_shared = any(np.may_share_memory(leaf, o.bare) for o in call.arrays)
        companion_shared = any(np.may_share_memory(companion, o) for o in originals.values())
        if companion_shared and not data_shared:
            return companion.copy()
        return companion

    join = rearrange

    def assign(self, call: Call) -> Proposal:
        """Write the companions of what is written."""
        target = call.operands[0]
        if self not in target.metas:
            return NOTHING
        return Proposal(commit=lambda: _discard(call.run(self.companions(call), without=("dtype", "casting"))))

    def reduce(self, call: Call) -> Proposal:
        """Fold the companion over the same axes; what is hidden or not selected says nothing."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        if self.fold is None:
            return self.refuse(call)
        if isinstance(call, UfuncCall) and call.method == "reduceat":
            return Proposal(Later(partial(self._fold_segments, call, self.fold)))
        return Proposal(Later(partial(self._fold_axes, call, self.fold)))

    def _fold_axes(self, call: Call, fold: np.ufunc, leaves: list[Any]) -> list[Any]:
        operand = call.arrays[0]
        axes = reduced_axes({"axis": call.argument("axis", _default_axis(call))}, len(operand.shape))
        where = call.argument("where", True)
        if operand.hidden is not None and operand.hidden.any():
            where = ~operand.hidden & where
        # A ufunc that has no neutral element of its own starts from the value that says nothing.
        start = {} if (where is True and np.size(operand.bare)) or fold.identity is not None else {"initial": self.fill}
        values = fold.reduce(operand.metas[self], axis=axes, keepdims=keeps_dims(call), where=where, **start)
        return [np.asarray(values, self.dtype)]

    def _fold_segments(self, call: Call, fold: np.ufunc, leaves: list[Any]) -> list[Any]:
        operand, indices = call.operands[:2]
        return [fold.reduceat(self._silenced(operand), indices.bare, axis=call.argument("axis", 0))]

    def _silenced(self, operand: Operand) -> Any:
        """Companion of an operand, saying nothing where elements are hidden."""
        companion = operand.metas[self]
        hidden = operand.hidden
        return companion if hidden is None or not hidden.any() else np.where(hidden, self.fill, companion)

    def accumulate(self, call: Call) -> Proposal:
        """Fold the companion along the same axis, keeping every step; what is hidden says nothing."""
        if self not in call.arrays[0].metas:
            return NOTHING
        if self.fold is None:
            return self.refuse(call)
        axis = call.argument("axis", _default_axis(call))
        companion = self._silenced(call.arrays[0])
        if axis is None:
            companion, axis = np.ravel(companion), 0
        fold = self.fold
        return Proposal(Later(lambda leaves: [fold.accumulate(companion, axis=axis, dtype=self.dtype)]))

    def order_(self, call: Call) -> Proposal:
        """Sort along: the permutation that orders the data gathers the companion."""
        from ._order import ordered, permutation, yields_positions

        if yields_positions(call):
            return Proposal(compute=ordered)
        return Proposal(
            Later(lambda leaves: [permutation(call).applied_to(call.arrays[0].metas[self])]),
            compute=ordered,
        )

    def like(self, call: Call) -> Proposal:
        """New arrays say nothing of their elements."""
        return Proposal(Later(lambda leaves: [self.blank(np.shape(leaf)) for leaf in leaves]))

    compare = Kind.nothing

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow only an output that has room for what the result says."""
        if self not in out.metas and meta is not ABSENT and np.any(meta != self.fill):
            raise call.refuse(f"out= has no {self.name}, which would be lost", f"pass an out= that carries {self.name}")
        return None

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Write the companion along with the data."""
        if self in out.metas:
            np.copyto(out.metas[self], self.fill if meta is ABSENT else meta, where=where)


def _alone_left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one.copy() if np.ndim(b) == 0 else BAIL


def _alone_right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other.copy() if np.ndim(a) == 0 else BAIL


def trimmed_to(call: Call) -> tuple[slice, ...]:
    """Give the part of its array that ``np.trim_zeros`` leaves."""
    rule: Any = call.row.axes
    kept: AxisMap = rule(call_arguments(call), call.arrays[0].shape)
    return tuple(slice(0, 0) if axis.index is None else cast("slice", axis.index) for axis in kept.axes)


def _discard(result: Any) -> None:
    """Drop what a function that writes in place returns."""


def _default_axis(call: Call) -> int | None:
    """Axis of a ufunc's ``reduce`` and ``accumulate`` is 0 where functions say None."""
    return 0 if isinstance(call.func, np.ufunc) or hasattr(call, "ufunc") else None


def keeps_dims(call: Call) -> bool:
    """Whether a reduction keeps the reduced axes with length one."""
    return call.argument("keepdims", False) is True or bool(call.argument("keepdims", False)) is True


def flat_leaves(result: Any) -> list[Any]:
    """Give the arrays of a nested result in order."""
    if isinstance(result, (tuple, list)):
        return [leaf for item in result for leaf in flat_leaves(item)]
    return [result]


class PerAxis(Kind):
    """Metadata of each axis.

    A kind of this scope says how its metadata follow a map of axes (:meth:`follow`) and what they are where nothing
    is known of the axes (:meth:`unknown`); reductions, movement and running folds follow from that, the rest is refused
    until the kind answers it.
    """

    def follow(self, meta: Any, axis_map: AxisMap, shape: tuple[int, ...]) -> Any:
        """Metadata of an array whose axes came from those of one of `shape` as `axis_map` says."""
        raise NotImplementedError

    def unknown(self, shape: tuple[int, ...]) -> Any:
        """Metadata of an array of whose axes nothing is known."""
        raise NotImplementedError

    def neutral(self, data: np.ndarray) -> Any:
        """Metadata of plain data: nothing is known of its axes."""
        return self.unknown(data.shape)

    def sliced(self, meta: Any, key: object, like: np.ndarray) -> Any:
        """Metadata of ``array[key]`` for a basic key; `like` has the shape of the array."""
        return self.index(meta, key, like)

    def rearrange(self, call: Call) -> Proposal:
        """Follow the map of axes that the row gives."""
        carrier = next((o for o in call.arrays if self in o.metas), None)
        if carrier is None:
            return NOTHING
        if call.row.axes is None:
            return Proposal(Later(lambda leaves: [self.unknown(np.shape(leaf)) for leaf in leaves]))
        return Proposal(Later(lambda leaves: self._followed(call, leaves)))

    def _followed(self, call: Call, leaves: list[Any]) -> list[Any]:
        carriers = [o for o in call.arrays if o.role is Role.ARRAY]
        metas = [o.metas.get(self) or self.unknown(o.shape) for o in carriers]
        shapes = [o.shape for o in carriers]
        rule: Any = call.row.axes
        maps = rule(call_arguments(call), shapes if call.row.arrays[0].startswith("*") else shapes[0])
        maps = list(maps) if isinstance(maps, list) else [maps] * len(leaves)
        if len(carriers) == 1:
            carriers, metas = carriers * len(leaves), metas * len(leaves)
        return [self.follow(meta, m, o.shape) for meta, m, o in zip(metas, maps, carriers, strict=True)]

    def reduce(self, call: Call) -> Proposal:
        """Reduced axes go."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        axes = reduced_axes({"axis": call.argument("axis", _default_axis(call))}, len(operand.shape))
        reduced = reduce_map(operand.shape, axes, keeps_dims(call))
        return Proposal(self.follow(operand.metas[self], reduced, operand.shape))

    def accumulate(self, call: Call) -> Proposal:
        """Running folds keep every axis; without an axis the array is flattened."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        if call.argument("axis", _default_axis(call)) is None and len(operand.shape) != 1:
            return self.unknown_result(call)
        return Proposal(operand.metas[self])

    def unknown_result(self, call: Call) -> Proposal:
        """Results keep this kind, with nothing known of their axes."""
        return Proposal(Later(lambda leaves: [self.unknown(np.shape(leaf)) for leaf in leaves]))

    set_ = transform = bin_ = unknown_result
    compare = Kind.nothing


def call_arguments(call: Call) -> Mapping[str, Any]:
    """Bare arguments by name, as the rules of ``_axes`` read them."""
    return call.bare_arguments() if hasattr(call, "bare_arguments") else {}
