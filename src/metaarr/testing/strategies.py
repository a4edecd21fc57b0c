"""Hypothesis strategies: arrays of every class, any layout in memory, any unit, any mask, any labels.

Elements are chosen from short lists of values that matter (zeros of both signs, NaN, infinities, the ends of the
integers …), so that examples are made fast and shrink to the plainest.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache
from typing import Any, TypeAlias

import hypothesis.strategies as st
import numpy as np
from hypothesis.extra import numpy as hnp
from numpy.typing import DTypeLike, NDArray

from .._array import MetaArray
from .._classes import (
    LabeledArray,
    LabeledMaskedArray,
    LabeledMaskedQuantity,
    LabeledQuantity,
    MaskedArray,
    MaskedQuantity,
    Quantity,
)
from .._errors import MetaArrayError
from .._family import class_with
from .._kind import Kind
from .._labels.kind import LABELS
from .._masks.kind import MASK
from .._per_element import PerElement
from .._units.kind import UNITS
from .._units.unit import Unit, as_unit
from ._layouts import laid_out, layouts_of
from ._making import constructed

__all__ = ["CLASSES", "DTYPES", "arrays", "holds", "labels", "masks", "plain_arrays", "shapes", "units"]

Strategy: TypeAlias = st.SearchStrategy[Any]
Shape: TypeAlias = tuple[int, ...]

DTYPES: tuple[DTypeLike, ...] = (
    *("f8", "i8", "?", "f4", "f2", "g", "i4", "i2", "i1", "u8", "u4", "u2", "u1", "c16", "c8"),
    *("M8[s]", "m8[s]", "U3", "S3", "O", np.dtypes.StringDType(), [("n", "i4"), ("v", "f8")]),
)
"""Dtypes that arrays are drawn of, the plainest first."""

CLASSES: tuple[type[MetaArray], ...] = (
    Quantity,
    MaskedArray,
    LabeledArray,
    MaskedQuantity,
    LabeledQuantity,
    LabeledMaskedArray,
    LabeledMaskedQuantity,
)

_LINEAR = ("m", "cm", "km", "s", "K", "m/s", "", "percent", "kg", "J", "N*m", "1/s", "mm**2", "degree", "delta_degC")
_OFFSET = ("degC", "degF")
_DIMS = ("a", "b", "c", "d", "e", "f")
_KINDS: Mapping[str, Kind] = {"units": UNITS, "mask": MASK, "labels": LABELS}

_POOLS: Mapping[str, list[Any]] = {
    "f": [0.0, 1.0, -0.0, -1.5, 2.25, 3.0, 1e4, np.nan, np.inf, -np.inf],
    "c": [0j, 1 + 2j, -1.5j, complex(np.nan, 1), complex(np.inf, 0)],
    "b": [False, True],
    "M": [np.datetime64(n, "s") for n in (0, 1, -5, 10**9)] + [np.datetime64("NaT", "s")],
    "m": [np.timedelta64(n, "s") for n in (0, 1, -5, 10**5)] + [np.timedelta64("NaT", "s")],
    "U": ["", "a", "abc", "é"],
    "S": [b"", b"a", b"abc"],
    "T": ["", "a", "abc", "a longer text, which lies elsewhere"],
    "O": [0, 1, -3, 2.5, 10**20],
}

_TYPED: Mapping[type, tuple[Any, ...]] = {
    str: ("", "a", "b"),
    bool: (False, True),
    int: (0, 1, -2),
    float: (0.0, 1.5, float("nan")),
}
"""Values of the types that fields of whole arrays declare."""


def shapes(min_dims: int = 0, max_dims: int = 3, min_side: int = 0, max_side: int = 3) -> st.SearchStrategy[Shape]:
    """Shapes without axes, with axes of no length, and ordinary ones."""
    return hnp.array_shapes(min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side)


@st.composite
def plain_arrays(
    draw: st.DrawFn,
    dtype: DTypeLike | Strategy | None = None,
    shape: int | Shape | st.SearchStrategy[Shape] | None = None,
    *,
    elements: Strategy | None = None,
    finite: bool = False,
    layouts: bool = True,
) -> NDArray[Any]:
    """Bare arrays of any dtype, shape and layout in memory.

    Parameters
    ----------
    dtype
        A dtype or a strategy; any of `DTYPES` if it is not given.
    shape
        A shape or a strategy; up to three axes of up to three elements if it is not given.
    elements
        Strategy of the elements, where they are not to come from the values that matter.
    finite
        Whether NaN, NaT and infinities are left out.
    layouts
        Whether arrays may be in Fortran order, stepped, reversed, byte-swapped, unaligned, part of a larger array or
        read-only.
    """
    of = np.dtype(_given(draw, dtype, st.sampled_from(DTYPES)))
    values = _values(draw, of, _drawn_shape(draw, shape), elements, finite)
    return laid_out(values, draw(st.sampled_from(layouts_of(values)))) if layouts else values


def units(dimension: str | None = None, *, offset: bool = True) -> st.SearchStrategy[Unit]:
    """Units, the plainest first.

    Parameters
    ----------
    dimension
        What the units measure, as ``"[length]"`` or ``"[length] / [time]"``; anything if it is not given.
    offset
        Whether there are units whose zero is not zero, such as degC.

    Examples
    --------
    >>> import metaarr.testing
    >>> metaarr.testing.units("[temperature]", offset=False).example()  # doctest: +SKIP
    Unit('kelvin')
    """
    names = _LINEAR + (_OFFSET if offset else ())
    known = [as_unit(name) for name in names]
    if dimension is not None:
        known = [unit for unit in known if unit.check(dimension)]
        if not known:
            raise ValueError(
                f"no unit of dimension {dimension!r} is among those that strategies draw; "
                "use hypothesis.strategies.sampled_from([...]) of the units that you want"
            )
    return st.sampled_from(known)


def masks(shape: int | Shape) -> st.SearchStrategy[NDArray[np.bool_]]:
    """Masks of nothing, of everything or of anything."""
    return st.one_of(
        st.builds(np.zeros, st.just(shape), st.just(bool)),
        st.builds(np.ones, st.just(shape), st.just(bool)),
        hnp.arrays(np.bool_, shape),
    )


@st.composite
def labels(draw: st.DrawFn, shape: int | Shape, *, plain: bool = False) -> dict[str, Any]:
    """Keywords of a labelled array: ``mt.array(data, **labels)``.

    The n-th label of a dim is always the same, so that arrays drawn apart can be aligned. They are numbers (dim ``a``),
    quantities (``b``), texts (``c``) and dates (``d``).

    Parameters
    ----------
    shape
        Shape of the array.
    plain
        Whether all axes have names, labels are numbers, and there is nothing beside them: no coordinates along no axis
        or along several, no name and no attributes.
    """
    shape = (shape,) if isinstance(shape, int) else shape
    dims: tuple[str | None, ...] = (*_DIMS, *(f"dim_{n}" for n in range(len(_DIMS), len(shape))))[: len(shape)]
    labelled = draw(st.sets(st.sampled_from(dims))) if dims else set()
    coords: dict[str, Any] = {
        str(dim): 10 * np.arange(n) if plain else _labels_of(str(dim), n)
        for dim, n in zip(dims, shape, strict=True)
        if dim in labelled
    }
    if plain:
        return {"dims": dims, "coords": coords}
    if draw(st.booleans()):
        coords["site"] = ((), 7, {"long_name": "where it was"})
    if len(shape) > 1 and draw(st.booleans()):
        coords["area"] = (dims[:2], np.arange(shape[0] * shape[1], dtype=float).reshape(shape[:2]))
    else:
        unnamed = draw(st.booleans())
        dims = tuple(None if unnamed and dim not in labelled else dim for dim in dims)
    more = {"name": st.sampled_from([None, "height"]), "attrs": st.sampled_from([None, {"source": "drawn"}])}
    return {"dims": dims, "coords": coords} | {key: draw(strategy) for key, strategy in more.items()}


def _labels_of(dim: str, n: int) -> Any:
    """Labels along an axis: numbers, quantities, texts or dates, by its name."""
    makers: Mapping[str, Callable[[], Any]] = {
        "b": lambda: ("b", Quantity(np.arange(n) / 2, "s"), {"axis": "T"}),
        "c": lambda: np.array([f"c{i}" for i in range(n)], "U4"),
        "d": lambda: np.datetime64("2020-02-28") + np.arange(n),
    }
    return makers.get(dim, lambda: 10 * np.arange(n))()


@st.composite
def arrays(
    draw: st.DrawFn,
    kinds: type[MetaArray] | str | Iterable[str] | Strategy | None = None,
    dtype: DTypeLike | Strategy | None = None,
    shape: int | Shape | st.SearchStrategy[Shape] | None = None,
    *,
    units: object = None,
    fields: Mapping[str, Any] | None = None,
    elements: Strategy | None = None,
    finite: bool = False,
    layouts: bool = True,
) -> Any:
    """Arrays that carry metadata, and share the memory of a bare array of any layout.

    Parameters
    ----------
    kinds
        What the arrays carry: a class, of this package or a downstream one; or what an array has at once, of
        ``"units"``, ``"mask"`` and ``"labels"``. A strategy gives one or the other. Any class of this package if it is
        not given.
    dtype
        A dtype or a strategy; any that the class may have if it is not given. A class that is not given is one that
        may have it.
    shape
        A shape or a strategy.
    units
        A unit or a strategy; any of :func:`units` if it is not given.
    fields
        Keyword of the class → strategy, or a function of the shape that gives one. A field of a downstream class that
        is not mentioned gets values of its dtype if it has one for each element, and its default otherwise.
    elements
        Strategy of the elements.
    finite
        Whether NaN, NaT and infinities are left out where they can be seen. Masked elements hide anything.
    layouts
        As for :func:`plain_arrays`.

    Examples
    --------
    >>> from hypothesis import given
    >>> import metaarr.testing
    >>> @given(metaarr.testing.arrays(["units", "mask"], "f8"))
    ... def test_transposed_twice(x):
    ...     metaarr.testing.assert_identical(np.transpose(np.transpose(x)), x)
    >>> test_transposed_twice()
    """
    of = None if dtype is None else np.dtype(_given(draw, dtype, st.nothing()))
    cls: Any = _class_of(_given(draw, kinds, _classes_for(of)))
    of = np.dtype(draw(_dtypes_for(cls))) if of is None else of
    whole = _drawn_shape(draw, shape)
    values = _values(draw, of, whole, elements, finite)
    given = _metadata(draw, cls, whole, units, dict(fields or {}))
    if finite and np.any(given.get("mask", False)) and of.kind in "fcMm":
        values[given["mask"]] = draw(st.sampled_from(list(_pool(of, False))))
    if layouts:
        values = laid_out(values, draw(st.sampled_from(layouts_of(values))))
    return constructed(cls, values, given) if issubclass(cls, MetaArray) else values


def holds(cls: type[np.ndarray[Any, Any]], dtype: DTypeLike) -> bool:
    """Whether arrays of a class may have that dtype: only numbers have a unit."""
    try:
        for kind in getattr(cls, "_kinds", ()):
            kind.check_dtype(np.dtype(dtype))
    except MetaArrayError:
        return False
    return True


# --- drawing ---


def _given(draw: st.DrawFn, value: Any, otherwise: Strategy) -> Any:
    """Give a value; draw it where it is a strategy, or was not given."""
    strategy = otherwise if value is None else value
    return draw(strategy) if isinstance(strategy, st.SearchStrategy) else strategy


@lru_cache(maxsize=64)
def _classes_for(dtype: np.dtype[Any] | None) -> Strategy:
    return st.sampled_from([cls for cls in CLASSES if dtype is None or holds(cls, dtype)])


@lru_cache(maxsize=64)
def _dtypes_for(cls: Any) -> Strategy:
    return st.sampled_from([dtype for dtype in DTYPES if holds(cls, dtype)])


def _drawn_shape(draw: st.DrawFn, shape: Any) -> Shape:
    shape = _given(draw, shape, shapes())
    return (shape,) if isinstance(shape, int) else tuple(shape)


def _class_of(kinds: Any) -> type[Any]:
    """Class that `kinds` means; a bare array where it names none."""
    if isinstance(kinds, type) and issubclass(kinds, np.ndarray):
        return kinds
    names = {kinds} if isinstance(kinds, str) else set(kinds)
    if unknown := sorted(names - set(_KINDS)):
        raise ValueError(f"kinds={unknown[0]!r}: give a class, or some of {', '.join(_KINDS)}")
    return class_with((), tuple(kind for name, kind in _KINDS.items() if name in names))


def _values(draw: st.DrawFn, dtype: Any, shape: Shape, elements: Strategy | None, finite: bool) -> NDArray[Any]:
    """Draw places in the pool of a dtype, which is faster than elements, and shrinks to its first."""
    if elements is not None:
        drawn: NDArray[Any] = draw(hnp.arrays(dtype, shape, elements=elements))
        return drawn
    if dtype.names is not None:
        values = np.zeros(shape, dtype)
        for name in dtype.names:
            values[name] = _values(draw, values[name].dtype, values[name].shape, None, finite)
        return values
    pool = _pool(dtype, finite)
    places: NDArray[np.intp] = draw(hnp.arrays(np.intp, shape, elements=st.integers(0, len(pool) - 1), fill=st.just(0)))
    return pool[places.reshape(-1)].reshape(shape)


def _pool(dtype: Any, finite: bool) -> NDArray[Any]:
    """Values of a dtype that matter, the plainest first."""
    if dtype.kind in "iu":
        info = np.iinfo(dtype)
        known: list[Any] = [
            0,
            1,
            *([-1, -7] if dtype.kind == "i" else []),
            2,
            7,
            100,
            *([] if finite else [info.max, info.min]),
        ]
    elif dtype.kind == "V":
        known = [np.zeros((), dtype)[()]]
    else:
        known = _POOLS[dtype.kind]
    if finite and dtype.kind in "fcMm":
        known = [value for value in known if np.isfinite(value)]
    pool = np.empty(len(known), dtype)
    pool[:] = known
    return pool


def _metadata(draw: st.DrawFn, cls: Any, shape: Shape, units_: object, fields: dict[str, Any]) -> dict[str, Any]:
    """Draw the keywords of a class: those in `fields` by their strategy, the others by their kind."""
    if unknown := sorted(fields.keys() - {name for kind in getattr(cls, "_kinds", ()) for name in kind.keywords}):
        raise ValueError(f"fields={{{unknown[0]!r}: …}} names nothing that {cls.__name__} takes")
    given: dict[str, Any] = {}
    for kind in getattr(cls, "_kinds", ()):
        if not fields.keys().isdisjoint(kind.keywords):
            continue
        if kind is UNITS:
            given["units"] = _given(draw, units_, units())
        elif kind is LABELS:
            given |= draw(labels(shape))
        elif kind is MASK:
            given["mask"] = draw(masks(shape))
        elif isinstance(kind, PerElement):
            values = _values(draw, kind.dtype, shape, None, False)
            given[kind.name] = _with_unit(values, kind, given.get("units"))
        elif examples := _examples(kind):
            given[kind.name] = draw(st.sampled_from(examples))
    return given | {name: draw(made(shape) if callable(made) else made) for name, made in fields.items()}


def _with_unit(values: NDArray[Any], kind: Any, unit: Any) -> Any:
    """Give values of a field that has a unit the one that goes with the unit of the array."""
    declared = kind.units
    if declared is None or (unit is None and not isinstance(declared, Unit)):
        return values
    unit = as_unit(unit if unit is not None else "")
    if callable(declared):
        return Quantity(values, declared(unit))
    return Quantity(values, {"array": unit, "difference": unit.delta}.get(declared, declared))


def _examples(kind: Kind) -> tuple[Any, ...]:
    """Values that a field of the whole array may have: those that its author gives, or some of the type it declares."""
    given = tuple(getattr(kind, "examples", ()))
    declared = getattr(kind, "type", None)
    return given or (_TYPED.get(declared, ()) if isinstance(declared, type) else ())
