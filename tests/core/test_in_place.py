"""In-place operators by plan: numbers and arrays of the same class, with masked elements and without."""

import operator

import numpy as np
import pytest

import metaarr as mt

LABELS = {"dims": "t", "coords": {"t": [10, 20, 30, 40]}}
MASK = [0, 1, 0, 0]
OTHER = [0, 0, 1, 0]

IN_PLACE = {
    operator.iadd: operator.add,
    operator.isub: operator.sub,
    operator.imul: operator.mul,
    operator.itruediv: operator.truediv,
    operator.ipow: operator.pow,
    operator.imod: operator.mod,
}


class Survey(mt.MaskedQuantity):
    site = mt.PerArray(default="", merge="equal")
    quality = mt.PerElement(dtype=np.uint8)


BUILD = {
    "units": lambda data, mask: mt.array(data, "dimensionless"),
    "mask": lambda data, mask: mt.array(data, mask=mask),
    "labels": lambda data, mask: mt.array(data, **LABELS),
    "mask and labels": lambda data, mask: mt.array(data, mask=mask, **LABELS),
    "all": lambda data, mask: mt.array(data, "dimensionless", mask=mask, **LABELS),
    "downstream": lambda data, mask: Survey(data, "dimensionless", mask=mask, site="north", quality=[1, 2, 4, 8]),
}


def visible(x):
    return np.where(getattr(x, "mask", False), 0, np.asarray(x))


@pytest.mark.parametrize("kinds", BUILD)
@pytest.mark.parametrize("op", IN_PLACE)
@pytest.mark.parametrize("other", [2, 2.0, np.float32(2), np.int8(2), True, "array"])
def test_gives_what_a_new_array_would(kinds, op, other):
    x = BUILD[kinds](np.array([4.0, np.nan, 16.0, 25.0]), MASK)
    y = BUILD[kinds](np.array([1.0, 2.0, np.inf, 4.0]), OTHER) if other == "array" else other
    expected = IN_PLACE[op](x, y)
    target, base = x, x[:]
    result = op(x, y)
    assert result is target
    np.testing.assert_array_equal(visible(result), visible(expected))
    np.testing.assert_array_equal(getattr(result, "mask", False), getattr(expected, "mask", False))
    np.testing.assert_array_equal(getattr(base, "mask", False), getattr(result, "mask", False))
    np.testing.assert_array_equal(visible(base), visible(result))
    if hasattr(result, "coords"):
        assert result.coords["t"].tolist() == [10, 20, 30, 40]
    if kinds == "downstream":
        np.testing.assert_array_equal(result.quality, expected.quality)
        assert result.site == "north"


@pytest.mark.parametrize("value", [0, 1e308, np.inf, np.nan])
def test_hidden_values_warn_of_nothing_and_change_nothing(value):
    x = mt.array([1.0, value, 3.0], "m", mask=[0, 1, 0])
    y = mt.array([1.0, value, 2.0], "m", mask=[0, 1, 0])
    x += y
    x /= 2
    np.testing.assert_array_equal(x.compressed().magnitude, [1, 2.5])
    bare, divisor = mt.array([1.0, 0.0, 6.0], mask=[0, 1, 0]), mt.array([2.0, 0.0, 3.0], mask=[0, 1, 0])
    bare /= divisor
    np.testing.assert_array_equal(bare.compressed(), [0.5, 2])


def test_visible_values_warn():
    x = mt.array([1e308, 0.0], mask=[0, 1])
    with pytest.warns(RuntimeWarning, match="overflow"):
        x += mt.array([1e308, 0.0], mask=[0, 1])


def test_the_mask_of_the_second_operand_stays_its_own():
    x, y = mt.array([1.0, 2.0], mask=[1, 0]), mt.array([1.0, 2.0], mask=[0, 1])
    x += y
    assert x.mask.tolist() == [True, True]
    assert y.mask.tolist() == [False, True]
    y.mask[0] = True
    x.mask[1] = False
    assert y.mask.tolist() == [True, True]


@pytest.mark.parametrize(
    ("x", "y", "error"),
    [
        (lambda: mt.array([1, 2], mask=[0, 1]), 0.5, TypeError),
        (lambda: mt.array([1, 2], "m", mask=[0, 1]), 0.5 * mt.units.m, TypeError),
        (lambda: mt.array([1.0, 2.0], "m", mask=[0, 1]), 1.0, mt.DimensionalityError),
        (lambda: mt.array([1.0, 2.0], mask=[0, 1]), mt.array([[1.0, 2.0]] * 2, mask=True), ValueError),
        (lambda: mt.array([1.0, 2.0], dims="t"), mt.array([1.0, 2.0], dims="z"), mt.LabelsError),
    ],
)
def test_refusals_change_nothing(x, y, error):
    x = x()
    data, mask = np.array(x), np.array(getattr(x, "mask", False))
    with pytest.raises(error):
        x += y
    np.testing.assert_array_equal(np.asarray(x), data)
    np.testing.assert_array_equal(getattr(x, "mask", False), mask)


def test_read_only_arrays_stay():
    x = mt.array([1.0, 2.0], mask=[0, 1])
    x.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        x += 1
    assert np.asarray(x).tolist() == [1, 2]


def test_hard_masks_stay():
    x = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0], hard_mask=True)
    x += mt.array([1.0, 1.0, 1.0], mask=[0, 0, 1])
    assert x.hardmask
    assert x.mask.tolist() == [False, True, True]
