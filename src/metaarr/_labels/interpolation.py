"""``x.interp(...)``: values between the elements, at other labels."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import prod
from typing import Any, Literal, NamedTuple, TypeAlias

import numpy as np
from numpy.typing import NDArray

from .._errors import DimsError, LabelsError
from . import splines
from .arrays import labels_of, masked_where, taken, unlabeled, with_labels
from .coord import Coord
from .groups import is_missing
from .lookup import SortedLookup
from .selection import unknown_dim
from .state import Labels
from .terms import native_array
from .times import seconds_since

Kind: TypeAlias = Literal["linear", "nearest", "cubic", "pchip", "akima", "makima"]


class Target(NamedTuple):
    """The labels that are wanted along one dim.

    Attributes
    ----------
    dim : str
        The dim that they take the place of.
    dims : tuple of str
        The dims that they lie along themselves.
    coord : Coord
        The labels, in the terms of the coordinate.
    lower, upper : ndarray of int
        The positions of the two elements that each lies between; twice the same where it is that of an element.
    share : ndarray of float
        How far it is from the lower to the upper one, 0 to 1.
    outside : ndarray of bool
        Where there are no elements around it, or the label is missing itself.
    knots : ndarray of float
        Where the elements are; times count seconds.
    """

    dim: str
    dims: tuple[str, ...]
    coord: Coord
    lower: NDArray[np.intp]
    upper: NDArray[np.intp]
    share: NDArray[np.float64]
    outside: NDArray[np.bool_]
    knots: NDArray[np.float64]


def interp(array: Any, wanted: Mapping[str, Any], method: Kind) -> Any:
    """The array at other labels along some dims; masked outside of what it has."""
    if method not in ("linear", "nearest", *splines.METHODS):
        raise LabelsError(f"unknown method {method!r}; known: linear, nearest, {', '.join(splines.METHODS)}")
    targets = {name: _target(array, name, labels, method) for name, labels in wanted.items()}
    dims = [target.dim for target in targets.values()]
    if len(set(dims)) < len(dims):
        raise DimsError(f"two of the coordinates {tuple(wanted)} lie along one dim; interpolate along one of them")
    # Labels that lie along other dims say together where a point is; the rest are independent of each other.
    points = {name: target for name, target in targets.items() if target.dims not in ((), (target.dim,))}
    if points and method not in ("linear", "nearest"):
        raise LabelsError(f"method={method!r} goes along one dim at a time; points take 'linear' or 'nearest'")
    out = array
    for name, target in targets.items():
        if name not in points:
            out = _at(out, {name: target}, method)
    return _at(out, points, method) if points else out


def _target(array: Any, name: str, wanted: Any, method: Kind) -> Target:
    labels: Labels = array._labels
    coord = _coordinate(labels, array.shape, name)
    lookup = coord.lookup
    if not isinstance(lookup, SortedLookup) or lookup.keys.dtype.kind not in "biufmM":
        raise LabelsError(f"interpolation needs numbers or times, but coordinate {name!r} has {coord.values.dtype}")
    if not lookup.unique:
        raise LabelsError(f"coordinate {name!r} has a label twice; bring them together with .groupby({name!r})")
    own = labels_of(wanted)
    given = unlabeled(wanted) if isinstance(wanted, np.ndarray) else wanted
    shape = np.shape(given)
    flat = given.reshape(-1) if isinstance(given, np.ndarray) else given if shape else [given]
    native = native_array(name, coord, flat)
    missing = is_missing(given.reshape(-1)) if isinstance(given, np.ndarray) else is_missing(native)
    dims = _dims_of(name, coord.dims[0], own, shape)
    units = coord.units
    values = native if units is None else native * units
    values = masked_where(values, missing) if missing.any() or hasattr(coord.values, "mask") else values
    lower, upper, share, outside = _around(lookup, native, missing)
    new = Coord.trusted(dims, values.reshape(shape), coord.attrs)
    knots = _numbers(lookup.keys, lookup.keys[:1])
    found = Target(coord.dims[0], dims, new, lower, upper, share, outside, knots)
    return _nearest(lookup, native, found) if method == "nearest" else found


def _coordinate(labels: Labels, shape: tuple[int, ...], name: str) -> Coord:
    coord = labels.coords.get(name)
    if coord is None and name not in labels.dims:
        raise unknown_dim(labels, name)
    if coord is None or len(coord.dims) != 1 or coord.is_edges(labels.sizes(shape)):
        raise DimsError(f"{name!r} is no coordinate with one label for each position of one dim")
    return coord


def _dims_of(name: str, dim: str, own: Labels | None, shape: tuple[int, ...]) -> tuple[str, ...]:
    """The dims that labels lie along: their own, or the one that they take the place of."""
    if own is not None and None not in own.dims:
        return tuple(str(dim) for dim in own.dims)
    if len(shape) > 1:
        raise DimsError(f"labels for {name!r} have {len(shape)} axes; say what they lie along: mt.array(..., dims=...)")
    return (dim,) * len(shape)


def _around(lookup: SortedLookup, wanted: NDArray[Any], missing: NDArray[np.bool_]) -> tuple[NDArray[Any], ...]:
    """The positions of the elements around some labels, the share of the way between them, and which are outside."""
    known = lookup.ordered[: lookup.valid]
    if not known.size:
        nowhere = np.zeros(wanted.shape, np.intp)
        return nowhere, nowhere, np.zeros(wanted.shape), np.ones(wanted.shape, np.bool_)
    outside = missing | ~((wanted >= known[0]) & (wanted <= known[-1]))
    inner = np.where(outside, known[0], wanted)
    lower = known.searchsorted(inner, "right") - 1
    upper = np.minimum(lower + 1, known.size - 1)
    exact = known[lower] == inner
    upper = np.where(exact, lower, upper)
    span = np.where(exact, 1, _numbers(known[upper], known[lower]))
    share = np.where(exact, 0.0, _numbers(inner, known[lower]) / span)
    return lookup.all_at(lower), lookup.all_at(upper), share, outside


def _numbers(upper: NDArray[Any], lower: NDArray[Any]) -> NDArray[np.float64]:
    """Distances as numbers; those of times in seconds."""
    if upper.dtype.kind in "mM":
        return seconds_since(upper, lower)
    return upper.astype(np.float64) - lower.astype(np.float64)


def _nearest(lookup: SortedLookup, wanted: NDArray[Any], target: Target) -> Target:
    """The same with the nearest element in the place of the two around a label."""
    places = np.where(target.outside, 0, lookup.nearest(wanted))
    return target._replace(lower=places, upper=places, share=np.zeros(places.shape))


def _at(array: Any, targets: Mapping[str, Target], method: Kind) -> Any:
    """The array with labels in the place of one dim, or points in the place of several."""
    labels: Labels = array._labels
    places = list(targets.values())
    gone = [target.dim for target in places]
    joint = _Joint.of(places)
    if clash := set(joint.dims) - set(gone) & set(labels.dims):
        raise DimsError(f"the labels lie along {sorted(clash)}, which the array has too; rename one of them")
    dims, found = _replaced(labels.dims, unlabeled(array), joint, gone, method)
    coords = {}
    sizes = labels.sizes(array.shape)
    for name, coord in labels.coords.items():
        if name in targets or (coord.is_edges(sizes) and coord.dims[0] in gone):
            continue
        coords[name] = coord if not set(coord.dims) & set(gone) else _coord_at(coord, joint, gone, method)
    coords |= {name: target.coord for name, target in targets.items()}
    return with_labels(found, Labels(dims, coords, found.shape, labels.name, labels.attrs), array)


class _Joint(NamedTuple):
    """Targets that share their dims: flat, with the dims and the shape that they have together."""

    targets: Sequence[Target]
    dims: tuple[str, ...]
    shape: tuple[int, ...]

    @classmethod
    def of(cls, targets: Sequence[Target]) -> _Joint:
        dims = tuple(dict.fromkeys(dim for target in targets for dim in target.dims))
        sizes: dict[str, int] = {}
        for target in targets:
            for dim, size in zip(target.dims, target.coord.values.shape, strict=True):
                if sizes.setdefault(dim, size) != size:
                    raise DimsError(f"labels along {dim!r} are {sizes[dim]} and {size}; give as many for each dim")
        shape = tuple(sizes[dim] for dim in dims)
        return cls([_spread(target, dims, shape) for target in targets], dims, shape)

    @property
    def outside(self) -> NDArray[np.bool_]:
        flags: NDArray[np.bool_] = np.any([target.outside for target in self.targets], axis=0)
        return flags


def _spread(target: Target, dims: tuple[str, ...], shape: tuple[int, ...]) -> Target:
    """A target with one value for each point."""
    if target.dims == dims:
        return target
    own = target.coord.values.shape
    order = np.argsort([dims.index(dim) for dim in target.dims])
    lying = [1 if dim not in target.dims else own[target.dims.index(dim)] for dim in dims]

    def laid(values: NDArray[Any]) -> NDArray[Any]:
        return np.broadcast_to(values.reshape(own).transpose(order).reshape(lying), shape).reshape(-1)

    return target._replace(
        lower=laid(target.lower), upper=laid(target.upper), share=laid(target.share), outside=laid(target.outside)
    )


def _replaced(
    dims: tuple[str | None, ...], array: Any, joint: _Joint, gone: Sequence[str], method: Kind
) -> tuple[tuple[str | None, ...], Any]:
    """Values at the targets along those dims that an array has, and the dims that they have."""
    here = [number for number, dim in enumerate(gone) if dim in dims]
    axes = [dims.index(gone[number]) for number in here]
    at = min(axes)
    targets = [joint.targets[number] for number in here]
    values = _values(array, axes, targets, method)
    flags = joint.outside.reshape(-1, *(1,) * (values.ndim - 1))
    values = masked_where(values, flags)
    rest = [dim for axis, dim in enumerate(dims) if axis not in axes]
    values = values.reshape((*joint.shape, *values.shape[1:]))
    count = len(joint.shape)
    values = np.moveaxis(values, tuple(range(count)), tuple(range(at, at + count))) if count else values
    return (*rest[:at], *joint.dims, *rest[at:]), values


def _values(array: Any, axes: Sequence[int], targets: Sequence[Target], method: Kind) -> Any:
    """Values at the targets, which lie along the first axis."""
    moved = np.moveaxis(array, axes, range(len(axes)))
    if not prod(moved.shape[: len(axes)]):
        lost = np.full(targets[0].lower.size, -1, np.intp)
        return taken(moved.reshape((0, *moved.shape[len(axes) :])), lost, 0)
    if method in splines.METHODS:
        (target,) = targets
        span = target.knots[target.upper] - target.knots[target.lower]
        return splines.through(moved, target.knots, target.knots[target.lower] + target.share * span, method)
    if method == "nearest":
        return moved[tuple(target.lower for target in targets)]
    return _between(_floating(moved), targets, ())


def _floating(array: Any) -> Any:
    """The array in a dtype that has values in between."""
    kind = array.dtype.kind
    if kind in "iu":
        return array.astype(np.float64)
    if kind not in "fcmM":
        raise LabelsError(f"there is nothing between elements of {array.dtype}; take one of them with method='nearest'")
    return array


def _between(array: Any, targets: Sequence[Target], chosen: tuple[NDArray[np.intp], ...]) -> Any:
    """Values between the elements on either side along each axis, one axis after the other."""
    if len(chosen) == len(targets):
        return array[chosen]
    target = targets[len(chosen)]
    low = _between(array, targets, (*chosen, target.lower))
    if (target.lower == target.upper).all():
        return low
    high = _between(array, targets, (*chosen, target.upper))
    share = target.share.reshape(-1, *(1,) * (low.ndim - 1))
    with np.errstate(invalid="ignore", over="ignore"):
        between = low + (high - low) * share
    # At an element it is that element, also if it is infinite.
    return np.where(share == 0, low, between)


def _coord_at(coord: Coord, joint: _Joint, gone: Sequence[str], method: Kind) -> Coord:
    """Another coordinate along the same dims; what has no values in between is known at elements only."""
    apart = coord.values.dtype.kind not in "iufcmM" and method != "nearest"
    if apart:
        lost = [target.share != 0 for target in joint.targets]
        joint = joint._replace(
            targets=[t._replace(outside=t.outside | flags) for t, flags in zip(joint.targets, lost, strict=True)]
        )
    dims, values = _replaced(coord.dims, coord.values, joint, gone, "nearest" if apart else method)
    return coord.like(tuple(str(dim) for dim in dims), values)
