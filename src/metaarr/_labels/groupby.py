"""``x.groupby(...)``: reductions of groups of positions, and arithmetic with one value for each group."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator, Sequence
from functools import reduce as fold
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
from . import grouped
from .arrays import hidden, labels_of, masked_where, taken, unlabeled, visible, with_labels
from .folding import Folding, Model, check_options, reduced
from .group_keys import Key, combined, keys_of, places_of_groups
from .groups import Segments, segments
from .joining import stack
from .state import Labels


class GroupBy(Folding):
    """The groups of an array along one of its dims, or several; made by ``x.groupby(...)``.

    Results have the labels of the groups in the place of the dims that were grouped. Where arithmetic is done with it,
    the other operand has one value for each group, which meets all elements of that group.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([1.0, 3.0, 5.0], "m", dims="x", coords={"letter": ("x", ["a", "b", "a"])})
    >>> means = x.groupby("letter").mean()
    >>> means
    LabeledQuantity([3., 3.], 'meter', dims=('letter',), coords=(letter))
    >>> x.groupby("letter") - means
    LabeledQuantity([-2.,  0.,  2.], 'meter', dims=('x',), coords=(letter))

    Notes
    -----
    A missing label (NaN, NaT, masked) belongs to no group: its positions take no part. Where a group can be without
    positions (bins, periods of time, pairs of labels), results have a mask and are masked there; counts are 0.

    Sums and means of one axis are added up in double precision without sorting; they differ from the exact ones by at
    most ``(min(m, B) + n / B) * 2**-53`` times the sum of the magnitudes of a group (times the mean magnitude for a
    mean), for `n` elements in all, `m` in the group, and blocks of ``B = max(4096, 4 * groups)``.
    """

    __slots__ = ("_array", "_codes", "_keys", "_parts", "_size")
    __array_ufunc__ = None  # operators of arrays leave it to those of this class

    def __init__(self, array: Any, keys: Sequence[Key]) -> None:
        self._array = array
        self._keys = tuple(keys)
        self._size = prod(key.size for key in keys)
        self._codes = combined(self._keys)
        self._parts: Segments | None = None

    # --- what there is ---

    @property
    def _dims(self) -> tuple[str, ...]:
        return self._keys[0].dims

    @property
    def _axes(self) -> tuple[int, ...]:
        dims: tuple[str | None, ...] = self._array.dims
        return tuple(dims.index(dim) for dim in self._dims)

    @property
    def _at(self) -> int:
        """The axis of the results along which the groups lie, before several keys are told apart."""
        return min(self._axes)

    @property
    def _gaps(self) -> bool:
        return len(self._keys) > 1 or self._keys[0].gaps

    @property
    def _segments(self) -> Segments:
        if self._parts is None:
            self._parts = segments(self._codes, self._size)
        return self._parts

    @property
    def labels(self) -> Any:
        """One label for each group, in ascending order; for several keys a tuple of those of each key."""
        every = tuple(key.labels for key in self._keys)
        return every[0] if len(every) == 1 else every

    def __len__(self) -> int:
        """How many groups have positions."""
        return int(np.count_nonzero(self._segments.counts))

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        for group in np.flatnonzero(self._segments.counts):
            yield self._label(int(group)), self._part(int(group))

    def __repr__(self) -> str:
        names = ", ".join(repr(key.name) for key in self._keys)
        return f"{type(self).__name__}({names}, {len(self)} groups along {', '.join(map(repr, self._dims))})"

    def _label(self, group: int) -> Any:
        places = np.unravel_index(group, [key.size for key in self._keys])
        found = tuple(key.labels[place] for key, place in zip(self._keys, places, strict=True))
        return found[0] if len(found) == 1 else found

    def _part(self, group: int) -> Any:
        """The part of the array that is a group; elements of a group over several dims lie along one without a name."""
        places = self._segments.members(group)
        if len(self._dims) == 1:
            return self._array.isel({self._dims[0]: places})
        rest = self._array._labels.reduced(self._axes)
        labels = rest.expanded(self._at).with_parts((*rest.dims[: self._at], None, *rest.dims[self._at :]), rest.coords)
        return with_labels(np.take(self._flat(self._array), places, self._at), labels)

    # --- reductions ---

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each group.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        check_options(options)
        return self._arranged(self._folded(self._flat(self._array), function, options))

    def count(self) -> Any:
        """How many visible elements each group has."""
        flags = self._flat(visible(self._array))
        counted = self._folded(flags, np.sum, {})
        return self._arranged(counted.filled(0) if self._gaps else counted)

    def _flat(self, array: Any) -> Any:
        """The array without labels, its grouped axes as one."""
        array = unlabeled(array)
        if len(self._axes) == 1:
            return array
        moved = np.moveaxis(array, self._axes, range(self._at, self._at + len(self._axes)))
        after = moved.shape[self._at + len(self._axes) :]
        return moved.reshape((*moved.shape[: self._at], self._codes.size, *after))

    def _folded(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """One value for each group along the axis of the groups; masked for groups without positions."""
        found = self._quick(array, function, options)
        if found is None:
            found = self._by_length(array, function, options)
        return found

    def _quick(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Reduce bare 1-D data without sorting them; None where that is not possible."""
        if array.ndim != 1 or not self._size or not grouped.knows(function, array.dtype, options):
            return None
        model = Model.of(array, function)
        if model is None:
            return None
        mask = hidden(array)
        members = grouped.members(self._codes, self._size, mask)
        values = grouped.fold(function, np.asarray(unlabeled(array)), members, options)
        if values is None:
            return None
        empty = members.counts == 0
        found = model.dressed(values, empty)
        return masked_where(found, empty) if self._gaps else found

    def _by_length(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Reduce all groups of one length at once: a Python step for each length, not for each group."""
        parts, numbers = [], []
        for these, places in self._of_each_length():
            parts.append(reduced(function, np.take(array, places, self._at), self._at + 1, options))
            numbers.append(these)
        if not parts:
            raise self._no_group()
        joined = parts[0] if len(parts) == 1 else np.concatenate(parts, axis=self._at)
        where = np.full(self._size, -1, np.intp)
        where[np.concatenate(numbers)] = np.arange(joined.shape[self._at])
        if self._gaps:
            return taken(joined, where, self._at)
        return joined if len(parts) == 1 else np.take(joined, where, self._at)

    def _of_each_length(self) -> Iterator[tuple[NDArray[np.intp], NDArray[np.intp]]]:
        """The numbers of groups of one length, and their positions as one row for each."""
        order, starts, counts = self._segments
        for length in np.unique(counts[counts > 0]):
            these = np.flatnonzero(counts == length)
            yield these, order[starts[these, np.newaxis] + np.arange(length)]

    def _no_group(self) -> LabelsError:
        along = ", ".join(map(repr, self._dims))
        return LabelsError(f"no group along {along}: every label of {self._keys[0].name!r} is missing")

    def _arranged(self, found: Any) -> Any:
        """Results with labels, the groups of each key along an axis of its own."""
        at = self._at
        sizes = tuple(key.size for key in self._keys)
        if len(sizes) > 1:
            found = found.reshape((*found.shape[:at], *sizes, *found.shape[at + 1 :]))
        return with_labels(found, self._labels(), self._array)

    def _labels(self) -> Labels:
        labels: Labels = self._array._labels
        rest = [dim for dim in labels.dims if dim not in self._dims]
        dims = (*rest[: self._at], *(key.name for key in self._keys), *rest[self._at :])
        new = {name: coord for key in self._keys for name, coord in key.coords.items()}
        names = {key.name for key in self._keys} | new.keys()
        kept = {
            name: coord
            for name, coord in labels.coords.items()
            if name not in names and not set(coord.dims) & set(self._dims)
        }
        return Labels.trusted(dims, kept | new, labels.name, labels.attrs)

    # --- functions that keep the elements apart ---

    def map(self, function: Callable[..., Any], *args: Any, **options: Any) -> Any:
        """Apply a function to each group, and put the results together.

        Parameters
        ----------
        function
            Called with the part of the array that is a group. If what it gives has the dim that was grouped, results
            go back to their places, and places of no group are left out; else they lie along the dim of the groups.
        *args, **options
            Passed on to it.
        """
        if len(self._dims) > 1 or len(self._keys) > 1:
            raise DimsError("map() needs groups along one dim, by one key; use .reduce, or loop over the groups")
        parts: list[Any] = [function(part, *args, **options) for _, part in self]
        if not parts:
            raise self._no_group()
        dim, key = self._dims[0], self._keys[0]
        if all(dim in part.dims for part in parts):
            back = np.argsort(self._segments.order)
            joined: Any = np.concatenate(parts, axis=parts[0].dims.index(dim))
            return joined if joined.shape[self._at] != back.size else joined.isel({dim: back})
        there = np.flatnonzero(self._segments.counts)
        joined = stack(parts, key.name, self._at)
        return joined.assign_coords({key.name: (key.name, key.labels[there])})

    def cumsum(self) -> Any:
        """The running sum in each group, each in the place of its element."""
        return self._running(np.cumsum)

    def cumprod(self) -> Any:
        """The running product in each group, each in the place of its element."""
        return self._running(np.cumprod)

    def _running(self, function: Callable[..., Any]) -> Any:
        """Apply a function that keeps an axis to all groups of one length at once; places of no group are masked."""
        if len(self._dims) > 1:
            raise DimsError(f"groups along {self._dims} have no order for a running value; group along one dim")
        array, at = unlabeled(self._array), self._at
        parts, numbers = [], []
        for _, places in self._of_each_length():
            run = function(np.take(array, places, at), axis=at + 1)
            parts.append(run.reshape((*run.shape[:at], places.size, *run.shape[at + 2 :])))
            numbers.append(places.ravel())
        if not parts:
            raise self._no_group()
        where = np.full(self._codes.size, -1, np.intp)
        where[np.concatenate(numbers)] = np.arange(sum(map(len, numbers)))
        joined = np.concatenate(parts, axis=at)
        back = taken(joined, where, at) if self._gaps or (where < 0).any() else np.take(joined, where, at)
        return with_labels(back, self._array._labels, self._array)

    # --- arithmetic ---

    def _spread(self, other: Any) -> Any:
        """Lay the value of its group on each position."""
        labels = labels_of(other)
        names = [key.name for key in self._keys]
        if labels is None or not set(names) <= set(labels.dims):
            raise DimsError(
                f"arithmetic with groups of {', '.join(map(repr, names))} needs an array of that dim, with one value "
                "for each group"
            )
        if not self._gaps and (self._codes < 0).any():
            raise LabelsError(
                f"some labels of {names[0]!r} are missing, so their places belong to no group; "
                "leave them out with .isel first"
            )
        axes = [labels.dims.index(name) for name in names]
        spread = np.moveaxis(unlabeled(other), axes, range(len(axes)))
        spread = spread.reshape((-1, *spread.shape[len(axes) :]))
        places = fold(np.add, self._places_in(labels, other.shape))
        lost = (self._codes < 0) | (places < 0)
        spread = taken(spread, np.where(lost, -1, places), 0) if self._gaps else np.take(spread, places, 0)
        return self._in_place(spread, labels, axes)

    def _places_in(self, labels: Labels, shape: tuple[int, ...]) -> Iterator[Any]:
        """For each key, the number of the group of each position in an array with one value for each group."""
        codes = np.unravel_index(np.maximum(self._codes, 0), [key.size for key in self._keys])
        step = prod(shape[labels.dims.index(key.name)] for key in self._keys)
        for key, numbers in zip(self._keys, codes, strict=True):
            step //= shape[labels.dims.index(key.name)]
            yield places_of_groups(key, labels, shape)[numbers] * step

    def _in_place(self, spread: Any, labels: Labels, axes: Sequence[int]) -> Any:
        """Values for each position, with the grouped dims in place of those of the groups."""
        own: Labels = self._array._labels
        sizes = own.sizes(self._array.shape)
        in_order = tuple(dim for dim in own.dims if dim in self._dims)
        spread = spread.reshape((*(sizes[dim] for dim in in_order), *spread.shape[1:]))
        rest = [dim for axis, dim in enumerate(labels.dims) if axis not in axes]
        gone = {labels.dims[axis] for axis in axes}
        coords = {name: coord for name, coord in labels.coords.items() if gone.isdisjoint(coord.dims)}
        dims = (*(str(dim) for dim in in_order), *rest)
        if len(in_order) == len(axes) == 1:  # each dim in its place
            spread, dims = np.moveaxis(spread, 0, axes[0]), (*rest[: axes[0]], in_order[0], *rest[axes[0] :])
        return with_labels(spread, Labels.trusted(dims, coords, labels.name, labels.attrs))


def _forward(function: Callable[[Any, Any], Any]) -> Callable[[GroupBy, Any], Any]:
    return lambda self, other: function(self._array, self._spread(other))


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[GroupBy, Any], Any]:
    return lambda self, other: function(self._spread(other), self._array)


for _name in ("add", "sub", "mul", "truediv", "floordiv", "mod", "pow"):
    setattr(GroupBy, f"__{_name}__", _forward(getattr(operator, _name)))
    setattr(GroupBy, f"__r{_name}__", _reflected(getattr(operator, _name)))
for _name in ("lt", "le", "gt", "ge"):
    setattr(GroupBy, f"__{_name}__", _forward(getattr(operator, _name)))


def group(array: Any, by: Any) -> GroupBy:
    """The groups of an array by a coordinate, a field of times (``"time.month"``), labels, or several of these."""
    return GroupBy(array, keys_of(array, by))
