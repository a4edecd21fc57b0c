"""Kleene's logic: what is masked may be either, and what is known anyway is not masked.

NumPy's own functions mask a result wherever an operand is masked, and their reductions skip.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .kind import MASK
from .parts import as_ours, like, mask_of, numbered, record_of


def kleene_and(a: Any, b: Any) -> Any:
    """Whether both are true: False where one is known to be false, else masked where one is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> a = mt.array([True, False], mask=[1, 1])
    >>> mt.kleene_and(a, [False, True])
    MaskedArray([False, --])
    """
    return _decided(np.logical_and, False, as_ours(a), as_ours(b))


def kleene_or(a: Any, b: Any) -> Any:
    """Whether one is true: True where one is known to be true, else masked where one is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> a = mt.array([True, False], mask=[1, 1])
    >>> mt.kleene_or(a, [False, True])
    MaskedArray([   --,  True])
    """
    return _decided(np.logical_or, True, as_ours(a), as_ours(b))


def kleene_all(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Whether all are true along an axis: False where one is known to be false, else masked where one is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.kleene_all(mt.array([[True, False], [True, False]], mask=[[0, 1], [1, 0]]), axis=1)
    MaskedArray([   --, False])
    """
    return _decided_along(np.all, False, as_ours(x), axis, keepdims)


def kleene_any(x: Any, axis: Any = None, *, keepdims: bool = False) -> Any:
    """Whether one is true along an axis: True where one is known to be true, else masked where one is masked.

    Examples
    --------
    >>> import metaarr as mt
    >>> mt.kleene_any(mt.array([[True, False], [True, False]], mask=[[0, 1], [1, 0]]), axis=1)
    MaskedArray([ True,    --])
    """
    return _decided_along(np.any, True, as_ours(x), axis, keepdims)


def _decided(ufunc: np.ufunc, decisive: bool, a: Any, b: Any) -> Any:
    """Combine, and unmask where one visible operand decides."""
    result = ufunc(a, b)
    if MASK in record_of(result):
        known = np.asarray(np.logical_or(_says(a, decisive), _says(b, decisive)))
        np.copyto(np.asarray(result), decisive, where=known)
        np.copyto(result.mask, False, where=known)
    return result


def _says(x: Any, decisive: bool) -> Any:
    """Give where an array is visible, and true or false as asked; its labels are kept."""
    opposite = np.logical_not(x)
    if MASK in record_of(opposite):
        opposite = opposite.filled(decisive)
    return np.logical_not(opposite) if decisive else opposite


def _decided_along(func: Callable[..., Any], decisive: bool, x: Any, axis: Any, keepdims: bool) -> Any:
    """Reduce, and mask where nothing visible decides and something is masked."""
    axis = numbered(x, axis)
    if MASK not in record_of(x):
        return func(x, axis=axis, keepdims=keepdims)
    decided = np.asarray(np.any(_says(x, decisive), axis=axis, keepdims=keepdims))
    unknown = np.asarray(mask_of(x).any(axis=axis, keepdims=keepdims))
    result = func(x, axis=axis, keepdims=keepdims)
    return like(result, np.where(decided, decisive, not decisive), record_of(result) | {MASK: unknown & ~decided})
