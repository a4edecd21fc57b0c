"""Masks as missing values, units as text: what libraries without either have in their place.

NaN and NaT say that a value is missing, which takes a float for an integer and an object for anything else; a note
beside the values (:class:`Note`) says what they were, so that the way back is exact.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from .._errors import UndefinedUnitError, UnitsError
from .._units.unit import Unit
from ..io import _cf

_WHOLE = 2**53
"""Integers up to here are floats as well."""


class Note(NamedTuple):
    """What values were before missing ones were marked in them."""

    dtype: str
    masked: bool


def marked(values: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[Any] | None:
    """The values with NaN or NaT in the place of masked ones; None where that would not tell them from others."""
    kind = values.dtype.kind
    if kind in "fcMm":
        return None if (is_missing(values) & ~mask).any() else _filled(values, mask)
    if kind in "iu":
        visible = values[~mask]
        fits = not visible.size or (int(visible.max()) <= _WHOLE and int(visible.min()) >= -_WHOLE)
        return _filled(values.astype(np.float64), mask) if fits else None
    if kind == "V" or (kind == "O" and (is_missing(values) & ~mask).any()):
        return None
    objects = values.astype(object)
    objects[mask] = np.nan
    return objects


def _filled(values: NDArray[Any], mask: NDArray[np.bool_]) -> NDArray[Any]:
    out = values.copy()
    out[mask] = "NaT" if values.dtype.kind in "mM" else np.nan  # text, since a NaT without a unit is deprecated
    return out


def is_missing(values: NDArray[Any]) -> NDArray[np.bool_]:
    """Where values are NaN, NaT, None or another library's mark for a missing one."""
    if values.dtype.kind in "fcMm":
        return np.asarray(values != values)  # noqa: PLR0124  NaN and NaT alone differ from themselves
    if values.dtype.kind != "O":
        return np.zeros(values.shape, np.bool_)
    flags = [_is_no_value(item) for item in values.ravel().tolist()]
    return np.array(flags, np.bool_).reshape(values.shape)


def _is_no_value(item: Any) -> bool:
    if item is None or type(item).__name__ in ("NAType", "NaTType"):
        return True
    return isinstance(item, (float, complex, np.generic)) and bool(item != item)  # noqa: PLR0124


def restored(values: NDArray[Any], dtype: np.dtype[Any], missing: NDArray[np.bool_], masked: bool) -> NDArray[Any]:
    """The values in the dtype that they had, where they still fit it.

    What is missing is zero there if it is going to be `masked`; otherwise a dtype that has no mark for it does not fit.
    """
    if values.dtype == dtype or (missing.any() and not masked and dtype.kind not in "fcMm"):
        return values
    filled = values.copy()
    if dtype.kind not in "fcMm":
        filled[missing] = np.zeros((), dtype)[()] if filled.dtype != object else np.zeros((), dtype).item()
    if dtype.kind in "iu" and filled.dtype.kind == "f" and not _are_whole(filled, dtype):
        return values
    if filled.dtype == object and dtype.kind in "biufUS" and not _are_all(filled, dtype):
        return values
    cast = filled.astype(dtype)
    return cast if bool(np.all((cast == filled) | is_missing(filled))) else values


def _are_whole(values: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    info = np.iinfo(dtype)
    return bool(((values >= info.min) & (values <= info.max) & (values == np.trunc(values))).all())


_PYTHON = {"b": (bool, np.bool_), "U": (str,), "S": (bytes,)}


def _are_all(values: NDArray[Any], dtype: np.dtype[Any]) -> bool:
    wanted: Any = _PYTHON.get(dtype.kind, (int, float, np.number))
    return all(isinstance(item, wanted) for item in values.ravel().tolist())


# -- units -----------------------------------------------------------------------------------------------------------


def unit_text(unit: Unit) -> str:
    """A unit as an attribute; 1 for dimensionless values, as CF has it."""
    text = str(unit)
    return "1" if text in ("", "dimensionless") else text


def unit_of(text: Any) -> Unit:
    """The unit that an attribute means: exactly what :func:`unit_text` writes, or else as CF and UDUNITS spell it.

    Raises
    ------
    UndefinedUnitError
        If it is none.
    """
    if not isinstance(text, str):
        raise UndefinedUnitError(f"units are text, not {text!r}; convert the attribute with str()")
    try:
        unit = Unit(text)
    except (UnitsError, ValueError):
        unit = None
    return unit if unit is not None and str(unit) == text else Unit(_cf.pint_spelling(text))
