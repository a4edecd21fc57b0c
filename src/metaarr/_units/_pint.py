"""The only importer of pint.

pint is imported, and its application registry built, on the first question that needs them; ``import metaarr``
does neither. Everything that reads or changes the registry happens under one lock, because pint's lazy registry
is not safe to touch from several threads.

metaarr works with the *application registry* (:func:`pint.get_application_registry`) that is set when a unit is
first needed, so units that a program defines there are known here, and stays with it from then on.
"""

from __future__ import annotations

import difflib
import functools
import re
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from fractions import Fraction
from numbers import Rational
from typing import Any

from .. import _errors
from .._locks import lock
from ._text import checked, shown

LOCK = lock()
"""Held while the registry is read or changed, and while units are interned."""

Items = tuple[tuple[str, Fraction], ...]
"""A spelling: names and exponents, sorted by name, none zero."""

_LARGEST_EXPONENT = 10**9
_SNAP = {2: (20, 4e-3), 4: (1_000, 4e-7), 8: (10_000, 9e-16)}
"""Size of a float in bytes → largest denominator of a simple fraction, and about four rounding errors."""

_DELTA = "delta_"


# The registry ------------------------------------------------------------------------------------------------


class _State:
    """The bound registry and what was learnt from it."""

    registry: Any = None
    realm: int = 1
    realms: list[Any] = []  # noqa: RUF012  (one shared state by intent)
    generation: int = 0
    learnt: dict[str, Any] = {}  # noqa: RUF012  (likewise)


@contextmanager
def locked_registry() -> Iterator[Any]:
    """Hold the lock and the bound registry."""
    import pint  # before the lock: an import holds a lock of its own, and two locks taken in two orders deadlock

    with LOCK:
        if _State.registry is None:
            application: Any = pint.application_registry
            _bind(application.get())
        yield _State.registry


def _bind(registry: Any) -> None:
    definitions(registry)  # builds a registry that is still lazy
    if not any(known is registry for known in _State.realms):
        _State.realms.append(registry)
    _State.registry = registry
    _State.realm = next(i for i, known in enumerate(_State.realms, 1) if known is registry)
    _changed()


def _changed() -> None:
    """Forget what was learnt; an answer that is on its way belongs to an earlier generation."""
    _State.generation += 1
    _State.learnt = {}


def realm() -> int:
    """Return the number of the bound registry; units of different ones don't mix."""
    return _State.realm


def generation() -> int:
    """Return how often definitions changed."""
    return _State.generation


def learnt() -> dict[str, Any]:
    """Return what was learnt about names since definitions changed last."""
    return _State.learnt


def bind(registry: Any) -> None:
    """Make `registry` pint's application registry and ours.

    Raises
    ------
    UnitsError
        If it is no registry of pint.
    """
    import pint

    application: Any = pint.application_registry
    with LOCK:
        try:
            application.set(registry)
        except TypeError:
            raise _errors.UnitsError(
                f"an application registry is a pint.UnitRegistry, not {type(registry).__name__}"
            ) from None
        _bind(application.get())


def is_name(text: str) -> bool:
    """Tell whether `text` is the name of a unit, with a prefix perhaps; sooner than by parsing it."""
    with locked_registry() as registry:
        return bool(registry.parse_unit_name(text))


def application_registry() -> Any:
    """Return the bound registry."""
    with locked_registry() as registry:
        return registry


def define(definition: Any) -> None:
    """Add a definition in pint's language to the registry."""
    if isinstance(definition, str) and not definition.strip():
        raise _errors.UnitsError("there is nothing to define; write a definition like 'smoot = 1.702 * meter'")
    with locked_registry() as registry:
        try:
            registry.define(definition)
        except Exception as error:  # pint raises ValueError, TypeError, its own RedefinitionError …
            raise _errors.UnitsError(f"cannot define {definition!r}: {error}") from error
        finally:
            _changed()


def load_definitions(source: Any) -> None:
    """Add the definitions of a file, or of an iterable of lines, to the registry."""
    with locked_registry() as registry:
        try:
            registry.load_definitions(source)
        except Exception as error:  # likewise, and OSError
            raise _errors.UnitsError(f"cannot load definitions from {source!r}: {error}") from error
        finally:
            _changed()


def names() -> list[str]:
    """Return the names of all units that are spelled out (no symbols, no aliases)."""
    with locked_registry() as registry:
        return sorted({definition.name for definition in definitions(registry).values()})


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

    with locked_registry() as registry:
        readable = text
        for preprocess in registry.preprocessors:  # the registry's own way to teach pint more spellings
            readable = preprocess(readable)
        checked(readable)
        try:
            return items_of(registry, registry.parse_units(text)._units)
        except pint.UndefinedUnitError as error:
            raise undefined_error(text, error.unit_names, registry) from None
        except Exception as error:  # pint's parser fails in many ways (AssertionError, TokenError …)
            reason = "a number times a unit is a quantity: metaarr.units('2 m')" if _is_scaled(error) else str(error)
            raise _errors.UnitsError(
                f"{shown(text)} is not a unit expression ({reason or type(error).__name__}); "
                "write units like 'm / s**2'"
            ) from error


def _is_scaled(error: Exception) -> bool:
    """Whether pint read a number times a unit, which is none."""
    return isinstance(error, ValueError) and "scaling factor" in str(error)


def is_unit(spec: object) -> bool:
    """Tell whether `spec` is a unit of pint; there is none before pint is imported."""
    pint = sys.modules.get("pint")
    return pint is not None and isinstance(spec, pint.Unit)


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
    with locked_registry() as registry:
        if spec._REGISTRY is not registry:
            raise _errors.UnitsError(
                f"the unit '{spec}' belongs to another pint registry than metaarr's; call "
                "pint.set_application_registry(...) before the first unit is used, or pass str(unit)"
            )
        return items_of(registry, spec._units)


def items_of(registry: Any, container: Mapping[str, Any]) -> Items:
    pairs = ((_known_name(registry, name), exponent(power)) for name, power in container.items())
    return tuple(sorted((name, power) for name, power in pairs if power))


def _known_name(registry: Any, name: str) -> str:
    """Undo the ``delta_decibel`` that pint 0.25 writes into compound units and then does not know."""
    if name.startswith(_DELTA) and name not in registry._units:
        return name.removeprefix(_DELTA)
    return name


def exponent(power: Any) -> Fraction:
    """Return `power` as a fraction; a float within its rounding error of a simple fraction is that fraction."""
    exact = isinstance(power, Rational)
    size = abs(power) if exact else abs(float(power))
    if not size <= _LARGEST_EXPONENT:
        raise _errors.UnitsError(
            f"a unit cannot be raised to the power {power}; exponents are numbers up to {_LARGEST_EXPONENT:_}"
        )
    denominator, tolerance = _SNAP.get(getattr(power, "itemsize", 8), _SNAP[8])
    if exact and int(power.denominator) <= denominator:
        return Fraction(int(power.numerator), int(power.denominator))
    number = float(power)  # of a fraction that no text holds exactly, too: str(unit) can be read back
    simple = Fraction(number).limit_denominator(denominator)
    return simple if abs(float(simple) - number) <= tolerance * abs(number) else Fraction(number)


# Questions that pint answers ---------------------------------------------------------------------------------


def definitions(registry: Any) -> Any:
    """Return the definitions by name, without those that a context of pint puts in their place while it is active."""
    return registry._units.maps[-1]


def container(registry: Any, items: Items) -> Any:
    """Build pint's container; it takes floats, and an exponent that is whole is written without a point."""
    return registry.UnitsContainer(
        {name: int(power) if power.denominator == 1 else float(power) for name, power in items}
    )


def format_unit(items: Items, spec: str) -> str:
    """Format a unit by one of pint's format codes (``~P``, ``L``, ``~H`` …)."""
    with locked_registry() as registry:
        unit = registry.Unit(container(registry, items))
        try:
            return str(format(unit, spec))
        except ValueError as error:
            raise _errors.UnitsError(
                f"{spec!r} is no format of units ({error}); pint has '~P', 'L', 'H', 'C' and others"
            ) from error


def pint_unit(items: Items) -> Any:
    """Return the pint unit of this spelling, in the bound registry."""
    with locked_registry() as registry:
        return registry.Unit(container(registry, items))


def dimensions(dims: Items) -> Any:
    """Return the dimensionality as pint gives it (a mapping like ``{'[length]': 1}``, hashable)."""
    with locked_registry() as registry:
        return container(registry, dims)


def read_dimensions(text: str) -> dict[str, Fraction]:
    """Read an expression of dimensions such as ``[length] / [time]`` or ``[energy]``."""
    if not isinstance(text, str):
        raise _errors.UnitsError(f"a dimension is a string like '[length] / [time]', not {type(text).__name__}")
    checked(text)
    with locked_registry() as registry:
        try:
            found = registry.get_dimensionality(text)
        except Exception as error:  # pint raises KeyError, ValueError … for text that is no dimension
            raise _errors.UnitsError(
                f"{shown(text)} is not an expression of dimensions; write one like '[length] / [time]'"
            ) from error
        return {dim: exponent(power) for dim, power in found.items()}


def compact_items(items: Items, magnitude: float) -> Items:
    """Return the spelling with the prefix that brings `magnitude` near one."""
    with locked_registry() as registry:
        return items_of(registry, registry.Quantity(magnitude, container(registry, items)).to_compact()._units)


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
