"""What the CF conventions and UDUNITS spell otherwise than pint and NumPy do.

The only place that knows: names of units (``degrees_north``, ``degree_C``), the spelling of powers (``W m-2``), and
times counted from a date (``hours since 1970-01-01``). File formats ask here; nothing else in metaarr needs to.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from metaarr._errors import UndefinedUnitError, UnsupportedError

_DEGREES: Final = ("degree_", "degrees_", "degree", "degrees", "deg_", "degs_", "deg", "degs")
_BEARINGS: Final = ("north", "east", "true", "N", "E", "T")
_SCALES: Final = {
    "degC": ("C", "Celsius", "celsius"),
    "degF": ("F", "Fahrenheit", "fahrenheit"),
    "kelvin": ("K", "kelvin"),
}
_HOMONYMS: Final = {"a": "are", "gal": "Gal", "nmile": "nautical_mile", "oz": "fluid_ounce", "dr": "fluid_dram"}

NAMES: Final[Mapping[str, str]] = {
    **{f"{degree}{bearing}": "degree" for degree in _DEGREES for bearing in _BEARINGS},
    **{f"{degree}{name}": unit for degree in _DEGREES for unit, names in _SCALES.items() for name in names},
    **_HOMONYMS,
    "Celsius": "degC",
    "Fahrenheit": "degF",
    "Kelvin": "kelvin",
    "kts": "knot",
    "°": "degree",
}
"""Names of UDUNITS and CF → pint's, where pint lacks the name or means something else by it."""

AMBIGUOUS: Final[Mapping[str, str]] = {"mb": "'millibar' (usual in data, not in UDUNITS) or 'millibarn'"}
"""Names that are refused, with what they may stand for."""

PURE_NUMBERS: Final[Mapping[float, str]] = {1.0: "dimensionless", 1e-2: "percent", 1e-3: "permille", 1e-6: "ppm"}
"""Units that are only a number, as CF has it for fractions and salinity."""

_PIECE: Final = re.compile(
    r"""(?P<name>[^\W\d](?:\w*[^\W\d])?|[%°])(?:(?:\^|\*\*)?(?P<power>[+-]?\d+))?  # m, m2, m-2, m^2, m**2
      | (?P<one>1(?![.\d]))                                                        # as in 1/s
      | (?P<divide>\s*/\s*|\s+per\s+)
      | (?P<multiply>\s*[.·⋅*]\s*|\s+)
      | (?P<bracket>[()])""",
    re.VERBOSE,
)
_SUPERSCRIPTS: Final = str.maketrans("⁻⁺⁰¹²³⁴⁵⁶⁷⁸⁹", "-+0123456789")
_NUMBER: Final = re.compile(r"\d*\.?\d+(?:[eE][+-]?\d+)?|\d+\.(?:[eE][+-]?\d+)?")


def pint_spelling(units: str, *, difference: bool = False) -> str:
    """Rewrite a ``units`` attribute so that pint reads the unit that UDUNITS means.

    Whether the names exist is for pint to say.

    Parameters
    ----------
    units
        As in a file: ``"degrees_north"``, ``"kg m-2 s-1"``, ``"1"``.
    difference
        The values are temperature differences (the attribute ``units_metadata`` of CF 1.11), so degrees Celsius and
        Fahrenheit have no zero point.

    Raises
    ------
    UndefinedUnitError
        When the text is no unit, is a scaled unit such as ``"100 m"``, or has several meanings.

    Examples
    --------
    >>> pint_spelling("W m-2")
    'W*m**-2'
    >>> pint_spelling("degrees_north")
    'degree'
    >>> pint_spelling("degree_C", difference=True)
    'delta_degC'
    """
    text = units.strip().translate(_SUPERSCRIPTS)
    if not text:
        return "dimensionless"
    if _NUMBER.fullmatch(text):
        return _pure_number(text)
    pieces = list(_PIECE.finditer(text))
    if "".join(piece[0] for piece in pieces) != text:
        raise UndefinedUnitError(
            f"cannot read {units!r} as a unit: expected names with whole powers, such as 'kg m-2 s-1', "
            "and no factors; give the unit yourself, with the values scaled to it"
        )
    return "".join(_respell(piece, difference) for piece in pieces)


def _pure_number(text: str) -> str:
    unit = PURE_NUMBERS.get(float(text))
    if unit is None:
        known = ", ".join(f"{number:g}" for number in PURE_NUMBERS)
        raise UndefinedUnitError(f"the number {text} has no name as a unit; known are {known}")
    return unit


def _respell(piece: re.Match[str], difference: bool) -> str:
    if piece["divide"]:
        return "/"
    if piece["multiply"]:
        return "*"
    if not piece["name"]:
        return piece[0]
    name = _name(piece["name"], difference)
    return f"{name}**{int(piece['power'])}" if piece["power"] else name


def _name(name: str, difference: bool) -> str:
    if name in AMBIGUOUS:
        raise UndefinedUnitError(f"{name!r} may stand for {AMBIGUOUS[name]}; say which")
    unit = NAMES.get(name, name)
    return f"delta_{unit}" if difference and unit in ("degC", "degF") else unit


_NANOSECONDS: Final[Mapping[str, int]] = {
    **dict.fromkeys(("day", "days", "d"), 86_400_000_000_000),
    **dict.fromkeys(("hour", "hours", "hr", "hrs", "h"), 3_600_000_000_000),
    **dict.fromkeys(("minute", "minutes", "min", "mins"), 60_000_000_000),
    **dict.fromkeys(("second", "seconds", "sec", "secs", "s"), 1_000_000_000),
    **dict.fromkeys(("millisecond", "milliseconds", "msec", "msecs", "ms"), 1_000_000),
    **dict.fromkeys(("microsecond", "microseconds", "us", "µs"), 1_000),
    **dict.fromkeys(("nanosecond", "nanoseconds", "ns"), 1),
}
_RESOLUTIONS: Final = ("s", "ms", "us", "ns")
_SINCE: Final = re.compile(r"\s*(?P<step>\S+)\s+since\s+(?P<origin>.+?)\s*", re.IGNORECASE)
_ORIGIN: Final = re.compile(
    r"""(?P<year>\d{1,4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})
        (?:(?:T|\s+)(?P<hour>\d{1,2})(?::(?P<minute>\d{1,2})(?::(?P<second>\d{1,2})(?:\.0*)?)?)?)?
        \s*(?:Z|UTC|GMT|(?P<sign>[+-])(?P<zone_hour>\d{1,2})(?::?(?P<zone_minute>\d{2}))?)?""",
    re.VERBOSE | re.IGNORECASE,
)
_MIXED_CALENDARS: Final = ("standard", "gregorian")
_GREGORIAN_START: Final = np.datetime64("1582-10-15", "s")


def is_time(units: str) -> bool:
    """Whether `units` counts from a date, as in ``"days since 1970-01-01"``."""
    return _SINCE.fullmatch(units) is not None


def decode_times(values: NDArray[Any], units: str, calendar: str = "standard") -> NDArray[np.datetime64]:
    """Turn numbers counted from a date into ``datetime64``.

    The resolution is seconds where every time is a whole second, as nearly as the stored numbers can say, and
    otherwise the coarsest of ms, us, ns that holds them all; beyond ns they are rounded.

    Parameters
    ----------
    values
        Integers or floating-point numbers, all finite.
    units
        ``"<step> since <date>[ <time>[ <zone>]]"`` with steps from days to nanoseconds. Times with a zone become UTC.
    calendar
        ``standard`` (or ``gregorian``) and ``proleptic_gregorian``, which ``datetime64`` follows. The former is
        Julian before 15 October 1582, so earlier dates are refused.

    Raises
    ------
    UnsupportedError
        For other calendars, for months and years (their length varies), and for times that ``datetime64`` cannot hold.

    Examples
    --------
    >>> decode_times(np.array([0, 1.5]), "days since 2000-01-01")
    array(['2000-01-01T00:00:00', '2000-01-02T12:00:00'], dtype='datetime64[s]')
    """
    _check_calendar(calendar)
    parts = _SINCE.fullmatch(units)
    step = parts["step"].lower() if parts else ""
    if parts is None or step not in _NANOSECONDS:
        raise UnsupportedError(
            f"cannot turn {units!r} into datetime64: expected '<step> since <date>' with a step of "
            "fixed length from days to nanoseconds (a month and a year have none)"
        )
    if values.dtype.kind not in "iuf" or not np.isfinite(values).all():
        raise UnsupportedError(f"times in {units!r} must be finite numbers; mark missing ones with _FillValue")
    times = _count(values, step, _origin(parts["origin"]))
    if calendar.lower() in _MIXED_CALENDARS:
        _check_gregorian(times, _origin(parts["origin"]))
    return times


def _check_calendar(calendar: str) -> None:
    if calendar.lower() not in (*_MIXED_CALENDARS, "proleptic_gregorian"):
        raise UnsupportedError(
            f"calendar {calendar!r} has other dates than datetime64; known are standard, gregorian and "
            "proleptic_gregorian"
        )


def _check_gregorian(times: NDArray[np.datetime64], origin: np.datetime64) -> None:
    # At nanoseconds, 1582 is out of range.
    if origin < _GREGORIAN_START or (times.astype("M8[s]") < _GREGORIAN_START).any():
        raise UnsupportedError(
            "the standard calendar is Julian before 1582-10-15, datetime64 is not; if the file means Gregorian dates "
            "throughout, its calendar attribute should read 'proleptic_gregorian'"
        )


def _origin(text: str) -> np.datetime64:
    parts = _ORIGIN.fullmatch(text)
    if parts is None:
        raise UnsupportedError(f"cannot read {text!r} as a date; expected one like '1970-01-01 00:00:00'")
    date = _date(int(parts["year"]), int(parts["month"]), int(parts["day"]))
    zone = _seconds(parts["zone_hour"], parts["zone_minute"])
    time = _seconds(parts["hour"], parts["minute"], parts["second"])
    return date + time + (zone if parts["sign"] == "-" else -zone)


def _date(year: int, month: int, day: int) -> np.datetime64:
    text = f"{year:04d}-{month:02d}-{day:02d}"
    try:
        return np.datetime64(text, "s")
    except ValueError as error:
        raise UnsupportedError(f"there is no day {text} in the Gregorian calendar") from error


def _seconds(hours: str | None, minutes: str | None, seconds: str | None = None) -> np.timedelta64:
    return np.timedelta64(int(hours or 0) * 3600 + int(minutes or 0) * 60 + int(seconds or 0), "s")


def _count(values: NDArray[Any], step: str, origin: np.datetime64) -> NDArray[np.datetime64]:
    """`origin` plus `values` steps, in the coarsest resolution that holds them."""
    resolution = next(resolution for resolution in _RESOLUTIONS if _holds(values, step, resolution))
    _check_range(values, step, origin, resolution)
    counts = _ticks(values, step, resolution).astype(f"m8[{resolution}]")
    return np.asarray(origin.astype(f"M8[{resolution}]") + counts)


def _holds(values: NDArray[Any], step: str, resolution: str) -> bool:
    """Whether `values` steps are whole numbers of `resolution`, as nearly as the stored numbers can say."""
    ratio = _ratio(step, resolution)
    if resolution == _RESOLUTIONS[-1]:
        return True
    if values.dtype.kind in "iu":
        return ratio >= 1 or not (values.astype(np.int64) % round(1 / ratio)).any()
    ticks = values.astype(np.float64) * ratio
    # A stored number is right to half its spacing, and the product adds at most one more.
    accuracy = 2 * ratio * np.spacing(np.abs(values)).astype(np.float64)
    return bool((np.abs(ticks - np.rint(ticks)) <= accuracy).all())


def _ticks(values: NDArray[Any], step: str, resolution: str) -> NDArray[np.int64]:
    ratio = _ratio(step, resolution)
    if values.dtype.kind == "f":
        return np.rint(values.astype(np.float64) * ratio).astype(np.int64)
    # Through float64, a count of nanoseconds would lose its last digits.
    counts = values.astype(np.int64)
    return counts * round(ratio) if ratio >= 1 else counts // round(1 / ratio)


def _ratio(step: str, resolution: str) -> float:
    return _NANOSECONDS[step] / _NANOSECONDS[resolution]


def _check_range(values: NDArray[Any], step: str, origin: np.datetime64, resolution: str) -> None:
    farthest = _largest(values) * _ratio(step, resolution)
    if farthest + abs(float(origin.astype(np.int64))) * _ratio("s", resolution) >= 2.0**63:
        raise UnsupportedError(
            f"times counted in {step!r} from {origin} leave the range of datetime64[{resolution}]; "
            "store them from a date nearer to them"
        )


def _largest(values: NDArray[Any]) -> float:
    return float(np.abs(values.astype(np.float64)).max()) if values.size else 0.0
