"""What metadata of elements do in answer to NumPy: companions are merged, moved and folded as the data are."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from functools import partial
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from ._axes.folds import reduce_map, reduced_axes
from ._axes.maps import AxisMap
from ._call import Call, Operand, Role, UfuncCall, is_ours
from ._call_axes import call_arguments, default_axis, keeps_dims, trimmed_to
from ._errors import UnsupportedError
from ._field_units import on_numbers, unit_of
from ._kind import Kind
from ._proposal import ABSENT, NOTHING, Later, Proposal, flat_leaves
from ._sentinel import masked
from ._structure import Structure

if TYPE_CHECKING:
    from ._field_units import FieldUnits

_MOVING_PADS = ("constant", "empty", "edge", "wrap", "reflect", "symmetric")


_STARTS: dict[Any, float] = {np.maximum: -np.inf, np.fmax: -np.inf, np.minimum: np.inf, np.fmin: np.inf}
"""What floating-point folds that have no neutral element can start from."""


class ElementAnswers(Kind):
    """The answers of :class:`~metaarr.PerElement`."""

    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = {
        np.real: lambda kind, call: kind.part(call),
        np.imag: lambda kind, call: kind.part(call),
        np.trim_zeros: lambda kind, call: kind.trimmed(call),
        np.pad: lambda kind, call: kind.padded(call),
        np.isin: lambda kind, call: kind.of_first(call),
        np.piecewise: lambda kind, call: kind.chosen(call),
        np.nan_to_num: lambda kind, call: kind.replaced(call),
    }

    dtype: np.dtype[Any]
    merge: Callable[..., Any]
    fill: Any
    fold: np.ufunc | None
    held: FieldUnits | None

    # --- words ---

    def blank(self, shape: tuple[int, ...]) -> np.ndarray:
        """Make a companion that says nothing, of bare numbers."""
        return np.full(shape, self.fill, self.dtype) if self.fill else np.zeros(shape, self.dtype)

    def boxed(self, value: Any) -> Any:
        """Give what a function made of companions as one: a plain array, or a quantity where the field has a unit."""
        if self.held is not None and isinstance(value, np.ndarray):
            return value
        return value if type(value) is np.ndarray else np.asarray(value)

    def is_neutral(self, meta: Any) -> bool:
        """Whether all elements have the fill, so that nothing is lost without it."""
        values = np.asarray(meta)
        same = values == self.fill
        if values.dtype.kind in "fc" and self.fill != self.fill:
            same = np.isnan(values)
        return bool(np.all(same))

    def combine(self, one: Any, other: Any) -> Any:
        """Companion of a result of two operands that both have this kind."""
        merged = self.merge(one, other)
        return merged if isinstance(self.merge, np.ufunc) else self._made_by_author(merged, one, other)

    def _made_by_author(self, merged: Any, one: Any, other: Any) -> Any:
        """Give what a function made of two companions as one of its own; raise where it is none."""
        merged = self.boxed(merged)
        if self.held is not None:  # bare numbers are in the unit of the companions
            merged = self.held.held(merged, unit_of(one if is_ours(one) else other), self.name)
        shape = np.shape(one)
        if shape != np.shape(other):
            shape = np.broadcast_shapes(shape, np.shape(other))
        held = merged.dtype == self.dtype
        if merged.shape != shape or not (held or np.can_cast(merged.dtype, self.dtype, "same_kind")):
            raise UnsupportedError(
                f"{self.name}: merge must give an array of {self.dtype} and shape {shape} of these two companions, and "
                f"gave one of {merged.dtype} and shape {np.shape(merged)}"
            )
        fresh = merged.base is None and merged is not one and merged is not other
        return merged if held and fresh else merged.astype(self.dtype)

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

    def combined(self, call: Call, shape: tuple[int, ...]) -> Any:
        """Companions of all operands combined and broadcast to `shape`; never shared with an operand."""
        metas = call.metas(self)
        if not metas:
            return ABSENT
        merged = functools.reduce(self.combine, metas)
        if len(metas) == 1 or np.shape(merged) != shape:
            return self.boxed(np.broadcast_to(merged, shape)).copy()
        return self.boxed(merged)

    def arranged(self, meta: Any, move: Callable[[Any], Any], axis_map: AxisMap, shape: tuple[int, ...]) -> Any:
        """Companions move as the data do."""
        return move(meta)

    def unknown(self, call: Call) -> Proposal:
        """Results of which nothing is known: a field in the array's unit where that is another one."""
        return Proposal(Later(lambda leaves: [np.full(np.shape(leaf), np.nan, self.dtype) for leaf in leaves]))

    def _has_part(self, call: Call) -> bool:
        return self.held is None or self.held.has_part(call)

    # --- answers ---

    def answer(self, call: Call) -> Proposal:
        """By the rule of the function if it has one, else by its structure; values with a unit follow the results'."""
        proposal = super().answer(call)
        return proposal if self.held is None else self.held.brought(self, call, proposal)

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Values of elements say nothing of a selection."""
        operand.metas.pop(self)

    def elementwise(self, call: Call) -> Proposal:
        """Combine the companions of all operands."""
        if not self._has_part(call):
            return self.unknown(call)
        return Proposal(Later(lambda leaves: [self.combined(call, np.shape(leaf)) for leaf in leaves]))

    def part(self, call: Call) -> Proposal:
        """Share the companion where the result is a view of the data."""
        operand = call.arrays[0]
        meta = operand.metas[self]
        if call.func is np.imag and np.asarray(operand.bare).dtype.kind not in "cO":
            return Proposal(Later(lambda leaves: [self.blank(operand.shape)]))  # zeros, that nobody measured
        return Proposal(Later(lambda leaves: [meta if np.may_share_memory(operand.bare, leaves[0]) else meta.copy()]))

    def of_first(self, call: Call) -> Proposal:
        """Elements of the first array are asked, or replaced, each by itself: a copy of its companion."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        return (
            Proposal(Later(lambda leaves: [operand.metas[self].copy()])) if self._has_part(call) else self.unknown(call)
        )

    def chosen(self, call: Call) -> Proposal:
        """Constants in the place of some elements say nothing; what functions make of them is not known."""
        if any(callable(value) for value in call.argument("funclist")):
            raise call.refuse(
                f"which {self.name} the results of functions have is not known", "choose among arrays with np.select"
            )
        return self.like(call)

    def replaced(self, call: Call) -> Proposal:
        """In place (``copy=False``) the result is the array itself, and shares its companion."""
        if call.argument("copy", True) or type(self).elementwise is not ElementAnswers.elementwise:
            return self.elementwise(call)
        array, *values = call.operands
        if any(self in value.metas and not self.is_neutral(value.metas[self]) for value in values):
            raise call.refuse(
                f"which elements are replaced is not known beforehand, and so not which {self.name} they have",
                "leave copy=False out, or set them of the value to what says nothing first",
            )
        return self.part(call) if self in array.metas else NOTHING

    def trimmed(self, call: Call) -> Proposal:
        """Take the part that NumPy takes of the data, whose zeros say what is cut off."""
        return Proposal(call.arrays[0].metas[self][trimmed_to(call)])

    def padded(self, call: Call) -> Proposal:
        """Pad with the fill, or with companions of the elements that are repeated."""
        mode = call.argument("mode", "constant")
        if mode not in _MOVING_PADS or call.argument("reflect_type", "even") != "even":
            raise call.refuse(
                f"mode={mode!r} makes elements of others, and what their {self.name} are is not known",
                f"pad with one of the modes {', '.join(map(repr, _MOVING_PADS))}",
            )
        return self.rearrange(call)

    def rearrange(self, call: Call) -> Proposal:
        """Apply the same function to the companion."""
        return Proposal(Later(lambda leaves: self._moved_along(call, leaves)))

    def _moved_along(self, call: Call, leaves: list[Any]) -> list[Any]:
        companions = self.companions(call)
        without = (*call.value_names, "dtype", "casting")
        moved = [self.boxed(leaf) for leaf in flat_leaves(call.run(companions, without=without))]
        if self.fill:  # NumPy puts zeros where it has no element
            there = flat_leaves(call.run({i: np.ones(np.shape(c), bool) for i, c in companions.items()}, without))
            moved = [self.filled(companion, found) for companion, found in zip(moved, there, strict=True)]
        return [
            self._as_shared(call, leaf, companion, companions) for leaf, companion in zip(leaves, moved, strict=True)
        ]

    def filled(self, companion: Any, there: Any) -> Any:
        """Put the fill where NumPy put zeros for want of an element."""
        return companion if np.all(there) else self.boxed(np.where(there, companion, self.dtype.type(self.fill)))

    def _as_shared(self, call: Call, leaf: Any, companion: Any, originals: Mapping[int, Any]) -> Any:
        """Share the companion with an operand just where the data are shared."""
        data_shared = any(np.may_share_memory(leaf, o.bare) for o in call.arrays)
        companion_shared = any(np.may_share_memory(companion, o) for o in originals.values())
        if companion_shared and not data_shared:
            return companion.copy()
        return companion

    join = rearrange

    def assign(self, call: Call) -> Proposal:
        """Write the companions of what is written; masking an element leaves its companion alone."""
        target = call.operands[0]
        if any(operand.source is masked for operand in call.operands):
            return NOTHING
        if self not in target.metas:
            if any(self in o.metas and not self.is_neutral(o.metas[self]) for o in call.arrays):
                raise call.refuse(
                    f"what is written into has no {self.name}, which would be lost", "write np.asarray(value)"
                )
            return NOTHING
        if isinstance(call, UfuncCall):
            return self._merged_at(call)
        return Proposal(commit=lambda: _discard(call.run(self.companions(call), without=("dtype", "casting"))))

    def _merged_at(self, call: UfuncCall) -> Proposal:
        """``ufunc.at`` merges the companions of the elements that come together."""
        target, places, *others = call.inputs
        if not any(self in other.metas for other in others):
            return Proposal() if self._has_part(call) else self.refuse(call)
        if not isinstance(self.merge, np.ufunc) or not self._has_part(call):
            return self.refuse(call)
        merge, companion, value = self.merge, target.metas[self], others[0].metas[self]
        return Proposal(commit=lambda: merge.at(companion, places.bare, value))

    def reduce(self, call: Call) -> Proposal:
        """Fold the companion over the same axes; what is hidden or not selected says nothing."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        if not self._has_part(call):
            return self.unknown(call)
        if self.fold is None:
            return self.refuse(call)
        if isinstance(call, UfuncCall) and call.method == "reduceat":
            return Proposal(Later(partial(self._fold_segments, call, self.fold)))
        return Proposal(Later(partial(self._fold_axes, call, self.fold)))

    def _fold_axes(self, call: Call, fold: np.ufunc, leaves: list[Any]) -> list[Any]:
        operand = call.arrays[0]
        where = call.argument("where", True)
        if operand.hidden is not None and operand.hidden.any():
            where = ~operand.hidden & where
        axis_map = _map_of(call, operand.shape)
        folded: Any = (*axis_map.dropped, *(axis.source for axis in axis_map.axes if _is_folded(axis)))
        options: dict[str, Any] = {"axis": folded, "keepdims": True, "where": where}
        # A ufunc that has no neutral element of its own starts from the value that says nothing.
        alone = fold.identity is None and not (where is True and np.size(operand.bare))
        if alone:
            options["initial"] = _STARTS.get(fold, self.fill) if self.dtype.kind == "f" else self.fill
        values = self.boxed(fold.reduce(operand.metas[self], **options)).astype(self.dtype, copy=False)
        if alone:
            there = np.any(np.broadcast_to(where, operand.shape), axis=folded, keepdims=True)
            values = self.filled(values, there)
        return [_laid(values, axis_map, np.shape(leaf)) for leaf in leaves]

    def _fold_segments(self, call: Call, fold: np.ufunc, leaves: list[Any]) -> list[Any]:
        operand, indices = call.operands[:2]
        values = fold.reduceat(self._silenced(operand), indices.bare, axis=call.argument("axis", 0))
        return [self.boxed(values).astype(self.dtype, copy=False)]

    def _silenced(self, operand: Operand) -> Any:
        """Companion of an operand, saying nothing where elements are hidden."""
        companion = operand.metas[self]
        hidden = operand.hidden
        if hidden is None or not hidden.any():
            return companion
        return self.boxed(np.where(hidden, self.dtype.type(self.fill), companion))

    def accumulate(self, call: Call) -> Proposal:
        """Fold the companion along the same axis, keeping every step; what is hidden says nothing."""
        if self not in call.arrays[0].metas:
            return NOTHING
        if not self._has_part(call):
            return self.unknown(call)
        if self.fold is None:
            return self.refuse(call)
        return Proposal(Later(partial(self._run_along, call, self.fold)))

    def _run_along(self, call: Call, fold: np.ufunc, leaves: list[Any]) -> list[Any]:
        axis = call.argument("axis", default_axis(call))
        companion = self._silenced(call.arrays[0])
        if axis is None:
            companion, axis = np.ravel(companion), 0
        values = self.boxed(fold.accumulate(companion, axis=axis)).astype(self.dtype, copy=False)
        if values.shape != np.shape(leaves[0]):  # an initial value comes first
            values = np.insert(values, 0, self.dtype.type(self.fill), axis=axis)
        return [values]

    def order_(self, call: Call) -> Proposal:
        """Sort along: the permutation that orders the data gathers the companion; positions are bare."""
        from ._order import ordered, permutation, yields_positions

        if yields_positions(call):
            return Proposal(compute=ordered) if self.hides else NOTHING

        def gathered(leaves: list[Any]) -> list[Any]:
            meta, gather = call.arrays[0].metas[self], permutation(call).applied_to
            return [gather(meta) if self.held is None else on_numbers(gather, meta)]

        return Proposal(Later(gathered), compute=ordered)

    def like(self, call: Call) -> Proposal:
        """New arrays say of their elements what the values say that they are filled with, else nothing."""
        values = [o for o in call.operands if o.role is Role.VALUE and self in o.metas]
        return Proposal(Later(lambda leaves: [self._of_values(call, values, np.shape(leaf)) for leaf in leaves]))

    def create(self, call: Call) -> Proposal:
        """New arrays say of their elements what those say that they are made of, else nothing."""
        values = [o for o in call.operands if o.name != "like" and self in o.metas]
        return Proposal(Later(lambda leaves: [self._of_values(call, values, np.shape(leaf)) for leaf in leaves]))

    def _of_values(self, call: Call, values: list[Operand], shape: tuple[int, ...]) -> Any:
        """Merge the companions of values into one of `shape`; raise where they do not lie as the result does."""
        if not values:
            return self.blank(shape)
        merged = functools.reduce(self.combine, [value.metas[self] for value in values])
        lies = len(np.shape(merged)) <= len(shape) and np.broadcast_shapes(np.shape(merged), shape) == shape
        if not lies:
            raise call.refuse(f"which {self.name} goes where is not known", "call it on np.asarray of its arguments")
        return self.boxed(np.broadcast_to(merged, shape)).copy()

    compare = Kind.nothing

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow only an output that has room for what the result says."""
        if self not in out.metas and meta is not ABSENT and not self.is_neutral(meta):
            raise call.refuse(f"out= has no {self.name}, which would be lost", f"pass an out= that carries {self.name}")
        return None

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Write the companion along with the data."""
        if self in out.metas:
            value = self.dtype.type(self.fill) if meta is ABSENT else meta
            np.copyto(out.metas[self], value, where=where)


def _map_of(call: Call, shape: tuple[int, ...]) -> AxisMap:
    """Where the axes of a fold's result come from."""
    if isinstance(call, UfuncCall) or call.row.axes is None:
        axes = reduced_axes({"axis": call.argument("axis", default_axis(call))}, len(shape))
        return reduce_map(shape, axes, keeps_dims(call))
    rule: Any = call.row.axes
    found = rule(call_arguments(call), shape)
    return found[0] if isinstance(found, list) else found  # type: ignore[no-any-return]


def _is_folded(axis: Any) -> bool:
    """Whether an axis of the result is a folded one that was kept."""
    return axis.source is not None and axis.index is None


def _laid(values: Any, axis_map: AxisMap, shape: tuple[int, ...]) -> Any:
    """Bring folded companions, which have all axes of the operand still, to those of the result."""
    kept = [axis.source for axis in axis_map.axes if axis.source is not None]
    gone = [i for i in range(values.ndim) if i not in kept]
    values = np.squeeze(np.transpose(values, (*kept, *gone)), axis=tuple(range(len(kept), values.ndim)))
    key = tuple(np.newaxis if axis.source is None else slice(None) for axis in axis_map.axes)
    values = values[(*key, ...)]
    return values if values.shape == shape else np.broadcast_to(values, shape).copy()


def _discard(result: Any) -> None:
    """Drop what a function that writes in place returns."""
