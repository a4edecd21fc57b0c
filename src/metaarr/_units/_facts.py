"""What the name of a unit means: its factor to root units, its dimensions, its offset or logarithm.

pint keeps factors as floats. Every single definition is a short number (``1 / 36``, ``0.9144``, ``1e-06``), so
:func:`_exact` recovers the rational that was written and the factors between units come out exact.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from decimal import Decimal
from fractions import Fraction
from numbers import Rational
from typing import Any, NamedTuple

from .. import _errors
from . import _pint
from ._pint import Items, definitions, exponent, items_of, locked_registry, offset_error, undefined_error

_LARGEST_POWER = 10_000
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


def facts(name: str) -> Facts:
    """Return what the unit `name` means; remembered, so that pint is asked once per name."""
    known: Facts | None = _pint.learnt().get(name)
    if known is not None:
        return known
    with locked_registry() as registry:
        try:
            found = _learn(registry, name, facts)
        except RecursionError:
            raise _errors.UnitsError(f"the unit '{name}' is defined by itself; define it by other units") from None
        _pint.learnt()[name] = found
        return found


def _learn(registry: Any, name: str, look: Callable[[str], Facts]) -> Facts:
    """Read the definition of `name`; `look` knows the units that it refers to."""
    definition = _definition(registry, name)
    if definition.is_base:
        dims = {dim: exponent(power) for dim, power in definition.reference.items() if dim != "[]"}
        return Facts(Fraction(1), {definition.name: Fraction(1)}, dims)
    converter = definition.converter
    found = product({ref: exponent(power) for ref, power in definition.reference.items()}, look)
    found = found._replace(factor=found.factor * _exact(converter.scale))
    if hasattr(converter, "logbase"):
        return found._replace(log=LogScale(float(converter.logbase), float(converter.logfactor)))
    return found._replace(offset=_exact(getattr(converter, "offset", 0)))


def _definition(registry: Any, name: str) -> Any:
    """Return the definition of a unit; one that a context of pint put in its place while it is active is none."""
    if not registry.parse_unit_name(name):
        raise undefined_error(name, (name,), registry)
    name = registry.get_name(name)
    return definitions(registry).get(name) or registry._units[name]


def product(powers: Mapping[str, Fraction], look: Callable[[str], Facts] = facts) -> Facts:
    """Return what a product of powers of multiplicative names means; `look` knows the names."""
    factor, roots, dims = Fraction(1), dict[str, Fraction](), dict[str, Fraction]()
    for name, power in powers.items():
        part = linear(name, look)
        factor *= _power(part.factor, power)
        _accumulate(roots, part.roots, power)
        _accumulate(dims, part.dims, power)
    return Facts(factor, roots, dims)


def linear(name: str, look: Callable[[str], Facts] = facts) -> Facts:
    """Return the facts of `name` inside a compound unit: a logarithmic ratio counts as a dimension of its own.

    So ``0.2 dB/km`` converts to ``dB/m`` and times a length gives ``dB`` again.
    """
    part = look(name)
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
    ratios = [name for name in level_names() if facts(name).log == scale and not facts(name).dims]
    if not ratios:
        raise _errors.UnitsError(f"no unit for ratios on the scale of '{name}' is known; define one like decibel")
    return ratios[0]


def level_names() -> list[str]:
    """Return the names of the logarithmic units that are defined."""
    with locked_registry() as registry:
        return sorted({str(each.name) for each in definitions(registry).values() if hasattr(each.converter, "logbase")})


def reference(name: str) -> dict[str, Fraction]:
    """Return the spelling that `name` is defined by."""
    with locked_registry() as registry:
        return dict(items_of(registry, _definition(registry, name).reference))


def base_items(items: Items) -> Items:
    """Return the spelling in base units of the registry's default system (SI); dB in a compound stays."""
    levels = tuple(item for item in items if len(items) > 1 and facts(item[0]).log)
    linear_items = tuple(item for item in items if item not in levels)
    with locked_registry() as registry:
        found = items_of(registry, registry.get_base_units(_pint.container(registry, linear_items))[1]._units)
    return tuple(sorted(levels + found))


def same_unit(spec: Any) -> Items:
    """Take the spelling of a pint unit of any registry, if it means the same in the bound one.

    Raises
    ------
    UnitsError
        If it does not.
    """
    with locked_registry() as registry:
        if spec._REGISTRY is registry:
            return items_of(registry, spec._units)
        items = _pint.parse(str(spec))
        if not same_meaning(registry.Unit(_pint.container(registry, items)), spec):
            raise _errors.UnitsError(
                f"the unit '{spec}' means something else in metaarr's registry; define it there under another name, or "
                "call metaarr.units.set_application_registry(...)"
            )
        return items


def same_meaning(one: Any, other: Any) -> bool:
    """Tell whether two pint units, which may be of two registries, mean the same by the definitions there."""
    first, second = (_meaning(each._REGISTRY, dict(items_of(each._REGISTRY, each._units))) for each in (one, other))
    return first._replace(factor=second.factor) == second and abs(first.factor / second.factor - 1) < 1e-13


def _meaning(registry: Any, powers: Mapping[str, Fraction]) -> Facts:
    def look(name: str) -> Facts:
        return _learn(registry, name, look)

    return look(*powers) if list(powers.values()) == [1] else product(powers, look)
