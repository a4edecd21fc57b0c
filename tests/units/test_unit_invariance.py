"""A result means the same whatever unit the numbers were written in.

Each call of the catalogue is made on one physical array written in several units. The results are converted to SI by
the plain arithmetic of ``si.py``; they must be the same quantities, or the same refusal.
"""

import warnings

import numpy as np
import pytest
from numpy.linalg import LinAlgError
from tests.units.si import leaves, meaning, quantity

import metaarr as mt
from metaarr.testing.calls import CALLS

GRID = np.array([[3.0, -1.25, 5.5, 0.0], [2.5, 7.75, -6.5, 8.25], [9.5, 1.75, 4.25, 11.0]])
TURNS = GRID / 20
WARM = GRID + 280
WHOLE = np.round(GRID * 4)

# Dimension → units, SI values, dtypes.
WRITTEN = {
    "length": (("m", "cm", "km"), GRID, ("f8", "f4", "c16", "O")),
    "number": (("", "percent"), TURNS, ("f8", "f4", "c16")),
    "angle": (("radian", "degree", "turn"), TURNS, ("f8",)),
    "temperature": (("kelvin", "degC", "degF"), WARM, ("f8",)),
    "whole": (("m", "cm"), WHOLE, ("i8", "i4")),
}

# What depends on the unit by decision. These lists may only get shorter.
DIGITS = """
    rint floor ceil trunc round around fix modf frexp spacing nextafter
"""
"""Works on the digits of numbers."""
WHOLE_DIGITS = "reciprocal pad_mean pad_median"
"""Cuts off what integers have no room for."""
TEXTS = "array2string array_str array_repr repr str format"
FROM_NUMBERS = """
    ones_like zeros_like zeros ones eye identity tri full arange fromfunction fromiter frombuffer fromfile fromstring
    loadtxt genfromtxt array_function asarray_like asanyarray_like ascontiguousarray_like asfortranarray_like require
"""
"""Makes an array of numbers in the unit of a template."""
OVERFLOWS = "multiply.reduce prod[None] prod[0] prod[-1] nanprod[None] nanprod[0] nanprod[-1] multi_dot"
"""Products of integers that are larger in the smaller unit."""
NARROW = "polydiv"
"""Drops what is small, which rounding errors of narrow floats are not."""

BY_DECISION = {*f"{DIGITS} {TEXTS} {FROM_NUMBERS}".split()}


def is_written(name, dtype):
    """Whether a call is made on numbers of a dtype."""
    return (
        name
        not in {"f4": NARROW, "i8": f"{WHOLE_DIGITS} {OVERFLOWS}", "i4": f"{WHOLE_DIGITS} {OVERFLOWS}"}.get(
            dtype, ""
        ).split()
    )


def outcome(name, x):
    """Give SI numbers, dimensions and dtypes of all results, or the type of the refusal."""
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        try:
            result = CALLS[name](x)
        except (mt.MetaArrayError, TypeError, ValueError, ArithmeticError, AttributeError, LinAlgError) as error:
            return type(error)
    found = [leaf if isinstance(leaf, (type, np.dtype)) else meaning(leaf) for leaf in leaves(result)]
    # Their order follows a hash of the numbers.
    return [(np.sort(found[0][0]), *found[0][1:])] if name == "unique_values" else found


def assert_same(one, other, tolerance=1e-9):
    if isinstance(one, type) or isinstance(other, type):
        assert one is other
        return
    assert len(one) == len(other)
    for a, b in zip(one, other, strict=True):
        if not isinstance(a, tuple):
            assert a == b
            continue
        (values, dimensions, dtype), (others, *rest) = a, b
        assert [dimensions, dtype] == rest
        assert values.shape == others.shape
        if values.dtype.kind in "fcO":
            close = 5e-5 if np.dtype(dtype) in (np.float32, np.complex64) else tolerance
            values, others = values.astype(complex), others.astype(complex)
            size = np.max(np.abs(values[np.isfinite(values)]), initial=0)
            np.testing.assert_allclose(values, others, rtol=close, atol=close * size)
        else:
            np.testing.assert_array_equal(values, others)


@pytest.mark.parametrize("dimension", WRITTEN)
@pytest.mark.parametrize("name", [name for name in CALLS if name not in BY_DECISION])
def test_the_result_does_not_depend_on_the_unit(name, dimension):
    units, values, dtypes = WRITTEN[dimension]
    for dtype in (dtype for dtype in dtypes if is_written(name, dtype)):
        answers = [outcome(name, quantity(values.astype(dtype), unit)) for unit in units]
        if dimension == "temperature" and isinstance(answers[1], type):
            answers.pop(0)  # a point on a scale may be refused where the same in kelvin has an answer
        for answer in answers[1:]:
            assert_same(answers[0], answer, 5e-5 if dtype == "f4" else 1e-9)


def test_the_lists_name_calls():
    assert BY_DECISION | {*f"{WHOLE_DIGITS} {OVERFLOWS} {NARROW}".split()} <= CALLS.keys()


def test_the_oracle_sees_a_wrong_factor():
    with pytest.raises(AssertionError):
        assert_same(outcome("sum[0]", quantity(GRID, "m")), outcome("sum[0]", mt.array(GRID * 99, "cm")))
    with pytest.raises(AssertionError):
        assert_same(outcome("sum[0]", quantity(GRID, "m")), outcome("var[0]", quantity(GRID, "m")))
