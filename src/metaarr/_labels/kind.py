"""The kind :data:`LABELS`: what dims and coordinates do in answer to each structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from .._axes import AxisMap, JoinMap
from .._call import Call, Operand, Role, UfuncCall
from .._errors import DimsError
from .._kind import BAIL, Kind, PerAxis, Step, call_arguments
from .._proposal import ABSENT, NOTHING, Later, Proposal
from .._structure import Structure
from . import alignment
from .selection import resolve_names
from .state import Labels

if TYPE_CHECKING:
    from .._array import MetaArray

_ALIGNED = (Structure.ELEMENTWISE,)


class LabelsKind(PerAxis):
    """Dims, coordinates, name and attrs."""

    def __init__(self) -> None:
        super().__init__()
        self.keywords = ("dims", "coords", "name", "attrs")
        self.order = -1

    # --- life ---

    def unknown(self, shape: tuple[int, ...]) -> Labels:
        """No axis has a name."""
        return Labels.trusted((None,) * len(shape))

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Labels]:
        """Check dims and coordinates against the shape; what is given replaces what the data had."""
        if present is ABSENT:
            return data, Labels(given.get("dims"), given.get("coords"), data.shape, given.get("name"), given.get("attrs"))
        labels: Labels = present
        if given.get("dims") is not None:
            labels = labels.with_dims(given["dims"], data.shape)
        if given.get("coords") is not None:
            labels = labels.assign_coords(given["coords"], data.shape)
        if given.get("name") is not None:
            labels = labels.with_name(given["name"])
        if given.get("attrs") is not None:
            labels = labels.with_attrs(given["attrs"])
        return data, labels

    def __set__(self, array: MetaArray, value: Any) -> None:
        raise AttributeError("labels cannot be assigned; use x.rename(...) or x.assign_coords(...)")

    def same(self, one: Any, other: Any) -> bool:
        """Whether dims and coordinates are the same."""
        return one is other or bool(one.identical(other))

    def described(self, meta: Labels) -> str:
        """Give dims, and the names of coordinates."""
        parts = [f"dims={meta.dims!r}"]
        if meta.coords:
            parts.append(f"coords=({', '.join(meta.coords)})")
        if meta.name is not None:
            parts.append(f"name={meta.name!r}")
        return ", ".join(parts)

    def is_neutral(self, meta: Labels) -> bool:
        """Whether no axis has a name and there are no coordinates."""
        return not meta.coords and all(dim is None for dim in meta.dims) and meta.name is None and not meta.attrs

    def index(self, meta: Labels, key: Any, data: np.ndarray) -> Labels:
        """Put the key aside until somebody asks for labels."""
        if type(key) is slice:
            return Labels.deferred(meta, key, data.shape)
        if isinstance(key, (str, list)):
            return meta
        if type(key) is tuple and all(_is_basic(item) for item in key):
            return Labels.deferred(meta, key, data.shape)
        return meta.index(key, data.shape)

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        return _keep

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Keep where both are the same object, or the other operand has no axes."""
        if left and right:
            return _identical
        return _only_left if left else _only_right

    def inplace_step(self, ufunc: np.ufunc) -> Callable[[Any, Any], bool] | None:
        """Nothing to do where both are the same object."""
        return _is_same

    # --- before the proposals ---

    def arrange(self, call: Call) -> None:
        """Turn names of axes to numbers; bring elementwise operands to one order of axes."""
        self._resolve_axis(call)
        if call.structure in _ALIGNED:
            operands = [o for o in call.operands if o.role is Role.ARRAY]
            call.notes[self] = self._aligned(call, operands)

    def _resolve_axis(self, call: Call) -> None:
        name = "axis" if isinstance(call, UfuncCall) else call.row.axis
        if name is None:
            return
        axis = call.argument(name)
        if isinstance(axis, str) or (isinstance(axis, (tuple, list)) and any(isinstance(a, str) for a in axis)):
            carrier = next(o for o in call.operands if self in o.metas)
            call.set_argument(name, resolve_names(carrier.metas[self], axis))

    def _aligned(self, call: Call, operands: Sequence[Operand]) -> Labels:
        labels, orders = alignment.merge_many([(o.metas.get(self), o.shape) for o in operands])
        for operand, order in zip(operands, orders, strict=True):
            if order is not None:
                operand.bare = alignment.arranged(np.asarray(operand.bare), order)
                for kind, meta in operand.metas.items():
                    if not kind.per_array and kind is not self:
                        operand.metas[kind] = alignment.arranged(meta, order)
        return labels

    # --- answers ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """A selection is positional; its labels say nothing of the result."""
        del operand.metas[self]

    def elementwise(self, call: Call) -> Proposal:
        """Merge the labels of all operands."""
        return Proposal(call.notes[self])

    def follow(self, meta: Labels, axis_map: AxisMap, shape: tuple[int, ...]) -> Labels:
        """Follow a map of axes."""
        return meta.follow(axis_map, shape)

    def stencil(self, call: Call) -> Proposal:
        """Follow the map of axes that the row gives."""
        return self.rearrange(call)

    def argreduce(self, call: Call) -> Proposal:
        """Positions along the reduced axis, labelled by the others."""
        return PerAxis.reduce(self, call)

    def join(self, call: Call) -> Proposal:
        """Lift each operand as the function does, then join along the axis."""
        operands = call.arrays
        if call.row.axes is None:
            return self._joined_elementwise(call, operands)
        metas: list[Labels | None] = [o.metas.get(self) for o in operands]
        rule = call.row.axes(call_arguments(call), [o.shape for o in operands])
        if not isinstance(rule, JoinMap):
            return self.unknown_result(call)
        lifted = [
            (None if meta is None else meta.follow(axis_map, o.shape), _lifted_shape(o.shape, axis_map))
            for meta, axis_map, o in zip(metas, rule.maps, operands, strict=True)
        ]
        return Proposal(alignment.concat(lifted, rule.axis))

    def _joined_elementwise(self, call: Call, operands: Sequence[Operand]) -> Proposal:
        """``where`` and its like: as a ufunc of what is chosen and what chooses."""
        return Proposal(self._aligned(call, [o for o in call.operands if o.role in (Role.ARRAY, Role.OTHER)]))

    def assign(self, call: Call) -> Proposal:
        """The target's stay; what is written must match by position."""
        return NOTHING

    def order_(self, call: Call) -> Proposal:
        """Along the axis sorted: the labels move with one-dimensional data, and go otherwise."""
        from .._order import permutation, yields_positions

        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        rearranged = PerAxis.rearrange(self, call)
        if yields_positions(call) or len(operand.shape) != 1:
            return rearranged
        labels: Labels = operand.metas[self]
        return Proposal(Later(lambda leaves: [labels.index(permutation(call).indices, operand.shape)]))

    search = Kind.nothing
    contract = Kind.refuse

    def like(self, call: Call) -> Proposal:
        """Take the template's labels where the shape is its own."""
        carrier = next((o for o in call.arrays if self in o.metas), None)
        if carrier is None:
            return NOTHING
        return Proposal(
            Later(lambda leaves: [carrier.metas[self] if np.shape(x) == carrier.shape else self.unknown(np.shape(x)) for x in leaves])
        )

    linalg = PerAxis.unknown_result
    poly = PerAxis.unknown_result

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """The output's labels must be those of the result."""
        mine = out.metas.get(self)
        if mine is not None and isinstance(meta, Labels) and not _fits(mine, meta):
            alignment.merge(meta, out.shape, mine, out.shape)
            if meta.dims != mine.dims:
                raise DimsError(f"{call.name}: the result has dims {meta.dims}, out= has {mine.dims}; give out= the same dims")
        return None


def _fits(target: Labels, result: Labels) -> bool:
    return target is result


def _is_basic(item: Any) -> bool:
    return item is None or item is Ellipsis or type(item) in (int, slice)


def _keep(meta: Any) -> Any:
    return meta


def _is_same(one: Any, other: Any) -> bool:
    return one is other


def _identical(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if one is other and a.shape == b.shape else BAIL


def _only_left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if np.ndim(b) == 0 else BAIL


def _only_right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other if np.ndim(a) == 0 else BAIL


def _lifted_shape(shape: tuple[int, ...], axis_map: AxisMap) -> tuple[int, ...]:
    return tuple(1 if axis.source is None else shape[axis.source] for axis in axis_map.axes)


LABELS = LabelsKind()
