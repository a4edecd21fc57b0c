"""What labelled arrays can do: the attributes and methods that arrays with dims and coordinates have.

The methods are in five mixins by purpose: parts (``interface_selection.py``), other labels and axes
(``interface_labels.py``), labels of other arrays (``interface_joining.py``), groups, windows and blocks
(``interface_groups.py``) and other analysis (``interface_analysis.py``).
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from .._exchange import WaysOut
from .arrays import unlabeled
from .coords_view import Attributes, Coordinates
from .interface_analysis import AnalysisMethods
from .interface_groups import GroupMethods
from .interface_joining import JoiningMethods
from .interface_labels import LabelChanges
from .interface_selection import SelectionMethods
from .kind import LABELS

if TYPE_CHECKING:
    from .state import Labels


class LabelMethods(WaysOut, SelectionMethods, LabelChanges, JoiningMethods, GroupMethods, AnalysisMethods):
    """Mixin of the classes that have dims and coordinates."""

    __slots__ = ()

    # --- what there is ---

    @property
    def _labels(self) -> Labels:
        labels: Labels = self._meta[type(self)._index[LABELS]]
        return labels

    @property
    def dims(self) -> tuple[str | None, ...]:
        """One name for each axis; None for an axis without one."""
        return self._labels.dims

    @property
    def sizes(self) -> Mapping[str, int]:
        """How long each named dim is.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([[1, 2, 3]], dims=("y", "x")).sizes["x"]
        3
        """
        return MappingProxyType(self._labels.sizes(self.shape))

    @property
    def coords(self) -> Mapping[str, Any]:
        """The coordinates by name: read-only arrays with units, dims and labels of their own."""
        return Coordinates(self._labels)

    @property
    def name(self) -> str | None:
        """What the array is called; may be assigned."""
        return self._labels.name

    @name.setter
    def name(self, name: str | None) -> None:
        self._replace(LABELS, self._labels.with_name(name))

    @property
    def attrs(self) -> Any:
        """Anything else that is known about the array, in a mapping that may be changed and assigned."""
        return Attributes(self)

    @attrs.setter
    def attrs(self, attrs: Mapping[str, Any]) -> None:
        self._replace(LABELS, self._labels.with_attrs(attrs))

    @property
    def unlabeled(self) -> Any:
        """Without dims, coordinates, name and attrs; everything else kept; shares memory."""
        return unlabeled(self)

    # --- other libraries ---

    def to_xarray(self) -> Any:
        """The array as a :class:`xarray.DataArray`; :func:`metaarr.from_xarray` is the exact way back.

        The unit, of coordinates too, is the attribute ``units``; masked elements are NaN or NaT, for which integers
        become floats. The table in :doc:`/interop` says it all.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], "m", mask=[0, 1], dims="x", coords={"x": mt.array([5, 6], "s")})
        >>> da = x.to_xarray()
        >>> da.values, da.attrs, da.x.attrs
        (array([ 1., nan]), {'units': 'meter'}, {'units': 'second'})
        >>> mt.from_xarray(da)
        LabeledMaskedQuantity([ 1, --], 'meter', dims=('x',), coords=(x))
        """
        from ..interop.xarray import to_xarray

        return to_xarray(self)
