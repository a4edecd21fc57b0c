"""Arrays as Python numbers: only where the number does not depend on the unit, and never of a masked element."""

import math
import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES, holds, plain_arrays

NUMBERS = {"bool": bool, "float": float, "int": int, "complex": complex, "index": operator.index}
CONVERSIONS = {
    **{name: f for name, f in NUMBERS.items() if name != "bool"},
    "item": lambda x: x.item(),
    "tolist": lambda x: x.tolist(),
    "math.sqrt": math.sqrt,
    "math.floor": math.floor,
}


class TestNumbers:
    @pytest.mark.parametrize("cls", CLASSES)
    @pytest.mark.parametrize("name", NUMBERS)
    def test_of_dimensionless_arrays(self, cls, name):
        value = NUMBERS[name](cls(3))
        assert value == NUMBERS[name](3)
        assert type(value) is type(NUMBERS[name](3))

    @pytest.mark.parametrize("name", CONVERSIONS)
    def test_of_dimensional_ones_are_refused(self, name):
        with pytest.raises(TypeError, match=r"a quantity in 'meter' depends on the unit; use \.magnitude"):
            CONVERSIONS[name](mt.array(3, "m"))

    @pytest.mark.parametrize("name", [name for name in CONVERSIONS if name != "index"])
    def test_of_scaled_ones_are_what_they_mean(self, name):
        assert CONVERSIONS[name](mt.array(250, "percent")) == CONVERSIONS[name](np.array(2.5))

    def test_scaled_ones_are_no_index(self):
        with pytest.raises(TypeError, match=r"an index of a quantity in 'percent' depends on the unit"):
            operator.index(mt.array(300, "percent"))

    @pytest.mark.parametrize("name", [*NUMBERS, "math.sqrt", "math.floor"])
    def test_of_masked_ones_are_refused(self, name):
        with pytest.raises(
            mt.MaskError, match=r"of a masked element has no value; ask metaarr\.is_masked\(x\), or use \.filled"
        ):
            (NUMBERS | CONVERSIONS)[name](mt.array(3, mask=True))

    @pytest.mark.parametrize("cls", CLASSES)
    def test_of_several_elements_are_refused(self, cls):
        for convert in NUMBERS.values():
            with pytest.raises((TypeError, ValueError)):
                convert(cls([1, 2]))

    @pytest.mark.parametrize("cls", CLASSES)
    def test_of_floats_are_no_index(self, cls):
        with pytest.raises(TypeError):
            operator.index(cls(3.0))
        assert [10, 20, 30, 40][cls(3)] == 40

    def test_of_rounding(self):
        x = mt.array(1.26, "m")
        assert round(x, 1) == 1.3 * u.m
        assert type(round(x)) is mt.Quantity
        assert np.asarray(round(mt.array([1.26, 2.5], mask=[0, 1]), 1))[0] == 1.3


class TestTruth:
    def test_of_units_without_an_offset(self):
        assert mt.array(1.0, "m")
        assert not mt.array(0.0, "m")
        assert mt.array(1.0, "percent")

    def test_of_units_with_an_offset_is_refused(self):
        with pytest.raises(TypeError, match="degree_Celsius"):
            bool(mt.array(1.0, "degC"))

    def test_of_one_element_along_axes(self):
        assert mt.array([[1.0]], "m")
        assert not mt.array([False], mask=[0])
        with pytest.raises(mt.MaskError):
            bool(mt.array([True], mask=[1]))

    def test_of_strings_and_times(self):
        assert mt.array("a", mask=False)
        assert not mt.array("", mask=False)


class TestItems:
    @given(st.data())
    def test_are_those_of_the_data(self, data):
        x = data.draw(plain_arrays(shape=(2, 2), finite=True))
        for cls in (mt.MaskedArray, mt.LabeledArray, mt.Quantity, mt.LabeledMaskedQuantity):
            if not holds(cls, x.dtype):
                continue
            y = cls(x)
            assert y.tolist() == x.tolist()
            for args in ((0,), (3,), (1, 0), ((0, 1),), (-1,)):
                assert y.item(*args) == x.item(*args)
                assert type(y.item(*args)) is type(x.item(*args))

    def test_masked_are_none(self):
        x = mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]])
        assert x.tolist() == [[1, None], [3, 4]]
        assert x.item(1) is None
        assert x.item(0, 1) is None
        assert x.item(2) == 3
        assert x[0, 1].item() is None
        assert x[0, 1].tolist() is None

    def test_masked_of_dimensional_are_refused_alike(self):
        for mask in (False, True):
            with pytest.raises(TypeError, match="magnitude"):
                mt.array(1.0, "m", mask=mask).item()
            with pytest.raises(TypeError, match=r"magnitude\.tolist"):
                mt.array([1.0], "m", mask=[mask]).tolist()

    @pytest.mark.parametrize("cls", CLASSES)
    def test_out_of_range_raise_what_numpy_raises(self, cls):
        x = cls([1, 2])
        for args in ((5,), (0, 0), ("a",), ()):
            with pytest.raises((IndexError, ValueError, TypeError)) as theirs:
                np.array([1, 2]).item(*args)
            with pytest.raises(type(theirs.value)):
                x.item(*args)

    def test_of_objects_are_the_objects(self):
        data = np.empty(1, object)
        data[0] = inner = [1]
        assert mt.array(data, mask=[0]).item() is inner


class TestHash:
    def test_is_by_meaning(self):
        assert hash(mt.array(1.0, "m")) == hash(mt.array(100.0, "cm"))
        assert hash(mt.array(1, "m")) == hash(mt.array(1.0, "m", mask=False, dims=()))
        assert hash(mt.array(0.5, "")) == hash(mt.array(50, "percent")) == hash(0.5)
        assert hash(mt.array(7, mask=False)) == hash(7)
        assert hash(mt.array(20.0, "degC")) == hash(mt.array(293.15, "K"))
        assert hash(mt.array("a", mask=False)) == hash("a")

    def test_makes_keys(self):
        table = {mt.array(1.0, "m"): "one metre", mt.array(1.0, "s"): "one second"}
        assert table[mt.array(100.0, "cm")] == "one metre"
        assert table[mt.array(1000.0, "ms")] == "one second"
        assert len({mt.array(i, "m") for i in (1, 2, 1)}) == 2

    @pytest.mark.parametrize("cls", CLASSES)
    def test_of_arrays_with_axes_is_refused(self, cls):
        with pytest.raises(TypeError, match="unhashable"):
            hash(cls([1]))

    def test_of_masked_is_refused(self):
        with pytest.raises(TypeError):
            hash(mt.array(1, mask=True))


class TestContains:
    def test_compares_in_one_unit(self):
        x = mt.array([1.0, 2.0], "m")
        assert 200 * u.cm in x
        assert 2 * u.s not in x
        assert 2 not in x
        assert 0 in mt.array([0.0], "m")

    def test_masked_never_matches(self):
        x = mt.array([1.0, 2.0], mask=[0, 1])
        assert 1 in x
        assert 2 not in x
        assert 1.0 not in mt.array([1.0], mask=[1])


class TestMath:
    def test_of_dimensionless_numbers(self):
        assert math.sin(mt.array(0.0, "")) == 0
        assert math.isnan(mt.array(np.nan, mask=False))
        assert math.floor(mt.array(2.7, mask=False)) == 2
        assert math.ceil(mt.array(2.2, "")) == 3

    def test_extremes_of_lists(self):
        a, b = 1 * u.m, 50 * u.cm
        assert min(a, b) is b
        assert max([a, b]) is a
        assert sum([a, b], 0 * u.m) == 1.5 * u.m
        assert sum([a, b]) == 150 * u.cm

    def test_into_plain_arrays_is_refused(self):
        plain = np.zeros(2)
        with pytest.raises(TypeError, match="depends on the unit"):
            plain[0] = 1 * u.m
        with pytest.raises(mt.MaskError):
            plain[0] = mt.array(1.0, mask=True)
        assert plain.tolist() == [0, 0]
        plain[0] = mt.array(1.0, "")
        assert plain[0] == 1
