"""numpy.ma: its masked arrays become ours and back."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._masks import hard
from .._masks.kind import MASK
from ._parts import assembled, copied, record_for, whole_mask, with_own_mask


def from_ma(array: Any, *, copy: bool | None = True) -> Any:
    """Give a masked array of :mod:`numpy.ma` as one of metaarr.

    The fill value is left behind; ``filled`` takes one. A hard mask stays hard.

    Parameters
    ----------
    array : numpy.ma.MaskedArray
        Also :data:`numpy.ma.masked`, and any subclass that adds nothing.
    copy
        As in :func:`numpy.array`: ``False`` and ``None`` share the memory of the data, and that of the mask if there is
        one (``numpy.ma`` has none while nothing is masked).

    Returns
    -------
    MaskedArray

    Raises
    ------
    UnsupportedError
        If `array` is something else, or fields of a structured dtype are masked one by one.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> mt.from_ma(np.ma.masked_greater([1, 2, 3], 2))
    MaskedArray([ 1,  2, --])
    """
    if not isinstance(array, np.ma.MaskedArray):
        raise UnsupportedError(
            f"from_ma takes a numpy.ma.MaskedArray, not {type(array).__name__}; use metaarr.array(x)"
        )
    data = copied(np.ma.getdata(array, subok=False), copy)
    mask = whole_mask(np.ma.getmaskarray(array) if np.ma.getmask(array) is np.ma.nomask else array.mask, data, copy)
    return assembled(data, mask=hard.hardened(mask) if array.hardmask else mask)


def read(array: Any, *, copy: bool | None) -> Any:
    """Give a masked array that meets an array of ours as one of ours."""
    return with_own_mask(from_ma(array, copy=copy))


def to_ma(x: Any, *, copy: bool | None = True) -> Any:
    """Give a masked array of metaarr as one of :mod:`numpy.ma`; what :meth:`MaskedArray.to_ma` does."""
    mask = record_for(x, "numpy.ma", (MASK,))[MASK]
    data = copied(x, copy)
    array = np.ma.MaskedArray(data, hard.writable(mask) if copy is not True else mask.copy())
    if hard.is_hard(mask, np.asarray(x)):
        array.harden_mask()
    return array
