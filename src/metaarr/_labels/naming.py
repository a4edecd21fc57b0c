"""Names of axes in the arguments of NumPy functions, turned into numbers before anything else looks at them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .._axes import joins, shapes
from .._call import Call, Role, UfuncCall
from .._errors import DimsError
from .._kind import Kind
from .._structure import Structure
from .selection import resolve_names
from .state import Labels

_MAKE_AN_AXIS = frozenset({shapes.expand_dims, joins.stack})
"""Rules of functions whose ``axis`` is the place of a new axis."""

_OF_EACH = frozenset({np.tensordot, np.linalg.tensordot})
"""Functions whose ``axes`` holds those of the first and those of the second array."""


def number_axes(kind: Kind, call: Call) -> None:
    """Replace names by numbers in every parameter that holds axes."""
    if isinstance(call, UfuncCall) and has_names(call.argument("axes")):
        call.set_argument("axes", _of_operands(kind, call, call.argument("axes")))
    for name in ("axis",) if isinstance(call, UfuncCall) else call.row.axis:
        value = call.argument(name)
        if not has_names(value):
            continue
        if call.row.axes in _MAKE_AN_AXIS or call.structure is Structure.CREATE:
            raise DimsError(
                f"{call.name}: {name} is the place of a new axis, a number; give it the name {value!r} with "
                "x.expand_dims(name), mt.stack(arrays, dim) or x.rename"
            )
        call.set_argument(name, _numbers(kind, call, value))


def has_names(value: Any) -> bool:
    """Whether an argument that holds axes names some of them."""
    if isinstance(value, (tuple, list)):
        return any(item is Ellipsis or has_names(item) for item in value)
    return isinstance(value, str)


def _numbers(kind: Kind, call: Call, value: Any) -> Any:
    labelled: list[tuple[Labels, int]] = [
        (o.metas[kind], len(o.shape)) for o in call.operands if kind in o.metas and o.role is Role.ARRAY
    ]
    if not labelled:
        raise DimsError(f"{call.name}: axis {value!r} is a name, and the array that is acted on has no names")
    if call.func in _OF_EACH:
        return _of_each(call, value, [labels for labels, _ in labelled])
    if len(labelled) > 1 and isinstance(value, str):
        return _common(call, value, labelled)
    return _resolved(labelled[0][0], value)


def _resolved(labels: Labels, value: Any) -> Any:
    if isinstance(value, (tuple, list)) and any(item is Ellipsis for item in value):
        given = [resolve_names(labels, item) for item in value if item is not Ellipsis]
        rest = [axis for axis in range(len(labels.dims)) if axis not in given]
        at = next(place for place, item in enumerate(value) if item is Ellipsis)
        return (*given[:at], *rest, *given[at:])
    return resolve_names(labels, value)


def _common(call: Call, name: str, labelled: Sequence[tuple[Labels, int]]) -> int:
    """The number, counted from the last axis, that the axis of that name has in every operand."""
    places = {resolve_names(labels, name) - ndim for labels, ndim in labelled}
    if len(places) > 1:
        raise DimsError(f"{call.name}: axis {name!r} is at different places in the operands; transpose one of them")
    return int(places.pop())


def _of_each(call: Call, value: Any, labelled: Sequence[Labels]) -> Any:
    """``axes="x"``, ``axes=("x", "y")`` of both arrays, or ``axes=([of a], [of b])``."""
    if len(labelled) < 2:
        raise DimsError(f"{call.name}: axes={value!r} are names, and one of the arrays has none; give numbers")
    pair = isinstance(value, (tuple, list)) and len(value) == 2 and not all(isinstance(item, str) for item in value)
    both = value if pair else (value, value)
    return tuple(_as_tuple(resolve_names(labels, names)) for labels, names in zip(labelled, both, strict=True))


def _of_operands(kind: Kind, call: UfuncCall, value: Sequence[Any]) -> list[Any]:
    """``axes=`` of a generalized ufunc: those of each operand by its own names, then those of the result."""
    inputs = [
        resolve_names(operand.metas[kind], axes) if kind in operand.metas else axes
        for operand, axes in zip(call.inputs, value, strict=False)
    ]
    rest = list(value[len(inputs) :])
    if has_names(inputs) or has_names(rest):
        raise DimsError(
            f"{call.name}: axes={value!r} names axes of the result, or of an array without names; give numbers"
        )
    return inputs + rest


def _as_tuple(axes: Any) -> tuple[Any, ...]:
    return tuple(axes) if isinstance(axes, (tuple, list)) else (axes,)
