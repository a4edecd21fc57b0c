"""Arrays of another library and ours in one operation, with independent answers: what the tests of ``interop`` share.

Two arrays of three lengths, `ONE` in m and `OTHER` in km, are combined by every operation in both orders. The answer is
worked out on plain arrays of metres; a result of whatever library is brought to SI by pint.
"""

import operator
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import pint

import metaarr as mt

ONE = np.array([1000.0, 2000.0, 9000.0])
OTHER = np.array([4.0, 2.0, 6.0])
SECOND = np.array([4000.0, 2000.0, 6000.0])
"""`OTHER` in metres."""


class Operation(NamedTuple):
    """What is called, and whether the result of it is the first operand, changed."""

    call: Callable[[Any, Any], Any]
    writes: bool = False


OPERATIONS = {
    "+": Operation(operator.add),
    "-": Operation(operator.sub),
    "*": Operation(operator.mul),
    "/": Operation(operator.truediv),
    "//": Operation(operator.floordiv),
    "%": Operation(operator.mod),
    "**": Operation(operator.pow),
    "@": Operation(operator.matmul),
    "divmod": Operation(divmod),
    "<": Operation(operator.lt),
    "<=": Operation(operator.le),
    "==": Operation(operator.eq),
    "!=": Operation(operator.ne),
    "add": Operation(np.add),
    "multiply": Operation(np.multiply),
    "hypot": Operation(np.hypot),
    "maximum": Operation(np.maximum),
    "arctan2": Operation(np.arctan2),
    "greater": Operation(np.greater),
    "outer": Operation(np.multiply.outer),
    "add.outer": Operation(np.add.outer),
    "concatenate": Operation(lambda a, b: np.concatenate([a, b])),
    "stack": Operation(lambda a, b: np.stack([a, b])),
    "where": Operation(lambda a, b: np.where([True, False, True], a, b)),
    "append": Operation(np.append),
    "select": Operation(lambda a, b: np.select([[True, False, False], [False, True, True]], [a, b])),
    "dot": Operation(np.dot),
    "einsum": Operation(lambda a, b: np.einsum("i,i", a, b)),
    "cross": Operation(np.cross),
    "interp of the other": Operation(lambda a, b: np.interp(a, a[::-1], b)),
    "clip": Operation(lambda a, b: np.clip(a, b, b)),
    "isin": Operation(np.isin),
    "allclose": Operation(np.allclose),
    "array_equal": Operation(np.array_equal),
    "searchsorted": Operation(lambda a, b: np.searchsorted(np.sort(a), b)),
    "union1d": Operation(np.union1d),
    "insert": Operation(lambda a, b: np.insert(a, 1, b)),
    "trapezoid": Operation(np.trapezoid),
    "convolve": Operation(np.convolve),
    "contains": Operation(lambda a, b: b[1] in a),
    "+=": Operation(operator.iadd, writes=True),
    "-=": Operation(operator.isub, writes=True),
    "setitem": Operation(lambda a, b: operator.setitem(a, slice(1, None), b[1:]), writes=True),
    "copyto": Operation(np.copyto, writes=True),
    "putmask": Operation(lambda a, b: np.putmask(a, [True, False, True], b), writes=True),
    "add.at": Operation(lambda a, b: np.add.at(a, [0, 2, 1], b), writes=True),
}

OUTSIDE = {np.ndarray: "", np.float64: "", bool: "", np.bool_: "", np.int64: ""}
"""Results that have no unit."""


def in_si(value: Any) -> tuple[Any, str]:
    """Give numbers and dimensionality, as pint's own registry tells them."""
    if type(value) in OUTSIDE or not hasattr(value, "unit" if not hasattr(value, "units") else "units"):
        return np.asarray(value), ""
    unit = str(value.units if hasattr(value, "units") else value.unit.to_string())
    numbers = np.asarray(value.magnitude if hasattr(value, "magnitude") else value.value)
    found = pint.application_registry.Quantity(numbers, pint.application_registry.Unit(unit)).to_base_units()
    return found.magnitude, str(found.units).replace("dimensionless", "")


def leaves(result: Any) -> tuple[Any, ...]:
    """Give a result as a tuple."""
    return result if isinstance(result, tuple) else (result,)


def check(operation: Operation, ours_first: bool, foreign: Callable[[Any, str], Any], *, unit: str = "km") -> str:
    """Run an operation and compare it with plain metres; say "answered" or "refused"."""
    first, second = np.array(ONE), np.array(OTHER)
    ours, theirs = (mt.array(first, "m"), foreign(second, unit)) if ours_first else (None, None)
    if not ours_first:
        ours, theirs = mt.array(OTHER, "km"), foreign(np.array(ONE), "m")
    a, b = (ours, theirs) if ours_first else (theirs, ours)
    before = in_si(a)[0].copy()
    try:
        result = operation.call(a, b)
    except TypeError as error:  # all of our refusals are
        assert str(error)  # noqa: PT017
        np.testing.assert_array_equal(in_si(a)[0], before, err_msg="a refused operation changed its operand")
        return "refused"
    plain_a, plain_b = np.array(ONE), np.array(SECOND)
    expected = operation.call(plain_a, plain_b)
    if operation.writes:
        result, expected = a if result is None else result, plain_a if expected is None else expected
    for got, wanted in zip(leaves(result), leaves(expected), strict=True):
        numbers, unit = in_si(got)
        np.testing.assert_allclose(numbers, wanted, rtol=1e-12)
        assert unit == dimension(operation, got is leaves(result)[0]), f"unit {unit!r} of {got!r}"
    return "answered"


BARE = {"<", "<=", "==", "!=", "//", "greater", "isin", "allclose", "array_equal", "searchsorted", "contains"}
SQUARED = {"*", "@", "multiply", "outer", "dot", "einsum", "cross", "trapezoid", "convolve"}


def dimension(operation: Operation, first: bool) -> str:
    """Give the SI unit of a result, worked out by hand."""
    name = next(name for name, known in OPERATIONS.items() if known is operation)
    if name == "divmod":
        return "" if first else "meter"
    if name in BARE or name == "/":
        return ""
    if name == "arctan2":
        return "radian"
    return "meter ** 2" if name in SQUARED else "meter"
