"""Twins for the poison test: arrays of the same visible values and mask, and different hidden values."""

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from numpy.typing import NDArray

FLOATS = [0.0, -0.0, 1.0, -1.5, 2.0, 3.25, 1e4, np.nan, np.inf, -np.inf]
POOLS: dict[str, list[Any]] = {
    "?": [False, True],
    "i1": [0, 1, -1, 3, 127, -128],
    "u2": [0, 1, 2, 65535],
    "i8": [0, 1, -2, 5, 2**63 - 1, -(2**63)],
    "f2": FLOATS,
    "f4": [*FLOATS, 3e38],
    "f8": [*FLOATS, 1.7e308, -1.7e308, 5e-324],
    ">f8": FLOATS,
    "g": FLOATS,
    "c8": [0j, 1 + 2j, -1.5j, 3 - 1j, complex(np.inf, 0), complex(np.nan, 1)],
    "c16": [0j, 1 + 2j, -1.5j, 3 - 1j, complex(1e308, 1e308), complex(0, -np.inf)],
    "m8[s]": [np.timedelta64(n, "s") for n in (0, 1, -5, 100)] + [np.timedelta64("NaT", "s")],
    "M8[D]": [np.datetime64(n, "D") for n in (0, 1, -5, 100)] + [np.datetime64("NaT", "D")],
    "O": [0, 1, -3, 2.5, 10**20],
}
HOSTILE: dict[str, list[Any]] = {
    "O": [None, "text", [], 0],
    "m8[s]": [np.timedelta64(n, "s") for n in (2**63 - 1, 1 - 2**63, 3)] + [np.timedelta64("NaT", "s")],
    "M8[D]": [np.datetime64(n, "D") for n in (2**63 - 1, 1 - 2**63, 3)] + [np.datetime64("NaT", "D")],
}


@dataclass(frozen=True)
class Twins:
    """Two arrays that nothing but what is masked tells apart."""

    one: NDArray[Any]
    other: NDArray[Any]
    mask: NDArray[np.bool_]


def _filled(pool: list[Any], dtype: str, shape: tuple[int, ...], draw: Any) -> NDArray[Any]:
    places = draw(hnp.arrays(np.int64, shape, elements=st.integers(0, len(pool) - 1)))
    choices = np.empty(len(pool), dtype)
    choices[:] = pool
    return choices[places.reshape(-1)].reshape(shape)


@pytest.fixture(scope="session")
def dtypes() -> tuple[str, ...]:
    return tuple(POOLS)


@pytest.fixture(scope="session")
def draw_twins() -> Callable[..., Twins]:
    def draw_twins(data: st.DataObject, dtype: str, shape: Any = None, **shapes: int) -> Twins:
        limits = {"min_dims": 0, "max_dims": 3, "min_side": 0, "max_side": 4, **shapes}
        shape = data.draw(hnp.array_shapes(**limits)) if shape is None else shape
        seen = _filled(POOLS[dtype], dtype, shape, data.draw)
        mask = data.draw(hnp.arrays(np.bool_, shape))
        hidden = [_filled(HOSTILE.get(dtype, POOLS[dtype]), dtype, shape, data.draw) for _ in range(2)]
        one, other = (np.asarray(np.where(mask, poison, seen)) for poison in hidden)
        return Twins(one, other, mask)

    return draw_twins


@dataclass(frozen=True)
class Outcome:
    """All that a caller can see of a call."""

    values: tuple[Any, ...]
    error: tuple[type, str] | None
    warnings: tuple[tuple[type, str], ...]


def _seen(result: Any) -> tuple[Any, ...]:
    """Bits of every array of a result; objects by their text."""
    parts = result if isinstance(result, tuple) and not hasattr(result, "_fields") else (result,)
    arrays = [array for part in parts for array in (part if isinstance(part, tuple) else (part,))]
    return tuple((a.dtype, a.shape, _bits(a)) for a in arrays)


def _bits(array: NDArray[Any]) -> object:
    # Between the elements of long doubles lie bytes of no meaning.
    return repr(array.tolist()) if array.dtype.char in "OgG" else array.tobytes()


@pytest.fixture(scope="session")
def outcome() -> Callable[..., Outcome]:
    def outcome(function: Callable[[], Any]) -> Outcome:
        with warnings.catch_warnings(record=True) as caught:
            warnings.simplefilter("always")
            try:
                values, error = _seen(function()), None
            except Exception as raised:  # noqa: BLE001  (whatever it is, it must be the same for the twin)
                values, error = (), (type(raised), str(raised))
        return Outcome(values, error, tuple((w.category, str(w.message)) for w in caught))

    return outcome
