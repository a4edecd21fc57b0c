"""The kind :data:`MASK`: what a mask does in answer to each structure."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .._call import Call, Operand, Role, UfuncCall
from .._errors import MaskError
from .._kind import BAIL, Kind
from .._proposal import ABSENT, NOTHING, Later, Proposal
from .._scopes import PerElement
from .._sentinel import masked
from . import rules
from .fill import compute_visible, harmless
from .lines import any_masked

if TYPE_CHECKING:
    from .._array import MetaArray


class Mask(PerElement):
    """Which elements have no value to speak of: True is masked."""

    hides: ClassVar[bool] = True
    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = {**PerElement.rules, **rules.RULES}

    def __init__(self) -> None:
        super().__init__(dtype=bool, merge=np.bitwise_or, fill=False)
        self.order = -2

    # --- life ---

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        """Copy the mask that was given; data that have one already keep what it masks."""
        mask = given.get("mask")
        if mask is None:
            return data, self.blank(data.shape) if present is ABSENT else present
        companion = np.empty_like(data, bool, subok=False)
        companion[...] = checked(mask, data.shape)
        return data, companion if present is ABSENT else companion | present

    def blank(self, shape: tuple[int, ...]) -> np.ndarray:
        """Mask nothing; the zeros are paged in only when touched."""
        return np.zeros(shape, bool)

    def __set__(self, array: MetaArray, value: Any) -> None:
        array._meta[type(array)._index[self]][...] = checked(value, array.shape)

    def described(self, meta: Any) -> str:
        """Give nothing: masked elements print as ``--``."""
        return ""

    def is_neutral(self, meta: Any) -> bool:
        """Whether nothing is masked."""
        return not meta.any()

    def as_number(self, value: Any, meta: Any, what: str, args: tuple[Any, ...], any_unit: bool) -> Any:
        """Give None for a masked element where Python objects are asked for, and refuse numbers."""
        if not (meta.item(*args) if meta.size == 1 or args else meta.any()):
            return value
        if what == "item()":
            return None
        raise MaskError(f"{what} of a masked element has no value; ask metaarr.is_masked(x), or use .filled(value)")

    def as_key(self, value: Any, meta: Any) -> Any:
        """Refuse a masked element."""
        if meta.any():
            raise MaskError("hash() of a masked element has no value; ask metaarr.is_masked(x), or use .filled(value)")
        return value

    def as_index(self, index: Any, meta: Any, array: MetaArray) -> Any:
        """Masked truth counts as False; a masked position is no position."""
        if not meta.any():
            return index
        if index.dtype == bool:
            return np.asarray(index) & ~meta
        raise IndexError("an index holds masked positions; use .compressed(), or np.take for masked results")

    # --- the hot path ---

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Copy the mask."""
        return np.ndarray.copy

    def inplace_step(self, ufunc: np.ufunc) -> Callable[[Any, Any, Any, Any], bool] | None:
        """Nothing to do where nothing is masked."""
        return _none_hidden

    def reduce_step(self, ufunc: np.ufunc) -> Any:
        """Unmasked where nothing is masked."""
        return _reduced_visible

    # --- answers ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Masked counts as not selected in a selection; positions must not be masked."""
        meta = operand.metas[self]
        if call.row.structure.value == "join" and operand.role is Role.OTHER:
            return
        del operand.metas[self]
        if not meta.any():
            return
        if np.asarray(operand.bare).dtype == bool:
            operand.bare = operand.bare & ~meta
            return
        raise call.refuse(f"{operand.name!r} holds masked positions", "use .compressed() or .filled(value) first")

    def elementwise(self, call: Call) -> Proposal:
        """Mask where any operand is masked, and compute without warnings from hidden places."""
        if not isinstance(call, UfuncCall):
            return self._elementwise_function(call)
        shape = np.broadcast_shapes(*(o.shape for o in call.inputs))
        mask = self.combined(call, shape)
        if mask is ABSENT:
            return NOTHING
        compute = _quiet(mask) if mask.any() else None
        return Proposal(_copies(mask), compute=compute)

    def _elementwise_function(self, call: Call) -> Proposal:
        """Put harmless visible values in hidden places, and mask where any operand is masked."""
        proposal = super().elementwise(call)
        convert = {
            i: _harmless(o.hidden) for i, o in enumerate(call.operands) if o.hidden is not None and o.role is Role.ARRAY
        }
        return Proposal(proposal.result, convert=convert)

    def join(self, call: Call) -> Proposal:
        """Masks are joined alike; a masked selection gives masked."""
        proposal = super().join(call)
        chosen = [o for o in call.operands if o.role is Role.OTHER and self in o.metas]
        if not chosen:
            return proposal
        return Proposal(_masked_too(proposal, [o.metas[self] for o in chosen]))

    def assign(self, call: Call) -> Proposal:
        """A plain value unmasks, a masked one masks, and :data:`metaarr.masked` masks and leaves the data alone."""
        target = call.operands[0]
        written = [o for o in call.operands[1:] if o.role in (Role.ARRAY, Role.VALUE)]
        if any(o.source is masked for o in written):
            return Proposal(compute=_leave, commit=lambda: self._mask_places(call))
        if self not in target.metas:
            if any(o.hidden is not None and o.hidden.any() for o in written):
                raise call.refuse(
                    "masked elements cannot be written into an array without a mask", "use .filled(value)"
                )
            return NOTHING
        if isinstance(call, UfuncCall):
            return Proposal(commit=lambda: _mask_at(call, self))
        return super().assign(call)

    def _mask_places(self, call: Call) -> None:
        positions = {i: o.metas.get(self, True) for i, o in enumerate(call.operands) if o.role is Role.ARRAY}
        positions |= {i: True for i, o in enumerate(call.operands) if o.source is masked}
        call.run(positions)

    def compare(self, call: Call) -> Proposal:
        """Judge jointly visible elements."""
        shapes = {o.shape for o in call.arrays}
        if len(shapes) > 1:
            return NOTHING
        mask = self.combined(call, shapes.pop())
        return Proposal(convert={i: _without(mask) for i, o in enumerate(call.operands) if o.role is Role.ARRAY})

    def linalg(self, call: Call) -> Proposal:
        """Works where nothing is masked; a decomposition with holes has no meaning."""
        if any(o.hidden is not None and o.hidden.any() for o in call.operands):
            raise call.refuse("some elements are masked", "use .filled(value) or .compressed() first")
        return Proposal(Later(_nothing_masked))

    transform = poly = linalg

    def reduce(self, call: Call) -> Proposal:
        """Skip masked elements."""
        return rules.reduce(self, call)

    def accumulate(self, call: Call) -> Proposal:
        """Skip masked elements in the running value."""
        return rules.accumulate(self, call)

    def argreduce(self, call: Call) -> Proposal:
        """The first extreme among the visible elements."""
        return rules.argreduce(self, call)

    def contract(self, call: Call) -> Proposal:
        """Leave out the terms with a masked factor."""
        return rules.contract(self, call)

    # --- outputs ---

    def deliver(self, call: Call, out: Operand, meta: Any) -> Callable[[Any], Any] | None:
        """Allow an output without a mask only where nothing in the result is masked."""
        if self not in out.metas and meta is not ABSENT and np.any(meta):
            raise call.refuse(
                "the result has masked elements and out= has no mask", "pass a masked array as out=, or none"
            )
        return None


def checked(mask: Any, shape: tuple[int, ...]) -> Any:
    """Give a mask that fits the shape: a scalar, or one truth value for each element."""
    values = np.asarray(mask)
    if values.dtype.kind not in "bui" or (values.dtype.kind in "ui" and np.any((values != 0) & (values != 1))):
        raise MaskError(
            f"a mask holds truth values (True is masked), not {values.dtype}; for places use x[places] = masked"
        )
    if values.ndim and values.shape != shape:
        raise MaskError(
            f"the mask has shape {values.shape}, the data have shape {shape}; give one truth value for each element"
        )
    return values.astype(bool)


def _none_hidden(one: Any, other: Any, a: Any, b: Any) -> bool:
    return not any_masked(one) and not any_masked(other)


def _reduced_visible(mask: Any, data: Any, axis: Any) -> Any:
    if any_masked(mask):
        return BAIL
    shape = () if axis is None else _without_axis(data.shape, axis)
    return np.zeros(shape, bool)


def _without_axis(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    gone = {a % len(shape) for a in (axis if isinstance(axis, tuple) else (axis,))} if shape else set()
    return tuple(n for i, n in enumerate(shape) if i not in gone)


def _copies(mask: Any) -> Any:
    """Give every result a mask of its own."""
    return Later(lambda leaves: [mask if i == 0 else mask.copy() for i in range(len(leaves))])


def _quiet(mask: Any) -> Callable[[Call], Any]:
    def compute(call: Call) -> Any:
        assert isinstance(call, UfuncCall)
        return compute_visible(call.ufunc, tuple(o.bare for o in call.inputs), mask, **call.given())

    return compute


def _harmless(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that puts something harmless in every hidden place."""
    return lambda data: harmless(np.asarray(data), hidden)


def _without(mask: Any) -> Callable[[Any], Any]:
    return lambda data: data if mask is ABSENT else np.asarray(data)[~mask]


def _masked_too(proposal: Proposal, masks: list[Any]) -> Any:
    def metas(leaves: list[Any]) -> list[Any]:
        found = proposal.metas(leaves)
        return [np.logical_or.reduce([np.broadcast_to(m, np.shape(meta)) for m in (meta, *masks)]) for meta in found]

    return Later(metas)


def _nothing_masked(leaves: list[Any]) -> list[Any]:
    return [np.zeros(np.shape(leaf), bool) for leaf in leaves]


def _leave(call: Call) -> None:
    """Leave the data as they are."""


def _mask_at(call: UfuncCall, kind: Kind) -> None:
    values: Any = call.operands[2].get(kind) if len(call.operands) > 2 else ABSENT
    if values is not ABSENT:
        np.logical_or.at(call.operands[0].metas[kind], call.operands[1].bare, values)


MASK = Mask()
