"""Asking for masks: what is masked, how much of it, and in either of two masks."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .kind import checked
from .parts import as_ours, mask_of, numbered, on_axes_of


def getmaskarray(x: Any) -> NDArray[np.bool_]:
    """Give a copy of the mask; nothing masked for an array without one.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.getmaskarray([1, 2])
    array([False, False])
    """
    return mask_of(as_ours(x)).copy()


def count_masked(x: Any, axis: Any = None) -> Any:
    """Count the masked elements, along an axis or several if they are given, by number or name.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.count_masked(mt.array([1, 2, 3], mask=[0, 1, 1]))
    2
    """
    x = as_ours(x)
    counts = np.sum(on_axes_of(x, mask_of(x)), axis=numbered(x, axis), dtype=np.intp)
    return int(counts) if axis is None else counts


def mask_or(m1: Any, m2: Any) -> NDArray[np.bool_]:
    """Combine two masks; None stands for one that masks nothing.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.mask_or([0, 1, 0], [0, 0, 1])
    array([False,  True,  True])
    """
    one, other = (np.asarray(False if mask is None else mask) for mask in (m1, m2))
    return np.asarray(checked(one, one.shape) | checked(other, other.shape))
