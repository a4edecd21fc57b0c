"""What a plan is made of, and how bare arrays are computed on: converted block by block, quiet about what is hidden."""

from __future__ import annotations

from threading import local
from typing import Any

import numpy as np

from .._foreign import Stance, stance
from .._kind import Kind
from .._masks.fill import compute_visible
from .._proposal import ABSENT
from .memo import Converter, ndarray


def is_simple(kind: type) -> bool:
    """Whether operands of this type are arrays of ours, arrays, or numbers."""
    return stance(kind) in (Stance.OURS, Stance.PLAIN) and not issubclass(kind, (list, tuple, str, bytes))


class Recipe:
    """What a plan is made of: at most one converter with its places in the records, and the steps of other kinds."""

    def __init__(self, ufunc: np.ufunc, general: Any) -> None:
        self.ufunc = ufunc
        self.general = general
        self.cls: Any = ndarray
        self.converter: Converter | None = None
        self.places: tuple[Any, Any] = (None, None)
        self.steps: list[tuple[Any, Any, Any]] = []
        self.present: list[Kind] = []
        self.hidden: int | None = None

    def add(self, kind: Kind, step: Any, at: tuple[int | None, int | None]) -> bool:
        """Take in a kind's step; False where only the general path will do."""
        if step is None:
            return False
        if isinstance(step, Converter):
            if self.converter is not None or self.steps:
                return False
            self.converter, self.places = step, at
            if step.gives:
                self.present.append(kind)
        elif step is not ABSENT:
            if kind.hides:
                self.hidden = len(self.present)
            self.steps.append((step, *at))
            self.present.append(kind)
        return True


_BLOCK = 1 << 15
"""Elements converted at a time before they are used: they stay in the cache, and no converted copy is made."""


def converted(ufunc: np.ufunc, x: Any, y: Any, convert_a: Any, convert_b: Any) -> Any:
    """Convert the operands and compute; large second operands block by block."""
    x = x if convert_a is None else convert_a(x)
    if convert_b is None:
        return ufunc(x, y)
    alike = x.shape == y.shape and x.dtype == y.dtype and y.dtype.kind == "f" and y.dtype.itemsize > 2
    if y.size <= 2 * _BLOCK or not (alike and x.flags.c_contiguous and y.flags.c_contiguous):
        return ufunc(x, convert_b(y))
    parts, others = x.reshape(-1), y.reshape(-1)
    block = convert_b(others[:_BLOCK])
    if block.dtype != y.dtype:
        return ufunc(x, convert_b(y))
    result = np.empty(x.shape, ufunc(parts[:1], block[:1]).dtype)
    flat = result.reshape(-1)
    for start in range(0, y.size, _BLOCK):
        part = others[start : start + _BLOCK]
        convert_b.into(part, block[: part.size])
        ufunc(parts[start : start + _BLOCK], block[: part.size], out=flat[start : start + _BLOCK])
    return result


_flags = local()


def _flag(kind: str, flag: int) -> None:
    _flags.raised = True


@np.errstate(all="call", call=_flag)
def _flagging(ufunc: np.ufunc, x: Any, y: Any) -> Any:
    return ufunc(x, y)


def visible(ufunc: np.ufunc, x: Any, y: Any, mask: np.ndarray) -> Any:
    """Compute with floating-point warnings of visible places only: at once, if floats raise no flag at all."""
    if x.__class__ is ndarray and y.__class__ is ndarray:
        dtype = x.dtype
        if dtype is y.dtype and dtype.kind == "f":
            _flags.raised = False
            result = _flagging(ufunc, x, y)
            if not _flags.raised:
                return result
    return compute_visible(ufunc, (x, y), mask)
