"""What the labels of several operands become together.

Alignment is exact: dims match by name where every axis has one, else by position, and coordinates along shared dims
must be equal. Nothing is reindexed behind anybody's back; the errors name the ways to align on purpose.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import pairwise, zip_longest
from typing import Any, NamedTuple
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from .._errors import AlignmentError, DimsError
from .coord import NO_ATTRS, Coord
from .state import Dims, Labels, Partner, same_attrs

Shape = tuple[int, ...]
Order = tuple[int | None, ...]
"""How an operand is brought to the axes of the result: which of its axes comes where, None for a new one."""

Operand = tuple[Labels | None, Shape]


class Merged(NamedTuple):
    """What two operands have together; an order is None where NumPy's broadcasting alone does it."""

    labels: Labels
    order_a: Order | None
    order_b: Order | None


def merge(la: Labels | None, shape_a: Shape, lb: Labels | None, shape_b: Shape) -> Merged:
    """The labels of an elementwise result, and how to arrange the operands.

    Parameters
    ----------
    la, lb : Labels or None
        The labels of the operands, None for a plain array (positional).
    shape_a, shape_b : tuple of int
        Their shapes.

    Raises
    ------
    DimsError
        If the dims do not match: other names, or an outer product by accident.
    AlignmentError
        If lengths, or the coordinates along a shared dim, differ.
    """
    if la is not None and la is lb and shape_a == shape_b:
        return Merged(la, None, None)
    if la is None or lb is None:
        return _merge_plain(la, shape_a, lb, shape_b)
    memo = la.memo
    if memo is not None and memo.labels() is lb and memo.shape == shape_a and memo.shape_of_partner == shape_b:
        return Merged(memo.merged or la, memo.order_a, memo.order_b)
    merged = _merge(la, shape_a, lb, shape_b)
    # Labels that remember themselves, or their partner, would be a cycle, or keep the partner alive.
    if merged.labels is not lb:
        stored = None if merged.labels is la else merged.labels
        la.memo = Partner(ref(lb), shape_a, shape_b, stored, merged.order_a, merged.order_b)
    return merged


def merge_many(operands: Sequence[Operand]) -> tuple[Labels, list[Order | None]]:
    """The labels of an elementwise result of many operands, and how to arrange each of them.

    The first operand of the most axes gives the order; all others are merged into it.
    """
    most = max(range(len(operands)), key=lambda number: len(operands[number][1]))
    labels, shape = operands[most]
    orders: list[Order | None] = [None] * len(operands)
    for number, (other, other_shape) in enumerate(operands):
        if number != most:
            labels, _, orders[number] = merge(labels, shape, other, other_shape)
            shape = np.broadcast_shapes(shape, ordered_shape(other_shape, orders[number]))
    return labels or Labels.trusted((None,) * len(shape)), orders


def ordered_shape(shape: Shape, order: Order | None) -> Shape:
    """The shape of an operand once it is arranged."""
    return shape if order is None else tuple(1 if axis is None else shape[axis] for axis in order)


def arranged(array: NDArray[Any], order: Order | None) -> NDArray[Any]:
    """An operand brought to the axes of the result (a view)."""
    if order is None:
        return array
    moved = array.transpose([axis for axis in order if axis is not None])
    return moved[tuple(np.newaxis if axis is None else slice(None) for axis in order)]


def concat(operands: Sequence[Operand], axis: int) -> Labels:
    """The labels of arrays joined along an axis that they have (counted from 0).

    Coordinates along it are joined if all operands have them (bin edges only if they touch), else dropped; those
    along other dims must be equal; other coordinates that differ are dropped.
    """
    dims = _positional_dims([labels.dims if labels else (None,) * len(shape) for labels, shape in operands])
    dim = dims[axis]
    coords = shared([_without(labels, dim) for labels, _ in operands if labels is not None], dims)
    if dim is not None and all(labels is not None and labels.dims[axis] == dim for labels, _ in operands):
        coords |= _joined([(labels, shape[axis]) for labels, shape in operands if labels is not None], dim)
    return _combined(operands, dims, coords)


def stack(operands: Sequence[Operand], axis: int, dim: str | None = None) -> Labels:
    """The labels of arrays stacked along a new axis (counted from 0 in the result), which gets the name `dim`.

    Coordinates along shared dims must be equal. If the new axis has a name, scalar coordinates that differ become
    labels along it, and so does one of that name; other coordinates that differ are dropped.
    """
    dims = _positional_dims([labels.dims if labels else (None,) * len(shape) for labels, shape in operands])
    if dim is not None and dim in dims:
        raise DimsError(f"cannot stack along dim {dim!r}: the arrays have that dim; choose another name, or mt.concat")
    all_coords = [labels.coords for labels, _ in operands if labels is not None]
    coords = shared([{n: c for n, c in own.items() if n != dim} for own in all_coords], dims)
    if dim is not None and len(all_coords) == len(operands):
        coords |= _stacked(all_coords, dim, coords.keys())
    return _combined(operands, (*dims[:axis], dim, *dims[axis:]), coords)


# Dims


def _merge_plain(la: Labels | None, shape_a: Shape, lb: Labels | None, shape_b: Shape) -> Merged:
    """One operand at most has labels; the other one goes by position."""
    if la is not None and shape_b in ((), shape_a):
        return Merged(la, None, None)
    if lb is not None and shape_a in ((), shape_b):
        return Merged(lb, None, None)
    plain_a = Labels.trusted((None,) * len(shape_a)) if la is None else la
    plain_b = Labels.trusted((None,) * len(shape_b)) if lb is None else lb
    merged = _merge(plain_a, shape_a, plain_b, shape_b, by_position=True)
    only = la if la is not None else lb
    if only is None or merged.labels is only:
        return merged
    return merged._replace(labels=only.with_parts(merged.labels.dims, merged.labels.coords))


def _merge(la: Labels, shape_a: Shape, lb: Labels, shape_b: Shape, by_position: bool = False) -> Merged:
    dims_a, dims_b = la.dims, lb.dims
    order_a: Order | None = None
    order_b: Order | None = None
    if by_position or None in dims_a or None in dims_b:
        dims = _positional_dims([dims_a, dims_b], "broadcast")
    elif len(dims_b) > len(dims_a):
        dims, order_a = dims_b, _order(dims_a, dims_b)
    else:
        dims, order_b = dims_a, _order(dims_b, dims_a)
    sizes_a, sizes_b = la.sizes(shape_a), lb.sizes(shape_b)
    shape = _broadcast(dims, ordered_shape(shape_a, order_a), ordered_shape(shape_b, order_b), la, lb)
    sizes = {dim: size for dim, size in zip(dims, shape, strict=True) if dim is not None}
    coords = shared([not_grown(la, sizes_a, sizes), not_grown(lb, sizes_b, sizes)], dims)
    return Merged(_either(la, lb, dims, coords), order_a, order_b)


def _order(small: Dims, big: Dims) -> Order | None:
    """How an operand is brought to the dims of the one that has more; None if broadcasting does it."""
    if not set(small) <= set(big):
        extra = [dim for dim in small if dim not in big]
        raise DimsError(
            f"dims {big} and {small} do not match: {extra} is in one of them only, and the result would be an outer "
            "product; if that is meant, give one operand the missing dims with .expand_dims(...), or use mt.outer(a, b)"
        )
    order = [small.index(dim) if dim in small else None for dim in big]
    while order and order[0] is None:
        del order[0]
    return None if order == list(range(len(small))) else tuple(order)


def _positional_dims(all_dims: Sequence[Dims], how: str = "joined") -> Dims:
    """Dims matched by position from the last, where None meets any name and takes it."""
    out: list[str | None] = []
    for names in zip_longest(*(reversed(dims) for dims in all_dims)):
        distinct = {name for name in names if name is not None}
        if len(distinct) > 1:
            a, b = sorted(distinct)[:2]
            raise DimsError(
                f"arrays of dims {' and '.join(map(str, all_dims))} cannot be {how}: dim {a!r} meets dim {b!r}; "
                "transpose or rename one of them, or drop the labels with .unlabeled"
            )
        out.append(distinct.pop() if distinct else None)
    dims = tuple(reversed(out))
    for dim in dims:
        if dim is not None and dims.count(dim) > 1:
            raise DimsError(
                f"arrays of dims {' and '.join(map(str, all_dims))} match by position, because not all axes have "
                f"names, and two axes would be called {dim!r}; name all axes with .rename or drop them with .unlabeled"
            )
    return dims


def _broadcast(dims: Dims, a: Shape, b: Shape, la: Labels, lb: Labels) -> Shape:
    """The shape of the result; lengths that do not fit are reported by dim."""
    out = []
    for dim, m, n in reversed(list(zip_longest(reversed(dims), reversed(a), reversed(b), fillvalue=1))):
        if m != n and 1 not in (m, n):
            if isinstance(dim, str) and dim in la.coords and dim in lb.coords:
                raise AlignmentError(difference(dim, la.coords[dim], lb.coords[dim]))
            where = f"{f'dim {dim!r}' if isinstance(dim, str) else 'an axis'} is {m} long in one and {n}"
            raise AlignmentError(f"operands could not be broadcast together with shapes {a} {b}: {where} in the other")
        out.append(n if m == 1 else m)
    return tuple(out)


# Coordinates


def not_grown(labels: Labels, sizes: Mapping[str, int], grown: Mapping[str, int]) -> Mapping[str, Coord]:
    """The coordinates without those along axes of length 1 that are repeated."""
    gone = {dim for dim, size in sizes.items() if size != grown[dim]}
    if not gone:
        return labels.coords
    return {name: coord for name, coord in labels.coords.items() if gone.isdisjoint(coord.dims)}


def _without(labels: Labels | None, dim: str | None) -> Mapping[str, Coord]:
    """The coordinates that do not lie along a dim."""
    coords = {} if labels is None else labels.coords
    return coords if dim is None else {name: coord for name, coord in coords.items() if dim not in coord.dims}


def shared(all_coords: Sequence[Mapping[str, Coord]], dims: Dims) -> dict[str, Coord]:
    """The coordinates of all operands together: dimension coordinates must be equal, others that differ are dropped."""
    out: dict[str, Coord] = {}
    conflicts = set()
    for coords in all_coords:
        for name, coord in coords.items():
            if name in dims and coord.dims != (name,):
                continue  # a scalar that is called like a dim of another operand
            known = out.setdefault(name, coord)
            if known is coord or _agree(known, coord):
                continue
            if name in dims:
                raise AlignmentError(difference(name, known, coord))
            conflicts.add(name)
    return {name: coord for name, coord in out.items() if name not in conflicts}


def _agree(a: Coord, b: Coord) -> bool:
    return set(a.dims) == set(b.dims) and a.equals(b.transposed(a.dims))


def _joined(operands: Sequence[tuple[Labels, int]], dim: str) -> dict[str, Coord]:
    """The coordinates along a dim, one operand after the other, where all operands have them along the same dims."""
    out = {}
    for name, first in operands[0][0].coords.items():
        coords = [labels.coords.get(name) for labels, _ in operands]
        found = [coord for coord in coords if coord is not None and coord.dims == first.dims]
        if dim not in first.dims or len(found) < len(coords):
            continue
        edges = {coord.is_edges({dim: size}) for coord, (_, size) in zip(found, operands, strict=True)}
        values = [coord.values for coord in found]
        if edges == {True}:
            touching = all(_touch(a, b) for a, b in pairwise(found))
            values = [values[0], *(later[1:] for later in values[1:])] if touching else []
        if values and len(edges) == 1:
            out[name] = _of_all(found, first.dims, np.concatenate(values, axis=first.dims.index(dim)))
    return out


def _touch(a: Coord, b: Coord) -> bool:
    """Whether one coordinate ends with the bin edge that the other begins with."""
    return Coord.trusted(("edge",), a.values[-1:]).equals(Coord.trusted(("edge",), b.values[:1]))


def _stacked(all_coords: Sequence[Mapping[str, Coord]], dim: str, equal: Iterable[str]) -> dict[str, Coord]:
    """The scalar coordinates that all operands have and that are not equal, along the new dim."""
    names = [name for name in all_coords[0] if name not in equal and all(name in coords for coords in all_coords)]
    scalars = [name for name in names if all(coords[name].dims == () for coords in all_coords)]
    found = {name: [coords[name] for coords in all_coords] for name in scalars}
    return {name: _of_all(own, (dim,), np.stack([coord.values for coord in own])) for name, own in found.items()}


def _of_all(coords: Sequence[Coord], dims: tuple[str, ...], values: NDArray[Any]) -> Coord:
    """A coordinate made of several, with what they all have."""
    first, *others = coords
    new = first.like(dims, values)
    if not all(same_attrs(coord.attrs, first.attrs) for coord in others):
        new.attrs = NO_ATTRS
    if not all(coord.origin is first.origin for coord in others):
        new.origin = None
    return new


# What comes out


def _either(la: Labels, lb: Labels, dims: Dims, coords: Mapping[str, Coord]) -> Labels:
    """The labels, as the object that an operand has already where they are the same."""
    name = la.name if la.name == lb.name else None
    attrs: Mapping[str, Any] = la.attrs if same_attrs(la.attrs, lb.attrs) else {}
    for labels in (la, lb):
        if (
            labels.dims == dims
            and labels.name == name
            and same_attrs(labels.attrs, attrs)
            and labels.coords.keys() == coords.keys()
            and all(labels.coords[key] is coord for key, coord in coords.items())
        ):
            return labels
    return Labels.trusted(dims, coords, name, attrs)


def _combined(operands: Sequence[Operand], dims: Dims, coords: Mapping[str, Coord]) -> Labels:
    """The labels of a join, with the name and the attributes that all labelled operands have."""
    labelled = [labels for labels, _ in operands if labels is not None]
    if not labelled:
        return Labels.trusted(dims, coords)
    first, *others = labelled
    name = first.name if all(labels.name == first.name for labels in others) else None
    attrs = first.attrs if all(same_attrs(labels.attrs, first.attrs) for labels in others) else {}
    return Labels.trusted(dims, coords, name, attrs)


# Messages


def difference(name: str, a: Coord, b: Coord) -> str:
    remedies = (
        "align them on purpose with mt.align(a, b, join='inner') (or 'outer', 'left', 'right', 'override')"
        f", take differences along it with .diff({name!r}), or drop the labels with .unlabeled"
    )
    return f"the operands differ in coordinate {name!r}: {_first_difference(a, b)}; {remedies}"


def _first_difference(a: Coord, b: Coord) -> str:
    if (a.units is None) != (b.units is None):
        return f"one has the unit {str(a.units or b.units)!r} and the other has none"
    length = min(a.values.size, b.values.size)
    head_a, head_b = (Coord.trusted(c.dims, c.values[:length]) for c in (a, b))
    unequal = head_a.unequal(head_b)
    lengths = f"{a.values.size} and {b.values.size} labels"
    if unequal is None or not unequal.any():
        return lengths
    position = int(unequal.argmax())
    first = f"{a.label(position)} and {b.label(position)} at position {position}"
    return first if a.values.size == b.values.size else f"{lengths}, the first to differ {first}"
