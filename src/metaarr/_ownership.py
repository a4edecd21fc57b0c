"""Whether anybody else can see the memory of an array.

NumPy does not know which views of an array exist; what it has is reference counts: a view holds a reference to its
base. How many references a call itself holds on the way to the check depends on its path and on the interpreter, so
that number is measured, once for each path, by repeating the call on arrays of one element that surely are not shared.
More references than that (a view, but also a second name for the same array) count as shared: this errs on the safe
side only. What cannot be seen is a view of an array that has no name itself.
"""

from __future__ import annotations

import operator
import sys
from collections.abc import Callable, Hashable
from threading import local
from typing import Any

import numpy as np

from ._call import Operand, UfuncCall, bare, is_ours

Counts = tuple[int, int]

_LIMIT = 1024
_baselines: dict[Hashable, Counts] = {}
_probing = local()


def sole_owner(array: Any, path: Hashable, probe: Callable[[], None], holder: tuple[Any, ...] | None = None) -> bool:
    """Whether `array` alone sees its memory.

    Parameters
    ----------
    array
        One of our arrays, on its way through a call.
    path
        What the number of references that the call holds itself depends on.
    probe
        Makes the same kind of call with a fresh array held by one variable, and so arrives here too.
    holder
        A tuple that holds the array; if the caller made it, then the caller's reference is to the tuple.
    """
    counts = _counts(array, holder)
    record = getattr(_probing, "record", None)
    if record is not None:
        record.append(counts)
        return True
    if counts is None:
        return False
    if path not in _baselines:
        if len(_baselines) >= _LIMIT:
            _baselines.clear()
        _baselines[path] = _measured(probe)
    limits = _baselines[path]
    return counts[0] <= limits[0] and counts[1] <= limits[1]


def _counts(array: Any, holder: tuple[Any, ...] | None) -> Counts | None:
    """References to the array and to the plain array that owns its memory; None if something else owns it."""
    base = array.base
    if type(base) is not np.ndarray or base.base is not None or not base.flags.owndata:
        return None
    held = 0 if holder is None else sys.getrefcount(holder)
    return sys.getrefcount(array) + held, sys.getrefcount(base)


def _measured(probe: Callable[[], None]) -> Counts:
    record: list[Any] = []
    _probing.record = record
    try:
        probe()
    finally:
        _probing.record = None
    counts: Counts = record[0]
    return counts


# A call holds one reference for each mention of an array; whoever makes it, one for its name.
_REPEATS: dict[tuple[bool, ...], Callable[..., Any]] = {
    (True,): lambda f, x, a, b: f(x, out=x),
    (False,): lambda f, x, a, b: f(a, out=x),
    (True, True): lambda f, x, a, b: f(x, x, out=x),
    (True, False): lambda f, x, a, b: f(x, b, out=x),
    (False, True): lambda f, x, a, b: f(a, x, out=x),
    (False, False): lambda f, x, a, b: f(a, b, out=x),
}
_REPEATS_IN_PLACE: dict[tuple[bool, ...], Callable[..., Any]] = {
    (True, True): lambda f, x, a, b: f(x, x),
    (True, False): lambda f, x, a, b: f(x, b),
}
_IN_PLACE_OPERATORS: dict[np.ufunc, Callable[[Any, Any], Any]] = {
    np.floor_divide: operator.ifloordiv,
    np.matmul: operator.imatmul,
    np.multiply: operator.imul,
    np.power: operator.ipow,
    np.remainder: operator.imod,
    np.true_divide: operator.itruediv,
}
"""Those that can give another unit than that of the first operand."""


def owns_output(call: Any, out: Operand, meaning: Hashable) -> bool:
    """Whether the output of a call is an array that alone sees its memory.

    Parameters
    ----------
    call
        The call; the output of anything but a plain call of a ufunc with one result is taken for shared.
    out
        The output.
    meaning
        What tells apart calls that convert other operands.
    """
    if not isinstance(call, UfuncCall) or call.method != "__call__" or call.ufunc.nout != 1 or call.kwargs:
        return False
    mentions = tuple(o.source is out.source for o in call.inputs)
    repeats = _REPEATS_IN_PLACE if call.in_place else _REPEATS
    if mentions not in repeats or (call.in_place and call.ufunc not in _IN_PLACE_OPERATORS):
        return False
    classes: list[Any] = [type(o.source) for o in (out, *call.inputs)]
    path = (call.in_place, call.ufunc, mentions, *classes, meaning)

    def probe() -> None:
        f = _IN_PLACE_OPERATORS[call.ufunc] if call.in_place else call.ufunc
        a, b = _first(call.inputs[0].source), _first(call.inputs[-1].source)
        with np.errstate(all="ignore"):
            # Positional, and a copy that has no name here: nothing but the callee's variable may hold it.
            repeats[mentions](f, _first(out.source).copy(), a, b)

    return sole_owner(out.source, path, probe, call.given_outputs)


def _first(value: Any) -> Any:
    """Give the first element of an array along each axis; numbers as they are."""
    if not np.ndim(bare(value)):
        return value
    return (value if is_ours(value) else np.asarray(value))[(slice(0, 1),) * np.ndim(bare(value))]
