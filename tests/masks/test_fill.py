"""Filling, and computing elementwise without hearing of hidden values."""

import warnings

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import MaskError
from metaarr._masks.fill import compute_visible, harmless
from metaarr._masks.lines import count

UFUNCS = sorted(
    {ufunc for ufunc in vars(np).values() if isinstance(ufunc, np.ufunc) and ufunc.signature is None},
    key=lambda ufunc: ufunc.__name__,
)


def visible_part(result, mask):
    parts = result if isinstance(result, tuple) else (result,)
    return tuple(np.asarray(part)[~mask] for part in parts)


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_hidden_values_change_nothing(ufunc, data, draw_twins, dtypes, outcome):
    drawn = [data.draw(st.sampled_from(dtypes)) for _ in range(ufunc.nin)]
    twins = [draw_twins(data, dtype, (5,)) for dtype in drawn]
    mask = np.logical_or.reduce([twin.mask for twin in twins])

    def call(side):
        return visible_part(compute_visible(ufunc, [getattr(twin, side) for twin in twins], mask), mask)

    assert outcome(lambda: call("one")) == outcome(lambda: call("other"))


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda ufunc: ufunc.__name__)
@settings(max_examples=20)
@given(data=st.data())
def test_visible_values_warn_as_without_the_others(ufunc, data, draw_twins, outcome):
    twins = [draw_twins(data, data.draw(st.sampled_from(["f4", "f8", "i8"])), (5,)) for _ in range(ufunc.nin)]
    mask = np.logical_or.reduce([twin.mask for twin in twins])
    ours = outcome(lambda: visible_part(compute_visible(ufunc, [twin.one for twin in twins], mask), mask))
    alone = outcome(lambda: ufunc(*(twin.one[~mask] for twin in twins)))
    assert (ours.error, ours.warnings) == (alone.error, alone.warnings)


ZERO_DIVIDED = np.array([1.0, 2.0, 0.0]), np.array([0.0, 1.0, 0.0])


@pytest.mark.parametrize("visible", [0, 1, 2])
@pytest.mark.parametrize("setting", ["ignore", "warn", "raise", "call", "print", "log"])
def test_every_setting_of_errstate_hears_of_visible_places_only(setting, visible, capfd):
    heard = []

    class Log:
        write = heard.append

    def divide(inputs, mask):
        heard.clear()
        call = Log() if setting == "log" else lambda *args: heard.append(args)
        with warnings.catch_warnings(record=True) as caught, np.errstate(all=setting, call=call):
            warnings.simplefilter("always")
            try:
                compute_visible(np.divide, inputs, mask)
                error = None
            except FloatingPointError as raised:
                error = str(raised)
        return list(heard), [str(w.message) for w in caught], error, capfd.readouterr().err

    mask = np.arange(3) != visible
    alone = divide([x[~mask] for x in ZERO_DIVIDED], np.zeros(1, bool))
    assert divide(ZERO_DIVIDED, mask) == alone
    assert any(alone) == (visible != 1 and setting != "ignore")


@pytest.mark.parametrize("visible", [0, 1])
def test_what_is_computed_in_place_warns_alike(visible):
    values, divisor = (x.copy() for x in ZERO_DIVIDED)
    mask = np.arange(3) != visible
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        result = compute_visible(np.divide, [values, divisor], mask, out=(values,))
    assert result is values
    assert [str(w.message) for w in caught] == (["divide by zero encountered in divide"] if visible == 0 else [])
    assert values[visible] == [np.inf, 2.0][visible]


def test_places_not_selected_do_not_warn():
    values, out = np.array([-1.0, 4.0, -1.0]), np.zeros(3)
    compute_visible(np.sqrt, [values], np.array([True, False, False]), where=np.array([True, True, False]), out=out)
    assert out[1] == 2.0
    with pytest.warns(RuntimeWarning, match="invalid value"):
        compute_visible(np.sqrt, [values], np.array([True, False, False]), where=np.array([True, True, True]), out=out)


def test_several_outputs_come_back_in_order():
    values, mask = np.array([7.0, np.inf]), np.array([False, True])
    quotient, rest = compute_visible(np.divmod, [values, 2.0], mask)
    assert (quotient[0], rest[0]) == (3.0, 1.0)


def test_python_scalars_stay_weak():
    values = np.array([1, 2], "f4")
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = compute_visible(np.divide, [values, 3.0], np.array([False, True]))
    assert result.dtype == np.float32


def test_hidden_objects_are_never_asked():
    values = np.array([1, None, "text"], object)
    result = compute_visible(np.add, [values, 1], np.array([False, True, True]))
    assert result[0] == 2
    out = np.array([9, 9, 9], object)
    assert compute_visible(np.add, [values, 1], np.array([False, True, True]), out=(out,)) is out
    assert out.tolist() == [2, 9, 9]


def test_hidden_negative_powers_of_integers_are_not_refused():
    base, exponents = np.array([2, 2]), np.array([3, -1])
    assert compute_visible(np.power, [base, exponents], np.array([False, True]))[0] == 8
    with pytest.raises(ValueError, match="negative integer powers"):
        compute_visible(np.power, [base, exponents], np.array([True, False]))


def test_masked_scalars_broadcast():
    result = compute_visible(np.add, [np.arange(3.0), np.array(np.inf)], np.ones(3, bool))
    assert result.shape == (3,)
    assert compute_visible(np.power, [np.array(2), np.array(-1)], np.array(True)).shape == ()


@pytest.mark.parametrize("dtype", ["?", "i8", "f8", "c8", "U3", "O", "M8[s]"])
def test_harmless_values_are_visible_ones(dtype):
    values = np.ones(3, dtype)
    mask = np.array([True, False, True])
    result = harmless(values, mask)
    np.testing.assert_array_equal(result, np.full(3, values[1]))
    assert harmless(values, np.ones(3, bool)).dtype == values.dtype
    assert harmless(values, np.zeros(3, bool)) is values


@pytest.mark.parametrize(
    ("dtype", "isnan"), [("f4", np.isnan), ("c16", np.isnan), ("M8[D]", np.isnat), ("m8[s]", np.isnat)]
)
def test_filled_puts_nan_where_the_dtype_has_it(dtype, isnan):
    values, mask = np.ones(2, dtype), np.array([True, False])
    result = mt.array(values, mask=mask).filled()
    assert isnan(result).tolist() == [True, False]
    assert not isnan(values).any()


@pytest.mark.parametrize("dtype", ["i4", "?", "U2", "O"])
@pytest.mark.parametrize("masked", [False, True])
def test_filled_without_a_value_is_refused_where_there_is_no_nan(dtype, masked):
    with pytest.raises(MaskError, match="pass fill_value"):
        mt.array(np.ones(2, dtype), mask=[masked, False]).filled()


def test_filled_takes_a_value_that_fits():
    x = mt.array(np.arange(3), mask=[True, False, True])
    np.testing.assert_array_equal(x.filled(-1), [-1, 1, -1])
    np.testing.assert_array_equal(x.filled([7, 8, 9]), [7, 1, 9])
    with pytest.raises(TypeError, match=r"(?i)cannot cast"):
        x.filled(0.5)
    lengths = mt.array([1, 2], "m", mask=[0, 1], dims="x")
    assert repr(lengths.filled(3 * mt.units.km)) == repr(mt.array([1, 3000], "m", dims="x"))
    for wrong in (3.5 * mt.units.m, 1 * mt.units.s, 7, mt.array(1, "m", mask=True)):
        with pytest.raises(TypeError):
            lengths.filled(wrong)
    with pytest.raises(mt.MaskError, match="masked"):
        x.filled(mt.masked)


def test_compressed_and_count_leave_masked_ones_out():
    values, mask = np.arange(6).reshape(2, 3), np.array([[True, False, False], [True, True, True]])
    np.testing.assert_array_equal(mt.array(values, mask=mask).compressed(), [1, 2])
    np.testing.assert_array_equal(count(mask, 1), [2, 0])
    assert count(mask).dtype == np.intp
    assert count(mask, keepdims=True).shape == (1, 1)
