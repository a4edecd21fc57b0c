"""The kind :data:`LABELS`: what dims and coordinates do in answer to each structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from .._axes import folds, maps
from .._axes.maps import AxisMap, JoinMap
from .._call import Call, FunctionCall, Operand, Role, UfuncCall
from .._call_axes import call_arguments
from .._errors import DimsError
from .._kind import BAIL, Kind, MoveStep, Step
from .._per_axis import PerAxis
from .._proposal import ABSENT, NOTHING, Later, Proposal, unequal
from .._structure import Structure
from .._table import lookup
from . import alignment, arranging, binning, contraction
from .naming import has_names, number_axes
from .state import Labels

if TYPE_CHECKING:
    from .._array import MetaArray

Shape = tuple[int, ...]

_BY_PLACE = frozenset(
    {np.broadcast_arrays, np.allclose, np.busday_count, np.busday_offset, np.is_busday, np.datetime_as_string}
)
"""Functions that go element by element although their structure does not say so."""


class LabelsKind(PerAxis):
    """Dims, coordinates, name and attrs."""

    def __init__(self) -> None:
        super().__init__()
        self.keywords = ("dims", "coords", "name", "attrs")
        self.order = (-1,)

    # --- life ---

    def unknown(self, shape: Shape) -> Labels:
        """No axis has a name."""
        return Labels.trusted((None,) * len(shape))

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Labels]:
        """Check dims and coordinates against the shape; what is given replaces what the data had."""
        if present is ABSENT:
            dims, coords, name, attrs = (given.get(keyword) for keyword in self.keywords)
            return data, Labels(dims, coords, data.shape, name, attrs)
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

    sliced = staticmethod(Labels.deferred)
    rules = Kind.rules

    def index(self, meta: Labels, key: Any, data: np.ndarray) -> Labels:
        """Put the key aside until somebody asks for labels."""
        if type(key) is slice:
            return Labels.deferred(meta, key, data.shape)
        if isinstance(key, (str, list)):
            return meta
        if type(key) is tuple and all(_is_basic(item) for item in key):
            return Labels.deferred(meta, key, data.shape)
        return meta.index(key, data.shape)

    def apart(self, meta: Labels, other: Labels, shape: Shape) -> Labels:
        """Names that the first operand of an outer product has are taken."""
        return meta.with_dims([None if dim in other.dims else dim for dim in meta.dims], shape)

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Keep."""
        return _keep

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Keep where both are the same object, or the other operand has no axes."""
        if left and right:
            return _identical
        return _only_left if left else _only_right

    def inplace_step(self, ufunc: np.ufunc, number: bool) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Nothing to do where the result has the target's labels."""
        return _meets_number if number else _keeps_first

    def reduce_step(self, func: Any) -> Any:
        """Reduced axes go."""
        return _reduced

    # --- before the proposals ---

    def arrange(self, call: Call) -> None:
        """Turn names of axes to numbers; bring operands that meet element by element to one order of axes."""
        number_axes(self, call)
        if call.structure is Structure.ASSIGN:
            arranging.arrange_written(self, call)
        elif call.structure is Structure.COMPARE and call.func not in _BY_PLACE:
            call.notes[self] = arranging.matches(self, call.arrays)
        elif _goes_by_place(call):
            call.notes[self] = arranging.align(self, [o for o in call.operands if o.role in _roles_that_meet(call)])
        else:
            arranging.selection(self, call)

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """A selection is positional, and its labels say nothing of the result; those of a condition do."""
        if not _chooses(call):
            del operand.metas[self]

    def move_step(self, func: Callable[..., Any]) -> MoveStep | None:
        """Follow the row's map of axes; names of axes are for the pipeline to resolve."""
        row = lookup(func)
        if row is None or row.axes is None or func in self.rules:
            return None
        rule: Any = row.axes

        def step(meta: Labels, data: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
            bound = row.bind(func, (data, *args), kwargs)
            if any(has_names(bound.get(name)) for name in row.axis):
                return BAIL
            return meta.follow(rule(bound, data.shape), data.shape)

        return step

    # --- answers: element by element ---

    def elementwise(self, call: Call) -> Proposal:
        """Merge the labels of all operands."""
        return Proposal(call.notes[self])

    def join(self, call: Call) -> Proposal:
        """Lift each operand as the function does, then join along the axis."""
        if call.row.axes is None:
            return self.elementwise(call) if call.arrays else NOTHING
        operands = call.arrays
        rule = call.row.axes(call_arguments(call), [o.shape for o in operands])
        if not isinstance(rule, JoinMap):
            return self.unknown_result(call)
        lifted = [
            (None if self not in o.metas else o.metas[self].follow(axis_map, o.shape), _lifted_shape(o.shape, axis_map))
            for axis_map, o in zip(rule.maps, operands, strict=True)
        ]
        return Proposal(alignment.concat(lifted, rule.axis))

    def index_(self, call: Call) -> Proposal:
        """Dates go element by element; positions are plain."""
        return self.elementwise(call) if call.func in _BY_PLACE else NOTHING

    def assign(self, call: Call) -> Proposal:
        """The target's labels stay; what is written was brought to its axes before."""
        return NOTHING

    # --- answers: axes move or go ---

    def follow(self, meta: Labels, axis_map: AxisMap, shape: Shape) -> Labels:
        """Follow a map of axes."""
        return meta.follow(axis_map, shape)

    def rearrange(self, call: Call) -> Proposal:
        """Follow the map of axes that the row gives; of several arrays, each its own."""
        if call.func is np.broadcast_arrays:
            return self._broadcast(call)
        if not call.row.arrays[0].startswith("*"):
            return self._following(call, call.arrays[0])
        if call.row.axes is None:
            return self.unknown_result(call)
        operands = call.arrays
        if call.func in contraction.RULES and not call.argument("sparse", False):
            return self._laid_out(call)
        maps: Any = call.row.axes(call_arguments(call), [o.shape for o in operands])
        if not isinstance(maps, list):
            return Proposal(self._followed_by(operands[0], maps))
        return Proposal(Later(lambda leaves: [self._followed_by(o, m) for o, m in zip(operands, maps, strict=True)]))

    def _followed_by(self, operand: Operand, axis_map: AxisMap) -> Any:
        return operand.metas[self].follow(axis_map, operand.shape) if self in operand.metas else ABSENT

    def _laid_out(self, call: Call) -> Proposal:
        """Each array of a grid has the names and labels of all axes."""
        return self._all_dressed(call, contraction.contracted(self, call, contraction.RULES[call.func](call)))

    def _broadcast(self, call: Call) -> Proposal:
        """All have the labels that they have together, and names and attributes of their own."""
        return self._all_dressed(call, call.notes[self])

    def _all_dressed(self, call: Call, common: Labels) -> Proposal:
        own = [o.metas.get(self) for o in call.arrays]
        return Proposal(Later(lambda leaves: [_dressed(common, labels) for labels in own]))

    def _following(self, call: Call, operand: Operand) -> Proposal:
        """Follow the map of axes that the row gives for one array."""
        if self not in operand.metas:
            return NOTHING
        if call.row.axes is None:
            return self.unknown_result(call)
        labels: Labels = operand.metas[self]
        maps: Any = call.row.axes(call_arguments(call), operand.shape)
        if isinstance(maps, list):
            return Proposal(Later(lambda leaves: [labels.follow(each, operand.shape) for each in maps]))
        return Proposal(labels.follow(maps, operand.shape))

    def reduce(self, call: Call) -> Proposal:
        """Reduced axes go."""
        if isinstance(call, FunctionCall):
            return self._following(call, call.arrays[0])
        if isinstance(call, UfuncCall) and call.method == "reduceat":
            return self._reduceat(call)
        return PerAxis.reduce(self, call)

    def _reduceat(self, call: Call) -> Proposal:
        """The axis keeps its name; its parts have no labels."""
        operand = call.arrays[0]
        if self not in operand.metas:
            return NOTHING
        axis = normalize_axis_index(call.argument("axis", 0), len(operand.shape))
        return Proposal(operand.metas[self].follow(maps.gathered(len(operand.shape), {axis: None}), operand.shape))

    def argreduce(self, call: Call) -> Proposal:
        """Positions along the reduced axis, labelled by the others."""
        return self._following(call, call.arrays[0])

    def accumulate(self, call: Call) -> Proposal:
        """Running folds keep every axis; without an axis the array is flattened."""
        if isinstance(call, FunctionCall):
            return self._following(call, call.arrays[0])
        return PerAxis.accumulate(self, call)

    def stencil(self, call: Call) -> Proposal:
        """Follow the map of axes; points and spacings must lie along the axis that they belong to."""
        first, *others = call.arrays
        if call.func is np.interp:
            arranging.align(self, others)
        elif call.func is np.trapezoid:
            for operand in others:
                self._check_along(call, operand, first)
        elif call.func is np.gradient:
            axes = folds.reduced_axes(call_arguments(call), len(first.shape))
            spacings = [value for value in call.operands if value.role is Role.VALUE]
            for operand, axis in zip(spacings, axes, strict=False):
                self._check_along(call, operand, first, axis)
        return self._following(call, first)

    def _check_along(self, call: Call, operand: Operand, array: Operand, axis: int | None = None) -> None:
        """Raise where labelled points do not lie along the axis of the array that they go with."""
        if self not in operand.metas or self not in array.metas or not operand.shape:
            return
        axis = call.argument("axis", -1) if axis is None else axis
        if len(operand.shape) > 1 or not isinstance(axis, (int, np.integer)):
            arranging.lay(self, call, operand, array)
            return
        along: Labels = array.metas[self]
        others = dict.fromkeys(set(range(len(array.shape))) - {axis % len(array.shape)})
        part = along.follow(maps.without(len(array.shape), others), array.shape)
        arranging.fit(self, call, operand, part, (array.shape[axis],))

    def order_(self, call: Call) -> Proposal:
        """Along the axis sorted: the labels move with one-dimensional data, and go otherwise."""
        from .._order import permutation, yields_positions

        operand = call.arrays[0]
        if yields_positions(call) or len(operand.shape) != 1 or self not in operand.metas:
            return self.rearrange(call)
        labels: Labels = operand.metas[self]
        return Proposal(Later(lambda leaves: [labels.index(permutation(call).indices, operand.shape)]))

    def linalg(self, call: Call) -> Proposal:
        """Follow the map of axes; of systems of equations, which axes meet is known too."""
        if call.func in contraction.RULES:
            return self.contract(call)
        if call.row.axes is None:
            return self.unknown_result(call)
        return self._following(call, call.arrays[0])

    def contract(self, call: Call) -> Proposal:
        """Axes that are summed over must be the same, and go; the others stay."""
        rule = contraction.RULES.get(call.func)
        if rule is not None:
            return Proposal(contraction.contracted(self, call, rule(call)))
        return self.unknown_result(call) if call.row.axes is None else self._following(call, call.arrays[0])

    # --- answers: new axes ---

    def set_(self, call: Call) -> Proposal:
        """Distinct values lie along a new axis, or along a known one in unknown order; what else comes is plain."""
        first = call.arrays[0]
        rule: Any = call.row.axes if self in first.metas else None

        def labels(values: Any) -> Labels:
            if rule is None:
                return self.unknown(np.shape(values))
            return self.follow(first.metas[self], rule(call_arguments(call), first.shape), first.shape)

        return Proposal(Later(lambda leaves: [labels(leaves[0]), *(ABSENT for _ in leaves[1:])]))

    def transform(self, call: Call) -> Proposal:
        """A transformed axis is another axis; the others stay."""
        return self._following(call, call.arrays[0])

    def like(self, call: Call) -> Proposal:
        """Take the template's labels where the shape is its own."""
        carrier = next((o for o in call.arrays if self in o.metas), None)
        if carrier is None:
            return NOTHING
        labels, shape = carrier.metas[self], carrier.shape
        return Proposal(
            Later(lambda leaves: [labels if np.shape(x) == shape else self.unknown(np.shape(x)) for x in leaves])
        )

    def poly(self, call: Call) -> Proposal:
        """Values of a polynomial have the labels of where it was evaluated."""
        if call.func is np.polyval:
            return Proposal(call.arrays[1].metas.get(self, ABSENT))
        return self.unknown_result(call)

    def bin_(self, call: Call) -> Proposal:
        """Counts lie along new axes, whose coordinates are the edges of the bins."""
        return binning.binned(self, call)

    def compare(self, call: Call) -> Proposal:
        """Arrays of other names or labels are not equal."""
        return NOTHING if call.notes.get(self, True) else Proposal(compute=unequal)

    create = PerAxis.unknown_result
    search = Kind.nothing

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """The output's labels must be those of the result."""
        mine = out.metas.get(self)
        if mine is None or not isinstance(meta, Labels) or mine is meta:
            return None
        if len(meta.dims) <= len(mine.dims):
            pairs = zip(reversed(meta.dims), reversed(mine.dims), strict=False)
            if all(ours is None or theirs is None or ours == theirs for ours, theirs in pairs):
                shape = out.shape[len(mine.dims) - len(meta.dims) :]
                alignment.merge(mine, out.shape, meta, shape)
                return None
        raise DimsError(f"{call.name}: the result has dims {meta.dims}, out= has {mine.dims}; give out= the same dims")


def _goes_by_place(call: Call) -> bool:
    return call.structure is Structure.ELEMENTWISE or call.func in _BY_PLACE or _chooses(call)


def _chooses(call: Call) -> bool:
    """Whether the call is ``where`` or its like, which choose element by element."""
    return call.structure is Structure.JOIN and call.row.axes is None


def _roles_that_meet(call: Call) -> Sequence[Role]:
    return (Role.ARRAY, Role.OTHER) if _chooses(call) else (Role.ARRAY, Role.WHERE)


def _dressed(common: Labels, own: Labels | None) -> Labels:
    if own is None:
        return Labels.trusted(common.dims, common.coords)
    return Labels.trusted(common.dims, common.coords, own.name, own.attrs)


def _is_basic(item: Any) -> bool:
    return item is None or item is Ellipsis or type(item) in (int, slice)


def _keep(meta: Any) -> Any:
    return meta


def _meets_number(one: Labels, other: None, a: Any, b: Any) -> bool:
    return True


def _keeps_first(one: Any, other: Any, a: Any, b: Any) -> bool:
    return _identical(one, other, a, b) is one


def _reduced(labels: Any, data: Any, axis: Any) -> Any:
    if type(axis) is int:
        return labels.reduced((axis % data.ndim,) if data.ndim else ())
    return labels.reduced(range(data.ndim)) if axis is None else BAIL


def _identical(one: Any, other: Any, a: Any, b: Any) -> Any:
    """Labels of the result where the operands lie alike: the same object, or a pair that was compared before."""
    if one is other:
        return one if a.shape == b.shape else BAIL
    memo = one.memo
    if memo is None:
        return BAIL
    partner, shape, shape_of_partner, merged, order_a, order_b = memo
    if partner() is other and a.shape == shape and b.shape == shape_of_partner and order_a is order_b is None:
        return one if merged is None else merged
    return BAIL


def _only_left(one: Any, other: Any, a: Any, b: Any) -> Any:
    return one if np.ndim(b) == 0 else BAIL


def _only_right(one: Any, other: Any, a: Any, b: Any) -> Any:
    return other if np.ndim(a) == 0 else BAIL


def _lifted_shape(shape: Shape, axis_map: AxisMap) -> Shape:
    return tuple(1 if axis.source is None else shape[axis.source] for axis in axis_map.axes)


LABELS = LabelsKind()
