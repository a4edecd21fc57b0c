"""unyt: arrays become ours and back, checked unit by unit, and meet ours in every operation."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pint
import pytest
from mixing import OPERATIONS, check

import metaarr as mt
from metaarr import units as u

unyt = pytest.importorskip("unyt")
lut = pytest.importorskip("unyt._unit_lookup_table")

REFUSED_FIRST = {"**", "+=", "-=", "copyto", "putmask", "add.at"}
"""unyt first: no power of metres, and what writes into an array of unyt is unyt's."""


@pytest.mark.parametrize("name", OPERATIONS)
def test_ours_meets_theirs(name):
    assert check(OPERATIONS[name], True, unyt.unyt_array) == ("refused" if name == "**" else "answered")


@pytest.mark.parametrize("name", OPERATIONS)
def test_theirs_meets_ours(name):
    assert check(OPERATIONS[name], False, unyt.unyt_array) == ("refused" if name in REFUSED_FIRST else "answered")


@pytest.mark.parametrize("other", [unyt.unyt_quantity(3.0, "km"), unyt.unyt_array([3.0, 4.0], "km")], ids=repr)
def test_results_are_ours_and_keep_everything(other):
    """Without the adapter unyt answers first and loses the mask, and == is False for equal lengths."""
    x = mt.array([3000.0, 2000.0], "m", mask=[0, 1], dims="x", coords={"x": [1, 2]})
    for result in (x + other, other + x, x * other, other * x, x < other, other < x, x == other, other == x):
        assert isinstance(result, mt.LabeledMaskedArray)
        assert result.mask.tolist() == [False, True]
        assert result.dims == ("x",)
    assert (other == x).unmasked.unlabeled[0]
    for result in divmod(other, x):
        assert result.mask.tolist() == [False, True]
    assert type(other * mt.array(2.0, mask=True)) is mt.MaskedQuantity


def test_zeros_of_another_dimension_are_no_zeros():
    with pytest.raises(mt.DimensionalityError):
        unyt.unyt_quantity(4.0, "km") + mt.array([0.0], "s")


def test_an_output_of_ours_is_written_in_its_own_unit():
    out = mt.array([0.0, 0.0], "m")
    np.add(unyt.unyt_array([1.0, 2.0], "km"), unyt.unyt_array([1.0, 1.0], "km"), out=out)
    assert out.magnitude.tolist() == [2000.0, 3000.0]


@pytest.mark.parametrize("order", ["unyt, metaarr", "metaarr, unyt"])
def test_either_library_may_be_imported_first(order):
    code = f"""
        import {order}
        result = unyt.unyt_quantity(3.0, "km") * metaarr.array(2.0, mask=True)
        assert type(result) is metaarr.MaskedQuantity, type(result)
        assert type(unyt.unyt_quantity(3.0, "km") * 2) is unyt.unyt_quantity
    """
    subprocess.run([sys.executable, "-W", "error", "-c", dedent(code)], check=True, timeout=60)


# Units, one by one -------------------------------------------------------------------------------------------

BASES = {"(mass)": "kg", "(length)": "m", "(time)": "s", "(temperature)": "K", "(angle)": "rad"}
BASES |= {"(current_mks)": "A", "(luminous_intensity)": "cd"}
NAMES = [*lut.default_unit_symbol_lut, *[name for names in lut.name_alternatives.values() for name in names][::15]]
"""All symbols, and some of the many other names."""


def parsed(name):
    try:
        return unyt.Unit(name)
    except unyt.exceptions.UnitParseError:
        return None


def plain_factor(unit):
    """What a unit of unyt is, by its own table, in the root units of pint."""
    spelled = [f"({BASES[str(d)]}) ** ({p})" for d, p in unit.dimensions.as_powers_dict().items() if str(d) in BASES]
    return pint.application_registry.Quantity(unit.base_value, " * ".join(spelled) or "dimensionless").to_root_units()


def test_every_unit_of_unyt_means_the_same_there_and_back():
    checked = by_value = 0
    for name in NAMES:
        unit = parsed(name)
        if unit is None or unit.base_offset or "logarithmic" in str(unit.dimensions):
            continue
        x = mt.from_unyt(unyt.unyt_quantity(2.0, unit))
        theirs = 2 * plain_factor(unit)
        ours = pint.application_registry.Quantity(float(x.magnitude), str(x.units)).to_root_units()
        assert ours.units == theirs.units, name
        assert ours.magnitude == pytest.approx(theirs.magnitude, rel=1e-12), name
        back = x.to_unyt()
        assert float(back.value) == float(x.magnitude), name
        assert float(back.to(unit).value) == pytest.approx(2, rel=1e-11), name
        checked += 1
        by_value += float(x.magnitude) != 2
    assert checked > 250
    assert by_value < checked / 3


@pytest.mark.parametrize(
    ("theirs", "ours"),
    [
        ("km/s", "km / s"),
        ("degC", "degC"),
        ("degF", "degF"),
        ("delta_degC", "delta_degC"),
        ("delta_degF", "delta_degF"),
        ("dB", "dB"),
        ("Np", "neper"),
        ("percent", "percent"),
        ("dimensionless", ""),
        ("degree", "degree"),
        ("m**0.5", "m ** 0.5"),
        ("erg/s/cm**2/angstrom", "erg / s / cm**2 / angstrom"),
    ],
)
@pytest.mark.parametrize("values", [1.5, [1.5, 2.5], np.float32([1.0, 2.0])], ids=repr)
def test_numbers_stay_bit_for_bit(theirs, ours, values):
    data = np.asarray(values)
    x = mt.from_unyt(unyt.unyt_array(data, theirs) if data.ndim else unyt.unyt_quantity(data, theirs))
    assert x.units == ours
    assert x.dtype == data.dtype
    np.testing.assert_array_equal(x.magnitude, data)
    back = x.to_unyt()
    assert back.units == unyt.Unit(theirs)
    assert back.units.base_offset == unyt.Unit(theirs).base_offset
    assert type(back) is (unyt.unyt_array if data.ndim else unyt.unyt_quantity)
    np.testing.assert_array_equal(back.value, data)


def test_code_units_and_a_mole_go_by_value():
    registry = unyt.UnitRegistry()
    registry.add("code_length", 3.0, unyt.dimensions.length)
    x = mt.from_unyt(unyt.unyt_array([1.0, 2.0], "code_length**2/s", registry=registry))
    assert x.units == "m**2 / s"
    assert x.magnitude.tolist() == [9.0, 18.0]
    amount = mt.from_unyt(unyt.unyt_quantity(2.0, "mol"))
    assert amount.dimensionless
    with pytest.raises(mt.UnsupportedError, match="mole"):
        mt.array([1.0], "mol").to_unyt()
    back = mt.array([2.0], "fortnight").to_unyt()
    assert back.value.tolist() == [2.0]
    assert back.to("s").value[0] == pytest.approx(2 * 14 * 86400)


@pytest.mark.parametrize("copy", [True, False, None])
def test_copy_says_whether_memory_is_shared(copy):
    q = unyt.unyt_array([1.0, 2.0], "m")
    x = mt.from_unyt(q, copy=copy)
    assert np.shares_memory(x, q) == (copy is not True)
    assert np.shares_memory(x.to_unyt(copy=copy), x) == (copy is not True)
    with pytest.raises(ValueError, match="cannot be shared"):
        mt.from_unyt(unyt.unyt_array([1.0], "Msun"), copy=False)


def test_what_unyt_cannot_carry_is_refused():
    with pytest.raises(mt.UnsupportedError, match="unlabeled"):
        mt.array([1.0], "m", dims="x").to_unyt()
    with pytest.raises(mt.UnsupportedError, match="filled"):
        mt.array([1.0], "m", mask=True).to_unyt()
    with pytest.raises(mt.UnsupportedError, match="unyt_array"):
        mt.from_unyt([1.0])
    with pytest.raises(mt.UnsupportedError, match="unyt"):
        u.m * unyt.s
