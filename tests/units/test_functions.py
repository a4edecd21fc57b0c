"""Units through NumPy's functions, against plain NumPy on SI numbers.

The oracle knows units by hand-written factors: it converts the operands to SI, calls the same function on plain arrays
and compares with the numbers of the result times the factor of the unit that the result ought to have.
"""

import itertools

import numpy as np
import pytest
from numpy.lib import scimath
from tests.units.calls import (
    CASES,
    GRID,
    HOLES,
    LINE,
    RISING,
    SPELLINGS,
    SQUARE,
    A,
    L,
    N,
    check,
    fix,
    in_units,
    leaves,
    variants,
)

import metaarr as mt
from metaarr import DimensionalityError, OffsetUnitError, UnsupportedError
from metaarr import units as u
from metaarr._table import complete
from metaarr._units.kind import UNITS
from metaarr._units.rules import RULES
from metaarr._units.terms import Rule

cases = pytest.mark.parametrize("name", CASES)


@cases
def test_value_and_unit(name):
    call, dimensions, values, wanted = CASES[name]
    for names in variants(dimensions):
        check(call(*in_units(values, names)), call(*values), wanted, names)


@cases
def test_narrow_floats_stay_narrow(name):
    call, dimensions, values, _ = CASES[name]
    names = [SPELLINGS[d][0] for d in dimensions]
    narrow = [np.asarray(v, np.float32) for v in values]
    quantities = [mt.array(v, unit) for v, unit in zip(narrow, names, strict=True)]
    for leaf, oracle in zip(leaves(call(*quantities)), leaves(call(*narrow)), strict=True):
        assert np.asarray(leaf).dtype == np.asarray(oracle).dtype


def test_conversion_inside_a_function_keeps_float32():
    x, y = (mt.array(np.float32([1, 2, 3]), unit) for unit in ("m", "cm"))
    for result in (np.append(x, y), np.append(y, x), np.clip(x, y, 9 * x), np.where([True, False, True], y, x)):
        assert result.dtype == np.float32


# What does not go together ----------------------------------------------------------------------------------

# Operands of one dimension that need not agree.
INDEPENDENT = {"array_equal", "array_equiv", "piecewise function"}
AGREEING = [
    (name, i)
    for name, (_, dimensions, _, _) in CASES.items()
    if name not in INDEPENDENT
    for i, d in enumerate(dimensions)
    if dimensions.count(d) > 1
]


@pytest.mark.parametrize(("name", "place"), AGREEING)
def test_other_dimensions_are_refused(name, place):
    call, dimensions, values, _ = CASES[name]
    names = [SPELLINGS[d][0] for d in dimensions]
    names[place] = "ampere"
    operands = [mt.array(v, unit) for v, unit in zip(values, names, strict=True)]
    copies = [o.copy() for o in operands]
    with pytest.raises(DimensionalityError):
        call(*operands)
    for operand, copy in zip(operands, copies, strict=True):
        assert operand.units == copy.units
        np.testing.assert_array_equal(operand.magnitude, copy.magnitude)


# NumPy asks the array alone, and not what is filled in or started with.
NOT_ASKED = {
    *("sum initial", "max initial", "nansum initial", "nanmax initial", "clip method", "searchsorted method"),
    *("matrix_rank tol", "pad value", "pad ramp", "select default", "polyint"),
    *("fill_diagonal", "setitem", "fill method", "put method"),
}


@pytest.mark.parametrize(
    ("name", "place"),
    [(name, i) for name, i in AGREEING if CASES[name][1][i] not in (N, A) and (i > 0 or name not in NOT_ASKED)],
)
def test_bare_numbers_are_refused_among_dimensional_ones(name, place):
    call, dimensions, values, _ = CASES[name]
    operands = in_units(values, [SPELLINGS[d][0] for d in dimensions])
    operands[place] = np.asarray(values[place])
    with pytest.raises(DimensionalityError):
        call(*operands)


@pytest.mark.parametrize(
    "call",
    [
        lambda x, zero: np.clip(x, zero, np.inf),
        lambda x, zero: np.nansum(x, initial=zero),
        lambda x, zero: np.diff(x, prepend=zero),
        lambda x, zero: np.ediff1d(x, to_begin=zero, to_end=zero),
        lambda x, zero: np.pad(x, 1, constant_values=zero),
        lambda x, zero: np.interp(x, x, x, left=zero, right=np.nan),
        lambda x, zero: np.select([x > x[0]], [x], default=zero),
        lambda x, zero: np.nan_to_num(x, nan=zero, posinf=np.inf),
        lambda x, zero: np.insert(x, 1, zero),
        np.full_like,
        lambda x, zero: np.linspace(x[0], zero, 3),
        lambda x, zero: np.piecewise(x, [LINE > 2], [x[0], zero]),
    ],
)
def test_zero_inf_and_nan_need_no_unit(call):
    x = mt.array(LINE, "cm")
    got, wanted = call(x, 0), call(x, 0 * u.m)
    assert got.units == wanted.units == "cm"
    np.testing.assert_array_equal(got.magnitude, wanted.magnitude)


NUMBERS_ONLY = {
    "cumprod": np.cumprod,
    "nancumprod": np.nancumprod,
    "cumulative_prod": np.cumulative_prod,
    "sinc": np.sinc,
    "i0": np.i0,
    "slogdet": lambda x: np.linalg.slogdet(np.outer(x, LINE)),
    "logspace": lambda x: np.logspace(x[0], x[1]),
    "poly": np.poly,
    "vander": np.vander,
    "polyval": lambda x: np.polyval([1, 2], x),
    "bincount": lambda x: np.bincount(x.astype(int)),
    "scimath.log": scimath.log,
    "rtol": lambda x: np.isclose(x, x, rtol=x[0]),
    "quantile": lambda x: np.quantile(LINE, x),
    "percentile": lambda x: np.percentile(x, x),
    "packbits": np.packbits,
    "ix_": np.ix_,
    "unravel_index": lambda x: np.unravel_index(x, (2, 2)),
    "coefficients": lambda x: np.polyval(np.poly1d(x / x[0]), x),
    "rcond": lambda x: np.linalg.pinv(np.outer(x, LINE), rcond=x[0]),
    "fweights": lambda x: np.cov(LINE, fweights=x.astype(int)),
    "number of bins": lambda x: np.histogram(x, bins=mt.array(3, "m")),
    "unwrap": np.unwrap,
    "bare full_like": lambda x: np.full_like(x, 3.0),
    "nanprod": lambda x: np.nanprod(np.stack([x, x * [1, np.nan, 1, 1, 1]]), axis=1),
    "bare atol": lambda x: np.isclose(x, x, atol=1e-3),
}


@pytest.mark.parametrize("name", NUMBERS_ONLY)
def test_dimensions_are_refused_where_numbers_are_meant(name):
    with pytest.raises(DimensionalityError):
        NUMBERS_ONLY[name](mt.array(LINE, "m"))


MISPLACED = {
    "where": lambda x: np.mean(LINE, where=x),
    "decimals": lambda x: np.round(x, decimals=x[0]),
    "indices": lambda x: np.take(x, x),
    "condition": lambda x: np.where(x, LINE, LINE),
    "repeats": lambda x: np.repeat(x, x),
    "n": lambda x: np.diff(x, n=x[0]),
    "axis": lambda x: np.mean(x, axis=x[0]),
}


@pytest.mark.parametrize("name", MISPLACED)
def test_a_unit_in_a_parameter_that_has_none_is_refused(name):
    with pytest.raises(UnsupportedError, match="no meaning there"):
        MISPLACED[name](mt.array(np.ones(5, int), "m"))


# Scales with a zero of their own ----------------------------------------------------------------------------

KELVINS = {"degC": (1.0, 273.15), "degF": (5 / 9, 459.67 * 5 / 9), "kelvin": (1.0, 0.0)}

# Cases of lengths alone, as points on a scale: their answer is the same in every unit of temperature.
SAME_ON_EVERY_SCALE = """
    mean; mean axis; mean where; mean method; nanmean; median; nanmedian; max initial; nanmax initial; nanmin
    std; std mean; std method; nanstd; var; nanvar; ptp; average; percentile; nanquantile; argmax
    clip; clip names; clip method; nan_to_num nan; isin; isreal; isposinf; astype; real_if_close
    diff; diff prepend; gradient; interp bare values; cov; cov y
    zeros_like; full_like; linspace; linspace retstep
    searchsorted; searchsorted method; digitize; argsort; argpartition; sort
    unique; unique all; unique_all; unique_counts; unique_values; intersect1d; setdiff1d; union1d
    pad value; pad ramp; pad edge; resize; insert; append; concatenate; where; select default; choose; block
    piecewise numbers; atleast_1d; fftshift; array_equal
    histogram; histogram bins; histogram range; histogram2d one bins; histogramdd array; histogram_bin_edges
    linalg.diagonal; linalg.matrix_transpose; amax; amin; matrix_transpose; ravel; copy; fliplr; flipud; flip; rot90
    transpose; squeeze; atleast_3d; unstack; argmin; nanargmax; nanargmin; isneginf; iscomplex; min; max; nanmax
    sort_complex; unique_inverse; diag_indices_from; tril_indices_from; triu_indices_from; fft.ifftshift; swapaxes
    moveaxis; rollaxis; expand_dims; broadcast_to; reshape; tile; roll; repeat; take; take_along_axis; compress
    extract; delete; diagonal; split; array_split; hsplit; vsplit; dsplit; sliding_window_view; partition; stack
    hstack; vstack; dstack; column_stack; astype like; array like; asanyarray like; ascontiguousarray like
    asfortranarray like; require like; full like; zeros like; copyto; put; place; putmask; put_along_axis
    fill_diagonal; setitem; fill method; put method; nanpercentile; setxor1d; array_equiv
"""
SAFE = {name.strip() for line in SAME_ON_EVERY_SCALE.split("\n") for name in line.split(";") if name.strip()}
SAFE |= {"in1d"} & CASES.keys()
ON_EQUAL_NUMBERS = {"isin", "in1d", "intersect1d", "setdiff1d", "union1d", "array_equal", "setxor1d", "array_equiv"}
NOT_ON_EVERY_SCALE_BY_DECISION = {"zeros_like", "zeros like"}
OF_LENGTHS = [name for name, (_, dimensions, _, _) in CASES.items() if set(dimensions) == {L}]


def on_scale(values, names):
    return [mt.array((np.asarray(v) - KELVINS[n][1]) / KELVINS[n][0], n) for v, n in zip(values, names, strict=True)]


@pytest.mark.parametrize("names", [("degC", "degF"), ("degF", "kelvin"), ("degC",)], ids=str)
@pytest.mark.parametrize("name", sorted(SAFE - NOT_ON_EVERY_SCALE_BY_DECISION))
def test_points_on_a_scale_answer_alike_in_every_unit(name, names):
    call, dimensions, values, _ = CASES[name]
    values = [np.asarray(np.asarray(v) + 300) for v in values]
    if name in ON_EQUAL_NUMBERS:
        names = names[:1]
    scales = list(itertools.islice(itertools.cycle(names), len(dimensions)))
    for leaf, oracle in zip(leaves(call(*on_scale(values, scales))), leaves(call(*values)), strict=True):
        np.testing.assert_allclose(in_kelvin(leaf), oracle, rtol=1e-9, atol=1e-9)


def in_kelvin(leaf):
    if not isinstance(leaf, mt.Quantity):
        return leaf
    for name, (factor, zero) in KELVINS.items():
        if leaf.units == name:
            return leaf.magnitude * factor + zero
        for power in (1, 2):
            if leaf.units == mt.Unit(name).delta ** power:
                return leaf.magnitude * factor**power
    raise AssertionError(leaf.units)


@pytest.mark.parametrize("name", [name for name in OF_LENGTHS if name not in SAFE])
def test_other_functions_refuse_points_on_a_scale(name):
    call, _dimensions, values, _ = CASES[name]
    for unit in ("degC", "degF", "dBm"):
        operands = [mt.array(np.asarray(v), unit) for v in values]
        # The second case has a parameter for differences, which a point is not.
        with pytest.raises((OffsetUnitError, DimensionalityError) if len(values) > 1 else OffsetUnitError):
            call(*operands)


def test_every_safe_case_is_one_of_lengths():
    assert set(OF_LENGTHS) >= SAFE


@pytest.mark.parametrize("func", [np.mean, np.median, np.std, np.average, np.gradient, np.cov, np.histogram])
def test_averages_of_levels_are_refused(func):
    with pytest.raises(OffsetUnitError, match="logarithmic"):
        func(mt.array(LINE, "dBm"))


NOT_A_DISTANCE = {
    "step": lambda x, t: np.gradient(x, t[0]),
    "dx": lambda x, t: np.trapezoid(x, dx=t[0]),
    "weights": lambda x, t: np.average(x, weights=t),
    "weights of bins": lambda x, t: np.histogram(x, weights=t),
    "weights of a count": lambda x, t: np.bincount(np.arange(5), weights=t),
    "relative tolerance": lambda x, t: np.isclose(t, t),
    "right-hand side": lambda x, t: np.linalg.solve(np.outer(x, x), t),
    "one factor": np.kron,
}


@pytest.mark.parametrize("name", NOT_A_DISTANCE)
def test_points_on_a_scale_are_refused_where_an_amount_is_meant(name):
    for unit in ("degC", "dBm"):
        with pytest.raises(OffsetUnitError):
            NOT_A_DISTANCE[name](mt.array(LINE, "m"), mt.array(RISING, unit))


def test_positions_on_a_scale_give_differences():
    x, t = mt.array(LINE, "m"), mt.array(RISING, "degC")
    assert np.gradient(x, t).units == "m / delta_degC"
    assert np.trapezoid(x, t).units == "m * delta_degC"
    np.testing.assert_allclose(np.trapezoid(x, t).magnitude, np.trapezoid(LINE, RISING))


def test_differences_of_levels_are_levels():
    x = mt.array([10.0, 13.0, 20.0], "dBm")
    assert np.diff(x).units == np.ptp(x).units == "dB"
    np.testing.assert_array_equal(np.diff(x).magnitude, [3, 7])


def test_points_and_differences_in_one_call():
    points = mt.array([10.0, 20.0, 50.0], "degC")
    step = 9 * u("delta_degF")
    got = np.ediff1d(points, to_begin=step)
    assert got.units == "delta_degC"
    np.testing.assert_allclose(got.magnitude, [5, 10, 30])
    assert np.isclose(points, points + step, rtol=0, atol=step * 1.001).all()
    assert not np.isclose(points, points + step, rtol=0, atol=step * 0.999).any()
    wound = np.interp(mt.array([370.0], "degC"), points, points, period=100 * u("delta_degC"))
    np.testing.assert_allclose(wound.magnitude, [np.interp(370, [10, 20, 50], [10, 20, 50], period=100)])
    assert wound.units == "degC"
    with pytest.raises(DimensionalityError):
        np.ediff1d(points, to_begin=5 * u.degC)


# Defaults of NumPy that depend on the unit -------------------------------------------------------------------


def test_closeness_does_not_depend_on_the_unit():
    a, b = mt.array([1e-9, 1.0], "m"), mt.array([2e-9, 1.0], "m")
    assert np.isclose(a, b).tolist() == np.isclose(a.to("nm"), b).tolist() == [False, True]
    assert not np.allclose(a, b)
    assert np.allclose(a, b.to("cm"), atol=2 * u.nm)
    assert np.isclose(a, b, atol=0).tolist() == [False, True]
    with pytest.raises(DimensionalityError):
        np.allclose(a, mt.array([1.0, 1.0], "s"))


def test_equality_of_whole_arrays_is_false_across_dimensions():
    x = mt.array(LINE, "m")
    assert np.array_equal(x, x.to("mm"))
    assert not np.array_equal(x, mt.array(LINE, "s"))
    assert not np.array_equal(x, LINE)
    assert np.array_equiv(x, mt.array([LINE, LINE], "m"))


def test_unwrap_turns_in_the_unit_of_the_angle():
    got = np.unwrap(mt.array([350.0, 10.0, 30.0], "degree"))
    assert got.units == "degree"
    np.testing.assert_allclose(got.magnitude, [350, 370, 390])
    got = np.unwrap(mt.array([0.9, 0.1], "turn"))
    np.testing.assert_allclose(got.magnitude, [0.9, 1.1])


def test_angle_in_degrees():
    z = mt.array([1 + 1j], "volt")
    got = np.angle(z, deg=True)
    assert got.units == "degree"
    np.testing.assert_allclose(got.magnitude, [45])


def test_scaled_numbers_are_converted_before_use():
    half = mt.array([50.0], "percent")
    np.testing.assert_allclose(np.cumprod(mt.array([50.0, 50.0], "percent")).magnitude, [0.5, 0.25])
    np.testing.assert_allclose(np.i0(half).magnitude, np.i0([0.5]))
    np.testing.assert_allclose(np.append(half, 0.25).magnitude, [50, 25])
    assert np.append(half, 0.25).units == "percent"
    np.testing.assert_allclose(np.polyval([1.0, 2.0], half).magnitude, [2.5])
    np.testing.assert_allclose(np.piecewise(half, [[False]], [half, 0.25]).to("").magnitude, [0.25])


def test_diff_of_order_zero_is_the_array():
    x = mt.array([10.0, 20.0], "degC")
    assert np.diff(x, n=0).units == "degC"


@pytest.mark.parametrize("unit", ["degC", "degF", "dBm"])
@pytest.mark.parametrize(
    "call",
    [
        lambda x: np.tril(np.outer(x.magnitude, LINE) * x.units),
        np.diag,
        np.diagflat,
        lambda x: np.pad(x, 1),
        lambda x: np.pad(x, 1, "linear_ramp"),
        np.nan_to_num,
        lambda x: np.select([LINE > 2], [x]),
        lambda x: np.resize(x[:0], 3),
        lambda x: np.piecewise(x, [LINE > 2], [x[0]]),
        np.trim_zeros,
        np.count_nonzero,
        lambda x: np.arange(x[1], like=x),
    ],
)
def test_zeros_of_numpy_are_no_points_on_a_scale(call, unit):
    with pytest.raises((OffsetUnitError, DimensionalityError)):
        call(mt.array(LINE, unit))


def test_diag_takes_a_diagonal_from_any_scale():
    assert np.diag(mt.array(SQUARE, "degC")).units == "degC"


# Outputs ----------------------------------------------------------------------------------------------------

WITH_OUT = {
    "mean": (lambda x, out: np.mean(x, axis=0, out=out), GRID, 1),
    "std": (lambda x, out: np.std(x, axis=0, out=out), GRID, 1),
    "median": (lambda x, out: np.median(x, axis=0, out=out), GRID, 1),
    "percentile": (lambda x, out: np.percentile(x, 30, axis=0, out=out), GRID, 1),
    "ptp": (lambda x, out: np.ptp(x, axis=0, out=out), GRID, 1),
    "nansum": (lambda x, out: np.nansum(x, axis=0, out=out), GRID, 1),
    "max": (lambda x, out: np.max(x, axis=0, out=out), GRID, 1),
    "cumsum": (lambda x, out: np.cumsum(x, out=out), LINE, 1),
    "cumulative_sum": (lambda x, out: np.cumulative_sum(x, out=out), LINE, 1),
    "clip": (lambda x, out: np.clip(x, x[1], x[2], out=out), LINE, 1),
    "trace": (lambda x, out: np.trace(x, out=out), SQUARE, 1),
    "fix": (lambda x, out: fix(x, out=out), LINE, 1),
    "dot": (lambda x, out: np.dot(x, x, out=out), SQUARE, 2),
    "var": (lambda x, out: np.var(x, axis=0, out=out), GRID, 2),
    "concatenate": (lambda x, out: np.concatenate([x, x], out=out), LINE, 1),
    "choose": (lambda x, out: np.choose([0, 1, 0, 1, 0], [x, x], out=out), LINE, 1),
    "take": (lambda x, out: np.take(x, [0, 1], out=out), LINE, 1),
    "mean method": (lambda x, out: x.mean(axis=0, out=out), GRID, 1),
}


@pytest.mark.parametrize("name", WITH_OUT)
def test_outputs_are_written_in_their_own_unit(name):
    call, values, power = WITH_OUT[name]
    x = mt.array(values, "m")
    oracle = call(values, None)
    for unit, factor in (("m", 1.0), ("cm", 100.0)):
        out = mt.array(np.full(np.shape(oracle), -1.0), mt.Unit(unit) ** power)
        unit_before = out.units
        assert call(x, out) is out
        assert out.units is unit_before
        np.testing.assert_allclose(out.magnitude, oracle * factor**power, rtol=1e-14)


@pytest.mark.parametrize("name", WITH_OUT)
def test_outputs_that_would_lose_the_unit_are_refused_untouched(name):
    call, values, _ = WITH_OUT[name]
    x = mt.array(values, "m")
    shape = np.shape(call(values, None))
    bare = np.full(shape, -1.0)
    with pytest.raises(DimensionalityError):
        call(x, bare)
    base = mt.array(np.full((2, *shape), -1.0), "second")
    with pytest.raises(mt.UnitsError):
        call(x, base[0])
    assert base.units == "second"
    assert (bare == -1).all()
    assert (base.magnitude == -1).all()


def test_results_without_dimension_fit_a_bare_output():
    out = np.zeros(2)
    np.cumprod(mt.array([50.0, 50.0], "percent"), out=out)
    np.testing.assert_allclose(out, [0.5, 0.25])
    np.mean(mt.array([[50.0, 20.0]], "percent"), axis=0, out=out)
    np.testing.assert_allclose(out, [0.5, 0.2])


def test_a_quantity_as_output_of_plain_operands():
    out = mt.array(np.zeros(3), "percent")
    np.mean(GRID, axis=0, out=out)
    assert out.units == "percent"
    np.testing.assert_allclose(out.magnitude, GRID.mean(axis=0) * 100)
    lengths = mt.array(np.zeros(3), "m")
    with pytest.raises(mt.UnitsError):
        np.mean(GRID, axis=0, out=lengths)
    assert not lengths.magnitude.any()


# Methods, masks, templates -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("method", "func", "args"),
    [
        ("mean", np.mean, (0,)),
        ("std", np.std, (1,)),
        ("var", np.var, ()),
        ("sum", np.sum, (0,)),
        ("prod", np.prod, (0,)),
        ("cumsum", np.cumsum, (1,)),
        ("min", np.min, (0,)),
        ("argmax", np.argmax, (0,)),
        ("argsort", np.argsort, (0,)),
        ("round", np.round, (1,)),
        ("clip", np.clip, (2 * u.m, 300 * u.cm)),
        ("trace", np.trace, ()),
        ("dot", np.dot, (SQUARE,)),
        ("nonzero", np.nonzero, ()),
        ("repeat", np.repeat, (2,)),
        ("take", np.take, ([0, 1],)),
        ("diagonal", np.diagonal, ()),
        ("all", np.all, ()),
        ("searchsorted", None, ()),
    ],
)
def test_methods_are_the_functions(method, func, args):
    x = mt.array(SQUARE, "m")
    if func is None:
        x, func, args = x[:, 0], np.searchsorted, (mt.array([100.0], "cm"),)
    one, other = getattr(x, method)(*args), func(x, *args)
    for a, b in zip(leaves(one), leaves(other), strict=True):
        assert type(a) is type(b)
        assert getattr(a, "units", None) == getattr(b, "units", None)
        np.testing.assert_array_equal(np.asarray(a), np.asarray(b))


def test_hidden_values_decide_nothing():
    x = mt.array(LINE, "m")
    y = mt.array([0.0, 7.0, 0.0], mask=[0, 1, 0])  # the 7 is not there
    assert np.append(x, y).units == "m"
    with pytest.raises(DimensionalityError):
        np.append(x, mt.array([0.0, 7.0, 0.0], mask=[0, 0, 0]))


def test_masked_quantities_keep_both():
    x = mt.array(GRID, "m", mask=GRID > 6)
    assert np.mean(x).units == "m"
    np.testing.assert_allclose(np.mean(x).magnitude.filled(-1), 2.2)
    product = np.nanprod(x[:, :2], axis=1)
    assert product.units == "m ** 2"
    with pytest.raises(DimensionalityError, match="factors"):
        np.nanprod(x, axis=1)


@pytest.mark.parametrize("unit", ["m", "degC"])
def test_likes_keep_the_unit(unit):
    x = mt.array(GRID, unit)
    for func in (np.zeros_like, np.ones_like, np.empty_like):
        like = func(x, dtype=int, shape=(2, 2))
        assert type(like) is mt.Quantity
        assert like.units == unit
        assert like.dtype == int
        assert like.shape == (2, 2)


def test_creation_like_a_quantity():
    like, short = mt.array([1.0], "m"), 20 * u.cm
    for made in (np.zeros(2, like=like), np.eye(2, like=like), np.arange(3, like=like), np.array([1, 2], like=like)):
        assert type(made) is mt.Quantity
        assert made.units == "m"
    np.testing.assert_array_equal(np.full(2, 3.0, like=like).magnitude, [3, 3])
    filled = np.full(2, short, like=like)
    assert filled.units == "cm"
    np.testing.assert_array_equal(filled.magnitude, [20, 20])
    stepped = np.arange(short, 1 * u.m, 20 * u.cm, like=like)
    assert stepped.units == "cm"
    np.testing.assert_allclose(stepped.magnitude, [20, 40, 60, 80])
    with pytest.raises(DimensionalityError):
        np.arange(short, 3 * u.s, like=like)


def test_a_float_zero_to_fill_with_stays_in_the_dtype():
    assert np.pad(mt.array(np.float32([1]), "m"), 1).dtype == np.float32


def test_nan_to_num_in_place_keeps_the_unit():
    x = mt.array(HOLES, "m")
    np.nan_to_num(x, copy=False, nan=200 * u.cm)
    assert x.units == "m"
    assert x.magnitude[1] == 2


def test_nothing_is_replaced_before_a_refusal():
    x = mt.array(HOLES, "m")
    with pytest.raises(DimensionalityError):
        np.nan_to_num(x, copy=False, nan=5.0)
    assert np.isnan(x.magnitude[1])


# What has no meaning -----------------------------------------------------------------------------------------

REFUSED = {
    "polyfit": lambda x: np.polyfit(x, LINE, 1),
    "is_busday": np.is_busday,
    "qr raw": lambda x: np.linalg.qr(np.outer(x, LINE), mode="raw"),
    "pad function": lambda x: np.pad(x, 1, mode=lambda *args: None),
    "masked pieces": lambda x: np.piecewise(x, [LINE > 2], [mt.array(1.0, "m", mask=False), x[0]]),
}


@pytest.mark.parametrize("name", REFUSED)
def test_what_has_no_meaning_is_refused(name):
    with pytest.raises(UnsupportedError):
        REFUSED[name](mt.array(LINE, "m"))


@pytest.mark.parametrize("save", [np.save, np.savetxt, np.savez])
def test_files_of_numpy_are_refused(save, tmp_path):
    path = tmp_path / "x"
    with pytest.raises(UnsupportedError, match=r"metaarr\.io"):
        save(path, mt.array(LINE, "m"))
    assert not list(tmp_path.iterdir())


def test_rules_are_of_functions_of_the_table():
    assert set(RULES) <= set(complete())


@pytest.mark.parametrize("func", [f for f, rule in RULES.items() if isinstance(rule, Rule)], ids=lambda f: f.__name__)
def test_rules_name_parameters_of_the_row(func):
    row = complete()[func]
    assert RULES[func].named <= {name.lstrip("*") for name in (*row.arrays, *row.values)}


def test_units_answer_before_their_structure_does():
    assert UNITS.rules is RULES


def test_objects_that_are_no_numbers_beside_a_unit():
    with pytest.raises(mt.DimensionalityError, match="without unit"):
        np.where([True, False], mt.array([1.0, 2.0], "m"), np.array([None, object()]))
