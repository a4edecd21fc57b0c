"""Hooks of NumPy that a subclass may override, and what NumPy makes of our arrays without asking."""

import operator
import pickle
from typing import ClassVar

import numpy as np
import pytest
from numpy.lib import stride_tricks

import metaarr as mt

OPERATORS = [operator.add, operator.sub, operator.mul, operator.truediv, operator.lt, operator.eq, operator.ne]
IN_PLACE = [operator.iadd, operator.isub, operator.imul, operator.itruediv]


class Counted(mt.Quantity):
    asked: ClassVar = []

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        self.asked.append((ufunc, method))
        return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)


class Mixin:
    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        result = super().__array_ufunc__(ufunc, method, *inputs, **kwargs)
        return ("seen", result) if method == "__call__" else result


class Mixed(Mixin, mt.Quantity):
    pass


class Stubborn(Counted):
    def __add__(self, other):
        return "mine"


@pytest.mark.parametrize("op", OPERATORS)
def test_operators_ask_an_array_ufunc_of_the_subclass(op):
    x = Counted([1.0, 2.0], "m")
    expected = op(mt.Quantity([1.0, 2.0], "m"), mt.Quantity([3.0, 1.0], "m"))
    for a, b in ((x, mt.Quantity([3.0, 1.0], "m")), (x, Counted([3.0, 1.0], "m"))):
        Counted.asked.clear()
        result = op(a, b)
        assert [method for _, method in Counted.asked] == ["__call__"]
        np.testing.assert_array_equal(np.asarray(result), np.asarray(expected))
    Counted.asked.clear()
    op(mt.Quantity([3.0, 1.0], "m"), x)
    assert len(Counted.asked) == 1


@pytest.mark.parametrize("op", IN_PLACE)
def test_operators_in_place_ask_it_too(op):
    x = Counted([1.0, 2.0], "m")
    other = 2.0 if op in (operator.imul, operator.itruediv) else Counted([1.0, 1.0], "m")
    Counted.asked.clear()
    same = op(x, other)
    assert same is x
    assert [method for _, method in Counted.asked] == ["__call__"]


@pytest.mark.parametrize("name", ["sum", "min", "max", "any", "all"])
def test_folds_as_methods_ask_it_too(name):
    Counted.asked.clear()
    getattr(Counted([1.0, 2.0], "m"), name)()
    assert [method for _, method in Counted.asked] == ["reduce"]


def test_a_mixin_changes_the_results_of_operators():
    seen, result = Mixed([1.0], "m") + Mixed([1.0], "km")
    assert seen == "seen"
    assert result.magnitude.tolist() == [1001.0]
    assert (-Mixed([1.0], "m"))[0] == "seen"
    assert abs(Mixed([1.0], "m"))[0] == "seen"
    assert (2 * Mixed([1.0], "m"))[0] == "seen"


def test_operators_of_the_subclass_stay():
    assert Stubborn([1.0], "m") + 1 == "mine"


def test_a_class_without_kinds_computes_as_plain_arrays_do():
    x = mt.MetaArray([1.0, 2.0])
    for result in (x + x, x + np.ones(2), 1 + x, np.add(x, x), -x):
        assert type(result) is np.ndarray
    assert (x + np.ones(2)).tolist() == [2.0, 3.0]
    assert type(pickle.loads(pickle.dumps(x))) is mt.MetaArray


@pytest.mark.parametrize(
    "x", [mt.array([1.0, 2.0, 3.0], "km"), mt.array([1, 2, 3], mask=[0, 1, 0])], ids=["km", "mask"]
)
def test_what_as_strided_makes_claims_nothing(x):
    strided = stride_tricks.as_strided(x, (2,), x.strides, subok=True)
    with pytest.raises(mt.UnsupportedError, match="unknown"):
        strided + strided


@pytest.mark.parametrize("shape", [(2, 3), (4,), (), (0, 2)], ids=str)
def test_flat_goes_on_as_numpys_does(shape):
    plain = np.arange(np.prod(shape, dtype=int)).reshape(shape) + 1.0
    x = mt.array(plain, "m")
    ours, theirs = x.flat, plain.flat
    assert len(ours) == len(theirs)
    for expected in theirs:
        assert ours.__next__().magnitude == expected
        assert ours.index == theirs.index
    assert list(ours) == []
    if plain.size:
        assert ours[0].magnitude == theirs[0]
        assert ours.index == theirs.index
        assert (ours.coords, theirs.coords) == ((0,) * plain.ndim,) * 2
    copied = ours.copy()
    assert type(copied) is mt.Quantity
    np.testing.assert_array_equal(copied.magnitude, theirs.copy())
    assert not np.shares_memory(np.asarray(copied), np.asarray(x))
