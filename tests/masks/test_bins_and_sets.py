"""Histograms, sets and lookups against NumPy on the visible elements alone, and against Python's own sets."""

import numpy as np
import pytest

import metaarr as mt

RNG = np.random.default_rng(7)
DATA = RNG.integers(0, 9, (4, 6)).astype(float)
MASK = RNG.random((4, 6)) < 0.3
X = mt.array(np.where(MASK, np.inf, DATA), mask=MASK)
SEEN = DATA[~MASK]
WEIGHTS = mt.array(np.where(MASK[::-1], np.nan, DATA + 1), mask=MASK[::-1])


def test_histogram_counts_visible_elements():
    for bins in (4, [0.0, 2.0, 5.0], "auto"):
        for got, expected in zip(np.histogram(X, bins), np.histogram(SEEN, bins), strict=True):
            np.testing.assert_array_equal(got, expected)
    np.testing.assert_array_equal(np.histogram_bin_edges(X, 3), np.histogram_bin_edges(SEEN, 3))


def test_masked_weights_do_not_count():
    both = ~MASK & ~MASK[::-1]
    counts, _ = np.histogram(X, 3, weights=WEIGHTS, density=True)
    np.testing.assert_allclose(counts, np.histogram(DATA[both], 3, weights=DATA[both] + 1, density=True)[0])
    ints = mt.array(DATA[0].astype(int), mask=MASK[0])
    got = np.bincount(ints, weights=WEIGHTS[0], minlength=12)
    np.testing.assert_array_equal(got, np.bincount(DATA[0][both[0]].astype(int), (DATA[0] + 1)[both[0]], 12))


def test_points_with_a_masked_coordinate_are_left_out():
    pairs = [(a, b) for a, b, h, k in zip(DATA[0], DATA[1], MASK[0], MASK[1], strict=True) if not (h or k)]
    expected = np.histogram2d(*np.array(pairs).T, bins=[[0, 4, 9], [0, 5, 9]])[0]
    np.testing.assert_array_equal(np.histogram2d(X[0], X[1], bins=[[0, 4, 9], [0, 5, 9]])[0], expected)
    np.testing.assert_array_equal(np.histogramdd([X[0], X[1]], bins=[[0, 4, 9], [0, 5, 9]])[0], expected)
    np.testing.assert_array_equal(np.histogramdd(X[:2].T, bins=[[0, 4, 9], [0, 5, 9]])[0], expected)


def test_edges_must_be_visible():
    with pytest.raises(mt.UnsupportedError, match=r"bins.*masked"):
        np.histogram(DATA, bins=mt.array([0.0, 1.0, 2.0], mask=[0, 1, 0]))
    with pytest.raises(mt.MaskError, match="do not go together"):
        np.histogram(X, weights=WEIGHTS[0])


@pytest.mark.parametrize(
    ("function", "of_sets", "entry"),
    [
        (np.union1d, set.union, lambda a, b: a or b),
        (np.intersect1d, set.intersection, lambda a, b: a and b),
        (np.setxor1d, set.symmetric_difference, lambda a, b: a != b),
        (np.setdiff1d, set.difference, lambda a, b: a and not b),
    ],
)
@pytest.mark.parametrize("masks", [(False, False), (True, False), (False, True), (True, True)])
def test_sets(function, of_sets, entry, masks):
    one = mt.array([1, 2, 3, 99], mask=[0, 0, 0, masks[0]])
    other = mt.array([3, 4, -99, 1], mask=[0, 0, masks[1], 0])
    found = function(one, other)
    sets = ({1, 2, 3} | ({99} if not masks[0] else set()), {3, 4, 1} | ({-99} if not masks[1] else set()))
    expected = sorted(of_sets(*sets)) + [None] * entry(*masks)
    assert found.tolist() == expected


def test_places_of_common_elements():
    values, one, other = np.intersect1d(
        mt.array([5, 0, 3], mask=[0, 1, 0]), mt.array([9, 9, 3, 5], mask=[1, 1, 0, 0]), return_indices=True
    )
    assert (values.tolist(), one.tolist(), other.tolist()) == ([3, 5, None], [2, 0, 1], [2, 3, 0])


def test_distinct_values_of_the_array_api():
    x = mt.array([[3, 1, 7], [3, 9, 1]], mask=[[0, 0, 1], [0, 1, 0]])
    found = np.unique_all(x)
    assert found.values.tolist() == [1, 3, None]
    assert found.indices.tolist() == [1, 0, 2]
    assert found.inverse_indices.tolist() == [[1, 0, 2], [1, 2, 0]]
    assert found.counts.tolist() == [2, 2, 2]
    assert np.unique_counts(x).counts.tolist() == [2, 2, 2]
    assert np.unique_inverse(x).inverse_indices.tolist() == [[1, 0, 2], [1, 2, 0]]
    values = np.unique_values(x).tolist()
    assert (set(values[:2]), values[2:]) == ({1, 3}, [None])


def test_membership():
    found = np.isin(mt.array([1, 2, 3, 4], mask=[0, 1, 0, 0]), mt.array([3, 4, 1], mask=[0, 1, 0]))
    assert found.tolist() == [True, None, True, False]
    assert np.isin([1, 4], mt.array([4, 1], mask=[1, 0])).tolist() == [True, False]
    assert np.isin(mt.array([1, 5], mask=[0, 1]), [5], invert=True).tolist() == [True, None]


def test_interpolation():
    x = mt.array([0.5, 1.5, 9.0], mask=[0, 0, 1])
    xp = mt.array([0.0, 1.0, -9.0, 2.0], mask=[0, 0, 1, 0])
    fp = mt.array([0.0, np.nan, 5.0, 2.0], mask=[0, 1, 0, 0])
    assert np.interp(x, xp, fp).tolist() == [0.5, 1.5, None]
    assert np.interp([1.0], xp, fp).tolist() == [1.0]
    assert np.interp(x, [0.0, 10.0], [0.0, 20.0]).tolist() == [1.0, 3.0, None]


def test_positions_of_what_is_visible_and_true():
    words = mt.array(["", "a", "b"], mask=[0, 0, 1])
    assert [part.tolist() for part in np.nonzero(words)] == [[1]]
    assert np.argwhere(X > 4).tolist() == np.argwhere((DATA > 4) & ~MASK).tolist()
    assert np.flatnonzero(mt.array([0, 3, 7], mask=[1, 0, 1])).tolist() == [1]
