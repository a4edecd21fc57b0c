"""``x.coarsen(time=7)``: reductions of blocks of neighbours along some dims."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Literal, TypeAlias

import numpy as np

from .._errors import DimsError, LabelsError
from .arrays import axis_of, taken, unlabeled, visible, with_labels
from .coord import Coord
from .folding import Folding, check_options, reduced
from .rolling import whole
from .state import Labels

Boundary: TypeAlias = Literal["exact", "trim", "pad"]
Side: TypeAlias = Literal["left", "right"]
CoordFunction: TypeAlias = "str | Callable[..., Any]"

_FUNCTIONS: dict[str, Callable[..., Any]] = {
    "mean": np.mean,
    "min": np.min,
    "max": np.max,
    "sum": np.sum,
    "median": np.median,
}


class Coarsen(Folding):
    """Blocks of neighbours along some dims of an array; made by ``x.coarsen(...)``.

    Labels of a block are the means of those of its elements, or what `coord_func` makes of them; bin edges stay edges.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1, 3, 5, 7, 9], "m", dims="x", coords={"x": [10, 20, 30, 40, 50]})
    >>> x.coarsen(x=2, boundary="trim").mean()
    LabeledQuantity([2., 6.], 'meter', dims=('x',), coords=(x))
    >>> x.coarsen(x=2, boundary="pad").sum()
    LabeledMaskedQuantity([ 4, 12,  9], 'meter', dims=('x',), coords=(x))
    """

    __slots__ = ("_array", "_boundary", "_coord_func", "_side", "_widths")

    def __init__(
        self,
        array: Any,
        widths: Mapping[str, int],
        boundary: Boundary,
        side: Side | Mapping[str, Side],
        coord_func: CoordFunction | Mapping[str, CoordFunction],
    ) -> None:
        if boundary not in ("exact", "trim", "pad"):
            raise LabelsError(f"boundary must be 'exact', 'trim' or 'pad', not {boundary!r}")
        if not widths:
            raise LabelsError("blocks lie along at least one dim; pass one, as in x.coarsen(time=7)")
        self._array = array
        self._widths = {dim: whole(width, "the width of a block") for dim, width in widths.items()}
        self._boundary = boundary
        self._side = {dim: side if isinstance(side, str) else side.get(dim, "left") for dim in widths}
        self._coord_func = coord_func
        for dim, width in self._widths.items():
            size = array.shape[axis_of(array, dim)]
            if boundary == "exact" and size % width:
                raise LabelsError(
                    f"dim {dim!r} is {size} long, which is no multiple of {width}; "
                    "leave the rest out with boundary='trim', or mask what is missing with boundary='pad'"
                )

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each block.

        Parameters
        ----------
        function
            A function that reduces several axes, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        check_options(options)
        blocks, axes = self._blocks(unlabeled(self._array), self._array.dims)
        found = reduced(function, blocks, axes if len(axes) > 1 else axes[0], options)
        return with_labels(found, self._labels(), self._array)

    def count(self) -> Any:
        """How many visible elements each block has."""
        flags, axes = self._blocks(visible(self._array), self._array.dims)
        counted = np.sum(flags, axis=axes)
        return with_labels(counted.filled(0) if self._boundary == "pad" else counted, self._labels())

    def construct(self, dims: Mapping[str, tuple[str, str]]) -> Any:
        """Give the blocks themselves: by dim, the name of that of the blocks, and of that within a block."""
        if set(dims) != set(self._widths):
            raise DimsError(f"construct() needs two names for each of the dims {tuple(self._widths)}")
        blocks, _ = self._blocks(unlabeled(self._array), self._array.dims)
        own: Labels = self._array._labels
        named = [dims.get(dim, (dim,)) if dim is not None else (None,) for dim in own.dims]
        coords = {name: coord for name, coord in own.coords.items() if not set(coord.dims) & set(dims)}
        return with_labels(blocks, Labels(sum(named, ()), coords, blocks.shape, own.name, own.attrs), self._array)

    def _blocks(self, array: Any, dims: tuple[str | None, ...]) -> tuple[Any, tuple[int, ...]]:
        """The array with an axis for the elements of a block behind each axis of blocks, and those axes."""
        for axis, dim in enumerate(dims):
            if dim in self._widths:
                array = self._fitted(array, axis, dim)
        shape: list[int] = []
        axes: list[int] = []
        for dim, size in zip(dims, array.shape, strict=True):
            width = self._widths.get(dim) if dim is not None else None
            shape += [size] if width is None else [size // width, width]
            axes += [] if width is None else [len(shape) - 1]
        return array.reshape(shape), tuple(axes)

    def _fitted(self, array: Any, axis: int, dim: str) -> Any:
        """The array with a length along an axis that is a multiple of the width of a block."""
        size, width = array.shape[axis], self._widths[dim]
        left = self._side[dim] == "left"
        if self._boundary == "pad":
            lacking = -size % width
            start = 0 if left else -lacking
            return taken(array, np.arange(start, start + size + lacking), axis)
        over = size % width
        part = slice(None, size - over) if left else slice(over, None)
        return array[(slice(None),) * axis + (part,)] if over else array

    def _labels(self) -> Labels:
        labels: Labels = self._array._labels
        sizes = labels.sizes(self._array.shape)
        coords = {}
        for name, coord in labels.coords.items():
            if not set(coord.dims) & self._widths.keys():
                coords[name] = coord
            elif coord.is_edges(sizes):
                coords |= self._edges(name, coord, sizes[coord.dims[0]])
            else:
                coords[name] = coord.like(coord.dims, self._label(name, coord))
        return Labels.trusted(labels.dims, coords, labels.name, labels.attrs)

    def _label(self, name: str, coord: Coord) -> Any:
        """The label of each block."""
        blocks, axes = self._blocks(coord.values, coord.dims)
        function = self._function(name)
        if function is np.mean and coord.values.dtype.kind in "mM":
            found: Any = _mean_time(blocks, axes)
        elif function is np.mean and coord.values.dtype.kind not in "biufc":
            raise LabelsError(
                f"labels {name!r} of {coord.values.dtype} have no mean; say what labels of blocks are with "
                f"coord_func={{{name!r}: 'min'}}, or leave them out with .drop_coords({name!r})"
            )
        else:
            found = function(blocks, axis=axes if len(axes) > 1 else axes[0])
        # The mask of padding only served to leave it out.
        return found.unmasked if self._boundary == "pad" and not hasattr(coord.values, "mask") else found

    def _function(self, name: str) -> Callable[..., Any]:
        chosen = self._coord_func
        chosen = chosen.get(name, "mean") if isinstance(chosen, Mapping) else chosen
        if isinstance(chosen, str) and chosen not in _FUNCTIONS:
            raise LabelsError(f"unknown coord_func {chosen!r}; give a function, or one of {', '.join(_FUNCTIONS)}")
        return _FUNCTIONS[chosen] if isinstance(chosen, str) else chosen

    def _edges(self, name: str, coord: Coord, size: int) -> dict[str, Coord]:
        """Every edge that lies between blocks; none where a block was filled up, whose outer edge is not known."""
        dim = coord.dims[0]
        width, over = self._widths[dim], size % self._widths[dim]
        if over and self._boundary == "pad":
            return {}
        start = 0 if self._side[dim] == "left" else over
        return {name: coord.like(coord.dims, coord.values[start : start + size - over + 1 : width])}


def _mean_time(blocks: Any, axes: tuple[int, ...]) -> Any:
    """The mean of times, rounded down to their unit; counted from the first of each block, so that nothing is lost."""
    start = np.min(blocks, axis=axes, keepdims=True)
    elapsed = blocks - start
    ticks = np.floor(np.mean(elapsed.astype(np.int64), axis=axes)).astype(np.int64)
    mean: Any = start.reshape(ticks.shape) + ticks.astype(elapsed.dtype)
    return mean
