"""Masking elements by what they are: ``masked_where`` and its relatives."""

from __future__ import annotations

import cmath
from collections.abc import Callable
from numbers import Number, Rational
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._call import bare, is_ours
from .._front import array
from . import hard
from .kind import MASK
from .parts import as_ours, mask_of, record_of, same_places, with_mask


def masked_where(condition: Any, x: Any, copy: bool = True) -> Any:
    """Mask an array where a condition holds.

    Parameters
    ----------
    condition
        Truth values that broadcast to the shape of `x`; masked ones count as False. Where both have labels they are
        brought together by the names of their axes.
    x
        Anything array-like. Elements that are masked already stay masked.
    copy
        Whether the result has data and mask of its own. With ``copy=False`` it shares the data of `x`, and its mask
        if it has one: what is masked is then masked in `x` too.

    Returns
    -------
    MaskedArray
        Of the class that has a mask and everything that `x` has.

    Raises
    ------
    ValueError
        If the condition does not broadcast to the shape of `x`.
    AlignmentError
        If condition and `x` have different labels.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> t = mt.array([12.8, -99.0, 11.7], "degC")
    >>> mt.masked_where([False, True, False], t)
    MaskedQuantity([12.8, --, 11.7], 'degree_Celsius')
    >>> mt.masked_where(np.array([1, 2, 3]) > 2, np.array([1, 2, 3]))
    MaskedArray([ 1,  2, --])
    """
    x = as_ours(x)
    places = same_places(x, condition, "masked_where")
    if copy:
        own = x.copy("K") if is_ours(x) else np.array(x)
        return with_mask(own, mask_of(own) | places)
    mask = record_of(x).get(MASK)
    if mask is None:
        return with_mask(x, np.array(places))
    np.logical_or(mask, places, out=hard.writable(mask))
    return with_mask(x, mask)


def masked_invalid(x: Any, copy: bool = True) -> Any:
    """Mask what is not a finite number: nan, infinities, NaT.

    Whole numbers, truth values and texts are all valid. In an array of objects, numbers that are not finite are
    invalid; in a structured one, elements with an invalid field.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> mt.masked_invalid(mt.array([1.0, np.nan, np.inf], "m"))
    MaskedQuantity([1., --, --], 'meter')
    """
    x = as_ours(x)
    return masked_where(_invalid(np.asarray(bare(x))), x, copy)


def _invalid(data: NDArray[Any]) -> NDArray[np.bool_]:
    if data.dtype.names is not None:
        fields = [_invalid(data[name]) for name in data.dtype.names]
        each = [field.reshape(*data.shape, -1).any(axis=-1) for field in fields]
        return np.asarray(np.logical_or.reduce([np.zeros(data.shape, bool), *each]))
    if data.dtype.kind in "fcmM":
        return np.asarray(~np.isfinite(data))
    if data.dtype.kind == "O":
        return np.asarray(np.frompyfunc(_is_invalid, 1, 1)(data), bool)
    return np.zeros(data.shape, bool)


def _is_invalid(value: Any) -> bool:
    """Whether a Python object is a number, but not a finite one."""
    if isinstance(value, (np.datetime64, np.timedelta64)):
        return bool(np.isnat(value))
    if hasattr(value, "is_finite"):  # decimals; a signalling nan can't even be converted
        return not value.is_finite()
    return isinstance(value, Number) and not isinstance(value, Rational) and not cmath.isfinite(complex(value))  # type: ignore[call-overload]


def _compared(ufunc: Callable[[Any, Any], Any], x: Any, value: Any, copy: bool) -> Any:
    x, value = as_ours(x), as_ours(value) if isinstance(value, (list, tuple)) else value
    if hasattr(x, "units") and ufunc in (np.equal, np.not_equal):
        np.less(x, value)  # -999 equals no length, and nobody who masks it means that: what has no order is refused
    return masked_where(ufunc(x, value), x, copy)


def masked_equal(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what equals `value`, a quantity where `x` has units.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_equal([1, 2, 3], 2)
    MaskedArray([ 1, --,  3])
    """
    return _compared(np.equal, x, value, copy)


def masked_not_equal(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what does not equal `value`, a quantity where `x` has units.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_not_equal([1, 2, 3], 2)
    MaskedArray([--, 2, --])
    """
    return _compared(np.not_equal, x, value, copy)


def masked_greater(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what is greater than `value`, a quantity where `x` has units.

    Examples
    --------
    >>> import metaarr as mt
    >>> u = mt.units
    >>> t = mt.array([12.8, 31.5], "degC")
    >>> mt.masked_greater(t, mt.array(303.15, "kelvin"))
    MaskedQuantity([12.8, --], 'degree_Celsius')
    """
    return _compared(np.greater, x, value, copy)


def masked_greater_equal(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what is greater than `value` or equal to it, a quantity where `x` has units.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_greater_equal([1, 2, 3], 2)
    MaskedArray([ 1, --, --])
    """
    return _compared(np.greater_equal, x, value, copy)


def masked_less(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what is less than `value`, a quantity where `x` has units; 0 needs no unit.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_less(mt.array([-1.0, 2.0], "m"), 0)
    MaskedQuantity([--, 2.], 'meter')
    """
    return _compared(np.less, x, value, copy)


def masked_less_equal(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask what is less than `value` or equal to it, a quantity where `x` has units.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_less_equal([1, 2, 3], 2)
    MaskedArray([--, --, 3])
    """
    return _compared(np.less_equal, x, value, copy)


def masked_inside(x: Any, v1: Any, v2: Any, copy: bool = True) -> Any:
    """Mask what lies between two values, bounds included; their order does not matter.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_inside([1, 2, 3, 4], 3, 2)
    MaskedArray([ 1, --, --,  4])
    """
    x = as_ours(x)
    rising = np.logical_and(np.greater_equal(x, v1), np.less_equal(x, v2))
    falling = np.logical_and(np.greater_equal(x, v2), np.less_equal(x, v1))
    return masked_where(np.logical_or(rising, falling), x, copy)


def masked_outside(x: Any, v1: Any, v2: Any, copy: bool = True) -> Any:
    """Mask what lies beyond two values, bounds left visible; their order does not matter.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_outside([1, 2, 3, 4], 2, 3)
    MaskedArray([--, 2, 3, --])
    """
    x = as_ours(x)
    below = np.logical_and(np.less(x, v1), np.less(x, v2))
    above = np.logical_and(np.greater(x, v1), np.greater(x, v2))
    return masked_where(np.logical_or(below, above), x, copy)


def masked_values(x: Any, value: Any, rtol: float = 1e-5, atol: Any = None, copy: bool = True) -> Any:
    """Mask what is close to `value`, as :func:`numpy.isclose` judges; other than floats, what equals it.

    Parameters
    ----------
    x
        Anything array-like.
    value
        What is masked, a quantity where `x` has units.
    rtol
        Tolerance relative to `value`.
    atol
        Absolute tolerance, a quantity where `x` has units. Not given, it is that of :func:`numpy.isclose`.
    copy
        As in :func:`masked_where`.

    Examples
    --------
    >>> import metaarr as mt
    >>> u = mt.units
    >>> mt.masked_values(mt.array([1.0, 1.02, 2.0], "m"), 1 * u.m, atol=5 * u.cm)
    MaskedQuantity([--, --, 2.], 'meter')
    """
    x = as_ours(x)
    if x.dtype.kind not in "fc":
        return masked_equal(x, value, copy)
    tolerance = {} if atol is None else {"atol": atol}
    return masked_where(np.isclose(x, value, rtol=rtol, **tolerance), x, copy)


def masked_object(x: Any, value: Any, copy: bool = True) -> Any:
    """Mask the objects that equal `value`; see :func:`masked_equal`.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> mt.masked_object(np.array(["eggs", "ham", None], object), "ham").tolist()
    ['eggs', None, None]
    """
    return masked_equal(x, value, copy)


def masked_all(shape: Any, units: Any = None, *, dtype: Any = float) -> Any:
    """Make an array in which everything is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_all(2, "m")
    MaskedQuantity([--, --], 'meter')
    """
    return array(np.zeros(shape, dtype), units, mask=True, copy=None)


def masked_all_like(x: Any) -> Any:
    """Make an array like `x`, with its units and labels, in which everything is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.masked_all_like(mt.array([1.0, 2.0], "m", dims="x"))
    LabeledMaskedQuantity([--, --], 'meter', dims=('x',))
    """
    like = np.zeros_like(as_ours(x))
    return with_mask(like, np.ones(like.shape, bool))
