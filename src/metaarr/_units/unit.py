"""The class :class:`Unit`: one object per spelling, equal by meaning, with all facts on it.

Everything that arrays ask of a unit on their hot path is a plain attribute, found out once when the unit is made.
Algebra between units is remembered by their serial numbers, so pint is not asked twice about anything.
"""

from __future__ import annotations

import itertools
import weakref
from collections.abc import Callable, Mapping
from decimal import Context, Decimal
from fractions import Fraction
from numbers import Number
from typing import TYPE_CHECKING, Any, ClassVar, Self, overload

import numpy as np

from .._errors import UnitsError
from .._foreign import Stance, adapter_of_unit, converted, foreign_unit, refusal, stance
from . import _facts, _pint
from ._facts import LogScale
from ._memo import Memo
from ._pint import Items

if TYPE_CHECKING:
    from .._array import MetaArray
    from .._classes import Quantity

_SERIALS = itertools.count(1)  # 0 is free to stand for "no unit" in keys of caches
_DIGITS = Context(prec=14)
"""Factors count as equal to 14 digits: more than any constant is known to, fewer than rounding errors reach."""


class Unit:
    """A unit of measurement.

    Units are made by :data:`metaarr.units` (``u.km``, ``u("m / s")``), by parsing in every place that takes a unit, and
    by algebra. They are immutable, and there is one object per spelling.

    Two units are equal, and hash alike, if a number means the same in both: ``u.N == u("kg m / s**2")``. A string
    is parsed for the comparison: ``x.units == "m"``.

    Attributes
    ----------
    serial : int
        Number of this object, never 0 and never used again; the key of all caches.
    items, dims, dims_in_roots : tuple of (str, Fraction)
        Names and exponents of the spelling, of the dimensions, and of the root units, sorted by name.
    root_factor : Fraction
        How many root units one of it makes (for a logarithmic unit: its reference).
    root_offset : Fraction
        Zero of the scale in root units (273.15 for degC).
    realm : int
        Number of the registry that it belongs to; 0 for the dimensionless unit, which is in all of them.
    log : LogScale or None
        Base and multiplier of a logarithmic unit.
    is_multiplicative : bool
        Neither an offset nor a logarithmic unit: 0 means nothing is there, and twice the number is twice as much.
    is_offset, is_log, is_delta : bool
        An affine scale (degC); a logarithmic one (dB, dBm); a difference on an affine scale (delta_degC).
    is_dimensionless : bool
        No dimension; its factor may be other than 1 (percent, degree, dB).
    is_unity : bool
        No dimension, factor 1 and no logarithm: a number in this unit is just that number (radian included).
    is_angle : bool
        A plane angle: radian or something proportional to it.

    Examples
    --------
    >>> from metaarr import units as u
    >>> u.km / u.hour
    Unit('kilometer / hour')
    >>> u.N == "kg m / s**2"
    True
    >>> u.degC.delta
    Unit('delta_degree_Celsius')
    """

    __slots__ = (
        "__weakref__",
        "_hash",
        "_meaning",
        "dims",
        "dims_in_roots",
        "is_angle",
        "is_delta",
        "is_dimensionless",
        "is_log",
        "is_multiplicative",
        "is_offset",
        "is_unity",
        "items",
        "log",
        "realm",
        "root_factor",
        "root_offset",
        "serial",
        "spelling",
    )

    __array_ufunc__: ClassVar[None] = None  # so that `ndarray * unit` comes to __rmul__
    __pandas_priority__: ClassVar[int] = 10000  # and so that `series * unit` does

    serial: int
    realm: int
    items: Items
    spelling: str
    dims: Items
    dims_in_roots: Items
    root_factor: Fraction
    root_offset: Fraction
    log: LogScale | None
    is_multiplicative: bool
    is_offset: bool
    is_log: bool
    is_delta: bool
    is_dimensionless: bool
    is_unity: bool
    is_angle: bool

    def __new__(cls, spec: object = "") -> Unit:
        """Return the unit that `spec` means: a string, a unit, a pint unit, or None for dimensionless."""
        return as_unit(spec)

    def __setattr__(self, name: str, value: object) -> None:
        raise AttributeError(f"units cannot be changed; cannot set {name!r} of {self!r}")

    def __delattr__(self, name: str) -> None:
        raise AttributeError(f"units cannot be changed; cannot delete {name!r} of {self!r}")

    # Meaning -------------------------------------------------------------------------------------------------

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if isinstance(other, str):
            other = _parsed_or_none(other)
        if not isinstance(other, Unit):
            return NotImplemented
        same: bool = self._meaning == other._meaning  # type: ignore[attr-defined]
        return same and (self.realm == other.realm or 0 in (self.realm, other.realm))

    def __hash__(self) -> int:
        return self._hash  # type: ignore[attr-defined, no-any-return]

    def is_compatible_with(self, other: object) -> bool:
        """Tell whether both have the same dimensionality."""
        unit = as_unit(other)
        check_realm(self, unit)
        return self.dims == unit.dims

    def check(self, dimension: str) -> bool:
        """Tell whether the dimensionality is `dimension`, an expression such as ``"[length] / [time]"``."""
        return dict(self.dims) == _pint.read_dimensions(dimension)

    @property
    def dimensionality(self) -> Any:
        """The dimensionality, as pint gives it: a mapping like ``{'[length]': 1, '[time]': -1}``."""
        return _pint.dimensions(self.dims)

    @property
    def delta(self) -> Unit:
        """The unit of differences: delta_degC for degC, dB for dBm; a multiplicative unit, or dB, itself."""
        if self.is_multiplicative or (self.is_log and self.is_dimensionless):
            return self
        check_realm(self)
        return _DELTAS.get(self.serial, lambda: _unit_of({_facts.delta_name(self.items[0][0]): Fraction(1)}))

    @property
    def base(self) -> Unit:
        """The unit of the same dimensions in SI base units (km → m, degC → K, N → kg m / s²)."""
        check_realm(self)
        return _BASES.get(self.serial, lambda: unit_of_items(_facts.base_items(self.items)))

    @property
    def linear(self) -> Unit:
        """The multiplicative unit behind an offset or logarithmic one (degC → K, dBm → W); else itself."""
        if self.is_log:
            check_realm(self)
            return _LINEARS.get(self.serial, lambda: _unit_of(_facts.reference(self.items[0][0])))
        return self.base if self.is_offset else self

    def compact(self, magnitude: float) -> Unit:
        """Return the unit with the prefix that brings `magnitude`, a number in this unit, near one."""
        check_realm(self)
        return unit_of_items(_pint.compact_items(self.items, magnitude))

    def to_pint(self) -> Any:
        """Return the pint unit of the same spelling, in the registry that metaarr is bound to."""
        check_realm(self)
        return _pint.pint_unit(self.items)

    # Algebra -------------------------------------------------------------------------------------------------

    @overload
    def __mul__(self, other: Unit) -> Unit: ...
    @overload
    def __mul__(self, other: MetaArray) -> Any: ...
    @overload
    def __mul__(self, other: complex | list[Any] | np.ndarray | np.generic) -> Quantity: ...
    @overload
    def __mul__(self, other: Any) -> Any: ...
    def __mul__(self, other: Any) -> Any:
        other = _factor(other, "multiply")
        if isinstance(other, Unit):
            return _PRODUCTS.get((self.serial, other.serial), lambda: _combine(self, other, 1))
        return NotImplemented if _is_foreign(other) else attach(other, self)

    @overload
    def __rmul__(self, other: Unit) -> Unit: ...
    @overload
    def __rmul__(self, other: MetaArray) -> Any: ...
    @overload
    def __rmul__(self, other: complex | list[Any] | np.ndarray | np.generic) -> Quantity: ...
    @overload
    def __rmul__(self, other: Any) -> Any: ...
    def __rmul__(self, other: Any) -> Any:
        other = _factor(other, "multiply")
        if isinstance(other, Unit):
            return other * self
        return NotImplemented if _is_foreign(other) else attach(other, self)

    @overload
    def __truediv__(self, other: Unit) -> Unit: ...
    @overload
    def __truediv__(self, other: MetaArray) -> Any: ...
    @overload
    def __truediv__(self, other: complex | list[Any] | np.ndarray | np.generic) -> Quantity: ...
    @overload
    def __truediv__(self, other: Any) -> Any: ...
    def __truediv__(self, other: Any) -> Any:
        other = _factor(other, "divide")
        if isinstance(other, Unit):
            return _QUOTIENTS.get((self.serial, other.serial), lambda: _combine(self, other, -1))
        return NotImplemented if _is_foreign(other) else attach(np.true_divide(1, other), self)

    @overload
    def __rtruediv__(self, other: Unit) -> Unit: ...
    @overload
    def __rtruediv__(self, other: MetaArray) -> Any: ...
    @overload
    def __rtruediv__(self, other: complex | list[Any] | np.ndarray | np.generic) -> Quantity: ...
    @overload
    def __rtruediv__(self, other: Any) -> Any: ...
    def __rtruediv__(self, other: Any) -> Any:
        other = _factor(other, "divide")
        if isinstance(other, Unit):
            return other / self
        return NotImplemented if _is_foreign(other) else attach(other, self**-1)

    def __pow__(self, power: object) -> Unit:
        if not isinstance(power, Number | np.number):
            return NotImplemented
        exact = _pint.exponent(power)
        check_realm(self)
        return _POWERS.get((self.serial, exact), lambda: _unit_of({name: own * exact for name, own in self.items}))

    # Text and copies -----------------------------------------------------------------------------------------

    def __str__(self) -> str:
        return self.spelling

    def __repr__(self) -> str:
        return f"Unit({self.spelling!r})"

    def __format__(self, spec: str) -> str:
        if not spec:
            return self.spelling
        check_realm(self)
        return _pint.format_unit(self.items, spec)

    def _repr_html_(self) -> str:
        return f"{self:~H}"

    def _repr_latex_(self) -> str:
        return f"${self:~L}$"

    def __reduce__(self) -> tuple[Callable[[str], Unit], tuple[str]]:
        return as_unit, (self.spelling,)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, memo: object) -> Self:
        return self


# Making units ------------------------------------------------------------------------------------------------

_INTERNED: weakref.WeakValueDictionary[tuple[int, Items], Unit] = weakref.WeakValueDictionary()
_PARSED: Memo[str, Unit] = Memo()
_PRODUCTS: Memo[tuple[int, int], Unit] = Memo()
_QUOTIENTS: Memo[tuple[int, int], Unit] = Memo()
_POWERS: Memo[tuple[int, Fraction], Unit] = Memo()
_DELTAS: Memo[int, Unit] = Memo()
_BASES: Memo[int, Unit] = Memo()
_LINEARS: Memo[int, Unit] = Memo()


def as_unit(spec: object) -> Unit:
    """Return the unit that `spec` means.

    Parameters
    ----------
    spec : Unit, str, pint.Unit or None
        ``None``, ``""`` and ``"1"`` mean dimensionless. Units of astropy and unyt are translated.

    Raises
    ------
    UndefinedUnitError
        If a name in a string is not known; the error names the closest known ones.
    UnitsError
        If a string cannot be read, or `spec` is something else.

    Examples
    --------
    >>> as_unit("m s**-1")
    Unit('meter / second')
    """
    if isinstance(spec, Unit):
        return spec
    if isinstance(spec, str):
        text = str(spec)
        return _PARSED.get(text, lambda: _unit_of(dict(_pint.parse(text)) if text.strip() else {}))
    if spec is None:
        return DIMENSIONLESS
    theirs: Unit | None = foreign_unit(spec)
    return _unit_of(dict(_pint.read_unit(spec))) if theirs is None else theirs


def forget(names: bool = True) -> None:
    """Forget every product and factor; with `names` every unit too, as a new definition may change what names mean."""
    with _pint.LOCK:
        if names:
            _INTERNED.clear()
        Memo.clear_all()


def check_realm(*units: Unit) -> None:
    """Refuse units of a registry that is no longer the application registry, and of two registries.

    Raises
    ------
    UnitsError
        It says how to bring the unit over.
    """
    for unit in units:
        if unit.realm not in (0, _pint.realm()):
            raise UnitsError(
                f"the unit '{unit}' belongs to a registry that is no longer the application registry; its name may "
                f"mean something else now. Bring the numbers over with metaarr.array(x.magnitude, {str(unit)!r})"
            )


def _unit_of(powers: Mapping[str, Fraction]) -> Unit:
    """Return the unit of a product of powers; an offset unit in a compound stands for its differences."""
    kept = {name: power for name, power in powers.items() if power}
    if list(kept.values()) == [1]:
        return unit_of_items(tuple(kept.items()))
    linear: dict[str, Fraction] = {}
    for name, power in kept.items():
        usable = _facts.delta_name(name) if _facts.facts(name).offset else name
        linear[usable] = linear.get(usable, Fraction(0)) + power
    return unit_of_items(tuple(sorted((name, _pint.exponent(power)) for name, power in linear.items() if power)))


def _combine(first: Unit, second: Unit, sign: int) -> Unit:
    """Multiply (sign 1) or divide (sign -1) two units."""
    check_realm(first, second)
    powers = dict(first.items)
    for name, power in second.items:
        powers[name] = powers.get(name, Fraction(0)) + sign * power
    return _unit_of(powers)


def unit_of_items(items: Items) -> Unit:
    """Return the one unit of a spelling: names and exponents, sorted, none zero."""
    if not items:
        return DIMENSIONLESS
    while True:
        generation, key = _pint.generation(), (_pint.realm(), items)
        known = _INTERNED.get(key)
        if known is not None:
            return known
        made = _make(items)  # outside the lock, which is not held while pint is imported
        with _pint.LOCK:
            if made.realm == key[0] and generation == _pint.generation():
                return _INTERNED.setdefault(key, made)


def _make(items: Items) -> Unit:
    """Make the unit object of a spelling, with all its facts."""
    alone = len(items) == 1 and items[0][1] == 1
    facts = _facts.facts(items[0][0]) if alone else _facts.product(dict(items))
    is_delta = alone and items[0][0].startswith("delta_")
    dims = tuple(sorted(facts.dims.items()))
    factor = _DIGITS.divide(Decimal(facts.factor.numerator), Decimal(facts.factor.denominator))
    meaning = (dims, factor, facts.offset, facts.log, is_delta)
    unit = object.__new__(Unit)
    fields = {
        "serial": next(_SERIALS),
        "realm": _pint.realm() if items else 0,
        "items": items,
        "spelling": _spell(items),
        "dims": dims,
        "dims_in_roots": tuple(sorted(facts.roots.items())),
        "root_factor": facts.factor,
        "root_offset": facts.offset,
        "log": facts.log,
        "is_multiplicative": not facts.offset and facts.log is None,
        "is_offset": bool(facts.offset),
        "is_log": facts.log is not None,
        "is_delta": is_delta,
        "is_dimensionless": not dims,
        "is_unity": not dims and factor == 1 and facts.log is None,
        "is_angle": dict(facts.roots) == {"radian": 1},
        "_meaning": meaning,
        "_hash": hash(meaning),
    }
    for name, value in fields.items():
        object.__setattr__(unit, name, value)
    return unit


def _spell(items: Items) -> str:
    """Write the canonical text of a spelling, which :func:`as_unit` reads back exactly."""
    above = [_spell_power(name, power) for name, power in items if power > 0]
    below = [_spell_power(name, -power) for name, power in items if power < 0]
    return " / ".join([" * ".join(above) or "1", *below]) if items else "dimensionless"


def _spell_power(name: str, power: Fraction) -> str:
    if power == 1:
        return name
    if power.denominator == 1:
        return f"{name} ** {power.numerator}"
    decimal = repr(float(power))
    return f"{name} ** {decimal}" if Fraction(decimal) == power else f"{name} ** ({power})"


def _parsed_or_none(text: str) -> Unit | None:
    try:
        return as_unit(text)
    except UnitsError:
        return None


def _is_foreign(other: object) -> bool:
    """Tell whether a product with `other` cannot be a quantity."""
    return other is None or isinstance(other, str | bytes)


def _factor(other: Any, what: str) -> Any:
    """Return what multiplies a unit: arrays of other libraries as ours, units of pint too; refuse what would strip.

    astropy and unyt multiply units when they are the first to be asked about an array of ours, and pass the question
    on where that fails; a product with a unit of theirs would be taken for one of their units.
    """
    kind = stance(type(other))
    if kind is Stance.CONVERT:
        return converted(other)
    if _pint.is_unit(other):
        return as_unit(other)
    if kind is Stance.REFUSE or adapter_of_unit(type(other)) is not None:
        raise refusal(type(other), what)
    return other


def attach(value: Any, unit: Unit) -> Any:
    """Return `value` times `unit`, a quantity."""
    from . import kind  # when called: the array classes need this module first

    return kind.attach(value, unit)


DIMENSIONLESS: Unit = _make(())
"""The unit of plain numbers. Making it does not touch pint."""
