"""A second opinion on units: factors written by hand, and plain arithmetic.

Nothing here asks metaarr (or pint) what a unit is worth: it reads the names and exponents that a result carries, and
multiplies.
"""

from fractions import Fraction

import numpy as np

import metaarr as mt

# Name → SI units of one of it, and exponents of the dimensions.
WORTH = {
    "meter": (1.0, {"length": 1}),
    "centimeter": (0.01, {"length": 1}),
    "kilometer": (1000.0, {"length": 1}),
    "inch": (0.0254, {"length": 1}),
    "second": (1.0, {"time": 1}),
    "minute": (60.0, {"time": 1}),
    "kilogram": (1.0, {"mass": 1}),
    "gram": (0.001, {"mass": 1}),
    "percent": (0.01, {}),
    "radian": (1.0, {}),
    "degree": (np.pi / 180, {}),
    "turn": (2 * np.pi, {}),
    "kelvin": (1.0, {"temperature": 1}),
    "delta_degree_Celsius": (1.0, {"temperature": 1}),
    "delta_degree_Fahrenheit": (5 / 9, {"temperature": 1}),
}
ZERO = {"degree_Celsius": (1.0, 273.15), "degree_Fahrenheit": (5 / 9, 459.67 * 5 / 9)}
"""Scales with a zero of their own: kelvins of one degree, and kelvins at zero."""

SHORT = {
    "m": "meter",
    "cm": "centimeter",
    "km": "kilometer",
    "inch": "inch",
    "s": "second",
    "minute": "minute",
    "kg": "kilogram",
    "g": "gram",
    "percent": "percent",
    "radian": "radian",
    "degree": "degree",
    "turn": "turn",
    "kelvin": "kelvin",
    "degC": "degree_Celsius",
    "degF": "degree_Fahrenheit",
    "delta_degC": "delta_degree_Celsius",
    "delta_degF": "delta_degree_Fahrenheit",
}


def numbers_in(unit, values):
    """Give the numbers that mean the SI `values` in `unit`, in the dtype of `values` where it holds them."""
    values = np.asarray(values)
    if not unit:
        return values.copy()
    name = SHORT[unit]
    if name in ZERO:
        factor, zero = ZERO[name]
        return ((values - zero) / factor).astype(values.dtype)
    factor = WORTH[name][0]
    if values.dtype.kind in "iu":
        assert factor <= 1
        return values * round(1 / factor)
    return np.asarray(values / factor, values.dtype)


def quantity(values, unit):
    """Give SI `values` as a quantity in `unit`."""
    return mt.array(numbers_in(unit, values), unit)


def meaning(result):
    """Give the SI numbers of one result, exponents of its dimensions (None where it has no unit), and its dtype."""
    if not isinstance(result, mt.Quantity):
        assert not isinstance(result, mt.MetaArray)
        return np.asarray(result), None, np.asarray(result).dtype
    numbers, dtype = result.magnitude, result.dtype
    items = dict(result.units.items)
    if len(items) == 1 and (name := next(iter(items))) in ZERO and items[name] == 1:
        factor, zero = ZERO[name]
        return np.asarray(numbers * factor + zero), {"temperature": 1}, dtype
    factor, dimensions = 1.0, {}
    for name, power in items.items():
        worth, exponents = WORTH[name]
        factor *= worth ** float(power)
        for dimension, exponent in exponents.items():
            dimensions[dimension] = dimensions.get(dimension, Fraction(0)) + exponent * power
    if factor != 1:
        numbers = np.asarray(numbers * factor)
    return numbers, {dimension: power for dimension, power in dimensions.items() if power}, dtype


def leaves(result):
    """Give the arrays of a nested result in order."""
    if isinstance(result, (tuple, list)):
        return [leaf for item in result for leaf in leaves(item)]
    return [result]
