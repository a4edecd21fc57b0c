"""numpy.ma's vocabulary: the same answers as numpy.ma where that has them, with units and labels kept."""

import re
from decimal import Decimal
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.lib.recfunctions  # NumPy does not import it by itself
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.identity import identified
from tests.properties.test_poison import BUILDERS, MASK, VISIBLE, check

import metaarr as mt
from metaarr._table import lookup
from metaarr.testing.strategies import CLASSES

u = mt.units
MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))


def same_as_ma(ours, theirs):
    """The same mask and the same visible data."""
    mask = np.ma.getmaskarray(theirs)
    np.testing.assert_array_equal(ours.mask, mask)
    np.testing.assert_array_equal(np.asarray(ours)[~mask], np.ma.getdata(theirs)[~mask])


@st.composite
def pairs(draw, dims=(1, 3), dtypes=("f8", "i4", "?")):
    """One array, ours and numpy.ma's."""
    shape = draw(hnp.array_shapes(min_dims=dims[0], max_dims=dims[1], min_side=1, max_side=4))
    data = draw(hnp.arrays("i4", shape, elements=st.integers(0, 3))).astype(draw(st.sampled_from(dtypes)))
    mask = draw(hnp.arrays(bool, shape))
    return mt.array(data, mask=mask), np.ma.array(data, mask=mask)


# --- conditions ---

COMPARISONS = ("equal", "not_equal", "greater", "greater_equal", "less", "less_equal")


@pytest.mark.parametrize("name", COMPARISONS)
@given(pair=pairs(), value=st.integers(-1, 4))
def test_comparisons(name, pair, value):
    ours, theirs = pair
    same_as_ma(getattr(mt, f"masked_{name}")(ours, value), getattr(np.ma, f"masked_{name}")(theirs, value))
    plain = np.ma.getdata(theirs)
    same_as_ma(getattr(mt, f"masked_{name}")(plain, value), getattr(np.ma, f"masked_{name}")(plain, value))
    same_as_ma(getattr(mt, f"masked_{name}")(plain.tolist(), value), getattr(np.ma, f"masked_{name}")(plain, value))


@pytest.mark.parametrize("name", ["inside", "outside"])
@given(pair=pairs(dtypes=("f8", "i4")), bounds=st.tuples(st.integers(-1, 4), st.integers(-1, 4)))
def test_intervals(name, pair, bounds):
    ours, theirs = pair
    same_as_ma(getattr(mt, f"masked_{name}")(ours, *bounds), getattr(np.ma, f"masked_{name}")(theirs, *bounds))


@pytest.mark.parametrize("name", COMPARISONS)
def test_comparisons_with_units(name):
    x = mt.array([1.0, 2.0, 3.0], "m", dims="x")
    ours = getattr(mt, f"masked_{name}")(x, 200 * u.cm)
    assert ours.mask.tolist() == getattr(np.ma, f"masked_{name}")([1.0, 2.0, 3.0], 2.0).mask.tolist()
    assert type(ours) is mt.LabeledMaskedQuantity
    assert ours.units == u.m
    assert ours.dims == ("x",)
    assert mt.is_masked(getattr(mt, f"masked_{name}")(x, 0)) == (name in ("not_equal", "greater", "greater_equal"))
    if "equal" not in name or name in ("greater_equal", "less_equal"):
        with pytest.raises(mt.DimensionalityError):
            getattr(mt, f"masked_{name}")(x, 2.0)
        with pytest.raises(mt.DimensionalityError):
            getattr(mt, f"masked_{name}")(x, 2 * u.s)


def test_intervals_with_units():
    t = mt.array([10.0, 20.0, 30.0], "degC")
    low, high = mt.array(288.15, "K"), mt.array(25.0, "degC")
    assert mt.masked_inside(t, high, low).mask.tolist() == [False, True, False]
    assert mt.masked_outside(t, low, high).mask.tolist() == [True, False, True]
    assert mt.masked_inside(mt.array([-1.0, 2.0], "m"), 0, 5 * u.m).mask.tolist() == [False, True]


def test_a_value_for_each_element():
    x = mt.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]])
    assert mt.masked_greater(x, [0, 3]).mask.tolist() == [[True, False], [True, True]]
    assert mt.masked_equal(x, mt.array([1, 2], mask=[0, 1])).mask.tolist() == [[True, False], [False, False]]
    with pytest.raises(ValueError, match="shape"):
        mt.masked_greater([1, 2], [[1, 2], [3, 4]])


@given(pair=pairs())
def test_masked_where(pair):
    ours, theirs = pair
    condition = np.arange(theirs.size).reshape(theirs.shape) % 2 == 0
    same_as_ma(mt.masked_where(condition, ours), np.ma.masked_where(condition, theirs))
    same_as_ma(mt.masked_where(condition.tolist(), ours), np.ma.masked_where(condition, theirs))
    assert mt.masked_where(True, ours).mask.all()


def test_conditions_that_are_masked_do_not_hold():
    condition = mt.array([True, True, False], mask=[0, 1, 1])
    assert mt.masked_where(condition, [1, 2, 3]).mask.tolist() == [True, False, False]


def test_labelled_conditions_are_matched_by_name():
    x = mt.array([[1, 2, 3], [4, 5, 6]], dims=("y", "x"), coords={"x": [1, 2, 3]})
    swapped = np.transpose(x > 2)
    assert mt.masked_where(swapped, x).mask.tolist() == [[False, False, True], [True, True, True]]
    along = mt.array([True, False], dims="y")
    assert mt.masked_where(along, x).mask.tolist() == [[True] * 3, [False] * 3]
    with pytest.raises(mt.AlignmentError):
        mt.masked_where(mt.array([True, False, True], dims="x", coords={"x": [1, 2, 9]}), x)
    with pytest.raises(mt.DimsError, match="'z'"):
        mt.masked_where(mt.array([True, False], dims="z"), x)


def test_conditions_of_another_shape_are_refused():
    for condition in ([True, False, True], [[True, False]] * 3):
        with pytest.raises(ValueError, match="shape"):
            mt.masked_where(condition, [1, 2])
    with pytest.raises(ValueError, match="shape"):
        mt.masked_where([True, False], 1.0)


@pytest.mark.parametrize("cls", CLASSES)
def test_copies_and_views(cls):
    x = identified(cls, (2, 3))
    before = mt.getmaskarray(x)
    copied = mt.masked_where(True, x)
    assert copied.mask.all()
    assert not np.shares_memory(np.asarray(copied), np.asarray(x))
    np.testing.assert_array_equal(mt.getmaskarray(x), before)
    shared = mt.masked_where(np.asarray(x) == 0, x, copy=False)
    assert np.shares_memory(np.asarray(shared), np.asarray(x))
    assert isinstance(shared, mt.MaskedArray)
    if isinstance(x, mt.MaskedArray):
        assert x.mask[0, 0]
        shared[0, 1] = mt.masked
        assert x.mask[0, 1]
    else:
        assert not hasattr(x, "mask")
    for kind in (mt.Quantity, mt.LabeledArray):
        assert isinstance(copied, kind) == isinstance(x, kind)


def test_the_callers_condition_is_never_changed_or_kept():
    condition = np.array([True, False])
    for copy in (True, False):
        x = mt.masked_where(condition, np.array([1.0, 2.0]), copy=copy)
        x[...] = mt.masked
        x[...] = 1.0
        assert condition.tolist() == [True, False]


def test_hard_masks_can_get_more():
    x = mt.array([1, 2, 3], mask=[1, 0, 0], hard_mask=True)
    assert mt.masked_equal(x, 2, copy=False).hardmask
    assert x.mask.tolist() == [True, True, False]
    assert not mt.masked_equal(x, 3).hardmask


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ([1.0, np.nan, np.inf, -np.inf], [0, 1, 1, 1]),
        (np.array([1, np.nan], "f2"), [0, 1]),
        ([1j, complex(np.nan, 0), complex(0, np.inf)], [0, 1, 1]),
        ([1, 2], [0, 0]),
        ([True, False], [0, 0]),
        (["nan", ""], [0, 0]),
        (np.array(["2020-01-01", "NaT"], "M8[D]"), [0, 1]),
        (np.array([1, "NaT"], "m8[s]"), [0, 1]),
        (np.array([(1.0, 2), (np.nan, 3)], "f8,i4"), [0, 1]),
        (np.array([(1, [1.0, np.inf]), (1, [1.0, 1.0])], "i4,2f8"), [1, 0]),
    ],
)
def test_what_is_invalid(values, expected):
    found = mt.masked_invalid(values)
    assert found.mask.astype(int).tolist() == expected
    assert not np.shares_memory(np.asarray(found), np.asarray(values))


def test_invalid_objects():
    values = [
        1.5,
        float("nan"),
        None,
        "nan",
        10**400,
        Fraction(1, 3),
        Decimal("NaN"),
        Decimal("sNaN"),
        Decimal("1e999"),
    ]
    values += [np.datetime64("NaT", "s"), np.timedelta64(1, "s"), np.float32("inf"), True, complex("nan")]
    expected = [0, 1, 0, 0, 0, 0, 1, 1, 0, 1, 0, 1, 0, 1]
    data = np.empty(len(values), object)
    data[:] = values
    assert mt.masked_invalid(data).mask.astype(int).tolist() == expected
    assert mt.masked_invalid(np.array(None)).mask.shape == ()


@given(
    values=hnp.arrays("f8", 5, elements=st.sampled_from([1.0, 1.00001, 1.0001, 2.0, 1e-9, 0.0, np.nan, np.inf])),
    value=st.sampled_from([1.0, 0.0, np.inf]),
)
def test_masked_values(values, value):
    same_as_ma(mt.masked_values(values, value), np.ma.masked_values(values, value, shrink=False))
    close = mt.masked_values(values, value, rtol=0, atol=0.5)
    same_as_ma(close, np.ma.masked_values(values, value, rtol=0, atol=0.5, shrink=False))


def test_masked_values_with_units_and_of_other_dtypes():
    x = mt.array([1.0, 1.02, 2.0], "m")
    assert mt.masked_values(x, 100 * u.cm).mask.tolist() == [True, False, False]
    assert mt.masked_values(x, 100 * u.cm, atol=3 * u.cm).mask.tolist() == [True, True, False]
    with pytest.raises(mt.DimensionalityError):
        mt.masked_values(x, 1 * u.m, atol=0.1)
    assert mt.masked_values([1, 2], 2).mask.tolist() == [False, True]
    assert mt.masked_values(["a", "b"], "b").mask.tolist() == [False, True]
    assert mt.masked_object(np.array([1, "a", None], object), "a").mask.tolist() == [False, True, False]


def test_all_masked():
    assert mt.masked_all((2, 3)).mask.all()
    assert mt.masked_all(3, "m", dtype="i4").dtype == np.int32
    assert mt.masked_all(3, "m").units == u.m
    assert type(mt.masked_all(())) is mt.MaskedArray
    for cls in CLASSES:
        x = identified(cls, (2, 3))
        like = mt.masked_all_like(x)
        assert like.mask.all()
        assert like.shape == x.shape
        assert getattr(like, "units", None) == getattr(x, "units", None)
        assert getattr(like, "dims", None) == getattr(x, "dims", None)
        assert not mt.getmaskarray(x).all()
    assert mt.masked_all_like([1, 2]).dtype == np.asarray([1, 2]).dtype


# --- stretches ---


@given(pair=pairs(dims=(1, 1)))
def test_clumps(pair):
    ours, theirs = pair
    for name in ("clump_masked", "clump_unmasked", "flatnotmasked_contiguous", "notmasked_contiguous"):
        assert getattr(mt, name)(ours) == getattr(np.ma, name)(theirs), name
    np.testing.assert_array_equal(mt.flatnotmasked_edges(ours), np.ma.flatnotmasked_edges(theirs))


@given(pair=pairs(dims=(2, 2)), axis=st.sampled_from([None, 0, 1, -1]))
def test_stretches_of_lines(pair, axis):
    ours, theirs = pair
    assert mt.notmasked_contiguous(ours, axis) == np.ma.notmasked_contiguous(theirs, axis)
    found, expected = mt.notmasked_edges(ours, axis), np.ma.notmasked_edges(theirs, axis)
    if expected is None or axis is None:
        np.testing.assert_array_equal(found, expected)
        return
    for one, other in zip(found, expected, strict=True):
        for index, places in zip(one, other, strict=True):
            np.testing.assert_array_equal(index, places)


@given(pair=pairs(dims=(3, 3)), axis=st.sampled_from([0, 1, 2]))
def test_edges_of_lines_in_space(pair, axis):
    ours, theirs = pair
    for one, other in zip(mt.notmasked_edges(ours, axis), np.ma.notmasked_edges(theirs, axis), strict=True):
        for index, places in zip(one, other, strict=True):
            np.testing.assert_array_equal(index, places)
    nested = mt.notmasked_contiguous(ours, axis)
    lines = np.moveaxis(ours.mask, axis, -1)
    for i, j in np.ndindex(lines.shape[:2]):
        assert nested[i][j] == np.ma.clump_unmasked(np.ma.array(np.zeros(lines.shape[2]), mask=lines[i, j]))


def test_stretches_with_names_and_without_masks():
    x = mt.array([[1, 2], [3, 4]], mask=[[1, 0], [0, 0]], dims=("y", "x"))
    assert mt.notmasked_contiguous(x, "x") == mt.notmasked_contiguous(x, 1)
    assert repr(mt.notmasked_edges(x, "y")) == repr(mt.notmasked_edges(x, 0))
    assert mt.clump_masked([1, 2]) == []
    assert mt.clump_unmasked(np.arange(3)) == [slice(0, 3)]
    assert mt.flatnotmasked_edges(mt.array([1], mask=True)) is None
    assert mt.clump_masked(mt.array(np.zeros(0), mask=False)) == []
    assert [len(part[0]) for part in mt.notmasked_edges(mt.array(np.zeros((2, 0)), mask=False), 1)] == [0, 0]
    for name in ("clump_masked", "clump_unmasked"):
        with pytest.raises(mt.DimsError):
            getattr(mt, name)(x)


# --- rows and columns ---


def same_or_nothing(ours, theirs):
    """The same; numpy.ma forgets the axes of what is all masked."""
    if theirs.shape == (0,):
        assert ours.size == 0
    else:
        np.testing.assert_array_equal(ours, theirs)


@given(pair=pairs(dims=(2, 2)), axis=st.sampled_from([None, 0, 1, -1]))
def test_rows_and_columns(pair, axis):
    ours, theirs = pair
    same_or_nothing(mt.compress_rowcols(ours, axis), np.ma.compress_rowcols(theirs, axis))
    same_or_nothing(mt.compress_rows(ours), np.ma.compress_rows(theirs))
    same_or_nothing(mt.compress_cols(ours), np.ma.compress_cols(theirs))
    before = ours.mask.copy()
    same_as_ma(mt.mask_rowcols(ours, axis), np.ma.mask_rowcols(theirs.copy(), axis))
    same_as_ma(mt.mask_rows(ours), np.ma.mask_rows(theirs.copy()))
    same_as_ma(mt.mask_cols(ours), np.ma.mask_cols(theirs.copy()))
    np.testing.assert_array_equal(ours.mask, before)


@given(pair=pairs(dims=(1, 3)), data=st.data())
def test_compressing_any_number_of_axes(pair, data):
    ours, theirs = pair
    axes = data.draw(st.one_of(st.none(), st.lists(st.sampled_from(range(ours.ndim)), unique=True, min_size=1)))
    axes = axes if axes is None else tuple(axes)
    same_or_nothing(mt.compress_nd(ours, axes), np.ma.compress_nd(theirs, axes))


def test_rows_and_columns_keep_units_and_labels():
    x = mt.array(
        [[1, 2, 3], [4, 5, 6]], "m", mask=[[0, 1, 0], [0, 0, 0]], dims=("y", "x"), coords={"x": [1, 2, 3], "y": [7, 8]}
    )
    rows = mt.compress_rows(x)
    assert type(rows) is mt.LabeledQuantity
    assert np.asarray(rows.coords["y"]).tolist() == [8]
    assert np.asarray(mt.compress_nd(x, "x").coords["x"]).tolist() == [1, 3]
    assert mt.mask_rows(x).dims == ("y", "x")
    assert mt.mask_rows(x).units == u.m
    assert type(mt.compress_rows(np.eye(2))) is np.ndarray
    rows[...] = 0 * u.m
    assert np.asarray(x).tolist() == [[1, 2, 3], [4, 5, 6]]
    for name in ("compress_rows", "compress_cols", "compress_rowcols", "mask_rows", "mask_cols", "mask_rowcols"):
        with pytest.raises(mt.DimsError, match="two axes"):
            getattr(mt, name)(x[0])


# --- asking ---


@given(pair=pairs(), data=st.data())
def test_counts(pair, data):
    ours, theirs = pair
    axis = data.draw(st.sampled_from([None, *range(ours.ndim)]))
    np.testing.assert_array_equal(mt.count_masked(ours, axis), np.ma.count_masked(theirs, axis))
    np.testing.assert_array_equal(ours.count(axis), theirs.count(axis))
    np.testing.assert_array_equal(ours.count(axis, keepdims=True), theirs.count(axis, keepdims=True))


def test_counts_by_name():
    x = mt.array([[1, 2], [3, 4]], "m", mask=[[1, 0], [1, 0]], dims=("y", "x"), coords={"x": [5, 6]})
    assert type(mt.count_masked(x, "y")) is mt.LabeledArray
    assert np.asarray(mt.count_masked(x, "y")).tolist() == [2, 0]
    assert np.asarray(x.count("x")).tolist() == [1, 1]
    assert np.asarray(x.count(("y", "x"))).tolist() == 2
    assert mt.count_masked(x) == 2
    assert type(mt.count_masked([1, 2])) is int
    assert mt.array([1], mask=[0]).count() == 1


def test_masks_of_anything():
    assert mt.getmaskarray([1, 2]).tolist() == [False, False]
    x = mt.array([1, 2], mask=[0, 1])
    got = mt.getmaskarray(x)
    got[0] = True
    assert x.mask.tolist() == [False, True]
    assert mt.getmaskarray(np.ma.array([1, 2], mask=[1, 0])).tolist() == [True, False]


def test_mask_or():
    assert mt.mask_or([0, 1], None).tolist() == [False, True]
    assert mt.mask_or(False, [0, 1]).tolist() == [False, True]
    assert mt.mask_or(None, None).tolist() is False
    one = np.array([True, False])
    joined = mt.mask_or(one, None)
    joined[1] = True
    assert one.tolist() == [True, False]
    with pytest.raises(mt.MaskError):
        mt.mask_or([0.5], [1])
    with pytest.raises(ValueError, match="broadcast"):
        mt.mask_or([0, 1], [0, 1, 0])


@given(pair=pairs(dtypes=("f8", "i4")), data=st.data())
def test_anomalies(pair, data):
    ours, theirs = pair
    axis = data.draw(st.sampled_from([None, *range(ours.ndim)]))
    found, expected = ours.anom(axis), theirs.anom(axis)
    visible = ~np.ma.getmaskarray(theirs)
    np.testing.assert_array_equal(found.mask, ~visible)
    np.testing.assert_allclose(np.asarray(found)[visible], np.ma.getdata(expected)[visible], atol=1e-12)


def test_anomalies_are_differences():
    x = mt.array([[1.0, 3.0], [2.0, 9.0]], "degC", mask=[[0, 0], [0, 1]], dims=("y", "x"), coords={"x": [1, 2]})
    away = x.anom("x")
    assert str(away.units) == "delta_degree_Celsius"
    assert np.asarray(away)[0].tolist() == [-1, 1]
    assert away.dims == ("y", "x")
    assert "x" in away.coords
    assert np.asarray(x.anom(("y", "x")))[0, 0] == -1
    assert mt.array([1, 2], mask=[0, 0]).anom(dtype="f4").dtype == np.result_type("i8", "f4")


def test_fill_values():
    x = mt.array([1.0, 2.0], "degC", mask=[0, 1])
    assert x.fill_value.units == x.units
    assert np.isnan(np.asarray(x.fill_value))
    assert np.isnan(np.asarray(x.filled(x.fill_value))[1])
    assert np.isnat(mt.array(np.array([1], "M8[s]"), mask=[1]).fill_value)
    with pytest.raises(mt.MaskError, match="int64"):
        _ = mt.array(np.array([1], "i8"), mask=[1]).fill_value
    with pytest.raises(mt.UnsupportedError, match=r"x\.filled\(value\)"):
        x.fill_value = 3.0


# --- Kleene ---

UNKNOWN = None
TABLE = [False, True, UNKNOWN]


def truth(value):
    return mt.array(bool(value), mask=value is UNKNOWN)


def three(values):
    return mt.array([bool(v) for v in values], mask=[v is UNKNOWN for v in values])


@pytest.mark.parametrize("a", TABLE)
@pytest.mark.parametrize("b", TABLE)
def test_kleenes_tables(a, b):
    both = False if a is False or b is False else UNKNOWN if UNKNOWN in (a, b) else True
    one = True if a is True or b is True else UNKNOWN if UNKNOWN in (a, b) else False
    assert mt.kleene_and(truth(a), truth(b)).item() is both
    assert mt.kleene_or(truth(a), truth(b)).item() is one
    if a is not UNKNOWN:
        assert mt.kleene_and(a, truth(b)).item() is both
        assert mt.kleene_or([a], three([b])).tolist() == [one]


@given(st.lists(st.sampled_from(TABLE), max_size=5))
def test_kleenes_reductions(values):
    x = three(values) if values else mt.array(np.zeros(0, bool), mask=False)
    everything = False if False in values else UNKNOWN if UNKNOWN in values else True
    something = True if True in values else UNKNOWN if UNKNOWN in values else False
    assert mt.kleene_all(x).item() is everything
    assert mt.kleene_any(x).item() is something
    assert mt.kleene_all(x[None], axis=1, keepdims=True).tolist() == [[everything]]
    assert mt.kleene_any(x[None], axis=1).tolist() == [something]


def test_kleene_and_labels():
    x = mt.array([[1, 0], [1, 1]], mask=[[0, 1], [1, 0]], dims=("y", "x"))
    assert mt.kleene_all(x, "x").dims == ("y",)
    assert mt.kleene_any(x, "y").tolist() == [True, True]
    y = mt.array([False, True], mask=[0, 1], dims="y")
    assert mt.kleene_and(x, y).dims == ("y", "x")
    assert mt.kleene_and(x, y).tolist() == [[False, False], [None, None]]
    assert mt.kleene_or(np.transpose(x), y).dims == ("x", "y")
    before = x.copy()
    result = mt.kleene_or(x, True)
    result[...] = mt.masked
    assert repr(x) == repr(before)
    assert type(mt.kleene_and([True], [False])) is np.ndarray
    assert mt.kleene_any([True, False])


# --- the table in the documentation ---

PAGE = Path(__file__).parents[2] / "docs" / "masks.md"
ROW = re.compile(r"^\| (?P<theirs>`[^|]*`) \| (?P<ours>[^|]*) \|$", re.MULTILINE)


def table():
    return [(re.findall(r"`(\w+)`", row["theirs"]), row["ours"]) for row in ROW.finditer(PAGE.read_text("utf-8"))]


def test_every_name_of_numpy_ma_is_translated_once():
    names = [name for theirs, _ in table() for name in theirs]
    assert sorted(names) == sorted(set(names))
    removed = {"row_stack", "in1d", "alltrue", "sometrue", "product", "round_"}  # not in every version of NumPy
    assert set(names) | removed >= set(np.ma.__all__)
    assert set(names) - removed <= set(np.ma.__all__)


def test_what_names_are_translated_to_exists():
    for theirs, ours in table():
        if ours.startswith("`np.` and the same name"):
            functions = [getattr(np, name) for name in theirs]
            assert all(isinstance(func, np.ufunc) or lookup(func) is not None for func in functions)
        if ours.startswith("`mt.` and the same name"):
            assert all(name in mt.__all__ for name in theirs), theirs
        for module, path in re.findall(r"`(np|mt)\.([\w.]+)", ours):
            target = np if module == "np" else mt
            for part in path.split("."):
                target = getattr(target, part)
        for attribute in re.findall(r"`x\.(\w+)", ours):
            assert hasattr(mt.LabeledMaskedQuantity, attribute), attribute


# --- nothing visible depends on a hidden value ---

CALLS = {
    "invalid": mt.masked_invalid,
    "where": lambda x: mt.masked_where(x != x[0, 0], x),
    "greater": lambda x: mt.masked_greater(x, x[2, 3]),
    "equal_hidden": lambda x: mt.masked_equal(x, x[0]),
    "inside": lambda x: mt.masked_inside(x, x[0, 0], x[2, 2]),
    "outside": lambda x: mt.masked_outside(x, x[0, 0], x[1, 0]),
    "values": lambda x: mt.masked_values(x, x[2, 3]),
    "all_like": mt.masked_all_like,
    "compress_nd": mt.compress_nd,
    "compress_rows": mt.compress_rows,
    "mask_rowcols": mt.mask_rowcols,
    "edges": lambda x: mt.notmasked_edges(x, 0),
    "clumps": lambda x: mt.clump_masked(x[0]),
    "anom": lambda x: x.anom(1),
    "count": lambda x: x.count(0),
    "compressed": lambda x: x.compressed(),
    "fill_value": lambda x: x.fill_value,
    "kleene_and": lambda x: mt.kleene_and(x != x[0, 0], x == x[2]),
    "kleene_or": lambda x: mt.kleene_or(x, x[::-1]),
    "kleene_all": lambda x: mt.kleene_all(x, 0),
    "kleene_any": lambda x: mt.kleene_any(x != x[0, 0]),
    "fill_forward": lambda x: x.fill_forward(1),
    "fill_backward": lambda x: x.fill_backward(0),
    "interpolate": lambda x: x.interpolate_masked(1),
    "nearest": lambda x: x.interpolate_masked(0, "nearest"),
    "hard": lambda x: _written_hard(x.copy().harden_mask(), x),
    **{
        f"{name}_propagating": (lambda x, name=name: getattr(x, name)(axis=1, skip_masked=False))
        for name in (*("sum", "prod", "mean", "std", "var", "min", "max"), *("argmin", "argmax", "cumsum", "cumprod"))
    },
}


def _written_hard(hard, x):
    hard[1:] = x[:2]
    np.copyto(hard, x[::-1], where=np.eye(3, 4, dtype=bool))
    return hard


@pytest.mark.parametrize("kinds", ["mask", "all", "dimensionless"])
@pytest.mark.parametrize("name", CALLS)
def test_nothing_visible_depends_on_a_hidden_value(name, kinds):
    for dtype in ("f8", "i8", "c16", "?"):
        check(CALLS[name], BUILDERS[kinds], VISIBLE[dtype], MASK)


@pytest.mark.parametrize("function", [mt.masked_equal, mt.masked_not_equal])
def test_what_equals_no_quantity_is_refused(function):
    x = mt.array([1.0, -999.0], "m")
    for value in (-999, mt.array(-999.0, "s"), [-999, 0]):
        with pytest.raises(mt.DimensionalityError):
            function(x, value)
    assert mt.masked_equal(x, -999 * mt.units.m).mask.tolist() == [False, True]
    assert mt.masked_equal(x, 0).mask.tolist() == [False, False]
