"""Long arrays in blocks that stay in cache, hidden places filled without a branch.

Choosing between two values (``np.where``, ``where=``) costs a mispredicted branch at every change of the mask; clearing
and setting bits costs the same for every mask. The blocks are computed in memory that is used again, because the
system takes it back, and clears it anew, whenever it is freed.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

_BLOCK = 2**15


def has_blocks(data: NDArray[Any]) -> bool:
    """Whether the array is worth going through block by block, and lies in memory so that its bits can be set."""
    simple = data.dtype.kind in "biufmM" and data.dtype.itemsize <= 8
    return simple and data.size >= 2 * _BLOCK and data.flags.c_contiguous


def filled_blocks(
    data: NDArray[Any], valid: NDArray[np.bool_], fill: NDArray[Any]
) -> Iterator[tuple[NDArray[Any], NDArray[Any]]]:
    """Yield blocks of 2**15 elements with ``fill`` in hidden places, each good until the next one is asked for.

    With each comes what keeps its visible elements under ``&`` with its bits: an integer for each element, -1 where
    it is visible and 0 elsewhere.
    """
    bits = np.dtype(f"i{data.dtype.itemsize}")
    flat, shown, fill_bits = data.reshape(-1).view(bits), valid.reshape(-1).view(np.int8), fill.view(bits)
    scratch = np.empty((2, _BLOCK), bits)
    for start in range(0, flat.size, _BLOCK):
        block = flat[start : start + _BLOCK]
        filled, keep = scratch[0, : block.size], scratch[1, : block.size]
        np.negative(shown[start : start + _BLOCK], out=keep)
        if fill_bits:
            np.bitwise_xor(block, fill_bits, out=filled)
            np.bitwise_and(filled, keep, out=filled)
            np.bitwise_xor(filled, fill_bits, out=filled)
        else:
            np.bitwise_and(block, keep, out=filled)
        yield filled.view(data.dtype), keep


def squared_deviations(data: NDArray[Any], valid: NDArray[np.bool_], centre: NDArray[Any]) -> Iterator[NDArray[Any]]:
    """Yield the squared deviations of floats from a number, 0 in hidden places, in blocks as `filled_blocks`."""
    for deviation, keep in filled_blocks(data, valid, np.zeros((), data.dtype)):
        np.subtract(deviation, centre, out=deviation)
        bits = deviation.view(keep.dtype)
        np.bitwise_and(bits, keep, out=bits)  # the deviation of 0 could overflow when it is squared
        yield np.multiply(deviation, deviation, out=deviation)
