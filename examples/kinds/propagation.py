"""Error propagation to first order: the mathematics of ``uncertainty.py``, in which quantities go as numbers do."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np

BY_OPERAND: Mapping[Any, tuple[Callable[..., Any], ...]] = {
    np.add: (lambda a, b: 1, lambda a, b: 1),
    np.subtract: (lambda a, b: 1, lambda a, b: -1),
    np.multiply: (lambda a, b: b, lambda a, b: a),
    np.true_divide: (lambda a, b: 1 / b, lambda a, b: -a / b / b),
    np.power: (lambda a, b: b * a ** (b - 1), lambda a, b: np.log(a) * a**b),
    np.float_power: (lambda a, b: b * a ** (b - 1), lambda a, b: np.log(a) * a**b),
    np.hypot: (lambda a, b: a / np.hypot(a, b), lambda a, b: b / np.hypot(a, b)),
    np.arctan2: (lambda a, b: b / (a * a + b * b), lambda a, b: -a / (a * a + b * b)),
    np.positive: (lambda a: 1,),
    np.negative: (lambda a: -1,),
    np.conjugate: (lambda a: 1,),
    np.absolute: (np.sign,),
    np.fabs: (np.sign,),
    np.square: (lambda a: 2 * a,),
    np.reciprocal: (lambda a: -1 / a / a,),
    np.sqrt: (lambda a: 0.5 / np.sqrt(a),),
    np.cbrt: (lambda a: np.cbrt(a) / a / 3,),
    np.exp: (np.exp,),
    np.exp2: (lambda a: np.exp2(a) * np.log(2),),
    np.expm1: (np.exp,),
    np.log: (lambda a: 1 / a,),
    np.log2: (lambda a: 1 / a / np.log(2),),
    np.log10: (lambda a: 1 / a / np.log(10),),
    np.log1p: (lambda a: 1 / (1 + a),),
    np.sin: (np.cos,),
    np.cos: (lambda a: -np.sin(a),),
    np.tan: (lambda a: 1 / np.cos(a) ** 2,),
    np.arcsin: (lambda a: 1 / np.sqrt(1 - a * a),),
    np.arccos: (lambda a: -1 / np.sqrt(1 - a * a),),
    np.arctan: (lambda a: 1 / (1 + a * a),),
    np.sinh: (np.cosh,),
    np.cosh: (np.sinh,),
    np.tanh: (lambda a: 1 / np.cosh(a) ** 2,),
    np.arcsinh: (lambda a: 1 / np.sqrt(a * a + 1),),
    np.arccosh: (lambda a: 1 / np.sqrt(a * a - 1),),
    np.arctanh: (lambda a: 1 / (1 - a * a),),
}
"""Of ufuncs, by each of their operands."""

BY_ELEMENT: Mapping[Any, Callable[..., Any]] = {
    np.add.reduce: lambda n, d, s: 1,
    np.mean: lambda n, d, s: 1 / n,
    np.var: lambda n, d, s: 2 * d / n,
    np.std: lambda n, d, s: d / n / s,
}
"""Of reductions, by each of `n` elements (less ``ddof``) that differ by `d` from their mean, by `s` on average."""

REFUSED = (np.piecewise, np.imag, np.linspace, np.geomspace, np.logspace, np.nan_to_num)
"""Functions that would be taken for ones that only move elements, or that write before a result can be refused."""

RUNNING_SUMS = (np.cumsum, np.cumulative_sum, np.add.accumulate)


def possible(sigma: Any) -> bool:
    """Standard deviations are at least 0."""
    return not np.any(np.asarray(sigma) < 0)


def of_elements(func: Any, x: list[Any], sigmas: list[Any], shape: tuple[int, ...]) -> Any:
    """Standard deviations of ``func(*x)``, where those of exact operands are None.

    Contributions add up where they come from the same element in memory, and in quadrature otherwise.
    """
    with np.errstate(all="ignore"):
        pairs = [(s, derivative(*x)) for s, derivative in zip(sigmas, BY_OPERAND[func], strict=True) if s is not None]
        terms = [np.broadcast_to(np.where(np.asarray(s) == 0, 0, by) * s, shape) for s, by in pairs]
        if len(terms) == 1:
            return np.abs(terms[0])
        same = np.equal(*(_places(s, shape) for s, _ in pairs))
        return np.where(same, np.abs(terms[0] + terms[1]), np.hypot(*terms))


def repeats(array: Any) -> bool:
    """Whether an element occurs several times, as in a view that was broadcast."""
    bare = np.asarray(array)
    return not bare.flags.forc and np.unique(_places(bare, bare.shape)).size < bare.size


def _places(array: Any, shape: tuple[int, ...]) -> Any:
    """Where each element lies in memory."""
    bare = np.broadcast_to(np.asarray(array), shape)
    steps = [np.arange(n) * step for n, step in zip(bare.shape, bare.strides, strict=True)]
    return sum(np.ix_(*steps), bare.__array_interface__["data"][0])


def of_reduction(func: Any, x: np.ndarray, sigma: np.ndarray, axis: Any, where: Any, ddof: float) -> Any:
    """The standard deviation of a reduction over `axis` (which is kept) of the elements that `where` selects."""
    kept: dict[str, Any] = {"axis": axis, "keepdims": True}
    with np.errstate(all="ignore"):
        count = np.sum(np.broadcast_to(where, x.shape), **kept)
        d = x - np.sum(x, where=where, **kept) / count
        s = np.sqrt(np.sum(d * d, where=where, **kept) / (count - ddof))
        terms = np.where(sigma == 0, 0, BY_ELEMENT[func](count - ddof, d, s)) * sigma
        return np.sqrt(np.sum(terms * terms, where=where, **kept))
