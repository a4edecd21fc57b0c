"""``x.groupby(...)``: reductions of groups of positions along one dim, and arithmetic with one value for each group."""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
from .arrays import labels_of, unlabeled, visible, with_labels
from .coord import Coord
from .folding import Folding
from .groups import Groups, group_key, groups
from .selection import resolve
from .state import Labels


class GroupBy(Folding):
    """The groups of an array along one of its dims; made by ``x.groupby(...)``.

    Results have the labels of the groups in the place of the dim that was grouped. Where arithmetic is done with it,
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
    """

    __slots__ = ("_array", "_dim", "_groups", "_name")
    __array_ufunc__ = None  # operators of arrays leave it to those of this class

    def __init__(self, array: Any, dim: str, name: str, found: Groups) -> None:
        self._array = array
        self._dim = dim
        self._name = name
        self._groups = found

    @property
    def _axis(self) -> int:
        dims: tuple[str | None, ...] = self._array.dims
        return dims.index(self._dim)

    @property
    def labels(self) -> Any:
        """One label for each group, in ascending order."""
        return self._groups.labels

    def __len__(self) -> int:
        return self._groups.size

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        segments = self._groups.segments()
        for group in range(len(self)):
            start = segments.starts[group]
            places = segments.order[start : start + segments.counts[group]]
            yield self._groups.labels[group], self._array.isel({self._dim: places})

    def __repr__(self) -> str:
        return f"GroupBy({self._name!r}, {len(self)} groups along {self._dim!r})"

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each group.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        return with_labels(self._folded(unlabeled(self._array), function, options), self._reduced_labels())

    def count(self) -> Any:
        """How many visible elements each group has."""
        return with_labels(self._folded(visible(self._array), np.sum, {}), self._reduced_labels())

    def map(self, function: Callable[[Any], Any]) -> Any:
        """Apply a function that keeps the shape to each group, and put the results back in their places.

        Parameters
        ----------
        function
            Called with the part of the array that is a group.
        """
        parts = [function(part) for _, part in self]
        order = self._groups.segments().order
        back = np.argsort(order)
        return np.concatenate(parts, axis=self._axis).take(back, self._axis)

    def _folded(self, array: Any, function: Callable[..., Any], options: dict[str, Any]) -> Any:
        """Reduce all groups of one length at once: a Python step for each length, not for each group."""
        axis = self._axis
        order, starts, counts = self._groups.segments()
        parts, numbers = [], []
        for length in np.unique(counts):
            these = np.flatnonzero(counts == length)
            places = order[starts[these, np.newaxis] + np.arange(length)]
            parts.append(function(np.take(array, places, axis), axis=axis + 1, **options))
            numbers.append(these)
        if len(parts) == 1:
            return parts[0]
        if not parts:
            raise LabelsError(f"no group along {self._dim!r}: every label of {self._name!r} is missing")
        return np.take(np.concatenate(parts, axis=axis), np.argsort(np.concatenate(numbers)), axis)

    def _reduced_labels(self) -> Labels:
        labels: Labels = self._array._labels
        dims = tuple(self._name if dim == self._dim else dim for dim in labels.dims)
        coords = {
            name: coord for name, coord in labels.coords.items() if self._dim not in coord.dims and name != self._name
        }
        coords[self._name] = Coord.trusted((self._name,), unlabeled(self._groups.labels))
        return Labels.trusted(dims, coords, labels.name, labels.attrs)

    def _spread(self, other: Any) -> Any:
        """Lay the value of its group on each position."""
        labels = labels_of(other)
        if labels is None or self._name not in labels.dims:
            raise DimsError(
                f"arithmetic with groups of {self._name!r} needs an array of that dim, with one value for each group"
            )
        if (self._groups.codes < 0).any():
            raise LabelsError(
                f"some labels of {self._name!r} are missing, so their places belong to no group; "
                "leave them out with .isel first"
            )
        places = resolve(labels, other.shape, {self._name: self._groups.labels})[self._name]
        spread = np.take(other, np.asarray(places)[self._groups.codes], axis=labels.dims.index(self._name))
        new = labels_of(spread)
        assert new is not None
        coords = {name: coord for name, coord in new.coords.items() if self._name not in coord.dims}
        dims = tuple(self._dim if dim == self._name else dim for dim in new.dims)
        return with_labels(spread, Labels.trusted(dims, coords, new.name, new.attrs))


def _forward(function: Callable[[Any, Any], Any]) -> Callable[[GroupBy, Any], Any]:
    return lambda self, other: function(self._array, self._spread(other))


def _reflected(function: Callable[[Any, Any], Any]) -> Callable[[GroupBy, Any], Any]:
    return lambda self, other: function(self._spread(other), self._array)


for _name, _function in {
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "truediv": operator.truediv,
    "floordiv": operator.floordiv,
    "mod": operator.mod,
    "pow": operator.pow,
}.items():
    setattr(GroupBy, f"__{_name}__", _forward(_function))
    setattr(GroupBy, f"__r{_name}__", _reflected(_function))


def group(array: Any, by: Any) -> GroupBy:
    """The groups of an array by a coordinate, a field of times (``"time.month"``) or a 1-D array of labels."""
    labels: Labels = array._labels
    if isinstance(by, str):
        dim, values = group_key(labels, by)
        name = by if by in labels.coords else by.rpartition(".")[2]
    else:
        dim, values = _dim_of(array, by), _values(by)
        name = getattr(by, "name", None) or "group"
    if name != dim and name in labels.dims:
        raise DimsError(f"the groups would be a second dim {name!r}; give the labels another name with .rename")
    if values.shape != (dict(zip(labels.dims, array.shape, strict=True))[dim],):
        raise DimsError(f"cannot group by {values.size} labels along {dim!r}, which is {array.sizes[dim]} long")
    return GroupBy(array, dim, name, groups(values))


def _values(by: Any) -> NDArray[Any]:
    values: NDArray[Any] = unlabeled(by)
    if values.ndim != 1:
        raise DimsError(f"groups are given by labels along one dim, not by an array of {values.ndim} axes")
    return values


def _dim_of(array: Any, by: Any) -> str:
    """The dim that an array of labels lies along: its own, or the only one there is."""
    labels = labels_of(by)
    dims = array.dims if labels is None else labels.dims
    if len(dims) == 1 and dims[0] in array.dims and dims[0] is not None:
        return str(dims[0])
    raise DimsError(
        f"labels of groups must say which of the dims {array.dims} they lie along; write mt.array(labels, dims=...)"
    )
