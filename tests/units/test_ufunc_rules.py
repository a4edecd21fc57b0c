"""The rules of ufuncs, against arithmetic that shares no code with them.

The oracle knows units by hand-written SI scales. For each ufunc the same physical operands are written in several
units; the rule is applied by a ten-line interpreter below, and the physical answers must agree.
"""

import itertools
import math
import re

import numpy as np
import pint
import pytest

from metaarr._errors import DimensionalityError, OffsetUnitError, UnsupportedError
from metaarr._units.adoption import adoptable, adoptable_elements, bare_refusal, constant_exponent
from metaarr._units.answers import ADOPT, NEVER_EQUAL, PowerRule
from metaarr._units.conversion import conversion
from metaarr._units.folds import accumulate_units, reduce_units
from metaarr._units.ufuncs import CLIP, RULES
from metaarr._units.unit import DIMENSIONLESS, as_unit

# Scale and zero in SI, by hand.
SI = {
    "m": (1.0, 0.0),
    "cm": (0.01, 0.0),
    "inch": (0.0254, 0.0),
    "s": (1.0, 0.0),
    "minute": (60.0, 0.0),
    "m / cm": (100.0, 0.0),
    "percent": (0.01, 0.0),
    "": (1.0, 0.0),
    "degree": (math.pi / 180, 0.0),
    "radian": (1.0, 0.0),
    "turn": (2 * math.pi, 0.0),
    "kelvin": (1.0, 0.0),
    "degC": (1.0, 273.15),
    "degF": (5 / 9, 459.67 * 5 / 9),
    "delta_degC": (1.0, 0.0),
    "delta_degF": (5 / 9, 0.0),
}
LENGTHS = ("m", "cm", "inch")
NUMBERS = ("", "percent", "m / cm")
ANGLES = ("radian", "degree", "turn")
POINTS = ("degC", "degF")
STEPS = ("delta_degC", "delta_degF")


def units_of(*names):
    return tuple(None if name is None else as_unit(name) for name in names)


def run(ufunc, names, values):
    """Apply a rule: convert the operands, call the ufunc, and return bare results with their units."""
    units = units_of(*names)
    rule = RULES[ufunc]
    if isinstance(rule, PowerRule):
        answer = rule(*units, values[1])
    else:
        answer = rule(units)
    operands = []
    for unit, target, value in zip(units, answer.convert, values, strict=True):
        if target is ADOPT:
            assert adoptable(value, next(filter(None, units)))
        step = None if target in (ADOPT, None) else conversion(unit or DIMENSIONLESS, target)
        operands.append(value if step is None else np.asarray(step(value))[()])
    results = ufunc(*operands)
    return (results if ufunc.nout > 1 else (results,)), answer.out


def written_in(name, si):
    """Return the number that means `si` in the unit called `name`."""
    scale, zero = SI[name]
    return (si - zero) / scale


def physical(number, unit):
    """Return what a result means in SI; units of results are factored by pint here, not by metaarr."""
    if unit is None:
        return number
    registry = pint.application_registry
    if unit.is_offset:
        scale, zero = SI["degC" if "Celsius" in str(unit) else "degF"]
        return number * scale + zero
    return number * registry.Quantity(1.0, str(unit)).to_base_units().magnitude


def agree(ufunc, spellings, si_values):
    """All spellings of the same operands give the same physical results; they are returned."""
    answers = []
    for names in spellings:
        numbers = [si if name is None else written_in(name, si) for name, si in zip(names, si_values, strict=True)]
        results, units = run(ufunc, names, [np.float64(number) for number in numbers])
        answers.append([physical(number, unit) for number, unit in zip(results, units, strict=True)])
    for answer in answers:
        np.testing.assert_allclose(np.asarray(answer, float), np.asarray(answers[0], float), rtol=1e-12, atol=1e-12)
    return answers[0]


# The same answer in every unit -------------------------------------------------------------------------------

SAME_DIMENSION = [
    *(np.add, np.subtract, np.maximum, np.minimum, np.fmax, np.fmin, np.hypot, np.remainder, np.fmod),
    *(np.floor_divide, np.divmod, np.multiply, np.divide, np.arctan2),
    *(np.less, np.less_equal, np.greater, np.greater_equal, np.equal, np.not_equal),
    *(np.logical_and, np.logical_or, np.logical_xor, np.copysign),
]


@pytest.mark.parametrize("ufunc", SAME_DIMENSION, ids=lambda f: f.__name__)
def test_two_lengths(ufunc):
    got = agree(ufunc, itertools.product(LENGTHS, LENGTHS), (5.3, -1.27))
    expected = ufunc(5.3, -1.27)
    np.testing.assert_allclose(np.asarray(got, float).ravel(), np.asarray(expected, float).ravel(), rtol=1e-12)


UNARY = [
    *(np.sqrt, np.cbrt, np.square, np.reciprocal, np.absolute, np.fabs, np.negative, np.positive, np.conjugate),
    *(np.isfinite, np.isnan, np.isinf, np.sign, np.signbit, np.logical_not),
]


@pytest.mark.parametrize("ufunc", UNARY, ids=lambda f: f.__name__)
def test_one_length(ufunc):
    (got,) = agree(ufunc, [(name,) for name in LENGTHS], (5.3,))
    assert got == pytest.approx(ufunc(5.3), rel=1e-12)


@pytest.mark.parametrize(
    ("ufunc", "power"), [(np.sqrt, "1/2"), (np.cbrt, "1/3"), (np.square, "2"), (np.reciprocal, "-1")]
)
def test_units_of_powers(ufunc, power):
    assert RULES[ufunc](units_of("cm")).out == units_of(f"cm ** ({power})")


@pytest.mark.parametrize(
    "ufunc",
    [
        np.exp,
        np.exp2,
        np.expm1,
        np.log,
        np.log2,
        np.log10,
        np.log1p,
        np.arcsin,
        np.arccos,
        np.arctan,
        np.arcsinh,
        np.arctanh,
    ],
    ids=lambda f: f.__name__,
)
def test_functions_of_numbers_see_the_number_not_the_percentage(ufunc):
    (got,) = agree(ufunc, [(name,) for name in (*NUMBERS, *ANGLES)], (0.5,))
    assert got == pytest.approx(ufunc(0.5))


@pytest.mark.parametrize("ufunc", [np.logaddexp, np.logaddexp2, np.heaviside], ids=lambda f: f.__name__)
def test_functions_of_two_numbers(ufunc):
    (got,) = agree(ufunc, [*itertools.product(NUMBERS, NUMBERS), (None, "percent"), ("percent", None)], (0.0, 0.7))
    assert got == pytest.approx(ufunc(0.0, 0.7))


@pytest.mark.parametrize("ufunc", [np.sin, np.cos, np.tan, np.sinh, np.cosh, np.tanh], ids=lambda f: f.__name__)
def test_functions_of_angles(ufunc):
    (got,) = agree(ufunc, [(name,) for name in (*ANGLES, *NUMBERS)], (0.5,))
    assert got == pytest.approx(ufunc(0.5))


@pytest.mark.parametrize("ufunc", [np.arcsin, np.arctan, np.arcsinh], ids=lambda f: f.__name__)
def test_inverse_functions_give_radian(ufunc):
    assert RULES[ufunc](units_of("percent")).out == (as_unit("radian"),)
    assert str(RULES[ufunc](units_of("percent")).out[0]) == "radian"


@pytest.mark.parametrize("ufunc", [np.deg2rad, np.radians, np.rad2deg, np.degrees], ids=lambda f: f.__name__)
def test_angles_stay_the_same_angles(ufunc):
    (got,) = agree(ufunc, [(name,) for name in ANGLES], (0.5,))
    assert got == pytest.approx(0.5)
    out = "degree" if ufunc in (np.rad2deg, np.degrees) else "radian"
    assert str(RULES[ufunc](units_of("turn")).out[0]) == out


@pytest.mark.parametrize("other", ["", "percent", "steradian", "m"])
def test_only_angles_change_their_angle_unit(other):
    for ufunc in (np.deg2rad, np.rad2deg):
        with pytest.raises(DimensionalityError, match="angle"):
            RULES[ufunc](units_of(other))


@pytest.mark.parametrize("name", ["m", "degC", "dBm"])
@pytest.mark.parametrize(
    "ufunc", [np.exp, np.sin, np.arcsin, np.log1p, np.gcd, np.invert, np.isnat], ids=lambda f: f.__name__
)
def test_functions_of_numbers_refuse_dimensions(ufunc, name):
    with pytest.raises((DimensionalityError, OffsetUnitError), match=ufunc.__name__):
        RULES[ufunc](units_of(*[name] * ufunc.nin))


def test_parts():
    assert RULES[np.modf](units_of("cm")).out == units_of("cm", "cm")
    assert RULES[np.frexp](units_of("cm")).out == units_of("cm", None)
    assert RULES[np.ldexp](units_of("cm", None)).out == units_of("cm")
    assert RULES[np.ldexp](units_of(None, "")).out == (DIMENSIONLESS,)
    assert RULES[np.divmod](units_of("cm", "m")).out == units_of("", "cm")
    assert RULES[np.heaviside](units_of("m", None)).out == (DIMENSIONLESS,)
    assert RULES[np.copysign](units_of("cm", "s")).out == units_of("cm")
    assert RULES[np.copysign](units_of(None, "s")).out == (None,)
    assert RULES[CLIP](units_of("cm", None, "m")) == ((None, ADOPT, as_unit("cm")), units_of("cm"))


@pytest.mark.parametrize(
    "ufunc", [np.add, np.less, np.maximum, np.hypot, np.remainder, np.arctan2], ids=lambda f: f.__name__
)
def test_different_dimensions_are_refused_by_name(ufunc):
    with pytest.raises(DimensionalityError, match=rf"{ufunc.__name__} of 'meter' and 'second'") as caught:
        RULES[ufunc](units_of("m", "s"))
    assert isinstance(caught.value, pint.DimensionalityError)


@pytest.mark.parametrize("ufunc", [np.equal, np.not_equal], ids=lambda f: f.__name__)
def test_across_dimensions_nothing_is_equal(ufunc):
    assert RULES[ufunc](units_of("m", "s")) is NEVER_EQUAL
    assert RULES[ufunc](units_of("degC", "delta_degC")) is NEVER_EQUAL
    assert RULES[ufunc](units_of("m", "cm")) is not NEVER_EQUAL


@pytest.mark.parametrize("ufunc", [np.multiply, np.matmul, np.vecdot], ids=lambda f: f.__name__)
def test_products_pass_over_no_data(ufunc):
    assert RULES[ufunc](units_of("cm", "m")) == ((None, None), units_of("cm * m"))
    assert RULES[ufunc](units_of("cm", None)) == ((None, None), units_of("cm"))
    assert RULES[np.divide](units_of(None, "cm")) == ((None, None), units_of("1 / cm"))


# Powers ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("ufunc", [np.power, np.float_power], ids=lambda f: f.__name__)
def test_power(ufunc):
    rule = RULES[ufunc]
    assert rule(as_unit("cm"), None, 0.5).out == units_of("cm**0.5")
    assert rule(as_unit("cm"), None, np.full(4, 3)).out == units_of("cm**3")
    assert rule(as_unit("cm"), as_unit("percent"), 50).out == units_of("cm**0.5")
    assert rule(as_unit("cm"), None, 0).out == (DIMENSIONLESS,)
    assert rule(None, as_unit("percent"), [1, 2]) == ((None, DIMENSIONLESS), (DIMENSIONLESS,))
    assert rule(as_unit("percent"), None, [1, 2]) == ((DIMENSIONLESS, None), (DIMENSIONLESS,))
    assert rule(as_unit("radian"), None, [1, 2]) == ((None, None), (DIMENSIONLESS,))
    assert str(rule(as_unit("radian"), None, 2).out[0]) == "dimensionless"


@pytest.mark.parametrize("exponent", [[1, 2], [], np.nan, 1j, [[1, 1], [1, 2]]])
def test_an_exponent_that_varies_is_refused(exponent):
    with pytest.raises(DimensionalityError, match="exponent"):
        RULES[np.power](as_unit("m"), None, exponent)


def test_an_exponent_has_no_dimension_and_a_base_no_offset():
    with pytest.raises(DimensionalityError, match="exponent"):
        RULES[np.power](as_unit("m"), as_unit("s"), 2)
    with pytest.raises(OffsetUnitError):
        RULES[np.power](as_unit("degC"), None, 2)
    with pytest.raises(OffsetUnitError):
        RULES[np.power](None, as_unit("dB"), 2)


def test_constant_exponents():
    assert constant_exponent(np.float32(0.1)) * 10 == 1
    assert constant_exponent(np.ones((2, 3))) == 1
    assert constant_exponent(np.array([2, 2], object)) == 2
    assert constant_exponent([None, None]) is None
    assert constant_exponent("2") is None


# Offset units: the answer is the same in degC, degF and K -----------------------------------------------------


@pytest.mark.parametrize("ufunc", [np.maximum, np.minimum, np.fmax, np.less, np.equal, np.greater_equal])
def test_points_compare_alike_in_every_unit(ufunc):
    spellings = itertools.product((*POINTS, "kelvin"), repeat=2)
    for a, b in ((300.0, 280.0), (250.0, 260.0)):
        spellings, again = itertools.tee(spellings)
        (got,) = agree(ufunc, again, (a, b))
        assert got == pytest.approx(ufunc(a, b))


def test_point_minus_point_is_a_step():
    (got,) = agree(np.subtract, itertools.product(("kelvin", *POINTS), POINTS), (300.0, 280.0))
    assert got == pytest.approx(20.0)
    assert RULES[np.subtract](units_of("degF", "degC")).out == units_of("delta_degF")


def test_point_and_step():
    for ufunc, expected in ((np.add, 302.5), (np.subtract, 297.5)):
        (got,) = agree(ufunc, itertools.product(POINTS, STEPS), (300.0, 2.5))
        assert got == pytest.approx(expected)
    (got,) = agree(np.add, itertools.product(STEPS, POINTS), (2.5, 300.0))
    assert got == pytest.approx(302.5)
    assert RULES[np.add](units_of("delta_degF", "degC")).out == units_of("degC")


def test_steps_are_ordinary_units():
    (got,) = agree(np.add, itertools.product((*STEPS, "kelvin"), repeat=2), (2.0, 3.0))
    assert got == pytest.approx(5.0)
    (got,) = agree(np.multiply, itertools.product(STEPS, LENGTHS), (2.0, 3.0))
    assert got == pytest.approx(6.0)


REFUSED_PAIRS = [
    (np.add, "degC", "degC"),
    (np.add, "degC", "degF"),
    (np.add, "degC", "kelvin"),
    (np.add, "kelvin", "degC"),
    (np.subtract, "degC", "kelvin"),
    (np.subtract, "delta_degC", "degC"),
    (np.multiply, "degC", "m"),
    (np.multiply, "degC", None),
    (np.multiply, None, "degC"),
    (np.divide, None, "degC"),
    (np.divide, "degC", "degC"),
    (np.floor_divide, "degC", "degC"),
    (np.remainder, "degC", "degC"),
    (np.divmod, "degC", "degC"),
    (np.hypot, "degC", "degC"),
    (np.arctan2, "degC", "degC"),
    (np.logical_and, "degC", None),
    (np.copysign, "m", "degC"),
    (np.ldexp, "degC", None),
    (np.heaviside, "degC", None),
    (np.matmul, "degC", None),
]


@pytest.mark.parametrize(("ufunc", "first", "second"), REFUSED_PAIRS)
def test_what_depends_on_the_zero_is_refused(ufunc, first, second):
    with pytest.raises(OffsetUnitError, match=r"kelvin|delta_degree_Celsius") as caught:
        RULES[ufunc](units_of(first, second))
    assert isinstance(caught.value, pint.OffsetUnitCalculusError)


@pytest.mark.parametrize(
    "ufunc",
    [
        *(np.sqrt, np.cbrt, np.square, np.reciprocal, np.absolute, np.fabs, np.negative, np.sign, np.signbit),
        *(np.logical_not, np.modf, np.frexp, np.spacing),
    ],
    ids=lambda f: f.__name__,
)
@pytest.mark.parametrize("name", ["degC", "degF", "dB", "dBm"])
def test_unary_functions_that_depend_on_the_zero_are_refused(ufunc, name):
    with pytest.raises(OffsetUnitError, match=r"\.to\("):
        RULES[ufunc](units_of(name))


@pytest.mark.parametrize(
    "ufunc", [np.rint, np.floor, np.ceil, np.trunc, np.positive, np.conjugate], ids=lambda f: f.__name__
)
def test_rounding_of_offset_units_is_allowed_by_decision(ufunc):
    assert RULES[ufunc](units_of("degC")) == ((None,), units_of("degC"))


@pytest.mark.parametrize("ufunc", [np.isnan, np.isinf, np.isfinite], ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["m", "degC", "dBm"])
def test_tests_work_in_every_unit_and_have_none(ufunc, name):
    assert RULES[ufunc](units_of(name)) == ((None,), (None,))


# Logarithmic units -------------------------------------------------------------------------------------------


def test_levels():
    assert RULES[np.add](units_of("dB", "neper")) == ((None, as_unit("dB")), units_of("dB"))
    assert RULES[np.subtract](units_of("dB", "dB")).out == units_of("dB")
    assert RULES[np.add](units_of("dBm", "dB")).out == units_of("dBm")
    assert RULES[np.add](units_of("dB", "dBm")).out == units_of("dBm")
    assert RULES[np.add](units_of("dBm", "neper")).convert == (None, as_unit("dB"))
    assert RULES[np.subtract](units_of("dBm", "dB")).out == units_of("dBm")
    assert RULES[np.subtract](units_of("dBm", "dBW")) == ((None, as_unit("dBm")), units_of("dB"))
    results, out = run(np.subtract, ("dBm", "dBW"), (33.0, 0.0))
    assert (results[0], str(out[0])) == (3.0, "decibel")
    assert RULES[np.maximum](units_of("dBm", "dBW")).out == units_of("dBm")


@pytest.mark.parametrize(
    ("ufunc", "first", "second"),
    [
        (np.add, "dBm", "dBm"),
        (np.add, "dBm", "watt"),
        (np.add, "dB", ""),
        (np.subtract, "watt", "dBm"),
        (np.subtract, "dB", ""),
        (np.multiply, "dB", None),
        (np.multiply, "dBm", "s"),
        (np.divide, "dB", "dB"),
        (np.exp, "dB", None),
        (np.sin, "dB", None),
    ],
)
def test_everything_else_on_levels_is_refused_naming_the_linear_unit(ufunc, first, second):
    with pytest.raises(OffsetUnitError, match=r"\.to\('(watt|dimensionless)'\)"):
        RULES[ufunc](units_of(first, second)[: ufunc.nin])


# Bare numbers ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "ufunc", [np.add, np.subtract, np.less, np.maximum, np.hypot, np.remainder, np.arctan2, np.equal]
)
def test_bare_numbers_are_adopted_by_dimensions_and_converted_to_scales(ufunc):
    assert RULES[ufunc](units_of("m", None)).convert == (None, ADOPT)
    assert RULES[ufunc](units_of(None, "m")).convert == (ADOPT, None)
    assert RULES[ufunc](units_of(None, "percent")).convert == (as_unit("percent"), None)
    assert RULES[ufunc](units_of("", None)).convert == (None, None)
    assert RULES[ufunc](units_of("radian", None)).convert == (None, None)


def test_a_bare_number_beside_percent():
    results, out = run(np.add, ("percent", None), (50.0, 1.0))
    assert (results[0], str(out[0])) == (150.0, "percent")


@pytest.mark.parametrize(
    ("value", "multiplicative", "offset"),
    [
        (0, True, False),
        (-0.0, True, False),
        (np.inf, True, True),
        (-np.inf, True, True),
        (np.nan, True, True),
        (1, False, False),
        ([0, np.nan, -np.inf], True, False),
        ([np.nan, np.inf], True, True),
        ([0, 1], False, False),
        ([], True, True),
        (False, True, False),
        (complex(0, np.nan), True, True),
        (np.array([0, float("inf")], object), True, False),
        ("0", False, False),
        (np.datetime64("NaT", "s"), False, False),
    ],
)
def test_adoptable(value, multiplicative, offset):
    assert adoptable(value, as_unit("m")) is multiplicative
    assert adoptable(value, as_unit("degC")) is offset
    assert adoptable(value, as_unit("dBm")) is offset


def test_adoptable_elements_and_the_refusal():
    np.testing.assert_array_equal(adoptable_elements([0, 1, np.nan], as_unit("m")), [True, False, True])
    assert "0, inf and nan" in str(bare_refusal("add", as_unit("m")))
    assert "0" not in str(bare_refusal("add", as_unit("degC")))


# Methods -----------------------------------------------------------------------------------------------------

REDUCE = [
    (np.add, "cm", 3, None, "cm"),
    (np.add, "delta_degC", 3, None, "delta_degC"),
    (np.add, "dB", 3, None, "dB"),
    (np.maximum, "degC", 3, None, "degC"),
    (np.minimum, "dBm", 3, None, "dBm"),
    (np.multiply, "cm", 3, None, "cm**3"),
    (np.multiply, "cm", 0, None, ""),
    (np.multiply, "percent", None, "", ""),
    (np.divide, "cm", 3, None, "1 / cm"),
    (np.logaddexp, "percent", 3, "", ""),
    (np.hypot, "cm", 3, None, "cm"),
]


@pytest.mark.parametrize(("ufunc", "unit", "count", "convert", "out"), REDUCE)
def test_reduce(ufunc, unit, count, convert, out):
    assert reduce_units(ufunc, as_unit(unit), count) == (units_of(convert), units_of(out))


def test_logical_reduce_has_no_unit():
    assert reduce_units(np.logical_or, as_unit("cm"), 3) == ((None,), (None,))


@pytest.mark.parametrize(
    ("ufunc", "unit", "count", "error"),
    [
        (np.add, "degC", 3, OffsetUnitError),
        (np.add, "dBm", 3, OffsetUnitError),
        (np.subtract, "degC", 3, OffsetUnitError),
        (np.hypot, "degC", 3, OffsetUnitError),
        (np.multiply, "degC", 3, OffsetUnitError),
        (np.logical_or, "degC", 3, OffsetUnitError),
        (np.multiply, "cm", None, DimensionalityError),
        (np.bitwise_or, "cm", 3, DimensionalityError),
        (np.power, "cm", 3, UnsupportedError),
        (np.arctan2, "cm", 3, UnsupportedError),
        (np.equal, "cm", 3, UnsupportedError),
    ],
)
def test_reductions_that_are_refused(ufunc, unit, count, error):
    with pytest.raises(error, match=rf"{ufunc.__name__}\.reduce"):
        reduce_units(ufunc, as_unit(unit), count)


def test_accumulate():
    assert accumulate_units(np.add, as_unit("cm")).out == units_of("cm")
    assert accumulate_units(np.maximum, as_unit("degC")).out == units_of("degC")
    assert accumulate_units(np.multiply, as_unit("percent")) == (units_of(""), units_of(""))
    for ufunc, unit, error in (
        (np.multiply, "cm", DimensionalityError),
        (np.add, "degC", OffsetUnitError),
        (np.power, "cm", UnsupportedError),
    ):
        with pytest.raises(error, match=rf"{ufunc.__name__}\.accumulate"):
            accumulate_units(ufunc, as_unit(unit))


# Completeness ------------------------------------------------------------------------------------------------


def test_every_public_ufunc_of_numpy_has_a_rule():
    public = {value for value in vars(np).values() if isinstance(value, np.ufunc)}
    assert public - RULES.keys() == set()


@pytest.mark.parametrize("ufunc", RULES, ids=lambda f: f.__name__)
@pytest.mark.parametrize("name", ["m", "", "percent", "degC", "dB", "dBm", "radian"])
def test_every_answer_fits_its_ufunc_or_is_a_refusal_with_advice(ufunc, name):
    answer = asked(ufunc, units_of(name, *[None] * (ufunc.nin - 1)))
    if isinstance(answer, Exception):
        assert str(answer).startswith(ufunc.__name__)
        assert re.search(r"\.to\(|\.magnitude", str(answer))
    else:
        assert len(answer.convert) == ufunc.nin
        assert len(answer.out) == ufunc.nout


def asked(ufunc, units):
    """Return the answer of a rule, or the error that it raised."""
    rule = RULES[ufunc]
    try:
        return rule(*units, 2) if isinstance(rule, PowerRule) else rule(units)
    except (DimensionalityError, OffsetUnitError) as error:
        return error
