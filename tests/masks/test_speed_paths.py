"""Large arrays take quicker ways: as right as the slow ones, blind to hidden values, and sparing with memory."""

import math
import tracemalloc
import warnings
from fractions import Fraction

import numpy as np
import pytest

import metaarr as mt
from metaarr._masks.blocks import BLOCK, LONG, arrange, fold_blocks
from metaarr._masks.numerics import REDUCTIONS
from metaarr._masks.order import sort, sort_permutation

SHAPES = [(2**17 + 7,), (400, 300), (6, 40000), (40000, 6), (70, 40, 30)]
DTYPES = ["f8", "f4", "f2", ">f8", "g", "c8", "c16", "i8", "i4", "u1", "?"]
POISON = [np.nan, np.inf, -np.inf, 1e308, -1e308]


def named(functions):
    return {"argvalues": list(functions), "ids": [function.__name__ for function in functions]}


def axes_of(shape):
    return [None, *range(len(shape)), *([(0, len(shape) - 1)] if len(shape) > 2 else [])]


def laid_out(array, layout):
    """Give the same elements in another order in memory."""
    match layout:
        case "F":
            return np.asfortranarray(array)
        case "strided":
            wide = np.repeat(array, 2, axis=-1)
            return wide[..., ::2]
        case "reversed":
            return np.ascontiguousarray(array[::-1])[::-1]
        case "unaligned":
            buffer = np.empty(array.nbytes + 1, np.uint8)
            moved = buffer[1:].view(array.dtype).reshape(array.shape)
            moved[...] = array
            return moved
        case _:
            return array


LAYOUTS = ["C", "F", "strided", "reversed", "unaligned"]


def sample(shape, dtype, seed=3, masked=0.3):
    """Small numbers under a mask that leaves every line something."""
    rng = np.random.default_rng(seed)
    offset = {"f": 0.25, "c": 0.25}.get(np.dtype(dtype).kind, 0)
    values = (rng.integers(0 if dtype == "u1" else -9, 10, shape) + offset).astype(dtype)
    mask = rng.random(shape) < masked
    for axis in range(len(shape)):
        np.moveaxis(mask, axis, 0)[1] = False
    return values, mask


def poisoned(values, mask, poison):
    """Put something else into the hidden places."""
    rng = np.random.default_rng(8)
    other = values.copy()
    number = np.count_nonzero(mask)
    if values.dtype.kind in "fc":
        with np.errstate(over="ignore"):
            other[mask] = rng.choice(poison, number).astype(values.dtype)
    else:
        limits = (0, 1) if values.dtype.kind == "b" else (np.iinfo(values.dtype).min, np.iinfo(values.dtype).max)
        other[mask] = rng.choice(np.array(limits, values.dtype), number)
    return other


def bits(masked):
    values = np.where(masked.mask, np.zeros((), masked.values.dtype), masked.values)
    return repr(values.tolist()) if values.dtype.char in "gG" else values.tobytes(), masked.mask.tobytes()


FOLDS = [np.sum, np.prod, np.min, np.max, np.any, np.all, np.mean, np.var, np.std, np.average]


# --- nothing visible depends on a hidden value ---


@pytest.mark.parametrize("function", **named([*FOLDS, np.argmin, np.argmax, np.median, np.ptp]))
@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "c8", "c16", "i8", "i2", "?"])
@pytest.mark.parametrize("shape", [(2**16 + 5,), (200, 130), (20000, 3)], ids=str)
def test_hidden_values_change_no_bit(function, dtype, shape):
    values, mask = sample(shape, dtype)
    if function is np.median and dtype in ("c8", "c16"):
        pytest.skip("what is complex has no order")
    if function is np.ptp and dtype == "?":
        pytest.skip("truth values have no difference")
    if values.dtype.kind in "fc":
        values *= values.dtype.type(0.37)  # sums round, and so tell in which order they were added up
    if function is np.prod:
        values[~mask] = np.where(values[~mask] > 0, 1, -1) if dtype != "?" else True
    for axis in axes_of(shape):
        if isinstance(axis, tuple):
            continue
        found = {
            bits(REDUCTIONS[function](poisoned(values, mask, poison), mask, axis=axis))
            for poison in ([0.0], [3.0, -7.5], [np.nan], [np.inf, -np.inf], POISON)
        }
        assert len(found) == 1


@pytest.mark.parametrize("function", **named([np.sum, np.min, np.max, np.mean, np.std]))
def test_hidden_sentinels_that_are_always_extreme_change_nothing(function):
    values, mask = sample((100003,), "f8", masked=0.5)
    expected = bits(REDUCTIONS[function](values, mask))
    for sentinel in (-9999.0, 9999.0, -1e300, 1e300):
        assert bits(REDUCTIONS[function](np.where(mask, sentinel, values), mask)) == expected


@pytest.mark.parametrize("function", **named([np.sum, np.mean, np.std]))
@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize("shape", [(900_001,), (3, 250_001)], ids=str)
@pytest.mark.parametrize("at", [0, 0.2, 0.6, 1])
def test_a_hidden_nan_that_is_met_late_changes_no_bit(function, dtype, shape, at):
    values = np.random.default_rng(5).normal(3, 1, shape).astype(dtype)
    mask = np.random.default_rng(6).random(shape) < 0.1
    place = int(at * (values.size - 1))
    mask.flat[place] = True
    other = values.copy()
    other.flat[place] = np.nan
    axis = len(shape) - 1
    assert bits(REDUCTIONS[function](other, mask, axis=axis)) == bits(REDUCTIONS[function](values, mask, axis=axis))
    exact = np.array([function(v[~m].astype("f8")) for v, m in zip(*map(np.atleast_2d, (values, mask)), strict=True)])
    found = REDUCTIONS[function](other, mask, axis=axis).values
    np.testing.assert_allclose(np.atleast_1d(found), exact, rtol=1e-13 if dtype == "f8" else 1e-6)


@pytest.mark.parametrize("function", **named([np.sum, np.mean, np.var, np.min, np.argmax, np.average]))
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_hidden_values_cause_no_warnings(function, shape):
    values, mask = sample(shape, "f4")
    other = poisoned(values, mask, POISON)
    with np.errstate(all="raise"):
        for axis in (None, 0, len(shape) - 1):
            REDUCTIONS[function](other, mask, axis=axis)


# --- what NumPy gives for the visible elements ---


@pytest.mark.parametrize("layout", LAYOUTS)
@pytest.mark.parametrize("dtype", DTYPES)
@pytest.mark.parametrize("shape", SHAPES, ids=str)
def test_folds_are_numpys_own_of_what_is_visible(shape, dtype, layout):
    values, mask = sample(shape, dtype)
    other = laid_out(poisoned(values, mask, POISON), layout)
    hidden = laid_out(mask, "C" if layout == "unaligned" else layout)
    mine = np.float64 if dtype in ("f2", "f4") else np.complex128 if dtype == "c8" else values.dtype
    exact = values.astype(mine)
    for axis in axes_of(shape):
        where = {"axis": axis, "where": ~mask}
        _assert_like(REDUCTIONS[np.sum](other, hidden, axis=axis), np.sum(exact, **where), np.sum(values[:0]).dtype)
        low = np.min(exact.real, initial=99, **where)
        if values.dtype.kind != "c":
            _assert_like(REDUCTIONS[np.min](other, hidden, axis=axis), low, np.min(values.reshape(-1)[:1]).dtype)
        assert REDUCTIONS[np.any](other, hidden, axis=axis).values.tolist() == np.any(exact, **where).tolist()
        if dtype not in ("?", "g"):
            _assert_like(
                REDUCTIONS[np.var](other, hidden, axis=axis),
                np.var(exact, **where),
                np.var(values.reshape(-1)[:1]).dtype,
            )


def _assert_like(found, expected, dtype):
    assert found.values.dtype == dtype
    assert not found.mask.any()
    tolerance = {"e": 2e-3, "f": 1e-4, "F": 1e-4}.get(found.values.dtype.char, 1e-12)
    scale = {"e": 20.0}.get(found.values.dtype.char, 1e-3)
    np.testing.assert_allclose(found.values, expected, rtol=tolerance, atol=tolerance * scale)


@pytest.mark.parametrize(
    "ufunc", **named([np.add, np.multiply, np.maximum, np.bitwise_or, np.bitwise_and, np.logical_xor, np.gcd])
)
@pytest.mark.parametrize("dtype", ["i8", "u1", "?", "M8[s]", "m8[s]"])
def test_folds_of_integers_and_times_are_exact(ufunc, dtype):
    from metaarr._masks.fold import reduce

    values, mask = sample((300, 250), "i8")
    if dtype in ("M8[s]", "m8[s]") and (ufunc is not np.maximum and (ufunc is not np.add or dtype == "M8[s]")):
        pytest.skip("no function of times")
    values = np.abs(values).astype(dtype) if dtype in ("u1", "?") else values.astype(dtype)
    if dtype == "?" and ufunc is np.gcd:
        pytest.skip("no function of truth values")
    for axis in (0, 1):
        found = reduce(ufunc, values, mask, axis=axis).values
        lines, shown = np.moveaxis(values, axis, -1), np.moveaxis(~mask, axis, -1)
        expected = np.array([ufunc.reduce(line[seen]) for line, seen in zip(lines, shown, strict=True)])
        assert found.dtype == expected.dtype
        np.testing.assert_array_equal(found, expected)


def test_sums_of_integers_overflow_as_numpys_do():
    values, mask = np.full(50000, 2**62), np.arange(50000) % 2 == 0
    assert REDUCTIONS[np.sum](values, mask).values == np.sum(values[~mask])
    small = values.astype("i4") + 2**30
    assert REDUCTIONS[np.sum](small, mask).values == int(small[1]) * 25000


def test_halves_are_added_up_in_single_precision():
    values, mask = np.repeat(np.array([3, -3, 0.5], "f2"), 40000), np.arange(120000) % 8 == 0
    found = REDUCTIONS[np.sum](values, mask)
    assert found.values.dtype == np.float16
    assert found.values == 0.5 * 35000


@pytest.mark.parametrize("kwargs", [{"keepdims": True}, {"initial": 5.0}, {"dtype": "f4"}, {"where": "odd"}], ids=str)
@pytest.mark.parametrize("axis", [None, 0, 1, -1, (1, 2), (0, 2)])
def test_keywords_hold_for_large_arrays(axis, kwargs):
    values, mask = sample((40, 50, 60), "f8")
    if "where" in kwargs:
        kwargs = {"where": np.arange(60) % 2 == 1}
    found = REDUCTIONS[np.sum](values, mask, axis=axis, **kwargs)
    expected = np.sum(values, axis=axis, **{**kwargs, "where": ~mask & kwargs.get("where", True)})
    assert (found.values.dtype, found.values.shape) == (expected.dtype, np.shape(expected))
    np.testing.assert_allclose(found.values, expected, rtol=1e-5)


@pytest.mark.parametrize("axis", [0, 1])
def test_lines_that_are_hidden_are_masked_in_large_arrays(axis):
    values, mask = sample((300, 200), "f8")
    np.moveaxis(mask, axis, 0)[[0, 17]] = True
    values[mask] = np.nan
    for function in (np.sum, np.min, np.max, np.mean, np.std, np.prod, np.median, np.average):
        with np.errstate(over="ignore"):
            hidden = REDUCTIONS[function](values, mask, axis=1 - axis).mask
        assert np.flatnonzero(hidden).tolist() == [0, 17]


# --- warnings of what is visible ---


@pytest.mark.parametrize("function", **named([np.sum, np.mean, np.var]))
@pytest.mark.parametrize("shape", [(50000,), (200, 250), (50000, 2)], ids=str)
def test_visible_overflow_warns(function, shape):
    values, mask = np.full(shape, 1e308), np.zeros(shape, bool)
    mask[0] = True
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        found = REDUCTIONS[function](values, mask, axis=0)
    assert any("overflow" in str(warning.message) for warning in caught)
    assert not np.isfinite(found.values).any()


def test_visible_infinities_are_as_numpys():
    values, mask = sample((60000,), "f8")
    values[~mask & (np.arange(60000) == np.flatnonzero(~mask)[40000])] = np.inf
    assert REDUCTIONS[np.sum](values, mask).values == np.inf
    assert REDUCTIONS[np.max](values, mask).values == np.inf
    with pytest.warns(RuntimeWarning, match="invalid"):
        assert np.isnan(REDUCTIONS[np.std](values, mask).values)
    values[np.flatnonzero(~mask)[:2]] = -np.inf, np.nan
    assert np.isnan(REDUCTIONS[np.sum](values, mask).values)
    assert np.isnan(REDUCTIONS[np.min](values, mask).values)


# --- accuracy, against exact sums ---


def nasty(kind, size, dtype="f8"):
    rng = np.random.default_rng(11)
    match kind:
        case "wide":
            values = rng.normal(size=size) * 10.0 ** rng.integers(-12, 12, size)
        case "offset":
            values = 1e6 + rng.random(size)
        case "cancelling":
            values = np.concatenate((rng.random(size // 2) * 1e10, -rng.random(size - size // 2) * 1e10))
        case "drifting":
            values = np.linspace(-1e5, 1e9, size)
        case _:
            values = np.full(size, 0.1)
    return values.astype(dtype), rng.random(size) < 0.1


KINDS = ["wide", "offset", "cancelling", "drifting", "equal"]


@pytest.mark.parametrize("dtype", ["f8", "f4"])
@pytest.mark.parametrize("kind", KINDS)
def test_sums_are_as_accurate_as_is_said(kind, dtype):
    values, mask = nasty(kind, 300007, dtype)
    shown = values[~mask].astype("f8")
    unit = float(np.finfo(dtype).eps) * math.fsum(np.abs(shown))
    assert abs(float(REDUCTIONS[np.sum](values, mask).values) - math.fsum(shown)) <= 80 * unit
    twice = np.repeat(values, 2)[::2]  # not contiguous: in blocks that are emptied
    assert abs(float(REDUCTIONS[np.sum](twice, mask).values) - math.fsum(shown)) <= 80 * unit


@pytest.mark.parametrize("shape", [(100, 3000), (3000, 100), (100000, 3)], ids=str)
@pytest.mark.parametrize("axis", [0, 1])
def test_sums_along_axes_are_as_accurate_as_is_said(shape, axis):
    values, mask = (each.reshape(shape) for each in nasty("wide", 300000))
    found = REDUCTIONS[np.sum](values, mask, axis=axis).values
    lines = zip(np.moveaxis(values, axis, -1), np.moveaxis(~mask, axis, -1), found, strict=True)
    for line, seen, total in lines:
        unit = np.finfo(float).eps * math.fsum(np.abs(line[seen]))
        assert abs(total - math.fsum(line[seen])) <= 80 * unit


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("ahead", [False, True], ids=["as it is", "first block hidden"])
def test_variances_are_accurate(kind, ahead):
    values, mask = nasty(kind, 150001)
    mask[: 2 * BLOCK] |= ahead
    shown = [Fraction(value) for value in values[~mask].tolist()]
    mean = sum(shown) / len(shown)
    exact = float(sum((value - mean) ** 2 for value in shown) / len(shown))
    # What is off in the mean by rounding is a deviation too.
    slack = 1e-12 * exact + (100 * np.finfo(float).eps * float(np.abs(values[~mask]).max())) ** 2
    assert abs(float(REDUCTIONS[np.var](values, mask).values) - exact) <= slack


@pytest.mark.parametrize("shape", [(40, 5000), (5000, 40)], ids=str)
@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "c16"])
def test_variances_along_axes_are_numpys(shape, dtype):
    rng = np.random.default_rng(2)
    values = (rng.normal(size=shape) * 50 + 100 * np.arange(shape[1])).astype(dtype)
    mask = rng.random(shape) < 0.2
    for axis in (0, 1):
        for kwargs in ({}, {"ddof": 1}, {"correction": 2}, {"keepdims": True}):
            found = REDUCTIONS[np.var](values, mask, axis=axis, **kwargs).values
            expected = np.var(values, axis=axis, where=~mask, **kwargs)
            np.testing.assert_allclose(found, expected, rtol=2e-4 if dtype == "f4" else 1e-11)


def test_variances_about_a_given_mean():
    values, mask = sample((30, 4000), "f8")
    mean = np.linspace(0, 1, 30)[:, np.newaxis]
    found = REDUCTIONS[np.var](poisoned(values, mask, POISON), mask, axis=1, mean=mean).values
    np.testing.assert_allclose(found, np.var(values, axis=1, where=~mask, mean=mean), rtol=1e-12)
    assert REDUCTIONS[np.std](values, mask, mean=0.0).values == pytest.approx(np.sqrt(np.mean(values[~mask] ** 2)))


def test_equal_numbers_have_no_variance():
    values, mask = np.full(100000, 12345.678), np.arange(100000) % 3 == 0
    values[mask] = np.nan
    assert REDUCTIONS[np.var](values, mask).values <= (1e-12 * 12345) ** 2


def test_too_few_elements_of_a_large_array_have_no_variance():
    mask = np.ones((2, 40000), bool)
    mask[0, 5], mask[1, [3, 30000]] = False, False
    found = REDUCTIONS[np.var](np.arange(80000.0).reshape(2, 40000), mask, axis=1, ddof=1)
    assert found.mask.tolist() == [True, False]
    assert found.values[1] == (30000 - 3) ** 2 / 2


# --- extremes ---


@pytest.mark.parametrize("size", [LONG, 2**15 + 1, 50003])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i8", "i4", "u1"])
def test_extremes_and_their_places(size, dtype):
    rng = np.random.default_rng(1)
    values = rng.integers(10, 60, size).astype(dtype)
    mask = rng.random(size) < 0.5
    values[mask] = rng.choice(np.array([0, 99], dtype), np.count_nonzero(mask))
    shown = np.flatnonzero(~mask)
    for search, fold in ((np.argmin, np.min), (np.argmax, np.max)):
        assert REDUCTIONS[search](values, mask).values == shown[search(values[shown])]
        assert REDUCTIONS[fold](values, mask).values == fold(values[shown])


@pytest.mark.parametrize("extreme", [np.inf, np.nan])
def test_what_fills_hidden_places_is_not_taken_for_an_element(extreme):
    values, mask = np.full(40000, 7.0), np.ones(40000, bool)
    mask[[20000, 30001]] = False
    values[[20000, 30001]] = extreme
    np.testing.assert_equal(float(REDUCTIONS[np.min](values, mask).values), extreme)
    assert REDUCTIONS[np.argmin](values, mask).values == 20000


@pytest.mark.parametrize("first", [0.0, -0.0])
def test_the_first_zero_gives_its_sign(first):
    values, mask = np.ones(40000), np.zeros(40000, bool)
    values[[100, 200]], mask[50] = [first, -first], True
    for hidden in (-1.0, -0.0, 0.0, 5.0, np.nan):
        values[50] = hidden
        assert np.signbit(REDUCTIONS[np.min](values, mask).values) == np.signbit(first)


# --- sorting ---


@pytest.mark.parametrize("dtype", [*DTYPES, "M8[s]", "m8[s]", "U3", "O"])
@pytest.mark.parametrize("axis", [None, 0, 1, -2])
def test_sorting_is_as_by_the_permutation(dtype, axis):
    values, mask = sample((30, 40), "i8")
    values = values.astype(dtype)
    if values.dtype.kind in "fcmM":
        values[::3, ::7] = np.nan if values.dtype.kind in "fc" else "NaT"
    found = sort(values, mask, axis)
    order = sort_permutation(values, mask, axis, kind="stable")
    flat = axis is None
    np.testing.assert_array_equal(
        found.values, values.reshape(-1)[order] if flat else np.take_along_axis(values, order, axis)
    )
    np.testing.assert_array_equal(
        found.mask, mask.reshape(-1)[order] if flat else np.take_along_axis(mask, order, axis)
    )


def test_sorting_moves_hidden_values_along():
    x = mt.array([3.0, 9.0, 1.0, 8.0], "m", mask=[0, 1, 0, 1])
    found = np.sort(x)
    assert found.units == x.units
    assert found.unmasked.magnitude.tolist() == [1.0, 3.0, 9.0, 8.0]
    assert found.mask.tolist() == [False, False, True, True]


# --- averages ---


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("dtype", ["f8", "f4", "i4", "c16"])
def test_weighted_averages_of_large_arrays(axis, dtype):
    values, mask = sample((150, 200), dtype)
    weights = np.random.default_rng(4).random((150, 200))
    found, total = REDUCTIONS[np.average](
        poisoned(values, mask, POISON), mask, axis=axis, weights=weights, returned=True
    )
    kept = np.where(mask, 0, weights)
    expected, totals = np.average(values, axis=axis, weights=kept, returned=True)
    assert (found.values.dtype, total.values.dtype) == (np.asarray(expected).dtype, np.asarray(totals).dtype)
    np.testing.assert_allclose(found.values, expected)
    np.testing.assert_allclose(total.values, totals)


def test_weights_that_sum_to_zero_are_refused():
    with pytest.raises(ZeroDivisionError, match="sum to zero"):
        REDUCTIONS[np.average](np.ones(3), np.array([True, False, False]), weights=np.array([5.0, 1.0, -1.0]))


# --- blocks ---


@pytest.mark.parametrize("shape", [(5, 7, 11), (77, 5), (3, 130), (1, 1, 4), (0, 3), ()], ids=str)
@pytest.mark.parametrize("most", [1, 6, 64, 10000])
@pytest.mark.parametrize("layout", ["C", "F", "strided"])
def test_every_element_is_in_one_block(shape, most, layout):
    array = laid_out(np.arange(math.prod(shape)).reshape(shape), layout if shape else "C")
    if not array.size:
        pytest.skip("nothing to fold")
    for axes in {(), (0,), tuple(range(array.ndim)), (array.ndim - 1,)}:
        if not set(axes) <= set(range(array.ndim)) or not axes:
            continue
        plan = arrange((array,), axes)

        def total(index, plan=plan):
            block = plan.arrays[0][index]
            assert block.size <= most
            return (np.asarray(block.sum(axis=plan.along)),)

        (folded,) = fold_blocks(plan, total, lambda parts: (sum(part[0] for part in parts),), most, together=3)
        np.testing.assert_array_equal(plan.restored(folded), array.sum(axis=axes))


# --- memory ---


def peak(function):
    function()  # memory that is kept, and what modules make on first use
    tracemalloc.start()
    try:
        function()
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize("axis", [None, 0, 1])
@pytest.mark.parametrize("layout", ["C", "F", "strided"])
@pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "i8", "u1", "?", "f2", "c16", "g", ">f8"])
def test_sums_make_no_copies(dtype, layout, axis):
    shape = (1000, 2000)
    x = mt.array(
        laid_out(np.zeros(shape, dtype), layout), mask=laid_out(np.arange(2000000).reshape(shape) % 10 == 0, layout)
    )
    assert peak(lambda: x.sum(axis=axis)) < 2**20


@pytest.mark.parametrize("function", **named([np.mean, np.min, np.max, np.prod, np.any, np.std, np.var]))
@pytest.mark.parametrize("axis", [None, 0, 1])
def test_reductions_make_no_copies(function, axis):
    values, mask = np.ones((1000, 2000)), np.arange(2000000).reshape(1000, 2000) % 10 == 0
    values[mask] = np.nan
    assert peak(lambda: REDUCTIONS[function](values, mask, axis=axis)) < 2**21


# --- means of one long line ---


@pytest.mark.parametrize("size", [LONG - 1, LONG, 3 * LONG + 5])
@pytest.mark.parametrize("dtype", ["f4", "f8"])
def test_the_mean_of_nothing_is_masked(size, dtype):
    found = REDUCTIONS[np.mean](np.full(size, np.nan, dtype), np.ones(size, bool))
    assert found.mask
    assert found.values.dtype == dtype


@pytest.mark.parametrize("size", [LONG - 1, LONG, 3 * LONG + 5])
def test_means_are_computed_in_the_dtype_that_is_given(size):
    values = np.random.default_rng(2).normal(1e4, 1, size).astype("f4")
    mask = np.arange(size) % 7 == 0
    found = REDUCTIONS[np.mean](values, mask, dtype=np.float64)
    assert found.values.dtype == np.float64
    np.testing.assert_allclose(found.values, values[~mask].astype("f8").mean(), rtol=1e-14)


# --- the middle of many lines ---


@pytest.mark.parametrize("dtype", ["f8", "f4", "f2", "g", "i8", "i1", "u8", "u2", ">f8", ">i4"])
@pytest.mark.parametrize("shape", [(40, 9), (9, 40), (5, 6, 7), (50, 1), (3, 1100)], ids=str)
@pytest.mark.parametrize("masked", [0.05, 0.5, 0.95])
def test_medians_are_numpys_of_what_is_visible(dtype, shape, masked):
    rng = np.random.default_rng(4)
    limits = (-100, 100) if np.dtype(dtype).kind != "u" else (0, 100)
    for extreme in (False, True):
        values, mask = rng.integers(*limits, shape).astype(dtype), rng.random(shape) < masked
        if extreme and values.dtype.kind == "f":  # not both infinities, whose mean warns
            values[rng.random(shape) < 0.1] = np.inf
            values[rng.random(shape) < 0.1] = np.nan
        elif extreme:
            values[rng.random(shape) < 0.3] = np.iinfo(dtype).max
        for axis in range(len(shape)):
            found = REDUCTIONS[np.median](poisoned(values, mask, POISON), mask, axis=axis)
            for place in np.ndindex(found.values.shape):
                line = (*place[:axis], slice(None), *place[axis:])
                seen = values[line][~mask[line]]
                assert found.mask[place] == (seen.size == 0)
                if seen.size:
                    expected = np.median(seen)
                    assert found.values.dtype == expected.dtype
                    np.testing.assert_array_equal(found.values[place], expected)
