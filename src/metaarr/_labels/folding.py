"""The reductions that groups and windows have in common."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np


class Folding:
    """Reductions of parts of an array; a subclass says how a function is applied to each part (:meth:`reduce`).

    Each is the NumPy function of that name, so units, masks and other metadata follow its rules.
    """

    __slots__ = ()

    def reduce(self, function: Callable[..., Any], **options: Any) -> Any:
        """Apply ``function(array, axis=..., **options)`` to each part.

        Parameters
        ----------
        function
            A function that reduces an axis, such as :func:`numpy.mean`.
        **options
            Passed on to it.
        """
        raise NotImplementedError

    def count(self) -> Any:
        """How many visible elements each part has."""
        raise NotImplementedError

    def mean(self, **options: Any) -> Any:
        """The mean of each part."""
        return self.reduce(np.mean, **options)

    def sum(self, **options: Any) -> Any:
        """The sum of each part."""
        return self.reduce(np.sum, **options)

    def prod(self, **options: Any) -> Any:
        """The product of each part."""
        return self.reduce(np.prod, **options)

    def min(self, **options: Any) -> Any:
        """The least element of each part."""
        return self.reduce(np.min, **options)

    def max(self, **options: Any) -> Any:
        """The greatest element of each part."""
        return self.reduce(np.max, **options)

    def std(self, **options: Any) -> Any:
        """The standard deviation of each part; ``ddof=1`` for that of a sample."""
        return self.reduce(np.std, **options)

    def var(self, **options: Any) -> Any:
        """The variance of each part; ``ddof=1`` for that of a sample."""
        return self.reduce(np.var, **options)

    def median(self, **options: Any) -> Any:
        """The median of each part."""
        return self.reduce(np.median, **options)
