"""What fills masked places, and computing elementwise without being disturbed by them."""

from collections.abc import Callable, Sequence
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import MaskError
from .neutral import missing


def default_fill(dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return nan or NaT in the dtype.

    Raises
    ------
    MaskError
        For a dtype that has neither.
    """
    fill = missing(dtype)
    if fill is None:
        raise MaskError(
            f"filled() has no default for dtype {dtype}, which has no nan; "
            "pass fill_value, the value to put in place of what is masked"
        )
    return fill


def harmless(data: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[Any]:
    """Put a visible value into every hidden place, so that nothing happens there that does not happen elsewhere.

    Where nothing is visible it is 0.5 (1 for integers and objects), at which few functions have anything to say.
    """
    if not mask.any():
        return data
    if mask.all():
        return np.full(data.shape, 0.5 if data.dtype.kind in "fc" else np.ones((), data.dtype), data.dtype)
    return np.where(mask, data[np.unravel_index(mask.argmin(), mask.shape)], data)


def compute_visible(function: Callable[..., Any], inputs: Sequence[Any], mask: NDArray[np.bool_], **kwargs: Any) -> Any:
    """Compute elementwise, with floating-point warnings and errors only of visible places.

    Parameters
    ----------
    function
        A ufunc, or any function of arrays that works element by element.
    inputs
        Bare arrays or Python scalars that broadcast to the mask.
    mask
        Where the result is masked, of the result's shape. Where nothing is, the function alone does the same sooner.
    **kwargs
        The function's other arguments; ``out`` is an array or a tuple of arrays, ``where`` a plain boolean array.

    Returns
    -------
    ndarray, scalar or tuple
        What the function returns; unspecified where masked.

    Notes
    -----
    Everything is computed at once, only noting whether a floating-point flag was raised. If so, the visible places are
    computed again under the caller's ``np.errstate``, which so sees (warns of, raises, prints, calls with) exactly what
    it would see without a mask. Where a hidden value could do more than raise a flag (objects, strings, times, integer
    powers) only visible places are computed.
    """
    if _is_touchy(function, *(getattr(value, "dtype", None) for value in inputs)):
        return _compute_compressed(function, inputs, ~mask, **kwargs)
    flags: list[str] = []
    kept = [_apart(value, kwargs.get("out")) for value in inputs]
    with np.errstate(all="call", call=lambda kind, _: flags.append(kind)):
        result = function(*inputs, **kwargs)
    if flags:
        _compute_picked(function, kept, _selected(~mask, kwargs), kwargs)
    return result


@lru_cache(maxsize=256)
def _is_touchy(function: Callable[..., Any], *dtypes: np.dtype[Any] | None) -> bool:
    """Whether hidden values of these dtypes could do more than raise a flag."""
    kinds = {dtype.kind for dtype in dtypes if dtype is not None}
    return bool(kinds & set("OSUTVmM")) or (function is np.power and kinds <= set("biu"))


def _apart(value: Any, out: Any) -> Any:
    """Give an input that writing to the outputs leaves as it is."""
    if not isinstance(value, np.ndarray) or out is None:
        return value
    return value.copy() if any(np.may_share_memory(value, each) for each in _outputs(out)) else value


def _outputs(out: Any) -> tuple[Any, ...]:
    return tuple(each for each in (out if isinstance(out, tuple) else (out,)) if each is not None)


def _selected(valid: NDArray[np.bool_], kwargs: dict[str, Any]) -> NDArray[np.bool_]:
    return np.asarray(valid & kwargs.get("where", True))


def _compute_picked(
    function: Callable[..., Any], inputs: Sequence[Any], valid: NDArray[np.bool_], kwargs: dict[str, Any]
) -> tuple[Any, ...]:
    """Compute the valid places only, into new outputs of the dtypes of those given."""
    picked = [_pick(value, valid) for value in inputs]
    others = {name: value for name, value in kwargs.items() if name not in ("out", "where")}
    if kwargs.get("out") is not None:
        number = np.count_nonzero(valid)
        others["out"] = tuple(np.empty(number, each.dtype) for each in _outputs(kwargs["out"]))
    result = function(*picked, **others)
    return result if isinstance(result, tuple) else (result,)


def _pick(value: Any, valid: NDArray[np.bool_]) -> Any:
    """Give the valid elements of an array; a Python scalar stays one, for its dtype is weak."""
    return np.broadcast_to(value, valid.shape)[valid] if isinstance(value, np.ndarray | np.generic) else value


def _compute_compressed(
    function: Callable[..., Any], inputs: Sequence[Any], valid: NDArray[np.bool_], **kwargs: Any
) -> Any:
    valid = _selected(valid, kwargs)
    results = _compute_picked(function, inputs, valid, kwargs)
    given = kwargs.get("out")
    outs = [np.zeros(valid.shape, part.dtype) for part in results] if given is None else _outputs(given)
    for out, part in zip(outs, results, strict=True):
        out[valid] = part
    return tuple(outs) if len(outs) > 1 else outs[0]
