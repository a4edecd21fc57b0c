"""What quantities can do: the attributes and methods that arrays with a unit have."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .._call import bare
from .._errors import UnitsError
from .._exchange import WaysOut
from .._family import class_with
from .._masks.fill import compute_visible
from .._ownership import sole_owner
from .._run import attach
from .conversion import Conversion, conversion, convertible, in_contexts, require_inexact
from .kind import UNITS
from .unit import Unit, as_unit, unit_of_items

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class UnitMethods(WaysOut, _Base):
    """Mixin of the classes that have units."""

    __slots__ = ()

    @property
    def magnitude(self) -> Any:
        """The values in the current unit: without units, everything else kept; shares memory."""
        kinds = tuple(kind for kind in self._kinds if kind is not UNITS)
        metas = tuple(meta for kind, meta in zip(self._kinds, self._meta, strict=True) if kind is not UNITS)
        cls = class_with((type(self),), kinds)
        return bare(self) if cls is np.ndarray else attach(bare(self), cls, metas)

    m = value = magnitude

    @property
    def unit(self) -> Unit:
        """The unit; same as ``units``."""
        unit: Unit = self.units  # type: ignore[attr-defined]  # of the class that has them
        return unit

    @property
    def dimensionality(self) -> Any:
        """Exponents of the base dimensions, such as ``{'[length]': 1, '[time]': -1}``."""
        return self.unit.dimensionality

    def to(self, units: Any, *contexts: Any, **parameters: Any) -> Self:
        """Convert to other units.

        Parameters
        ----------
        units
            A unit of the same dimension, or one that a context leads to.
        *contexts, **parameters
            Contexts of pint for this conversion only, and their parameters.

        Returns
        -------
        Quantity
            A new array; also where nothing changes.

        Raises
        ------
        DimensionalityError
            If the dimensions differ.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.5], "km").to("m")
        Quantity([1500.], 'meter')
        """
        target = UNITS.parsed(units)
        change = self._change(target, contexts, parameters)
        data = bare(self).copy("K") if change is None else self._changed(change)
        return self._converted(np.asarray(data), target)

    def _change(self, target: Unit, contexts: Any, parameters: Any) -> Callable[[Any], Any] | None:
        """Give the conversion to another unit, None where the numbers stay."""
        if contexts or parameters:
            return in_contexts(self.unit, target, contexts, parameters)
        return conversion(self.unit, target)

    def _changed(self, change: Callable[[Any], Any]) -> Any:
        """Convert the data; hidden values, which may be anything, raise no warnings."""
        if not _hides(self):
            return change(bare(self))
        return compute_visible(change, (bare(self),), _hidden(self))

    def _converted(self, data: Any, target: Unit) -> Self:
        record = zip(self._kinds, self._meta, strict=True)
        metas = (target if k is UNITS else k.in_unit(k.copied(m), target) for k, m in record)
        converted: Self = attach(data, type(self), tuple(metas))
        return converted

    def ito(self, units: Any, *contexts: Any, **parameters: Any) -> None:
        """Convert in place; only where nobody else sees the memory.

        Parameters
        ----------
        units, *contexts, **parameters
            As in :meth:`to`.

        Raises
        ------
        DimensionalityError
            If the dimensions differ.
        UnitsError
            If a base or a view may share the memory.
        TypeError
            If the dtype cannot hold the converted numbers, such as integers; nothing was changed then.
        ValueError
            If the array is read-only.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1.5], "km")
        >>> x.ito("m")
        >>> x
        Quantity([1500.], 'meter')
        """
        target = UNITS.parsed(units)
        change = self._change(target, contexts, parameters)
        record = zip(self._kinds, self._meta, strict=True)
        metas = tuple(target if k is UNITS else k.in_unit(m, target) for k, m in record)
        if change is not None:
            if not sole_owner(self, "ito", _probe_ito):
                raise UnitsError(
                    f"ito: the memory may be seen by others, for whom the values would change; "
                    f"use x = x.to({str(target)!r})"
                )
            if isinstance(change, Conversion) and not _hides(self):
                change.into(bare(self), bare(self))
            else:
                require_inexact(self.dtype)
                np.copyto(bare(self), self._changed(change), casting="same_kind")
        self._meta = metas

    def m_as(self, units: Any, *contexts: Any, **parameters: Any) -> Any:
        """Give the values in other units, without units; arguments as in :meth:`to`."""
        return self.to(units, *contexts, **parameters).magnitude

    def to_value(self, units: Any = None) -> Any:
        """Give the values in `units`, the current ones by default."""
        return self.magnitude if units is None else self.m_as(units)

    def to_base_units(self) -> Self:
        """Convert to the base units of the registry's system."""
        return self.to(self.unit.base)

    def to_root_units(self) -> Self:
        """Convert to root units (gram, meter, second …)."""
        return self.to(unit_of_items(self.unit.dims_in_roots))

    def to_compact(self, units: Any = None) -> Self:
        """Convert to a prefix that makes the largest visible magnitude lie between 1 and 1000.

        Parameters
        ----------
        units
            The unit to put the prefix before; the array's own where it is not given.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([12_000.0, 1.0], "m").to_compact()
        Quantity([1.2e+01, 1.0e-03], 'kilometer')
        """
        if units is not None:
            return self.to(units).to_compact()
        if not self.unit.is_multiplicative:
            return self.to(self.unit)
        data = np.abs(bare(self))
        if data.dtype.kind == "O":
            data = data.astype(float)
        hidden = _hidden(self)
        shown = data[np.isfinite(data) & (True if hidden is None else ~hidden)]
        largest = float(shown.max()) if shown.size else 0.0
        return self.to(self.unit.compact(largest))

    def is_compatible_with(self, other: Any) -> bool:
        """Whether `other` (a unit, a string or a quantity) has the same dimensionality."""
        return convertible(self.unit, UNITS.parsed(other))

    def check(self, dimension: str) -> bool:
        """Whether the dimensionality is `dimension`, such as ``"[length]"``."""
        return self.unit.check(dimension)

    @property
    def dimensionless(self) -> bool:
        """Whether the unit has no dimension."""
        return self.unit.is_dimensionless

    def to_pint(self, registry: Any = None, *, copy: bool | None = True) -> Any:
        """Give the array as a quantity of pint; a mask becomes one of :mod:`numpy.ma`.

        Parameters
        ----------
        registry : pint.UnitRegistry
            The registry of the result, in which the unit must mean the same; the application registry by default.
        copy
            As in :func:`numpy.array`: ``False`` and ``None`` share the memory.

        Raises
        ------
        UnsupportedError
            If labels would be lost.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.0, 2.0], "m").to_pint()
        <Quantity([1. 2.], 'meter')>
        """
        from ..interop.pint import to_pint

        return to_pint(self, registry, copy=copy)

    def to_astropy(self, *, copy: bool | None = True) -> Any:
        """Give the array as an :class:`astropy.units.Quantity`; a masked one as astropy's ``Masked`` quantity.

        A unit that astropy has no name for becomes a multiple of base units; the numbers stay.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``False`` and ``None`` share the memory.

        Raises
        ------
        UnsupportedError
            If labels would be lost, or the unit has no counterpart (differences such as delta_degC).

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.0, 2.0], "km/s").to_astropy()
        <Quantity [1., 2.] km / s>
        """
        from ..interop.astropy import to_astropy

        return to_astropy(self, copy=copy)

    def to_unyt(self, *, copy: bool | None = True) -> Any:
        """Give the array as a :class:`unyt.unyt_array`, or a ``unyt_quantity`` without axes.

        A unit that unyt has no name for becomes a multiple of base units; the numbers stay.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``False`` and ``None`` share the memory.

        Raises
        ------
        UnsupportedError
            If a mask or labels would be lost, or the unit has no counterpart (a mole is a number to unyt).

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.0, 2.0], "km/s").to_unyt()
        unyt_array([1., 2.], 'km/s')
        """
        from ..interop.unyt import to_unyt

        return to_unyt(self, copy=copy)


def _hidden(array: Any) -> Any:
    """Give the mask of an array, None where it has none."""
    return next((meta for kind, meta in zip(array._kinds, array._meta, strict=True) if kind.hides), None)


def _hides(array: Any) -> bool:
    """Whether any element is hidden."""
    hidden = _hidden(array)
    return hidden is not None and bool(hidden.any())


def _probe_ito() -> None:
    from .kind import attach as quantity

    x = quantity(np.ones(1), as_unit("m"))
    x.ito("km")
