"""What quantities can do: the attributes and methods that arrays with a unit have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .._call import bare
from .._family import class_with
from .._ownership import sole_owner
from .._run import attach
from .conversion import conversion, convert_in_context, convertible
from .kind import UNITS
from .unit import Unit, as_unit, unit_of_items

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class UnitMethods(_Base):
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
        unit: Unit = self.units
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
        if contexts:
            data = convert_in_context(bare(self), self.unit, target, contexts, **parameters)
        else:
            change = conversion(self.unit, target)
            data = bare(self).copy("K") if change is None else change(bare(self))
        return self._converted(np.asarray(data), target)

    def _converted(self, data: Any, target: Unit) -> Self:
        metas = (target if k is UNITS else k.copied(m) for k, m in zip(self._kinds, self._meta, strict=True))
        converted: Self = attach(data, type(self), tuple(metas))
        return converted

    def ito(self, units: Any) -> None:
        """Convert in place; only where nobody else sees the memory.

        Raises
        ------
        UnitsError
            If a base or a view may share the memory.
        """
        from .._errors import UnitsError

        target = UNITS.parsed(units)
        change = conversion(self.unit, target)
        if change is not None:
            if not sole_owner(self, "ito", _probe_ito):
                raise UnitsError(
                    f"ito: the memory may be seen by others, for whom the values would change; "
                    f"use x = x.to({str(target)!r})"
                )
            change.into(bare(self), bare(self))
        self._replace(UNITS, target)

    def m_as(self, units: Any) -> Any:
        """Give the values in other units, without units."""
        return self.to(units).magnitude

    def to_value(self, units: Any = None) -> Any:
        """Give the values in `units`, the current ones by default."""
        return self.magnitude if units is None else self.m_as(units)

    def to_base_units(self) -> Self:
        """Convert to the base units of the registry's system."""
        return self.to(self.unit.base)

    def to_root_units(self) -> Self:
        """Convert to root units (gram, meter, second …)."""
        return self.to(unit_of_items(self.unit.dims_in_roots))

    def to_compact(self) -> Self:
        """Convert to a prefix that makes the largest visible magnitude lie between 1 and 1000."""
        data = np.abs(bare(self))
        hidden = next((meta for kind, meta in zip(self._kinds, self._meta, strict=True) if kind.hides), None)
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


def _probe_ito() -> None:
    from .kind import attach as quantity

    x = quantity(np.ones(1), as_unit("m"))
    x.ito("km")
