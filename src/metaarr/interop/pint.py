"""pint: quantities of it become ours and back, and it leaves operations with arrays of ours to us."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnitsError, UnsupportedError
from .._foreign import announce
from .._masks.kind import MASK
from .._units import _facts, _pint
from .._units.kind import UNITS
from .._units.unit import Unit, as_unit
from ._parts import assembled, copied, record_for, with_own_mask
from .numpy_ma import from_ma


def adapt(library: ModuleType) -> None:
    """Have pint's quantities leave operations with arrays and units of ours to us."""
    from .._array import MetaArray

    for cls in (Unit, *_all_subclasses(MetaArray)):
        announce(cls)


def _all_subclasses(cls: type) -> list[type]:
    found, subclasses = [cls], list[type](cls.__subclasses__())
    for direct in subclasses:
        found += _all_subclasses(direct)
    return found


def from_pint(quantity: Any, *, copy: bool | None = True) -> Any:
    """Give a quantity of pint as an array of metaarr.

    Parameters
    ----------
    quantity : pint.Quantity
        Its magnitude is a number, a NumPy array or a :class:`numpy.ma.MaskedArray`, whose mask is kept. It may belong
        to any registry, as long as its units mean the same in the application registry.
    copy
        As in :func:`numpy.array`: ``False`` and ``None`` share the memory of the magnitude and its mask.

    Returns
    -------
    Quantity or MaskedQuantity

    Raises
    ------
    UnitsError
        If the units mean something else in the application registry, or nothing.
    UnsupportedError
        If `quantity` is none, or its magnitude is an array of another library.

    Examples
    --------
    >>> import pint
    >>> import metaarr as mt
    >>> mt.from_pint(pint.Quantity([1.0, 2.0], "km/h"))
    Quantity([1., 2.], 'kilometer / hour')
    """
    import pint

    if not isinstance(quantity, pint.Quantity):
        raise UnsupportedError(f"from_pint takes a pint.Quantity, not {type(quantity).__name__}; use metaarr.array(x)")
    return _from(quantity, _facts.same_unit(quantity.units), copy)


def read(quantity: Any, *, copy: bool | None) -> Any:
    """Give a quantity that meets an array of ours as one of ours; it must be of the application registry."""
    return with_own_mask(_from(quantity, _pint.read_unit(quantity.units), copy))


def _from(quantity: Any, items: _pint.Items, copy: bool | None) -> Any:
    unit = as_unit(_pint.pint_unit(items))
    values = quantity.magnitude
    if isinstance(values, np.ma.MaskedArray):
        plain = from_ma(values, copy=copy)
        return assembled(plain.unmasked, unit, plain._meta[0])
    if type(values) is not np.ndarray and not np.isscalar(values) and not hasattr(values, "numerator"):
        kind = type(values)
        raise UnsupportedError(
            f"the magnitude of the quantity is a {kind.__module__}.{kind.__qualname__}, which metaarr does not know; "
            "make it a number or a NumPy array first"
        )
    return assembled(copied(values, None if np.isscalar(values) else copy), unit)


def to_pint(x: Any, registry: Any = None, *, copy: bool | None = True) -> Any:
    """Give an array of metaarr as a quantity of pint; what :meth:`Quantity.to_pint` does."""
    record = record_for(x, "pint", (UNITS, MASK))
    unit = record[UNITS].to_pint()
    if registry is not None:
        unit = _in_registry(unit, registry)
    values = copied(x, copy)
    if MASK in record:
        values = np.ma.MaskedArray(values, copied(record[MASK], copy))
    elif not values.ndim and values.dtype.kind in "iufc":
        values = values[()]  # pint's own quantities without axes hold numbers
    return unit._REGISTRY.Quantity(values, unit)


def _in_registry(unit: Any, registry: Any) -> Any:
    """Give the unit of another registry that means the same."""
    plain = registry.get() if hasattr(type(registry), "get") else registry
    text = str(unit)
    try:
        found = plain.Unit(text)
    except Exception as error:
        raise UnitsError(f"the registry does not know the unit '{text}': {error}") from error
    if not _facts.same_meaning(found, unit):
        raise UnitsError(f"the unit '{text}' means something else in that registry; define it there under another name")
    return found
