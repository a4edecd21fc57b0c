"""unyt: its arrays and quantities become ours and back."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import reduce
from operator import mul
from types import ModuleType
from typing import Any

from .._errors import UnsupportedError
from .._units import _pint
from .._units.kind import UNITS
from .._units.unit import Unit, as_unit
from . import _translation
from ._giving_way import PRODUCTS, give_way, guard
from ._parts import assembled, copied, record_for
from ._translation import Meaning, Part

_BASES = {
    "length": "meter",
    "mass": "kilogram",
    "time": "second",
    "temperature": "kelvin",
    "angle": "radian",
    "current_mks": "ampere",
    "luminous_intensity": "candela",
}
"""unyt's dimensions, each with the unit of ours that counts it; a mole is a number to unyt."""

_SYMBOLS = {
    "meter": "m",
    "kilogram": "kg",
    "second": "s",
    "kelvin": "K",
    "radian": "rad",
    "ampere": "A",
    "candela": "cd",
}
_SCALES = {
    "degC": "degree_Celsius",
    "°C": "degree_Celsius",
    "degF": "degree_Fahrenheit",
    "°F": "degree_Fahrenheit",
    "dB": "decibel",
    "Np": "neper",
}
"""Units with an offset or a logarithm, which the factor does not tell."""

_OURS = {ours: theirs for theirs, ours in reversed(_SCALES.items())}
_SPELLED = {"delta_degree_Celsius": "delta_degC", "delta_degree_Fahrenheit": "delta_degF", "angstrom": "angstrom"}


def adapt(library: ModuleType) -> None:
    """Have unyt's arrays and units leave operations with arrays of ours to us."""
    give_way(library.unyt_array)
    give_way(library.Unit, PRODUCTS)
    guard(library.unyt_array, "__new__", _not_made_of)
    guard(library.unyt_quantity, "__new__", _not_made_of)
    guard(library.unyt_array, "searchsorted", _not_searched)
    guard(library.unyt_array, "__setitem__", lambda _, x: record_for(x, "unyt", (UNITS,)))


def _not_made_of(_: Any, x: Any) -> None:
    raise UnsupportedError(f"unyt would take the numbers of the {type(x).__name__} only; x.to_unyt() keeps the unit")


def _not_searched(_: Any, x: Any) -> None:
    raise UnsupportedError(
        f"searchsorted of unyt would take the numbers of the {type(x).__name__} only; use np.searchsorted(array, x)"
    )


def from_unyt(array: Any, *, copy: bool | None = True) -> Any:
    """Give an array or quantity of unyt as an array of metaarr.

    Parameters
    ----------
    array : unyt.unyt_array
        Units of a registry of its own (code units) become numbers of base units.
    copy
        As in :func:`numpy.array`: ``False`` and ``None`` share the memory. A unit that metaarr has not becomes a
        number of base units, which takes a copy.

    Returns
    -------
    Quantity

    Raises
    ------
    UnsupportedError
        For units that have no counterpart.

    Examples
    --------
    >>> import metaarr as mt
    >>> import unyt
    >>> mt.from_unyt(unyt.unyt_array([1.0, 2.0], "km/s"))
    Quantity([1., 2.], 'kilometer / second')
    """
    import numpy as np
    from unyt import unyt_array

    if not isinstance(array, unyt_array):
        raise UnsupportedError(f"from_unyt takes a unyt_array, not {type(array).__name__}; use metaarr.array(x)")
    found, number = translated(array.units)
    data = copied(array.view(np.ndarray), copy)
    if number != 1:
        if copy is False:
            raise ValueError(f"'{array.units}' is {number} '{found}', so the numbers cannot be shared; use copy=None")
        data = data * number
    return assembled(data, found)


def read(array: Any, *, copy: bool | None) -> Any:
    """Give an array that meets one of ours as one of ours."""
    return from_unyt(array, copy=copy)


def unit(spec: Any) -> Unit:
    """Give a unit of unyt as one of ours.

    Raises
    ------
    UnsupportedError
        If it has no counterpart, or is a number of one.
    """
    found, number = translated(spec)
    if number != 1:
        raise UnsupportedError(f"'{spec}' of unyt is {number} '{found}', a quantity; convert arrays with from_unyt")
    return found


def translated(spec: Any) -> tuple[Unit, float]:
    """Give our unit, and the number of it, that a unit of unyt is."""
    if spec.base_offset:
        name = _SCALES.get(str(spec.expr))
        if name is None:
            raise UnsupportedError(f"the unit '{spec}' of unyt has an offset of its own; pass x.to('K')")
        return as_unit(name), 1.0
    return _translation.assembled(_parts(spec))


def _parts(spec: Any) -> Iterator[Part]:
    for factor, power in spec.expr.as_powers_dict().items():
        if not factor.is_Symbol:
            yield Part((), _exponent(power), Meaning(float(factor), {}))
        elif str(factor) in _SCALES:
            yield Part((), _exponent(power), as_unit(_SCALES[str(factor)]))
        else:
            single = type(spec)(factor, registry=spec.registry)
            yield Part([str(factor)], _exponent(power), _meaning(single))


def _exponent(power: Any) -> Fraction:
    """Give a number of sympy, which unyt counts with, as a fraction."""
    return Fraction(int(power.p), int(power.q)) if power.is_Rational else _pint.exponent(float(power))


def _meaning(single: Any) -> Meaning:
    """Give what a unit of unyt is in base units."""
    powers = {}
    for dimension, power in single.dimensions.as_powers_dict().items():
        if dimension.is_Symbol:
            name = str(dimension).strip("()")
            if name not in _BASES:
                raise UnsupportedError(f"the dimension '{name}' of unyt's '{single}' has no counterpart")
            powers[_BASES[name]] = _exponent(power)
    return Meaning(float(single.base_value), powers)


def to_unyt(x: Any, *, copy: bool | None = True) -> Any:
    """Give an array of metaarr as one of unyt; what :meth:`Quantity.to_unyt` does."""
    from unyt import unyt_array, unyt_quantity

    record = record_for(x, "unyt", (UNITS,))
    kind = unyt_array if x.ndim else unyt_quantity
    return kind(copied(x, copy), to_unit(record[UNITS]))


def to_unit(ours: Unit) -> Any:
    """Give a unit of ours as one of unyt, a multiple of base units where it has no name there."""
    from unyt import Unit as Theirs

    if ours.is_offset or ours.log is not None:
        return _special(ours)  # as it is: a product would lose its offset
    factors = [
        (_part(part, names) if part.log is None else _special(part)) ** power
        for part, names, power in _translation.parts_of(ours)
    ]
    return reduce(mul, factors) if factors else Theirs("dimensionless")


def _special(part: Unit) -> Any:
    from unyt import Unit as Theirs

    if str(part) not in _OURS:
        raise UnsupportedError(f"unyt has no unit like '{part}'; pass x.to(...) a linear unit")
    return Theirs(_OURS[str(part)])


def _part(part: Unit, names: list[str]) -> Any:
    from unyt import Unit as Theirs

    wanted = _translation.meaning(part, _BASES.values(), "unyt")
    for name in [*([_SPELLED[names[-1]]] if names[-1] in _SPELLED else []), *names]:
        candidate = _known(name)
        if candidate is not None and not candidate.base_offset and _translation.same(_meaning(candidate), wanted):
            return candidate
    bases = [f"{_SYMBOLS[name]}**({power})" for name, power in wanted.bases.items()]
    return Theirs("*".join([repr(wanted.factor), *bases]))


def _known(name: str) -> Any:
    from unyt import Unit as Theirs
    from unyt.exceptions import UnitParseError

    try:
        return Theirs(name) if name.isidentifier() else None
    except UnitParseError:
        return None
