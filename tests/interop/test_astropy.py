"""astropy.units: quantities become ours and back, checked unit by unit, and meet ours in every operation."""

import subprocess
import sys
from textwrap import dedent

import numpy as np
import pint
import pytest
from mixing import OPERATIONS, check

import metaarr as mt
from metaarr import units as u

au = pytest.importorskip("astropy.units")
masked = pytest.importorskip("astropy.utils.masked")
table = pytest.importorskip("astropy.table")

from astropy.units import astrophys, cgs, imperial, misc, si  # noqa: E402

REFUSED_FIRST = {"**", "+=", "-=", "copyto", "putmask", "add.at"}
"""astropy first: no power of metres, and what writes into an array of astropy is astropy's."""

MAKERS = {
    "Quantity": au.Quantity,
    "Masked": lambda values, unit: masked.Masked(au.Quantity(values, unit), mask=False),
}


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_ours_meets_theirs(name, make):
    assert check(OPERATIONS[name], True, make) == ("refused" if name == "**" else "answered")


@pytest.mark.parametrize("make", MAKERS.values(), ids=MAKERS)
@pytest.mark.parametrize("name", OPERATIONS)
def test_theirs_meets_ours(name, make):
    assert check(OPERATIONS[name], False, make) == ("refused" if name in REFUSED_FIRST else "answered")


def full():
    return mt.array([1000.0, 2000.0], "m", mask=[0, 1], dims="x", coords={"x": [1, 2]})


@pytest.mark.parametrize(
    "other", [3 * au.km, [3.0, 4.0] * au.km, masked.Masked([3.0, 4.0] * au.km, mask=[False, False])], ids=str
)
def test_results_are_ours_and_keep_everything(other):
    """Without the adapter astropy answers first, takes our data and forgets the mask and the labels."""
    x = full()
    for result in (x + other, other + x, x * other, other * x, x < other, other < x, x == other, other == x):
        assert isinstance(result, mt.LabeledMaskedArray)
        assert result.mask.tolist() == [False, True]
        assert result.dims == ("x",)
    joined = np.concatenate([[3.0, 4.0] * au.km, mt.array([1000.0], "m", mask=True)])
    assert joined.mask.tolist() == [False, False, True]


def test_a_hidden_element_of_theirs_stays_hidden():
    theirs = masked.Masked([3.0, 4.0] * au.km, mask=[True, False])
    for result in (theirs + mt.array([1.0, 2.0], "m"), mt.array([1.0, 2.0], "m") + theirs):
        assert type(result) is mt.MaskedQuantity
        assert result.mask.tolist() == [True, False]


def test_functions_that_astropy_would_run_on_bare_data():
    x = np.array([1.0, 2.0]) * au.m
    result = np.interp(1.5 * au.m, x, mt.array([10.0, 20.0], "K"))
    assert result.units is u.K
    assert result.magnitude == 15
    counts, _ = np.histogram(x, bins=2, weights=mt.array([1.0, 2.0], "kg"))
    assert counts.units is u.kg


@pytest.mark.parametrize("order", ["astropy.units, metaarr", "metaarr, astropy.units"])
def test_either_library_may_be_imported_first(order):
    code = f"""
        import {order}
        q = [1.0, 2.0] * astropy.units.km
        result = q < metaarr.array([500.0, 5000.0], "m", mask=[0, 1])
        assert type(result) is metaarr.MaskedArray, type(result)
        from astropy.utils.masked import Masked
        result = Masked(q) < metaarr.array([500.0, 5000.0], "m", dims="x")
        assert type(result) is metaarr.LabeledMaskedArray, type(result)
        assert type(q + q).__module__.startswith("astropy")
    """
    subprocess.run([sys.executable, "-W", "error", "-c", dedent(code)], check=True, timeout=60)


# Units, one by one -------------------------------------------------------------------------------------------

BASES = {"m": "m", "kg": "kg", "s": "s", "A": "A", "K": "K", "mol": "mol", "cd": "cd", "rad": "rad", "bit": "bit"}
BASES |= {"ct": "count", "pix": "pixel"}
NAMED = {
    name: unit
    for module in (si, cgs, astrophys, misc, imperial)
    for name, unit in vars(module).items()
    if isinstance(unit, au.UnitBase) and unit.decompose().bases != [unit]
}


def plain_factor(unit):
    """What a unit of astropy is, by its own decomposition, in the root units of pint."""
    reduced = unit.decompose()
    names = [BASES[base.name] for base in reduced.bases]
    spelled = " * ".join(f"({name}) ** ({power})" for name, power in zip(names, reduced.powers, strict=True))
    return pint.application_registry.Quantity(float(reduced.scale), spelled or "dimensionless").to_root_units()


def translatable(unit):
    return all(base.name in BASES for base in unit.decompose().bases)


def test_every_unit_of_astropy_means_the_same_there_and_back():
    """All units, and of those with a prefix one in twenty."""
    checked = by_value = 0
    prefixed = [name for name, unit in NAMED.items() if isinstance(unit, au.PrefixUnit)]
    for name in sorted({*NAMED} - {*prefixed} | {*prefixed[::20]}):
        unit = NAMED[name]
        quantity = au.Quantity(2.0, unit)
        if not translatable(unit):
            continue
        x = mt.from_astropy(quantity)
        theirs = 2 * plain_factor(unit)
        ours = pint.application_registry.Quantity(float(x.magnitude), str(x.units)).to_root_units()
        assert ours.units == theirs.units, name
        assert ours.magnitude == pytest.approx(theirs.magnitude, rel=1e-12), name
        back = x.to_astropy()
        assert float(back.value) == float(x.magnitude), name
        assert float(back.to_value(unit)) == pytest.approx(2, rel=1e-12), name
        checked += 1
        by_value += float(x.magnitude) != 2
    assert checked > 250
    assert by_value < checked / 3


def test_units_that_astropy_alone_has_are_refused_until_they_are_defined():
    for unit in (au.ph, au.mag, au.DN, au.dex(au.cm / au.s**2), au.mag(au.AB), au.deg_C / au.s, au.beam):
        with pytest.raises(mt.UnsupportedError):
            mt.from_astropy(au.Quantity(1.0, unit, subok=True) if not callable(unit) else 1.0 * unit)
    code = """
        import metaarr as mt, astropy.units as au
        mt.units.define("photon = [photon] = ph_")
        x = mt.from_astropy(2 * au.ph / au.s)
        assert str(x.units) == "photon / second", x
        assert x.to_astropy().unit == au.ph / au.s
    """
    subprocess.run([sys.executable, "-W", "error", "-c", dedent(code)], check=True, timeout=60)


ONE_BY_ONE = [
    (au.km / au.s, "km / s"),
    (au.deg, "degree"),
    (au.arcsec, "arcsecond"),
    (au.deg_C, "degC"),
    (imperial.deg_F, "degF"),
    (au.percent, "percent"),
    (au.dimensionless_unscaled, ""),
    (au.AA, "angstrom"),
    (au.m**0.5, "m ** 0.5"),
    (au.sr, "sr"),
    (au.eV, "eV"),
    (au.Unit("1 / (m2 s Hz)"), "1 / (m**2 s Hz)"),
    (au.dB, "dB"),
    (au.dB(au.mW), "dBm"),
    (au.dB(au.W), "dBW"),
    (au.dex, "decade"),
    (au.mol / au.l, "mol / l"),
]


@pytest.mark.parametrize(("theirs", "ours"), ONE_BY_ONE, ids=str)
@pytest.mark.parametrize("values", [1.5, [1.5, 2.5], np.float32([1.0, 2.0])], ids=repr)
def test_numbers_stay_bit_for_bit(theirs, ours, values):
    data = np.asarray(values)
    x = mt.from_astropy(au.Quantity(data, theirs, subok=True))
    assert x.units == ours
    assert x.dtype == data.dtype
    np.testing.assert_array_equal(x.magnitude, data)
    back = x.to_astropy()
    assert back.unit == theirs
    assert back.dtype == data.dtype
    np.testing.assert_array_equal(back.value, data)


def test_scaled_units_become_numbers():
    x = mt.from_astropy(2 * au.Unit("3 km"))
    assert x.units is u.km
    assert x.magnitude == 6
    with pytest.raises(mt.UnsupportedError, match="from_astropy"):
        mt.Unit(au.Unit("3 km"))
    with pytest.raises(ValueError, match="cannot be shared"):
        mt.from_astropy(2 * au.Msun, copy=False)


def test_units_of_ours_that_astropy_lacks_become_multiples_of_base_units():
    back = mt.array([2.0], "hand / fortnight").to_astropy()
    assert back.value.tolist() == [2.0]
    assert back.to_value("m/s")[0] == pytest.approx(2 * 0.1016 / 1209600, rel=1e-12)
    with pytest.raises(mt.UnsupportedError, match="kelvin"):
        mt.array([2.0], "delta_degC").to_astropy()


def test_a_unit_of_astropy_is_read_wherever_a_unit_is():
    assert mt.Unit(au.km / au.h) == "km / hour"
    assert mt.array([1.0], au.km).to(au.m).magnitude == 1000
    assert mt.array([1.0], "km").units == u(au.km)


def test_products_of_units_are_refused():
    for act in (lambda: u.m * au.s, lambda: u.m / au.s):
        with pytest.raises(mt.UnsupportedError, match="astropy"):
            act()


# What they may carry -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("copy", [True, False, None])
def test_copy_says_whether_memory_is_shared(copy):
    q = [1.0, 2.0] * au.m
    x = mt.from_astropy(q, copy=copy)
    assert np.shares_memory(x, q) == (copy is not True)
    assert np.shares_memory(x.to_astropy(copy=copy), x) == (copy is not True)
    hidden = masked.Masked(q, mask=[True, False])
    y = mt.from_astropy(hidden, copy=copy)
    assert np.shares_memory(np.asarray(y.mask), hidden.mask) == (copy is not True)


def test_masked_quantities_columns_and_subclasses():
    from astropy import constants
    from astropy.coordinates import Angle

    hidden = masked.Masked([1.0, 2.0] * au.m, mask=[True, False])
    x = mt.from_astropy(hidden)
    assert type(x) is mt.MaskedQuantity
    assert x.mask.tolist() == [True, False]
    back = x.to_astropy()
    assert isinstance(back, masked.Masked)
    assert isinstance(back, au.Quantity)
    assert back.mask.tolist() == [True, False]
    assert type(mt.from_astropy(masked.Masked(np.ones(2), mask=[True, False]))) is mt.MaskedArray
    assert mt.from_astropy(Angle([1.0], "deg")).units is u.degree
    assert mt.from_astropy(constants.c).units == "m/s"
    column = table.MaskedColumn([1.0, 2.0], mask=[True, False], unit="km")
    assert type(mt.from_astropy(column)) is mt.MaskedQuantity
    assert (mt.array([1.0, 1.0], "m") + column).mask.tolist() == [True, False]
    assert mt.array(table.Column([1.0], unit="km")).units is u.km
    assert type(mt.array(table.Column([1.0]))) is np.ndarray


def test_structured_quantities_and_labels_are_refused():
    structured = au.Quantity(np.array([(1.0, 2.0)], "f8,f8"), "m,s")
    with pytest.raises(mt.UnsupportedError, match="one field"):
        mt.from_astropy(structured)
    with pytest.raises(mt.UnsupportedError, match="unlabeled"):
        full().to_astropy()
    with pytest.raises(mt.UnsupportedError, match="astropy Quantity"):
        mt.from_astropy([1.0])


def test_times_are_refused():
    from astropy.time import TimeDelta

    with pytest.raises(TypeError):
        mt.array([1.0], "s") + TimeDelta(1, format="sec", scale="tai")
