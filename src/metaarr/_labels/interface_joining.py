"""Methods of labelled arrays that bring them to the labels of others: ``reindex`` and others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from . import aligning, joining
from .arguments import merged
from .selection import Method

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class JoiningMethods(_Base):
    """Mixin of the classes that have dims and coordinates: labels of other arrays."""

    __slots__ = ()

    def reindex(
        self,
        indexers: Mapping[str, Any] | None = None,
        method: Method | None = None,
        tolerance: Any = None,
        **more: Any,
    ) -> Any:
        """Give other labels along dims; elements that the array does not have are masked.

        Parameters
        ----------
        indexers
            By dim: the labels wanted, in the terms of its coordinate.
        method, tolerance
            What to take for a label that is not there, and how far that may be away, as in ``sel``.
        **more
            Indexers as keywords.

        Raises
        ------
        AlignmentError
            If a label of the array occurs more than once.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x", coords={"x": [10, 20]}).reindex(x=[20, 30])
        LabeledMaskedArray([ 2, --], dims=('x',), coords=(x))
        >>> mt.array([1, 2], dims="x", coords={"x": [10, 20]}).reindex(x=[20, 23, 30], method="pad", tolerance=5)
        LabeledMaskedArray([ 2,  2, --], dims=('x',), coords=(x))
        """
        return aligning.reindex(self, merged(indexers, more), method, tolerance)

    def reindex_like(self, other: Any, method: Method | None = None, tolerance: Any = None) -> Any:
        """Give the labels that another array has along the dims that both have; see :meth:`reindex`.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], dims="x", coords={"x": [10, 20]})
        >>> x.reindex_like(mt.array([0, 0], dims="x", coords={"x": [20, 30]}))
        LabeledMaskedArray([ 2, --], dims=('x',), coords=(x))
        """
        return aligning.reindex_like(self, other, method, tolerance)

    def combine_first(self, other: Any) -> Any:
        """Take what is masked, or not there, from another array; the labels are those of both.

        Parameters
        ----------
        other
            A labelled array; it is converted to the unit of this one.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], "m", mask=[0, 1], dims="x", coords={"x": [10, 20]})
        >>> x.combine_first(mt.array([500, 700], "cm", dims="x", coords={"x": [20, 30]}))
        LabeledMaskedQuantity([1., 5., 7.], 'meter', dims=('x',), coords=(x))
        """
        return aligning.combine_first(self, other)

    def broadcast_like(self, other: Any) -> Any:
        """Lay the array on the dims of another one as well: a read-only view; see :func:`metaarr.broadcast`.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x").broadcast_like(mt.array([3, 4, 5], dims="y")).sizes["y"]
        3
        """
        return joining.broadcast(self, other)[0]
