"""astropy.units: quantities, masked ones and table columns become ours and back."""

from __future__ import annotations

from collections.abc import Iterator
from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._masks.kind import MASK
from .._units import _facts, _pint
from .._units.kind import UNITS
from .._units.unit import Unit, as_unit
from . import _translation
from ._giving_way import give_way, guard
from ._parts import assembled, copied, record_for, whole_mask, with_own_mask
from ._translation import Meaning, Part

_BASES = {
    "m": "meter",
    "kg": "kilogram",
    "s": "second",
    "A": "ampere",
    "K": "kelvin",
    "mol": "mole",
    "cd": "candela",
    "rad": "radian",
    "bit": "bit",
    "ct": "count",
    "pix": "pixel",
}
"""astropy's irreducible units and ours; others need a base unit of the same name (``photon``) in the registry."""

_ALONE = {"deg_C": "degree_Celsius", "deg_F": "degree_Fahrenheit"}
_SCALES = {"dB": "decibel", "dex": "decade"}
_OURS = {ours: theirs for theirs, ours in (_ALONE | _SCALES).items()}
_SPELLED = {"degree": "deg", "arcminute": "arcmin", "arcsecond": "arcsec", "angstrom": "Angstrom"}


def adapt(library: ModuleType) -> None:
    """Have astropy's quantities and masked arrays leave operations with arrays of ours to us."""
    for name in ("Quantity", "MaskedNDArray"):
        if hasattr(library, name):
            give_way(getattr(library, name))
    if hasattr(library, "Quantity"):
        guard(library.Quantity, "__setitem__", _only_what_is_kept)
        for unit_class in (library.UnitBase, library.FunctionUnitBase):
            give_way(unit_class, ("__rmul__", "__rtruediv__"))
            guard(unit_class, "__pow__", _no_exponent)


def _only_what_is_kept(array: Any, x: Any) -> None:
    record_for(x, "astropy", (UNITS, MASK) if hasattr(array, "unmasked") else (UNITS,))


def _no_exponent(_: Any, x: Any) -> None:
    raise UnsupportedError(f"a unit of astropy to the power of a {type(x).__name__}; give the exponent as a number")


def from_astropy(quantity: Any, *, copy: bool | None = True) -> Any:
    """Give a quantity of astropy as an array of metaarr.

    Parameters
    ----------
    quantity : astropy.units.Quantity
        Also logarithmic quantities, ``Masked`` ones, and columns of a table.
    copy
        As in :func:`numpy.array`: ``False`` and ``None`` share the memory. A unit that metaarr has not, such as 3 m or
        a solar mass of another edition, becomes a number of base units, which takes a copy.

    Returns
    -------
    Quantity, MaskedQuantity or MaskedArray
        The last for a masked array or column without a unit.

    Raises
    ------
    UnsupportedError
        For units that have no counterpart, such as magnitudes and structured units.

    Notes
    -----
    Classes that add to a quantity (``Angle``, ``Distance``, ``Constant``) give their numbers and unit.

    Examples
    --------
    >>> import metaarr as mt
    >>> from astropy import units as au
    >>> mt.from_astropy([1.0, 2.0] * au.km / au.s)
    Quantity([1., 2.], 'kilometer / second')
    """
    from astropy.table import Column, MaskedColumn
    from astropy.units import Quantity
    from astropy.utils.masked import Masked

    if not isinstance(quantity, (Quantity, Masked, Column, MaskedColumn)):
        raise UnsupportedError(
            f"from_astropy takes an astropy Quantity, not {type(quantity).__name__}; use metaarr.array(x)"
        )
    spec = getattr(quantity, "unit", None)
    found, number = (None, 1.0) if spec is None else translated(spec)
    mask = getattr(quantity, "mask", None)
    values = getattr(quantity, "unmasked", quantity)
    data = np.ma.getdata(values, subok=False) if isinstance(values, np.ma.MaskedArray) else values.view(np.ndarray)
    data = copied(data, copy)
    if number != 1:
        if copy is False:
            raise ValueError(f"'{spec}' is {number} '{found}', so the numbers cannot be shared; use copy=None")
        data = data * number
    return assembled(data, found, None if mask is None else whole_mask(mask, data, copy))


def read(quantity: Any, *, copy: bool | None) -> Any:
    """Give a quantity that meets an array of ours as one of ours."""
    return with_own_mask(from_astropy(quantity, copy=copy))


def unit(spec: Any) -> Unit:
    """Give a unit of astropy as one of ours.

    Raises
    ------
    UnsupportedError
        If it has no counterpart, or is a number of one.
    """
    found, number = translated(spec)
    if number != 1:
        raise UnsupportedError(
            f"'{spec}' of astropy is {number} '{found}', a quantity; convert arrays with from_astropy"
        )
    return found


def translated(spec: Any) -> tuple[Unit, float]:
    """Give our unit, and the number of it, that a unit of astropy is."""
    from astropy.units.function import FunctionUnitBase

    if isinstance(spec, FunctionUnitBase):
        return _level(spec), 1.0
    if not hasattr(spec, "decompose") or not hasattr(spec, "bases"):
        raise UnsupportedError(f"the unit '{spec}' of astropy has no counterpart; convert one field at a time")
    name = getattr(spec, "name", None)
    if name in _ALONE:
        return as_unit(_ALONE[name]), 1.0
    return _translation.assembled(_parts(spec))


def _parts(spec: Any) -> Iterator[Part]:
    if spec.scale != 1:
        yield Part((), 1, Meaning(float(spec.scale), {}))
    for base, power in zip(spec.bases, spec.powers, strict=True):
        if base.name in _SCALES:
            yield Part((), power, as_unit(_SCALES[base.name]))
        else:
            yield Part([*reversed(base.names)], power, _meaning(base))


def _meaning(base: Any) -> Meaning:
    """Give what a unit of astropy is in base units."""
    reduced = base.decompose()
    powers = {_base(b): _pint.exponent(p) for b, p in zip(reduced.bases, reduced.powers, strict=True)}
    return Meaning(float(reduced.scale), powers)


def _base(base: Any) -> str:
    found = _BASES.get(base.name) or _translation.own_base(reversed(base.names))
    if found is None:
        raise UnsupportedError(
            f"the unit '{base}' of astropy has no counterpart; convert it first, or define one: "
            f"metaarr.units.define('{base.names[-1]} = [{base.names[-1]}]')"
        )
    return found


def _level(spec: Any) -> Unit:
    """Give the unit for a logarithmic unit such as dB(mW)."""
    name = _SCALES.get(getattr(spec.function_unit, "name", ""))
    physical, number = translated(spec.physical_unit)
    if name is not None:
        scale = as_unit(name).log
        for level in _facts.level_names():
            found = as_unit(level)
            factor = float(physical.root_factor) * number / float(found.root_factor)
            if found.log == scale and found.dims_in_roots == physical.dims_in_roots and abs(factor - 1) < 1e-12:
                return found
    raise UnsupportedError(f"the unit '{spec}' of astropy has no counterpart; pass q.physical")


def to_astropy(x: Any, *, copy: bool | None = True) -> Any:
    """Give an array of metaarr as a quantity of astropy; what :meth:`Quantity.to_astropy` does."""
    from astropy.units import Quantity
    from astropy.utils.masked import Masked

    record = record_for(x, "astropy", (UNITS, MASK))
    values = Quantity(copied(x, copy), to_unit(record[UNITS]), copy=None, subok=True, dtype=x.dtype)
    return values if MASK not in record else Masked(values, mask=copied(record[MASK], copy))


def to_unit(ours: Unit) -> Any:
    """Give a unit of ours as one of astropy, a multiple of base units where it has no name there."""
    from astropy import units

    if ours.is_offset or ours.log is not None:
        return _to_special(ours)
    if ours.is_delta:
        raise UnsupportedError(
            f"astropy has no unit for differences of temperatures, such as '{ours}'; pass x.to('kelvin')"
        )
    found: Any = units.dimensionless_unscaled
    for part, names, power in _translation.parts_of(ours):
        exact = int(power) if power.denominator == 1 else power
        found = found * _part(part, names) ** exact
    return found


def _part(part: Unit, names: list[str]) -> Any:
    from astropy import units

    if part.log is not None:
        return _to_special(part)
    bases = {ours: theirs for theirs, ours in _BASES.items()}
    own = [root for root, _ in part.dims_in_roots if root not in _roots() and _known(root) is not None]
    wanted = _translation.meaning(part, [*bases, *own], "astropy")
    for name in [*([_SPELLED[names[-1]]] if names[-1] in _SPELLED else []), *names]:
        candidate = _known(name)
        if candidate is not None and _fits(candidate, wanted):
            return candidate
    scaled = units.Unit(wanted.factor)
    for name, power in wanted.bases.items():
        scaled = scaled * units.Unit(bases.get(name, name)) ** power
    return scaled


def _known(name: str) -> Any:
    from astropy import units

    found = units.Unit(name, parse_strict="silent")
    return None if isinstance(found, units.UnrecognizedUnit) else found


def _roots() -> set[str]:
    """Name the root units of ours that astropy has another name for."""
    return {root for name in _BASES.values() for root, _ in as_unit(name).dims_in_roots}


def _fits(candidate: Any, wanted: Meaning) -> bool:
    try:
        return _translation.same(_meaning(candidate), wanted)
    except UnsupportedError:
        return False


def _to_special(ours: Unit) -> Any:
    from astropy import units

    name = _OURS.get(str(ours))
    if name is not None:
        if ours.is_offset and str(ours) == "degree_Fahrenheit":
            from astropy.units import imperial

            return imperial.deg_F
        return units.Unit(name)
    if ours.log is not None:
        for theirs, scale in _SCALES.items():
            if as_unit(scale).log == ours.log:
                linear = ours.linear
                ratio = float(ours.root_factor / linear.root_factor)
                physical = linear.compact(ratio)
                if physical.root_factor == ours.root_factor:
                    return units.Unit(theirs)(to_unit(physical))
                return units.Unit(theirs)(units.Unit(ratio * to_unit(linear)))
    raise UnsupportedError(f"astropy has no unit like '{ours}'; pass x.to(...) a linear unit")
