"""``da.metaarr`` and ``ds.metaarr``: units and masks of the objects of xarray, inside and as attributes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from .._call import is_ours
from .._errors import UnsupportedError
from .._labels.arrays import hidden
from .._units.kind import UNITS
from ._xarray_inside import inside, with_arrays, with_attributes
from .xarray import from_xarray

NAME = "metaarr"


class DataArrayAccessor:
    """What a DataArray can do with units and masks: ``da.metaarr``.

    Inside, they are computed with; as attributes and missing values, they can be written to files.

    Examples
    --------
    >>> import metaarr as mt
    >>> import xarray as xr
    >>> da = xr.DataArray([1.0, 2.0], dims="x", attrs={"units": "km"}).metaarr.quantify()
    >>> (da * da).metaarr.to("m**2").data
    Quantity([1000000., 4000000.], 'meter ** 2')
    """

    def __init__(self, data_array: Any) -> None:
        self._of = data_array

    @property
    def array(self) -> Any:
        """All of it as an array of metaarr; see :func:`metaarr.from_xarray`."""
        return from_xarray(self._of)

    def quantify(self, units: Any = None, mask: bool | None = None) -> Any:
        """Put unit and mask inside.

        Parameters
        ----------
        units
            Unit of the values; values that say theirs, by the attribute ``units``, are converted to it.
        mask
            Whether missing values become masked elements; by default as :func:`metaarr.from_xarray` decides.

        Returns
        -------
        xarray.DataArray
            Whose ``data`` are an array of metaarr, if there is a unit or a mask. The attribute ``units`` is gone.
        """
        return with_arrays(self._of, units, mask)

    def dequantify(self) -> Any:
        """Give the unit as the attribute ``units``, and masked elements as missing values; of coordinates too."""
        return with_attributes(self._of)

    @property
    def units(self) -> Any:
        """The unit of the values inside; None if they have none."""
        data = inside(self._of)
        return data.units if is_ours(data) and UNITS in type(data)._index else None

    def to(self, units: Any, *contexts: Any, **parameters: Any) -> Any:
        """Convert to other units; arguments as of ``Quantity.to``."""
        return self._changed(self._quantity("to").to(units, *contexts, **parameters))

    @property
    def magnitude(self) -> Any:
        """The values without the unit; a mask stays."""
        return self._changed(self._quantity("magnitude").magnitude)

    @property
    def mask(self) -> Any:
        """Where elements are masked, as a DataArray."""
        data = inside(self._of)
        mask = None if data is None else hidden(data)
        flags = self._of.copy(data=np.zeros(self._of.shape, np.bool_) if mask is None else mask.copy())
        flags.attrs, flags.encoding = {}, {}
        return flags

    def filled(self, fill_value: Any = None) -> Any:
        """Put a value, a quantity where there is a unit, in the place of masked elements; the mask is gone."""
        data = inside(self._of)
        return self._of.copy() if data is None or hidden(data) is None else self._changed(data.filled(fill_value))

    @property
    def unmasked(self) -> Any:
        """The values as they are, hidden ones included, without the mask."""
        data = inside(self._of)
        return self._of.copy() if data is None or hidden(data) is None else self._changed(data.unmasked)

    def _changed(self, data: Any) -> Any:
        return self._of.copy(data=data)

    def _quantity(self, what: str) -> Any:
        if self.units is None:
            raise UnsupportedError(f"{what}: there is no unit inside; give one with .metaarr.quantify(units)")
        return inside(self._of)


class DatasetAccessor:
    """What a Dataset can do with units and masks: ``ds.metaarr``.

    Examples
    --------
    >>> import metaarr as mt
    >>> import xarray as xr
    >>> ds = xr.Dataset({"t": ("x", [1.0, 2.0], {"units": "K"}), "n": ("x", [1, 2])}).metaarr.quantify()
    >>> ds.metaarr.units
    {'t': Unit('kelvin')}
    """

    def __init__(self, dataset: Any) -> None:
        self._of = dataset

    def quantify(self, units: Mapping[Any, Any] | None = None, mask: bool | None = None) -> Any:
        """Put units and masks of the variables inside; `units` by name of the variable."""
        units = self._known(units or {})
        return self._of.assign({n: with_arrays(self._of[n], units.get(n), mask).variable for n in self._of.data_vars})

    def dequantify(self) -> Any:
        """Give units as attributes ``units``, and masked elements as missing values; of coordinates too."""
        return with_attributes(self._of)

    @property
    def units(self) -> dict[Any, Any]:
        """Units inside, by name of the variable."""
        found = {name: DataArrayAccessor(self._of[name]).units for name in self._of.variables}
        return {name: unit for name, unit in found.items() if unit is not None}

    def to(self, units: Mapping[Any, Any]) -> Any:
        """Convert variables to other units, given by name."""
        found = self._known(units)
        return self._of.assign({n: DataArrayAccessor(self._of[n]).to(unit).variable for n, unit in found.items()})

    def _known(self, units: Mapping[Any, Any]) -> Mapping[Any, Any]:
        unknown = [name for name in units if name not in self._of.data_vars]
        if unknown:
            raise UnsupportedError(f"there is no variable {unknown[0]!r}, but {list(self._of.data_vars)}")
        return units


def adapt(xr: Any) -> None:
    """Register the accessors; once, since a second time xarray warns."""
    if not hasattr(xr.DataArray, NAME):
        xr.register_dataarray_accessor(NAME)(DataArrayAccessor)
        xr.register_dataset_accessor(NAME)(DatasetAccessor)
