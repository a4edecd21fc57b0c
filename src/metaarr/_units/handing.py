"""Handing values over to functions: as quantities that are checked and converted, as bare numbers, or back again."""

from __future__ import annotations

from numbers import Number
from typing import Any

import numpy as np

from .._call import Operand, Role, bare, is_ours
from .._construct import holds_ours, stacked
from .._errors import MaskError, UnitsError, UnsupportedError
from .._family import class_with
from .._foreign import Stance, stance
from .._run import attach
from .._sentinel import masked
from . import _pint
from .adoption import adoptable
from .answers import offset_refusal
from .conversion import conversion
from .kind import UNITS
from .references import Names, Reference, check_convertible, is_ambiguous
from .unit import DIMENSIONLESS, Unit


class Quantities:
    """Check and convert: what is declared arrives as a quantity in its unit.

    Parameters
    ----------
    adopt
        Whether a bare number is read in the declared unit; otherwise only those pass that mean the same in every unit.
    """

    def __init__(self, adopt: bool = False) -> None:
        self.adopt = adopt

    def undeclared(self, value: Any, site: str) -> Any:
        """Leave it alone."""
        return value

    def declared(self, reference: Reference, value: Any, names: Names, site: str) -> Any:
        """Give a quantity in the declared unit: the value itself where that is its own."""
        cls = type(value)
        if not (hasattr(cls, "_kinds") and UNITS in cls._index):
            if value is masked:
                return value
            value = _as_array(value, site)
            cls = type(value)
            if not (is_ours(value) and UNITS in cls._index):
                return self._with_unit(value, reference, names, site)
        given: Unit = value._meta[cls._index[UNITS]]
        target = reference.target(given, names, site)
        if target is None or target is given:
            return value
        check_convertible(given, target, reference, site)
        return _respelled(value, target) if conversion(given, target) is None else value.to(target)

    def _with_unit(self, value: Any, reference: Reference, names: Names, site: str) -> Any:
        """Give a bare value the unit."""
        target = reference.target(None, names, site)
        if target is not None and (self.adopt or target.is_unity):
            return _attached(value, target)
        if target is not None and target.is_dimensionless and target.is_multiplicative and not is_ambiguous(target):
            return _attached(value, DIMENSIONLESS).to(target)
        if not adoptable(_visible(value), target or DIMENSIONLESS):
            raise _bare_error(site, str(reference), target)
        return value if target is None else _attached(value, target)

    def function(self, spec: Any, value: Any, names: Names, site: str) -> Any:
        """Refuse: a function of quantities checks its arguments itself."""
        raise TypeError(f"{site}: a function that takes quantities declares them itself; decorate it with expects")


class Numbers:
    """Hand over bare numbers in the declared units, and nothing that they cannot say.

    Parameters
    ----------
    adopt
        As for :class:`Quantities`.
    carries
        Whether somebody else takes care of what the value carries besides its unit.
    """

    def __init__(self, adopt: bool = False, carries: bool = False) -> None:
        self._quantities = Quantities(adopt)
        self._carries = carries

    @property
    def carrying(self) -> Numbers:
        """The same where somebody else takes care of the rest."""
        return Numbers(self._quantities.adopt, carries=True)

    def undeclared(self, value: Any, site: str) -> Any:
        """Let values pass that carry nothing."""
        if carries_anything(value):
            raise UnsupportedError(
                f"{site} carries {_carried(value)}, and nothing is declared of it; declare its unit, or pass its "
                ".magnitude (and .unlabeled, .filled(value)) if bare numbers are meant"
            )
        return _numbers_of(value)

    def declared(self, reference: Reference, value: Any, names: Names, site: str) -> Any:
        """Give bare numbers in the declared unit; a single one as a NumPy scalar."""
        quantity = self._quantities.declared(reference, value, names, site)
        if quantity is masked:
            raise MaskError(f"{site} is masked, which a bare number cannot say")
        if is_ours(quantity):
            self._check_rest(quantity, site)
            unit: Unit = quantity._meta[type(quantity)._index[UNITS]]
            if reference.defines is not None and not unit.is_multiplicative:
                raise offset_refusal(f"{site}, declared as {reference},", unit)
        return _numbers_of(quantity)

    def _check_rest(self, value: Any, site: str) -> None:
        """Refuse masked elements, and metadata that nobody takes care of."""
        for kind, meta in zip(value._kinds, value._meta, strict=True):
            if kind is UNITS or kind.is_neutral(meta):
                continue
            if kind.hides:
                raise MaskError(
                    f"{site} has masked elements, which bare numbers cannot say; pass its .filled(value) or "
                    ".compressed()"
                )
            if not self._carries:
                raise UnsupportedError(
                    f"{site} carries {kind.name}, which bare numbers cannot say; declare like= if the result lies as "
                    "it does, or drop them first (labels: .unlabeled)"
                )

    def function(self, spec: Any, value: Any, names: Names, site: str) -> Any:
        """Hand over a function that takes and gives bare numbers."""
        return spec.inward(value, names, site, self._quantities.adopt)


class Attached:
    """Make quantities of the bare numbers that a function gives."""

    def undeclared(self, value: Any, site: str) -> Any:
        """Leave it alone."""
        return value

    def declared(self, reference: Reference, value: Any, names: Names, site: str) -> Any:
        """Give numbers the declared unit."""
        if reference.defines is not None and reference.defines not in names:
            raise UnitsError(f"{site} is declared as {reference}, and nothing has given {reference.defines} a unit yet")
        target = reference.target(None, names, site)
        if target is None:
            raise UnsupportedError(f"{site}: a dimension does not say in which unit bare numbers are; declare a unit")
        return _attached(_as_array(value, site), target)

    def function(self, spec: Any, value: Any, names: Names, site: str) -> Any:
        """Give a function that takes and gives quantities."""
        return spec.outward(value, names, site)


def carries_anything(value: Any) -> bool:
    """Whether a value is one of our arrays with metadata that say something, or holds one."""
    if is_ours(value):
        return not all(kind.is_neutral(meta) for kind, meta in zip(value._kinds, value._meta, strict=True))
    if isinstance(value, (list, tuple)):
        return any(carries_anything(item) for item in value)
    return isinstance(value, dict) and any(carries_anything(item) for item in value.values())


def _numbers_of(value: Any) -> Any:
    """Give the bare data of an array, a single one as a NumPy scalar; anything else as it is."""
    data = bare(value)
    return data[()] if isinstance(data, np.ndarray) and data.ndim == 0 else data


def _carried(value: Any) -> str:
    if not is_ours(value):
        return "metadata in its items"
    return ", ".join(k.name for k, m in zip(value._kinds, value._meta, strict=True) if not k.is_neutral(m))


def _as_array(value: Any, site: str) -> Any:
    """Give numbers as an array or a number, ours where it holds some of ours; refuse what are no numbers."""
    if type(value) in (list, tuple) and holds_ours(value):
        return stacked(value)
    if is_ours(value) or type(value) in (int, float, complex):
        return value
    if type(value) is np.ndarray or isinstance(value, np.number):
        return _checked(value, value, site)
    if isinstance(value, Unit):
        raise TypeError(f"{site} is a unit, and a quantity is expected; pass 1 * units('{value}')")
    if stance(type(value)) is Stance.DEFER:
        raise UnsupportedError(
            f"{site} is a {type(value).__module__}.{type(value).__qualname__}, whose meaning would be lost; "
            "pass an array of metaarr"
        )
    from .._front import asarray

    array = asarray(value)
    return _checked(array, value, site)


def _checked(array: Any, value: Any, site: str) -> Any:
    """Give `array`, made of `value`, if it holds numbers."""
    dtype = array.dtype
    if dtype.kind in "biufc" or (dtype.kind == "O" and all(isinstance(x, Number) for x in np.asarray(array).flat)):
        return array
    raise TypeError(f"{site} is a {type(value).__name__} ({dtype}), and numbers with a unit are expected")


def _visible(value: Any) -> Any:
    return Operand(value, "", Role.VALUE).visible


def _attached(value: Any, unit: Unit) -> Any:
    """Give numbers a unit, in the memory where they are."""
    if is_ours(value):
        from .._front import asarray

        return asarray(value, unit)
    return attach(np.asarray(value), class_with((), (UNITS,)), (unit,))


def _respelled(value: Any, unit: Unit) -> Any:
    """Give the same numbers, in the same memory, with another spelling of their unit."""
    metas = (unit if kind is UNITS else meta for kind, meta in zip(value._kinds, value._meta, strict=True))
    return attach(bare(value), type(value), tuple(metas))


def _bare_error(site: str, expected: str, target: Unit | None) -> Exception:
    remedy = "" if target is None else f", such as value * units('{target}')"
    return _pint.dimensionality_error(
        f"{site} is a number without unit, and {expected} is expected; give it a unit{remedy}",
        DIMENSIONLESS,
        expected if target is None else target,
    )
