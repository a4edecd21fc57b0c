"""Least and greatest visible elements, and where they are, mostly without looking at the mask.

The extreme of all elements of a line, hidden or not, is that of the visible ones if it stands at a visible place: one
element of the mask decides. Lines are therefore searched as they are, and only those that were found wanting once more,
with fillings in hidden places. A long line is searched in pieces. What is found is the first extreme in either case,
so that not even the sign of a zero depends on hidden values.
"""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .blocks import BLOCK, Array, Filler, Layout, borrowed

_PIECE = 2**12
"""Elements that are searched at a time: few enough that a hidden extreme spoils little."""

_SHORT = 64
"""Elements of a line below which NumPy takes much longer to find a place than a value."""

Search = Callable[..., Any]

_SEARCH: dict[np.ufunc, Search] = {np.minimum: np.argmin, np.maximum: np.argmax}


def has_extremes(ufunc: np.ufunc, layout: Layout) -> bool:
    """Whether the ufunc's reduction is a search for places that NumPy is quick at."""
    data = layout.arrays[0]
    simple = data.dtype.kind in "iuf" and data.dtype.itemsize in (1, 4, 8) and data.dtype.isnative
    lines = layout.folded[-1] and sum(layout.folded) == 1 and data.shape[-1] >= _SHORT
    contiguous = all(array.flags.c_contiguous and array.flags.aligned for array in layout.arrays)
    return ufunc in _SEARCH and simple and lines and contiguous


def extremes(ufunc: np.ufunc, layout: Layout, fill: Array) -> Array:
    """Give the extremes of the lines along the layout's last axis; the filling where a whole line is hidden."""
    search = _SEARCH[ufunc]
    data, mask = (array.reshape(-1, array.shape[-1]) for array in layout.arrays)
    if data.shape[1] < 2 * _PIECE:
        _, values = _first_of_lines(search, data, mask, fill)
    else:
        values = np.array([first_of_line(search, *line, fill)[1] for line in zip(data, mask, strict=True)])
    return values.reshape(layout.arrays[0].shape[:-1])


def first_of_line(search: Search, data: Array, mask: NDArray[np.bool_], fill: Array) -> tuple[Any, Any]:
    """Find the first extreme of one contiguous line that is not all hidden: its place and its value."""
    main = data.size - data.size % _PIECE
    places, values = _first_of_lines(search, data[:main].reshape(-1, _PIECE), mask[:main].reshape(-1, _PIECE), fill)
    if main < data.size:
        place, value = _first_of_lines(search, data[np.newaxis, main:], mask[np.newaxis, main:], fill)
        places, values = np.append(places, place), np.append(values, value)
    piece = search(values)
    at = piece * _PIECE + places[piece]
    # A hidden place is found only if no visible element goes beyond the filling: then the first visible one is it.
    return (mask.argmin() if mask[at] else at), values[piece]


def _first_of_lines(search: Search, data: Array, mask: NDArray[np.bool_], fill: Array) -> tuple[Array, Array]:
    """Find the first extreme of each line: places and values."""
    lines = np.arange(len(data))
    places = search(data, axis=1)
    values, wanting = data[lines, places], np.flatnonzero(mask[lines, places])
    if wanting.size:
        most = max(BLOCK // data.shape[1], 1)
        with borrowed() as space:
            filler = Filler(space, data.dtype, fill, most * data.shape[1])
            for some in _cut(wanting, len(data), most):
                filled = filler.filled(data[some], mask[some])
                places[some] = found = search(filled, axis=1)
                values[some] = filled[lines[: found.size], found]
    return places, values


def _cut(wanting: NDArray[np.intp], number: int, most: int) -> Iterator[slice | NDArray[np.intp]]:
    """Yield the lines that are wanting, a few at a time; all lines, which need not be gathered, if most of them are."""
    if 2 * wanting.size > number:
        yield from (slice(start, start + most) for start in range(0, number, most))
    else:
        yield from (wanting[start : start + most] for start in range(0, wanting.size, most))
