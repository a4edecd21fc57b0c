"""The poison test: nothing visible may depend on a hidden value.

Two arrays with the same visible values and the same mask, but different hidden values, must give the same visible
result, the same mask, the same exception and the same warnings, whatever is called. No reference implementation is
needed.
"""

import warnings
from typing import Any

import numpy as np
import pytest
from tests.catalogue import CALLS

import metaarr as mt

MASK = np.array([[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]], bool)
VISIBLE = {
    "f8": np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5, 0.0, 1.5], [0.125, -2.0, 4.0, 1.0]]),
    "f4": np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5, 0.0, 1.5], [0.125, -2.0, 4.0, 1.0]], "f4"),
    "i8": np.array([[5, 1, 2, -7], [2, 3, 0, 1], [1, -2, 4, 1]]),
    "c16": np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5j, 0.0, 1.5], [0.125, -2.0, 4.0j, 1.0]]),
    "?": np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]], bool),
}
POISONS: dict[str, list[Any]] = {
    "f": [0.0, 1.0, -1e300, 1e-320, np.inf, -np.inf, np.nan],
    "c": [0.0, 1e300j, complex(np.inf, np.nan)],
    "i": [0, 1, -(2**62), 2**62],
    "b": [False, True],
}
BUILDERS = {
    "mask": lambda data: mt.array(data, mask=MASK),
    "units": lambda data: mt.array(data, "m", mask=MASK),
    "all": lambda data: mt.array(data, "m", mask=MASK, dims=("y", "x"), coords={"x": [10, 20, 30, 40]}),
    "dimensionless": lambda data: mt.array(data, "", mask=MASK),
}


def poisoned(dtype: str) -> list[np.ndarray]:
    """Arrays that differ in hidden values only."""
    base = VISIBLE[dtype]
    made = []
    with np.errstate(all="ignore"):
        for poison in POISONS[base.dtype.kind]:
            data = base.copy()
            data[MASK] = np.asarray(poison).astype(base.dtype)
            made.append(data)
    return made


def seen(value: Any) -> Any:
    """What a user can see of a result, in a form that compares."""
    if isinstance(value, (list, tuple)):
        return [seen(item) for item in value]
    if isinstance(value, mt.MaskedArray):
        mask = np.array(value.mask)
        data = np.array(np.asarray(value))
        data[mask] = np.zeros((), data.dtype)
        return (type(value).__name__, data.dtype.str, data.shape, data.tobytes(), mask.tobytes(), unit_and_dims(value))
    if isinstance(value, np.ndarray):
        data = np.array(np.asarray(value))
        return (type(value).__name__, data.dtype.str, data.shape, data.tobytes(), unit_and_dims(value))
    return repr(value)


def unit_and_dims(value: Any) -> tuple[str, str]:
    """Unit and dims as text."""
    return str(getattr(value, "units", "")), str(getattr(value, "dims", ""))


def outcome(call: Any, array: Any) -> Any:
    """What comes of a call: the visible result or the exception, and the warnings."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            result = seen(call(array))
        except Exception as error:  # noqa: BLE001 (any exception is an outcome that must not differ)
            result = (type(error).__name__, str(error))
    return result, sorted({str(w.message) for w in caught})


@pytest.mark.parametrize("kinds", BUILDERS)
@pytest.mark.parametrize("dtype", VISIBLE)
@pytest.mark.parametrize("name", CALLS)
def test_nothing_visible_depends_on_a_hidden_value(name: str, dtype: str, kinds: str) -> None:
    outcomes = [outcome(CALLS[name], BUILDERS[kinds](data)) for data in poisoned(dtype)]
    for data, other in zip(poisoned(dtype)[1:], outcomes[1:], strict=True):
        assert other == outcomes[0], f"hidden {data[MASK][0]!r} shows"


def test_the_poison_test_can_fail() -> None:
    outcomes = [outcome(lambda x: np.asarray(x).sum(), BUILDERS["mask"](data)) for data in poisoned("f8")]
    assert outcomes[0] != outcomes[1]
