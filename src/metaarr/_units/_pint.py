"""The only importer of pint.

pint is imported, and its application registry built, on the first question that needs them; ``import metaarr``
does neither. Everything that reads or changes the registry happens under one lock, because pint's lazy registry
is not safe to touch from several threads.

metaarr works with the *application registry* (:func:`pint.get_application_registry`) that is set when a unit is
first needed, so units that a program defines there are known here, and stays with it from then on.

pint keeps factors as floats. Every single definition is a short number (``1 / 36``, ``0.9144``, ``1e-06``), so
:func:`_exact` recovers the rational that was written and the factors between units come out exact.
"""

from __future__ import annotations

import difflib
import functools
import math
import re
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, NamedTuple

from .. import _errors

LOCK = threading.RLock()
"""Held while the registry is read or changed, and while units are interned."""

Items = tuple[tuple[str, Fraction], ...]
"""A spelling: names and exponents, sorted by name, none zero."""

_LARGEST_POWER = 10_000
_SNAP = {2: (20, 4e-3), 4: (1_000, 4e-7), 8: (10_000, 9e-16)}
"""Size of a float in bytes → largest denominator of a simple fraction, and about four rounding errors."""

_DELTA = "delta_"


class LogScale(NamedTuple):
    """A logarithmic unit: ``value = multiplier * log(x / reference) / log(base)``."""

    base: float
    multiplier: float


class Facts(NamedTuple):
    """What one unit name means, in root units."""

    factor: Fraction
    roots: Mapping[str, Fraction]
    dims: Mapping[str, Fraction]
    offset: Fraction = Fraction(0)
    log: LogScale | None = None


# The registry ------------------------------------------------------------------------------------------------


class _State:
    """The bound registry and what was learnt from it."""

    registry: Any = None
    facts: dict[str, Facts] = {}  # noqa: RUF012  (one shared state by intent)


@contextmanager
def _registry() -> Iterator[Any]:
    """Hold the lock and the bound registry."""
    import pint  # before the lock: an import holds a lock of its own, and two locks taken in two orders deadlock

    with LOCK:
        if _State.registry is None:
            application: Any = pint.application_registry
            registry = application.get()
            registry.get_name("meter")  # builds a registry that is still lazy
            _State.registry = registry
        yield _State.registry


def define(definition: str) -> None:
    """Add a definition in pint's language to the registry."""
    with _registry() as registry:
        try:
            registry.define(definition)
        except Exception as error:  # pint raises ValueError, TypeError, its own RedefinitionError …
            raise _errors.UnitsError(f"cannot define {definition!r}: {error}") from error
        finally:
            _State.facts.clear()


def names() -> list[str]:
    """Return the names of all units that are spelled out (no symbols, no aliases)."""
    with _registry() as registry:
        return sorted({definition.name for definition in registry._units.values()})


# Reading spellings -------------------------------------------------------------------------------------------


def parse(text: str) -> Items:
    """Read a unit expression.

    Raises
    ------
    UndefinedUnitError
        If a name is not known; the error names the closest known ones.
    UnitsError
        If the text is no unit expression.
    """
    import pint

    with _registry() as registry:
        try:
            return _items(registry, registry.parse_units(text)._units)
        except pint.UndefinedUnitError as error:
            raise undefined_error(text, error.unit_names, registry) from None
        except Exception as error:  # pint's parser fails in many ways (AssertionError, TokenError …)
            raise _errors.UnitsError(
                f"{text!r} is not a unit expression ({str(error) or type(error).__name__}); write units like 'm / s**2'"
            ) from error


def read_unit(spec: object) -> Items:
    """Take the spelling of a pint unit.

    Raises
    ------
    UnitsError
        If it is anything else, or belongs to another registry than the one that metaarr is bound to.
    """
    import pint

    if not isinstance(spec, pint.Unit):
        raise _errors.UnitsError(
            f"a unit is a string, a metaarr Unit or a pint Unit, not {type(spec).__name__} ({spec!r}); "
            "use str(...) or its .units"
        )
    with _registry() as registry:
        if spec._REGISTRY is not registry:
            raise _errors.UnitsError(
                f"the unit '{spec}' belongs to another pint registry than metaarr's; call "
                "pint.set_application_registry(...) before the first unit is used, or pass str(unit)"
            )
        return _items(registry, spec._units)


def _items(registry: Any, container: Mapping[str, Any]) -> Items:
    pairs = ((_known_name(registry, name), exponent(power)) for name, power in container.items())
    return tuple(sorted((name, power) for name, power in pairs if power))


def _known_name(registry: Any, name: str) -> str:
    """Undo the ``delta_decibel`` that pint 0.25 writes into compound units and then does not know."""
    if name.startswith(_DELTA) and name not in registry._units:
        return name.removeprefix(_DELTA)
    return name


def exponent(power: Any) -> Fraction:
    """Return `power` as a fraction; a float within its rounding error of a simple fraction is that fraction."""
    if isinstance(power, Rational):
        return Fraction(int(power.numerator), int(power.denominator))
    number = float(power)
    if not math.isfinite(number):
        raise _errors.UnitsError(f"a unit cannot be raised to the power {power}; exponents are finite numbers")
    denominator, tolerance = _SNAP.get(getattr(power, "itemsize", 8), _SNAP[8])
    simple = Fraction(number).limit_denominator(denominator)
    return simple if abs(float(simple) - number) <= tolerance * abs(number) else Fraction(number)


# Facts about one name ----------------------------------------------------------------------------------------


def facts(name: str) -> Facts:
    """Return what the unit `name` means; remembered, so that pint is asked once per name."""
    known = _State.facts.get(name)
    if known is not None:
        return known
    with _registry() as registry:
        found = _State.facts[name] = _learn(registry, name)
        return found


def _learn(registry: Any, name: str) -> Facts:
    definition = registry._units[registry.get_name(name)]
    if definition.is_base:
        dims = {dim: exponent(power) for dim, power in definition.reference.items() if dim != "[]"}
        return Facts(Fraction(1), {definition.name: Fraction(1)}, dims)
    converter = definition.converter
    found = product({ref: exponent(power) for ref, power in definition.reference.items()})
    found = found._replace(factor=found.factor * _exact(converter.scale))
    if hasattr(converter, "logbase"):
        return found._replace(log=LogScale(float(converter.logbase), float(converter.logfactor)))
    return found._replace(offset=_exact(getattr(converter, "offset", 0)))


def product(powers: Mapping[str, Fraction]) -> Facts:
    """Return what a product of powers of multiplicative names means."""
    factor, roots, dims = Fraction(1), dict[str, Fraction](), dict[str, Fraction]()
    for name, power in powers.items():
        part = linear(name)
        factor *= _power(part.factor, power)
        _accumulate(roots, part.roots, power)
        _accumulate(dims, part.dims, power)
    return Facts(factor, roots, dims)


def linear(name: str) -> Facts:
    """Return the facts of `name` inside a compound unit: a logarithmic ratio counts as a dimension of its own.

    So ``0.2 dB/km`` converts to ``dB/m`` and times a length gives ``dB`` again.
    """
    part = facts(name)
    if part.log is None:
        return part
    if part.dims:
        raise offset_error(
            f"'{name}' is a logarithmic level and has no meaning in a product of units; convert it to a linear unit",
            name,
        )
    nepers = Fraction(math.log(part.log.base) / part.log.multiplier)
    return Facts(nepers, {name: Fraction(1)}, {"[logarithm]": Fraction(1)})


def _accumulate(total: dict[str, Fraction], part: Mapping[str, Fraction], power: Fraction) -> None:
    for name, own in part.items():
        summed = total.pop(name, Fraction(0)) + own * power
        if summed:
            total[name] = summed


def _exact(number: Any) -> Fraction:
    """Recover the rational number that a definition wrote and pint evaluated in floating point."""
    if isinstance(number, Rational | Decimal):
        return Fraction(number)
    decimal = Fraction(repr(float(number)))
    if len(repr(float(number)).partition("e")[0].replace(".", "").strip("0")) <= 14:
        return decimal
    simple = decimal.limit_denominator(100_000)
    return simple if abs(float(simple) - number) <= 2 * math.ulp(number) else decimal


def _power(factor: Fraction, power: Fraction) -> Fraction:
    """Raise a factor to a rational power: exactly where the root is rational, else to double precision."""
    if factor == 1:
        return factor
    if abs(power) > _LARGEST_POWER:
        raise _errors.UnitsError(f"the exponent {power} is too large for a unit with a scale; convert to base units")
    top, bottom = _root(factor.numerator, power.denominator), _root(factor.denominator, power.denominator)
    if top is None or bottom is None:
        return Fraction(float(factor) ** float(power))
    return Fraction(top, bottom) ** power.numerator


def _root(number: int, degree: int) -> int | None:
    """Return the integer root of `number`, None where there is none."""
    root = number if degree == 1 else round(float(number) ** (1 / degree))
    return root if degree == 1 or root**degree == number else None


def delta_name(name: str) -> str:
    """Return the name of the unit of differences of an offset or logarithmic unit (degC → delta_degC, dBm → dB)."""
    scale = facts(name).log
    if scale is None:
        return _DELTA + name
    with _registry() as registry:
        logs = {str(d.name) for d in registry._units.values() if hasattr(d.converter, "logbase") and not d.reference}
    ratios = sorted(ratio for ratio in logs if facts(ratio).log == scale)
    if not ratios:
        raise _errors.UnitsError(f"no unit for ratios on the scale of '{name}' is known; define one like decibel")
    return ratios[0]


def reference(name: str) -> dict[str, Fraction]:
    """Return the spelling that `name` is defined by."""
    with _registry() as registry:
        return dict(_items(registry, registry._units[name].reference))


# Questions that pint answers ---------------------------------------------------------------------------------


def _container(registry: Any, items: Items) -> Any:
    """Build pint's container; it takes floats, and an exponent that is whole is written without a point."""
    return registry.UnitsContainer(
        {name: int(power) if power.denominator == 1 else float(power) for name, power in items}
    )


def format_unit(items: Items, spec: str) -> str:
    """Format a unit by one of pint's format codes (``~P``, ``L``, ``~H`` …)."""
    with _registry() as registry:
        return str(format(registry.Unit(_container(registry, items)), spec))


def pint_unit(items: Items) -> Any:
    """Return the pint unit of this spelling, in the bound registry."""
    with _registry() as registry:
        return registry.Unit(_container(registry, items))


def dimensions(dims: Items) -> Any:
    """Return the dimensionality as pint gives it (a mapping like ``{'[length]': 1}``, hashable)."""
    with _registry() as registry:
        return _container(registry, dims)


def read_dimensions(text: str) -> dict[str, Fraction]:
    """Read an expression of dimensions such as ``[length] / [time]`` or ``[energy]``."""
    with _registry() as registry:
        try:
            found = registry.get_dimensionality(text)
        except Exception as error:  # pint raises KeyError, ValueError … for text that is no dimension
            raise _errors.UnitsError(
                f"{text!r} is not an expression of dimensions; write one like '[length] / [time]'"
            ) from error
        return {dim: exponent(power) for dim, power in found.items()}


def base_items(items: Items) -> Items:
    """Return the spelling in base units of the registry's default system (SI); dB in a compound stays."""
    levels = tuple(item for item in items if len(items) > 1 and facts(item[0]).log)
    linear_items = tuple(item for item in items if item not in levels)
    with _registry() as registry:
        found = _items(registry, registry.get_base_units(_container(registry, linear_items))[1]._units)
    return tuple(sorted(levels + found))


def compact_items(items: Items, magnitude: float) -> Items:
    """Return the spelling with the prefix that brings `magnitude` near one."""
    with _registry() as registry:
        return _items(registry, registry.Quantity(magnitude, _container(registry, items)).to_compact()._units)


def convert_in_context(value: Any, source: Items, target: Items, contexts: Sequence[Any], given: Any) -> Any:
    """Convert through pint's contexts (spectroscopy …), which are active for this one conversion only."""
    import pint

    with _registry() as registry:
        start = registry.Quantity(value, _container(registry, source))
        try:
            return start.to(registry.Unit(_container(registry, target)), *contexts, **given).magnitude
        except pint.DimensionalityError as error:
            text = f"{error}; the contexts {contexts} do not lead from one to the other"
            raise dimensionality_error(text, error.units1, error.units2) from None


# Errors that are pint's too ----------------------------------------------------------------------------------


class _Readable:
    """Lets a combined error show the message of ours and survive pickling."""

    args: tuple[Any, ...]

    def __init__(self, kind: str, message: str, details: tuple[Any, ...]) -> None:
        super().__init__(*details)
        self.args = (kind, message, details)

    def __str__(self) -> str:
        return str(self.args[1])

    def __reduce__(self) -> tuple[Any, ...]:
        return _rebuild, self.args


@functools.cache
def _combined(kind: str) -> Any:
    """Make the class that is both metaarr's error and pint's."""
    import pint

    theirs = {
        "DimensionalityError": pint.DimensionalityError,
        "OffsetUnitError": pint.OffsetUnitCalculusError,
        "UndefinedUnitError": pint.UndefinedUnitError,
    }[kind]
    return type(kind, (_Readable, getattr(_errors, kind), theirs), {"__module__": _errors.__name__})


def _rebuild(kind: str, message: str, details: tuple[Any, ...]) -> Exception:
    error: Exception = _combined(kind)(kind, message, details)
    return error


def dimensionality_error(message: str, first: object, second: object) -> _errors.DimensionalityError:
    """Return an error that is metaarr's and pint's DimensionalityError."""
    return _combined("DimensionalityError")("DimensionalityError", message, (str(first), str(second)))  # type: ignore[no-any-return]


def offset_error(message: str, unit: object) -> _errors.OffsetUnitError:
    """Return an error that is metaarr's OffsetUnitError and pint's OffsetUnitCalculusError."""
    return _combined("OffsetUnitError")("OffsetUnitError", message, (str(unit),))  # type: ignore[no-any-return]


def undefined_error(text: str, unknown: Sequence[str], registry: Any) -> _errors.UndefinedUnitError:
    """Return an error that is metaarr's and pint's UndefinedUnitError and names the closest known units."""
    close = [name for word in unknown for name in difflib.get_close_matches(word, registry._units, n=3)]
    hint = f"did you mean {', '.join(map(repr, close))}? " if close else ""
    words = ", ".join(map(repr, unknown))
    where = "" if re.fullmatch(r"\w+", text) else f" (in {text!r})"
    message = f"no unit named {words}{where} is known; {hint}Define new units with metaarr.units.define(...)"
    return _combined("UndefinedUnitError")("UndefinedUnitError", message, (tuple(unknown),))  # type: ignore[no-any-return]
