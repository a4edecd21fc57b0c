"""Operations in which a tensor meets one of our arrays, and the check that each is refused without a change."""

import operator
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import metaarr as mt

ARRAYS = [
    mt.array([1.0, 2.0], "m"),
    mt.array([1.0, 2.0], mask=[0, 1]),
    mt.array([1.0, 2.0], dims="t"),
    mt.array([1.0, 2.0], "s", mask=[0, 1], dims="t"),
    mt.array([1.0, 2.0], ""),
]

BINARY: dict[str, Callable[[Any, Any], Any]] = {
    "+": operator.add,
    "-": operator.sub,
    "*": operator.mul,
    "/": operator.truediv,
    "//": operator.floordiv,
    "%": operator.mod,
    "**": operator.pow,
    "@": operator.matmul,
    "divmod": divmod,
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
    "+=": operator.iadd,
    "*=": operator.imul,
}

NUMPY: dict[str, Callable[[Any, Any], Any]] = {
    "add": np.add,
    "multiply": np.multiply,
    "hypot": np.hypot,
    "outer": np.multiply.outer,
    "equal": np.equal,
    "concatenate": lambda a, b: np.concatenate([a, b]),
    "stack": lambda a, b: np.stack([a, b]),
    "where": lambda a, b: np.where([True, False], a, b),
    "dot": np.dot,
    "einsum": lambda a, b: np.einsum("i,i", a, b),
    "interp": lambda a, b: np.interp(a, a, b),
    "isin": np.isin,
    "copyto": np.copyto,
    "clip": lambda a, b: np.clip(a, b, b),
    "searchsorted": np.searchsorted,
    "allclose": np.allclose,
}


def refused(operation: Callable[[Any, Any], Any], a: Any, b: Any) -> None:
    """Check that an operation is refused with a remedy, and that our operand is as it was."""
    ours = next(x for x in (a, b) if isinstance(x, mt.MetaArray))
    before = np.array(ours)
    with pytest.raises((TypeError, ValueError)) as error:
        operation(a, b)
    causes = [error.value]
    while causes[-1].__cause__ is not None:
        causes.append(causes[-1].__cause__)
    text = " ".join(str(cause) for cause in causes)
    assert "metaarr" in text or "which only its own library does" in text, text
    np.testing.assert_array_equal(np.asarray(ours), before)
