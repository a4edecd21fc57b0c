"""What functions of dask.array do with chunks of ours where they would go wrong by themselves: ``_dask_functions``."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._array import MetaArray
from .._call import bare
from .._errors import UnsupportedError
from .._front import array as make
from .._masks.kind import MASK
from .._per_element import PerElement
from .._sentinel import masked
from .._units.kind import UNITS
from ._giving_way import says_something

Function = Callable[..., Any]
Answer = Callable[..., Any]
"""``(dask's own function, *its arguments) → result``."""

# --- who is who -----------------------------------------------------------------------------------------------------


def meta_of(x: Any) -> Any:
    """Give what stands for the chunks of a dask array; any other object itself."""
    return x._meta if hasattr(x, "__dask_graph__") and hasattr(x, "_meta") else x


def has_ours(x: Any) -> bool:
    if isinstance(x, (list, tuple)):
        return any(map(has_ours, x))
    return isinstance(meta_of(x), MetaArray)


def _is_masked(x: Any) -> bool:
    if isinstance(x, (list, tuple)):
        return any(map(_is_masked, x))
    return MASK in getattr(type(meta_of(x)), "_index", ())


def _unit_of(x: Any) -> Any:
    meta = meta_of(x)
    at = getattr(type(meta), "_index", {}).get(UNITS)
    return None if at is None else meta._meta[at]


def _as_dask(x: Any) -> Any:
    from dask.array import asanyarray

    return asanyarray(x)


def _sample(x: Any) -> Any:
    """Give the least array that is like the chunks; a single value is itself."""
    if not hasattr(x, "__dask_graph__") and np.ndim(x) == 0:
        return x
    return np.zeros_like(meta_of(x), shape=(1,) * x.ndim, dtype=x.dtype)


def _with_meta(result: Any, like: Any) -> Any:
    """Let a dask array say what its chunks will be."""
    from dask.array.utils import meta_from_array

    result._meta = meta_from_array(like, ndim=result.ndim, dtype=result.dtype)
    return result


# --- blocks ---------------------------------------------------------------------------------------------------------


def _shown(block: Any, fill: Any) -> Any:
    """Give a block without its mask, with `fill` in the hidden places, and fields that say nothing of them."""
    at = type(block)._index.get(MASK) if isinstance(block, MetaArray) else None
    if at is None:
        return block
    hidden, shown = block._meta[at], block.unmasked.copy()
    bare(shown)[hidden] = fill
    for kind, meta in zip(getattr(shown, "_kinds", ()), getattr(shown, "_meta", ()), strict=True):
        if isinstance(kind, PerElement):
            meta[hidden] = kind.fill
    return shown


def _truth(block: Any) -> Any:
    """Give a plain block that is zero where a masked one hides something."""
    return bare(_shown(block, np.zeros((), block.dtype)[()]))


def _hidden(block: Any) -> Any:
    at = type(block)._index.get(MASK) if isinstance(block, MetaArray) else None
    return np.zeros(block.shape, bool) if at is None else block._meta[at].copy()


def _masked(block: Any, hidden: Any) -> Any:
    return make(block, mask=hidden, copy=None)


def _weighing(block: Any, weights: Any) -> Any:
    """Give weights that are masked where the elements are."""
    return make(weights, mask=_hidden(block))


# --- answers ----------------------------------------------------------------------------------------------------------


def to_assign(target: Any, value: Any) -> Any:
    """Give a value as what assignment makes of it: dask would give a plain number the unit of the target."""
    if hasattr(value, "__dask_graph__"):
        return value
    if isinstance(value, (list, tuple)):
        value = make(value)
    taken = np.zeros_like(target._meta, shape=() if value is masked else np.shape(value))
    taken[...] = value
    return taken


def require_place(target: Any, value: Any) -> None:
    """Refuse to assign what an array of bare chunks has no place for: dask would take the numbers."""
    theirs = meta_of(value)
    if not isinstance(target._meta, MetaArray) and isinstance(theirs, MetaArray) and says_something(theirs):
        raise UnsupportedError(
            f"a dask array of bare chunks has no place for what a {type(theirs).__name__} says; "
            "use da.where(condition, x, array), or assign np.asarray(x), converted to the unit that is meant"
        )


def full_like(own: Function, a: Any, fill_value: Any, *args: Any, **kwargs: Any) -> Any:
    """Fill with a quantity: dask would fill with a plain number, block by block."""
    like = meta_of(a)
    value = np.full_like(like, fill_value, shape=()) if isinstance(like, MetaArray) else fill_value
    return own(a, value, *args, **kwargs)


def searchsorted(own: Function, a: Any, v: Any, *args: Any, **kwargs: Any) -> Any:
    """Search among numbers of one unit: dask adds positions up, which carry none."""
    a, v = _as_dask(a), _as_dask(v)
    if _is_masked(a) or _is_masked(v):
        raise UnsupportedError("searchsorted of dask takes masked elements for values; pass x.compute(), or fill them")
    unit = _unit_of(a)
    if (unit is None) is not (_unit_of(v) is None):
        raise UnsupportedError("searchsorted: one array has a unit, the other has none; give it one, lazy * units('m')")
    if unit is not None:
        a, v = (x.map_blocks(_numbers, unit, meta=_numbers(x._meta, unit)) for x in (a, v))
    return own(a, v, *args, **kwargs)


def _numbers(block: Any, unit: Any) -> Any:
    return bare(block.to(unit))


def elementwise(own: Function, op: Any, *args: Any, dtype: Any = None, **kwargs: Any) -> Any:
    """Find the dtype out from arrays with metadata: a sum of whole metres and kilometres is not whole."""
    if dtype is None:
        with np.errstate(all="ignore"):
            dtype = op(*[_sample(np.asarray(x) if isinstance(x, (list, tuple)) else x) for x in args]).dtype
    return own(op, *args, dtype=dtype, **kwargs)


def refusing(why: str, when: Callable[[Any], bool] = _is_masked) -> Answer:
    """Make an answer that raises where some argument is masked, or ours."""

    def answer(own: Function, *args: Any, **kwargs: Any) -> Any:
        if any(map(when, (*args, *kwargs.values()))):
            raise UnsupportedError(f"{own.__module__}.{own.__name__}: {why}")
        return own(*args, **kwargs)

    return answer


def running(fill: int) -> Answer:
    """Skip masked elements from block to block as within one."""

    def answer(own: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
        if not _is_masked(x):
            return own(x, *args, **kwargs)
        from dask.array import map_blocks

        x = _as_dask(x)
        result = own(x.map_blocks(_shown, fill, dtype=x.dtype), *args, **kwargs)
        hidden = x.map_blocks(_hidden, dtype=bool).reshape(result.shape).rechunk(result.chunks)
        return map_blocks(_masked, result, hidden, dtype=result.dtype)

    return answer


def matmul(own: Function, a: Any, b: Any, *args: Any, **kwargs: Any) -> Any:
    """Leave out the terms with a masked factor, in every block."""
    if not (_is_masked(a) or _is_masked(b)) or not (np.ndim(a) and np.ndim(b)):
        return own(a, b, *args, **kwargs)
    from dask.array import einsum

    left, right = ("j" if np.ndim(a) == 1 else "...ij"), ("j" if np.ndim(b) == 1 else "...jk")
    batch = "..." if max(np.ndim(a), np.ndim(b)) > 2 else ""  # dask takes an ellipsis for axes, if there are none too
    out = batch + ("i" if np.ndim(a) > 1 else "") + ("k" if np.ndim(b) > 1 else "")
    subscripts = f"{left},{right}->{out}"
    return einsum(subscripts if batch else subscripts.replace("...", ""), a, b, *args, **kwargs)


def of_truth(own: Function, a: Any, *args: Any, **kwargs: Any) -> Any:
    """Count masked elements as zero."""
    a = _as_dask(a)
    return own(a.map_blocks(_truth, dtype=a.dtype), *args, **kwargs)


def positions(own: Function, x: Any, *args: Any, **kwargs: Any) -> Any:
    """Give positions as plain numbers."""
    result = own(x, *args, **kwargs)
    return result.map_blocks(bare, dtype=result.dtype)


def unique(own: Function, ar: Any, *args: Any, **kwargs: Any) -> Any:
    """Sort masked arrays in one block."""
    if not _is_masked(ar):
        return own(ar, *args, **kwargs)
    if args or any(kwargs.values()):
        raise UnsupportedError(
            "dask.array.unique of a masked array gives the values only; use np.unique(x.compute(), ...) for more"
        )
    whole = _as_dask(ar).ravel().rechunk(-1)
    return whole.map_blocks(np.unique, dtype=whole.dtype, chunks=((np.nan,),))


def average(
    own: Function, a: Any, axis: Any = None, weights: Any = None, returned: bool = False, keepdims: bool = False
) -> Any:
    """Leave the weights of masked elements out."""
    if weights is None or not (_is_masked(a) or _is_masked(weights)):
        return own(a, axis=axis, weights=weights, returned=returned, keepdims=keepdims)
    from dask.array import broadcast_to
    from dask.array.core import elemwise

    a, w = _as_dask(a), _as_dask(weights)
    if w.shape != a.shape:
        if axis is None or w.ndim != 1 or w.shape[0] != a.shape[axis]:
            raise UnsupportedError("weights have the shape of the array, or one axis as long as the one averaged over")
        w = broadcast_to(w, (1,) * (a.ndim - 1) + w.shape).swapaxes(-1, axis)
    w = elemwise(_weighing, a, broadcast_to(w, a.shape))
    total = w.sum(axis=axis, keepdims=keepdims)
    result = (a * w).sum(axis=axis, keepdims=keepdims) / total
    return (result, broadcast_to(total, result.shape)) if returned else result


def topk(own: Function, a: Any, k: int, axis: Any = -1, split_every: Any = None) -> Any:
    """Put masked elements last, whichever end is asked for."""
    if not _is_masked(a) or k < 0:
        return own(a, k, axis=axis, split_every=split_every)
    if a.dtype.kind != "f":
        raise UnsupportedError(
            f"dask.array.topk of the largest of masked elements of {a.dtype}: they are compared as their negatives, "
            "which floats have; pass x.astype(float)"
        )
    return -own(-a, -k, axis=axis, split_every=split_every)


def digitize(own: Function, a: Any, bins: Any, right: bool = False) -> Any:
    """Have the blocks compare with the bins: dask would give plain ones the unit of the array."""
    return _as_dask(a).map_blocks(np.digitize, bins=bins, right=right, dtype=np.intp)


def percentile(
    own: Function, a: Any, q: Any, method: str = "linear", internal_method: str = "default", **kwargs: Any
) -> Any:
    """Give exact ones of arrays with one axis too: dask's approximation gives the percentages the data's unit."""
    if np.ndim(a) != 1:
        return own(a, q, method=method, internal_method=internal_method, **kwargs)
    from dask.array import quantile

    return quantile(_as_dask(a), np.true_divide(q, 100), axis=0, method=method, **kwargs)


def folding(like: Function) -> Answer:
    """Fold readings on a scale with an offset as differences from its zero; say the unit of a variance."""

    def answer(own: Function, a: Any, *args: Any, **kwargs: Any) -> Any:
        unit = _unit_of(a)
        if unit is None:
            return own(a, *args, **kwargs)
        a = _as_dask(a)
        told = like(np.zeros_like(a._meta, shape=(2,), dtype=a.dtype)).units
        if not unit.is_offset:
            return _with_unit(own(a, *args, **kwargs), told)
        result = own(a.map_blocks(_converted, unit.linear, dtype=_floating(a)), *args, **kwargs)
        if isinstance(result, tuple):
            return (_back(result[0], told), *result[1:])
        return _back(result, told)

    return answer


def _floating(a: Any) -> Any:
    return np.result_type(a.dtype, np.float16) if a.dtype.kind in "iub" else a.dtype


def _converted(block: Any, unit: Any) -> Any:
    return block.to(unit)


def _back(result: Any, unit: Any) -> Any:
    return result.map_blocks(_converted, unit, dtype=result.dtype)


def _with_unit(result: Any, unit: Any) -> Any:
    """Let a dask array say the unit of its chunks."""
    if isinstance(result, tuple) or _unit_of(result) in (None, unit):
        return result
    meta = result._meta.copy()
    meta._replace(UNITS, unit)
    result._meta = meta
    return result


def keeping_meta(own: Function, a: Any, *args: Any, **kwargs: Any) -> Any:
    """Say what the chunks are where dask takes them for plain ones."""
    result = own(a, *args, **kwargs)
    meta = meta_of(a)
    if not isinstance(meta, MetaArray):
        return result
    return [_with_meta(x, meta) for x in result] if isinstance(result, list) else _with_meta(result, meta)


def gradient(own: Function, f: Any, *args: Any, **kwargs: Any) -> Any:
    """Say what the chunks are: dask takes them for plain ones."""
    result = own(f, *args, **kwargs)
    like = np.gradient(np.zeros_like(meta_of(f), shape=(2,), dtype=f.dtype), *map(_step, args[:1]))
    return [_with_meta(x, like) for x in result] if isinstance(result, (list, tuple)) else _with_meta(result, like)


def _step(spacing: Any) -> Any:
    """Give one spacing in the place of the spacings or points of an axis."""
    return spacing if np.ndim(spacing) == 0 else np.ones_like(meta_of(spacing), shape=())


def pad(own: Function, array: Any, pad_width: Any, mode: Any = "constant", **kwargs: Any) -> Any:
    """Refuse the modes that count or mix elements as if none were masked."""
    if _is_masked(array) and mode not in _MOVING_MODES:
        raise UnsupportedError(
            f"dask.array.pad(mode={mode!r}) takes masked elements for values; use np.pad(x.compute(), ...), or one of "
            f"the modes {', '.join(_MOVING_MODES)}"
        )
    return own(array, pad_width, mode, **kwargs)


_MOVING_MODES = ("constant", "edge", "empty", "maximum", "minimum", "reflect", "symmetric", "wrap")


def store(own: Function, sources: Any, targets: Any, *args: Any, **kwargs: Any) -> Any:
    """Refuse to write arrays of ours where only their numbers would arrive."""
    pairs = zip(sources, targets, strict=False) if isinstance(sources, (list, tuple)) else [(sources, targets)]
    for source, target in pairs:
        if has_ours(source) and not has_ours(target):
            raise UnsupportedError(f"dask.array.store into a {type(target).__name__} {_NUMBERS_ONLY}")
    return own(sources, targets, *args, **kwargs)


_NUMBERS_ONLY = "writes numbers only; store x.map_blocks(np.asarray), and units and masks beside it, or use metaarr.io"
in_files = refusing(_NUMBERS_ONLY, has_ours)
without_mask = refusing("takes masked elements for values; call NumPy's function on x.compute(), or fill them first")
never = refusing("asks for masks of numpy.ma; use NumPy's functions, or x.compute()", has_ours)
plain_only = refusing("drops units and masks; call NumPy's function on x.compute()", has_ours)
