"""Spellings of units and times that only CF files have."""

import numpy as np
import pytest

import metaarr as mt
from metaarr import UndefinedUnitError, UnsupportedError
from metaarr.io._cf import AMBIGUOUS, NAMES, PURE_NUMBERS, decode_times, is_time, pint_spelling


@pytest.mark.parametrize(
    ("units", "expected"),
    [
        ("K", "kelvin"),
        ("1", ""),
        ("", ""),
        (" m ", "m"),
        ("degrees_north", "degree"),
        ("degree_E", "degree"),
        ("degreesT", "degree"),
        ("degree_C", "degC"),
        ("degrees_Celsius", "degC"),
        ("Celsius", "degC"),
        ("celsius", "degC"),
        ("deg_F", "degF"),
        ("degree_K", "kelvin"),
        ("degreeC", "degC"),
        ("C", "coulomb"),
        ("F", "farad"),
        ("m s-1", "m/s"),
        ("m.s-1", "m/s"),
        ("m*s-1", "m/s"),
        ("m s^-1", "m/s"),
        ("m s**-1", "m/s"),
        ("m s⁻¹", "m/s"),
        ("m/s", "m/s"),
        ("m per s", "m/s"),
        ("m / s", "m/s"),
        ("s-1", "1/s"),
        ("1/s", "1/s"),
        ("1 s-1", "1/s"),
        ("kg m-2 s-1", "kg/m**2/s"),
        ("W/m2 s", "W*s/m**2"),
        ("W/(m2 s)", "W/m**2/s"),
        ("m2", "m**2"),
        ("m+2", "m**2"),
        ("%", "percent"),
        ("1e-3", "permille"),
        ("0.001", "permille"),
        ("1.E-6", "ppm"),
        ("hPa", "hectopascal"),
        ("hours", "hour"),
        ("J kg-1 K-1", "J/kg/K"),
        ("nmile", "nautical_mile"),
        ("a", "are"),
    ],
)
def test_unit_means_what_udunits_means(units, expected):
    assert mt.Unit(pint_spelling(units)) == mt.Unit(expected)


@pytest.mark.parametrize("unit", sorted({*NAMES.values(), *PURE_NUMBERS.values(), "delta_degC", "delta_degF"}))
def test_pint_knows_every_unit_of_the_tables(unit):
    assert mt.Unit(unit) is not None


def test_temperature_differences_have_no_zero_point():
    assert pint_spelling("degree_C", difference=True) == "delta_degC"
    assert pint_spelling("degF m-1", difference=True) == "delta_degF*m**-1"
    assert pint_spelling("K", difference=True) == "K"


@pytest.mark.parametrize(
    "units", ["100 m", "2", "m s-1.5", "m^", "10^3 kg", "kg @ m", "m -2", "hours since 1970-01-01"]
)
def test_factors_and_other_text_are_refused(units):
    with pytest.raises(UndefinedUnitError):
        pint_spelling(units)


@pytest.mark.parametrize("units", sorted(AMBIGUOUS))
def test_names_with_two_meanings_are_refused(units):
    with pytest.raises(UndefinedUnitError, match="may stand for"):
        pint_spelling(units)


def test_west_is_no_plain_degree():
    # For UDUNITS it is minus a degree; read as a degree, all longitudes would change sign.
    with pytest.raises(UndefinedUnitError):
        mt.Unit(pint_spelling("degrees_west"))


@pytest.mark.parametrize(
    ("units", "expected"),
    [("days since 2000-01-01", True), ("Hours Since 1970-1-1 00:00", True), ("hours", False), ("since", False)],
)
def test_is_time(units, expected):
    assert is_time(units) is expected


@pytest.mark.parametrize(
    ("values", "units", "expected"),
    [
        (np.array([318096.0, 318828.0]), "hours since 1970-01-01 00:00:00", ["2006-04-16T00", "2006-05-16T12"]),
        (np.array([0, 59], "i4"), "days since 2000-01-01", ["2000-01-01", "2000-02-29"]),
        (np.array([0.5], "f4"), "days since 2000-1-1", ["2000-01-01T12"]),
        (np.array([1.0]), "minutes since 2000-01-01T06:30Z", ["2000-01-01T06:31"]),
        (np.array([0]), "hours since 2000-01-01 00:00 -6:00", ["2000-01-01T06"]),
        (np.array([0]), "hours since 2000-01-01 00:00:00 +0530", ["1999-12-31T18:30"]),
        (np.array([0]), "seconds since 2000-01-01 00:00:00.0 UTC", ["2000-01-01"]),
        (np.array([0]), "seconds since 2000-01-01 01:02:03", ["2000-01-01T01:02:03"]),
        (np.array([-1], "i1"), "days since 0001-01-02", ["0001-01-01"]),
        (np.array(3, "u2"), "days since 1999-12-29", "2000-01-01"),
        (np.array([], "f8"), "days since 1999-12-29", []),
    ],
)
def test_times(values, units, expected):
    times = decode_times(values, units, "proleptic_gregorian")
    assert times.dtype == "datetime64[s]"
    np.testing.assert_array_equal(times, np.array(expected, "datetime64[s]"))


@pytest.mark.parametrize(
    ("values", "units", "expected"),
    [
        # No float is 11 s or 13 s in days; times 86400, the nearest ones fall short of 11 and go beyond 13.
        (np.array([11, 13]) / 86400, "days", np.array([11, 13], "m8[s]")),
        (np.array([1e6 + 0.001]), "seconds", np.array([1000000001], "m8[ms]")),
        (np.array([0.25]), "seconds", np.array([250], "m8[ms]")),
        (np.array([1500], "i4"), "ms", np.array([1500], "m8[ms]")),
        (np.array([3000], "i2"), "ms", np.array([3], "m8[s]")),
        (np.array([0.5]), "ms", np.array([500], "m8[us]")),
        (np.array([1, 2**60 + 1], "i8"), "nanoseconds", np.array([1, 2**60 + 1], "m8[ns]")),
        (np.array([0.1]), "ns", np.array([0], "m8[ns]")),
    ],
)
def test_resolution_is_the_coarsest_that_holds_the_times(values, units, expected):
    times = decode_times(values, f"{units} since 1970-01-01")
    assert times.dtype.str[1:] == "M8" + expected.dtype.str[3:]
    np.testing.assert_array_equal(times - np.datetime64("1970-01-01"), expected)


@pytest.mark.parametrize("calendar", ["noleap", "365_day", "360_day", "julian", "all_leap", "none", ""])
def test_other_calendars_are_refused(calendar):
    with pytest.raises(UnsupportedError, match="calendar"):
        decode_times(np.array([0]), "days since 2000-01-01", calendar)


@pytest.mark.parametrize("calendar", ["standard", "gregorian", "Gregorian"])
@pytest.mark.parametrize(("value", "origin"), [(0, "1582-10-14"), (-1, "1582-10-15"), (200000, "1582-10-14")])
def test_standard_calendar_is_refused_where_it_is_julian(value, origin, calendar):
    assert decode_times(np.array([0]), "days since 1582-10-15", calendar) == np.datetime64("1582-10-15")
    with pytest.raises(UnsupportedError, match="1582-10-15"):
        decode_times(np.array([value]), f"days since {origin}", calendar)


@pytest.mark.parametrize(
    ("values", "units"),
    [
        (np.array([1]), "months since 2000-01-01"),
        (np.array([1]), "years since 2000-01-01"),
        (np.array([1]), "days since yesterday"),
        (np.array([1]), "days since 2000-02-30"),
        (np.array([1]), "seconds since 2000-01-01 00:00:00.5"),
        (np.array([np.nan]), "days since 2000-01-01"),
        (np.array([np.inf]), "days since 2000-01-01"),
        (np.array(["a"]), "days since 2000-01-01"),
        (np.array([1e30]), "days since 2000-01-01"),
        (np.array([2**63], "u8"), "ns since 2000-01-01"),
        (np.array([2**62], "i8"), "days since 2000-01-01"),
        # The step fits into nanoseconds, the date does not.
        (np.array([1]), "ns since 1600-01-01"),
    ],
)
def test_times_without_a_date_are_refused(values, units):
    with pytest.raises(UnsupportedError):
        decode_times(values, units)
