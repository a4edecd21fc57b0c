"""Labels as users write them, in the terms of a coordinate: its unit, its dtype, its resolution of time."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import DimensionalityError, DimsError, LabelNotFoundError
from .coord import Coord
from .frequency import stretch
from .lookup import SortedLookup


def in_unit_of(name: str, coord: Coord, label: Any) -> Any:
    """A label without its unit, in the unit of the coordinate."""
    own: Any = coord.units
    units: Any = getattr(label, "units", None)
    if own is None and units is None:
        return label
    if own is None:
        if units.is_unity:
            return np.asarray(label)
        raise DimensionalityError(
            f"coordinate {name!r} has no unit, but the label {label} has; drop that with .magnitude"
        )
    if units is None:
        if own.is_unity:
            return label
        raise DimensionalityError(
            f"coordinate {name!r} is in '{own}', but the label {label!r} has no unit; "
            f"write it as a quantity: mt.array({label!r}, '{own}')"
        )
    return np.asarray(label if own == units else label.to(own))


def is_converted(coord: Coord, label: Any) -> bool:
    """Whether a label has another unit than the coordinate."""
    units = coord.units
    return units is not None and getattr(label, "units", units) != units


def as_label(name: str, coord: Coord, label: Any) -> Any:
    """One label as a scalar of the coordinate's dtype where it can be one, else as it is."""
    lookup = coord.lookup
    label = in_unit_of(name, coord, label)
    if label.__class__ is float and lookup.keys.dtype.kind == "f":
        return lookup.keys.dtype.type(label)
    if not isinstance(lookup, SortedLookup):
        return label.item() if isinstance(label, (np.generic, np.ndarray)) else label
    kind = lookup.keys.dtype.kind
    if kind == "M":
        return as_moment(lookup, label)
    if kind == "m":
        return _exact(
            lookup,
            stretch(label, f"a label of coordinate {name!r}") if isinstance(label, str) else np.timedelta64(label),
        )
    if kind in "UST":
        return str(label) if isinstance(label, str) or np.asarray(label).dtype.kind in "UT" else _stranger(name, label)
    if label.__class__ not in (int, float) and (isinstance(label, str) or np.asarray(label).dtype.kind not in "biufc"):
        return _stranger(name, label)
    return _exact(lookup, label)


def _stranger(name: str, label: Any) -> Any:
    raise LabelNotFoundError(f"coordinate {name!r} has no label {label!r}, which is of another kind than its labels")


def _exact(lookup: SortedLookup, label: Any) -> Any:
    """A number in the dtype of the coordinate, unless that changes it (floats are rounded, as NumPy does)."""
    dtype = lookup.keys.dtype
    if dtype.kind in "iu" and isinstance(label, int):
        least, greatest = lookup.limits
        return dtype.type(label) if least <= label <= greatest else label
    scalar = np.asarray(label)[()]
    if dtype.kind in "fc":
        return dtype.type(scalar)
    if np.isfinite(scalar) and (cast := scalar.astype(dtype)) == scalar:
        return cast
    return scalar


def as_moment(lookup: SortedLookup, label: Any) -> Any:
    """A date or time in the unit of the coordinate, if it is a whole multiple of that."""
    if isinstance(label, (int, float, np.number)):
        raise _no_time(label)
    exact = getattr(label, "to_datetime64", None)  # pandas' own, which NumPy would round to microseconds
    moment = np.datetime64(label) if exact is None else exact()
    if moment.dtype == lookup.keys.dtype:
        return moment
    cast = moment.astype(lookup.keys.dtype)
    return cast if cast == moment or np.isnat(moment) else moment


def _no_time(label: object) -> LabelNotFoundError:
    return LabelNotFoundError(f"the coordinate holds times, and {label!r} is none; write it as text or datetime64")


def native_array(name: str, coord: Coord, wanted: Any) -> NDArray[Any]:
    """Many labels as an array that can be compared with the coordinate's."""
    keys_dtype = coord.lookup.keys.dtype
    if isinstance(wanted, np.ndarray):
        array = np.asarray(in_unit_of(name, coord, wanted))
    elif coord.units is not None or any(hasattr(label, "units") for label in wanted):
        array = np.array([in_unit_of(name, coord, label) for label in wanted])
    else:
        array = np.asarray(wanted)
    if array.ndim != 1:
        raise DimsError(f"labels to select along {name!r} must be 1-D, not {array.ndim}-D")
    if keys_dtype.kind == "O":
        return array.astype(object)
    if keys_dtype.kind == "M":
        return _moments(array)
    comparable = "biufc" if keys_dtype.kind in "biufc" else "UT" if keys_dtype.kind in "UT" else keys_dtype.kind
    if array.dtype.kind not in comparable and array.size:
        return np.asarray(_stranger(name, array[0]))
    return array.astype(keys_dtype) if keys_dtype.kind in "fc" or not array.size else array


def _moments(array: NDArray[Any]) -> NDArray[Any]:
    if array.dtype == object:
        return np.array([getattr(label, "to_datetime64", lambda label=label: label)() for label in array], "M8")
    if array.dtype.kind in "biufc" and array.size:
        raise _no_time(array[0])
    return array.astype("M8") if array.dtype.kind != "M" else array


def each_of(wanted: Any) -> list[Any]:
    """The labels one by one, with their units."""
    return [wanted[number] for number in range(len(wanted))]
