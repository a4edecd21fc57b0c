"""Covariance, norms, padding and neighbours against NumPy on visible elements, pair by pair and line by line."""

import itertools

import numpy as np
import pytest

import metaarr as mt

RNG = np.random.default_rng(11)
DATA = RNG.normal(size=(4, 20))
MASK = RNG.random((4, 20)) < 0.2
MASK[2] = MASK[0]
MASK[3] &= ~MASK[0]  # no column is masked altogether
X = mt.array(np.where(MASK, np.nan, DATA), mask=MASK)


def _pairs(function, rows, masks, weights=None, **options):
    number = len(rows)
    result = np.empty((number, number))
    for i, j in itertools.product(range(number), repeat=2):
        both = ~masks[i] & ~masks[j]
        given = {} if weights is None else {"fweights": weights[both]}
        result[i, j] = function(rows[i][both], rows[j][both], **given, **options)[0, 1]
    return result


@pytest.mark.parametrize("options", [{}, {"bias": True}, {"ddof": 0}, {"ddof": 3}])
def test_covariance_of_each_pair_by_what_both_have(options):
    found = np.cov(X, **options)
    np.testing.assert_allclose(np.asarray(found), _pairs(np.cov, DATA, MASK, **options))
    assert not found.mask.any()


def test_correlation_and_layouts():
    np.testing.assert_allclose(np.asarray(np.corrcoef(X)), _pairs(np.corrcoef, DATA, MASK))
    np.testing.assert_allclose(np.asarray(np.cov(X.T, rowvar=False)), _pairs(np.cov, DATA, MASK))
    rows, masks = DATA[:2], MASK[:2]
    np.testing.assert_allclose(np.asarray(np.cov(X[0], X[1])), _pairs(np.cov, rows, masks))
    assert np.cov(X[0]).shape == ()


def test_weights_of_observations():
    counts = RNG.integers(1, 4, 20)
    np.testing.assert_allclose(np.asarray(np.cov(X, fweights=counts)), _pairs(np.cov, DATA, MASK, counts))
    hidden = np.arange(20) == 4
    found = np.cov(X, fweights=mt.array(counts, mask=hidden))
    np.testing.assert_allclose(np.asarray(found), _pairs(np.cov, DATA, MASK | hidden, counts))


def test_too_few_observations_together_are_masked():
    x = mt.array([[1.0, 2.0, 3.0], [4.0, 5.0, 9.0]], mask=[[0, 0, 1], [1, 0, 0]])
    assert np.cov(x).mask.tolist() == [[False, True], [True, False]]
    assert np.corrcoef(x).mask.tolist() == [[False, True], [True, False]]
    assert np.cov(x, ddof=0).tolist() == [[0.25, 0.0], [0.0, 4.0]]


@pytest.mark.parametrize("order", [None, 0, 1, 2, 3, np.inf, -np.inf])
def test_norms_of_vectors_skip(order):
    found = np.linalg.norm(X, order, axis=1)
    expected = [np.linalg.norm(row[~hidden], order) for row, hidden in zip(DATA, MASK, strict=True)]
    np.testing.assert_allclose(np.asarray(found), expected)


def test_a_norm_of_nothing_is_masked():
    x = mt.array([[3.0, 4.0], [1.0, 2.0]], mask=[[0, 0], [1, 1]])
    assert np.linalg.norm(x, axis=1).tolist() == [5.0, None]
    assert np.linalg.vector_norm(x, axis=1, keepdims=True).tolist() == [[5.0], [None]]


@pytest.mark.parametrize("order", ["fro", 1, -1, np.inf, -np.inf])
def test_norms_of_matrices_that_are_sums(order):
    # Zeros add nothing to a sum, and no column or row of this matrix is masked altogether.
    zeros = np.where(MASK, 0.0, DATA)
    np.testing.assert_allclose(np.linalg.norm(X, order).item(), np.linalg.norm(zeros, order))
    stack = mt.array(np.array([DATA, 2 * DATA]), mask=np.array([MASK, MASK]))
    found = np.linalg.norm(stack, order, axis=(1, 2), keepdims=True)
    np.testing.assert_allclose(np.asarray(found).ravel(), np.linalg.norm(zeros, order) * np.array([1, 2]))


def test_norms_of_singular_values_and_the_trace():
    with pytest.raises(mt.UnsupportedError, match="every element"):
        np.linalg.norm(X, "nuc")
    square = mt.array([[1.0, 0.0], [0.0, 5.0]], mask=[[1, 0], [0, 0]])
    assert np.linalg.trace(square).item() == 5.0
    assert mt.is_masked(np.linalg.trace(mt.array(np.eye(2), mask=True)))


@pytest.mark.parametrize("mode", ["constant", "edge", "reflect", "symmetric", "wrap", "maximum", "mean", "median",
                                  "minimum", "linear_ramp"])  # fmt: skip
@pytest.mark.parametrize("dtype", ["f8", "i8"])
def test_padding_is_numpys_own_where_nothing_is_masked_nearby(mode, dtype):
    data = np.arange(24).reshape(4, 6).astype(dtype) % 7
    plain = np.pad(data, ((1, 2), (0, 3)), mode)
    np.testing.assert_array_equal(np.asarray(np.pad(mt.array(data, mask=False), ((1, 2), (0, 3)), mode)), plain)
    lone = mt.array([[3, 1, 2]], dtype=dtype, mask=[[0, 1, 0]])
    found = np.pad(lone, ((0, 0), (0, 1)), mode)
    after = {"constant": 0, "edge": 2, "reflect": None, "symmetric": 2, "wrap": 3, "maximum": 3, "mean": 2.5,
             "median": 2.5, "minimum": 2, "linear_ramp": 0}[mode]  # fmt: skip
    assert found.tolist()[0] == [3, None, 2, np.rint(after) if dtype == "i8" and after is not None else after]


def test_padding_by_statistics_goes_axis_by_axis_as_numpys():
    data = RNG.normal(size=(3, 4))
    for length in (None, 2, ((1, 2), (3, 1))):
        options = {"mode": "mean", "stat_length": length}
        plain = np.pad(data, ((1, 2), (2, 1)), **options)
        wide = np.concatenate([data, np.full((3, 1), 1e9)], axis=1)
        hidden = np.zeros(wide.shape, bool)
        hidden[0, 4] = True
        found = np.pad(mt.array(wide, mask=hidden)[:, :4], ((1, 2), (2, 1)), **options)
        np.testing.assert_allclose(np.asarray(found), plain)
        once = mt.array(data, mask=np.arange(12).reshape(3, 4) == 5)
        rows = np.asarray(np.pad(once, ((0, 0), (1, 0)), "mean"))[:, 0]
        np.testing.assert_allclose(rows, [data[0].mean(), np.delete(data[1], 1).mean(), data[2].mean()])


def test_constants_may_be_masked():
    padded = np.pad(mt.array([1.0, 2.0], mask=[0, 1]), 1, constant_values=mt.array([7.0, 8.0], mask=[1, 0]))
    assert padded.tolist() == [None, 1.0, None, 8.0]


def test_zeros_are_trimmed_up_to_what_is_masked():
    x = mt.array([0, 0, 5, 0, 9, 0], mask=[0, 1, 0, 0, 0, 0])
    part = np.trim_zeros(x)
    assert part.tolist() == [None, 5, 0, 9]
    part[1] = mt.masked
    assert x.mask.tolist() == [False, True, True, False, False, False]


def test_neighbours():
    x = mt.array([1.0, 2.0, 4.0, 7.0, 11.0], mask=[0, 0, 1, 0, 0])
    assert np.diff(x).tolist() == [1.0, None, None, 4.0]
    assert np.diff(x, prepend=0.0, append=mt.array(1.0, mask=True)).tolist() == [1.0, 1.0, None, None, 4.0, None]
    assert np.ediff1d(x, to_end=mt.array([5.0], mask=[1])).tolist() == [1.0, None, None, 4.0, None]
    assert np.gradient(x).mask.tolist() == [False, True, False, True, False]
    points = np.array([0.0, 1.0, 2.0, 4.0, 5.0])  # not evenly spaced: the middle is used too
    assert np.gradient(x, points).mask.tolist() == [False, True, True, True, False]
    assert np.gradient(np.arange(5.0), mt.array(points, mask=[0, 0, 1, 0, 0])).mask.tolist() == [0, 1, 1, 1, 0]
    assert np.convolve(x, [1.0, 1.0], "valid").tolist() == [3.0, None, None, 18.0]


def test_polynomials():
    p = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
    assert np.polyadd(p, [1.0, 1.0]).tolist() == [1.0, None, 4.0]
    assert np.polymul(p, [1.0, 1.0]).tolist() == [1.0, None, None, 3.0]
    assert np.polyder(p).tolist() == [2.0, None]
    assert np.polyval([1.0, 0.0], p).tolist() == [1.0, None, 3.0]
    assert np.vander(p, 2).mask.tolist() == [[0, 0], [1, 1], [0, 0]]


def test_weights_and_means_may_be_masked():
    weights = mt.array([1.0, np.nan, 3.0], mask=[0, 1, 0])
    assert np.average([1.0, 9.0, 5.0], weights=weights).item() == 4.0
    assert np.average(mt.array([1.0, 9.0, 5.0], mask=[1, 0, 0]), weights=weights).item() == 5.0
    x = mt.array([[1.0, 3.0], [5.0, 7.0]], mask=[[0, 0], [1, 1]])
    assert np.std(x, axis=1, mean=np.mean(x, axis=1, keepdims=True)).tolist() == [1.0, None]
