"""The object ``metaarr.units``: units by name, by expression, and new definitions."""

from __future__ import annotations

import re
from typing import Any, NoReturn

from .._errors import UnitsError
from . import _pint
from ._text import LONGEST
from .unit import Unit, as_unit, attach, forget

_NUMBER_FIRST = re.compile(r"\s*([+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\s*(\*(?!\*)|/)?\s*(.*)", re.DOTALL)


_LIMIT = 4096


class UnitRegistry:
    """The registry of units, to be used as ``from metaarr import units as u``.

    ``u.km`` is a unit by name (symbols, aliases and prefixes included), ``u("m / s")`` or ``u["m / s"]`` one by
    expression, and ``u("3 m / s")`` a quantity. All units come from pint's application registry, which is touched when
    the first of them is needed.

    Examples
    --------
    >>> from metaarr import units as u
    >>> u.km
    Unit('kilometer')
    >>> u("kg m**2 / s**2") == u.joule
    True
    >>> "furlong" in u, "smoot_" in u
    (True, False)
    """

    def __getattr__(self, name: str) -> Unit:
        """Return the unit called `name` and keep it as an attribute."""
        if name.startswith("_"):
            raise AttributeError(f"{type(self).__name__!r} has no attribute {name!r}; units don't begin with '_'")
        unit = as_unit(name)
        if len(self.__dict__) >= _LIMIT:  # names are many where each has two dozen prefixes
            self.__dict__.clear()
        self.__dict__[name] = unit
        return unit

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"cannot set {name!r}; define new units with units.define('{name} = ...')")

    def __call__(self, expression: object) -> Any:
        """Return the unit that `expression` means, or a quantity if it begins with a number.

        Parameters
        ----------
        expression : str, Unit or pint.Unit
            For example ``"m / s"``, ``"1 / s"`` (a unit), ``"20 degC"`` (a quantity).

        Returns
        -------
        Unit or Quantity
        """
        match = (
            _NUMBER_FIRST.fullmatch(expression) if isinstance(expression, str) and len(expression) < LONGEST else None
        )
        if match is None:
            return as_unit(expression)
        number, sign, rest = match.groups()
        unit = as_unit(f"1 / {rest}" if sign == "/" else rest)
        if number == "1" and (sign == "/" or not rest):
            return unit
        return attach(_read_number(number), unit)

    def __getitem__(self, expression: str) -> Unit:
        return as_unit(expression)

    def __contains__(self, expression: object) -> bool:
        """Tell whether `expression` is a unit or can be read as one."""
        try:
            as_unit(expression)
        except UnitsError:
            return False
        return True

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *_pint.names()})

    def __repr__(self) -> str:
        return "<metaarr.units: units by name (units.km), by expression (units('m / s')); units.define(...) adds one>"

    def __reduce__(self) -> str:
        return "units"

    def define(self, definition: str) -> None:
        """Add a unit, prefix or dimension, in pint's language, to the application registry.

        Parameters
        ----------
        definition : str
            For example ``"smoot = 1.702 * meter"``, ``"degree_Delisle = -2 / 3 * kelvin; offset: 373.15"``.

        Raises
        ------
        UnitsError
            If the definition cannot be read, or changes an existing one and the registry forbids that.

        Notes
        -----
        Units made earlier keep their meaning; names are looked up anew from here on.
        """
        try:
            _pint.define(definition)
        finally:
            self._forget()

    def load_definitions(self, source: Any) -> None:
        """Add the definitions of a file to the application registry.

        Parameters
        ----------
        source : str, path or list of str
            Name of a file in pint's language, or its lines.

        Raises
        ------
        UnitsError
            If the file or a definition in it cannot be read.
        """
        try:
            _pint.load_definitions(source)
        finally:
            self._forget()

    def set_application_registry(self, registry: Any) -> None:
        """Take all units from another registry of pint from here on, and make it pint's application registry too.

        Units and arrays made before keep what they mean, and operations within one unit go on. They do not mix with
        units of the new registry, where the same name may mean something else: such operations raise, and
        ``metaarr.array(x.magnitude, str(x.units))`` brings an array over.

        Parameters
        ----------
        registry : pint.UnitRegistry
            The registry.

        Raises
        ------
        UnitsError
            If it is no registry.
        """
        _pint.bind(registry)
        self._forget(names=False)

    @property
    def application_registry(self) -> Any:
        """The registry of pint that units come from."""
        return _pint.application_registry()

    def _forget(self, names: bool = True) -> None:
        self.__dict__.clear()
        forget(names)


def _read_number(text: str) -> int | float:
    whole = text.lstrip("+-").isdigit() and abs(int(text)) < 2**63
    return int(text) if whole else float(text)


units: UnitRegistry = UnitRegistry()
"""The registry that everything in metaarr uses."""

set_application_registry = units.set_application_registry
