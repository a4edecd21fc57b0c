"""``skip_masked=False``: what is masked masks everything that depends on it."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr.testing.strategies import CLASSES, masks, plain_arrays

u = mt.units

REDUCTIONS = ("sum", "prod", "mean", "std", "var", "min", "max", "any", "all")
RUNS = ("cumsum", "cumprod")
POSITIONS = ("argmin", "argmax")
MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))


def lines(mask, axis, keepdims=False):
    """Masked by hand, one line at a time."""
    return (
        np.apply_along_axis(lambda line: any(line.tolist()), axis, mask)
        if not keepdims
        else np.expand_dims(lines(mask, axis), axis)
    )


@pytest.mark.parametrize("name", [*REDUCTIONS, *RUNS, *POSITIONS])
@given(data=st.data())
def test_what_nothing_masked_goes_into_is_that_of_plain_data(name, data):
    plain = data.draw(plain_arrays(st.sampled_from(("f8", "i8", "?", "c16")), (3, 4), finite=True))
    mask = data.draw(masks((3, 4)))
    axis = data.draw(st.sampled_from([0, 1, -1]))
    x = mt.array(plain, mask=mask)
    result = getattr(x, name)(axis=axis, skip_masked=False)
    expected = getattr(np.asarray(plain), name)(axis=axis)
    masked = (np.cumsum(mask, axis) > 0) if name in RUNS else lines(mask, axis)
    assert type(result) is mt.MaskedArray
    assert result.dtype == expected.dtype
    np.testing.assert_array_equal(result.mask, masked)
    np.testing.assert_allclose(np.asarray(result)[~masked], expected[~masked], rtol=1e-12, atol=1e-12)


@pytest.mark.parametrize("name", [*REDUCTIONS, *POSITIONS])
def test_without_an_axis_and_along_several(name):
    x = mt.array(np.arange(8.0).reshape(2, 2, 2), mask=np.arange(8).reshape(2, 2, 2) == 5)
    assert mt.is_masked(getattr(x, name)(skip_masked=False))
    assert not mt.is_masked(getattr(x[0], name)(skip_masked=False))
    if name not in POSITIONS:
        both = getattr(x, name)(axis=(1, 2), skip_masked=False)
        assert both.mask.tolist() == [False, True]
    kept = getattr(x, name)(axis=0, keepdims=True, skip_masked=False)
    assert kept.mask.tolist() == [[[False, True], [False, False]]]


@pytest.mark.parametrize("name", RUNS)
def test_running_folds_without_an_axis(name):
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 0], [1, 0]])
    result = getattr(x, name)(skip_masked=False)
    assert result.mask.tolist() == [False, False, True, True]


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("name", [*REDUCTIONS, *RUNS, *POSITIONS])
def test_class_unit_and_labels_are_those_of_the_method_that_skips(cls, name):
    fields = {"dims": ("y", "x"), "coords": {"x": [10, 20], "y": [1, 2]}} if issubclass(cls, mt.LabeledArray) else {}
    for axis in (0, "x") if fields else (0, 1):
        x = cls([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]], **fields)
        method = getattr(x, name)
        skipping, propagating = method(axis=axis), method(axis=axis, skip_masked=False)
        assert getattr(propagating, "units", None) == getattr(skipping, "units", None)
        if fields:
            assert propagating.dims == skipping.dims
            assert propagating.coords.keys() == skipping.coords.keys()
        assert isinstance(propagating, mt.MaskedArray)
        if name not in POSITIONS:
            assert type(propagating) is type(skipping)


def test_units():
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], "m", mask=[[0, 0], [0, 1]])
    assert x.sum(1, skip_masked=False).units == u.m
    product = x.prod(1, skip_masked=False)
    assert product.units == u.m**2
    assert np.asarray(product)[0] == 2.0
    assert product.mask.tolist() == [False, True]
    assert x.var(0, skip_masked=False).units == u.m**2
    t = mt.array([10.0, 20.0], "degC", mask=[0, 1])
    assert mt.is_masked(t.mean(skip_masked=False))
    assert t.std(skip_masked=False).units == t.std().units
    with pytest.raises(mt.OffsetUnitError):
        t.sum(skip_masked=False)


def test_dtype_and_other_arguments_by_place_and_by_name():
    x = mt.array([[1, 2], [3, 4]], mask=[[0, 0], [0, 1]])
    assert x.sum(0, "f4", skip_masked=False).dtype == np.float32
    assert x.cumsum(0, "f4", skip_masked=False).dtype == np.float32
    assert x.mean(1, "f4", None, True, skip_masked=False).shape == (2, 1)
    assert x.max(1, None, True, skip_masked=False).shape == (2, 1)
    assert x.any(1, None, True, skip_masked=False).shape == (2, 1)
    assert x.argmax(1, None, keepdims=True, skip_masked=False).shape == (2, 1)
    assert np.asarray(x.std(1, None, None, 1, skip_masked=False))[0] == np.std([1, 2], ddof=1)
    assert np.asarray(x.var(axis=1, ddof=1, skip_masked=False))[0] == 0.5


def test_where_leaves_masked_elements_out():
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 1]])
    where = [[True, False], [True, True]]
    for name in ("sum", "mean", "std", "min", "max", "all", "any"):
        initial = {"initial": 0.0} if name in ("min", "max") else {}
        result = getattr(x, name)(axis=1, where=where, skip_masked=False, **initial)
        assert result.mask.tolist() == [False, True], name
    hidden = mt.array(where, mask=[[0, 0], [0, 1]])
    assert not mt.is_masked(x.sum(axis=1, where=hidden, skip_masked=False))


def test_what_has_no_value_anyway_stays_masked():
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]])
    nothing = [[True, True], [False, False]]
    assert x.mean(axis=1, where=nothing, skip_masked=False).mask.tolist() == [True, True]
    assert x.std(axis=1, ddof=2, skip_masked=False).mask.tolist() == [True, True]


def test_initial_does_not_unmask():
    x = mt.array([1.0, 2.0], "m", mask=[0, 1])
    assert not mt.is_masked(x.sum(initial=1 * u.m))
    assert mt.is_masked(x.sum(initial=1 * u.m, skip_masked=False))
    assert x[:1].sum(initial=1 * u.km, skip_masked=False) == 1001 * u.m


@pytest.mark.parametrize("name", ["sum", "mean", "cumsum", "max"])
def test_outputs(name):
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], "m", mask=[[0, 0], [0, 1]])
    expected = getattr(x, name)(axis=0, skip_masked=False)
    out = mt.array(np.zeros(expected.shape), "cm", mask=True)
    assert getattr(x, name)(axis=0, out=out, skip_masked=False) is out
    assert out.mask.tolist() == expected.mask.tolist()
    np.testing.assert_allclose(np.asarray(out)[~out.mask], 100 * np.asarray(expected)[~out.mask])
    for wrong in (mt.array(np.zeros(expected.shape), "m"), np.zeros(expected.shape)):
        with pytest.raises(TypeError):
            getattr(x, name)(axis=0, out=wrong, skip_masked=False)
        assert not np.asarray(wrong).any()
    with pytest.raises(ValueError, match="out= has shape"):
        getattr(x, name)(axis=0, out=mt.array(np.zeros((3, 2, 2)), "m", mask=True), skip_masked=False)


def test_outputs_keep_their_dtype_or_refuse():
    x = mt.array([1.5, 2.5], mask=[0, 1])
    with pytest.raises(TypeError, match="cast"):
        x.sum(out=mt.array(np.zeros((), int), mask=True), skip_masked=False)


def test_arrays_without_a_mask_take_the_argument():
    q = mt.array([[1.0, 2.0], [3.0, 5.0]], "m", dims=("y", "x"))
    for name in (*REDUCTIONS, *POSITIONS):
        if name in ("any", "all"):
            continue
        one, other = getattr(q, name)("y", skip_masked=False), getattr(q, name)("y")
        assert type(one) is type(other)
        assert repr(one) == repr(other)


def test_true_is_the_default_and_nothing_else_is_taken():
    x = mt.array([1.0, 2.0], mask=[0, 1])
    assert x.sum(skip_masked=True) == 1.0
    for wrong in (None, 0, "no"):
        with pytest.raises(TypeError, match="skip_masked"):
            x.sum(skip_masked=wrong)
    with pytest.raises(TypeError):
        np.sum(x, skip_masked=False)


def test_all_masked_and_nothing_there():
    x = mt.array([[1.0, 2.0], [3.0, 4.0]], mask=True)
    for name in (*REDUCTIONS, *POSITIONS):
        assert getattr(x, name)(axis=0, skip_masked=False).mask.all()
        assert mt.is_masked(getattr(x, name)(skip_masked=False))
    empty = mt.array(np.zeros((0, 2)), mask=False)
    assert not empty.sum(axis=0, skip_masked=False).mask.any()
    assert mt.array(5.0, mask=True).sum(skip_masked=False).mask


@pytest.mark.parametrize("name", [*REDUCTIONS, *RUNS, *POSITIONS])
@pytest.mark.parametrize("dtype", ["f8", "i8", "c16", "O"])
def test_nothing_depends_on_hidden_values(name, dtype):
    if dtype == "O" and name in ("std", "var"):
        pytest.skip("NumPy has no square root of objects")
    seen = []
    for poison in (0, 1, 10**18, np.nan, np.inf):
        if dtype == "i8" and not np.isfinite(poison):
            continue
        data = np.array([[1, 2], [3, 4], [5, 6]], dtype)
        data[1, 0] = poison
        x = mt.array(data, mask=[[0, 0], [1, 0], [0, 0]])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            result = getattr(x, name)(axis=0, skip_masked=False)
        seen.append((result.dtype, result.mask.tolist(), result.tolist()))
    assert all(each == seen[0] for each in seen)


@given(st.data())
def test_no_warning_for_what_is_masked_anyway(data):
    """Overflow in a line with a masked element is nobody's business where the element is put in by us."""
    x = mt.array([[1.7e308, 5.0], [1.0, 1.0]], mask=[[0, 1], [0, 0]])
    name = data.draw(st.sampled_from([*REDUCTIONS, *POSITIONS]))
    if name in ("std", "var"):
        return
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        getattr(x, name)(axis=1, skip_masked=False)


def test_results_share_nothing_with_the_array():
    x = mt.array([[1.0]], mask=[[0]])
    for name in (*REDUCTIONS, *RUNS):
        result = getattr(x, name)(axis=0, skip_masked=False)
        result[...] = mt.masked
        assert not x.mask.any()
    hard = mt.array([[1.0, 2.0]], mask=[[0, 1]], hard_mask=True)
    assert not hard.sum(0, skip_masked=False).hardmask


def test_downstream_classes_are_kept():
    class Survey(mt.MaskedQuantity):
        instrument = mt.PerArray(default=None)
        quality = mt.PerElement(dtype=np.uint8)

    x = Survey([[1.0, 2.0], [3.0, 4.0]], "m", mask=[[0, 1], [0, 0]], quality=[[1, 2], [4, 8]], instrument="a")
    result = x.sum(axis=0, skip_masked=False)
    assert type(result) is Survey
    assert result.instrument == "a"
    assert result.mask.tolist() == [False, True]
    assert result.quality[0] == 5
    assert x.prod(axis=0, skip_masked=False).instrument == "a"
