"""`register`: what a function outside NumPy does to units is declared; the rest follows from its structure."""

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u


def made(function, inputs, outputs=1):
    return np.frompyfunc(function, inputs, outputs)


def got(value):
    assert isinstance(value, mt.Quantity)
    return np.asarray(value).tolist(), str(value.units)


class Survey(mt.Quantity):
    instrument = mt.PerArray(default=None)
    quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)


class TestUfuncs:
    def test_are_refused_before_and_work_after(self):
        ufunc = made(lambda a, b: a - b, 2)
        x, y = mt.array([3.0, 5.0], "m"), mt.array([100.0, 200.0], "cm")
        with pytest.raises(mt.UnsupportedError, match="no rule"):
            ufunc(x, y)
        assert mt.register(ufunc, units="=A", returns="=A") is ufunc
        assert got(ufunc(x, y)) == ([2.0, 3.0], "meter")
        with pytest.raises(mt.DimensionalityError, match="'=A', here 'meter', is expected"):
            ufunc(x, 1 * u.s)

    def test_compute_in_the_declared_unit(self):
        ufunc = mt.register(made(lambda t: t, 1), units="degC", returns="delta_degC")
        assert got(ufunc(mt.array([273.15], "K"))) == ([0.0], "delta_degree_Celsius")

    @pytest.mark.parametrize(
        ("units", "returns", "unit"),
        [
            (("=A", "=B"), "=A*B", "m s"),
            (("=A", "=B"), "=A / B**2", "m/s**2"),
            (("=A", "=A"), "=A**(1/2)", "m**0.5"),
            (("=A", "=B"), lambda A, B: B, "s"),  # noqa: N803
            (("=A", "=B"), "kg", "kg"),
        ],
    )
    def test_units_of_results(self, units, returns, unit):
        ufunc = mt.register(made(lambda a, b: a, 2), units=units, returns=returns)
        second = 1 * u.s if units[1] == "=B" else 1 * u.m
        for result in (ufunc(mt.array([3.0], "m"), second), ufunc(3.0 * u.m, second)):
            assert np.asarray(result).item() == 3.0
            assert result.units == unit

    def test_several_results(self):
        ufunc = mt.register(made(lambda a: (a, a > 0), 1, 2), units="=A", returns=("=A", None))
        x, positive = ufunc(mt.array([-1.0, 1.0], "m", dims="x"))
        assert (type(x), type(positive)) == (mt.LabeledQuantity, mt.LabeledArray)
        assert np.asarray(positive).tolist() == [False, True]

    def test_three_operands_with_everything(self):
        ufunc = mt.register(made(lambda a, b, c: a + b + c, 3), units="=A", returns="=A")
        x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 1], dims="x", coords={"x": [1, 2, 3]})
        result = ufunc(x, 50 * u.cm, mt.array([0.0, 0.0, 0.0], mask=[1, 0, 0]))
        assert type(result) is mt.LabeledMaskedQuantity
        assert result.mask.tolist() == [True, False, True]
        assert np.asarray(result)[1] == 2.5
        assert result.coords["x"].tolist() == [1, 2, 3]

    def test_subclasses_keep_their_fields(self):
        ufunc = mt.register(made(lambda a, b: a, 2), units="=A", returns="=A")
        x = Survey([1.0, 2.0], "m", instrument="SPIRE", quality=[1, 0])
        result = ufunc(x, Survey([1.0, 2.0], "m", instrument="SPIRE", quality=[2, 0]))
        assert type(result) is Survey
        assert (result.instrument, result.quality.tolist()) == ("SPIRE", [3, 0])

    def test_out_and_where(self):
        ufunc = mt.register(made(lambda a, b: a, 2), units="=A", returns="=A")
        out = mt.array(np.array([0, 0], object), "cm")
        assert ufunc(mt.array([1.0, 2.0], "m"), 1 * u.m, out=out, where=np.array([True, False])) is out
        assert np.asarray(out).tolist() == [100.0, 0]

    def test_bare_operands(self):
        ufunc = mt.register(made(lambda a, b: a + b, 2), units="=A", returns="=A")
        assert got(ufunc(mt.array([1.0], "m"), 0)) == ([1.0], "meter")
        assert got(ufunc(0, mt.array([1.0], "m"))) == ([1.0], "meter")
        with pytest.raises(mt.DimensionalityError, match="without unit"):
            ufunc(mt.array([1.0], "m"), 1)
        in_seconds = mt.register(made(lambda a, b: a + b, 2), units=("m", "degC"), returns="m")
        with pytest.raises(mt.DimensionalityError, match="without unit"):
            in_seconds(mt.array([1.0], "m"), 0)

    def test_scales_where_any_unit_will_do_are_refused(self):
        ufunc = mt.register(made(lambda a: a, 1), units="=A", returns="=A")
        with pytest.raises(mt.OffsetUnitError, match="kelvin"):
            ufunc(mt.array([1.0], "degC"))

    def test_share_the_rule_of_one_of_numpys(self):
        root = mt.register(made(lambda a: a**0.5, 1), units=np.sqrt)
        assert got(root(mt.array([4.0], "m**2"))) == ([2.0], "meter")
        with pytest.raises(TypeError, match=r"no rule that .* could share"):
            mt.register(made(lambda a: a, 1), units=np.add)
        with pytest.raises(TypeError, match=r"no rule that .* could share"):
            mt.register(made(lambda a, b: a, 2), units=np.power)

    def test_without_units_refuse_quantities_only(self):
        ufunc = mt.register(made(lambda a, b: a + b, 2))
        assert ufunc(mt.array([1, 2], mask=[0, 1]), 1).mask.tolist() == [False, True]
        with pytest.raises(mt.UnsupportedError, match="no rule for units"):
            ufunc(mt.array([1, 2], "m"), 1)

    def test_can_be_registered_anew(self):
        ufunc = made(lambda a: a, 1)
        mt.register(ufunc, units="=A", returns="=A")
        assert got(ufunc(mt.array([1.0], "km"))) == ([1.0], "kilometer")
        mt.register(ufunc, units="m", returns="m")
        assert got(ufunc(mt.array([1.0], "km"))) == ([1000.0], "meter")
        mt.register(ufunc)
        with pytest.raises(mt.UnsupportedError):
            ufunc(mt.array([1.0], "km"))

    def test_errors_do_not_call_them_numpys(self):
        def mine(a):
            return a

        ufunc = mt.register(made(mine, 1), units="=A", returns="=A")
        with pytest.raises(mt.UnsupportedError) as error:
            ufunc.at(mt.array([1.0], "m"), mt.array([0], "m"))
        assert "np.mine" not in str(error.value)

    @pytest.mark.parametrize(
        ("ufunc", "declared", "why"),
        [
            (np.add, {"units": "=A", "returns": "=A"}, "np.add has its rule already"),
            (np.matmul, {}, "works on whole axes"),
            (made(abs, 1), {"units": ("m", "s"), "returns": "m"}, "2 units are declared for the 1 operands"),
            (made(abs, 1), {"units": "m", "returns": ("m", "s")}, "2 units are declared for the 1 results"),
            (made(abs, 1), {"units": "m", "returns": "=A"}, "no array is declared as '=A'"),
            (made(abs, 1), {"units": "=A", "returns": "=A*B"}, "no array is declared as '=B'"),
            (made(abs, 1), {"units": "[length]", "returns": "m"}, "does not say in which unit"),
            (made(abs, 1), {"units": (None,), "returns": "m"}, "every array needs a unit"),
            (made(abs, 1), {"units": "m", "structure": "reduce"}, "goes element by element"),
            (3, {"units": "m"}, "takes a function"),
        ],
    )
    def test_wrong_declarations(self, ufunc, declared, why):
        with pytest.raises(TypeError, match=why):
            mt.register(ufunc, **declared)

    def test_unknown_units_are_found_at_once(self):
        with pytest.raises(mt.UndefinedUnitError):
            mt.register(made(abs, 1), units="metre_", returns="m")


class TestCompiled:
    """What numba makes: neither of its kinds of functions takes arguments by name."""

    @pytest.mark.parametrize("compiled", ["njit", "vectorize"])
    def test_functions(self, compiled):
        numba = pytest.importorskip("numba")
        product = mt.register(getattr(numba, compiled)(lambda a, b: a * b), units=("=A", "=B"), returns="=A*B")
        result = product(mt.array([1.0, 2.0], "m", mask=[0, 1]), 3.0 * u.s)
        assert (np.asarray(result)[0], str(result.units)) == (3.0, "meter * second")
        assert result.mask.tolist() == [False, True]

    def test_functions_that_take_no_names(self):
        difference = mt.register(lambda a, b, /: a - b, units="=A", returns="=A")
        assert got(difference(mt.array([1.0], "m"), 50 * u.cm)) == ([0.5], "meter")


@mt.register(units=("=A", "=B"), returns="=A/B")
def rate(amount, time, factor=1):
    """Say how fast."""
    assert not isinstance(amount, mt.MetaArray)
    assert not isinstance(time, mt.MetaArray)
    return factor * amount / time


class TestFunctions:
    def test_get_bare_numbers_and_give_everything(self):
        x = mt.array([2.0, 4.0, 6.0], "m", mask=[0, 1, 0], dims="x", coords={"x": [1, 2, 3]})
        result = rate(x, 2 * u.s, factor=10)
        assert type(result) is mt.LabeledMaskedQuantity
        assert (str(result.units), result.mask.tolist(), result.dims) == (
            "meter / second",
            [False, True, False],
            ("x",),
        )
        assert np.asarray(result)[[0, 2]].tolist() == [10.0, 30.0]

    def test_align_labels(self):
        x = mt.array([[1.0, 2.0], [3.0, 4.0]], "m", dims=("y", "x"))
        t = mt.array([1.0, 2.0], "s", dims="y")
        assert rate(x, t).dims == ("y", "x")
        assert np.asarray(rate(x, t)).tolist() == [[1.0, 2.0], [1.5, 2.0]]
        assert np.asarray(rate(x, x.T * u.s / u.m)).tolist() == [[1.0, 1.0], [1.0, 1.0]]
        with pytest.raises(mt.AlignmentError):
            rate(
                mt.array([1.0, 2.0], "m", dims="x", coords={"x": [1, 2]}),
                mt.array([1.0, 2.0], "s", dims="x", coords={"x": [1, 3]}),
            )

    def test_leave_plain_arrays_alone(self):
        assert type(rate(np.ones(2), 2.0)) is np.ndarray
        assert (rate.__name__, rate.__doc__) == ("rate", "Say how fast.")

    def test_take_lists_that_hold_quantities(self):
        assert got(rate([1 * u.m, 20 * u.cm], 1 * u.s)) == ([1.0, 0.2], "meter / second")

    def test_refuse_arrays_of_other_libraries(self):
        with pytest.raises(mt.UnsupportedError):
            rate(np.ones((1, 1)).view(np.matrix), 1 * u.s)

    def test_read_arrays_of_other_libraries(self):
        pandas = pytest.importorskip("pandas")
        assert got(rate(pandas.Series([6.0]) * u.m, 2 * u.s)) == ([3.0], "meter / second")

    def test_numpys_vectorize(self):
        clipped = mt.register(np.vectorize(lambda a: min(a, 2.0)), units="m", returns="m")
        assert got(clipped(mt.array([100.0, 300.0], "cm"))) == ([1.0, 2.0], "meter")

    def test_that_do_not_keep_places_are_found_out(self):
        total = mt.register(lambda x: x.sum(), units="=A", returns="=A")
        with pytest.raises(mt.UnsupportedError, match=r"the result has shape \(\).*in shape \(2,\); use metaarr.wraps"):
            total(mt.array([1.0, 2.0], "m"))

    def test_along_an_axis(self):
        def spread(x, axis=None):
            return x.max(axis) - x.min(axis)

        spread = mt.register(spread, units="=A", returns="=A", structure="reduce", arrays="x", axis="axis")
        x = mt.array([[1.0, 5.0], [2.0, 9.0]], "m", dims=("y", "x"))
        assert spread(x, axis="x").dims == ("y",)
        assert got(spread(x, axis="x")) == ([4.0, 7.0], "meter")
        assert got(spread(x)) == (8.0, "meter")
        with pytest.raises(mt.MetaArrayError):
            spread(mt.array([1.0, 2.0], "m", mask=[0, 1]))

    def test_running(self):
        def running(x, axis=None):
            return np.maximum.accumulate(x, axis=axis)

        running = mt.register(running, units="=A", returns="=A", structure="accumulate", arrays="x", axis="axis")
        result = running(mt.array([[1.0, 5.0], [2.0, 3.0]], "m", dims=("y", "x")), axis="y")
        assert (got(result), result.dims) == (([[1.0, 5.0], [2.0, 5.0]], "meter"), ("y", "x"))

    def test_looking_at_neighbours(self):
        def smooth(x):
            return np.convolve(x, [0.5, 0.5], "same")

        smooth = mt.register(smooth, units="=A", returns="=A", structure="stencil")
        result = smooth(mt.array([1.0, 3.0, 5.0], "m", dims="x", coords={"x": [1, 2, 3]}))
        assert (got(result), result.coords["x"].tolist()) == (([0.5, 2.0, 4.0], "meter"), [1, 2, 3])
        with pytest.raises(mt.MetaArrayError):
            smooth(mt.array([1.0, 3.0, 5.0], "m", mask=[0, 1, 0]))

    def test_units_by_name(self):
        f = mt.register(lambda x, n, y: x * n * y, units={"x": "m", "y": "s"}, returns="m s")
        assert got(f(1 * u.km, 2, 1 * u.s)) == (2000.0, "meter * second")
        with pytest.raises(mt.MetaArrayError):
            f(1 * u.km, 2 * u.m, 1 * u.s)

    @pytest.mark.parametrize(
        ("function", "declared", "why"),
        [
            (np.sum, {"units": "=A"}, "has its rule already"),
            (np.fft.fft, {"units": "=A"}, "has its rule already"),
            (lambda: 1, {"units": "=A"}, "no parameter can hold an array"),
            (lambda *x: 1, {"units": {"x": "=A"}}, "x can hold an array"),
            (lambda x: 1, {"units": {"y": "=A"}}, "y can hold an array"),
            (lambda x: 1, {"units": "=A", "structure": "contract"}, "structure must be one of"),
            (lambda x, y: 1, {"units": ("=A",)}, "1 units are declared for the 2"),
            (lambda x, y: 1, {"units": {"x": "=A"}, "arrays": "x y"}, "no unit is declared of 'y'"),
            (__import__("functools").partial(max, 1), {"units": "=A"}, "a function with a name"),
        ],
    )
    def test_wrong_declarations(self, function, declared, why):
        with pytest.raises(TypeError, match=why):
            mt.register(function, **declared)
