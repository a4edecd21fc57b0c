"""scipy.fft: transforms of arrays of ours keep what NumPy's keep.

SciPy asks registered backends before its own code. Ours answers for arrays with metadata only: by the function of that
name in :mod:`numpy.fft` where there is one, else by SciPy's on the numbers, for arrays without
labels or fields of subclasses.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from types import ModuleType
from typing import Any

import numpy as np

from .._call import bare, is_ours
from .._errors import UnsupportedError
from .._front import array
from .._masks.kind import MASK
from .._units.answers import offset_refusal
from .._units.kind import UNITS

_OPTIONS = ("overwrite_x", "workers", "plan")
"""Parameters that change how SciPy computes, and no result."""


def adapt(library: ModuleType) -> None:
    """Register the backend; SciPy's own is tried last."""
    if library not in _adapted:
        _adapted.append(library)
        library.register_backend(Backend)


_adapted: list[ModuleType] = []


class Backend:
    """What SciPy asks before it transforms anything."""

    __ua_domain__ = "numpy.scipy.fft"

    @staticmethod
    def __ua_function__(method: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if not any(map(is_ours, (*args, *kwargs.values()))):
            return NotImplemented
        given = inspect.signature(method).bind(*args, **kwargs).arguments
        twin = getattr(np.fft, method.__name__, None)
        return _of_numbers(method, given) if twin is None else _as_numpy(twin, given)


def _as_numpy(twin: Callable[..., Any], given: dict[str, Any]) -> Any:
    (x, *_), named = given.values(), {k: v for k, v in list(given.items())[1:] if k not in _OPTIONS}
    if named.get("s") is not None and named.get("axes") is None and "axes" in inspect.signature(twin).parameters:
        named["axes"] = tuple(range(-np.size(named["s"]), 0))  # what SciPy takes; NumPy wants it said
    return twin(x, **named)


def _of_numbers(method: Callable[..., Any], given: dict[str, Any]) -> Any:
    what = f"scipy.fft.{method.__name__}"
    (name, x), *others = given.items()
    strange = next((key for key, value in others if is_ours(value)), None)
    if strange is not None or not is_ours(x):
        raise UnsupportedError(f"{what}: {strange or name!r} takes plain numbers; use .magnitude, or np.asarray")
    record = dict(zip(x._kinds, x._meta, strict=True))
    unit, mask = record.pop(UNITS, None), record.pop(MASK, None)
    if record:
        lost = ", ".join(kind.name for kind in record)
        raise UnsupportedError(f"{what}: {lost} would be lost; pass x.unlabeled, or metaarr.array(np.asarray(x), ...)")
    if mask is not None and mask.any():
        raise UnsupportedError(f"{what}: some elements are masked; use .filled(value) or .compressed() first")
    if unit is not None and not unit.is_multiplicative:
        raise offset_refusal(what, unit)
    result = method(bare(x), **dict(others))
    return array(result, unit, mask=None if mask is None else False, copy=None)
