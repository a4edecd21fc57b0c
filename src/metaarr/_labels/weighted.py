"""``x.weighted(w)``: means, sums and spreads in which each element counts as much as its weight."""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import axis_of, visible
from .operations import weights_of


class Weighted:
    """An array with weights for its elements; made by ``x.weighted(...)``.

    Masked elements do not count, and neither do their weights.

    Examples
    --------
    >>> import metaarr as mt
    >>> x = mt.array([[1.0, 5.0], [3.0, 7.0]], dims=("y", "x"))
    >>> x.weighted(mt.array([3, 1], dims="x")).mean("x")
    LabeledArray([2., 4.], dims=('y',))
    """

    __slots__ = ("_array", "_weights")

    def __init__(self, array: Any, weights: Any) -> None:
        self._array = array
        self._weights = weights_of(array, weights)

    def mean(self, dim: Any = None) -> Any:
        """The mean along some dims, weighted."""
        return np.average(self._array, weights=self._weights, axis=self._axes(dim))

    def sum(self, dim: Any = None) -> Any:
        """The sum of the elements times their weights along some dims."""
        return np.sum(self._array * self._weights, axis=self._axes(dim))

    def sum_of_weights(self, dim: Any = None) -> Any:
        """The sum of the weights of the visible elements along some dims."""
        return np.sum(self._weights, axis=self._axes(dim), where=visible(self._array))

    def sum_of_squares(self, dim: Any = None) -> Any:
        """The sum of the squared deviations from the weighted mean, times their weights."""
        return np.sum(self._squares(dim) * self._weights, axis=self._axes(dim))

    def var(self, dim: Any = None) -> Any:
        """The weighted mean of the squared deviations from the weighted mean."""
        return np.average(self._squares(dim), weights=self._weights, axis=self._axes(dim))

    def std(self, dim: Any = None) -> Any:
        """The square root of :meth:`var`."""
        return np.sqrt(self.var(dim))

    def quantile(self, q: Any, dim: Any = None) -> Any:
        """The least element that has at least the share `q` of all weights up to and with it."""
        return np.quantile(
            self._array, q, axis=self._axes(dim), weights=np.asarray(self._weights), method="inverted_cdf"
        )

    def _squares(self, dim: Any) -> Any:
        axes = self._axes(dim)
        mean = np.average(self._array, weights=self._weights, axis=axes, keepdims=True)
        return (self._array - mean) ** 2

    def _axes(self, dim: Any) -> Any:
        if dim is None:
            return None
        names = (dim,) if isinstance(dim, str) else tuple(dim)
        return tuple(axis_of(self._array, name) for name in names)
