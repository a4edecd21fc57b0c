"""What masked arrays can do: the attributes and methods that arrays with a mask have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self

import numpy as np

from .._call import bare, is_ours
from .._errors import MaskError, UnsupportedError
from .._exchange import WaysOut
from .._sentinel import masked
from . import gaps, hard
from .fill import default_fill
from .kind import MASK
from .parts import axis_record, like, numbered, on_axes_of, record_of, without_mask

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class MaskMethods(WaysOut, _Base):
    """Mixin of the classes that have a mask."""

    __slots__ = ()

    @property
    def unmasked(self) -> Any:
        """The data as they are, hidden values included: without the mask, everything else kept; shares memory."""
        return without_mask(self)

    def filled(self, fill_value: Any = None) -> Any:
        """Give a copy without a mask, masked elements replaced.

        Parameters
        ----------
        fill_value
            What to put there, a quantity where there are units; one value, or one for each element. Not given, it is
            nan (NaT), for dtypes that have it.

        Returns
        -------
        ndarray
            Without the mask, everything else kept.

        Raises
        ------
        MaskError
            If no value is given and the dtype has none that means "no value".
        TypeError
            If the dtype of the array has no room for the value.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.0, 2.0], "m", mask=[0, 1]).filled(5 * mt.units.cm)
        Quantity([1.  , 0.05], 'meter')
        """
        plain = self.unmasked.copy()
        mask = self._meta[type(self)._index[MASK]]
        if fill_value is masked:
            raise MaskError("filled(masked) fills nothing; give a value")
        if fill_value is None:
            np.copyto(bare(plain), default_fill(self.dtype), where=mask)
        else:
            np.copyto(plain, fill_value, where=mask)
        return plain

    @property
    def fill_value(self) -> Any:
        """What :meth:`filled` puts in place of masked elements if it is given nothing: nan (NaT), in the array's unit.

        No fill value is stored: setting one is refused, and so is asking where the dtype has no nan.
        """
        record = {kind: meta for kind, meta in record_of(self).items() if kind.per_array}
        return like(self, np.asarray(default_fill(self.dtype)), record) if record else default_fill(self.dtype)

    @fill_value.setter
    def fill_value(self, value: Any) -> None:
        raise UnsupportedError("a fill value is not stored with the array; pass it where it is used: x.filled(value)")

    def compressed(self) -> Any:
        """Give the visible elements in C order, along one axis, without a mask.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], "s", mask=[0, 1, 0]).compressed()
        Quantity([1, 3], 'second')
        """
        visible = ~self._meta[type(self)._index[MASK]]
        return self.unmasked[visible]

    def count(self, axis: Any = None, keepdims: bool = False) -> Any:
        """Count the visible elements along `axis`, a number or a name.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], mask=[0, 1, 0]).count()
        2
        """
        visible = ~self._meta[type(self)._index[MASK]]
        counts = np.sum(on_axes_of(self, visible), axis=numbered(self, axis), keepdims=keepdims, dtype=np.intp)
        return counts if is_ours(counts) or np.ndim(counts) else int(counts)

    def anom(self, axis: Any = None, dtype: Any = None) -> Any:
        """Give the differences from the mean of the visible elements along `axis`, a number or a name.

        Parameters
        ----------
        axis
            Along which the mean is taken; all axes by default.
        dtype
            In which the mean is computed.

        Returns
        -------
        MaskedArray
            Masked as the array is, in the unit of differences (``delta_degC`` of degrees Celsius).

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1.0, 2.0, 6.0], "degC", mask=[0, 0, 1]).anom()
        MaskedQuantity([-0.5, 0.5, --], 'delta_degree_Celsius')
        """
        labels = axis_record(self)
        record = {kind: meta for kind, meta in record_of(self).items() if kind not in labels}
        bare_axes = like(self, bare(self), record)
        away = bare_axes - np.mean(bare_axes, axis=numbered(self, axis), dtype=dtype, keepdims=True)
        return like(self, bare(away), record_of(away) | labels)

    # --- hard masks ---

    @property
    def hardmask(self) -> bool:
        """Whether assignment leaves masked elements alone; see :meth:`harden_mask`."""
        return hard.is_hard(self._meta[type(self)._index[MASK]], bare(self))

    def harden_mask(self) -> Self:
        """Make the mask hard: masked elements stay masked and keep their value, whatever is assigned to them.

        Views that are made from now on have a hard mask as well; copies and results of operations have a soft one.
        More can be masked, by ``x[key] = metaarr.masked`` and ``x.mask = mask``; ``x.mask`` itself is read-only.

        Returns
        -------
        MaskedArray
            The array itself.

        Examples
        --------
        >>> import metaarr as mt
        >>> sea = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0]).harden_mask()
        >>> sea[:] = 0.0
        >>> sea
        MaskedArray([0., --, 0.])
        """
        self._replace(MASK, hard.hardened(self._meta[type(self)._index[MASK]]))
        return self

    def soften_mask(self) -> Self:
        """Make the mask soft again: assigning a value unmasks; gives the array itself."""
        if self.hardmask:
            self._replace(MASK, hard.writable(self._meta[type(self)._index[MASK]]))
        return self

    # --- gaps ---

    def fill_forward(self, axis: Any = None, limit: int | None = None) -> Self:
        """Put the last visible element before it in the place of each masked one.

        Parameters
        ----------
        axis
            Number or name of an axis; it may be left out where there is only one.
        limit
            How many elements in a row are filled at most.

        Returns
        -------
        MaskedArray
            A new array; what has no visible element before it stays masked.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3, 4], "m", mask=[1, 0, 1, 1]).fill_forward(limit=1)
        MaskedQuantity([--, 2, 2, --], 'meter')
        """
        filled: Self = gaps.fill_forward(self, axis, limit)
        return filled

    def fill_backward(self, axis: Any = None, limit: int | None = None) -> Self:
        """Put the next visible element after it in the place of each masked one; see :meth:`fill_forward`.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3, 4], "m", mask=[1, 0, 1, 1]).fill_backward()
        MaskedQuantity([ 2,  2, --, --], 'meter')
        """
        filled: Self = gaps.fill_backward(self, axis, limit)
        return filled

    def interpolate_masked(
        self,
        axis: Any = None,
        method: str = "linear",
        *,
        limit: int | None = None,
        use_coordinate: bool | str = True,
    ) -> Self:
        """Put what is between its visible neighbours along an axis in the place of each masked element.

        Parameters
        ----------
        axis
            Number or name of an axis; it may be left out where there is only one.
        method
            ``"linear"``: on the straight line between both neighbours. ``"nearest"``: the nearer one of them, the first
            of two that are equally near; for any dtype.
        limit
            How many elements in a row are filled at most.
        use_coordinate
            Whether elements lie where the coordinate of the axis says (numbers or times, in order), or one after the
            other; or the name of another coordinate along the axis. Without a coordinate they lie one after the other.

        Returns
        -------
        MaskedArray
            A new array; what has no visible element on both sides stays masked. Linear interpolation of integers gives
            floats.

        Raises
        ------
        UnsupportedError
            For a dtype that has nothing between two values (texts, objects), unless it is to be the nearest.
        OffsetUnitError
            For a logarithmic unit.
        LabelsError, MaskError
            For a coordinate that is out of order, or has masked labels or nan.

        Examples
        --------
        >>> import metaarr as mt
        >>> x = mt.array([1.0, 0.0, 4.0], "m", mask=[0, 1, 0], dims="t", coords={"t": [0, 10, 30]})
        >>> x.interpolate_masked("t").unlabeled
        MaskedQuantity([1., 2., 4.], 'meter')
        """
        filled: Self = gaps.interpolate(self, axis, method, limit=limit, use_coordinate=use_coordinate)
        return filled

    def to_ma(self, *, copy: bool | None = True) -> Any:
        """Give the array as a :class:`numpy.ma.MaskedArray`; a hard mask stays hard.

        Parameters
        ----------
        copy
            As in :func:`numpy.array`: ``False`` and ``None`` share the memory of the data and of the mask.

        Raises
        ------
        UnsupportedError
            If a unit or labels would be lost: ``x.magnitude.to_ma()`` says so on purpose.

        Examples
        --------
        >>> import metaarr as mt
        >>> mt.array([1, 2, 3], mask=[0, 1, 0]).to_ma()
        masked_array(data=[1, --, 3],
                     mask=[False,  True, False],
               fill_value=999999)
        """
        from ..interop.numpy_ma import to_ma

        return to_ma(self, copy=copy)
