"""Methods of labelled arrays that look at positions in groups: ``groupby``, ``resample``, ``rolling``, ``coarsen``.

What they need is imported at their first use, not with the package.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from .._errors import DimsError
from .arguments import merged

if TYPE_CHECKING:
    from .._array import MetaArray
    from .coarsen import Boundary, Coarsen, CoordFunction
    from .groupby import GroupBy
    from .resample import Resample, Side
    from .rolling import Rolling
    from .weighted import Weighted

    _Base = MetaArray
else:
    _Base = object


class GroupMethods(_Base):
    """Mixin of the classes that have dims and coordinates: groups, windows and blocks."""

    __slots__ = ()

    def groupby(self, by: Any) -> GroupBy:
        """Group positions.

        Parameters
        ----------
        by
            A coordinate, a field of the times of one (``"time.month"``; also year, day, hour, season, dayofyear …), an
            array of labels, or a list of these, which makes a dim for each. Labels that lie along several dims group
            positions along all of these.

        Returns
        -------
        GroupBy
            With ``mean sum prod min max std var median quantile any all first last count`` and ``reduce`` for any
            function, ``map``, ``cumsum``, arithmetic with one value for each group, and iteration over
            ``(label, part)``. A missing label (NaN, NaT, masked) belongs to no group.

        Examples
        --------
        >>> import numpy as np
        >>> import metaarr as mt
        >>> days = np.array(["2012-01-30", "2012-01-31", "2012-02-01"], "M8[D]")
        >>> x = mt.array([1.0, 2.0, 9.0], "degC", dims="time", coords={"time": days})
        >>> x.groupby("time.month").max()
        LabeledQuantity([2., 9.], 'degree_Celsius', dims=('month',), coords=(month))
        >>> x.groupby("time.month") - x.groupby("time.month").mean()
        LabeledQuantity([-0.5,  0.5,  0. ], 'delta_degree_Celsius', dims=('time',), coords=(time))
        """
        from .groupby import group

        return group(self, by)

    def groupby_bins(
        self,
        by: Any,
        bins: Any,
        labels: Sequence[Any] | None = None,
        right: bool = True,
        include_lowest: bool = False,
        name: str | None = None,
    ) -> GroupBy:
        """Group positions by the bins that their labels fall into.

        Parameters
        ----------
        by
            As for :meth:`groupby`; numbers, quantities or times.
        bins
            The edges in ascending order, in any unit that fits; or how many bins of equal width cover all labels.
        labels
            What the bins are called; their edges are the coordinate otherwise.
        right
            Whether the upper edge belongs to a bin; the lower one does otherwise.
        include_lowest
            Whether the outermost edge that would be left out belongs to its bin too.
        name
            The name of the new dim; that of the labels with ``_bins`` if not given.

        Returns
        -------
        GroupBy
            As of :meth:`groupby`. Bins without elements are masked; labels outside of all bins belong to none.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2, 4, 8], dims="x", coords={"x": mt.array([0.5, 1.5, 2.5, 9.0], "m")})
        >>> sums = x.groupby_bins("x", mt.array([0, 200, 400], "cm")).sum()
        >>> sums
        LabeledMaskedArray([3, 4], dims=('x_bins',), coords=(x_bins))
        >>> sums.coords["x_bins"].unlabeled
        Quantity([0., 2., 4.], 'meter')
        """
        from .groupby_bins import group_bins

        return group_bins(self, by, bins, labels, right, include_lowest, name)

    def resample(
        self,
        indexer: Mapping[str, str] | None = None,
        closed: Side | None = None,
        label: Side | None = None,
        origin: Any = "start_day",
        offset: Any = None,
        **more: str,
    ) -> Resample:
        """Group positions by periods of time.

        Parameters
        ----------
        indexer
            The dim and a frequency: a number and ``ns us ms s min h D W MS ME QS QE YS YE``, as in ``"3h"``, ``"MS"``
            (months, named by their first day), ``"ME"`` (by their last day), ``"W-MON"`` (weeks that end on Mondays)
            or ``"QS-DEC"`` (quarters, one of which begins in December).
        closed
            Which end belongs to a period of a fixed length, ``"left"`` if not given.
        label
            Which end names a period of a fixed length, ``"left"`` if not given.
        origin
            What such periods are counted from: the midnight before the first time (``"start_day"``), that time
            (``"start"``), 1970 (``"epoch"``), or another time.
        offset
            A stretch of time that all such periods are moved by: ``"6h"``, or a timedelta.
        **more
            The dim as a keyword.

        Returns
        -------
        Resample
            As of :meth:`groupby`, with every period from the first time to the last: those without elements are masked.
            Also ``ffill``, ``bfill``, ``nearest``, ``interpolate`` and ``asfreq``, for periods shorter than the
            distances of the times.

        Examples
        --------
        >>> import numpy as np
        >>> import metaarr as mt
        >>> hours = np.datetime64("2012-01-01T00") + np.arange(6)
        >>> x = mt.array([1, 2, 3, 4, 5, 6], "mm", dims="time", coords={"time": hours})
        >>> x.resample(time="3h").sum()
        LabeledMaskedQuantity([ 6, 15], 'millimeter', dims=('time',), coords=(time))
        """
        from .resample import resample

        wanted = merged(indexer, more)
        if len(wanted) != 1:
            raise DimsError(f"periods lie along one dim; pass one, as in x.resample(time='MS'), not {dict(wanted)}")
        ((dim, frequency),) = wanted.items()
        return resample(self, dim, frequency, closed, label, origin, offset)

    def rolling(
        self,
        dim: Mapping[str, int] | None = None,
        min_periods: int | None = None,
        center: bool | Mapping[str, bool] = False,
        **more: int,
    ) -> Rolling:
        """Move a window along a dim, or along several.

        Parameters
        ----------
        dim
            By dim, how many positions the window covers: ``x.rolling(time=3)``.
        min_periods
            How many visible elements a window needs; all of them if not given. Other windows are masked.
        center
            Whether the window lies around its position; it ends there otherwise. May be given by dim.
        **more
            Dims as keywords.

        Returns
        -------
        Rolling
            With ``mean sum prod min max std var median quantile any all count`` and ``reduce`` for any function.
        """
        from .rolling import Rolling

        return Rolling(self, merged(dim, more), min_periods, center)

    def coarsen(
        self,
        dim: Mapping[str, int] | None = None,
        boundary: Boundary = "exact",
        side: Side | Mapping[str, Side] = "left",
        coord_func: CoordFunction | Mapping[str, CoordFunction] = "mean",
        **more: int,
    ) -> Coarsen:
        """Take blocks of neighbours along a dim, or along several.

        Parameters
        ----------
        dim
            By dim, how many positions a block has: ``x.coarsen(time=7)``.
        boundary
            What to do where a dim is no multiple of that: raise (``"exact"``), leave the rest out (``"trim"``) or fill
            up with masked elements (``"pad"``).
        side
            From which side blocks are counted.
        coord_func
            What the label of a block is: ``"mean"``, ``"min"``, ``"max"``, ``"median"``, ``"sum"`` or a function of an
            array and axes; may be given by coordinate.
        **more
            Dims as keywords.

        Returns
        -------
        Coarsen
            With the reductions of :meth:`groupby`, and ``construct`` for the blocks themselves.
        """
        from .coarsen import Coarsen

        return Coarsen(self, merged(dim, more), boundary, side, coord_func)

    def weighted(self, weights: Any) -> Weighted:
        """Give each element a weight, for ``mean sum sum_of_weights sum_of_squares var std quantile``.

        Parameters
        ----------
        weights
            An array with dims that this array has.
        """
        from .weighted import Weighted

        return Weighted(self, weights)
