"""The conformance kit finds what other classes lose, and what is planted: it is able to fail.

The failures named here are those that astropy's Quantity, unyt's arrays, numpy.ma and a naive subclass are known for.
Others may come and go with their versions.
"""

import operator
import subprocess
import sys
from typing import ClassVar

import numpy as np
import pytest

import metaarr as mt
from metaarr.testing.conformance import Conformance, Field, Finding, Report, Verdict, check_conformance


def failures(report):
    return {finding.name for finding in report.failures}


# --- astropy ---


def astropy_report():
    units = pytest.importorskip("astropy.units")

    def in_base_units(x, values):
        base = x.unit.decompose()
        powers = [(str(unit), float(power)) for unit, power in zip(base.bases, base.powers, strict=True)]
        return values * base.scale, powers

    unit = Field(
        "unit",
        rewrite=lambda x: x.to(units.m if x.unit == units.km else units.percent),
        meaning=in_base_units,
        scaled=True,
        incompatible=lambda x: x.value * units.s,
    )
    return check_conformance(
        lambda data: data * units.km,
        fields=[unit],
        neutral=lambda data: data * units.one,
        small=lambda d: d * units.one,
    )


def test_astropy():
    report = astropy_report()
    assert report.subject == "Quantity"
    lost = report.named(Verdict.LOSES)
    assert {"emath.sqrt", "emath.log", "polyfit", "put(plain, x)", "complex"} <= lost
    assert {"broadcast_to", "broadcast_arrays", "sliding_window_view"} <= lost
    wrong = report.named(Verdict.WRONG)
    assert {"multiply(out, where)", "out of band", "x.__array_wrap__(plain)", "power.reduce(x)"} <= wrong
    assert {"np.asarray", "plain[:] = x", "choice", "nditer"} <= report.named(Verdict.LEAKS)
    assert {"add(x, x)", "x[1, 2]", "concatenate", "sort", "x[0] = unit rewritten"} <= report.named(Verdict.PASSES)
    assert {"exp(x)", "x[0] = plain"} <= report.named(Verdict.PASSES)  # refused of lengths, answered of numbers
    assert {"save", "savetxt"} <= report.named(Verdict.REFUSES)


# --- unyt ---


def unyt_report():
    unyt = pytest.importorskip("unyt")
    units = Field(
        "units",
        rewrite=lambda x: x.to("m" if str(x.units) == "km" else "percent"),
        meaning=lambda x, values: (values * float(x.units.base_value), str(x.units.dimensions)),
        scaled=True,
        incompatible=lambda x: unyt.unyt_array(x.d.copy(), "s"),
    )
    return check_conformance(
        lambda data: unyt.unyt_array(data, "km"),
        fields=[units],
        neutral=lambda data: unyt.unyt_array(data, ""),
        small=lambda data: unyt.unyt_array(data, ""),
    )


def test_unyt():
    report = unyt_report()
    lost = report.named(Verdict.LOSES)
    assert {"exp(x)", "log(x)", "arctanh(x)", "copy", "trace", "tolist", "save", "item(1)", "float"} <= lost
    wrong = report.named(Verdict.WRONG)
    assert {"x[0, 0] = 99.0", "argmin[0]", "frexp(x)", "take(out)", "zeros", "out of band"} <= wrong
    assert {"add(x, x)", "x[1, 2]", "concatenate", "x[1:]"} <= report.named(Verdict.PASSES)


# --- numpy.ma ---


def hide_others(x):
    other = x.copy()
    np.asarray(other)[np.ma.getmaskarray(x)] = -1000.5 if x.dtype.kind in "fcO" else np.zeros((), x.dtype)
    return other


def visible(x, values):
    hidden = np.ma.getmaskarray(x)
    return np.where(hidden, np.zeros((), values.dtype), values), hidden.tolist()


MASK = Field("mask", "element", read=np.ma.getmaskarray, rewrite=hide_others, meaning=visible)


def ma_report(**options):
    return check_conformance(
        lambda data: np.ma.array(data, mask=data % 6 == 5), fields=[MASK], neutral=np.ma.array, **options
    )


def test_numpy_ma():
    report = ma_report()
    lost = report.named(Verdict.LOSES)
    assert {"copy", "where", "interp", "cov_rows", "einsum", "x[1, 2]", "add(out=plain)", "save"} <= lost
    wrong = report.named(Verdict.WRONG)
    assert {
        "add.reduce(x, axis=1)",
        "add.accumulate(x)",
        "stack",
        "inv",
        "x @ x",
        "partition",
        "linalg.vecdot",
    } <= wrong
    assert {"add(x, x)", "x[1:]", "x[mask rows]", "sort", "x.copy()"} <= report.named(Verdict.PASSES)


# --- the subclass that every tutorial shows ---


class Naive(np.ndarray):
    def __array_finalize__(self, obj):
        self.unit = getattr(obj, "unit", "")


def naive(data, unit="km"):
    array = np.array(data).view(Naive)
    array.unit = unit
    return array


NAIVE = Field(
    "unit",
    rewrite=lambda x: naive(np.asarray(x) * 1000, "m"),
    meaning=lambda x, values: (values * {"km": 1000.0, "m": 1.0}.get(x.unit, 1.0), x.unit in ("km", "m")),
    scaled=True,
    incompatible=lambda x: naive(np.asarray(x), "s"),
)


def test_a_naive_subclass():
    report = check_conformance(naive, fields=[NAIVE])
    failed = failures(report)
    assert {"protocol 5", "x[1, 2]", "concatenate", "where", "repr shows unit", "x + other of other"} <= failed
    assert {"multiply(x, x)", "argsort", "inv", "float", "vectorize"} <= failed
    assert {"x[1:]", "reshape", "copy.copy"} <= report.named(Verdict.PASSES)
    assert not report.ok


# --- what is planted in our own classes ---


def planted(function):
    """A class whose results of one function are made by `function` of the right ones."""

    class Planted(mt.MaskedQuantity):
        def __array_function__(self, func, types, args, kwargs):
            result = super().__array_function__(func, types, args, kwargs)
            return function(result) if func is np.broadcast_to else result

    return check_conformance(Planted, rows=[52])


def unmasked(result):
    return mt.MaskedQuantity(np.array(result), result.units)


def turned(result):
    return mt.MaskedQuantity(np.array(result), result.units, mask=np.roll(result.mask, 1))


def in_another_unit(result):
    return mt.MaskedQuantity(np.asarray(result), "meter", mask=result.mask)


@pytest.mark.parametrize(
    ("function", "verdict"),
    [
        (np.asarray, Verdict.LOSES),
        (unmasked, Verdict.WRONG),
        (turned, Verdict.WRONG),
        (in_another_unit, Verdict.WRONG),
        (lambda result: result + result, Verdict.WRONG),
        (lambda result: result.astype("f4"), Verdict.WRONG),
        (lambda result: result.nothing, Verdict.WRONG),
        (lambda result: (result, result), Verdict.WRONG),
    ],
    ids=["plain", "unmasked", "turned mask", "other unit", "other numbers", "other dtype", "breaks", "two results"],
)
def test_one_wrong_function_is_found(function, verdict):
    found = {finding.name: finding.verdict for finding in planted(function).failures}
    assert found == {"broadcast_to(subok)": verdict}


def test_a_refusal_is_told_from_a_loss():
    def refused(result):
        raise mt.UnsupportedError("not today")

    report = planted(refused)
    assert report.ok
    assert "broadcast_to(subok)" in report.named(Verdict.REFUSES)


def test_labels_on_other_elements_are_found():
    class Turned(mt.LabeledArray):
        def __array_function__(self, func, types, args, kwargs):
            result = super().__array_function__(func, types, args, kwargs)
            if func is np.broadcast_to and result.coords:
                return result.assign_coords({dim: np.asarray(result.coords[dim])[::-1] for dim in result.coords})
            return result

    assert failures(check_conformance(Turned, rows=[52])) == {"broadcast_to(subok)"}


def test_fields_of_elements_and_arrays_are_followed():
    class Forgetful(mt.MetaArray):
        source = mt.PerArray(default="")
        quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)

        def __array_function__(self, func, types, args, kwargs):
            result = super().__array_function__(func, types, args, kwargs)
            if func is np.tile:
                result.source = ""
            if func is np.roll:
                result.quality = np.flip(result.quality)
            return result

    found = failures(check_conformance(Forgetful, rows=[25]))
    assert {"tile", "roll", "roll_axis"} <= found
    assert "flip" not in found


def test_a_call_that_changes_its_operand_is_found():
    class Writing(mt.Quantity):
        def __array_function__(self, func, types, args, kwargs):
            if func is np.broadcast_to:
                np.asarray(args[0])[0] = 0
            return super().__array_function__(func, types, args, kwargs)

    report = check_conformance(Writing, rows=[52])
    assert [(finding.name, finding.detail) for finding in report.failures] == [
        ("broadcast_to(subok)", "the call changed its operand")
    ]


def test_a_method_that_is_not_its_function_is_found():
    class Other(mt.Quantity):
        def take(self, *args, **kwargs):
            return super().take(*args, **kwargs) * 2

    assert {"take", "take is the function", "take flat"} <= failures(check_conformance(Other, rows=[49]))


def test_a_race_is_found():
    class Racing(mt.MetaArray):
        source = mt.PerArray(default="")
        calls: ClassVar[int] = 0

        def __array_function__(self, func, types, args, kwargs):
            type(self).calls += 1
            result = super().__array_function__(func, types, args, kwargs)
            if func is np.copy:
                result.source = str(type(self).calls)
            return result

    assert failures(check_conformance(Racing, rows=[70])) == {"eight threads"}


# --- the report and the two ways to ask ---


def test_the_report():
    report = ma_report(rows=[37, 38, 1])
    assert list(report.titles) == [1, 37, 38]
    assert [line.split()[0] for line in report.text().splitlines()[4:7]] == ["1", "37", "38"]
    assert report.text() == str(report)
    assert "| 38 | Integer index | loses |" in report.markdown()
    assert report.verdict(1) is Verdict.PASSES
    assert report.verdict(38) is Verdict.LOSES
    assert sum(report.counts().values()) == len(report.findings)
    assert "row 38, x[1, 2]: loses: mask is gone from" in report.text()


def test_tables_stand_whatever_texts_say():
    finding = Finding(1, "a|b", Verdict.WRONG, "x\ny")
    text = Report("C", {1: "t"}, (finding,)).markdown()
    assert "a\\|b" in text
    assert "x y" in text
    assert str(Finding(2, "b", Verdict.PASSES)) == "row 2, b: passes"


def test_rows_that_were_not_asked():
    report = Report("C", {1: "t"}, ())
    assert "not asked" in report.text()
    assert report.ok


def test_a_foreign_class_must_be_described():
    with pytest.raises(TypeError, match="needs fields="):
        check_conformance(np.ma.array)


class Gain(mt.Quantity):
    def __new__(cls, data, units=None, **fields):
        raise ValueError("the gain is not known")


@pytest.mark.parametrize(
    ("make", "fields", "message"),
    [
        (Gain, [], "no array can be made .* given="),
        (np.ma.array, [Field("unit")], "'unit' cannot be read"),
        (np.ma.array, [Field("mask", rewrite=lambda x: 1 / 0)], "cannot be written otherwise: ZeroDivisionError"),
        (np.ma.array, [Field("mask", rewrite=lambda x: x.copy())], "gives the same numbers"),
        (np.ma.array, [Field("mask", rewrite=lambda x: x + 1)], "means something else"),
    ],
    ids=["no array", "not read", "breaks", "not rewritten", "other meaning"],
)
def test_a_description_that_would_find_nothing_is_refused(make, fields, message):
    with pytest.raises(ValueError, match=message):
        check_conformance(make, fields=fields, rows=[1])


def test_keywords_that_a_class_needs_are_given():
    class Checked(mt.Quantity):
        station = mt.PerArray(default=0, type=int)
        quality = mt.PerElement(dtype=np.uint8, merge=np.bitwise_or)

        def __new__(cls, data, units=None, **fields):
            made = super().__new__(cls, data, units, **fields)
            if made.station > 3:
                raise ValueError("no such station")
            return made

    def quality(data):
        return np.arange(np.size(data)).reshape(np.shape(data))

    report = check_conformance(Checked, given={"station": 2, "quality": quality}, rows=[1, 3, 36, 37])
    assert report.ok
    assert report.verdict(37) is Verdict.PASSES


class TestSpectrum(Conformance):
    """The inherited class as its users write it: pytest collects its 70 tests."""

    class Spectrum(mt.Quantity):
        instrument = mt.PerArray(default="")

    make = Spectrum


del Conformance


def test_known_failures_are_let_through_and_reported_when_mended():
    base = TestSpectrum.__mro__[1]
    known = {(38, "x[1, 2]"): "items are bare", (38, "x[0][0]"): "", (38, "x.ravel()[-1]"): ""}

    class Of(base):
        make = staticmethod(lambda data: np.ma.array(data, mask=data % 6 == 5))
        fields = (MASK,)

    with pytest.raises(AssertionError, match=r"row 38, x\[1, 2\]: loses"):
        Of().test_row_38_integer_index()
    Of.known = known
    Of().test_row_38_integer_index()
    Of.known = known | {(3, "x[1:]"): "no reason"}
    with pytest.raises(AssertionError, match=r"fail no more: x\[1:\]"):
        Of().test_row_03_template()


def test_the_class_alone_says_what_to_do():
    import unittest

    with pytest.raises(unittest.SkipTest, match="make = "):
        operator.methodcaller("test_row_01_explicit_construction")(TestSpectrum.__mro__[1]())


def test_neither_pytest_nor_hypothesis_is_needed():
    code = (
        "import sys, metaarr as mt; from metaarr.testing import check_conformance; "
        "check_conformance(mt.Quantity, rows=[1]); "
        "assert not {'pytest', 'hypothesis'} & sys.modules.keys()"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


# --- classes whose constructor or fields are their own ---


class Counts(mt.Quantity):
    gain = mt.PerArray(default=1.0, type=float)

    def __new__(cls, counts, exposure, *, gain):
        return super().__new__(cls, np.asarray(counts) / exposure, "1/s", gain=gain)


class Sides(mt.MetaArray):
    side = mt.PerAxis(type=str)
    level = mt.PerElement(float, merge=lambda one, other: np.fmax(one, other), fill=np.nan)


@pytest.mark.parametrize("cls", [Counts, Sides])
def test_a_class_needs_no_description_whatever_its_constructor_takes(cls):
    report = check_conformance(cls, rows=[1, 2, 3, 21, 25, 36, 37, 43, 70])
    assert report.ok, report
    assert len(report.of(verdict=Verdict.PASSES)) > len(report.of(verdict=Verdict.REFUSES))


def test_axes_are_given_values_of_their_own():
    from metaarr.testing.conformance.ours import maker

    assert maker(Sides, {})(np.zeros((2, 3))).side == ("sample", "sample")
