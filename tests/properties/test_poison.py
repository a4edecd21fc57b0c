"""The poison test: nothing visible may depend on a hidden value.

Two arrays with the same visible values and the same mask, but different hidden values, must give the same visible
result, the same mask, the same exception and the same warnings, whatever is called. No reference implementation is
needed.
"""

import warnings
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

import metaarr as mt
from metaarr.testing.calls import CALLS, SAMPLES

MASK = np.array([[0, 1, 0, 0], [0, 0, 0, 1], [0, 0, 0, 0]], bool)
FLOATS = np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5, 0.0, 1.5], [0.125, -2.0, 4.0, 1.0]])
INTS = np.array([[5, 1, 2, -7], [2, 3, 0, 1], [1, -2, 4, 1]])
VISIBLE = {
    "f8": FLOATS,
    "f4": FLOATS.astype("f4"),
    "i8": INTS,
    "i4": INTS.astype("i4"),
    "u1": np.abs(INTS).astype("u1"),
    "c16": np.array([[0.5, 1.0, 0.25, -0.75], [2.0, 3.5j, 0.0, 1.5], [0.125, -2.0, 4.0j, 1.0]]),
    "?": np.array([[1, 1, 0, 0], [1, 0, 1, 0], [0, 0, 1, 1]], bool),
    "M8[D]": INTS.astype("M8[D]"),
    "m8[s]": INTS.astype("m8[s]"),
    "U2": INTS.astype("U2"),
    "O": FLOATS.astype(object),
}
POISONS: dict[str, list[Any]] = {
    "f": [0.0, 1.0, 1e-320, -np.inf, np.nan, -1e300, np.inf],
    "c": [0.0, 1e300j, complex(np.inf, np.nan)],
    "i": [0, 1, -(2**62), 2**62],
    "u": [0, 1, 255],
    "b": [False, True],
    "M": [0, 2**62, "NaT"],
    "m": [0, -(2**62), "NaT"],
    "U": ["", "1", "x\n"],
    "S": [b"", b"1"],
    "T": ["", "x" * 30],
    "O": [0.0, None, "text", np.nan, 10**400],
    "V": [(0.0, 0), (np.nan, -(2**62)), (1.0, 3)],
}
BUILDERS: dict[str, Callable[[Any, Any], Any]] = {
    "mask": lambda data, mask: mt.array(data, mask=mask),
    "units": lambda data, mask: mt.array(data, "m", mask=mask),
    "all": lambda data, mask: mt.array(data, "m", mask=mask, dims=("y", "x"), coords={"x": [10, 20, 30, 40]}),
    "labels": lambda data, mask: mt.array(data, mask=mask, dims=("y", "x"), coords={"x": [10, 20, 30, 40]}),
    "dimensionless": lambda data, mask: mt.array(data, "", mask=mask),
}
NUMBERS = ("f8", "f4", "i8", "i4", "u1", "c16", "?")


def poisoned(base: np.ndarray, mask: np.ndarray, number: int | None = None) -> list[np.ndarray]:
    """Arrays that differ in hidden values only; the last `number` of them."""
    made = []
    with np.errstate(all="ignore"):
        for poison in POISONS[base.dtype.kind][-(number or 0) :]:
            data = base.copy()
            data[mask] = poison if base.dtype.kind in "OUSTVmM" else np.asarray(poison).astype(base.dtype)
            made.append(data)
    return made


def seen(value: Any) -> Any:
    """What a user can see of a result, in a form that compares."""
    if isinstance(value, (list, tuple)):
        return type(value).__name__, [seen(item) for item in value]
    if isinstance(value, mt.MaskedArray):
        mask = np.array(value.mask)
        data = np.array(np.asarray(value))
        data[mask] = np.zeros((), data.dtype)
        return (type(value).__name__, data.dtype.str, data.shape, bits(data), mask.tobytes(), unit_and_dims(value))
    if isinstance(value, np.ndarray):
        data = np.array(np.asarray(value))
        return (type(value).__name__, data.dtype.str, data.shape, bits(data), unit_and_dims(value))
    return repr(value)


def bits(data: np.ndarray) -> Any:
    """Every bit of an array; of objects their text."""
    return repr(data.tolist()) if data.dtype.hasobject else data.tobytes()


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


def check(
    call: Any, build: Callable[[Any, Any], Any], base: np.ndarray, mask: np.ndarray, number: int | None = None
) -> None:
    """Compare the outcomes of a call on arrays that differ in hidden values only."""
    arrays = poisoned(base, mask, number)
    outcomes = [outcome(call, build(data, mask)) for data in arrays]
    for data, other in zip(arrays[1:], outcomes[1:], strict=True):
        assert other == outcomes[0], f"hidden {data[mask][0]!r} shows"


@pytest.mark.parametrize("kinds", BUILDERS)
@pytest.mark.parametrize("dtype", NUMBERS)
@pytest.mark.parametrize("name", CALLS)
def test_nothing_visible_depends_on_a_hidden_value(name: str, dtype: str, kinds: str) -> None:
    check(CALLS[name], BUILDERS[kinds], VISIBLE[dtype], MASK)


@pytest.mark.parametrize("dtype", [dtype for dtype in VISIBLE if dtype not in NUMBERS])
@pytest.mark.parametrize("name", CALLS)
def test_nor_of_times_texts_and_objects(name: str, dtype: str) -> None:
    for kinds in ("mask", "labels"):
        check(CALLS[name], BUILDERS[kinds], VISIBLE[dtype], MASK)


@pytest.mark.parametrize("name", CALLS)
def test_nor_where_everything_is_masked(name: str) -> None:
    for dtype in ("f8", "i8", "O"):
        check(CALLS[name], BUILDERS["mask"], VISIBLE[dtype], np.ones((3, 4), bool))


@pytest.mark.parametrize(("family", "name"), [(f, name) for f, (_, calls) in SAMPLES.items() for name in calls])
def test_nor_of_what_needs_elements_of_its_own(family: str, name: str) -> None:
    base, calls = SAMPLES[family]
    for mask in (MASK[1, ::-1], ~MASK[0]) if base.ndim == 1 else (MASK, np.roll(MASK, 1, 0), np.ones((3, 4), bool)):
        for kinds in ("mask",) if base.ndim == 1 else ("mask", "labels"):
            check(calls[name], BUILDERS[kinds], base, mask)


def test_the_poison_test_can_fail() -> None:
    with pytest.raises(AssertionError, match="shows"):
        check(lambda x: np.asarray(x).sum(), BUILDERS["mask"], VISIBLE["f8"], MASK)
