"""Bare arrays of other libraries (tensors): read through the protocols, and never from another device."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._errors import UnsupportedError

_ON_HOST = {1, 3, 11}
"""DLPack's numbers of the devices whose memory NumPy reads: the CPU's, and pages that CUDA or ROCm pinned there."""


def read(array: Any, *, copy: bool | None) -> Any:
    """Give a bare array that another library made as something that NumPy reads, sharing its memory where possible.

    Raises
    ------
    UnsupportedError
        If it lies on another device: nothing is copied from there without being asked for.
    """
    require_host(array, "x.get()" if hasattr(array, "get") else "the means of its library")
    if hasattr(array, "__array__") or hasattr(array, "__array_interface__") or not hasattr(array, "__dlpack__"):
        return np.array(array, copy=copy, subok=True)  # what comes out may be an array that is known
    return shared(array, copy)


def shared(array: Any, copy: bool | None) -> Any:
    """Give the memory that an array exports by DLPack as a plain array."""
    return np.from_dlpack(array) if copy is None else np.from_dlpack(array, copy=copy)


def require_host(array: Any, remedy: str) -> None:
    """Refuse an array whose memory is another device's."""
    if is_elsewhere(array):
        raise UnsupportedError(
            f"the {type(array).__name__} lies on another device, and is never copied from there implicitly; "
            f"copy it with {remedy} first"
        )


def is_elsewhere(array: Any) -> bool:
    """Whether an array says that its memory is another device's."""
    if hasattr(array, "__dlpack_device__"):
        return int(array.__dlpack_device__()[0]) not in _ON_HOST
    return hasattr(array, "__cuda_array_interface__")
