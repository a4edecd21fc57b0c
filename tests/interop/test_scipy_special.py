"""Every ufunc of scipy.special: its numbers are SciPy's own on the magnitudes, its units what the algebra says."""

import subprocess
import sys
import textwrap
import warnings

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

special = pytest.importorskip("scipy.special")

UFUNCS = sorted(
    {f.__name__: f for f in vars(special).values() if isinstance(f, np.ufunc)}.items(), key=lambda item: item[0]
)
ONE_UNIT = {  # power of the unit of all operands in the result
    "agm": 1,
    "cbrt": 1 / 3,
    "elliprc": -1 / 2,
    "elliprd": -3 / 2,
    "elliprf": -1 / 2,
    "elliprg": 1 / 2,
    "elliprj": -3 / 2,
    "huber": 2,
    "kl_div": 1,
    "pseudo_huber": 2,
    "rel_entr": 1,
    "round": 1,
    "voigt_profile": -1,
}
FIRST_KEEPS = {"xlogy", "xlog1py"}
DEGREES = {"cosdg", "sindg", "tandg", "cotdg"}
ANGLES = DEGREES | {"radian", "mathieu_cem", "mathieu_sem"}
INTEGERS = {"eval_hermite": (0,), "eval_hermitenorm": (0,), "bdtr": (1,), "bdtrc": (1,), "bdtri": (1,)}
PLAIN = [(name, f) for name, f in UFUNCS if name not in ONE_UNIT.keys() | FIRST_KEEPS | ANGLES]

by_name = pytest.mark.parametrize(("name", "ufunc"), UFUNCS, ids=[name for name, _ in UFUNCS])
plain = pytest.mark.parametrize(("name", "ufunc"), PLAIN, ids=[name for name, _ in PLAIN])


def operands(ufunc, low=0.3, high=0.9):
    """Numbers that most of the functions take, and of dtypes that they have loops for."""
    values = [np.linspace(low, high, 4) + 0.01 * i for i in range(ufunc.nin)]
    for position in INTEGERS.get(ufunc.__name__, ()):
        values[position] = np.array([2, 3, 4, 5])
    if ufunc.__name__.startswith(("pbdv", "pbvv", "mathieu", "lpmv", "kn", "yn", "expn")) or "_ang" in ufunc.__name__:
        values[0] = np.array([1.0, 1.0, 2.0, 2.0])
    return values


def computed(ufunc, *args, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)
        result = ufunc(*args, **kwargs)
    return result if isinstance(result, tuple) else (result,)


def assert_same(results, expected):
    assert len(results) == len(expected)
    for one, other in zip(results, expected, strict=True):
        assert np.array_equal(np.asarray(one), other, equal_nan=True)


def test_there_is_something_to_test():
    assert len(UFUNCS) > 220
    assert {"erf", "gamma", "jv", "hyp2f1", *ONE_UNIT, *FIRST_KEEPS, *ANGLES} <= dict(UFUNCS).keys()


class TestNumbers:
    @plain
    def test_are_those_of_scipy(self, name, ufunc):
        values = operands(ufunc)
        results = computed(ufunc, *(mt.array(x, "") for x in values))
        assert_same(results, computed(ufunc, *values))
        assert all(type(r) is mt.Quantity and r.units in ("", "radian") for r in results)

    @plain
    def test_of_percent_are_converted(self, name, ufunc):
        values = operands(ufunc)
        percent = [mt.array(100 * x, "percent") if x.dtype == float else x for x in values]
        expected = [np.asarray(x) / 100 if isinstance(x, mt.Quantity) else x for x in percent]
        assert_same(computed(ufunc, *percent), computed(ufunc, *expected))

    @plain
    @pytest.mark.parametrize("unit", ["m", "degC", "dB", "1/s"])
    def test_of_another_dimension_are_refused_in_every_place(self, name, ufunc, unit):
        values = operands(ufunc)
        for i in range(ufunc.nin):
            given = [mt.array(x, unit) if i == j else x for j, x in enumerate(values)]
            with pytest.raises(
                (mt.DimensionalityError, mt.OffsetUnitError), match=r"\(\): argument|of '|takes numbers"
            ):
                ufunc(*given)

    @by_name
    def test_bare_masked_and_labelled_operands(self, name, ufunc):
        values = operands(ufunc)
        expected = computed(ufunc, *values)
        masked = mt.array(values[0], mask=[0, 1, 0, 0], dims="x", coords={"x": [1, 2, 3, 4]})
        for result, numbers in zip(computed(ufunc, masked, *values[1:]), expected, strict=True):
            assert type(result) is mt.LabeledMaskedArray
            assert result.mask.tolist() == [False, True, False, False]
            assert result.coords["x"].tolist() == [1, 2, 3, 4]
            visible = ~result.mask
            assert np.array_equal(np.asarray(result)[visible], numbers[visible], equal_nan=True)

    @plain
    def test_with_everything(self, name, ufunc):
        values = operands(ufunc)
        expected = computed(ufunc, *values)
        first = mt.array(values[0], "", mask=[0, 1, 0, 0], dims="x")
        for result, numbers in zip(computed(ufunc, first, *values[1:]), expected, strict=True):
            assert type(result) is mt.LabeledMaskedQuantity
            visible = ~result.mask
            assert np.array_equal(np.asarray(result)[visible], numbers[visible], equal_nan=True)

    @plain
    def test_into_outputs(self, name, ufunc):
        values = operands(ufunc)
        expected = computed(ufunc, *values)
        outs = tuple(mt.zeros(4, "percent", dtype=x.dtype) for x in expected)
        results = computed(ufunc, mt.array(values[0], ""), *values[1:], out=outs)
        for result, out, numbers in zip(results, outs, expected, strict=True):
            assert result is out
            assert np.allclose(np.asarray(out), 100 * numbers, rtol=1e-12, equal_nan=True)


class TestUnits:
    @pytest.mark.parametrize(("name", "power"), ONE_UNIT.items())
    def test_of_homogeneous_functions(self, name, power):
        ufunc = getattr(special, name)
        values = operands(ufunc)
        results = computed(ufunc, *(mt.array(x, "m") for x in values))
        assert_same(results, computed(ufunc, *values))
        (result,) = results
        assert np.allclose([float(v) for v in result.dimensionality.values()], [power])
        if name != "round":
            # In another unit of the same length: the answer must be the same length too.
            (again,) = computed(ufunc, *(mt.array(100 * x, "cm") for x in values))
            assert np.allclose(np.asarray(again) * 0.01**power, np.asarray(result), rtol=1e-10)

    @pytest.mark.parametrize("name", [name for name in ONE_UNIT if getattr(special, name).nin > 1])
    def test_operands_must_agree(self, name):
        ufunc = getattr(special, name)
        values = operands(ufunc)
        first, *others = [mt.array(x, "m") for x in values]
        assert_same(computed(ufunc, first, *(x.to("m") for x in others)), computed(ufunc, *values))
        mixed = computed(ufunc, first, *(x.to("cm") for x in others))
        assert np.allclose(np.asarray(mixed[0]), computed(ufunc, *values)[0], rtol=1e-10)
        with pytest.raises(mt.DimensionalityError):
            ufunc(first, *(mt.array(x, "s") for x in values[1:]))
        with pytest.raises(mt.DimensionalityError):
            ufunc(first, *values[1:])

    @pytest.mark.parametrize("name", sorted(FIRST_KEEPS))
    def test_of_products_with_a_logarithm(self, name):
        ufunc = getattr(special, name)
        x, y = operands(ufunc)
        result = ufunc(mt.array(x, "kg"), mt.array(100 * y, "percent"))
        assert result.units == "kg"
        assert np.allclose(np.asarray(result), ufunc(x, y), rtol=1e-12)
        with pytest.raises(mt.DimensionalityError):
            ufunc(x, mt.array(y, "m"))

    @pytest.mark.parametrize("name", sorted(DEGREES))
    def test_of_functions_of_degrees(self, name):
        ufunc = getattr(special, name)
        x = np.array([10.0, 30.0, 75.0])
        assert np.array_equal(np.asarray(ufunc(mt.array(x, "degree"))), ufunc(x))
        assert np.allclose(np.asarray(ufunc(mt.array(np.deg2rad(x), "radian"))), ufunc(x), rtol=1e-12)
        for unit in ("", "percent", "m"):
            with pytest.raises(mt.DimensionalityError):
                ufunc(mt.array(x, unit))

    def test_radian(self):
        result = special.radian(mt.array([30.0], "degree"), 30 * u.arcminute, 0)
        assert result.units == "radian"
        assert np.allclose(np.asarray(result), np.deg2rad(30.5))
        with pytest.raises(mt.DimensionalityError):
            special.radian(mt.array([30.0], "degree"), 30, 0)

    @pytest.mark.parametrize("name", ["mathieu_cem", "mathieu_sem"])
    def test_mathieu(self, name):
        ufunc = getattr(special, name)
        results = ufunc(2, 1.0, mt.array([0.5], "radian"))
        for result, expected in zip(results, ufunc(2, 1.0, np.rad2deg([0.5])), strict=True):
            assert np.allclose(np.asarray(result), expected, rtol=1e-12)

    def test_amplitude_of_elliptic_functions_is_an_angle(self):
        assert [str(x.units) for x in special.ellipj(mt.array(0.5, ""), 0.3)] == ["dimensionless"] * 3 + ["radian"]

    def test_rounding_is_allowed_on_scales(self):
        assert str(special.round(mt.array([1.6], "degC"))) == "[2.] degree_Celsius"

    def test_functions_made_of_ufuncs(self):
        values = mt.array([0.5, 1.5], "")
        for function, x in ((special.lambertw, values), (special.zeta, values + 1)):
            result = function(x)
            assert type(result) is mt.Quantity
            assert np.array_equal(np.asarray(result), function(np.asarray(x)))
            with pytest.raises(mt.DimensionalityError):
                function(x * u.m)


@pytest.mark.skipif(not hasattr(special, "sph_harm_y"), reason="SciPy before 1.15")
class TestFunctionsOfSeveralUfuncs:
    def test_angles(self):
        expected = special.sph_harm_y(1, 1, np.pi / 2, 0.3)
        result = special.sph_harm_y(1, 1, 90 * u.degree, 0.3 * u.rad)
        assert type(result) is mt.Quantity
        assert np.allclose(np.asarray(result), expected)

    def test_numbers(self):
        result = special.legendre_p(2, mt.array([50.0, 100.0], "percent"))
        assert np.array_equal(np.asarray(result), special.legendre_p(2, [0.5, 1.0]))
        values, slopes = special.sph_harm_y(1, 1, 90 * u.degree, 0.0, diff_n=1)
        assert values.units == slopes.units == ""
        for function in (special.legendre_p, special.legendre_p_all):
            with pytest.raises(mt.DimensionalityError):
                function(2, 1 * u.m)

    def test_masks_and_labels_are_refused(self):
        for x in (mt.array([0.5], mask=[1]), mt.array([0.5], dims="x")):
            with pytest.raises(mt.UnsupportedError, match="would lose"):
                special.legendre_p(2, x)

    def test_plain_numbers(self):
        assert type(special.legendre_p(2, np.array([0.5]))) is np.ndarray


def run(code):
    done = subprocess.run(
        [sys.executable, "-W", "error", "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr


class TestImports:
    @pytest.mark.parametrize("first", ["import metaarr as mt, scipy.special", "import scipy.special, metaarr as mt"])
    def test_in_both_orders(self, first):
        run(
            f"""
            {first}
            import sys
            assert "pint" not in sys.modules
            assert str(scipy.special.erf(mt.array([50.0], "percent")).units) == "dimensionless"
            """
        )

    def test_metaarr_alone_imports_no_scipy(self):
        run(
            """
            import sys, metaarr
            assert not [m for m in sys.modules if m.partition(".")[0] in ("scipy", "pint")]
            assert "metaarr.interop.scipy_special" not in sys.modules
            """
        )
