"""Operands brought to the axes of each other, by name, before anything is computed or written."""

from __future__ import annotations

import operator
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

import numpy as np

from .._axes.maps import NEW, Axis, AxisMap, without
from .._axes.shapes import broadcast_to
from .._call import Call, Operand, Role
from .._errors import DimsError, LabelsError
from .._kind import Kind
from . import alignment
from .state import Labels


def align(kind: Kind, operands: Sequence[Operand]) -> Labels:
    """Bring operands to one order of axes, with all that belongs to their elements; give the labels of the result."""
    labels, orders = alignment.merge_many([(o.metas.get(kind), o.shape) for o in operands])
    for operand, order in zip(operands, orders, strict=True):
        if order is not None:
            _arrange(kind, operand, order)
    for operand in operands[1:]:
        _share(kind, operands[0], operand)
    return labels


def matches(kind: Kind, operands: Sequence[Operand]) -> bool:
    """Bring operands to one order of axes if their names and labels are the same; say whether they are."""
    try:
        align(kind, operands)
    except LabelsError:
        return False
    return True


def _share(kind: Kind, first: Operand, second: Operand) -> None:
    """Give two arrays whose labels turned out to be the same one object for them: the next time a look is enough."""
    one, other = first.metas.get(kind), second.metas.get(kind)
    if not (isinstance(one, Labels) and isinstance(other, Labels)) or one is other or first.shape != second.shape:
        return
    if one.indistinguishable(other):
        second.source._replace(kind, one)


def _arrange(kind: Kind, operand: Operand, order: alignment.Order) -> None:
    axes = AxisMap(tuple(NEW if axis is None else Axis(axis) for axis in order))
    _move(kind, operand, partial(alignment.arranged, order=order), axes)


def _move(kind: Kind, operand: Operand, move: Callable[[Any], Any], axes: AxisMap) -> None:
    """Move the elements of an operand, and the metadata of all other kinds with them."""
    shape = operand.shape
    operand.bare = move(np.asarray(operand.bare))
    for other, meta in operand.metas.items():
        if other is not kind:
            operand.metas[other] = other.arranged(meta, move, axes, shape)


def lay(kind: Kind, call: Call, operand: Operand, onto: Operand, stretch: bool = False) -> None:
    """Bring an operand to the axes of another one, which must have all of its dims and the same labels."""
    if kind not in operand.metas or kind not in onto.metas:
        return
    labels: Labels = onto.metas[kind]
    fit(kind, call, operand, labels, onto.shape)
    if stretch and operand.shape != onto.shape:
        axes = broadcast_to({"shape": onto.shape}, operand.shape)
        _move(kind, operand, partial(np.broadcast_to, shape=onto.shape), axes)


def fit(kind: Kind, call: Call, operand: Operand, labels: Labels, shape: tuple[int, ...]) -> None:
    """Bring an operand to the axes of an array of these labels."""
    mine: Labels = operand.metas[kind]
    while len(operand.shape) > len(shape) and operand.shape[0] == 1:
        # Written into an array of less axes, as NumPy allows.
        _move(kind, operand, operator.itemgetter(0), without(len(operand.shape), {0: 0}))
        mine = mine.index(0, (1, *operand.shape))
        operand.metas[kind] = mine
    merged = alignment.merge(labels, shape, mine, operand.shape)
    if merged.order_a is not None or len(merged.labels.dims) > len(shape):
        extra = [dim for dim in mine.dims if dim not in labels.dims]
        raise DimsError(
            f"{call.name}: {operand.name!r} has dims {mine.dims} and does not fit dims {labels.dims}: {extra}"
        )
    if merged.order_b is not None:
        _arrange(kind, operand, merged.order_b)


def arrange_written(kind: Kind, call: Call) -> None:
    """Bring what is written to the axes of the place that it is written to."""
    target, *others = call.operands
    written = [o for o in others if o.role is Role.ARRAY and kind in o.metas and len(o.shape)]
    if kind not in target.metas or not written:
        return
    labels: Labels = target.metas[kind]
    if call.func is operator.setitem:
        key = call.argument("b")
        place = np.broadcast_to(np.False_, target.shape)[key]
        fit(kind, call, written[0], labels.index(key, target.shape), np.shape(place))
    elif call.func in (np.copyto, np.putmask):
        for operand in written:
            fit(kind, call, operand, labels, target.shape)


def selection(kind: Kind, call: Call) -> None:
    """Bring ``where=`` and the weights of a reduction to the axes of the array, or of the result of a ufunc."""
    if not call.arrays:
        return
    array = call.arrays[0]
    for operand in call.operands:
        if operand.role is Role.WHERE and len(operand.shape):
            lay(kind, call, operand, array)
        elif operand.role is Role.VALUE and operand.name == "weights" and len(operand.shape):
            lay(kind, call, operand, array, stretch=True)
