"""Methods of labelled arrays that pick parts: ``sel``, ``isel``, ``loc`` and others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Self

from . import picking
from .arguments import merged
from .picking import Loc
from .selection import Method

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class SelectionMethods(_Base):
    """Mixin of the classes that have dims and coordinates: parts by label and by position."""

    __slots__ = ()

    @property
    def loc(self) -> Loc:
        """Parts by label: ``x.loc["2012-01":"2012-03"]``, ``x.loc[{"x": 20}]``; may be assigned to."""
        return Loc(self)

    def isel(self, indexers: Mapping[str, Any] | None = None, drop: bool = False, **more: Any) -> Self:
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
        result: Self = picking.isel(self, merged(indexers, more), drop)
        return result

    def sel(
        self,
        indexers: Mapping[str, Any] | None = None,
        method: Method | None = None,
        tolerance: Any = None,
        drop: bool = False,
        **more: Any,
    ) -> Self:
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
        result: Self = picking.sel(self, merged(indexers, more), method, tolerance, drop)
        return result

    def drop_isel(self, indexers: Mapping[str, Any] | None = None, **more: Any) -> Self:
        """Leave positions along dims out.

        Parameters
        ----------
        indexers
            By dim: an integer, a slice, or a 1-D array of integers or truth values.
        **more
            Indexers as keywords.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], dims="x").drop_isel(x=[0, -1])
        LabeledArray([2], dims=('x',))
        """
        result: Self = picking.without(self, merged(indexers, more))
        return result

    def drop_sel(self, indexers: Mapping[str, Any] | None = None, **more: Any) -> Self:
        """Leave labels along dims out; labels are given as to :meth:`sel`.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], dims="x", coords={"x": [10, 20, 30]}).drop_sel(x=[10, 30])
        LabeledArray([2], dims=('x',), coords=(x))
        """
        result: Self = picking.without_labels(self, merged(indexers, more))
        return result
