"""Assertions for tests: arrays with all that they carry, and differences that can be read."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import numpy as np

from .._array import MetaArray
from .._labels.kind import LABELS
from .._masks.kind import MASK
from .._units.kind import UNITS
from ._differences import ASPECTS, Comparison
from ._elements import Tolerance


def assert_identical(actual: Any, desired: Any, *, ignore: str | Iterable[str] = (), err_msg: str = "") -> None:
    """Raise an AssertionError, which says what differs, unless two values are the same in every respect.

    Compared are class, shape, dtype (its byte order too), values, and metadata of every kind: the unit as it is spelled
    (1000 m is not 1 km), the mask and whether it is hard, the names of axes, coordinates with their dtype, unit, mask
    and attributes, name and attributes, and the fields that downstream classes declare. Where elements are masked,
    their hidden values count; ``ignore="hidden"`` leaves them out. NaN equals NaN, NaT equals NaT and 0.0 equals -0.0.
    How the elements lie in memory does not count.

    Parameters
    ----------
    actual, desired
        Arrays, plain ones too; scalars; or lists, tuples and mappings that hold them.
    ignore
        What may differ: ``"class"``, ``"dtype"``, ``"units"``, ``"mask"``, ``"hardmask"``, ``"hidden"``,
        ``"labels"``, ``"dims"``, ``"coords"``, ``"name"``, ``"attrs"``, and names of fields.
    err_msg
        Stands before the differences.

    Raises
    ------
    AssertionError
        Where something differs.
    ValueError
        For something in `ignore` that the values do not have.

    See Also
    --------
    assert_allclose : Compares numbers with a tolerance, in any unit of one dimension.

    Examples
    --------
    >>> import metaarr as mt
    >>> import metaarr.testing
    >>> mt.testing.assert_identical(mt.array([1.0, 2.0], "km"), mt.array([1.0, 2.0], "km"))
    >>> mt.testing.assert_identical(mt.array([1.0, 2.0], "km"), mt.array([1000, 2500], "m"))
    Traceback (most recent call last):
    AssertionError: not identical
      dtype: float64, desired int64
      units: 'kilometer', desired 'meter' (convertible)
      values: 1 of 2 elements differ (0.5)
          at 1: 2000.0 meter, desired 2500 meter
          largest difference: 500 meter at (1,); largest relative: 0.2
    """
    __tracebackhide__ = True
    _require(Comparison(ignored=_ignored(ignore, actual, desired)), actual, desired, "not identical", err_msg)


def assert_allclose(
    actual: Any,
    desired: Any,
    rtol: Any = 1e-7,
    atol: Any = 0,
    *,
    ignore: str | Iterable[str] = (),
    err_msg: str = "",
) -> None:
    """Raise an AssertionError, which says what differs, unless two values are the same up to roundings.

    As :func:`assert_identical`, but numbers may differ by ``atol + rtol * |desired|``: values, coordinates and the
    fields of downstream classes alike. Units need to be convertible, not the same: values are compared in the unit of
    `desired`. The values of masked elements do not count, and neither do the byte order and whether a mask is hard. The
    masks themselves must be the same, and so must class and dtype (unless they are in `ignore`).

    Parameters
    ----------
    actual, desired
        As in :func:`assert_identical`.
    rtol
        Relative tolerance, of the number in the unit of `desired`.
    atol
        Absolute tolerance: a number in the unit of `desired`, or a quantity (for values in degC: in kelvin). For dates
        and durations, a :class:`numpy.timedelta64`. It does not apply to coordinates and fields.
    ignore, err_msg
        As in :func:`assert_identical`.

    Raises
    ------
    AssertionError
        Where something differs.
    DimensionalityError
        For a tolerance of another dimension than `desired`.
    ValueError
        For something in `ignore` that the values do not have, and for a negative tolerance.

    Examples
    --------
    >>> import metaarr as mt
    >>> import metaarr.testing
    >>> u = mt.units
    >>> mt.testing.assert_allclose(mt.array([1.0, 2.0], "km"), mt.array([1000.0, 2001], "m"), atol=1 * u.m)
    >>> mt.testing.assert_allclose(mt.array([1.0, 2.0], "km"), mt.array([1.0, 2.0], "s"))
    Traceback (most recent call last):
    AssertionError: not close (rtol=1e-07, atol=0)
      units: 'kilometer', desired 'second', which is of another dimension
    """
    __tracebackhide__ = True
    _require_tolerances(rtol=rtol, atol=atol)
    comparison = Comparison(Tolerance(rtol, atol), _ignored(ignore, actual, desired))
    _require(comparison, actual, desired, f"not close (rtol={rtol}, atol={atol})", err_msg)


def _require(comparison: Comparison, actual: Any, desired: Any, headline: str, err_msg: str) -> None:
    __tracebackhide__ = True
    found = list(comparison.differences(actual, desired))
    if found:
        lines = [line for difference in found for line in difference.split("\n")]
        start = f"{err_msg}\n{headline}" if err_msg else headline
        raise AssertionError("\n  ".join([start, *lines]))


def _require_tolerances(**tolerances: Any) -> None:
    """Refuse what no difference, or not even equality, would be within."""
    for name, value in tolerances.items():
        numbers = np.asarray(value)
        if not np.all(numbers >= np.zeros((), numbers.dtype)):
            raise ValueError(f"{name}={value} is no tolerance; give zero or more")


def _ignored(ignore: str | Iterable[str], *values: Any) -> frozenset[str]:
    """Check what is to be left out: a misspelled name would compare what it should not."""
    names = frozenset([ignore] if isinstance(ignore, str) else ignore)
    known = {*ASPECTS, *(name for value in values for name in _fields(value))}
    if unknown := sorted(names - known):
        raise ValueError(
            f"ignore={unknown[0]!r} is nothing that these values have; choose of {', '.join(sorted(known))}"
        )
    return names


def _fields(value: Any) -> list[str]:
    """Names of the fields of an array, or of the arrays in a container."""
    if isinstance(value, MetaArray):
        return [kind.name for kind in type(value)._kinds if kind not in (UNITS, MASK, LABELS)]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    return [name for item in items for name in _fields(item)]
