"""Functions that declare the units of their arguments and results: :func:`expects`."""

from __future__ import annotations

import functools
import inspect
from collections.abc import Callable, Mapping
from inspect import Parameter
from typing import Any, Literal, ParamSpec, TypeVar, overload

from .annotations import read_annotations
from .binding import Binding
from .handing import Quantities
from .references import Names
from .specs import Undeclared, parse

P = ParamSpec("P")
R = TypeVar("R")
Bare = Literal["raise", "adopt"]

_UNSET: Any = Parameter.empty


def adopts(bare: str) -> bool:
    """Whether bare numbers are read in the declared unit."""
    if bare not in ("raise", "adopt"):
        raise TypeError(f"bare must be 'raise' or 'adopt', not {bare!r}")
    return bare == "adopt"


@overload
def expects(function: Callable[P, R], /) -> Callable[P, R]: ...


@overload
def expects(
    units: Mapping[str, Any] | None = None, /, *, returns: Any = ..., bare: Bare = "raise", **specs: Any
) -> Callable[[Callable[P, R]], Callable[P, R]]: ...


def expects(units: Any = None, /, *, returns: Any = _UNSET, bare: Bare = "raise", **specs: Any) -> Any:
    """Declare the units of a function's arguments and results: they are checked, and converted, at each call.

    The function gets quantities in the units that it names, whatever compatible units its caller uses. Masks, labels
    and other metadata stay. Units may be declared as keywords, or in the annotations, as
    ``Annotated[Quantity, "m/s"]``; a keyword goes before an annotation.

    Parameters
    ----------
    units
        Units by parameter, for parameters whose name this function takes itself (``returns``, ``bare``).
    returns
        Unit of the result; a tuple for several results, a dict for some items or fields of one.
    bare
        What happens to numbers without a unit: ``"raise"`` lets pass only those that mean the same in every unit
        (0, inf and nan) or whose declared unit is dimensionless, ``"adopt"`` reads them in the declared unit.
        Results must always have their unit.
    **specs
        For each parameter a unit (``"m/s"`` or a :class:`Unit`), a dimension that is only checked (``"[length]"``), a
        name for whatever unit it has (``"=A"``), a unit in terms of such names (``"=A**2"``), or None.

    Returns
    -------
    callable
        The function with checks; its signature, name and documentation are kept. Without parameters, a decorator.

    Raises
    ------
    TypeError, UnitsError
        When the function is decorated: for an unknown parameter or unit, or a default that does not fit.
    DimensionalityError
        When it is called: for an argument or a result of another dimension, or without a unit.

    See Also
    --------
    wraps : for functions that know bare arrays only.
    register : for functions that go element by element.

    Examples
    --------
    >>> import metaarr as mt
    >>> from metaarr import units as u
    >>> @mt.expects(length="m", time="s", returns="km/hour")
    ... def speed(length, time):
    ...     return length / time
    >>> speed(mt.array([1.0, 2.0], "km"), 1 * u.minute)
    Quantity([ 60., 120.], 'kilometer / hour')
    >>> speed(1 * u.kg, 1 * u.s)
    Traceback (most recent call last):
    metaarr...DimensionalityError: speed(): 'length' is in 'kilogram', and 'meter' is expected: [mass] is not [length];
    pass a quantity that converts to 'meter'

    One unit in terms of others:

    >>> @mt.expects(base="=A", height="=A", returns="=A**2")
    ... def triangle(base, height):
    ...     return base * height / 2
    >>> triangle(3 * u.m, 50 * u.cm)
    Quantity(0.75, 'meter ** 2')
    """
    if _is_decorated(units):
        return _expecting(units, {}, _UNSET, adopts(bare))
    if units is not None and not isinstance(units, Mapping):
        raise TypeError(f"expects() takes a function, or units as keywords, not {units!r}")
    declared = dict(units or {}) | specs
    adopt = adopts(bare)
    return lambda function: _expecting(function, declared, returns, adopt)


def _is_decorated(value: Any) -> bool:
    return callable(value) or isinstance(value, (classmethod, staticmethod, property))


def _expecting(function: Any, declared: Mapping[str, Any], returns: Any, adopt: bool) -> Any:
    if isinstance(function, (classmethod, staticmethod)):
        return type(function)(_expecting(function.__func__, declared, returns, adopt))
    if isinstance(function, property):
        raise TypeError("expects() cannot decorate a property; put it below @property, next to the function")
    if isinstance(function, type):
        raise TypeError(f"expects() cannot decorate the class {function.__qualname__}; decorate its __init__")
    found = read_annotations(function, declared, has_returns=returns is not _UNSET)
    binding = Binding(function, found.arguments | dict(declared), defaults=True, optional=found.optional)
    action, results = Quantities(adopt), Quantities()
    binding.check_defaults(action)
    site = f"{binding.name}(): the result"
    spec = parse(found.returns if returns is _UNSET else returns, site, optional="return" in found.optional)
    binding.check_needs(spec, site)
    yields = inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(function)
    if yields and not isinstance(spec, Undeclared):
        raise TypeError(f"{binding.name}() is a generator, whose results cannot be declared; leave out returns=")
    if inspect.iscoroutinefunction(function):

        @functools.wraps(function)
        async def awaited(*args: Any, **kwargs: Any) -> Any:
            names: Names = {}
            values, kwargs = binding.convert(action, args, kwargs, names)
            return spec.apply(results, await function(*values, **kwargs), names, site)

        return awaited

    @functools.wraps(function)
    def checked(*args: Any, **kwargs: Any) -> Any:
        names: Names = {}
        values, kwargs = binding.convert(action, args, kwargs, names)
        return spec.apply(results, function(*values, **kwargs), names, site)

    return checked
