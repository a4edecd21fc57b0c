"""Methods of labelled arrays that compute: ``where``, ``interp``, ``differentiate`` and others.

What is not small is imported at its first use, not with the package.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any

import numpy as np

from .._sentinel import masked
from . import operations
from .arguments import merged

if TYPE_CHECKING:
    from .._array import MetaArray
    from .fields import Times
    from .interpolation import Kind

    _Base = MetaArray
else:
    _Base = object


class AnalysisMethods(_Base):
    """Mixin of the classes that have dims and coordinates: analysis."""

    __slots__ = ()

    def where(self, cond: Any, other: Any = None) -> Any:
        """Keep elements where a condition holds; mask the others, or put `other` in their places.

        Parameters
        ----------
        cond
            Truth values, matched by name; a masked one does not hold.
        other
            What to put where the condition does not hold. Without it, the result has a mask.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2, 3], "m", dims="x")
        >>> x.where(x > 1 * mt.units.m)
        LabeledMaskedQuantity([--, 2, 3], 'meter', dims=('x',))
        """
        return operations.where(self, cond) if other is None or other is masked else np.where(cond, self, other)

    def idxmax(self, dim: str | None = None) -> Any:
        """The label of the greatest visible element along a dim; masked where a line has none.

        Notes
        -----
        A NaN counts as greatest, as in :func:`numpy.argmax`; mask NaN first to leave it out.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 5, 3], dims="x", coords={"x": [10, 20, 30]}).idxmax()
        LabeledArray(20, dims=(), name='x')
        """
        return operations.extreme_label(self, np.argmax, dim, "idxmax")

    def idxmin(self, dim: str | None = None) -> Any:
        """The label of the least visible element along a dim; masked where a line has none."""
        return operations.extreme_label(self, np.argmin, dim, "idxmin")

    def diff(self, dim: str, n: int = 1, label: str = "upper") -> Any:
        """Differences of neighbours along a dim, with the labels of the upper ones or the ``"lower"`` ones."""
        return operations.difference(self, dim, n, label)

    def shift(self, shifts: Mapping[str, int] | None = None, **more: int) -> Any:
        """Move elements along dims while labels stay; what moves in is masked.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], dims="time").shift(time=1)
        LabeledMaskedArray([--, 1, 2], dims=('time',))
        """
        return operations.shift(self, merged(shifts, more))

    def sortby(self, name: str | Iterable[str], ascending: bool = True) -> Any:
        """Order along a dim by the labels of a coordinate, or of several along one dim, the first counting most."""
        dim, places = operations.order_of(self, [name] if isinstance(name, str) else list(name), ascending)
        return self.isel({dim: places})  # type: ignore[attr-defined]  # of the class that has it

    @property
    def dt(self) -> Times:
        """Fields of the calendar, for an array of dates and times: ``x.coords["time"].dt.month``."""
        from .fields import Times

        return Times(self)

    def median(self, dim: Any = None) -> Any:
        """The median of the visible elements along some dims.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([[1.0, 5.0, 9.0]], "m", dims=("y", "x")).median("x")
        LabeledQuantity([5.], 'meter', dims=('y',))
        """
        return np.median(self, axis=dim)

    def quantile(self, q: Any, dim: Any = None, method: str = "linear") -> Any:
        """A quantile of the visible elements along some dims; several lie along a new first dim ``quantile``.

        Parameters
        ----------
        q
            The share of elements below, from 0 to 1; or several.
        dim
            A dim, or several; all if not given.
        method
            As for :func:`numpy.quantile`.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1.0, 2.0, 3.0], "m", dims="x")
        >>> x.quantile([0.25, 0.5])
        LabeledQuantity([1.5, 2. ], 'meter', dims=('quantile',), coords=(quantile))
        """
        return operations.quantile(self, q, dim, method)

    def interp(self, coords: Mapping[str, Any] | None = None, method: Kind = "linear", **more: Any) -> Any:
        """Values between the elements, at other labels.

        Parameters
        ----------
        coords
            By coordinate: the labels wanted, in any unit that fits; dates may be texts. A single one removes the dim.
            Labels with dims of their own bring these in; several that share dims are points, one for each position.
        method
            ``"linear"`` or ``"nearest"``; with scipy also ``"cubic"``, ``"pchip"``, ``"akima"`` and ``"makima"``.
        **more
            Labels as keywords.

        Returns
        -------
        MetaArray
            With a mask: outside of its labels, and beside masked elements, an array has no values. Integers become
            floats. Other coordinates along the dim are interpolated too, those that are no numbers or times are known
            at elements only.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1.0, 2.0, 4.0], "degC", dims="x", coords={"x": mt.array([10, 20, 30], "m")})
        >>> x.interp(x=mt.array([0.015, 0.025, 0.035], "km"))
        LabeledMaskedQuantity([1.5, 3. ,  --], 'degree_Celsius', dims=('x',), coords=(x))
        """
        from .interpolation import interp

        return interp(self, merged(coords, more), method)

    def differentiate(self, coord: str, edge_order: Any = 1) -> Any:
        """The derivative along a coordinate, in the unit of the array over that of the coordinate.

        Along times it is a quantity, per second.

        Examples
        --------
        >>> import numpy as np
        >>> import metaarr as mt
        >>> days = np.array(["2012-01-01", "2012-01-02", "2012-01-03"], "M8[D]")
        >>> x = mt.array([0.0, 864.0, 1728.0], "m", dims="time", coords={"time": days})
        >>> x.differentiate("time")
        LabeledQuantity([0.01, 0.01, 0.01], 'meter / second', dims=('time',), coords=(time))
        """
        from .calculus import differentiate

        return differentiate(self, coord, edge_order)

    def integrate(self, coord: str | Iterable[str]) -> Any:
        """The integral along a coordinate, or several, by the trapezoidal rule; along times it is in seconds."""
        from .calculus import integrate

        return integrate(self, coord)

    def cumulative_integrate(self, coord: str) -> Any:
        """The integral along a coordinate up to each position, by the trapezoidal rule; 0 at the first one.

        From the first masked element on it is not known, and masked.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1.0, 3.0, 5.0], "N", dims="x", coords={"x": mt.array([0.0, 1.0, 3.0], "m")})
        >>> x.cumulative_integrate("x")
        LabeledQuantity([ 0.,  2., 10.], 'meter * newton', dims=('x',), coords=(x))
        """
        from .calculus import cumulative_integrate

        return cumulative_integrate(self, coord)
