"""Sums of products that skip: dot, matmul, tensordot, einsum, outer, kron, cross.

A term counts if all its factors are visible; a result is masked where no term counts. Hidden factors are 0 in NumPy's
own function, and the same function of the visibilities counts the terms. One thing needs more: a hidden 0 times a
visible infinity or nan would be nan, though that term does not count. If any visible factor is not finite, NumPy adds
up the finite terms, and products of zeros and ones count the others by what they come to (+inf, -inf, nan). No
floating-point warning is given of those.
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import product as combinations
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import MaskError
from .lines import Masked, any_masked, box, unmasked

Array = NDArray[Any]
Masks = Sequence[NDArray[np.bool_]]


def contract(
    function: Callable[..., Any], arrays: Sequence[Array], masks: Masks, *, conjugate: bool = False, **options: Any
) -> Masked:
    """Apply a function that is linear in each array, leaving out the terms with a masked factor.

    Parameters
    ----------
    function
        NumPy's, called as ``function(*arrays, **options)``; what shapes the result (``axes``) is bound to it. All its
        terms are added (for ``np.cross`` see `cross`).
    arrays, masks
        The bare operands and, for each, what is masked.
    conjugate
        Whether the function conjugates its first array (``np.vdot``, ``np.vecdot``).
    options
        What concerns values only (``dtype``, ``casting``); left out where terms are counted.
    """
    if not any(any_masked(mask) for mask in masks):
        return unmasked(function(*arrays, **options))
    hidden = _no_term(function, masks)
    clean = [np.where(mask, np.zeros((), array.dtype), array) for array, mask in zip(arrays, masks, strict=True)]
    if all(_is_finite(array) for array in clean):
        return Masked(box(function(*clean, **options)), hidden)
    visible = [~mask for mask in masks]
    if any(np.iscomplexobj(array) for array in clean):
        return Masked(_complex_sum(function, clean, visible, conjugate), hidden)
    return Masked(_sum(function, clean, visible, **options), hidden)


def _no_term(function: Callable[..., Any], masks: Masks) -> NDArray[np.bool_]:
    """Give where no term counts; where there is no term at all nothing is masked, since an empty sum is 0."""
    number = np.asarray(function(*(np.asarray(~mask, np.float32) for mask in masks)))
    return np.zeros(number.shape, np.bool_) if any(mask.size == 0 for mask in masks) else np.asarray(number == 0)


def _is_finite(array: Array) -> bool:
    return array.dtype.kind not in "fc" or bool(np.isfinite(array).all())


def _sum(function: Callable[..., Any], arrays: Sequence[Array], visible: Masks, **options: Any) -> Array:
    """Add up the terms of visible real factors, of which some are not finite."""
    finite = np.asarray(function(*(np.where(np.isfinite(a), a, np.zeros((), a.dtype)) for a in arrays), **options))
    return np.asarray(finite + _infinite_part(function, arrays, visible).astype(finite.dtype))


def _infinite_part(function: Callable[..., Any], arrays: Sequence[Array], visible: Masks) -> Array:
    """Give inf, -inf or nan where terms that are not finite add up to it, else 0.

    The number of terms with a property that excludes some factors is a product over those that remain.
    """

    def terms(factors: Iterator[Array]) -> Array:
        return np.asarray(function(*(np.asarray(factor, np.float64) for factor in factors)))

    known = [v & ~np.isnan(a) for a, v in zip(arrays, visible, strict=True)]
    nonzero = [k & (a != 0) for a, k in zip(arrays, known, strict=True)]
    finite = [np.isfinite(a) for a in arrays]
    known_finite = [k & f for k, f in zip(known, finite, strict=True)]
    nonzero_finite = [n & f for n, f in zip(nonzero, finite, strict=True)]
    signs = [np.sign(np.where(n, a, 0)) for a, n in zip(arrays, nonzero, strict=True)]
    finite_signs = [s * f for s, f in zip(signs, finite, strict=True)]

    of_nan = terms(iter(visible)) - terms(iter(known))
    infinite = terms(iter(nonzero)) - terms(iter(nonzero_finite))
    zero_times_infinity = terms(iter(known)) - terms(iter(known_finite)) - infinite
    balance = terms(iter(signs)) - terms(iter(finite_signs))
    both = (infinite != np.abs(balance)) | (of_nan > 0) | (zero_times_infinity > 0)
    return np.where(both, np.nan, np.where(infinite > 0, np.copysign(np.inf, balance), 0.0))


def _complex_sum(function: Callable[..., Any], arrays: Sequence[Array], visible: Masks, conjugate: bool) -> Array:
    """Add up the products of real and imaginary parts, each by `_sum`."""
    parts = [[(a.real, 1 + 0j), (a.imag, 1j)] if np.iscomplexobj(a) else [(a, 1 + 0j)] for a in arrays]
    if conjugate and len(parts[0]) == 2:
        parts[0][1] = (arrays[0].imag, -1j)
    real: Any = 0.0
    imaginary: Any = 0.0
    for combination in combinations(*parts):
        unit = np.prod([factor for _, factor in combination])
        term = _sum(function, [part for part, _ in combination], visible)
        real, imaginary = (real + unit.real * term, imaginary) if unit.real else (real, imaginary + unit.imag * term)
    result = np.empty(np.shape(real), np.result_type(*arrays))
    result.real, result.imag = real, imaginary
    return result


def cross(
    a: Array,
    b: Array,
    a_mask: NDArray[np.bool_],
    b_mask: NDArray[np.bool_],
    axisa: int = -1,
    axisb: int = -1,
    axisc: int = -1,
    axis: int | None = None,
) -> Masked:
    """Give ``np.cross(a, b)`` of vectors of three, each component the difference of the terms that are visible."""
    axisa, axisb, axisc = (axisa, axisb, axisc) if axis is None else (axis, axis, axis)
    if not (any_masked(a_mask) or any_masked(b_mask)):
        return unmasked(np.cross(a, b, axisa, axisb, axisc))
    first, second = (np.moveaxis(x, axisa, -1) for x in (a, a_mask)), (np.moveaxis(x, axisb, -1) for x in (b, b_mask))
    (x, x_mask), (y, y_mask) = first, second
    if x.shape[-1] != 3 or y.shape[-1] != 3:
        raise MaskError(
            f"np.cross of masked arrays takes vectors of 3 components, not {x.shape[-1]} and {y.shape[-1]}; "
            "give the missing one as 0"
        )
    plus, plus_mask = _term(x, x_mask, y, y_mask, 1, 2)
    minus, minus_mask = _term(x, x_mask, y, y_mask, 2, 1)
    return Masked(np.moveaxis(plus - minus, -1, axisc), np.moveaxis(plus_mask & minus_mask, -1, axisc).copy())


def _term(
    x: Array, x_mask: NDArray[np.bool_], y: Array, y_mask: NDArray[np.bool_], i: int, j: int
) -> tuple[Array, NDArray[np.bool_]]:
    """Multiply component k + i of x by component k + j of y, for each k; 0 where either is masked."""
    hidden = np.roll(x_mask, -i, -1) | np.roll(y_mask, -j, -1)
    one, other = (np.where(hidden, np.zeros((), z.dtype), z) for z in (np.roll(x, -i, -1), np.roll(y, -j, -1)))
    return one * other, hidden
