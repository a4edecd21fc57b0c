"""Calls of ufuncs and of their methods, and reductions."""

from typing import Any

import numpy as np

from ._entries import Entry, in_place

PAIRED = {
    func.__name__: func
    for func in (
        *(np.add, np.subtract, np.multiply, np.true_divide, np.floor_divide, np.remainder, np.fmod, np.divmod),
        *(np.maximum, np.minimum, np.fmax, np.fmin, np.hypot, np.arctan2, np.copysign, np.nextafter, np.heaviside),
        *(np.less, np.less_equal, np.equal, np.not_equal, np.greater, np.greater_equal),
        *(np.logical_and, np.logical_or, np.logical_xor, np.logaddexp, np.logaddexp2, np.power, np.float_power),
    )
}
"""Ufuncs of two operands."""

SINGLE = {
    func.__name__: func
    for func in (
        *(np.negative, np.positive, np.absolute, np.fabs, np.sign, np.rint, np.floor, np.ceil, np.trunc, np.conjugate),
        *(np.sqrt, np.cbrt, np.square, np.reciprocal, np.exp, np.exp2, np.expm1, np.log, np.log2, np.log10, np.log1p),
        *(np.sin, np.cos, np.tan, np.arcsin, np.arccos, np.arctan, np.sinh, np.cosh, np.tanh, np.arcsinh, np.arccosh),
        *(np.arctanh, np.deg2rad, np.rad2deg, np.radians, np.degrees, np.isfinite, np.isinf, np.isnan, np.signbit),
        *(np.spacing, np.modf, np.frexp, np.logical_not),
    )
}
"""Ufuncs of one operand."""

_COLUMN: Any = (slice(None), 2)  # np.add.at is typed for arrays of positions only

METHODS: dict[str, Entry] = {
    "add.reduce": lambda x: np.add.reduce(x),
    "add.reduce_axes": lambda x: np.add.reduce(x, axis=(0, 1)),
    "add.reduce_where": lambda x: np.add.reduce(x, axis=1, where=[True, False, True, True]),
    "maximum.reduce": lambda x: np.maximum.reduce(x, axis=1, keepdims=True),
    "multiply.reduce": lambda x: np.multiply.reduce(x, axis=0),
    "logical_or.reduce": lambda x: np.logical_or.reduce(x),
    "add.accumulate": lambda x: np.add.accumulate(x, axis=1),
    "maximum.accumulate": lambda x: np.maximum.accumulate(x),
    "add.reduceat": lambda x: np.add.reduceat(x, [0, 2], axis=1),
    "add.outer": lambda x: np.add.outer(x[0], x[1]),
    "multiply.outer": lambda x: np.multiply.outer(x[0], x[1]),
    "add.at": lambda x: in_place(x, lambda y: np.add.at(y, ([0, 0], [1, 1]), x[1, :2])),
    "negative.at": lambda x: in_place(x, lambda y: np.negative.at(y, [0])),
    "matmul": lambda x: np.matmul(x, np.swapaxes(x, 0, 1)),
    "vecdot": lambda x: np.vecdot(x, x),
    "matmul_plain": lambda x: x @ np.ones(4),
    "subtract.reduceat_plain_out": lambda x: np.maximum.reduceat(x, [0, 1], axis=0, out=np.empty((2, 4), x.dtype)),
    "add.at_plain": lambda x: in_place(x, lambda y: np.add.at(y, _COLUMN, y[:, 2])),
    "maximum.at": lambda x: in_place(x, lambda y: np.maximum.at(y, [0, 2, 0], x[1])),
    "matvec": lambda x: np.matvec(x, x[0]),
    "vecmat": lambda x: np.vecmat(x[:, 0], x),
    "ldexp": lambda x: np.ldexp(x, 2),
}

REDUCTIONS: dict[str, Entry] = {
    f"{func.__name__}[{axis}]": (lambda x, func=func, axis=axis: func(x, axis=axis))
    for axis in (None, 0, -1)
    for func in (
        *(np.sum, np.prod, np.mean, np.std, np.var, np.min, np.max, np.ptp, np.median, np.any, np.all),
        *(np.argmin, np.argmax, np.count_nonzero, np.cumsum, np.cumprod, np.average),
        *(np.nansum, np.nanprod, np.nanmean, np.nanstd, np.nanvar, np.nanmin, np.nanmax, np.nanmedian),
        *(np.nanargmin, np.nanargmax, np.nancumsum, np.nancumprod),
    )
} | {
    "sum_keepdims": lambda x: np.sum(x, axis=0, keepdims=True),
    "sum_initial": lambda x: np.sum(x, axis=0, initial=0),
    "std_ddof": lambda x: np.std(x, axis=1, ddof=1),
    "quantile": lambda x: np.quantile(x, [0.25, 0.5], axis=1),
    "percentile": lambda x: np.percentile(x, 30),
    "nanquantile": lambda x: np.nanquantile(x, 0.4, axis=0),
    "trace": lambda x: np.trace(x),
    "norm": lambda x: np.linalg.norm(x),
    "amax": lambda x: np.amax(x, axis=0),
    "amin": lambda x: np.amin(x, initial=0),
    "norm_axis": lambda x: np.linalg.norm(x, axis=1),
    "norm_order": lambda x: np.linalg.norm(x, 1, axis=0, keepdims=True),
    "norm_matrix": lambda x: np.linalg.norm(x, 1),
    "norm_largest": lambda x: np.linalg.norm(x, np.inf, axis=(0, 1)),
    "norm_frobenius": lambda x: np.linalg.norm(x, "fro"),
    "norm_singular": lambda x: np.linalg.norm(x, 2),
    "vector_norm": lambda x: np.linalg.vector_norm(x, axis=0, ord=3),
    "matrix_norm": lambda x: np.linalg.matrix_norm(x),
    "linalg.trace": lambda x: np.linalg.trace(x),
    "nanpercentile": lambda x: np.nanpercentile(x, [10, 60]),
    "quantile_weights": lambda x: np.quantile(x, 0.5, axis=1, weights=[1.0, 2.0, 3.0, 4.0], method="inverted_cdf"),
    "cumulative_sum": lambda x: np.cumulative_sum(x, axis=1, include_initial=True),
    "cumulative_prod": lambda x: np.cumulative_prod(x, axis=0),
    "std_mean": lambda x: np.std(x, axis=1, mean=np.mean(x, axis=1, keepdims=True)),
}
