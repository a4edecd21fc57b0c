"""What masked arrays can do: the attributes and methods that arrays with a mask have."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import bare, is_ours
from .._errors import MaskError
from .._family import class_with
from .._run import attach
from .._sentinel import masked
from .fill import default_fill
from .kind import MASK

if TYPE_CHECKING:
    from .._array import MetaArray

    _Base = MetaArray
else:
    _Base = object


class MaskMethods(_Base):
    """Mixin of the classes that have a mask."""

    __slots__ = ()

    @property
    def unmasked(self) -> Any:
        """The data as they are, hidden values included: without the mask, everything else kept; shares memory."""
        kinds = tuple(kind for kind in self._kinds if kind is not MASK)
        metas = tuple(meta for kind, meta in zip(self._kinds, self._meta, strict=True) if kind is not MASK)
        cls = class_with((type(self),), kinds)
        return bare(self) if cls is np.ndarray else attach(bare(self), cls, metas)

    def filled(self, fill_value: Any = None) -> Any:
        """Give a copy without a mask, masked elements replaced.

        Parameters
        ----------
        fill_value
            What to put there, a quantity where there are units; nan (NaT) if not given, for dtypes that have it.

        Returns
        -------
        ndarray
            Without the mask, everything else kept.

        Raises
        ------
        MaskError
            If no value is given and the dtype has none that means "no value".

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
            bare(plain)[mask] = default_fill(self.dtype)
        elif is_ours(plain):
            plain[mask] = fill_value
        else:
            bare(plain)[mask] = fill_value
        return plain

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
        mask = self._meta[type(self)._index[MASK]]
        others = tuple(kind for kind in self._kinds if not kind.per_array and kind is not MASK)
        if not others:
            counts = np.sum(~mask, axis=axis, keepdims=keepdims)
            return int(counts) if np.ndim(counts) == 0 else counts
        metas = tuple(self._meta[type(self)._index[kind]] for kind in others)
        return np.sum(attach(~mask, class_with((), others), metas), axis=axis, keepdims=keepdims)
