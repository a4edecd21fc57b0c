"""The kind :data:`MASK`: what a mask does in answer to each structure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import partial
from itertools import zip_longest
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np

from .._call import Call, Operand, Role, UfuncCall, bare
from .._errors import MaskError, UnsupportedError
from .._kind import BAIL, Step
from .._per_array import PerArray
from .._per_element import PerElement
from .._proposal import ABSENT, NOTHING, Proposal
from .._sentinel import masked
from . import creation, hard, rules, scatter
from .answers import any_hidden, at_visible, copies, hidden_of, nothing_masked, require_visible, values_of
from .choices import BY_TRUTH, CHOOSING
from .fill import compute_visible, harmless
from .lines import any_masked

if TYPE_CHECKING:
    from .._array import MetaArray


class Mask(PerElement):
    """Which elements have no value to speak of: True is masked."""

    hides: ClassVar[bool] = True
    rules: ClassVar[Mapping[Callable[..., Any], Callable[[Any, Call], Proposal]]] = rules.RULES

    def __init__(self) -> None:
        super().__init__(dtype=bool, merge=np.bitwise_or, fill=False)
        self.order = (-2,)

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
        mask, values = array._meta[type(array)._index[self]], checked(value, array.shape)
        if hard.is_hard(mask, bare(array)):
            hard.write(mask, values)
        else:
            mask[...] = values

    def overwrite(self, array: MetaArray, meta: Any) -> None:
        """Write into the mask, which views share; refuse to move what a hard one masks."""
        mask = array._meta[type(array)._index[self]]
        hard.require_kept(mask, meta)
        hard.write(mask, meta)

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
            raise UnsupportedError(
                "hash() of a masked element has no value; ask metaarr.is_masked(x), or use .filled(value)"
            )
        return value

    def as_index(self, index: Any, meta: Any, array: MetaArray) -> Any:
        """Masked truth counts as False; a masked position is no position."""
        if not meta.any():
            return index
        if index.dtype == bool:
            return np.asarray(index) & ~meta
        raise IndexError("an index holds masked positions; use .compressed(), or np.take for masked results")

    def require_fields(self, meta: Any, value: Operand, array: MetaArray) -> None:
        """Refuse what would show the other fields of masked records."""
        if value.source is masked or hard.is_hard(meta, bare(array)):
            return
        if np.any(meta if value.hidden is None else meta & ~value.hidden):
            raise MaskError(
                "a mask has one truth value for each record: writing into some fields of masked records would show "
                "the others; give a value that is masked there as well (metaarr.array(value, mask=x.mask)), "
                "or write whole records (x[x.mask] = record) first"
            )

    # --- the hot path ---

    def binary_step(self, ufunc: np.ufunc, left: bool, right: bool) -> Step | None:
        """Mask where either is masked; hidden places are kept quiet by the plan."""
        return self.merging(left, right)

    def unary_step(self, ufunc: np.ufunc) -> Any:
        """Copy the mask."""
        return np.ndarray.copy

    def reduce_step(self, func: Any) -> Any:
        """Unmasked where nothing is masked."""
        return _reduced_visible if isinstance(func, np.ufunc) or func in _OF_VISIBLE else None

    # --- answers ---

    def auxiliary(self, call: Call, operand: Operand) -> None:
        """Masked counts as not selected in a selection; a masked position gives masked, or is refused."""
        if call.func in CHOOSING and operand.role is Role.OTHER:
            return
        meta = operand.metas.pop(self)
        if not meta.any():
            return
        data = np.asarray(operand.bare)
        if data.dtype != bool and call.func not in BY_TRUTH:
            raise call.refuse(f"{operand.name!r} holds masked positions", "use .compressed() or .filled(value) first")
        operand.bare = data.astype(bool) & ~meta

    def elementwise(self, call: Call) -> Proposal:
        """Mask where any operand is masked, and compute without warnings or errors from hidden places."""
        if not isinstance(call, UfuncCall):
            return self._elementwise_function(call)
        shape = np.broadcast_shapes(*(o.shape for o in call.inputs))
        mask = self.combined(call, shape)
        if mask is ABSENT:
            return NOTHING
        compute = _quiet(mask) if mask.any() else None
        return Proposal(copies(mask), compute=compute)

    def _elementwise_function(self, call: Call) -> Proposal:
        """Put harmless visible values in hidden places, or compute visible places only, for dtypes that have none."""
        require_visible(call, *values_of(call))
        arrays = call.arrays
        mask = np.zeros(np.broadcast_shapes(*(o.shape for o in arrays)), bool)
        for operand in arrays:
            mask |= hidden_of(operand)
        if not mask.any():
            return self.part(call) if len(arrays) == 1 and self in arrays[0].metas else Proposal(copies(mask))
        if mask.all() or any(np.asarray(o.bare).dtype.kind not in "biufc" for o in arrays):
            return Proposal(copies(mask), compute=partial(at_visible, mask=mask))
        return Proposal(copies(mask), convert={i: _harmless(o.hidden) for i, o in _hiding(call)})

    def index_(self, call: Call) -> Proposal:
        """Dates and positions go element by element."""
        return self.elementwise(call)

    def moved(self, call: Call) -> Proposal:
        """Apply the function to the masks."""
        return PerElement.join(self, call)

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
            return scatter.at(self, call)
        return hard.assign(self, call) if hard.is_hard(target.metas[self], target.bare) else super().assign(call)

    def _mask_places(self, call: Call) -> None:
        target = call.operands[0]
        positions = {i: o.metas.get(self, True) for i, o in enumerate(call.operands) if o.role is Role.ARRAY}
        if hard.is_hard(target.metas[self], target.bare):
            positions[0] = hard.writable(target.metas[self])
        positions |= {i: True for i, o in enumerate(call.operands) if o.source is masked}
        call.run(positions)

    def compare(self, call: Call) -> Proposal:
        """Judge jointly visible elements."""
        require_visible(call, *values_of(call))
        shapes = {o.shape for o in call.arrays}
        if len(shapes) > 1 and (call.func is np.array_equal or not _broadcast(shapes)):
            return NOTHING
        shape = np.broadcast_shapes(*shapes)
        mask = np.logical_or.reduce([np.broadcast_to(hidden_of(o), shape) for o in call.arrays])
        return Proposal(convert={i: _visible(mask) for i, o in enumerate(call.operands) if o.role is Role.ARRAY})

    def linalg(self, call: Call) -> Proposal:
        """Works where nothing is masked; a decomposition with holes has no meaning."""
        if any_hidden(call.operands):
            raise call.refuse("some elements are masked", "use .filled(value) or .compressed() first")
        return nothing_masked()

    transform = poly = linalg

    def create(self, call: Call) -> Proposal:
        """New arrays are unmasked, but for the values they are made of."""
        return creation.create(self, call)

    def io(self, call: Call) -> Proposal:
        """Refuse: NumPy's files hold values only."""
        raise call.refuse(
            "NumPy's files have no place for a mask", "use metaarr.io, or save .filled(value) and .mask, each by itself"
        )

    def reduce(self, call: Call) -> Proposal:
        """Skip masked elements."""
        return rules.reduce(self, call)

    def accumulate(self, call: Call) -> Proposal:
        """Skip masked elements in the running value."""
        return rules.accumulate(self, call)

    def argreduce(self, call: Call) -> Proposal:
        """The first extreme among the visible elements."""
        return rules.argreduce(self, call)

    def order_(self, call: Call) -> Proposal:
        """Masked last; values and mask are sorted at once where no other metadata have to follow them."""
        if call.func is np.sort and all(isinstance(kind, PerArray) for kind in call.kinds() if kind is not self):
            return rules.sort(self, call)
        return super().order_(call)

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

    def written(self, call: Call, out: Operand, meta: Any, where: Any) -> None:
        """Write the mask along with the data; a hard one only gets more."""
        if self in out.metas:
            hard.write(out.metas[self], False if meta is ABSENT else meta, where)


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


_OF_VISIBLE = frozenset({np.mean, np.median, np.ptp, np.std, np.var})
"""Functions that mask nothing where nothing is masked, whatever the values are."""


def _reduced_visible(mask: Any, data: Any, axis: Any) -> Any:
    if any_masked(mask):
        return BAIL
    shape = () if axis is None else _without_axis(data.shape, axis)
    return np.zeros(shape, bool)


def _without_axis(shape: tuple[int, ...], axis: Any) -> tuple[int, ...]:
    gone = {a % len(shape) for a in (axis if isinstance(axis, tuple) else (axis,))} if shape else set()
    return tuple(n for i, n in enumerate(shape) if i not in gone)


def _quiet(mask: Any) -> Callable[[Call], Any]:
    def compute(call: Call) -> Any:
        assert isinstance(call, UfuncCall)
        return compute_visible(call.ufunc, tuple(o.bare for o in call.inputs), mask, **call.given())

    return compute


def _harmless(hidden: Any) -> Callable[[Any], Any]:
    """Give a conversion that puts something harmless in every hidden place."""
    return lambda data: harmless(np.asarray(data), hidden)


def _broadcast(shapes: Iterable[tuple[int, ...]]) -> bool:
    """Whether arrays of these shapes go together."""
    columns = zip_longest(*(reversed(shape) for shape in shapes), fillvalue=1)
    return all(len({*column} - {1}) <= 1 for column in columns)


def _hiding(call: Call) -> list[tuple[int, Operand]]:
    """Positions and operands of the arrays that have a mask."""
    return [(i, o) for i, o in enumerate(call.operands) if o.hidden is not None and o.role is Role.ARRAY]


def _visible(mask: Any) -> Callable[[Any], Any]:
    """Give a conversion to the elements that are visible in all operands."""

    def convert(data: Any) -> Any:
        return np.broadcast_to(data, mask.shape)[~mask] if mask.any() and np.ndim(data) else data

    return convert


def _leave(call: Call) -> None:
    """Leave the data as they are."""


MASK = Mask()
