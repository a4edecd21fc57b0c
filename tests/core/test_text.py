"""What is printed: values as NumPy prints them, masked ones as ``--``, units and labels beside."""

import time

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr.testing.strategies import arrays, masks, plain_arrays


class TestRepr:
    @pytest.mark.parametrize(
        ("x", "text"),
        [
            (mt.array([1.0, 2.5], "m"), "Quantity([1. , 2.5], 'meter')"),
            (mt.array([1.0], ""), "Quantity([1.], 'dimensionless')"),
            (mt.array([1, 2], mask=[0, 1]), "MaskedArray([ 1, --])"),
            (mt.array(1.5, "m"), "Quantity(1.5, 'meter')"),
            (mt.array(1.5, mask=True), "MaskedArray(--)"),
            (mt.array([True, False], mask=[0, 1]), "MaskedArray([ True,    --])"),
            (
                mt.array([1], dims="x", coords={"x": [5]}, name="n"),
                "LabeledArray([1], dims=('x',), coords=(x), name='n')",
            ),
            (mt.array([1], dims=(None,)), "LabeledArray([1], dims=(None,))"),
            (mt.array([], "m"), "Quantity([], 'meter', dtype=float64)"),
            (mt.array([1.0], "m", dtype="f4"), "Quantity([1.], 'meter', dtype=float32)"),
            (mt.array(np.zeros(1, ">f8"), "m"), "Quantity([0.], 'meter', dtype='>f8')"),
            (mt.array(["a", "bc"], mask=[1, 0]), "MaskedArray([  --, 'bc'], dtype='<U2')"),
            (mt.array(["ab", "c"], mask=[0, 0]), "MaskedArray(['ab', 'c'], dtype='<U2')"),
            (
                mt.array(np.array(["2020-01-01", "NaT"], "M8[D]"), mask=[0, 0]),
                "MaskedArray(['2020-01-01',        'NaT'], dtype=datetime64[D])",
            ),
            (mt.array(np.array([1, None], object), mask=[0, 0]), "MaskedArray([1, None], dtype=object)"),
            (mt.array(np.array([1, None], object), mask=[0, 1]), "MaskedArray([ 1, --], dtype=object)"),
            (mt.array([1 + 2j], mask=[0]), "MaskedArray([1.+2.j])"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_shows_values_and_metadata(self, x, text):
        assert repr(x) == text

    def test_breaks_long_lines(self):
        x = mt.array(np.arange(30.0), "m", mask=np.arange(30) == 3, dims="time")
        lines = repr(x).split("\n")
        assert all(len(line) <= 75 for line in lines)
        assert lines[0].startswith("LabeledMaskedQuantity([")
        assert lines[1].startswith(" " * len("LabeledMaskedQuantity(["))
        assert lines[-1].strip() == "dims=('time',))"

    def test_aligns_axes(self):
        x = mt.array([[1.0, 2.0], [3.0, 4.0]], mask=[[0, 1], [0, 0]])
        assert repr(x) == "MaskedArray([[1., --],\n             [3., 4.]])"

    def test_of_structured_data(self):
        data = np.array([(1, 2.0), (3, 4.0)], [("n", "i4"), ("v", "f8")])
        text = repr(mt.array(data, mask=[0, 1]))
        assert "(1, 2.)" in text
        assert "--" in text
        assert "3" not in text.replace("i4", "").split("dtype")[0]

    def test_of_lists_in_an_array_of_objects(self):
        data = np.empty(2, object)
        data[0], data[1] = [1, 2], "x"
        assert repr(mt.array(data, mask=[0, 1])) == "MaskedArray([list([1, 2]),           --], dtype=object)"


class TestStr:
    @pytest.mark.parametrize(
        ("x", "text"),
        [
            (mt.array([1.0, 2.5], "m"), "[1.  2.5] meter"),
            (mt.array([1, 2], mask=[0, 1]), "[ 1 --]"),
            (mt.array(1.5, "m"), "1.5 meter"),
            (mt.array(1.5, "m", mask=True), "-- meter"),
            (mt.array(1.5, ""), "1.5 dimensionless"),
            (mt.array("a", mask=False), "a"),
            (mt.array("a", mask=True), "--"),
        ],
        ids=lambda v: v if isinstance(v, str) else "",
    )
    def test_shows_values_and_unit(self, x, text):
        assert str(x) == text
        assert f"{x}" == text

    @given(plain_arrays(finite=True))
    def test_is_numpys_where_there_is_nothing_to_say(self, data):
        assert str(mt.array(data, dims=(None,) * data.ndim)) == str(data)
        assert str(mt.array(data, mask=False)) == str(data)


class TestFormat:
    def test_goes_to_the_elements(self):
        x = mt.array([[1.234, 2.0], [3.0, 10.5]], "m", mask=[[0, 0], [1, 0]])
        assert f"{x:.1f}" == "[[1.2 2.0]\n [-- 10.5]] meter"
        assert f"{x[0, 0]:.2f}" == "1.23 meter"
        assert f"{x[1, 0]:.2f}" == "-- meter"
        assert f"{x[0, 0]:>6.1f}" == "   1.2 meter"
        assert f"{mt.array(5, mask=False):03d}" == "005"

    def test_of_a_bad_one_raises_what_numpy_raises(self):
        with pytest.raises(ValueError, match="format"):
            f"{mt.array(1.0, 'm'):nonsense}"

    def test_percent_formatting(self):
        assert "%s" % mt.array(1.5, "m") == "1.5 meter"  # noqa: UP031
        with pytest.raises(TypeError):
            "%f" % mt.array(1.5, "m")  # noqa: UP031

    def test_of_what_is_hidden_is_never_asked(self):
        assert f"{mt.array(np.array([None, 1.5], object), mask=[1, 0]):.1f}" == "[-- 1.5]"


class TestHidden:
    """Neither a hidden value nor its width shows."""

    @given(st.data(), st.sampled_from(["f8", "i8", "c16", "U3", "O", "M8[s]", "?"]))
    def test_values_do_not_show(self, data, dtype):
        shape = (2, 3)
        mask = data.draw(masks(shape))
        visible, one, other = (data.draw(plain_arrays(dtype, shape, layouts=False)) for _ in range(3))
        x, y = (
            mt.array(np.where(mask, hidden, visible).astype(dtype), mask=mask, dims=("a", "b"))
            for hidden in (one, other)
        )
        for text in (
            repr,
            str,
            lambda v: f"{v:s}" if dtype == "U3" else f"{v}",
            lambda v: repr(v[0]),
            np.array2string,
            np.array_repr,
            np.array_str,
        ):
            assert text(x) == text(y)

    @pytest.mark.parametrize("hidden", [1e300, -np.inf, np.nan, 123456789.123])
    def test_widths_do_not_show(self, hidden):
        assert repr(mt.array([1.0, hidden], mask=[0, 1])) == "MaskedArray([1., --])"

    def test_all_masked(self):
        assert repr(mt.array([1.0, 2.0], mask=True)) == "MaskedArray([--, --])"

    @given(arrays(dtype="f8", kinds=mt.MaskedArray))
    def test_as_many_dashes_as_masked(self, x):
        assert repr(x).count("--") == np.count_nonzero(x.mask)


class TestOptions:
    def test_are_numpys(self):
        x = mt.array([1.23456, 2.0, 1e-10], "m", mask=[0, 0, 1])
        with np.printoptions(precision=2):
            assert repr(x) == "MaskedQuantity([1.23, 2.  ,   --], 'meter')"
        with np.printoptions(precision=2, floatmode="fixed"):
            assert repr(x) == "MaskedQuantity([1.23, 2.00,   --], 'meter')"
        with np.printoptions(formatter={"float": lambda v: f"<{v:.0f}>"}):
            assert repr(x) == "MaskedQuantity([<1>, <2>,  --], 'meter')"

    def test_summarise_beyond_the_threshold(self):
        x = mt.array(np.arange(2000), "m", mask=np.arange(2000) == 1)
        assert repr(x) == "MaskedQuantity([   0,   --,    2, ..., 1997, 1998, 1999], 'meter')"
        with np.printoptions(threshold=5, edgeitems=1):
            assert str(mt.array(np.arange(10), "m")) == "[0 ... 9] meter"

    def test_huge_arrays_print_at_once(self):
        x = mt.array(np.zeros((2000, 2000)), "m", mask=np.eye(2000, dtype=bool))
        start = time.perf_counter()
        text = repr(x)
        spent = time.perf_counter() - start
        assert len(text) < 2000
        assert text.count("--") == 6
        assert spent < 0.5  # by elements it takes many seconds

    def test_functions_of_numpy(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 1])
        assert np.array_repr(x) == repr(x)
        assert np.array_str(x) == str(x)
        assert np.array2string(x, precision=1) == "[1. --] meter"


def test_arrays_inside_containers_print():
    x = mt.array([1.0, 2.0], "m")
    assert str(list(x)) == "[Quantity(1., 'meter'), Quantity(2., 'meter')]"
