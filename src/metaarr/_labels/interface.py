"""What labelled arrays can do: the attributes and methods that arrays with dims and coordinates have."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np

from .._errors import DimsError
from .._sentinel import masked
from . import groupby, joining, operations, picking
from .arrays import unlabeled, with_labels
from .coord import Coord
from .coords_view import Attributes, Coordinates
from .groupby import GroupBy
from .kind import LABELS
from .picking import Loc
from .rolling import Rolling
from .selection import Method
from .weighted import Weighted

if TYPE_CHECKING:
    from .._array import MetaArray
    from .state import Labels

    _Base = MetaArray
else:
    _Base = object


class LabelMethods(_Base):
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

    # --- parts ---

    @property
    def loc(self) -> Loc:
        """Parts by label: ``x.loc["2012-01":"2012-03"]``, ``x.loc[{"x": 20}]``; may be assigned to."""
        return Loc(self)

    def isel(self, indexers: Mapping[str, Any] | None = None, drop: bool = False, **more: Any) -> Any:
        """Pick positions along dims, each independently of the others.

        Parameters
        ----------
        indexers
            By dim: an integer, a slice, or a 1-D array of integers or truth values.
        drop
            Whether to leave out the coordinates that an integer would make scalar.
        **more
            Indexers as keywords.

        Returns
        -------
        MetaArray
            A view where integers and slices are picked only, as in NumPy.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([[1, 2, 3], [4, 5, 6]], dims=("y", "x"))
        >>> x.isel(y=0, x=[0, 2])
        LabeledArray([1, 3], dims=('x',))
        """
        return picking.isel(self, _merged(indexers, more), drop)

    def sel(
        self,
        indexers: Mapping[str, Any] | None = None,
        method: Method | None = None,
        tolerance: Any = None,
        drop: bool = False,
        **more: Any,
    ) -> Any:
        """Pick labels along dims, each independently of the others.

        Parameters
        ----------
        indexers
            By coordinate: a label, a slice of labels (both ends belong to it), or a list or 1-D array of labels. Labels
            of a coordinate with a unit are quantities, in any unit; dates may be texts, ``"2012-01"`` being all of it.
        method
            What to take for a label that is not there: the ``"nearest"`` one, or the one just before (``"pad"``) or
            after (``"backfill"``) its place.
        tolerance
            How far that may be away.
        drop
            Whether to leave out the coordinates that a single label would make scalar.
        **more
            Indexers as keywords.

        Raises
        ------
        LabelNotFoundError
            If there is no such label; the message names the nearest ones.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2, 3], dims="x", coords={"x": mt.array([1, 2, 3], "m")})
        >>> x.sel(x=200 * mt.units.cm)
        LabeledArray(2, dims=(), coords=(x))
        """
        return picking.sel(self, _merged(indexers, more), method, tolerance, drop)

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

    # --- labels ---

    def rename(self, names: Mapping[str, str] | str | None = None, **more: str) -> Any:
        """Give dims and coordinates (or, with a text, the array) other names; shares memory.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x").rename(x="time").dims
        ('time',)
        """
        if (names is None and not more) or isinstance(names, str):
            return with_labels(self, self._labels.with_name(names))
        return with_labels(self, self._labels.rename(_merged(names, more), self.shape))

    def assign_coords(self, coords: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Add or replace coordinates; shares memory.

        Parameters
        ----------
        coords
            By name: an array along the dim of that name, ``(dims, array)``, or a scalar.
        **more
            Coordinates as keywords.
        """
        return with_labels(self, self._labels.assign_coords(_merged(coords, more), self.shape))

    def drop_coords(self, names: str | Iterable[str], *more: str) -> Any:
        """Leave coordinates out; shares memory."""
        return with_labels(self, self._labels.drop_coords([*([names] if isinstance(names, str) else names), *more]))

    def swap_dims(self, dims: Mapping[str, str] | None = None, **more: str) -> Any:
        """Make other coordinates the dims; unlike :meth:`rename` it leaves the names of coordinates alone.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], dims="x", coords={"x": [10, 20], "letter": ("x", ["a", "b"])})
        >>> x.swap_dims(x="letter").sel(letter="b")
        LabeledArray(2, dims=(), coords=(x, letter))
        """
        return with_labels(self, operations.swap_dims(self._labels, _merged(dims, more), self.shape))

    def expand_dims(
        self, dim: str | Iterable[str] | Mapping[str, Any] | None = None, axis: Any = 0, **more: Any
    ) -> Any:
        """Add new dims in front, or at `axis`.

        Parameters
        ----------
        dim
            Their names; or by name how long they are, or the labels along them.
        axis
            Where they are in the result.
        **more
            Dims as keywords.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x").expand_dims(time=["a", "b", "c"]).sizes["time"]
        3
        """
        names = [dim] if isinstance(dim, str) else [] if dim is None else dim
        return operations.expand_dims(
            self, dict(names if isinstance(names, Mapping) else dict.fromkeys(names)) | more, axis
        )

    # --- analysis ---

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
        return operations.shift(self, _merged(shifts, more))

    def sortby(self, name: str, ascending: bool = True) -> Any:
        """Order along a dim by the labels of a coordinate."""
        dim, places = operations.order_of(self, name, ascending)
        return self.isel({dim: places})

    def reindex(self, indexers: Mapping[str, Any] | None = None, **more: Any) -> Any:
        """Give other labels along dims; elements that the array does not have are masked.

        Parameters
        ----------
        indexers
            By dim: the labels wanted, in the terms of its coordinate.
        **more
            Indexers as keywords.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x", coords={"x": [10, 20]}).reindex(x=[20, 30])
        LabeledMaskedArray([ 2, --], dims=('x',), coords=(x))
        """
        out = self
        for dim, labels in _merged(indexers, more).items():
            out = joining.reindexed(out, dim, Coord(dim, labels))
        return out

    def differentiate(self, coord: str, edge_order: Any = 1) -> Any:
        """The derivative along a coordinate, in the unit of the array over that of the coordinate."""
        return operations.differentiate(self, coord, edge_order)

    def integrate(self, coord: str) -> Any:
        """The integral along a coordinate, by the trapezoidal rule."""
        return operations.integrate(self, coord)

    def groupby(self, by: Any) -> GroupBy:
        """Group positions along a dim.

        Parameters
        ----------
        by
            A 1-D coordinate, a field of the times of one (``"time.month"``; also year, day, hour, season, dayofyear …),
            or a 1-D array of labels.

        Returns
        -------
        GroupBy
            With ``mean sum min max std var median count``, arithmetic with one value for each group, and iteration
            over ``(label, part)``. A missing label (NaN, NaT, masked) belongs to no group.

        Examples
        --------
        >>> import numpy as np
        >>> import metaarr as mt
        >>> days = np.array(["2012-01-30", "2012-01-31", "2012-02-01"], "M8[D]")
        >>> x = mt.array([1.0, 2.0, 9.0], "degC", dims="time", coords={"time": days})
        >>> x.groupby("time.month").max()
        LabeledQuantity([2., 9.], 'degree_Celsius', dims=('month',), coords=(month))
        """
        return groupby.group(self, by)

    def rolling(
        self, dim: Mapping[str, int] | None = None, min_periods: int | None = None, center: bool = False, **more: int
    ) -> Rolling:
        """Move a window along a dim.

        Parameters
        ----------
        dim
            The dim, and how many positions the window covers: ``x.rolling(time=3)``.
        min_periods
            How many visible elements a window needs; all of them if not given. Other windows are masked.
        center
            Whether the window lies around its position; it ends there otherwise.
        **more
            The dim as a keyword.
        """
        windows = _merged(dim, more)
        if len(windows) != 1:
            raise DimsError(f"a window moves along one dim; pass one, as in x.rolling(time=3), not {dict(windows)}")
        ((name, width),) = windows.items()
        return Rolling(self, name, width, min_periods, center)

    def weighted(self, weights: Any) -> Weighted:
        """Give each element a weight, for means and sums.

        Parameters
        ----------
        weights
            An array with dims that this array has.
        """
        return Weighted(self, weights)


def _merged(positional: Any, keywords: Mapping[str, Any]) -> Any:
    """What was given in a mapping or as keywords, not both."""
    if positional is None:
        return keywords
    if keywords:
        raise DimsError(f"give names in a mapping or as keywords, not both: {dict(positional)} and {dict(keywords)}")
    return positional
