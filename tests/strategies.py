"""Hypothesis strategies for arrays of every class: any layout in memory, any unit, any mask, any labels."""

from collections.abc import Sequence
from typing import Any

import hypothesis.strategies as st
import numpy as np
from hypothesis.extra import numpy as hnp

import metaarr as mt

FLOATS = ("f4", "f8")
NUMBERS = ("f4", "f8", "i4", "i8", "c16")
DTYPES = (*NUMBERS, "?", "M8[s]", "m8[s]", "U3", "O")

MULTIPLICATIVE = ("m", "cm", "km", "s", "K", "m/s", "", "percent")
OFFSET = ("degC", "degF")
UNITS = MULTIPLICATIVE + OFFSET

CLASSES: tuple[Any, ...] = (
    mt.Quantity,
    mt.MaskedArray,
    mt.LabeledArray,
    mt.MaskedQuantity,
    mt.LabeledQuantity,
    mt.LabeledMaskedArray,
    mt.LabeledMaskedQuantity,
)

DIMS = ("a", "b", "c", "d")

_POOLS: dict[str, list[Any]] = {
    "f": [0.0, -0.0, 1.0, -1.5, 2.25, 3.0, 1e4, np.nan, np.inf, -np.inf],
    "i": [0, 1, -1, 2, 7, 1000],
    "c": [0j, 1 + 2j, -1.5j, complex(np.nan, 1), complex(np.inf, 0)],
    "b": [False, True],
    "M": [np.datetime64(n, "s") for n in (0, 1, -5, 10**9)] + [np.datetime64("NaT", "s")],
    "m": [np.timedelta64(n, "s") for n in (0, 1, -5, 10**5)] + [np.timedelta64("NaT", "s")],
    "U": ["", "a", "abc", "é"],
    "O": [0, 1, -3, 2.5, 10**20],
}


def holds(cls: Any, dtype: Any) -> bool:
    """Whether arrays of a class may have that dtype: only numbers have a unit."""
    return not issubclass(cls, mt.Quantity) or np.dtype(dtype).kind not in "MmUST"


def shapes(
    min_dims: int = 0, max_dims: int = 3, min_side: int = 0, max_side: int = 3
) -> st.SearchStrategy[tuple[int, ...]]:
    """Shapes without axes, with axes of no length, and ordinary ones."""
    return hnp.array_shapes(min_dims=min_dims, max_dims=max_dims, min_side=min_side, max_side=max_side)


@st.composite
def plain_arrays(
    draw: Any, dtypes: Sequence[str] = DTYPES, shape: Any = None, finite: bool = False, layouts: bool = True
) -> np.ndarray:
    """Bare arrays: C and F order, steps, reversed axes, byte-swapped, read-only."""
    dtype = np.dtype(draw(st.sampled_from(dtypes)))
    shape = draw(shapes()) if shape is None else shape
    values = _values(draw, dtype, shape, finite)
    return _laid_out(draw, values) if layouts else values


def _values(draw: Any, dtype: np.dtype, shape: tuple[int, ...], finite: bool) -> np.ndarray:
    pool = [x for x in _POOLS[dtype.kind] if not finite or dtype.kind in "bUO" or np.isfinite(x)]
    choices = np.empty(len(pool), dtype)
    choices[:] = pool
    places = draw(hnp.arrays(np.intp, shape, elements=st.integers(0, len(pool) - 1)))
    return choices[places.reshape(-1)].reshape(shape)


def _laid_out(draw: Any, values: np.ndarray) -> np.ndarray:
    """The same values, elsewhere in memory."""
    layout = draw(st.sampled_from(["C", "F", "stepped", "reversed", "swapped", "read-only"]))
    if layout == "F":
        return np.asfortranarray(values) if values.ndim else values
    if layout in ("stepped", "reversed") and values.ndim:
        step = 2 if layout == "stepped" else -1
        wide = np.zeros((*values.shape[:-1], abs(step) * values.shape[-1]), values.dtype)
        wide[..., ::step] = values
        return wide[..., ::step]
    if layout == "swapped":
        return values.astype(values.dtype.newbyteorder())
    values.flags.writeable = layout != "read-only"
    return values


def masks(shape: tuple[int, ...]) -> st.SearchStrategy[Any]:
    """Nothing, everything or anything masked."""
    return st.one_of(st.just(np.zeros(shape, bool)), st.just(np.ones(shape, bool)), hnp.arrays(np.bool_, shape))


@st.composite
def labels(draw: Any, shape: tuple[int, ...]) -> tuple[tuple[str, ...], dict[str, Any]]:
    """Dims ``a``, ``b``, ``c`` … with a coordinate on some of them; the n-th label of a dim is always 10 n."""
    dims = DIMS[: len(shape)]
    labelled = draw(st.lists(st.sampled_from(dims), unique=True)) if dims else []
    return dims, {dim: 10 * np.arange(shape[dims.index(dim)]) for dim in labelled}


@st.composite
def arrays(
    draw: Any,
    classes: Sequence[Any] = CLASSES,
    dtypes: Sequence[str] = DTYPES,
    units: Sequence[str] = UNITS,
    shape: Any = None,
    finite: bool = False,
    layouts: bool = True,
) -> Any:
    """Arrays of metaarr that share the memory of a bare array of any layout."""
    dtype = draw(st.sampled_from(dtypes))
    cls = draw(st.sampled_from([cls for cls in classes if holds(cls, dtype)]))
    data = draw(plain_arrays((dtype,), shape, finite, layouts))
    fields: dict[str, Any] = {}
    if issubclass(cls, mt.Quantity):
        fields["units"] = draw(st.sampled_from(units))
    if issubclass(cls, mt.MaskedArray):
        fields["mask"] = draw(masks(data.shape))
    if issubclass(cls, mt.LabeledArray):
        fields["dims"], fields["coords"] = draw(labels(data.shape))
    return cls(data, copy=None, **fields)


@st.composite
def numbered(draw: Any, classes: Sequence[Any] = CLASSES, shape: Any = None) -> Any:
    """Arrays whose elements say where they come from, with metadata that say the same (see ``check_identity``)."""
    shape = draw(shapes()) if shape is None else shape
    return identified(draw(st.sampled_from(classes)), shape, draw(st.sampled_from("CF")))


def identified(cls: Any, shape: tuple[int, ...], order: str = "C") -> Any:
    """Elements 0, 1, 2 …; every third masked; the n-th label of a dim is 10 n, ``id`` holds the elements themselves."""
    data = np.asarray(np.arange(np.prod(shape, dtype=int), dtype=float).reshape(shape), order=order)
    fields: dict[str, Any] = {}
    if issubclass(cls, mt.Quantity):
        fields["units"] = "m"
    if issubclass(cls, mt.MaskedArray):
        fields["mask"] = data % 3 == 2
    if issubclass(cls, mt.LabeledArray):
        dims = DIMS[: len(shape)]
        fields["dims"] = dims
        fields["coords"] = {d: 10 * np.arange(n) for d, n in zip(dims, shape, strict=True)} | {
            "id": (dims, data.copy())
        }
    return cls(data, **fields)


def check_identity(result: Any, source: Any) -> None:
    """Every metadata of `result`, made of :func:`identified` elements, still belongs to the element it lies on."""
    values = np.asarray(result)
    if isinstance(source, mt.Quantity):
        assert result.units == source.units
    if isinstance(source, mt.MaskedArray):
        np.testing.assert_array_equal(result.mask, values % 3 == 2)
    if isinstance(source, mt.LabeledArray):
        assert len(result.dims) == values.ndim
        origin = dict(
            zip(source.dims, np.unravel_index(values.astype(int), source.shape) if source.ndim else (), strict=True)
        )
        for name, coord in result.coords.items():
            expected = values if name == "id" else 10 * origin[name]
            lying = _spread(np.asarray(coord), coord.dims, result.dims, values.shape)
            np.testing.assert_array_equal(lying, expected, err_msg=name)


def _spread(labels: np.ndarray, of: Any, dims: Any, shape: tuple[int, ...]) -> np.ndarray:
    """Lay labels along their dims on each element of an array of that shape."""
    order = [of.index(dim) for dim in dims if dim in of]
    sizes = [size if dim in of else 1 for dim, size in zip(dims, shape, strict=True)]
    return np.broadcast_to(labels.transpose(order).reshape(sizes), shape)
