"""What metadata of axes do in answer to NumPy: they follow their axes, and merge where axes meet."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ._axes import maps, shapes
from ._axes.folds import reduce_map, reduced_axes
from ._axes.maps import AxisMap, JoinMap
from ._call import Call, Operand, UfuncCall
from ._call_axes import call_arguments, default_axis, keeps_dims
from ._kind import Kind
from ._proposal import ABSENT, NOTHING, Later, Proposal
from ._structure import Structure

Shape = tuple[int, ...]


class AxisAnswers(Kind):
    """The answers of :class:`~metaarr.PerAxis`; all rest on :meth:`follow`, :meth:`unknown`, `merged` and `joined`."""

    def follow(self, meta: Any, axis_map: AxisMap, shape: Shape) -> Any:
        """Metadata of an array whose axes came from those of one of `shape` as `axis_map` says."""
        raise NotImplementedError

    def unknown(self, shape: Shape) -> Any:
        """Metadata of an array of whose axes nothing is known."""
        raise NotImplementedError

    def merged(self, metas: Sequence[Any], shape: Shape) -> Any:
        """Metadata of an array of `shape`, given those of several operands that were brought to it."""
        raise NotImplementedError

    def joined(self, metas: Sequence[Any], axis: int, shapes: Sequence[Shape]) -> Any:
        """Metadata of arrays of `shapes` that follow each other along `axis`."""
        raise NotImplementedError

    def arranged(self, meta: Any, move: Callable[[Any], Any], axis_map: AxisMap, shape: Shape) -> Any:
        """Follow the map of axes."""
        return self.follow(meta, axis_map, shape)

    def __follow(self, operand: Operand, axis_map: AxisMap) -> Any:
        return self.follow(operand.metas[self], axis_map, operand.shape) if self in operand.metas else ABSENT

    # --- element by element ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Axes say nothing of a selection."""
        operand.metas.pop(self)

    def elementwise(self, call: Call) -> Proposal:
        """Bring the metadata of all operands to the shape of the result, and merge them."""
        operands = call.arrays
        shape = np.broadcast_shapes(*(o.shape for o in operands))
        carriers = [o for o in operands if self in o.metas]
        metas = [self.__follow(o, shapes.broadcast_to({"shape": shape}, o.shape)) for o in carriers]
        return Proposal(metas[0] if len(metas) == 1 else self.merged(metas, shape)) if metas else NOTHING

    def assign(self, call: Call) -> Proposal:
        """Keep: the axes of what is written into stay what they are."""
        return NOTHING

    # --- axes move, come and go ---

    def rearrange(self, call: Call) -> Proposal:
        """Follow the map of axes that the row gives; each of several arrays its own."""
        if not call.row.arrays[0].startswith("*"):
            return self._following(call, call.arrays[0])
        if call.row.axes is None:
            return self.unknown_result(call)
        operands = call.arrays
        rule: Any = call.row.axes
        maps = rule(call_arguments(call), [o.shape for o in operands])
        if not isinstance(maps, list):
            return Proposal(self.__follow(operands[0], maps))
        return Proposal(Later(lambda leaves: [self.__follow(o, m) for o, m in zip(operands, maps, strict=True)]))

    def _following(self, call: Call, operand: Operand) -> Proposal:
        """Follow the map of axes that the row gives for one array, or for each result."""
        if call.row.arrays[0].startswith("*"):
            return self.rearrange(call) if call.structure is Structure.REARRANGE else self.unknown_result(call)
        if self not in operand.metas:
            return NOTHING
        if call.row.axes is None:
            return self.unknown_result(call)
        rule: Any = call.row.axes
        maps = rule(call_arguments(call), operand.shape)
        if isinstance(maps, list):
            return Proposal(Later(lambda leaves: [self.__follow(operand, each) for each in maps]))
        return Proposal(Later(lambda leaves: [self.__follow(operand, maps) for _ in leaves]))

    def join(self, call: Call) -> Proposal:
        """Lift each operand as the function does, then join along the axis."""
        if call.row.axes is None:
            return self.elementwise(call)
        operands = call.arrays
        rule: Any = call.row.axes
        plan = rule(call_arguments(call), [o.shape for o in operands])
        if not isinstance(plan, JoinMap):
            return self.unknown_result(call)
        carriers = [(o, axis_map) for o, axis_map in zip(operands, plan.maps, strict=True) if self in o.metas]
        metas = [self.__follow(o, axis_map) for o, axis_map in carriers]
        shapes = [_lifted(o.shape, axis_map) for o, axis_map in carriers]
        return Proposal(self.joined(metas, plan.axis, shapes)) if metas else NOTHING

    def reduce(self, call: Call) -> Proposal:
        """Reduced axes go."""
        operand = call.arrays[0]
        if not isinstance(call, UfuncCall) and call.row.axes is not None:
            return self._following(call, operand)
        if self not in operand.metas:
            return NOTHING
        ndim = len(operand.shape)
        if isinstance(call, UfuncCall) and call.method == "reduceat":
            axis = normalize_axis_index(call.argument("axis", 0), ndim)
            return Proposal(self.__follow(operand, maps.gathered(ndim, {axis: None})))
        axes = reduced_axes({"axis": call.argument("axis", default_axis(call))}, ndim)
        return Proposal(self.__follow(operand, reduce_map(operand.shape, axes, keeps_dims(call))))

    def accumulate(self, call: Call) -> Proposal:
        """Running folds keep every axis; without an axis the array is flattened."""
        operand = call.arrays[0]
        if not isinstance(call, UfuncCall) and call.row.axes is not None:
            return self._following(call, operand)
        if self not in operand.metas:
            return NOTHING
        if call.argument("axis", default_axis(call)) is None and len(operand.shape) != 1:
            return self.unknown_result(call)
        return Proposal(operand.metas[self])

    def _of_first(self, call: Call) -> Proposal:
        """Follow the map of axes of the first array; axes that it does not tell of are unknown."""
        return self._following(call, call.arrays[0]) if call.row.axes is not None else self.unknown_result(call)

    def contract(self, call: Call) -> Proposal:
        """Axes that are summed over go, and nothing is known of the others unless the row tells."""
        return self._of_first(call) if len(call.arrays) == 1 else self.unknown_result(call)

    def set_(self, call: Call) -> Proposal:
        """Distinct values lie along a new axis; what else comes is plain."""
        return Proposal(Later(lambda leaves: [self.unknown(np.shape(leaves[0])), *[ABSENT] * (len(leaves) - 1)]))

    def like(self, call: Call) -> Proposal:
        """Take the template's metadata where the shape is its own."""
        carrier = next((o for o in call.arrays if self in o.metas), None)
        if carrier is None:
            return NOTHING
        meta, shape = carrier.metas[self], carrier.shape
        return Proposal(
            Later(lambda leaves: [meta if np.shape(x) == shape else self.unknown(np.shape(x)) for x in leaves])
        )

    def unknown_result(self, call: Call) -> Proposal:
        """Results keep this kind, with nothing known of their axes."""
        return Proposal(Later(lambda leaves: [self.unknown(np.shape(leaf)) for leaf in leaves]))

    def _each_asked(self, call: Call) -> Proposal:
        """Elements of the first array are asked, each by itself."""
        operand = call.arrays[0]
        return Proposal(operand.metas[self]) if self in operand.metas else NOTHING

    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = {
        np.isin: lambda kind, call: kind._each_asked(call),
    }

    stencil = order_ = linalg = transform = argreduce = _of_first
    bin_ = create = poly = unknown_result
    compare = search = index_ = Kind.nothing

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow any output: its axes stay what they are."""
        return None


def _lifted(shape: Shape, axis_map: AxisMap) -> Shape:
    return tuple(1 if axis.source is None else shape[axis.source] for axis in axis_map.axes)
