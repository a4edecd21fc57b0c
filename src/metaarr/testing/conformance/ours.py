"""What the checks need to know of a class of metaarr: read off the kinds that it declares.

The meaning of a unit is worked out from its name by the arithmetic below, not by the code under test.
"""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from functools import cache, partial
from typing import Any, TypeGuard

import numpy as np

from ... import PerArray, PerAxis, PerElement
from ..._array import MetaArray
from ..._kind import Kind
from ..._labels.kind import LABELS
from ..._masks.kind import MASK
from ..._units.kind import UNITS
from .._making import constructed
from .fields import ABSENT, Field, Values

# Rewritten in metres, and in percent, the numbers of the samples are exact: what jumps (a remainder) jumps alike.

HIDDEN = -1000.5
"""What the rewritten arrays hold below the mask."""

_WORTH = {
    "meter": (1.0, 1),
    "kilometer": (1000.0, 1),
    "percent": (0.01, 0),
    "dimensionless": (1.0, 0),
    "radian": (1.0, 0),
    "degree": (np.pi / 180, 0),
}
"""Name of a unit → metres (or ones) in it, and its exponent of length."""


def fields_of(cls: type[MetaArray]) -> tuple[Field, ...]:
    """Describe the kinds of a class."""
    return tuple(_described(kind) for kind in cls._kinds)


def maker(cls: type[MetaArray], given: Mapping[str, Any], units: str = "kilometer") -> Callable[[Any], Any]:
    """Give a function that makes arrays of the class, with metadata that tell where each element came from.

    Parameters
    ----------
    cls
        The class.
    given
        Values for some keywords of its constructor: values of whole arrays, or functions of the data.
    units
        The unit, where the class has one.
    """
    chosen: dict[str, Any] = {kind.name: _sample(cls, kind) for kind in cls._kinds}
    if UNITS in cls._kinds:
        chosen["units"] = lambda data: units
    chosen = {name: sample for name, sample in chosen.items() if sample is not None} | dict(given)

    def make(data: Any) -> Any:
        fields: dict[str, Any] = {}
        for name, sample in chosen.items():  # those that were given come last
            value = sample(data) if callable(sample) else sample
            fields |= value if name == "labels" else {name: value}
        keywords = {keyword for kind in cls._kinds for keyword in kind.keywords}
        return constructed(cls, data, {name: value for name, value in fields.items() if name in keywords})

    return make


def _described(kind: Kind) -> Field:
    if kind is UNITS:
        return Field(
            "units",
            read=lambda x: str(x.units),
            rewrite=lambda x: x.to("meter" if str(x.units) == "kilometer" else "percent"),
            meaning=_in_base_units,
            scaled=True,
            incompatible=_in_seconds,
        )
    if kind is MASK:
        return Field("mask", "element", read=lambda x: np.array(x.mask), rewrite=_hide_others, meaning=_visible)
    if kind is LABELS:
        return Field("labels", "axis", read=_laid_labels, lay=_laid_labels)
    if _is_one_array(kind):
        return Field(kind.name, "element", read=lambda x: np.asarray(getattr(x, kind.name)))
    if isinstance(kind, (PerAxis, PerElement)):
        return Field(kind.name, "axis", same=kind.same)
    return Field(kind.name, same=_merged_alike(kind))


def _is_one_array(kind: Kind) -> TypeGuard[PerElement]:
    """Whether the attribute holds one value for each element, and not something else made of them."""
    return isinstance(kind, PerElement) and type(kind).expose is PerElement.expose


def _merged_alike(kind: Kind) -> Callable[[Any, Any], bool]:
    """Whether a value is the one given, or what the kind says is left of several alike."""
    if isinstance(kind, PerArray) and kind.merge == "drop":
        return lambda one, other: kind.same(one, other) or kind.same(one, kind.default)
    return kind.same


def _sample(cls: type[MetaArray], kind: Kind) -> Any:
    """Give metadata that say where elements came from, as a value or as a function of the data."""
    if kind is UNITS:
        return None
    if kind is MASK:
        return _some
    if kind is LABELS:
        return _labels
    if _is_one_array(kind):
        return lambda data: _numbered(data, np.dtype(kind.dtype))
    return _accepted(cls, kind)


def _accepted(cls: type[MetaArray], kind: Kind) -> Any:
    """Give a value that is not the default, where the kind takes one that we can think of."""
    default = getattr(kind, "default", None)
    of_none = (default,) if isinstance(kind, PerAxis) else default
    for value in (type(default)(("sample",)) if isinstance(default, (tuple, list)) else None, "sample", 2.5, 3):
        try:
            given: dict[str, Any] = {kind.name: value}
            made = constructed(cls, np.zeros(2), given)
        except Exception:  # noqa: BLE001 (whatever a class says to a value that it does not take)
            continue
        if value is not None and not kind.same(getattr(made, kind.name), of_none):
            return partial(_for_each_axis, value) if isinstance(kind, PerAxis) else value
    return None


def _for_each_axis(value: Any, data: Any) -> tuple[Any, ...]:
    return (value,) * np.ndim(data)


def _some(data: Any) -> Values:
    values = np.asarray(data)
    if values.dtype.kind in "iuf":
        # Numbers below one are sixteenths.
        return np.asarray(np.where(values < 1, values * 16, values) % 6 == 5)
    return np.asarray(np.arange(values.size).reshape(values.shape) % 6 == 5)


def _numbered(data: Any, dtype: np.dtype[Any]) -> Values:
    shape = np.shape(data)
    return (1 + np.arange(np.prod(shape, dtype=int))).reshape(shape).astype(dtype)


def _labels(data: Any) -> dict[str, Any]:
    dims = tuple("abcdefgh"[: np.ndim(data)])
    return {
        "dims": dims,
        "coords": {dim: 10 * np.arange(size) for dim, size in zip(dims, np.shape(data), strict=True)},
        "name": "sample",
    }


def _hide_others(x: Any) -> Any:
    other = x.copy()
    np.asarray(other)[np.asarray(x.mask)] = HIDDEN if x.dtype.kind in "fcO" else np.zeros((), x.dtype)
    return other


def _visible(x: Any, values: Values) -> tuple[Values, Any]:
    hidden = np.broadcast_to(np.asarray(x.mask), values.shape)
    shown = np.array(values)
    shown[hidden] = np.zeros((), values.dtype)
    return shown, hidden.tolist()


def _in_seconds(x: Any) -> Any:
    given = {kind.name: getattr(x, kind.name) for kind in type(x)._kinds if kind not in (UNITS, LABELS)}
    if LABELS in type(x)._kinds:
        given |= {"dims": x.dims, "coords": dict(x.coords)}
    return constructed(type(x), np.array(np.asarray(x)), {"units": "second", **given})


def _in_base_units(x: Any, values: Values) -> tuple[Values, Any]:
    factor, exponent = _worth_of(str(x.units))
    if values.dtype.kind not in "iufcbO":
        return values, exponent
    return values * factor, exponent


@cache
def _worth_of(unit: str) -> tuple[float, Any]:
    """Give the factor and the exponent of length of a unit; a unit that we do not know stands for itself."""
    try:
        factor, exponent = _worth(ast.parse(unit, mode="eval").body)
    except (SyntaxError, KeyError):
        return 1.0, unit
    return factor, round(exponent, 9)


def _worth(node: Any) -> tuple[float, float]:
    """Read the name of a unit as arithmetic: the factor, and the exponent of length."""
    if isinstance(node, ast.Name):
        return _WORTH[node.id]
    if isinstance(node, ast.Constant):
        return float(str(node.value)), 0
    if isinstance(node, ast.UnaryOp):
        return -_worth(node.operand)[0], 0
    left, left_power = _worth(node.left)
    if isinstance(node.op, ast.Pow):
        power = _worth(node.right)[0]
        return left**power, left_power * power
    right, right_power = _worth(node.right)
    if isinstance(node.op, ast.Mult):
        return left * right, left_power + right_power
    return left / right, left_power - right_power


def _laid_labels(x: Any) -> dict[str, Values]:
    found: dict[str, Any] = {}
    for name, coord in x.coords.items():
        values = np.asarray(coord)
        if values.shape != tuple(size for dim, size in zip(x.dims, x.shape, strict=True) if dim in coord.dims):
            continue  # edges of bins
        order = [coord.dims.index(dim) for dim in x.dims if dim in coord.dims]
        sizes = [size if dim in coord.dims else 1 for dim, size in zip(x.dims, x.shape, strict=True)]
        found[name] = np.broadcast_to(values.transpose(order).reshape(sizes), x.shape)
    return found


__all__ = ["ABSENT", "fields_of", "maker"]
