"""Representative calls of NumPy's functions: what the properties are tested on.

Each entry is a function of an array (two axes, or one where a function wants that) that calls one NumPy function, so
that a test can hand in whatever kind of array it is about. The catalogue says nothing of what should come out.
"""

from collections.abc import Callable
from typing import Any

import numpy as np

Entry = Callable[[Any], Any]

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
    "add.at": lambda x: _in_place(x, lambda y: np.add.at(y, ([0, 0], [1, 1]), x[1, :2])),
    "negative.at": lambda x: _in_place(x, lambda y: np.negative.at(y, [0])),
    "matmul": lambda x: np.matmul(x, np.swapaxes(x, 0, 1)),
    "vecdot": lambda x: np.vecdot(x, x),
    "matmul_plain": lambda x: x @ np.ones(4),
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
}

MOVEMENT: dict[str, Entry] = {
    "copy": lambda x: np.copy(x),
    "transpose": lambda x: np.transpose(x),
    "swapaxes": lambda x: np.swapaxes(x, 0, 1),
    "moveaxis": lambda x: np.moveaxis(x, 0, -1),
    "rollaxis": lambda x: np.rollaxis(x, 1),
    "reshape": lambda x: np.reshape(x, (2, -1)),
    "ravel": lambda x: np.ravel(x),
    "ravel_F": lambda x: np.ravel(x, order="F"),
    "squeeze": lambda x: np.squeeze(x[:1]),
    "expand_dims": lambda x: np.expand_dims(x, 1),
    "atleast_1d": lambda x: np.atleast_1d(x[0, 0]),
    "atleast_2d": lambda x: np.atleast_2d(x[0]),
    "atleast_3d": lambda x: np.atleast_3d(x),
    "broadcast_to": lambda x: np.broadcast_to(x, (2, *x.shape)),
    "broadcast_arrays": lambda x: np.broadcast_arrays(x, x[0]),
    "flip": lambda x: np.flip(x),
    "flip_axis": lambda x: np.flip(x, 1),
    "flipud": lambda x: np.flipud(x),
    "fliplr": lambda x: np.fliplr(x),
    "rot90": lambda x: np.rot90(x),
    "roll": lambda x: np.roll(x, 1),
    "roll_axis": lambda x: np.roll(x, 1, axis=1),
    "repeat": lambda x: np.repeat(x, 2, axis=0),
    "repeat_flat": lambda x: np.repeat(x, 2),
    "tile": lambda x: np.tile(x, 2),
    "take": lambda x: np.take(x, [0, 2, 1], axis=1),
    "take_flat": lambda x: np.take(x, [0, 5]),
    "take_along_axis": lambda x: np.take_along_axis(x, np.argsort(np.ones(x.shape), axis=1), axis=1),
    "compress": lambda x: np.compress([True, False, True], x, axis=0),
    "extract": lambda x: np.extract(np.eye(3, 4), x),
    "delete": lambda x: np.delete(x, 1, axis=0),
    "diag": lambda x: np.diag(x),
    "diagonal": lambda x: np.diagonal(x),
    "diagflat": lambda x: np.diagflat(x[0]),
    "tril": lambda x: np.tril(x),
    "triu": lambda x: np.triu(x),
    "split": lambda x: np.split(x, 2, axis=1),
    "array_split": lambda x: np.array_split(x, 3, axis=1),
    "hsplit": lambda x: np.hsplit(x, 2),
    "vsplit": lambda x: np.vsplit(x, 3),
    "unstack": lambda x: np.unstack(x),
    "resize": lambda x: np.resize(x, (2, 3)),
    "pad": lambda x: np.pad(x, 1),
    "pad_edge": lambda x: np.pad(x, 1, mode="edge"),
    "pad_mean": lambda x: np.pad(x, 1, mode="mean"),
    "pad_maximum": lambda x: np.pad(x, 1, mode="maximum"),
    "meshgrid": lambda x: np.meshgrid(x[0], x[1]),
    "concatenate": lambda x: np.concatenate([x, x], axis=1),
    "concatenate_flat": lambda x: np.concatenate([x, x], axis=None),
    "stack": lambda x: np.stack([x, x], axis=1),
    "hstack": lambda x: np.hstack([x, x]),
    "vstack": lambda x: np.vstack([x, x]),
    "dstack": lambda x: np.dstack([x, x]),
    "column_stack": lambda x: np.column_stack([x[0], x[1]]),
    "append": lambda x: np.append(x, x, axis=0),
    "insert": lambda x: np.insert(x, 1, x[0], axis=0),
    "block": lambda x: np.block([[x, x], [x, x]]),
    "where": lambda x: np.where(np.eye(3, 4, dtype=bool), x, x[::-1]),
    "choose": lambda x: np.choose(np.array([0, 1, 0, 1]), [x[0], x[1]]),
    "select": lambda x: np.select([np.eye(3, 4, dtype=bool)], [x], x[::-1]),
    "fftshift": lambda x: np.fft.fftshift(x),
    "trim_zeros": lambda x: np.trim_zeros(x[0]),
    "sliding_window_view": lambda x: np.lib.stride_tricks.sliding_window_view(x, 2, axis=1),
}

ORDER: dict[str, Entry] = {
    "sort": lambda x: np.sort(x),
    "sort_axis": lambda x: np.sort(x, axis=0, kind="stable"),
    "sort_flat": lambda x: np.sort(x, axis=None),
    "argsort": lambda x: np.argsort(x),
    "partition": lambda x: np.partition(x[0], 1),
    "argpartition": lambda x: np.argpartition(x[0], 1),
    "lexsort": lambda x: np.lexsort((x[0], x[1])),
    "unique": lambda x: np.unique(x),
    "unique_all": lambda x: np.unique(x[0], return_index=True, return_inverse=True, return_counts=True),
    "unique_values": lambda x: np.unique_values(x[0]),
    "unique_counts": lambda x: np.unique_counts(x[0]),
    "union1d": lambda x: np.union1d(x[0], x[1]),
    "intersect1d": lambda x: np.intersect1d(x[0], x[1]),
    "setdiff1d": lambda x: np.setdiff1d(x[0], x[1]),
    "setxor1d": lambda x: np.setxor1d(x[0], x[1]),
    "isin": lambda x: np.isin(x[0], x[1]),
    "searchsorted": lambda x: np.searchsorted(x[0], x[1]),
    "digitize": lambda x: np.digitize(x, x[0]),
    "nonzero": lambda x: np.nonzero(x),
    "flatnonzero": lambda x: np.flatnonzero(x),
    "argwhere": lambda x: np.argwhere(x),
    "where_short": lambda x: np.where(x),
}

VALUES: dict[str, Entry] = {
    "round": lambda x: np.round(x, 1),
    "fix": lambda x: np.fix(x),
    "clip": lambda x: np.clip(x, x[0], x[1]),
    "real": lambda x: np.real(x),
    "imag": lambda x: np.imag(x),
    "angle": lambda x: np.angle(x),
    "nan_to_num": lambda x: np.nan_to_num(x),
    "real_if_close": lambda x: np.real_if_close(x),
    "isclose": lambda x: np.isclose(x, x[::-1]),
    "isreal": lambda x: np.isreal(x),
    "iscomplex": lambda x: np.iscomplex(x),
    "isposinf": lambda x: np.isposinf(x),
    "sinc": lambda x: np.sinc(x),
    "i0": lambda x: np.i0(x),
    "diff": lambda x: np.diff(x),
    "diff_prepend": lambda x: np.diff(x, prepend=x[:, :1]),
    "ediff1d": lambda x: np.ediff1d(x),
    "gradient": lambda x: np.gradient(x),
    "unwrap": lambda x: np.unwrap(x),
    "trapezoid": lambda x: np.trapezoid(x),
    "interp": lambda x: np.interp(x[0], np.arange(4.0), x[1]),
    "convolve": lambda x: np.convolve(x[0], x[1]),
    "correlate": lambda x: np.correlate(x[0], x[1]),
    "dot": lambda x: np.dot(x, x[0]),
    "inner": lambda x: np.inner(x, x),
    "outer": lambda x: np.outer(x[0], x[1]),
    "kron": lambda x: np.kron(x[0], x[1]),
    "vdot": lambda x: np.vdot(x[0], x[1]),
    "tensordot": lambda x: np.tensordot(x, x, axes=([0, 1], [0, 1])),
    "einsum": lambda x: np.einsum("ij,kj->ik", x, x),
    "cross": lambda x: np.cross(x[:, :3], x[:, 1:]),
    "cov": lambda x: np.cov(x),
    "corrcoef": lambda x: np.corrcoef(x),
    "histogram": lambda x: np.histogram(x, bins=3),
    "histogram_bin_edges": lambda x: np.histogram_bin_edges(x, bins=3),
    "histogram2d": lambda x: np.histogram2d(x[0], x[1], bins=2),
    "bincount": lambda x: np.bincount(np.arange(4), weights=x[0]),
    "inv": lambda x: np.linalg.inv(x[:, :3]),
    "det": lambda x: np.linalg.det(x[:, :3]),
    "solve": lambda x: np.linalg.solve(x[:, :3], x[:, 3]),
    "svd": lambda x: np.linalg.svd(x),
    "qr": lambda x: np.linalg.qr(x),
    "eigvals": lambda x: np.linalg.eigvals(x[:, :3]),
    "pinv": lambda x: np.linalg.pinv(x),
    "lstsq": lambda x: np.linalg.lstsq(x, x[:, 0]),
    "matrix_power": lambda x: np.linalg.matrix_power(x[:, :3], 2),
    "matrix_rank": lambda x: np.linalg.matrix_rank(x),
    "cond": lambda x: np.linalg.cond(x),
    "multi_dot": lambda x: np.linalg.multi_dot([x, np.swapaxes(x, 0, 1), x]),
    "fft": lambda x: np.fft.fft(x),
    "rfft2": lambda x: np.fft.rfft2(x),
    "polyfit": lambda x: np.polyfit(np.arange(4.0), x[0], 1),
    "polyval": lambda x: np.polyval(x[0], 2.0),
    "roots": lambda x: np.roots(x[0]),
    "poly": lambda x: np.poly(x[0]),
    "vander": lambda x: np.vander(x[0]),
    "zeros_like": lambda x: np.zeros_like(x),
    "ones_like": lambda x: np.ones_like(x),
    "full_like": lambda x: np.full_like(x, x[0, 0]),
    "array_equal": lambda x: np.array_equal(x, x[::-1][::-1]),
    "array_equiv": lambda x: np.array_equiv(x, x[0]),
    "allclose": lambda x: np.allclose(x, x[::-1]),
    "apply_along_axis": lambda x: np.apply_along_axis(np.sum, 0, x),
    "apply_over_axes": lambda x: np.apply_over_axes(np.sum, x, [0]),
    "average_weights": lambda x: np.average(x, weights=[1.0, 2.0, 3.0, 4.0], axis=1),
    "average_returned": lambda x: np.average(x, axis=0, returned=True),
    "emath.sqrt": lambda x: np.emath.sqrt(x),
    "shape": lambda x: np.shape(x),
    "result_type": lambda x: np.result_type(x),
}

ASSIGNMENT: dict[str, Entry] = {
    "copyto": lambda x: _in_place(x, lambda y: np.copyto(y, x[::-1], where=np.eye(3, 4, dtype=bool))),
    "put": lambda x: _in_place(x, lambda y: np.put(y, [0, 5], x[1, :2])),
    "place": lambda x: _in_place(x, lambda y: np.place(y, np.eye(3, 4, dtype=bool), x[1])),
    "putmask": lambda x: _in_place(x, lambda y: np.putmask(y, np.eye(3, 4, dtype=bool), x[::-1])),
    "put_along_axis": lambda x: _in_place(x, lambda y: np.put_along_axis(y, np.zeros((3, 1), int), x[:, 1:2], axis=1)),
    "fill_diagonal": lambda x: _in_place(x, lambda y: np.fill_diagonal(y, x[2, 3])),
    "setitem": lambda x: _in_place(x, lambda y: y.__setitem__((slice(None), 1), x[:, 2])),
    "setitem_advanced": lambda x: _in_place(x, lambda y: y.__setitem__([0, 2], x[:2])),
    "iadd": lambda x: _in_place(x, lambda y: y.__iadd__(x)),
    "sort_method": lambda x: _in_place(x, lambda y: y.sort()),
    "out": lambda x: _in_place(x, lambda y: np.add(x, x, out=y)),
    "out_where": lambda x: _in_place(x, lambda y: np.add(x, x, out=y, where=np.eye(3, 4, dtype=bool))),
}

INDEXING: dict[str, Entry] = {
    "slice": lambda x: x[1:],
    "int": lambda x: x[1, 2],
    "advanced": lambda x: x[[0, 2], [1, 3]],
    "boolean": lambda x: x[np.eye(3, 4, dtype=bool)],
    "newaxis": lambda x: x[:, None],
    "compare_index": lambda x: x[x > x[0, 0]],
    "iterate": lambda x: list(x),
    "flat": lambda x: list(x.flat),
    "tolist": lambda x: x.tolist(),
    "repr": repr,
    "str": str,
    "format": lambda x: f"{x:.2f}",
    "T": lambda x: x.T,
    "astype": lambda x: x.astype("f4"),
}


def _in_place(x: Any, change: Callable[[Any], Any]) -> Any:
    """Apply a change to a copy, and give the copy."""
    y = x.copy()
    change(y)
    return y


CALLS: dict[str, Entry] = {
    **{name: (lambda x, func=func: func(x)) for name, func in SINGLE.items()},
    **{name: (lambda x, func=func: func(x, x[::-1])) for name, func in PAIRED.items()},
    **{f"{name}_plain": (lambda x, func=func: func(x, np.full(4, 2.0))) for name, func in PAIRED.items()},
    **{f"plain_{name}": (lambda x, func=func: func(np.full(4, 2.0), x)) for name, func in PAIRED.items()},
    **METHODS,
    **REDUCTIONS,
    **MOVEMENT,
    **ORDER,
    **VALUES,
    **ASSIGNMENT,
    **INDEXING,
}
"""Every call by name."""
