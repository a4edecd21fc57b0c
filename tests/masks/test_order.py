"""Order puts what is masked last, after NaN and infinity, and never looks at its value."""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metaarr._errors import MaskError
from metaarr._masks.order import lexsort, partition_permutation, searchsorted, sort_permutation, unique


def drawn_axis(data, array):
    return data.draw(st.sampled_from([None, *range(-array.ndim, array.ndim)]))


@given(data=st.data())
def test_sorting_ignores_hidden_values(data, draw_twins, dtypes, outcome):
    twins = draw_twins(data, data.draw(st.sampled_from(dtypes)), min_dims=1)
    axis, stable = drawn_axis(data, twins.one), data.draw(st.booleans())
    one, other = (
        outcome(lambda array=array: sort_permutation(array, twins.mask, axis, stable=stable))
        for array in (twins.one, twins.other)
    )
    assert one == other
    assert one.error is None


@given(data=st.data())
def test_partitioning_ignores_hidden_values(data, draw_twins, dtypes, outcome):
    twins = draw_twins(data, data.draw(st.sampled_from(dtypes)), min_dims=1, min_side=1)
    axis = drawn_axis(data, twins.one)
    length = twins.one.size if axis is None else twins.one.shape[axis]
    kth = data.draw(st.lists(st.integers(-length, length - 1), min_size=1, max_size=3))
    one, other = (
        outcome(lambda array=array: partition_permutation(array, twins.mask, kth, axis))
        for array in (twins.one, twins.other)
    )
    assert one == other
    assert one.error is None


@given(data=st.data())
def test_distinct_values_ignore_hidden_ones(data, draw_twins, dtypes, outcome):
    twins = draw_twins(data, data.draw(st.sampled_from(dtypes)), min_dims=1)
    axis = drawn_axis(data, twins.one)
    assume(axis is None or twins.one.size)

    def found(array):
        result = unique(array, twins.mask, axis)
        return result.values, result.mask, result.index, result.inverse, result.counts

    assert outcome(lambda: found(twins.one)) == outcome(lambda: found(twins.other))


@given(data=st.data())
def test_sorting_by_keys_ignores_hidden_values(data, draw_twins, outcome):
    keys = [draw_twins(data, dtype, (6,)) for dtype in ("f8", "i1", "M8[D]")]
    masks = [key.mask for key in keys]
    one = outcome(lambda: lexsort([key.one for key in keys], masks))
    assert one == outcome(lambda: lexsort([key.other for key in keys], masks))
    assert one.error is None


VALUES = np.array([[3.0, np.nan, 1.0, 9.0, np.inf, 2.0], [0.0, 5.0, 4.0, 7.0, 8.0, -1.0]])
HIDDEN = np.array([[0, 0, 0, 1, 0, 1], [1, 0, 1, 0, 1, 0]], bool)


@pytest.mark.parametrize("axis", [-1, 0, 1, None])
def test_masked_come_last_in_their_own_order(axis):
    permutation = sort_permutation(VALUES, HIDDEN, axis)
    values, hidden = (VALUES.reshape(-1), HIDDEN.reshape(-1)) if axis is None else (VALUES, HIDDEN)
    places = np.moveaxis(permutation, axis or 0, -1).reshape(-1, permutation.shape[axis or 0])
    lines = np.moveaxis(values, axis or 0, -1).reshape(places.shape)
    shown = ~np.moveaxis(hidden, axis or 0, -1).reshape(places.shape)
    for at, line, seen in zip(places, lines, shown, strict=True):
        number = np.count_nonzero(seen)
        np.testing.assert_array_equal(line[at[:number]], np.sort(line[seen]))
        np.testing.assert_array_equal(at[number:], np.flatnonzero(~seen))


def test_a_stable_sort_keeps_equal_elements_in_order():
    values, hidden = np.array([1, 0, 1, 0, 1, 0]), np.array([0, 0, 1, 1, 0, 0], bool)
    np.testing.assert_array_equal(sort_permutation(values, hidden, kind="stable"), [1, 5, 0, 4, 2, 3])


def test_many_masked_elements_keep_their_order():
    hidden = np.arange(200) % 3 > 0
    np.testing.assert_array_equal(sort_permutation(np.ones(200), hidden)[67:], np.flatnonzero(hidden))


def test_unmasked_order_is_numpys():
    nothing = np.zeros(VALUES.shape, bool)
    np.testing.assert_array_equal(sort_permutation(VALUES, nothing, 1), np.argsort(VALUES, 1))
    np.testing.assert_array_equal(partition_permutation(VALUES, nothing, 2, 1), np.argpartition(VALUES, 2, 1))


def test_a_0d_array_sorts_only_flattened():
    assert sort_permutation(np.array(2.0), np.array(True), None) == 0
    with pytest.raises(np.exceptions.AxisError):
        sort_permutation(np.array(2.0), np.array(True), -1)


@pytest.mark.parametrize("kth", [0, 2, -1, [1, 4], 5])
@pytest.mark.parametrize("axis", [1, -1, None])
def test_partitions_hold_what_sorting_holds(kth, axis):
    at, order = partition_permutation(VALUES, HIDDEN, kth, axis), sort_permutation(VALUES, HIDDEN, axis)
    flat = axis is None
    values, hidden = (x.reshape(-1) if flat else x for x in (VALUES, HIDDEN))
    found, best = (np.take_along_axis(values, p, -1) for p in (at, order))
    last = np.take_along_axis(hidden, order, -1)
    np.testing.assert_array_equal(np.take_along_axis(hidden, at, -1), last)
    for place in np.atleast_1d(kth):
        np.testing.assert_array_equal(found[..., place][~last[..., place]], best[..., place][~last[..., place]])
        assert np.all(~(found[..., :place] > best[..., place, np.newaxis]) | last[..., place, np.newaxis])


@pytest.mark.parametrize("kth", [6, -7, [0, 9]])
def test_partitions_at_no_place_are_refused(kth):
    with pytest.raises(ValueError, match="out of bounds"):
        partition_permutation(VALUES, HIDDEN, kth, 1)


def test_a_masked_key_comes_last_and_leaves_the_rest_to_the_next():
    minor, major = np.array([3, 1, 2, 0]), np.array([1.0, np.inf, 5.0, 1.0])
    order = lexsort([minor, major], [np.zeros(4, bool), np.array([True, False, True, False])])
    np.testing.assert_array_equal(order, [3, 1, 2, 0])
    order = lexsort([minor, major], [np.array([False, False, False, True]), np.zeros(4, bool)])
    np.testing.assert_array_equal(order, [0, 3, 2, 1])


def test_a_masked_needle_is_found_nowhere():
    found = searchsorted(np.array([1.0, 2.0]), np.zeros(2, bool), np.array([1.5, 9.0]), np.array([False, True]))
    assert found.values[0] == 1
    np.testing.assert_array_equal(found.mask, [False, True])


def test_a_masked_haystack_is_refused():
    with pytest.raises(MaskError, match="unmasked array to search in"):
        searchsorted(np.array([1.0, 2.0]), np.array([True, False]), np.array(1.5), np.array(False))


def test_distinct_values_end_in_one_masked_entry():
    values, hidden = np.array([[5, 3, 7], [3, 9, 5]]), np.array([[0, 0, 1], [0, 1, 0]], bool)
    found = unique(values, hidden)
    np.testing.assert_array_equal(found.values[:-1], [3, 5])
    np.testing.assert_array_equal(found.mask, [False, False, True])
    np.testing.assert_array_equal(found.index, [1, 0, 2])
    np.testing.assert_array_equal(found.inverse, [[1, 0, 2], [0, 2, 1]])
    np.testing.assert_array_equal(found.counts, [2, 2, 2])


def test_distinct_values_of_unmasked_ones_are_numpys():
    values = np.array([[5, 3, 7], [3, 9, 5]])
    found = unique(values, np.zeros((2, 3), bool))
    np.testing.assert_array_equal(found.values, np.unique(values))
    assert not found.mask.any()


def test_a_masked_slice_is_not_one_of_zeros():
    found = unique(np.zeros((3, 1)), np.array([[False], [True], [False]]), 0)
    np.testing.assert_array_equal(found.mask, [[False], [True]])


@pytest.mark.parametrize("axis", [0, 1])
def test_distinct_slices_agree_in_what_is_visible_and_in_what_is_not(axis):
    values = np.array([[2, 1], [9, 1], [2, 1], [1, 8], [7, 1], [1, 4]])
    hidden = np.array([[0, 0], [1, 0], [0, 0], [0, 1], [1, 0], [0, 0]], bool)
    if axis == 1:
        values, hidden = values.T, hidden.T
    found = unique(values, hidden, axis)
    expected = np.array([[1, 4], [1, 0], [2, 1], [0, 1]])
    masked = np.array([[0, 0], [0, 1], [0, 0], [1, 0]], bool)
    np.testing.assert_array_equal(found.values, expected.T if axis else expected)
    np.testing.assert_array_equal(found.mask, masked.T if axis else masked)
    np.testing.assert_array_equal(found.index, [5, 3, 0, 1])
    np.testing.assert_array_equal(found.inverse, [2, 3, 2, 1, 3, 0])
    np.testing.assert_array_equal(found.counts, [1, 1, 2, 2])
