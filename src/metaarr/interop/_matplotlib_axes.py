"""matplotlib's drawing methods, wrapped so that arguments of ours have their roles, and coordinates are drawn along.

What the arguments are is data, in ``_matplotlib_roles.py``.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from functools import partial, wraps
from typing import Any, Final
from weakref import WeakKeyDictionary

import numpy as np

from .._call import bare, is_ours
from .._errors import UnsupportedError
from .._front import array
from .._labels.arrays import labels_of
from ._matplotlib_roles import ROLES, ROLES_IN_SPACE, Drawing, as_array, is_several, limit, point
from .matplotlib import label, name_of, speaks, take_unit, wrap

_COLORS: WeakKeyDictionary[Any, Drawing] = WeakKeyDictionary()
"""What matplotlib returned → the call that drew it."""


def adapt_space(cls: Any) -> None:
    """Wrap the methods of ``Axes3D``."""
    for name, roles in ROLES_IN_SPACE.items():
        if name in vars(cls):
            wrap(cls, name, partial(_telling, roles))


def adapt_colors(cls: Any, *names: str) -> None:
    """Wrap the methods by which colours are changed afterwards."""
    for name in names:
        wrap(cls, name, _changing)


def _changing(own: Callable[..., Any]) -> Callable[..., Any]:
    def change(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not any(map(speaks, (*args, *kwargs.values()))):
            return own(self, *args, **kwargs)
        drawing = Drawing(f"{type(self).__name__}.{own.__name__}", None, {})
        drawing.unit = _COLORS[self].unit if self in _COLORS else None
        named = {name: _told(drawing, limit, value) for name, value in kwargs.items()}
        return own(self, *(_told(drawing, limit, value) for value in args), **named)

    return change


def adapt(cls: Any) -> None:
    """Wrap the methods of ``Axes``."""
    for name, roles in ROLES.items():
        if hasattr(cls, name):
            coordinates = _with_coordinates if name in _GRIDS else _as_given
            wrap(cls, name, partial(_wrapped, roles, coordinates))
    wrap(cls, "plot", _with_positions)


def _wrapped(roles: Mapping[str, Any], add: Callable[..., Any], own: Callable[..., Any]) -> Callable[..., Any]:
    wrapped: Callable[..., Any] = add(wraps(own)(_telling(roles, own)))
    return wrapped


def _telling(roles: Mapping[str, Any], own: Callable[..., Any]) -> Callable[..., Any]:
    signature = inspect.signature(own)

    def draw(self: Any, *args: Any, **kwargs: Any) -> Any:
        if not any(map(speaks, (*args, *kwargs.values()))):
            return own(self, *args, **kwargs)
        bound = signature.bind(self, *args, **kwargs)
        given = bound.arguments
        extra = given.get("kwargs", {})
        drawing = Drawing(f"Axes.{own.__name__}", self, {**extra, **given})
        for name, role in roles.items():
            for place in (given, extra):
                if name in place:
                    place[name] = _told(drawing, role, place[name])
        result = own(*bound.args, **bound.kwargs)
        if drawing.unit is not None or drawing.name is not None:
            _COLORS[_mappable(result)] = drawing.finished()
        return result

    return draw


def _mappable(result: Any) -> Any:
    """What a colour bar is made for: arrows along streams have their colours in their lines."""
    return result if hasattr(result, "get_array") else result.lines


def _told(drawing: Drawing, role: Any, value: Any) -> Any:
    if isinstance(role, tuple):
        roles = role[len(value) - 1] if 0 < len(value) <= len(role) else None
        if roles is None:
            return value
        pairs = zip(roles, value, strict=True)
        return tuple(part if each is None else _told(drawing, each, part) for each, part in pairs)
    if not speaks(value):
        return value
    return role(drawing, value if role is point or is_several(value) else as_array(value))


# -- coordinates of what is drawn ------------------------------------------------------------------------------------

_GRIDS: Final = ("pcolor", "pcolormesh", "contour", "contourf")


def _as_given(draw: Callable[..., Any]) -> Callable[..., Any]:
    return draw


def _with_coordinates(draw: Callable[..., Any]) -> Callable[..., Any]:
    """Draw a labelled array alone over its coordinates."""
    cells = draw.__name__.startswith("pcolor")

    def draw_over(self: Any, *args: Any, **kwargs: Any) -> Any:
        if args and len(args) < 3 and np.ndim(args[0]) == 2 and _has_coordinates(args[0]):
            args = (*_grid(args[0], cells), *args)
        return draw(self, *args, **kwargs)

    return draw_over


def _grid(x: Any, cells: bool) -> tuple[Any, Any]:
    """The positions of columns and rows: for cells the edges of both where one has edges, the middles for points."""
    lines = (along(x, 1), along(x, 0))
    edges = [line.size == size + 1 for line, size in zip(lines, x.shape[::-1], strict=True)]
    if not any(edges):
        return lines
    if cells:
        columns, rows = (line if is_edges else _edges(line) for line, is_edges in zip(lines, edges, strict=True))
    else:
        columns, rows = (_middles(line) if is_edges else line for line, is_edges in zip(lines, edges, strict=True))
    return columns, rows


def _edges(line: Any) -> Any:
    """Edges half-way between positions, and as far beyond the first and the last."""
    values = _divisible(line)
    if values.size < 2:
        raise UnsupportedError(f"the single label of {name_of(line)!r} says nothing of its width; give it edges")
    middles = values[:-1] + (values[1:] - values[:-1]) / 2
    return _like(
        line,
        np.concatenate(
            [[2 * (values[0] - middles[0]) + middles[0]], middles, [2 * (values[-1] - middles[-1]) + middles[-1]]]
        ),
    )


def _middles(line: Any) -> Any:
    values = _divisible(line)
    return _like(line, values[:-1] + (values[1:] - values[:-1]) / 2)


def _divisible(line: Any) -> np.ndarray:
    """The values, fine enough to be halved."""
    values: np.ndarray = bare(line)
    return values.astype("M8[us]" if values.dtype.kind == "M" else float)


def _like(line: Any, values: np.ndarray) -> Any:
    return array(values, getattr(line, "units", None), dims=line.dims, name=name_of(line))


def _with_positions(own: Callable[..., Any]) -> Callable[..., Any]:
    """Draw lines of labelled arrays alone over their coordinate, and lists of quantities as arrays."""

    def plot(self: Any, *args: Any, **kwargs: Any) -> Any:
        if kwargs.get("data") is None and any(map(speaks, args)):
            args = tuple(_complete_groups([as_array(value) for value in args]))
        return own(self, *args, **kwargs)

    return plot


def _complete_groups(args: list[Any]) -> list[Any]:
    """Give y, or y and a format, the positions of y; matplotlib reads its arguments in groups of up to three."""
    found = []
    while args:
        group, args = args[:2], args[2:]
        if args and isinstance(args[0], str):
            group, args = [*group, args[0]], args[1:]
        alone = len(group) == 1 or (len(group) == 2 and isinstance(group[1], str))
        if alone and is_ours(group[0]) and group[0].ndim and _dim(group[0], 0) is not None:
            group = [along(group[0], 0), *group]
        found += group
    return found


def _dim(x: Any, axis: int) -> str | None:
    labels = labels_of(x)
    return None if labels is None else labels.dims[axis]


def _has_coordinates(x: Any) -> bool:
    labels = labels_of(x) if is_ours(x) else None
    return labels is not None and any(dim in labels.coords for dim in labels.dims)


def along(x: Any, axis: int) -> Any:
    """The labels along an axis, or its positions where it has none, under its name."""
    dim = _dim(x, axis)
    if dim is not None and dim in x.coords and x.coords[dim].ndim == 1:
        return x.coords[dim]
    return array(np.arange(x.shape[axis], dtype=float), dims=dim, name=dim)


# -- colour bars -----------------------------------------------------------------------------------------------------


def labelling(own: Callable[..., Any]) -> Callable[..., Any]:
    """Have a colour bar carry the name and the unit of its colours."""

    def initialize(self: Any, ax: Any, mappable: Any = None, **kwargs: Any) -> None:
        drawing = _COLORS.get(mappable) if mappable is not None else None
        if drawing is not None:
            for name in ("ticks", "values", "boundaries"):
                if speaks(kwargs.get(name)):
                    kwargs[name] = limit(drawing, as_array(kwargs[name]))
            kwargs["label"] = kwargs.get("label") or label(drawing.name, drawing.unit) or ""
        own(self, ax, mappable, **kwargs)
        if drawing is not None and drawing.unit is not None:
            take_unit(self.long_axis, drawing.unit)

    return initialize
