"""One coordinate: the labels along some dims of an array."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from .._construct import holds_ours, stacked
from .._errors import DimsError
from .lookup import Lookup, is_nan, make_lookup

__all__ = ["ALL", "NO_ATTRS", "Coord", "Index", "as_coord", "is_whole", "same_attrs"]

Index = int | slice | NDArray[np.intp]
ALL = slice(None)
NO_ATTRS: Mapping[str, Any] = MappingProxyType({})

# Labels converted to another unit differ from labels written in it by a rounding or two.
_ROUNDING = 8 * float(np.finfo(np.float64).eps)


class Coord:
    """Labels along some dims: immutable, and shared by all arrays that have the same labels.

    Parameters
    ----------
    dims : str or sequence of str
        The dims that the values lie along; ``()`` for a scalar coordinate.
    values : array_like
        The labels. An array of the family keeps its unit and its mask. Along its only dim a coordinate may have
        one value more than the dim is long: bin edges. The values are copied unless they are read-only already.
    attrs : mapping, optional
        Anything else that is known about the labels, such as the ``standard_name`` of a CF file.

    Attributes
    ----------
    origin : Coord or None
        Where several dims were stacked into one: the coordinate as it was before, which says how to undo that.

    Examples
    --------
    >>> Coord("x", [10, 20, 30])
    Coord(('x',), [10 20 30])
    """

    __slots__ = ("_lookup", "attrs", "dims", "origin", "values")

    dims: tuple[str, ...]
    values: NDArray[Any]
    attrs: Mapping[str, Any]
    origin: Coord | None
    _lookup: Lookup | None

    def __init__(self, dims: str | Sequence[str], values: object, attrs: Mapping[str, Any] | None = None) -> None:
        self.dims = (dims,) if isinstance(dims, str) else tuple(dims)
        self.values = _frozen(_as_array(values))
        self.attrs = MappingProxyType(dict(attrs)) if attrs else NO_ATTRS
        self.origin = None
        self._lookup = None
        if self.values.ndim != len(self.dims):
            raise DimsError(
                f"a coordinate along dims {self.dims} must have {len(self.dims)} axes, but its values have "
                f"shape {self.values.shape}; write it as (dims, values)"
            )

    @classmethod
    def trusted(cls, dims: tuple[str, ...], values: NDArray[Any], attrs: Mapping[str, Any] = NO_ATTRS) -> Self:
        """A coordinate of values that nobody else writes to; nothing is checked or copied."""
        new = object.__new__(cls)
        if values.flags.writeable:
            values.setflags(write=False)
        new.dims = dims
        new.values = values
        new.attrs = attrs
        new.origin = None
        new._lookup = None
        return new

    def like(self, dims: tuple[str, ...], values: NDArray[Any]) -> Coord:
        """The same coordinate with other labels: attributes and origin stay."""
        new = Coord.trusted(dims, values, self.attrs)
        new.origin = self.origin
        return new

    @property
    def units(self) -> Any:
        """The unit of the labels, None if they have none."""
        return getattr(self.values, "units", None)

    @property
    def lookup(self) -> Lookup:
        """The look-up index of a 1-D coordinate, built on first use."""
        if self._lookup is None:
            self._lookup = make_lookup(np.asarray(self.values), getattr(self.values, "mask", None))
        return self._lookup

    def is_edges(self, sizes: Mapping[str, int]) -> bool:
        """Whether the values are bin edges, one more than the dim is long."""
        return len(self.dims) == 1 and self.values.size == sizes.get(self.dims[0], -1) + 1

    def same_bits(self, other: Coord) -> bool:
        """Whether both are of one class, dtype and unit, and hold the same bits; False for masked ones and objects."""
        one, two = self.values, other.values
        if self.origin is not other.origin or not same_attrs(self.attrs, other.attrs):
            return False
        if self is other or one is two:
            return self.dims == other.dims
        alike = self.dims == other.dims and type(one) is type(two) and one.dtype == two.dtype and one.shape == two.shape
        if not alike or one.dtype.hasobject or hasattr(one, "mask") or str(self.units) != str(other.units):
            return False
        return np.asarray(one).tobytes() == np.asarray(two).tobytes()

    def equals(self, other: Coord) -> bool:
        """Whether dims and labels are the same, in whatever unit; NaN equals NaN."""
        if self is other:
            return True
        if self.dims != other.dims:
            return False
        unequal = self.unequal(other)
        return unequal is not None and not unequal.any()

    def unequal(self, other: Coord) -> NDArray[np.bool_] | None:
        """Where the labels differ; None if they cannot be compared one by one."""
        a, b = self.values, other.values
        if a is b:
            return np.zeros(a.shape, bool)
        if a.shape != b.shape or (self.units is None) != (other.units is None):
            return None
        return _unequal_masks(a, b) | ~_masked_both(a, b) & _unequal_values(a, b)

    def take(self, indexers: Mapping[str, Index | None], sizes: Mapping[str, int]) -> Coord | None:
        """The labels at some positions of each dim.

        Parameters
        ----------
        indexers : mapping of str to int, slice, 1-D integer array or None
            Positions along each dim; a dim that is not there stays whole. An integer removes the dim, None says
            that the positions are unknown.
        sizes : mapping of str to int
            How long each dim was.

        Returns
        -------
        Coord or None
            None if the labels cannot be derived: unknown positions, or bin edges that are not contiguous. The
            same object if nothing changes.
        """
        touched = {dim: indexers[dim] for dim in self.dims if dim in indexers}
        touched = {dim: index for dim, index in touched.items() if not is_whole(index, sizes[dim])}
        if not touched:
            return self
        if self.is_edges(sizes):
            return self._take_edges(touched[self.dims[0]], sizes[self.dims[0]])
        dims, values = list(self.dims), self.values
        for axis in reversed(range(len(dims))):
            index = touched.get(dims[axis], ALL)
            if index is None:
                return None
            if index is not ALL:
                values = values[(*(ALL,) * axis, index, ...)]
            if not isinstance(index, (slice, np.ndarray)):
                del dims[axis]
        new = self.like(tuple(dims), values)
        if self._lookup is not None and isinstance(index, slice):
            new._lookup = self._lookup.sliced(index, np.asarray(values))
        return new

    def _take_edges(self, index: Index | None, size: int) -> Coord | None:
        """The edges of bins that lie side by side, in either direction."""
        if isinstance(index, slice):
            bins = np.arange(size)[index]
        elif isinstance(index, np.ndarray):
            bins = np.where(index < 0, index + size, index)
        else:
            return None
        steps = np.diff(bins)
        if not bins.size:
            return self.like(self.dims, self.values[:1])
        if (steps == 1).all():
            return self.like(self.dims, self.values[bins[0] : bins[-1] + 2])
        if (steps == -1).all():
            return self.like(self.dims, self.values[bins[-1] : bins[0] + 2][::-1])
        return None

    def pointwise(self, indexers: Mapping[str, NDArray[np.intp]], dim: str) -> Coord:
        """The labels at the points given by one position along each of several dims; the points lie along `dim`."""
        axes = [axis for axis, name in enumerate(self.dims) if name in indexers]
        values = np.moveaxis(self.values, axes, range(len(axes)))
        values = values[tuple(indexers[self.dims[axis]] for axis in axes)]
        return Coord.trusted((dim, *(name for name in self.dims if name not in indexers)), values, self.attrs)

    def renamed(self, names: Mapping[str, str]) -> Coord:
        """The same labels along dims of other names."""
        origin = None if self.origin is None else self.origin.renamed(names)
        if names.keys().isdisjoint(self.dims) and origin is self.origin:
            return self
        new = self.like(tuple(names.get(dim, dim) for dim in self.dims), self.values)
        new.origin = origin
        new._lookup = self._lookup
        return new

    def transposed(self, dims: tuple[str, ...]) -> Coord:
        """The same labels with the dims in another order."""
        if dims == self.dims:
            return self
        return self.like(dims, np.transpose(self.values, [self.dims.index(dim) for dim in dims]))

    def label(self, position: int) -> str:
        """One label as text, for messages."""
        item = self.values[position]
        return repr(str(item)) if isinstance(item, str) else str(item)

    def __reduce__(self) -> tuple[Callable[..., Coord], tuple[object, ...]]:
        return _restored, (self.dims, self.values, dict(self.attrs), self.origin)

    def __repr__(self) -> str:
        return f"Coord({self.dims}, {np.array2string(np.asarray(self.values), threshold=8)})"


def _restored(dims: tuple[str, ...], values: NDArray[Any], attrs: Mapping[str, Any], origin: Coord | None) -> Coord:
    new = Coord.trusted(dims, values, MappingProxyType(dict(attrs)) if attrs else NO_ATTRS)
    new.origin = origin
    return new


def same_attrs(a: Mapping[str, Any], b: Mapping[str, Any]) -> bool:
    """Whether two mappings hold equal values, arrays among them."""
    return a is b or (a.keys() == b.keys() and all(_same(value, b[key]) for key, value in a.items()))


def _same(a: object, b: object) -> bool:
    if isinstance(a, np.ndarray) or isinstance(b, np.ndarray):
        return np.array_equal(np.asarray(a), np.asarray(b))
    return a is b or bool(a == b)


def as_coord(name: str, value: object) -> Coord:
    """What users write as a coordinate.

    ``(dims, values)``, ``(dims, values, attrs)``, an array with dims (and attributes) of its own, a 1-D array or a
    scalar.
    """
    if isinstance(value, Coord):
        return value
    if isinstance(value, tuple) and (len(value) == 2 or (len(value) == 3 and isinstance(value[2], Mapping))):
        return Coord(*value)
    dims = getattr(value, "dims", None)
    array = _as_array(value)
    if dims is not None and None not in dims:
        return Coord(dims, array, getattr(value, "attrs", None))
    if array.ndim > 1:
        raise DimsError(
            f"coordinate {name!r} has {array.ndim} axes and does not say along which dims they lie; "
            f"write it as {name!r}: (dims, values)"
        )
    return Coord((name,) * array.ndim, array)


def is_whole(index: object, size: int) -> bool:
    """Whether a slice takes a whole axis in its order."""
    return isinstance(index, slice) and (index == ALL or index.indices(size) == (0, size, 1))


def _as_array(values: object) -> NDArray[Any]:
    """An array without labels of its own; dates and times of the standard library become datetime64."""
    array = getattr(values, "unlabeled", values)
    if isinstance(array, (list, tuple)) and holds_ours(array):
        return _as_array(stacked(array))
    array = array if isinstance(array, np.ndarray) else np.asarray(array)
    if array.dtype == object and array.size and all(isinstance(item, datetime.date) for item in array.flat):
        return array.astype("datetime64")
    return array


def _frozen(array: NDArray[Any]) -> NDArray[Any]:
    """The array if it is read-only, else a read-only copy: look-ups stay right whatever its owner writes."""
    if not array.flags.writeable:
        return array
    array = array.copy()
    array.setflags(write=False)
    return array


def _masked_both(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    both: NDArray[np.bool_] = np.logical_and(getattr(a, "mask", False), getattr(b, "mask", False))
    return both


def _unequal_masks(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    one: NDArray[np.bool_] = np.logical_xor(getattr(a, "mask", False), getattr(b, "mask", False))
    return one


def _unequal_values(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    """Where the values differ; in different units, where they differ by more than rounding in both units."""
    here, there = getattr(a, "units", None), getattr(b, "units", None)
    if here is None or here == there:
        return _differ(np.asarray(a), np.asarray(b))
    if not here.is_compatible_with(there):
        return np.ones(a.shape, bool)
    in_a = np.asarray(b.to(here))  # type: ignore[attr-defined]
    in_b = np.asarray(a.to(there))  # type: ignore[attr-defined]
    return _apart(np.asarray(a), in_a) & _apart(in_b, np.asarray(b))


def _differ(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    same: NDArray[np.bool_] = (a == b) | is_nan(a) & is_nan(b)
    return np.logical_not(same)


def _apart(a: NDArray[Any], b: NDArray[Any]) -> NDArray[np.bool_]:
    both_nan = is_nan(a) & is_nan(b)
    near: NDArray[np.bool_] = np.abs(a - b) <= _ROUNDING * np.maximum(np.abs(a), np.abs(b))
    apart: NDArray[np.bool_] = np.logical_not(near | both_nan | (a == b))
    return apart
