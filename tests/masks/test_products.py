"""Sums of products leave out the terms with a masked factor."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import MaskError
from metaarr._masks.products import contract, cross

DTYPES = ["?", "i8", "f4", "f8", "g", "c16", "O"]
PRODUCTS = {
    "dot": (np.dot, (3, 4), (4, 2)),
    "dot 1-d": (np.dot, (4,), (4,)),
    "matmul": (np.matmul, (2, 3, 4), (4, 2)),
    "vecdot": (np.vecdot, (3, 4), (4,)),
    "vdot": (np.vdot, (3, 4), (3, 4)),
    "inner": (np.inner, (3, 4), (2, 4)),
    "tensordot": (partial(np.tensordot, axes=([0, 1], [1, 0])), (3, 4, 2), (4, 3)),
    "einsum": (partial(np.einsum, "ij,jk->ki"), (3, 4), (4, 2)),
    "einsum diagonal": (partial(np.einsum, "ii,i"), (4, 4), (4,)),
    "outer": (np.outer, (3,), (4,)),
    "kron": (np.kron, (2, 2), (2, 3)),
}
CONJUGATING = (np.vdot, np.vecdot)
products = pytest.mark.parametrize(("function", "first", "second"), PRODUCTS.values(), ids=PRODUCTS)


def by_hand(function, arrays, masks):
    """The same sum by a class of numbers that knows of masks, in NumPy's loops for objects."""
    numbers = []
    for array, mask in zip(arrays, masks, strict=True):
        boxed = np.empty(array.shape, object)
        for at in np.ndindex(array.shape):
            boxed[at] = Number(array[at], bool(mask[at]))
        numbers.append(boxed)
    found = np.asarray(function(*numbers), object)
    return [[number.value for number in found.flat], [number.hidden for number in found.flat]]


class Number:
    """A number that may be masked: hidden in products, skipped in sums."""

    def __init__(self, value, hidden=False):
        self.value, self.hidden = value, hidden

    def __mul__(self, other):
        hidden = self.hidden or other.hidden
        return Number(self.value * 0 if hidden else self.value * other.value, hidden)

    def __add__(self, other):
        if not isinstance(other, Number) or other.hidden:
            return self
        return other if self.hidden else Number(self.value + other.value)

    __radd__ = __add__

    def conjugate(self):
        return Number(np.conj(self.value), self.hidden)


@products
@given(data=st.data())
def test_hidden_values_change_nothing(function, first, second, data, draw_twins, outcome):
    dtype = data.draw(st.sampled_from([dtype for dtype in DTYPES if dtype != "O"]))
    twins = [draw_twins(data, dtype, shape) for shape in (first, second)]
    masks = [twin.mask for twin in twins]
    conjugate = function in CONJUGATING
    one, other = (
        outcome(lambda side=side: contract(function, [getattr(t, side) for t in twins], masks, conjugate=conjugate))
        for side in ("one", "other")
    )
    assert one == other
    assert one.error is None


@products
@pytest.mark.parametrize("dtype", ["i8", "f8", "c16", "O"])
@pytest.mark.parametrize("special", [False, True])
def test_only_visible_terms_count(function, first, second, dtype, special):
    rng = np.random.default_rng(4)
    masks = [rng.random(shape) < 0.45 for shape in (first, second)]
    arrays = [rng.integers(-3, 4, shape).astype(dtype) for shape in (first, second)]
    if special and dtype == "f8":
        for array in arrays:
            array[rng.random(array.shape) < 0.3] = rng.choice([np.inf, -np.inf, np.nan])
    elif special and dtype == "c16":
        arrays[0].flat[::3] = complex(np.inf, 1)
    with np.errstate(all="ignore"):
        values, hidden = by_hand(function, arrays, masks)
        found = contract(function, arrays, masks, conjugate=function in CONJUGATING)
    np.testing.assert_array_equal(found.mask.reshape(-1), hidden)
    visible = ~np.array(hidden)
    np.testing.assert_array_equal(
        found.values.reshape(-1)[visible].astype(complex), np.array(values, complex)[visible], strict=True
    )


NUMBERS = [0.0, 2.0, -1.0, np.inf, -np.inf, np.nan]


@pytest.mark.parametrize("a", NUMBERS)
@pytest.mark.parametrize("b", NUMBERS)
def test_terms_that_are_not_finite_add_up_as_they_should(a, b):
    with np.errstate(invalid="ignore"):
        expected = np.float64(a) * b + 3.0 * np.inf
    found = contract(
        np.dot, [np.array([a, 3.0, np.inf]), np.array([b, np.inf, 0.0])], [np.zeros(3, bool), np.arange(3) == 2]
    )
    np.testing.assert_array_equal(found.values, expected)


@pytest.mark.parametrize("conjugate", [False, True])
def test_the_first_factor_is_conjugated_beside_infinities_too(conjugate):
    a, b = np.array([[1j, 3.0], [np.inf, 3.0]]), np.array([2.0, 1.0])
    function = np.vecdot if conjugate else np.dot
    found = contract(function, [a, b], [np.zeros((2, 2), bool), np.array([False, True])], conjugate=conjugate)
    assert found.values[0] == (-2j if conjugate else 2j)


def test_a_product_of_three_skips_too():
    arrays = [np.array([1.0, np.inf, 2.0]), np.array([4.0, 0.0, -np.inf]), np.array([1.0, 1.0, 1.0])]
    masks = [np.zeros(3, bool), np.array([False, True, False]), np.zeros(3, bool)]
    found = contract(partial(np.einsum, "i,i,i"), arrays, masks)
    assert found.values == -np.inf
    assert not found.mask


def test_an_empty_sum_is_zero_and_not_masked():
    found = contract(np.matmul, [np.ones((1, 0)), np.ones((0, 2))], [np.zeros((1, 0), bool), np.zeros((0, 2), bool)])
    np.testing.assert_array_equal(found.values, [[0, 0]])
    assert not found.mask.any()


def test_options_of_values_do_not_disturb_the_count_of_terms():
    arrays, masks = [np.arange(4).reshape(2, 2)] * 2, [np.eye(2, dtype=bool)] * 2
    found = contract(np.matmul, arrays, masks, dtype=np.int32, casting="same_kind")
    assert found.values.dtype == np.int32
    np.testing.assert_array_equal(found.mask, [[False, True], [True, False]])


@pytest.mark.parametrize("dtype", ["f4", "c16", "i8"])
def test_unmasked_products_are_numpys(dtype):
    arrays = [np.arange(12).reshape(3, 4).astype(dtype), np.arange(8).reshape(4, 2).astype(dtype)]
    found = contract(np.dot, arrays, [np.zeros((3, 4), bool), np.zeros((4, 2), bool)])
    expected = np.dot(*arrays)
    assert found.values.dtype == expected.dtype
    np.testing.assert_array_equal(found.values, expected)
    assert not found.mask.any()


@given(data=st.data())
def test_hidden_values_change_no_cross_product(data, draw_twins, outcome):
    a, b = (draw_twins(data, "f8", (2, 3)) for _ in range(2))
    one, other = (
        outcome(lambda side=side: cross(getattr(a, side), getattr(b, side), a.mask, b.mask))
        for side in ("one", "other")
    )
    assert one == other


@pytest.mark.parametrize("axes", [{}, {"axisc": 0}, {"axisa": 0, "axisb": 1}, {"axis": 0}], ids=str)
def test_cross_products_skip_terms(axes):
    rng = np.random.default_rng(8)
    a, b = rng.integers(-4, 5, (2, 3, 3)).astype(float)
    hidden = np.eye(3, dtype=bool)
    np.testing.assert_array_equal(
        cross(a, b, np.zeros((3, 3), bool), np.zeros((3, 3), bool), **axes).values, np.cross(a, b, **axes)
    )
    found = cross(a, b, hidden, np.zeros((3, 3), bool), **axes)
    np.testing.assert_array_equal(found.values, np.cross(np.where(hidden, 0, a), b, **axes))
    assert not found.mask.any()
    assert cross(a[0], b[0], np.array([False, True, True]), np.zeros(3, bool)).mask.tolist() == [True, False, False]


def test_masked_cross_products_of_plane_vectors_are_refused():
    with pytest.raises(MaskError, match="vectors of 3 components"):
        cross(np.ones(2), np.ones(3), np.array([True, False]), np.zeros(3, bool))


def test_einsum_into_a_masked_array_from_a_plain_one():
    out = mt.array([5.0, 6.0], mask=[0, 1])
    result = np.einsum("i->i", np.ones(2), out=out)
    assert result is out
    assert np.asarray(out).tolist() == [1, 1]
    assert not out.mask.any()
