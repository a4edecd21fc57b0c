"""Arrays of marray: masks kept both ways, memory shared, operators in both orders."""

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

marray = pytest.importorskip("marray")


def theirs(values=(1.0, 2.0, 3.0), mask=(False, True, False)):
    return marray.numpy.asarray(np.array(values), mask=np.array(mask))


@pytest.mark.parametrize("mask", [[0, 0], [0, 1], [1, 1]])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i2", "u1", "c16", "?"])
@pytest.mark.parametrize("shape", [(2,), (2, 1), (1, 2)])
def test_there_and_back(dtype, mask, shape):
    x = mt.array(np.array([1, 0], dtype), mask=mask).reshape(shape)
    back = mt.from_marray(x.to_marray())
    assert (type(back), back.dtype, back.shape) == (mt.MaskedArray, x.dtype, shape)
    np.testing.assert_array_equal(back.mask, x.mask)
    np.testing.assert_array_equal(back.unmasked, x.unmasked)


def test_memory():
    """Catches copies of data or mask."""
    x = mt.array([1.0, 2.0], mask=[0, 1])
    shared, copied = x.to_marray(copy=None), x.to_marray()
    assert np.shares_memory(shared.data, np.asarray(x))
    assert np.shares_memory(shared.mask, x.mask)
    assert not np.shares_memory(copied.data, np.asarray(x))
    assert not np.shares_memory(copied.mask, x.mask)
    array = theirs()
    back = mt.from_marray(array, copy=None)
    assert np.shares_memory(np.asarray(back), array.data)
    assert np.shares_memory(back.mask, array.mask)
    assert not np.shares_memory(np.asarray(mt.from_marray(array)), array.data)


class TestOperators:
    @pytest.mark.parametrize(
        "operation",
        [
            lambda a, x: a * x,
            lambda a, x: x * a,
            lambda a, x: np.multiply(a, x),
            lambda a, x: np.multiply(x, a),
        ],
        ids=["a * x", "x * a", "multiply(a, x)", "multiply(x, a)"],
    )
    def test_keep_unit_and_mask(self, operation):
        found = operation(theirs(), mt.array([2.0, 3.0, 4.0], "m", mask=[0, 0, 1]))
        assert type(found) is mt.MaskedQuantity
        assert found.units == u.m
        assert found.magnitude.tolist() == [2.0, None, None]

    def test_in_place_gives_ours(self):
        array = theirs()
        array *= mt.array([2.0, 3.0, 4.0], "m")
        assert type(array) is mt.MaskedQuantity

    def test_of_numbers_and_quantities_are_refused(self):
        for operation in (lambda a, x: a + x, lambda a, x: x + a, lambda a, x: a < x):
            with pytest.raises(mt.DimensionalityError):
                operation(theirs(), mt.array([2.0, 3.0, 4.0], "m"))

    def test_compare(self):
        found = theirs() == mt.array([1.0, 2.0, 0.0], mask=[0, 0, 0])
        assert found.tolist() == [True, None, False]

    def test_of_marray_alone_are_its_own(self):
        found = theirs() * 2 + theirs()
        assert type(found).__name__ == "MArray"
        np.testing.assert_array_equal(found.data[[0, 2]], [3.0, 9.0])

    def test_of_functions(self):
        found = np.concatenate([theirs(), mt.array([1.0], mask=[1])])
        assert found.tolist() == [1.0, None, 3.0, None]

    def test_of_every_namespace(self):
        """marray makes its classes anew; each has to be known."""
        array = marray.masked_namespace(np).asarray(np.array([1.0, 2.0]), mask=np.array([True, False]))
        assert (array * mt.array([1.0, 2.0], "m")).magnitude.tolist() == [None, 4.0]


def test_refusals():
    with pytest.raises(mt.UnsupportedError, match="no units"):
        mt.array([1.0], "m", mask=[0]).to_marray()
    with pytest.raises(mt.UnsupportedError, match="no labels"):
        mt.array([1.0], mask=[0], dims="x").to_marray()
    with pytest.raises(mt.UnsupportedError, match="takes an array of marray"):
        mt.from_marray(np.ones(2))


def test_from_any():
    assert mt.array(theirs(), "km").units == u.km
    assert mt.array([theirs(), theirs()]).shape == (2, 3)
