"""``skip_masked=False``: reductions whose result is masked where anything that goes into it is."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare, is_ours
from .._run import run_function
from .fill import harmless
from .kind import MASK
from .parts import like, mask_of, on_axes_of, record_of, with_mask


def propagate(func: Callable[..., Any], x: Any, args: tuple[Any, ...], options: dict[str, Any]) -> Any:
    """Reduce, or fold running, so that a masked element masks all that depends on it.

    Parameters
    ----------
    func
        The NumPy function of the method.
    x
        The array.
    args, options
        Further arguments, ``skip_masked`` among them.
    """
    options = dict(options)
    skip = options.pop("skip_masked")
    if not isinstance(skip, (bool, np.bool_)):
        raise TypeError(f"skip_masked must be True or False, not {skip!r}")
    if skip or MASK not in record_of(x):
        return run_function(func, (x, *args), options)
    options |= dict(zip(_POSITIONAL.get(func, _REDUCTION), args, strict=False))
    out = options.pop("out", None)
    flags = _flags(func, x, options)
    prepared = _PREPARED.get(func, _as_it_is)(x)
    result = _masked_too(x, run_function(func, (prepared,), options), flags)
    return result if out is None else _delivered(result, out)


_REDUCTION = ("axis", "dtype", "out", "keepdims", "initial", "where")
_EXTREME = ("axis", "out", "keepdims", "initial", "where")
_TRUTH = ("axis", "out", "keepdims")
_POSITIONAL: dict[Callable[..., Any], tuple[str, ...]] = {
    np.max: _EXTREME,
    np.min: _EXTREME,
    np.all: _TRUTH,
    np.any: _TRUTH,
    np.argmax: _TRUTH,
    np.argmin: _TRUTH,
    np.std: ("axis", "dtype", "out", "ddof", "keepdims"),
    np.var: ("axis", "dtype", "out", "ddof", "keepdims"),
    np.mean: ("axis", "dtype", "out", "keepdims"),
    np.cumsum: ("axis", "dtype", "out"),
    np.cumprod: ("axis", "dtype", "out"),
}
"""Arguments of the methods after the array that may be given without a name, where they are not those of a sum."""


def _flags(func: Callable[..., Any], x: Any, options: dict[str, Any]) -> NDArray[np.bool_]:
    """Give where something masked goes into the result."""
    masked = on_axes_of(x, mask_of(x))
    if func in (np.cumsum, np.cumprod):
        return np.asarray(bare(np.cumsum(masked, axis=options.get("axis"), dtype=np.intp))) > 0
    chosen = {name: options[name] for name in ("axis", "keepdims", "where") if name in options}
    return np.asarray(bare(np.any(masked, **chosen)))


def _as_it_is(x: Any) -> Any:
    """Reductions that skip give what is asked for wherever nothing is masked."""
    return x


def _with_ones(x: Any) -> Any:
    """Every line has as many factors as it is long, so that there is one unit for all products."""
    mask = mask_of(x)
    values = np.asarray(bare(x))
    return with_mask(like(x, np.where(mask, np.ones((), x.dtype), values), record_of(x)), np.zeros_like(mask))


def _with_something(x: Any) -> Any:
    """A line of masked elements only has no extreme, but its position is masked anyway."""
    mask = mask_of(x)
    return with_mask(like(x, harmless(np.asarray(bare(x)), mask), record_of(x)), np.zeros_like(mask))


_PREPARED: dict[Callable[..., Any], Callable[[Any], Any]] = {
    np.prod: _with_ones,
    np.argmax: _with_something,
    np.argmin: _with_something,
}


def _masked_too(x: Any, result: Any, flags: NDArray[np.bool_]) -> Any:
    """Give a result, which nobody else has yet, with more elements masked."""
    record = record_of(result)
    mask = flags | record[MASK] if MASK in record else flags
    return like(result if is_ours(result) else None, np.asarray(bare(result)), record | {MASK: np.asarray(mask)})


def _delivered(result: Any, out: Any) -> Any:
    """Write a result into an output of its shape."""
    out = out[0] if isinstance(out, tuple) else out
    if np.shape(out) != np.shape(result):
        raise ValueError(f"out= has shape {np.shape(out)}, the result has shape {np.shape(result)}")
    np.copyto(out, result)
    return out
