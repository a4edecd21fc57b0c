"""numpy.ma: masked arrays become ours and back; ours first keeps everything, theirs first too or refuses."""

import operator

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

OPERATORS = [
    operator.add,
    operator.sub,
    operator.mul,
    operator.truediv,
    operator.floordiv,
    operator.mod,
    operator.pow,
    operator.lt,
    operator.ge,
    operator.eq,
    operator.ne,
]
UFUNCS = [np.add, np.multiply, np.maximum, np.hypot, np.less, np.arctan2, np.power, np.floor_divide]
THEIRS = np.ma.MaskedArray([1.0, 2.0, 3.0, 4.0], [True, False, True, False])
PLAIN = np.array([5.0, 6.0, 7.0, 8.0])
MASK = [True, True, False, False]


def ours(unit=""):
    return mt.array(PLAIN, unit, mask=MASK)


def same(result, expected, mask):
    assert isinstance(result, mt.MaskedArray)
    assert result.mask.tolist() == mask
    np.testing.assert_allclose(np.where(mask, 0, np.asarray(result)), np.where(mask, 0, expected))


@pytest.mark.parametrize("op", [*OPERATORS, *UFUNCS], ids=lambda op: op.__name__)
def test_ours_first_keeps_both_masks(op):
    if op in (operator.pow, np.power):
        with pytest.raises(mt.UnitsError):
            op(ours("m"), THEIRS)
    else:
        same(op(ours(), THEIRS), op(PLAIN, THEIRS.data), [True, True, True, False])
    same(op(ours().magnitude, THEIRS), op(PLAIN, THEIRS.data), [True, True, True, False])


@pytest.mark.parametrize("op", OPERATORS, ids=lambda op: op.__name__)
def test_theirs_first_answers_rightly_or_names_from_ma(op):
    for x in (ours(), ours().magnitude, ours().unmasked):
        try:
            result = op(THEIRS, x)
        except mt.UnsupportedError as error:
            assert "from_ma" in str(error)  # noqa: PT017
            continue
        if isinstance(result, np.ma.MaskedArray):
            assert result.dtype == bool, "only comparisons have nothing to lose"
        hidden = THEIRS.mask | (x.mask if isinstance(x, mt.MaskedArray) else False)
        np.testing.assert_array_equal(result.compressed(), op(THEIRS.data, PLAIN)[~hidden])


@pytest.mark.parametrize("ufunc", UFUNCS, ids=lambda op: op.__name__)
def test_ufuncs_with_theirs_first_are_ours(ufunc):
    x = mt.array(PLAIN, mask=MASK)
    same(ufunc(THEIRS, x), ufunc(THEIRS.data, PLAIN), [True, True, True, False])


def test_a_unit_is_kept():
    for result in (ours("m") * THEIRS, np.multiply(THEIRS, ours("m"))):
        assert type(result) is mt.MaskedQuantity
        assert result.units is u.m
        assert result.mask.tolist() == [True, True, True, False]
        assert result[3].unmasked == 32 * u.m
    for act in (lambda: ours("m") + THEIRS, lambda: np.add(THEIRS, ours("m"))):
        with pytest.raises(mt.DimensionalityError):
            act()
    for act in (lambda: THEIRS * ours("m"), lambda: THEIRS * ours("m").unmasked, lambda: THEIRS * mt.array([1], "m")):
        with pytest.raises(mt.UnsupportedError, match="from_ma"):
            act()


def test_in_place():
    x = ours("m")
    x *= THEIRS
    assert x.mask.tolist() == [True, True, True, False]
    y = THEIRS.copy()
    with pytest.raises(TypeError):
        y *= ours("m")
    np.testing.assert_array_equal(y.data, THEIRS.data)
    np.testing.assert_array_equal(y.mask, THEIRS.mask)


def test_functions_and_assignment_with_ours_first():
    assert np.concatenate([ours(), THEIRS]).mask.tolist() == MASK + THEIRS.mask.tolist()
    assert np.where([True, True, False, False], ours(), THEIRS).mask.tolist() == [True, True, True, False]
    x = mt.array(PLAIN, mask=False)
    x[:2] = THEIRS[:2]
    assert x.mask.tolist() == [True, False, False, False]
    x[3] = np.ma.masked
    assert x.mask.tolist() == [True, False, False, True]
    with pytest.raises(mt.MetaArrayError, match="without a mask"):
        mt.array(PLAIN, "m")[0:1] = np.ma.MaskedArray([np.inf], [True])


# There and back ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dtype", ["f4", "f8", "i2", "?", "c16", "M8[s]", "U3", "O", ">f8"])
@pytest.mark.parametrize("shape", [(), (3,), (0, 2), (2, 3)])
@pytest.mark.parametrize("mask", [False, True, np.ma.nomask])
def test_there_and_back(dtype, shape, mask):
    data = np.arange(np.prod(shape, dtype=int)).reshape(shape).astype(dtype)
    theirs = np.ma.MaskedArray(data, mask)
    x = mt.from_ma(theirs)
    assert type(x) is mt.MaskedArray
    assert x.dtype == data.dtype
    np.testing.assert_array_equal(np.asarray(x), data)
    np.testing.assert_array_equal(np.asarray(x.mask), np.ma.getmaskarray(theirs))
    back = x.to_ma()
    assert type(back) is np.ma.MaskedArray
    np.testing.assert_array_equal(back.data, data)
    np.testing.assert_array_equal(np.ma.getmaskarray(back), np.ma.getmaskarray(theirs))


@pytest.mark.parametrize("copy", [True, False, None])
def test_copy_says_whether_memory_is_shared(copy):
    theirs = THEIRS.copy()
    x = mt.from_ma(theirs, copy=copy)
    assert np.shares_memory(x, theirs) == (copy is not True)
    assert np.shares_memory(np.asarray(x.mask), theirs.mask) == (copy is not True)
    back = x.to_ma(copy=copy)
    assert np.shares_memory(back, x) == (copy is not True)
    assert np.shares_memory(back.mask, np.asarray(x.mask)) == (copy is not True)
    before = THEIRS.mask.copy()
    y = mt.from_ma(THEIRS)
    y[0] = 9.0
    np.testing.assert_array_equal(THEIRS.mask, before)


def test_a_hard_mask_stays_hard():
    theirs = THEIRS.copy().harden_mask()
    x = mt.from_ma(theirs)
    x[0] = 9.0
    assert x.mask[0]
    back = x.to_ma()
    assert back.hardmask
    back[0] = 9.0
    assert back.mask[0]
    soft = mt.from_ma(THEIRS)
    soft[0] = 9.0
    assert not soft.mask[0]
    assert not soft.to_ma().hardmask


def test_the_masked_constant():
    x = mt.from_ma(np.ma.masked)
    assert type(x) is mt.MaskedArray
    assert x.mask
    assert x.shape == ()


def test_structured_arrays():
    whole = np.ma.MaskedArray(np.array([(1, 2.0), (3, 4.0)], "i4,f8"), [(True, True), (False, False)])
    assert mt.from_ma(whole).mask.tolist() == [True, False]
    parts = np.ma.MaskedArray(whole.data, [(True, False), (False, False)])
    with pytest.raises(mt.UnsupportedError, match="one field"):
        mt.from_ma(parts)
    assert mt.from_ma(parts["f0"]).mask.tolist() == [True, False]


def test_what_numpy_ma_cannot_carry_is_refused():
    with pytest.raises(mt.UnsupportedError, match="magnitude"):
        ours("m").to_ma()
    with pytest.raises(mt.UnsupportedError, match="unlabeled"):
        mt.array(PLAIN, mask=MASK, dims="x").to_ma()
    assert ours("m").magnitude.to_ma().mask.tolist() == MASK
    assert ours("").to_ma().mask.tolist() == MASK
    with pytest.raises(mt.UnsupportedError, match="from_ma takes"):
        mt.from_ma(PLAIN)


def test_lists_of_theirs():
    x = mt.array([THEIRS[:2], THEIRS[2:]])
    assert x.mask.tolist() == [[True, False], [True, False]]
    assert mt.array(THEIRS, "m").mask.tolist() == THEIRS.mask.tolist()
    assert mt.array(THEIRS, "m", mask=[0, 1, 0, 0]).mask.tolist() in ([True, True, True, False], [0, 1, 0, 0])
