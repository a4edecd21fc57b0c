"""Registries: definitions, their change, other registries, pickles, and memory. Mostly in fresh processes."""

import gc
import subprocess
import sys
from fractions import Fraction
from textwrap import dedent

import numpy as np
import pint
import pytest

import metaarr as mt
from metaarr import units as u
from metaarr._units import unit as unit_module
from metaarr._units._memo import Memo


def run(code):
    """Run `code` in a fresh interpreter: definitions and registries cannot be taken back."""
    subprocess.run([sys.executable, "-W", "error", "-c", dedent(code)], check=True, timeout=120)


# Definitions -------------------------------------------------------------------------------------------------


def test_plans_follow_a_redefinition():
    """What was worked out before: products, conversions, sums, comparisons, in place, reductions, decorated lookups."""
    run(
        """
        import numpy as np, pint
        pint.set_application_registry(pint.UnitRegistry(on_redefinition="ignore"))
        import metaarr as mt
        from metaarr import units as u
        def everything():
            x, y = mt.array([1.0, 2.0], "wibble"), mt.array([1.0, 2.0], "m")
            z = y.copy()
            z += x
            w = y.copy()
            w[0] = x[0]
            return [
                (y + x).magnitude, (x.to("m")).magnitude, z.magnitude, w.magnitude, (y < x) + 0,
                np.concatenate([y, x]).magnitude, (x * x).to("m**2").magnitude, (x / y).to("").magnitude,
                np.add(y, x).magnitude, x.to_base_units().magnitude, np.hypot(y, x).magnitude,
                (2 * u.wibble).to("m").magnitude, (x.sum() + y.sum()).to("m").magnitude,
                x.to("THz", "spectroscopy").magnitude,
            ]
        u.define("wibble = 3 * meter")
        first = everything()
        u.define("wibble = 0.5 * meter")
        second = everything()
        fresh_registry = pint.UnitRegistry()
        fresh_registry.define("wibble = 0.5 * meter")
        mt.set_application_registry(fresh_registry)
        for old, new, fresh in zip(first, second, everything(), strict=True):
            assert not np.array_equal(old, new), (old, new)
            np.testing.assert_array_equal(new, fresh)
        """
    )


def test_arrays_made_before_a_redefinition_keep_what_they_mean():
    run(
        """
        import pint
        pint.set_application_registry(pint.UnitRegistry(on_redefinition="ignore"))
        import metaarr as mt
        mt.units.define("wibble = 3 * meter")
        old = mt.array([1.0], "wibble")
        mt.units.define("wibble = 5 * meter")
        new = mt.array([1.0], "wibble")
        assert old.to("m").magnitude == 3 and new.to("m").magnitude == 5
        assert (old + new).to("m").magnitude == 8
        assert not (old == new)[0]
        """
    )


def test_definitions_from_a_file(tmp_path):
    path = tmp_path / "units.txt"
    path.write_text("smoot = 1.702 * meter = sm_\nwidget = [widgets]\n")
    run(
        f"""
        import metaarr as mt
        mt.units.load_definitions({str(path)!r})
        assert mt.array(2.0, "smoot").to("m").magnitude == 3.404
        assert mt.array(2.0, "widget").check("[widgets]")
        mt.units.load_definitions(["twosmoot = 2 * smoot"])
        assert mt.array(1.0, "twosmoot").to("m").magnitude == 3.404
        for source in ("/no/such/file", ["a b c = d e f = = ="], ["smootless = 3 * nothing_known"]):
            try:
                mt.units.load_definitions(source)
                mt.Unit("smootless")
            except mt.UnitsError:
                continue
            raise AssertionError(source)
        """
    )


def test_a_definition_given_to_pint_itself_is_known():
    run(
        """
        import pint, metaarr as mt
        assert mt.units.m
        pint.application_registry.define("smoot = 1.702 * meter")
        assert mt.array(1.0, "smoot").to("m").magnitude == 1.702
        assert mt.units.application_registry is pint.application_registry.get()
        """
    )


@pytest.mark.parametrize("definition", ["", "a = = b", "3 = 4", "\0", "m" * 10_000, None, 5])
def test_definitions_that_are_none_are_refused(definition):
    with pytest.raises(mt.UnitsError):
        u.define(definition)
    assert mt.array(1.0, "km").to("m").magnitude == 1000


# Another application registry --------------------------------------------------------------------------------


def test_units_of_two_registries_do_not_mix():
    run(
        """
        import numpy as np, pint, metaarr as mt
        from metaarr import units as u
        x = mt.array([1.0, 2.0], "km")
        assert x.to("m").magnitude[0] == 1000
        other = pint.UnitRegistry()
        other.define("furlong_ = 300 * meter")
        mt.set_application_registry(other)
        assert pint.application_registry.get() is other
        assert u.km.to_pint()._REGISTRY is other
        y = mt.array([1.0, 2.0], "m")
        acts = [
            lambda: x + y, lambda: y + x, lambda: x * y, lambda: x / y, lambda: x < y, lambda: x == y,
            lambda: x.to("m"),
            lambda: x**2, lambda: np.sqrt(x), lambda: np.concatenate([x, y]), lambda: y.__setitem__(0, x[0]),
            lambda: x.units * u.s, lambda: f"{x.units:~P}", lambda: x.to_base_units(), lambda: x.to_pint(),
            lambda: x.units.is_compatible_with("m"), lambda: x.units.base, lambda: np.add(y, y, out=x),
        ]
        for i, act in enumerate(acts):
            try:
                act()
            except mt.UnitsError as error:
                assert "metaarr.array(x.magnitude" in str(error), error
            else:
                raise AssertionError(i)
        assert x.magnitude.tolist() == [1.0, 2.0] and y.magnitude.tolist() == [1.0, 2.0]
        assert (x + x).magnitude.tolist() == [2.0, 4.0] and x[0].units == x.units and repr(x)
        assert x.units != u.km and x.units == x.units
        assert (mt.array(x.magnitude, str(x.units)) + y).units is u.km
        assert (x.units * 1).units is x.units
        """
    )


def test_going_back_brings_the_units_back():
    run(
        """
        import pint, metaarr as mt
        first = pint.application_registry.get()
        km = mt.units.km
        x = mt.array([1.0], "km")
        other = pint.UnitRegistry()
        mt.units.set_application_registry(other)
        assert mt.units.km is not km
        mt.units.set_application_registry(pint.application_registry)
        assert mt.units.application_registry is other
        mt.units.set_application_registry(first)
        assert mt.units.km is km
        assert x.to("m").magnitude == 1000 and (x * x).to("m**2").magnitude == 1e6
        """
    )


def test_a_name_means_what_its_own_registry_says():
    run(
        """
        import pint, metaarr as mt
        def registry(length):
            made = pint.UnitRegistry()
            made.define(f"smoot = {length} * meter")
            return made
        for length in (1.7, 2.5, 1.7):
            mt.set_application_registry(registry(length))
            x = mt.array([1.0], "smoot")
            assert x.to("m").magnitude == length
            assert (mt.array([1.0], "m") + x).magnitude == 1 + length
            assert abs((x * x).to("m**2").magnitude / length**2 - 1) < 1e-15
        """
    )


@pytest.mark.parametrize("thing", [None, 3, "default", pint.Unit("m"), pint])
def test_only_registries_are_registries(thing):
    before = u.application_registry
    with pytest.raises(mt.UnitsError, match="UnitRegistry"):
        mt.set_application_registry(thing)
    assert u.application_registry is before
    assert pint.application_registry.get() is before


# Pickles -----------------------------------------------------------------------------------------------------


def test_pickles_bind_to_the_application_registry_and_say_what_is_missing(tmp_path):
    path = tmp_path / "x.pickle"
    run(
        f"""
        import pickle, metaarr as mt
        mt.units.define("smoot = 1.702 * meter")
        with open({str(path)!r}, "wb") as file:
            pickle.dump(mt.array([1.0], "smoot / s", mask=[1], dims="x"), file)
        """
    )
    run(
        f"""
        import pickle, metaarr as mt
        def load():
            with open({str(path)!r}, "rb") as file:
                return pickle.load(file)
        try:
            load()
        except mt.UndefinedUnitError as error:
            assert "smoot" in str(error) and "metaarr.units.define" in str(error), error
        else:
            raise AssertionError
        mt.units.define("smoot = 2 * meter")
        assert load().to("m/s").magnitude.unmasked.unlabeled.tolist() == [2.0]
        """
    )


# Memory ------------------------------------------------------------------------------------------------------


def test_units_do_not_pile_up(monkeypatch):
    """Without limits every unit ever made stays in memory. Here the limits are small, and so is the number."""
    monkeypatch.setattr(Memo, "LIMIT", 40)
    monkeypatch.setattr("metaarr._fast.memo.LIMIT", 40)
    Memo.clear_all()
    x = mt.array([1.0, 2.0], "m")
    for i in range(1, 1500):
        y = mt.asarray(np.ones(2), u.m ** Fraction(i, 997) * u.s)
        y + y, y * x, y.sum(), np.max(y), np.sqrt(y), y == x, y.units.base, y.to(y.units.base)
    del y
    gc.collect()
    assert all(len(memo._known) <= 40 for memo in Memo._all)
    assert len(unit_module._INTERNED) < 1000


def test_attributes_of_the_registry_object_are_bounded(monkeypatch):
    monkeypatch.setattr("metaarr._units.registry._LIMIT", 10)
    fresh = type(u)()
    for prefix in ("kilo", "mega", "giga", "tera", "peta", "exa", "milli", "micro", "nano", "pico", "femto", "atto"):
        assert getattr(fresh, prefix + "meter") is u[prefix + "meter"]
    assert len(vars(fresh)) <= 10
