"""Methods of labelled arrays that change labels and axes: ``rename``, ``assign_coords``, ``expand_dims`` and others."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, Self

from . import operations, reshaping
from .arguments import merged
from .arrays import with_labels

if TYPE_CHECKING:
    from .._array import MetaArray
    from .state import Labels

    _Base = MetaArray
else:
    _Base = object


class LabelChanges(_Base):
    """Mixin of the classes that have dims and coordinates: other labels, other axes."""

    __slots__ = ()

    if TYPE_CHECKING:

        @property
        def _labels(self) -> Labels: ...

    def rename(self, names: Mapping[str, str] | str | None = None, **more: str) -> Self:
        """Give dims and coordinates (or, with a text, the array) other names; shares memory.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2], dims="x").rename(x="time").dims
        ('time',)
        """
        if (names is None and not more) or isinstance(names, str):
            labels = self._labels.with_name(names)
        else:
            labels = self._labels.rename(merged(names, more), self.shape)
        result: Self = with_labels(self, labels)
        return result

    def assign_coords(self, coords: Mapping[str, Any] | None = None, **more: Any) -> Self:
        """Add or replace coordinates; shares memory.

        Parameters
        ----------
        coords
            By name: an array along the dim of that name, ``(dims, array)``, or a scalar.
        **more
            Coordinates as keywords.
        """
        result: Self = with_labels(self, self._labels.assign_coords(merged(coords, more), self.shape))
        return result

    def drop_coords(self, names: str | Iterable[str], *more: str) -> Self:
        """Leave coordinates out; shares memory."""
        dropped = [*([names] if isinstance(names, str) else names), *more]
        result: Self = with_labels(self, self._labels.drop_coords(dropped))
        return result

    def swap_dims(self, dims: Mapping[str, str] | None = None, **more: str) -> Self:
        """Make other coordinates the dims; unlike :meth:`rename` it leaves the names of coordinates alone.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2], dims="x", coords={"x": [10, 20], "letter": ("x", ["a", "b"])})
        >>> x.swap_dims(x="letter").sel(letter="b")
        LabeledArray(2, dims=(), coords=(x, letter))
        """
        result: Self = with_labels(self, operations.swap_dims(self._labels, merged(dims, more), self.shape))
        return result

    def stack(self, dims: Mapping[str, Iterable[Any]] | None = None, **more: Iterable[Any]) -> Self:
        """Make one dim of several, the last one of the result, with the labels of each of them along it.

        Parameters
        ----------
        dims
            The name of the new dim, and those that it is made of; ``...`` stands for all others.
        **more
            The dims as keywords.

        See Also
        --------
        unstack : the way back.
        metaarr.stack : several arrays along a new dim.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([[1, 2], [3, 4]], dims=("y", "x"), coords={"y": ["a", "b"], "x": [10, 20]})
        >>> x.stack(place=("y", "x"))
        LabeledArray([1, 2, 3, 4], dims=('place',), coords=(y, x))
        >>> x.stack(place=("y", "x")).coords["x"]
        LabeledArray([10, 20, 10, 20], dims=('place',), coords=(y, x), name='x')
        """
        result: Self = reshaping.stacked(self, merged(dims, more))
        return result

    def unstack(self, dim: str | None = None, levels: Iterable[str] | None = None) -> Any:
        """Make several dims of one, the last ones of the result.

        Parameters
        ----------
        dim
            A dim that was stacked; the only one if not given.
        levels
            The coordinates along `dim` that become dims, where it was not made by :meth:`stack`.

        Returns
        -------
        MetaArray
            As it was before it was stacked. Where positions were left out since, or `levels` is given, the result has a
            mask, for there may be no element for some of the labels.

        Raises
        ------
        AlignmentError
            If several elements have the same labels.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1, 2, 3], dims="i", coords={"y": ("i", ["a", "a", "b"]), "x": ("i", [10, 20, 10])})
        >>> x.unstack("i", levels=("y", "x"))
        LabeledMaskedArray([[ 1,  2],
                            [ 3, --]],
                           dims=('y', 'x'), coords=(y, x))
        """
        return reshaping.unstacked(self, dim, None if levels is None else tuple(levels))

    def expand_dims(
        self, dim: str | Iterable[str] | Mapping[str, Any] | None = None, axis: Any = 0, **more: Any
    ) -> Self:
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
        result: Self = operations.expand_dims(
            self, dict(names if isinstance(names, Mapping) else dict.fromkeys(names)) | more, axis
        )
        return result
