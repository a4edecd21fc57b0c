"""Leaving out, or masking, the rows and columns in which something is masked."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_tuple
from numpy.typing import NDArray

from .._errors import DimsError
from .parts import as_ours, mask_of, numbered, with_mask, without_mask


def compress_nd(x: Any, axis: Any = None) -> Any:
    """Leave out what lies at a position of an axis at which something is masked.

    Parameters
    ----------
    x
        Anything array-like.
    axis
        The axis, or axes, along which positions are left out, by number or name; all of them by default.

    Returns
    -------
    array
        Without a mask, everything else kept.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.compress_nd(mt.array([[1, 2], [3, 4]], "m", mask=[[0, 1], [0, 0]]), axis=0)
    Quantity([[3, 4]], 'meter')
    """
    x = as_ours(x)
    mask = mask_of(x)
    axes = tuple(range(x.ndim)) if axis is None else normalize_axis_tuple(numbered(x, axis), x.ndim)
    kept = without_mask(x)
    for i in axes:
        whole = ~mask.any(axis=tuple(j for j in range(x.ndim) if j != i))
        kept = kept[(slice(None),) * i + (whole,)]
    return kept if axes else kept.copy()


def compress_rowcols(x: Any, axis: Any = None) -> Any:
    """Leave out rows (``axis=0``), columns (``axis=1``) or both in which something is masked, of a matrix.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.compress_rowcols(mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    array([[3]])
    """
    return compress_nd(_matrix(x, "compress_rowcols"), axis)


def compress_rows(x: Any) -> Any:
    """Leave out the rows of a matrix in which something is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.compress_rows(mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    array([[3, 4]])
    """
    return compress_nd(_matrix(x, "compress_rows"), 0)


def compress_cols(x: Any) -> Any:
    """Leave out the columns of a matrix in which something is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.compress_cols(mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    array([[1],
           [3]])
    """
    return compress_nd(_matrix(x, "compress_cols"), 1)


def mask_rowcols(x: Any, axis: Any = None) -> Any:
    """Mask rows (``axis=0``), columns (``axis=1``) or both in which something is masked, of a matrix.

    The result is a new array; that of :func:`numpy.ma.mask_rowcols` changes the mask of its argument.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.mask_rowcols(mt.array([[1, 2], [3, 4]], "m", mask=[[0, 1], [0, 0]]))
    MaskedQuantity([[--, --],
                    [ 3, --]],
                   'meter')
    """
    x = _matrix(x, "mask_rowcols")
    mask = mask_of(x)
    axes = (0, 1) if axis is None else normalize_axis_tuple(numbered(x, axis), 2)
    lines = [np.asarray(mask.any(axis=1 - i, keepdims=True)) for i in axes]
    return with_mask(x.copy(), _spread(mask, lines))


def _spread(mask: NDArray[np.bool_], lines: list[NDArray[np.bool_]]) -> NDArray[np.bool_]:
    spread = mask.copy()
    for line in lines:
        spread |= line
    return spread


def mask_rows(x: Any) -> Any:
    """Mask the rows of a matrix in which something is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.mask_rows(mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    MaskedArray([[--, --],
                 [ 3,  4]])
    """
    return mask_rowcols(x, 0)


def mask_cols(x: Any) -> Any:
    """Mask the columns of a matrix in which something is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.mask_cols(mt.array([[1, 2], [3, 4]], mask=[[0, 1], [0, 0]]))
    MaskedArray([[ 1, --],
                 [ 3, --]])
    """
    return mask_rowcols(x, 1)


def _matrix(x: Any, what: str) -> Any:
    x = as_ours(x)
    if x.ndim != 2:
        raise DimsError(f"{what} works on rows and columns, so on two axes, not {x.ndim}; see mt.compress_nd")
    return x
