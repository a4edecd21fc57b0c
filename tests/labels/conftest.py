"""An identity oracle for labels: unique numbers in the data, so that each label can be checked against its element.

``numbered(shape)`` gives an array whose elements say where they come from, with labels that say the same. Whatever was
done to both, ``check(result, labels, shape, dims)`` decodes each element and compares it with every label on it.
"""

import numpy as np
import pytest
from numpy.typing import NDArray

from metaarr._labels.coord import Coord
from metaarr._labels.state import Labels

DIMS = ("a", "b", "c", "d")


def _numbered(shape: tuple[int, ...], dims: tuple[str | None, ...] | None = None) -> tuple[NDArray[np.intp], Labels]:
    """Unique numbers; labels by dim (100 times the position) and one n-D coordinate ``id`` that is the data."""
    dims = DIMS[: len(shape)] if dims is None else dims
    data = np.arange(np.prod(shape, dtype=int)).reshape(shape)
    coords: dict[str, object] = {
        dim: 100 * np.arange(size) for dim, size in zip(dims, shape, strict=True) if dim is not None
    }
    if None not in dims:
        coords["id"] = Coord(tuple(dim for dim in dims if dim is not None), data)
    return data, Labels(dims, coords, shape, name="n", attrs={"k": 1})


def _check(result: NDArray[np.intp], labels: Labels, shape: tuple[int, ...], dims: tuple[str | None, ...]) -> None:
    """Each label of the result belongs to the element that it lies on; `shape` and `dims` are those of the source."""
    assert len(labels.dims) == result.ndim
    origin = dict(zip(dims, np.unravel_index(result, shape) if shape else (), strict=True))
    for name, coord in labels.coords.items():
        expected = result if name == "id" else 100 * origin[name]
        assert set(coord.dims) <= set(labels.dims)
        np.testing.assert_array_equal(_spread(coord, labels, result.shape), expected, err_msg=name)


def _spread(coord: Coord, labels: Labels, shape: tuple[int, ...]) -> NDArray[np.intp]:
    """The labels laid on each element of an array of that shape."""
    in_order = tuple(dim for dim in labels.dims if dim in coord.dims)
    values = coord.transposed(tuple(dim for dim in in_order if dim is not None)).values
    lying = values.reshape([size if dim in coord.dims else 1 for dim, size in zip(labels.dims, shape, strict=True)])
    return np.broadcast_to(lying, shape)


@pytest.fixture(scope="session")
def numbered():
    return _numbered


@pytest.fixture(scope="session")
def check():
    return _check
