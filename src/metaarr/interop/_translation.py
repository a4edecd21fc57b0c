"""Units of other libraries and ours: translated by name where the name means the same, else by value.

Names are shared by accident: a ``ph`` is a photon here and a phot there, a ``mol`` a number or an amount of substance,
and a solar mass a matter of the edition. So every name is checked against what it means in base units.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from typing import Any, NamedTuple

from .._errors import UnsupportedError
from .._units import _pint
from .._units.unit import DIMENSIONLESS, Unit, as_unit, unit_of_items

_SAME = 1e-12
"""Factors that agree so far are those of the same unit; constants of two editions agree to nine digits."""


class Meaning(NamedTuple):
    """What a unit is in base units."""

    factor: float
    bases: Mapping[str, Fraction]
    """Name of a unit of ours that is, or is a multiple of, a root unit → exponent."""


class Part(NamedTuple):
    """One factor of a unit of another library."""

    names: Sequence[str]
    power: Any
    meaning: Meaning | Unit
    """What it is in base units; or the unit of ours that it is, where a factor does not say that (dB)."""


def assembled(parts: Iterable[Part]) -> tuple[Unit, float]:
    """Give the unit that the parts make together, and the number of it that they are."""
    unit, number = DIMENSIONLESS, 1.0
    for names, power, means in parts:
        found = means if isinstance(means, Unit) else _named(names, means)
        if found is None:
            assert isinstance(means, Meaning)
            found = _of_bases(means.bases).base
            number *= (means.factor * _scale(means.bases) / float(found.root_factor)) ** float(power)
        unit = unit * found ** _pint.exponent(power)
    return unit, 1.0 if _close(number, 1.0) else number


def _named(names: Iterable[str], means: Meaning) -> Unit | None:
    """Give the unit of ours that one of the names means, if it means just that."""
    roots = dict(_of_bases(means.bases).dims_in_roots)
    factor = means.factor * _scale(means.bases)
    for name in names:
        unit = _known(name)
        if unit is None or not unit.is_multiplicative or dict(unit.dims_in_roots) != roots:
            continue
        if _close(float(unit.root_factor), factor):
            return unit
    return None


def own_base(names: Iterable[str]) -> str | None:
    """Name the base unit of ours, with a dimension of its own, that one of the names is."""
    for name in names:
        unit = _known(name)
        if unit is not None and unit.items == unit.dims_in_roots == ((str(unit), Fraction(1)),) and unit.dims:
            return str(unit)
    return None


def _known(name: str) -> Unit | None:
    return as_unit(name) if _pint.is_name(name) else None


def _of_bases(bases: Mapping[str, Fraction]) -> Unit:
    unit = DIMENSIONLESS
    for name, power in bases.items():
        unit = unit * as_unit(name) ** power
    return unit


def _scale(bases: Mapping[str, Fraction]) -> float:
    return float(_of_bases(bases).root_factor)


def _close(one: float, other: float) -> bool:
    return abs(one - other) <= _SAME * abs(other)


# --- the other way ---


def meaning(unit: Unit, bases: Iterable[str], library: str) -> Meaning:
    """Give what a multiplicative unit of ours is in the units `bases` of ours, which the other library has too.

    Raises
    ------
    UnsupportedError
        If it has a dimension that none of them has.
    """
    by_root = {as_unit(name).dims_in_roots[0][0]: name for name in bases}
    missing = [root for root, _ in unit.dims_in_roots if root not in by_root]
    if missing:
        raise UnsupportedError(
            f"{library} has no unit like '{missing[0]}', which '{unit}' is made of; "
            "pass x.magnitude, and say the unit there"
        )
    found = {by_root[root]: power for root, power in unit.dims_in_roots}
    return Meaning(float(unit.root_factor / _of_bases(found).root_factor), found)


def same(one: Meaning, other: Meaning) -> bool:
    """Whether two units mean the same."""
    return dict(one.bases) == dict(other.bases) and _close(one.factor, other.factor)


def parts_of(unit: Unit) -> Iterator[tuple[Unit, list[str], Fraction]]:
    """Give the factors of a unit of ours: each as a unit with its names, symbol first, and the exponent."""
    for name, power in unit.items:
        part = unit_of_items(((name, Fraction(1)),))
        yield part, [f"{part:~}", name], power
