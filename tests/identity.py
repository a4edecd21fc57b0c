"""Arrays whose elements say where they come from, with metadata that say the same."""

from typing import Any

import hypothesis.strategies as st
import numpy as np

import metaarr as mt
from metaarr.testing.strategies import CLASSES, shapes

DIMS = ("a", "b", "c", "d")


@st.composite
def numbered(draw: Any, classes: Any = CLASSES, shape: Any = None) -> Any:
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
