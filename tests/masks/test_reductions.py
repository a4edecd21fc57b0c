"""Reductions skip what is masked, and nothing visible depends on it."""

import math
import warnings
from contextlib import contextmanager

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from metaarr._errors import MaskError, UnsupportedError
from metaarr._masks.fold import reduce
from metaarr._masks.numerics import REDUCTIONS
from metaarr._masks.running import accumulate, reduceat

RUNNING = [np.cumsum, np.cumprod, np.cumulative_sum, np.cumulative_prod, np.nancumsum, np.nancumprod]
POSITIONS = [np.argmin, np.argmax, np.nanargmin, np.nanargmax]
SPREADS = [np.std, np.var, np.nanstd, np.nanvar]
WITH_WHERE = [
    np.sum,
    np.prod,
    np.min,
    np.max,
    np.any,
    np.all,
    np.mean,
    np.std,
    np.var,
    np.nansum,
    np.nanmean,
    np.nanstd,
]
ARGUMENTS = {
    np.quantile: {"q": np.array([0.25, 0.5])},
    np.nanquantile: {"q": np.array([0.25, 0.5])},
    np.percentile: {"q": 40},
    np.nanpercentile: {"q": 40},
}
ASSOCIATIVE = [
    np.add,
    np.multiply,
    np.maximum,
    np.minimum,
    np.fmax,
    np.fmin,
    np.logical_and,
    np.logical_or,
    np.logical_xor,
    np.bitwise_and,
    np.bitwise_or,
    np.bitwise_xor,
    np.gcd,
    np.lcm,
    np.hypot,
    np.logaddexp,
    np.logaddexp2,
]


def named(functions):
    return {"argvalues": list(functions), "ids": [function.__name__ for function in functions]}


@contextmanager
def quiet():
    with warnings.catch_warnings(), np.errstate(all="ignore"):
        warnings.simplefilter("ignore")
        yield


def arguments(function, data, array):
    """Draw an axis that fits the array, with what the function cannot do without."""
    if function is np.trace:
        assume(array.ndim >= 2)
        return {}
    if function in (np.cumulative_sum, np.cumulative_prod):
        assume(array.ndim >= 1)
        return {"axis": data.draw(st.integers(0, array.ndim - 1)), "include_initial": data.draw(st.booleans())}
    several = [] if function in (*RUNNING, *POSITIONS) else [st.just(tuple(range(array.ndim)[:2]))]
    axes = st.one_of(st.none(), *([st.integers(-array.ndim, array.ndim - 1), *several] if array.ndim else []))
    keepdims = {} if function in RUNNING else {"keepdims": data.draw(st.booleans())}
    return {"axis": data.draw(axes), **keepdims, **ARGUMENTS.get(function, {})}


# --- nothing visible depends on a hidden value ---


@pytest.mark.parametrize("function", **named(REDUCTIONS))
@settings(max_examples=40)
@given(data=st.data())
def test_hidden_values_change_nothing(function, data, draw_twins, dtypes, outcome):
    twins = draw_twins(data, data.draw(st.sampled_from(dtypes)))
    given_arguments = arguments(function, data, twins.one)
    one, other = (
        outcome(lambda array=array: REDUCTIONS[function](array, twins.mask, **given_arguments))
        for array in (twins.one, twins.other)
    )
    assert one == other


@pytest.mark.parametrize("function", **named(WITH_WHERE))
@settings(max_examples=40)
@given(data=st.data())
def test_hidden_values_change_nothing_with_where(function, data, draw_twins, outcome):
    twins = draw_twins(data, "f8", (3, 4))
    where = data.draw(st.sampled_from([np.array([True, False, True, False]), np.eye(3, 4, dtype=bool), False]))
    kwargs = {"axis": data.draw(st.sampled_from([None, 0, 1])), "where": where}
    one, other = (
        outcome(lambda array=array: REDUCTIONS[function](array, twins.mask, **kwargs))
        for array in (twins.one, twins.other)
    )
    assert one == other
    assert one.error is None


@pytest.mark.parametrize("method", ["reduce", "accumulate", "reduceat"])
@pytest.mark.parametrize("ufunc", **named(ASSOCIATIVE))
@settings(max_examples=40)
@given(data=st.data())
def test_hidden_values_change_no_ufunc_method(ufunc, method, data, draw_twins, dtypes, outcome):
    twins = draw_twins(data, data.draw(st.sampled_from(dtypes)), min_dims=1, min_side=1)
    axis = data.draw(st.integers(0, twins.one.ndim - 1))
    indices = np.array(data.draw(st.lists(st.integers(0, twins.one.shape[axis] - 1), min_size=1, max_size=4)))
    calls = {
        "reduce": lambda array: reduce(ufunc, array, twins.mask, axis=axis),
        "accumulate": lambda array: accumulate(ufunc, array, twins.mask, axis=axis),
        "reduceat": lambda array: reduceat(ufunc, array, twins.mask, indices, axis=axis),
    }
    assert outcome(lambda: calls[method](twins.one)) == outcome(lambda: calls[method](twins.other))


# --- the visible elements give what NumPy gives for them alone ---


def sample(dtype, with_nan=False, shape=(6, 7)):
    """Small numbers under a mask that leaves each line something but the last."""
    rng = np.random.default_rng(12)
    values = rng.integers(0 if dtype == "u2" else -4, 5, shape).astype(dtype)
    if with_nan:
        values[rng.random(shape) < 0.2] = np.nan
    mask = rng.random(shape) < 0.4
    mask[..., 0], mask[-1] = False, True
    return values, mask


@pytest.mark.parametrize(
    "dtype", ["?", "i1", "u2", "i8", "f2", "f4", "f8", "f8 with nan", "g", "c16", "m8[s]", "M8[D]", "O"]
)
@pytest.mark.parametrize("function", **named([f for f in REDUCTIONS if f not in (*RUNNING, np.trace)]))
def test_each_line_is_numpys_of_its_visible_elements(function, dtype):
    values, mask = sample(dtype.removesuffix(" with nan"), with_nan="nan" in dtype)
    kwargs = ARGUMENTS.get(function, {})
    visible = values[:-1], ~mask[:-1]
    try:
        with quiet():
            function(values, axis=1, **kwargs)
            lines = [function(line[shown], **kwargs) for line, shown in zip(*visible, strict=True)]
    except (TypeError, ValueError):
        pytest.skip("not a function of this dtype")
    if function in POSITIONS:
        found = REDUCTIONS[function](values[:-1], mask[:-1], axis=1).values
        lines = [np.flatnonzero(shown)[at] for shown, at in zip(visible[1], lines, strict=True)]
    else:
        with quiet():
            found = REDUCTIONS[function](values, mask, axis=1, **kwargs).values[..., :-1]
    expected = np.moveaxis(np.array(lines), 0, -1)
    assert found.dtype == (values.dtype if dtype == "O" and found.dtype == object else expected.dtype)
    compare = np.testing.assert_allclose if found.dtype.kind in "fc" else np.testing.assert_array_equal
    compare(found, expected, **({"rtol": 5e-3 if dtype == "f2" else 1e-6} if found.dtype.kind in "fc" else {}))


@pytest.mark.parametrize("dtype", ["i1", "f8", "c16", "m8[s]", "O"])
@pytest.mark.parametrize("function", **named(RUNNING))
def test_running_values_are_those_of_the_visible_elements(function, dtype):
    values, mask = sample(dtype)
    if dtype.startswith("m8") and "prod" in function.__name__:
        pytest.skip("not a function of this dtype")
    found, hidden = REDUCTIONS[function](values, mask, axis=1)
    np.testing.assert_array_equal(hidden, mask)
    for line, shown, running in zip(values[:-1], ~mask[:-1], found[:-1], strict=True):
        np.testing.assert_array_equal(running[shown], function(line[shown]))


def test_running_values_may_start_with_the_initial_one():
    found, hidden = REDUCTIONS[np.cumulative_sum](np.arange(3), np.array([True, False, True]), include_initial=True)
    np.testing.assert_array_equal(found, [0, 0, 1, 1])
    np.testing.assert_array_equal(hidden, [False, True, False, True])


@pytest.mark.parametrize("ufunc", **named(ASSOCIATIVE))
@pytest.mark.parametrize("dtype", ["?", "i8", "f8", "c16", "O"])
def test_ufunc_methods_are_those_of_the_visible_elements(ufunc, dtype):
    values, mask = sample(dtype)
    try:
        expected = [ufunc.reduce(line[shown]) for line, shown in zip(values[:-1], ~mask[:-1], strict=True)]
    except (TypeError, AttributeError, ZeroDivisionError):
        pytest.skip("not a function of this dtype")
    found, hidden = reduce(ufunc, values, mask, axis=1)
    np.testing.assert_allclose(found[:-1].astype(complex), np.array(expected).astype(complex))
    np.testing.assert_array_equal(hidden, mask.all(axis=1))
    running, _ = accumulate(ufunc, values, mask, axis=1)
    for line, shown, some in zip(values[:-1], ~mask[:-1], running[:-1], strict=True):
        np.testing.assert_allclose(some[shown].astype(complex), ufunc.accumulate(line[shown]).astype(complex))


@pytest.mark.parametrize("ufunc", [np.add, np.maximum, np.multiply])
@pytest.mark.parametrize("indices", [[0, 3, 5], [4, 1, 1, 2], [6]])
def test_segments_are_those_of_the_visible_elements(ufunc, indices):
    values, mask = (array[:-1] for array in sample("f8"))
    found, hidden = reduceat(ufunc, values, mask, np.array(indices), axis=1)
    for k, (start, end) in enumerate(zip(indices, [*indices[1:], 7], strict=True)):
        segment = slice(start, end if end > start else start + 1)
        part = reduce(ufunc, values[:, segment], mask[:, segment], axis=1)
        np.testing.assert_array_equal(hidden[:, k], part.mask)
        np.testing.assert_array_equal(found[:, k][~part.mask], part.values[~part.mask])


def test_segments_out_of_range_are_refused():
    with pytest.raises(IndexError):
        reduceat(np.add, np.ones(3), np.array([True, False, False]), np.array([0, 3]))


@pytest.mark.parametrize("ufunc", **named([np.subtract, np.true_divide, np.power, np.arctan2]))
def test_ufuncs_that_are_not_associative_are_refused(ufunc):
    masked = np.array([False, True, False])
    for call in (reduce, accumulate):
        with pytest.raises(UnsupportedError, match=f"np.{ufunc.__name__} is not associative"):
            call(ufunc, np.ones(3), masked)
        np.testing.assert_array_equal(call(ufunc, np.ones(3), np.zeros(3, bool)).mask, False)


@pytest.mark.parametrize(
    ("ufunc", "dtype", "expected"), [(np.maximum, "i1", -5), (np.minimum, "i2", -7), (np.add, "f4", -12)]
)
def test_ufunc_reductions_heed_dtype(ufunc, dtype, expected):
    values = np.array([-5, 10**12 + 3, -7])
    found = reduce(ufunc, values, np.array([False, True, False]), dtype=dtype)
    assert (found.values, found.values.dtype) == (expected, np.dtype(dtype))


@pytest.mark.parametrize("ufunc", **named([np.fmax, np.fmin, np.maximum, np.minimum]))
@pytest.mark.parametrize("hidden", [0.0, np.inf, -np.inf])
def test_extremes_of_visible_nans_are_nan(ufunc, hidden):
    values = np.array([[np.nan, hidden], [hidden, np.nan]])
    found = reduce(ufunc, values, np.array([[False, True], [True, False]]), axis=1)
    assert np.isnan(found.values).all()


def test_a_running_sum_of_negative_zeros_stays_negative():
    found = accumulate(np.add, np.array([5.0, -0.0]), np.array([True, False]))
    assert np.signbit(found.values[1])


@pytest.mark.parametrize("axis", [0, -1, None, ()])
@pytest.mark.parametrize("masked", [False, True])
def test_a_0d_array_reduces_along_any_axis_numpy_allows(axis, masked):
    found = REDUCTIONS[np.sum](np.array(3.0), np.array(masked), axis=axis)
    assert found.values.shape == ()
    assert found.mask == masked
    assert masked or found.values == 3


# --- without a masked element NumPy alone answers ---


# What nan-functions have left may be too few for a spread, which is masked then.
@pytest.mark.parametrize("function", **named([f for f in REDUCTIONS if f not in (np.nanstd, np.nanvar)]))
@settings(max_examples=40)
@given(data=st.data())
def test_unmasked_is_numpy_bit_by_bit(function, data, draw_twins, dtypes, outcome):
    array = draw_twins(data, data.draw(st.sampled_from(dtypes)), min_side=1).one
    kwargs = arguments(function, data, array)
    ours = outcome(lambda: REDUCTIONS[function](array, np.zeros(array.shape, bool), **kwargs))
    numpys = outcome(lambda: np.asarray(function(array, **kwargs)))
    assert ours.error == numpys.error
    assert ours.warnings == numpys.warnings
    if ours.error is None and array.dtype != object:
        assert ours.values[0] == numpys.values[0]
        assert not any(ours.values[1][2])


@pytest.mark.parametrize("function", **named([np.sum, np.prod, np.any, np.all, np.mean]))
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_unmasked_with_where_is_numpy_bit_by_bit(function, axis):
    values = np.random.default_rng(3).normal(size=(50, 40))
    where = values > -1
    found = REDUCTIONS[function](values, np.zeros(values.shape, bool), axis=axis, where=where)
    np.testing.assert_array_equal(found.values, function(values, axis=axis, where=where))


# --- lines without a visible element, and arguments that matter to them ---

NOTHING_SEEN = np.array([[1.0, 2.0], [3.0, 4.0]]), np.array([[True, True], [False, True]])


@pytest.mark.parametrize("function", **named([f for f in REDUCTIONS if f not in (*RUNNING, *POSITIONS, np.trace)]))
def test_lines_all_masked_are_masked(function):
    found = REDUCTIONS[function](*NOTHING_SEEN, axis=1, **ARGUMENTS.get(function, {}))
    expected = [False, False] if function is np.count_nonzero else [True, False]
    np.testing.assert_array_equal(found.mask, np.broadcast_to(expected, found.mask.shape))


@pytest.mark.parametrize("function", **named(POSITIONS))
def test_a_position_in_a_line_all_masked_is_refused(function):
    with pytest.raises(MaskError, match=f"np.{function.__name__} has no position"):
        REDUCTIONS[function](*NOTHING_SEEN, axis=1)
    with pytest.raises(ValueError, match="empty"):
        REDUCTIONS[function](np.ones(0), np.zeros(0, bool))


@pytest.mark.parametrize("fill", [np.inf, -np.inf, 0.0])
@pytest.mark.parametrize("function", **named(POSITIONS))
def test_a_position_is_never_that_of_a_masked_element(function, fill):
    assert REDUCTIONS[function](np.full(3, fill), np.array([True, False, False])).values == 1


@pytest.mark.parametrize("function", **named([np.sum, np.prod, np.min, np.max, np.nansum, np.nanmin, np.nanmax]))
@pytest.mark.parametrize("dtype", ["f8", "i8", "O"])
def test_initial_unmasks(function, dtype):
    if dtype == "O" and function.__name__.startswith("nan"):
        pytest.skip("NumPy warns of no objects or refuses them")
    values, mask = NOTHING_SEEN
    found = REDUCTIONS[function](values.astype(dtype), mask, axis=1, initial=10)
    expected = [function(np.ones(0), initial=10), function(np.array([3.0]), initial=10)]
    np.testing.assert_array_equal(found.values.astype(float), expected)
    assert not found.mask.any()


@pytest.mark.parametrize("function", **named(WITH_WHERE))
def test_lines_left_out_by_where_are_masked(function):
    where = np.array([[True, False], [False, False]])
    found = REDUCTIONS[function](np.ones((2, 2)), np.zeros((2, 2), bool), axis=1, where=where)
    np.testing.assert_array_equal(found.mask, [False, True])


def test_where_must_be_truth_values():
    with pytest.raises(TypeError, match="Cannot cast"):
        REDUCTIONS[np.sum](np.ones(2), np.array([True, False]), where=np.array([1, 0]))


@pytest.mark.parametrize("function", **named(SPREADS))
@pytest.mark.parametrize("degrees", ["ddof", "correction"])
def test_spreads_of_no_more_elements_than_ddof_are_masked(function, degrees):
    values, mask = np.arange(6.0).reshape(2, 3), np.array([[False, False, True], [False, False, False]])
    found = REDUCTIONS[function](values, mask, axis=1, **{degrees: 2})
    np.testing.assert_array_equal(found.mask, [True, False])
    np.testing.assert_allclose(found.values[1], function(values[1], ddof=2))
    assert REDUCTIONS[function](np.ones(1), np.zeros(1, bool), ddof=1).mask


def test_ddof_and_correction_together_are_refused():
    with pytest.raises(ValueError, match="mean the same"):
        REDUCTIONS[np.std](np.ones(2), np.zeros(2, bool), ddof=1, correction=1)


def test_spreads_take_a_mean_that_is_known():
    values, mask = sample("f8")
    mean = REDUCTIONS[np.mean](values, mask, axis=1, keepdims=True).values
    known = REDUCTIONS[np.var](values, mask, axis=1, mean=mean)
    np.testing.assert_array_equal(known.values, REDUCTIONS[np.var](values, mask, axis=1).values)


@pytest.mark.parametrize("function", **named([np.std, np.var]))
def test_hidden_places_do_not_overflow_in_squares(function):
    values, mask = np.array([1e200, 2e200, 5.0]), np.array([False, True, True])
    assert REDUCTIONS[function](values, mask).values == 0


@pytest.mark.parametrize("function", **named([np.sum, np.count_nonzero, np.prod, np.all, np.any, np.cumsum]))
def test_lines_without_elements_are_numpys(function):
    found = REDUCTIONS[function](np.ones((2, 0)), np.zeros((2, 0), bool), axis=1)
    np.testing.assert_array_equal(found.values, function(np.ones((2, 0)), axis=1))
    assert not found.mask.any()


@pytest.mark.parametrize("function", **named([np.mean, np.std, np.var]))
def test_averages_of_lines_without_elements_are_numpys(function):
    with pytest.warns(RuntimeWarning):
        found = REDUCTIONS[function](np.ones((2, 0)), np.zeros((2, 0), bool), axis=1)
    assert np.isnan(found.values).all()
    assert not found.mask.any()


def test_means_of_halves_do_not_overflow():
    assert REDUCTIONS[np.mean](np.full(100, 1000, "f2"), np.arange(100) == 3).values == 1000


# --- visible nans ---


@pytest.mark.parametrize(("function", "expected"), [(np.nansum, 0.0), (np.nanprod, 1.0)])
def test_lines_of_visible_nans_alone_are_numpys(function, expected):
    found = REDUCTIONS[function](np.array([np.nan, 7.0]), np.array([False, True]))
    assert found.values == expected
    assert not found.mask


def test_lines_of_visible_nans_alone_warn_and_masked_ones_do_not():
    values = np.array([[np.nan, 7.0], [1.0, 2.0]])
    with pytest.warns(RuntimeWarning, match="Mean of empty slice"):
        found = REDUCTIONS[np.nanmean](values, np.array([[False, True], [True, True]]), axis=1)
    np.testing.assert_array_equal(found.mask, [False, True])
    assert REDUCTIONS[np.nanmean](values, np.array([[True, True], [True, False]]), axis=1).values[1] == 2


@pytest.mark.parametrize("function", **named([np.nanargmin, np.nanargmax]))
@pytest.mark.parametrize("masked", [False, True])
def test_a_position_among_nans_alone_is_refused(function, masked):
    with pytest.raises(ValueError, match=r"All-NaN|no position"):
        REDUCTIONS[function](np.array([np.nan, np.nan]), np.array([False, masked]))


# --- long arrays go by blocks ---


@pytest.mark.parametrize("size", [2**16, 2**16 + 1, 3 * 2**15 - 1])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i2", "?", "c16"])
@pytest.mark.parametrize(
    "function", **named([np.sum, np.prod, np.min, np.max, np.any, np.all, np.mean, np.std, np.var])
)
def test_long_arrays_are_as_short_ones(function, dtype, size):
    rng = np.random.default_rng(5)
    values = rng.integers(-3, 4, size).astype(dtype)
    mask = rng.random(size) < 0.5
    if values.dtype.kind in "fc":
        values[mask] = rng.choice([np.nan, np.inf, -np.inf, 1e30], np.count_nonzero(mask))
    found = REDUCTIONS[function](values, mask).values
    expected = function(values[~mask])
    assert found.dtype == expected.dtype
    np.testing.assert_allclose(found, expected, rtol=1e-5)


@pytest.mark.parametrize("kwargs", [{"initial": 1e12}, {"keepdims": True}, {"dtype": "f4"}], ids=str)
def test_long_arrays_heed_their_arguments(kwargs):
    values = np.arange(2.0**16)
    mask = values % 3 == 0
    found = REDUCTIONS[np.sum](values, mask, **kwargs)
    expected = np.sum(values[~mask], **kwargs)
    assert (found.values.dtype, found.values.shape) == (expected.dtype, np.shape(expected))
    np.testing.assert_allclose(found.values, expected, rtol=1e-6)


def test_long_sums_are_as_accurate_as_pairwise_ones():
    rng = np.random.default_rng(6)
    values, mask = rng.normal(size=2**18) * 10.0 ** rng.integers(-8, 8, 2**18), rng.random(2**18) < 0.5
    exact = math.fsum(values[~mask])
    bound = 40 * np.finfo(float).eps * np.abs(values[~mask]).sum()
    assert abs(REDUCTIONS[np.sum](values, mask).values - exact) < bound / 8


# --- averages with weights ---


def test_averages_drop_masked_elements_with_their_weights():
    values, mask = sample("f8")
    weights = np.arange(1.0, 8.0)
    found, total = REDUCTIONS[np.average](values, mask, axis=1, weights=weights, returned=True)
    for row in range(5):
        shown = ~mask[row]
        expected = np.average(values[row][shown], weights=weights[shown], returned=True)
        np.testing.assert_allclose((found.values[row], total.values[row]), expected)
    np.testing.assert_array_equal(found.mask, mask.all(axis=1))


def test_weights_of_several_axes_follow_them_in_order():
    rng = np.random.default_rng(9)
    values, weights = rng.normal(size=(2, 3, 4)), rng.random((4, 2))
    mask = np.zeros((2, 3, 4), bool)
    mask[0, :, 1] = True
    found = REDUCTIONS[np.average](values, mask, axis=(2, 0), weights=weights)
    spread = np.where(mask, 0, weights.T[:, np.newaxis, :])
    np.testing.assert_allclose(found.values, (values * spread).sum(axis=(0, 2)) / spread.sum(axis=(0, 2)))


def test_quantiles_drop_masked_elements_with_their_weights():
    values, mask = sample("f8")
    weights = np.arange(1.0, 43.0).reshape(6, 7)
    kwargs = {"q": [0.2, 0.7], "method": "inverted_cdf"}
    found = REDUCTIONS[np.quantile](values, mask, weights=weights, **kwargs)
    np.testing.assert_array_equal(found.values, np.quantile(values[~mask], weights=weights[~mask], **kwargs))


@pytest.mark.parametrize(("shape", "axis", "error"), [((7,), None, TypeError), ((5,), 1, ValueError)])
def test_weights_that_do_not_fit_are_refused(shape, axis, error):
    with pytest.raises(error, match="weights of shape"):
        REDUCTIONS[np.average](*sample("f8"), axis=axis, weights=np.ones(shape))


# --- what goes in is left alone ---


@pytest.mark.parametrize("function", **named([f for f in REDUCTIONS if f not in POSITIONS]))
@pytest.mark.parametrize("masked", [False, True])
def test_operands_are_neither_written_nor_shared(function, masked):
    values, mask = sample("f8")
    mask = mask & masked
    before = values.copy(), mask.copy()
    options = {} if function is np.trace else {"axis": 1}
    extra = {"overwrite_input": True} if function in (np.median, np.nanmedian) else {}
    found = REDUCTIONS[function](values, mask, **options, **extra, **ARGUMENTS.get(function, {}))
    np.testing.assert_array_equal(values, before[0])
    np.testing.assert_array_equal(mask, before[1])
    assert not np.shares_memory(found.mask, mask)
    assert found.mask.flags.writeable
    assert found.mask.shape == found.values.shape


# --- numpy.ma, where it is right ---


@pytest.mark.parametrize("name", ["sum", "prod", "mean", "std", "var", "min", "max", "ptp", "all", "any", "count"])
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_agrees_with_numpy_ma(name, axis):
    from metaarr._masks.lines import count

    values, mask = sample("f8")
    expected = getattr(np.ma.array(values, mask=mask), name)(axis=axis)
    found = count(mask, axis) if name == "count" else REDUCTIONS[getattr(np, name)](values, mask, axis=axis)
    if name == "count":
        np.testing.assert_array_equal(found, expected)
        return
    np.testing.assert_array_equal(found.mask, np.ma.getmaskarray(expected))
    np.testing.assert_allclose(found.values[~found.mask], np.ma.compressed(expected))
