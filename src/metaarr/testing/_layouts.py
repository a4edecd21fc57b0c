"""The same values elsewhere in memory: what functions must not depend on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]


def layouts_of(values: Array) -> list[str]:
    """Names of the layouts that an array can have, the plainest first."""
    names = ["C", "read-only"]
    if values.dtype.kind != "T":  # texts of any length have no order of bytes
        names.append("swapped")
    if not values.dtype.hasobject:
        names.append("unaligned")
    return names + (["F", "stepped", "reversed", "shifted"] if values.ndim else [])


def laid_out(values: Array, layout: str) -> Array:
    """Give the values in that layout, in memory that nobody else has."""
    return _LAYOUTS[layout](values)


def _read_only(values: Array) -> Array:
    values.flags.writeable = False
    return values


def _unaligned(values: Array) -> Array:
    memory = np.empty(values.nbytes + 1, np.uint8)
    moved = memory[1:].view(values.dtype).reshape(values.shape)
    moved[...] = values
    return moved


def _stepped(values: Array) -> Array:
    return _along_last(values, slice(None, None, 2), 2)


def _reversed(values: Array) -> Array:
    return _along_last(values, slice(None, None, -1), 1)


def _shifted(values: Array) -> Array:
    """A part of a larger array: rows are not next to each other."""
    wide = np.zeros((*values.shape[:-1], values.shape[-1] + 2), values.dtype)
    wide[..., 1:-1] = values
    return wide[..., 1:-1]


def _along_last(values: Array, key: slice, factor: int) -> Array:
    wide = np.zeros((*values.shape[:-1], factor * values.shape[-1]), values.dtype)
    wide[..., key] = values
    return wide[..., key]


_LAYOUTS: dict[str, Callable[[Array], Array]] = {
    "C": lambda values: values,
    "F": np.asfortranarray,
    "read-only": _read_only,
    "swapped": lambda values: values.astype(values.dtype.newbyteorder()),
    "unaligned": _unaligned,
    "stepped": _stepped,
    "reversed": _reversed,
    "shifted": _shifted,
}
