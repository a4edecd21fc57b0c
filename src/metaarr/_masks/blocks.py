"""Long arrays in blocks that stay in cache, with hidden places emptied without a branch."""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 2**15


def is_long(data: NDArray[Any]) -> bool:
    """Whether the array is worth going through block by block, and lies in memory so that it can be."""
    return data.size >= 2 * _BLOCK and data.flags.c_contiguous


def blocks(data: NDArray[Any], valid: NDArray[np.bool_]) -> Iterator[tuple[NDArray[Any], NDArray[np.bool_]]]:
    """Yield the data and their visibility in blocks of 2**15 elements."""
    flat, keep = data.reshape(-1), valid.reshape(-1)
    for start in range(0, flat.size, _BLOCK):
        yield flat[start : start + _BLOCK], keep[start : start + _BLOCK]


def emptied(data: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[Any]:
    """Copy the data with hidden elements 0."""
    if data.dtype.kind in "fium" and data.dtype.itemsize in (4, 8):
        return _cleared(data, valid)
    return np.where(valid, data, np.zeros((), data.dtype))


def _cleared(data: NDArray[Any], valid: NDArray[np.bool_]) -> NDArray[Any]:
    """Clear the bits of hidden elements, which is twice as fast as choosing between two values."""
    bits = np.dtype(f"i{data.dtype.itemsize}")
    keep = valid.astype(bits)
    np.negative(keep, out=keep)
    np.bitwise_and(data.view(bits), keep, out=keep)
    return keep.view(data.dtype)
