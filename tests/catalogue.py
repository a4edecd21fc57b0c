"""Representative calls of NumPy's functions: what the properties are tested on.

Each entry is a function of an array (two axes, or one where a function wants that) that calls one NumPy function, so
that a test can hand in whatever kind of array it is about. The catalogue says nothing of what should come out.
"""

import operator
import warnings
from collections.abc import Callable
from io import BytesIO, StringIO
from tempfile import TemporaryFile
from typing import Any

import numpy as np
from numpy import char, strings
from numpy.lib import recfunctions as rf
from numpy.polynomial import polynomial

from metaarr._compat import is_overridable

Entry = Callable[[Any], Any]

_HAS_POLYVALND = hasattr(polynomial, "polyvalnd")  # NumPy 2.5

_ASKED_LATE = {
    "strings.": (
        strings,
        """capitalize center decode encode expandtabs ljust lower mod multiply partition replace rjust rpartition
        swapcase title translate upper zfill""",
    ),
    "char.": (char, "join rsplit split splitlines"),
    "": (polynomial, "polyval2d polygrid2d"),
}
NEVER_ASKED = {
    f"{prefix}{name}"
    for prefix, (module, names) in _ASKED_LATE.items()
    for name in names.split()
    if not is_overridable(getattr(module, name))
}
"""Functions for which newer NumPy asks the array and the running one does not: none where that is new."""


def reached(calls: dict[str, Any]) -> dict[str, Any]:
    """Leave out calls, named after their function, that never reach us on the running NumPy."""
    return {name: call for name, call in calls.items() if name not in NEVER_ASKED}


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
    "subtract.reduceat_plain_out": lambda x: np.maximum.reduceat(x, [0, 1], axis=0, out=np.empty((2, 4), x.dtype)),
    "add.at_plain": lambda x: _in_place(x, lambda y: np.add.at(y, (slice(None), 2), y[:, 2])),
    "maximum.at": lambda x: _in_place(x, lambda y: np.maximum.at(y, [0, 2, 0], x[1])),
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
    "matrix_transpose": lambda x: np.matrix_transpose(x),
    "linalg.matrix_transpose": lambda x: np.linalg.matrix_transpose(x),
    "linalg.diagonal": lambda x: np.linalg.diagonal(x),
    "dsplit": lambda x: np.dsplit(x[None], 2),
    "piecewise": lambda x: np.piecewise(x, [np.eye(3, 4, dtype=bool)], [lambda part: part[::-1], lambda part: part]),
    "ifftshift": lambda x: np.fft.ifftshift(x, axes=1),
    "pad_ramp": lambda x: np.pad(x, ((0, 1), (2, 0)), mode="linear_ramp"),
    "pad_median": lambda x: np.pad(x, 1, mode="median"),
    "pad_minimum": lambda x: np.pad(x, ((1, 0), (0, 2)), mode="minimum", stat_length=2),
    "pad_reflect": lambda x: np.pad(x, 1, mode="reflect"),
    "trim_zeros_sides": lambda x: np.trim_zeros(x, "f"),
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
    "digitize": lambda x: np.digitize(x, x[2, :1]),
    "nonzero": lambda x: np.nonzero(x),
    "flatnonzero": lambda x: np.flatnonzero(x),
    "argwhere": lambda x: np.argwhere(x),
    "where_short": lambda x: np.where(x),
    "sort_complex": lambda x: np.sort_complex(x[0]),
    "array_api_unique_all": lambda x: np.unique_all(x),
    "unique_inverse": lambda x: np.unique_inverse(x),
    "intersect1d_indices": lambda x: np.intersect1d(x[0], x[1], return_indices=True),
    "setdiff1d_plain": lambda x: np.setdiff1d(np.arange(4.0), x[1]),
    "isin_plain": lambda x: np.isin(x, np.zeros(3)),
    "plain_isin": lambda x: np.isin(np.arange(4.0), x),
    "searchsorted_plain": lambda x: np.searchsorted(np.arange(4.0), x),
    "digitize_plain": lambda x: np.digitize(x, np.arange(4.0)),
    "min_scalar_type": lambda x: np.min_scalar_type(x),
    "size": lambda x: np.size(x, 0),
    "iscomplexobj": lambda x: np.iscomplexobj(x),
    "isrealobj": lambda x: np.isrealobj(x),
    "may_share_memory": lambda x: np.may_share_memory(x, x[0]),
    "shares_memory": lambda x: np.shares_memory(x, x[0]),
    "can_cast": lambda x: np.can_cast(x, "f8"),
    "ndim": lambda x: np.ndim(x),
    "common_type": lambda x: np.common_type(x),
    "einsum_path": lambda x: np.einsum_path("ij,kj->ik", x, x),
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
    "astype_function": lambda x: np.astype(x, "f4"),
    "around": lambda x: np.around(x),
    "isneginf": lambda x: np.isneginf(x),
    "nan_to_num_in_place": lambda x: _in_place(x, lambda y: np.nan_to_num(y, copy=False, nan=0)),
    "emath.log": lambda x: np.emath.log(x),
    "emath.log2": lambda x: np.emath.log2(x),
    "emath.log10": lambda x: np.emath.log10(x),
    "emath.logn": lambda x: np.emath.logn(2, x),
    "emath.power": lambda x: np.emath.power(x, 2),
    "emath.arccos": lambda x: np.emath.arccos(x),
    "emath.arcsin": lambda x: np.emath.arcsin(x),
    "emath.arctanh": lambda x: np.emath.arctanh(x),
    "ediff1d_ends": lambda x: np.ediff1d(x, to_end=x[0], to_begin=x[1, :1]),
    "diff_append_number": lambda x: np.diff(x, append=0),
    "gradient_spacing": lambda x: np.gradient(x, np.array([0.0, 1.0, 3.0, 4.0]), axis=1),
    "gradient_masked_points": lambda x: np.gradient(np.arange(4.0), x[0]),
    "trapezoid_points": lambda x: np.trapezoid(np.ones(4), x[1]),
    "interp_points": lambda x: np.interp([0.5, 2.5], [0.0, 1.0, 2.0, 3.0], x[0]),
    "interp_where": lambda x: np.interp(x, [0.0, 1.0, 2.0], [1.0, 2.0, 3.0]),
    "cov_rows": lambda x: np.cov(x[0], x[1], ddof=0),
    "cov_weights": lambda x: np.cov(x, fweights=[1, 2, 1, 1], aweights=[1.0, 0.5, 1.0, 2.0]),
    "corrcoef_columns": lambda x: np.corrcoef(x, rowvar=False),
    "average_masked_weights": lambda x: np.average(np.ones(4), weights=np.abs(x[0]) + x[0].dtype.type(1)),
    "histogram_edges": lambda x: np.histogram(x, bins=[-1.0, 0.0, 1.0, 2.0], weights=np.ones((3, 4))),
    "histogram_weights": lambda x: np.histogram(np.arange(4), bins=2, range=(0, 4), weights=x[0]),
    "histogramdd": lambda x: np.histogramdd([x[0], x[1]], bins=2),
    "histogramdd_array": lambda x: np.histogramdd(x, bins=2),
    "bincount_plain": lambda x: np.bincount(np.array([0, 2, 0, 1]), weights=x[1], minlength=5),
    "linalg.matmul": lambda x: np.linalg.matmul(x, np.swapaxes(x, 0, 1)),
    "linalg.outer": lambda x: np.linalg.outer(x[0], x[1]),
    "linalg.tensordot": lambda x: np.linalg.tensordot(x, x, axes=2),
    "linalg.cross": lambda x: np.linalg.cross(x[:, :3], x[:, 1:]),
    "linalg.vecdot": lambda x: np.linalg.vecdot(x, x),
    "einsum_sublists": lambda x: np.einsum(x, [0, 1], x, [2, 1], [0, 2]),
    "einsum_diagonal": lambda x: np.einsum("ii->i", x[:, :3]),
    "slogdet": lambda x: np.linalg.slogdet(x[:, :3]),
    "tensorinv": lambda x: np.linalg.tensorinv(x[:, :3], ind=1),
    "tensorsolve": lambda x: np.linalg.tensorsolve(x[:, :3], x[:, 3]),
    "cholesky": lambda x: np.linalg.cholesky(x[:, :3]),
    "cholesky_valid": lambda x: np.linalg.cholesky(x[0, 0] ** 2 * np.eye(3)),
    "eigvalsh": lambda x: np.linalg.eigvalsh(x[:, :3]),
    "eigh": lambda x: np.linalg.eigh(x[:, :3]),
    "eig": lambda x: np.linalg.eig(x[:, :3]),
    "svdvals": lambda x: np.linalg.svdvals(x),
    "fft2": lambda x: np.fft.fft2(x),
    "fftn": lambda x: np.fft.fftn(x),
    "ifft": lambda x: np.fft.ifft(x),
    "ifft2": lambda x: np.fft.ifft2(x),
    "ifftn": lambda x: np.fft.ifftn(x),
    "rfft": lambda x: np.fft.rfft(x),
    "rfftn": lambda x: np.fft.rfftn(x),
    "irfft": lambda x: np.fft.irfft(x),
    "irfft2": lambda x: np.fft.irfft2(x),
    "irfftn": lambda x: np.fft.irfftn(x),
    "hfft": lambda x: np.fft.hfft(x),
    "ihfft": lambda x: np.fft.ihfft(x),
    "polyval_at": lambda x: np.polyval([1.0, 2.0, 3.0], x),
    "polyval2d": lambda x: polynomial.polyval2d(x[0], x[1], np.ones((2, 2))),
    "polygrid2d": lambda x: polynomial.polygrid2d(x[0], x[1], np.ones((2, 2))),
    "polyvalnd": lambda x: polynomial.polyvalnd((x[0], x[1]), np.ones((2, 2))) if _HAS_POLYVALND else None,
    "polyadd": lambda x: np.polyadd(x[0], x[1, :3]),
    "polysub": lambda x: np.polysub(x[0], x[1]),
    "polymul": lambda x: np.polymul(x[2], x[0]),
    "polydiv": lambda x: np.polydiv(x[2], x[0, :2]),
    "polyder": lambda x: np.polyder(x[0]),
    "polyint": lambda x: np.polyint(x[0]),
    "empty_like": lambda x: np.empty_like(x).shape,
    "full_like_masked": lambda x: np.full_like(np.ones((3, 4)), x[0]),
    "array2string": lambda x: np.array2string(x),
    "array_str": lambda x: np.array_str(x),
    "array_repr": lambda x: np.array_repr(x),
    "linspace": lambda x: np.linspace(x[0], x[1], 3),
    "linspace_step": lambda x: np.linspace(x[0], 4.0, 3, retstep=True),
    "geomspace_plain": lambda x: np.geomspace(x[0], x[1], 3),
    "geomspace": lambda x: np.geomspace(np.abs(x[0]) + x.dtype.type(1), np.abs(x[1]) + x.dtype.type(1), 3),
    "logspace": lambda x: np.logspace(x[0], x[1], 3),
    "save": lambda x: np.save(BytesIO(), x),
    "savez": lambda x: np.savez(BytesIO(), x),
    "savez_compressed": lambda x: np.savez_compressed(BytesIO(), x),
    "savetxt": lambda x: np.savetxt(BytesIO(), x),
    "diag_indices_from": lambda x: np.diag_indices_from(x[:, :3]),
    "tril_indices_from": lambda x: np.tril_indices_from(x),
    "triu_indices_from": lambda x: np.triu_indices_from(x),
    "empty": lambda x: np.empty(2, like=x).shape,
    "zeros": lambda x: np.zeros((2, 2), like=x),
    "ones": lambda x: np.ones(2, like=x),
    "eye": lambda x: np.eye(2, like=x),
    "identity": lambda x: np.identity(2, like=x),
    "tri": lambda x: np.tri(2, like=x),
    "full": lambda x: np.full(2, 0, like=x),
    "arange": lambda x: np.arange(3, like=x),
    "fromfunction": lambda x: np.fromfunction(lambda i, j: i + j, (2, 2), like=x),
    "fromiter": lambda x: np.fromiter([1.0, 2.0], float, like=x),
    "frombuffer": lambda x: np.frombuffer(b"abcd", np.uint8, like=x),
    "fromfile": lambda x: np.fromfile(_file(b"abcd"), np.uint8, like=x),
    "fromstring": lambda x: np.fromstring("1 2", sep=" ", like=x),
    "loadtxt": lambda x: np.loadtxt(StringIO("1 2"), like=x),
    "genfromtxt": lambda x: np.genfromtxt(StringIO("1 2"), like=x),
    "array_function": lambda x: np.array([1.0, 2.0], like=x),
    "asarray_like": lambda x: np.asarray([1.0], like=x),
    "asanyarray_like": lambda x: np.asanyarray([1.0], like=x),
    "ascontiguousarray_like": lambda x: np.ascontiguousarray([1.0], like=x),
    "asfortranarray_like": lambda x: np.asfortranarray([1.0], like=x),
    "require": lambda x: np.require([1.0], like=x),
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

OUTPUTS: dict[str, Entry] = {
    "operator.setitem": lambda x: _in_place(x, lambda y: operator.setitem(y, 0, x[2])),
    "put_plain": lambda x: _in_place(x, lambda y: np.put(y, [0, 1], [0, 0])),
    "fill": lambda x: _in_place(x, lambda y: y.fill(x[2, 3])),
    "out_plain": lambda x: np.add(x, x, out=np.zeros((3, 4), x.dtype)),
    "sum_out_plain": lambda x: np.sum(x, axis=0, out=np.zeros(4, x.dtype)),
    "mean_out": lambda x: _in_place(x[0], lambda y: np.mean(x, axis=0, out=y)),
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


def _file(content: bytes) -> Any:
    """Give an open file of that content."""
    file = TemporaryFile()  # noqa: SIM115 (closed when it is forgotten)
    file.write(content)
    file.seek(0)
    return file


def _in_place(x: Any, change: Callable[[Any], Any]) -> Any:
    """Apply a change to a copy, and give the copy."""
    y = x.copy()
    change(y)
    return y


def in1d(one: Any, other: Any) -> Any:
    """Call what NumPy has until 2.3, and warns of."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return np.in1d(one, other)  # noqa: NPY201 (a row of the table where NumPy has it)


CALLS: dict[str, Entry] = {
    **{name: (lambda x, func=func: func(x)) for name, func in SINGLE.items()},
    **{name: (lambda x, func=func: func(x, x[::-1])) for name, func in PAIRED.items()},
    **{f"{name}_plain": (lambda x, func=func: func(x, np.full(4, 2.0))) for name, func in PAIRED.items()},
    **{f"plain_{name}": (lambda x, func=func: func(np.full(4, 2.0), x)) for name, func in PAIRED.items()},
    **METHODS,
    **REDUCTIONS,
    **MOVEMENT,
    **ORDER,
    **reached(VALUES),
    **ASSIGNMENT,
    **OUTPUTS,
    **INDEXING,
    **({"in1d": lambda x: in1d(x[0], x[1])} if hasattr(np, "in1d") else {}),
}
"""Every call by name."""

INTEGERS: dict[str, Entry] = {
    **{
        func.__name__: (lambda x, func=func: func(x, x[::-1]))
        for func in (np.bitwise_and, np.bitwise_or, np.bitwise_xor, np.left_shift, np.right_shift, np.gcd, np.lcm)
    },
    "invert": lambda x: np.invert(x),
    "bitwise_count": lambda x: np.bitwise_count(x),
    "bitwise_and.reduce": lambda x: np.bitwise_and.reduce(x, axis=1),
    "gcd.reduce": lambda x: np.gcd.reduce(x, axis=None),
    "lcm.accumulate": lambda x: np.lcm.accumulate(x, axis=1),
    "power": lambda x: np.power(x, x[::-1]),
    "power_negative": lambda x: np.power(x[2], x[0] - 1),
    "packbits": lambda x: np.packbits(x > 2, axis=1),
    "packbits_flat": lambda x: np.packbits(x > 2),
    "unpackbits": lambda x: np.unpackbits(x.astype("u1"), axis=1, count=9),
    "unpackbits_flat": lambda x: np.unpackbits(x.astype("u1"), bitorder="little"),
    "ix_": lambda x: np.ix_(x[0] > 2, [0, 1]),
    "ix_positions": lambda x: np.ix_(x[0]),
    "ravel_multi_index": lambda x: np.ravel_multi_index((x[0], x[1]), (10, 10)),
    "unravel_index": lambda x: np.unravel_index(x, (3, 5)),
    "take_at": lambda x: np.take(np.ravel(x), x),
    "take_at_axis": lambda x: np.take(x, x % 3, axis=0),
    "take_at_clipped": lambda x: np.take(x[0], x[1], mode="clip"),
    "take_along_axis_at": lambda x: np.take_along_axis(np.arange(40.0).reshape(4, 10), x.T, axis=1),
    "choose_by": lambda x: np.choose(x % 2, [x, -x]),
    "choose_wrapped": lambda x: np.choose(x, [1.0, 2.0], mode="wrap"),
    "put_at": lambda x: _in_place(x, lambda y: np.put(y, x[0], 0)),
    "repeat_by": lambda x: np.repeat(x[1], x[0]),
    "insert_at": lambda x: np.insert(np.arange(9), x[0], 5),
    "insert_where": lambda x: np.insert(x[0], [0, 2], x[1, :2]),
    "delete_at": lambda x: np.delete(np.arange(9), x[0]),
    "delete_where": lambda x: np.delete(x[0], x[1] > 2),
    "index_at": lambda x: x[:, x[2] % 4],
    "bincount": lambda x: np.bincount(x.ravel()),
    "bincount_weights": lambda x: np.bincount(x[0], weights=np.arange(4.0)),
    "isin_table": lambda x: np.isin(x, x[0], kind="table"),
    "isin_sort": lambda x: np.isin(x[0], x[1:], kind="sort"),
    "add.at_positions": lambda x: _in_place(x, lambda y: np.add.at(y, (slice(None), x[2, :2]), 1)),
    "ldexp": lambda x: np.ldexp(np.ones(4), x),
    "where_condition": lambda x: np.where(x > 2, x, -1.0),
    "where_plain": lambda x: np.where(x > 2, np.ones((3, 4)), np.zeros((3, 4))),
    "select_condition": lambda x: np.select([x > 5, x > 2], [x, -x], 0),
    "piecewise_condition": lambda x: np.piecewise(x, [x > 5, x < 2], [lambda part: -part, 7, lambda part: part // 2]),
    "extract_condition": lambda x: np.extract(x % 2, x),
    "compress_condition": lambda x: np.compress(x[0] > 2, x, axis=1),
    "place_condition": lambda x: _in_place(x, lambda y: np.place(y, x > 2, [1, 2])),
    "putmask_condition": lambda x: _in_place(x, lambda y: np.putmask(y, x > 2, -x)),
    "copyto_condition": lambda x: _in_place(x, lambda y: np.copyto(y, 0, where=x > 2)),
    "sum_where": lambda x: np.sum(x, axis=1, where=x > 2),
    "plain_sum_where": lambda x: np.sum(np.ones((3, 4)), axis=1, where=x > 2),
    "sum_initial_own": lambda x: np.sum(x, axis=0, initial=x[2, 3]),
    "add_where": lambda x: np.add(x, x, out=np.zeros_like(x), where=x > 2),
    "boolean_index": lambda x: x[x > 2],
    "nansum": lambda x: np.nansum(x, axis=0),
    "shift": lambda x: x << 1,
    "nonzero_count": lambda x: np.count_nonzero(x % 2, axis=0),
}
"""Calls on arrays of small integers that are not negative."""

DATES: dict[str, Entry] = {
    "isnat": lambda x: np.isnat(x),
    "subtract": lambda x: x - x[0],
    "less": lambda x: x < x[0],
    "min": lambda x: np.min(x, axis=1),
    "argmax": lambda x: np.argmax(x),
    "sort": lambda x: np.sort(x, axis=None),
    "unique": lambda x: np.unique(x),
    "diff": lambda x: np.diff(x),
    "mean_step": lambda x: np.mean(x - x[0, 0]),
    "searchsorted": lambda x: np.searchsorted(np.sort(x[2]), x),
    "busday_count": lambda x: np.busday_count(x, x[0]),
    "busday_offset": lambda x: np.busday_offset(x, 1, roll="forward"),
    "busday_offset_raising": lambda x: np.busday_offset(x, [0, 1, 2, 3], weekmask="1111111"),
    "is_busday": lambda x: np.is_busday(x),
    "datetime_as_string": lambda x: np.datetime_as_string(x),
    "datetime_as_string_checked": lambda x: np.datetime_as_string(x, unit="M", casting="unsafe"),
    "strings": lambda x: x.astype(str),
    "integers": lambda x: x.astype("i8"),
    "interp": lambda x: np.interp(x.astype("f8"), [0.0, 2e4], [0.0, 1.0]),
    "concatenate": lambda x: np.concatenate([x, x[:1]]),
    "where": lambda x: np.where(x > x[2, 0], x, np.datetime64("NaT", "D")),
    "isin": lambda x: np.isin(x, x[2]),
    "repr": repr,
}
"""Calls on arrays of days."""

TEXTS: dict[str, Entry] = {
    **{
        f"strings.{func.__name__}": (lambda x, func=func: func(x))
        for func in (
            *(strings.capitalize, strings.lower, strings.swapcase, strings.title, strings.upper, strings.expandtabs),
            *(strings.encode, strings.strip, strings.lstrip, strings.rstrip, strings.str_len, strings.isalnum),
            *(strings.isalpha, strings.isdecimal, strings.isdigit, strings.islower, strings.isnumeric),
            *(strings.isspace, strings.istitle, strings.isupper),
        )
    },
    **{
        f"strings.{func.__name__}": (lambda x, func=func: func(x, "a"))
        for func in (
            *(strings.count, strings.find, strings.rfind, strings.startswith, strings.endswith, strings.strip),
            *(strings.partition, strings.rpartition, strings.lstrip, strings.rstrip, strings.add),
        )
    },
    **{
        f"char.{func.__name__}": (lambda x, func=func: func(x, x[::-1]))
        for func in (char.equal, char.not_equal, char.less, char.less_equal, char.greater, char.greater_equal)
    },
    "strings.index": lambda x: strings.index(x[0], "a"),
    "strings.rindex": lambda x: strings.rindex(x[0], "a"),
    "strings.decode": lambda x: strings.decode(strings.encode(x)),
    "strings.center": lambda x: strings.center(x, 6, "-"),
    "strings.ljust": lambda x: strings.ljust(x, 6),
    "strings.rjust": lambda x: strings.rjust(x, 6),
    "strings.zfill": lambda x: strings.zfill(x, 4),
    "strings.mod": lambda x: strings.mod(np.array("<%s>"), x),
    "strings.multiply": lambda x: strings.multiply(x, 2),
    "strings.slice": lambda x: strings.slice(x, 1, 3) if hasattr(strings, "slice") else None,
    "strings.multiply_each": lambda x: strings.multiply(x, strings.str_len(x)),
    "strings.replace": lambda x: strings.replace(x, "a", "bb"),
    "strings.translate": lambda x: strings.translate(x, str.maketrans("ab", "ba")),
    "strings.less": lambda x: strings.less(x, "b"),
    "char.join": lambda x: char.join("-", x),
    "char.split": lambda x: char.split(x, "a"),
    "char.rsplit": lambda x: char.rsplit(x),
    "char.splitlines": lambda x: char.splitlines(x),
    "integers": lambda x: x[2].astype("i8"),
    "numbers": lambda x: x[2].astype("f8"),
    "sort": lambda x: np.sort(x, axis=None),
    "unique": lambda x: np.unique(x),
    "equal": lambda x: x == "a",
    "concatenate": lambda x: np.concatenate([x, x]),
    "isin": lambda x: np.isin(x, ["a", "12"]),
    "nonzero": lambda x: np.nonzero(x),
    "count_nonzero": lambda x: np.count_nonzero(x),
    "repr": repr,
}
"""Calls on arrays of strings."""

RECORDS: dict[str, Entry] = {
    "field": lambda x: x["n"],
    "fields": lambda x: x[["n", "v"]],
    "assign_record": lambda x: _in_place(x, lambda y: y.__setitem__(2, (1.0, 7))),
    "equal": lambda x: x == x[::-1],
    "sort": lambda x: np.sort(x, order="n"),
    "unique": lambda x: np.unique(x["n"]),
    "concatenate": lambda x: np.concatenate([x, x]),
    "take": lambda x: np.take(x, [2, 0]),
    "tolist": lambda x: x.tolist(),
    "repr": repr,
    "drop_fields": lambda x: rf.drop_fields(x, "n"),
    "rec_drop_fields": lambda x: rf.rec_drop_fields(x, "n"),
    "rename_fields": lambda x: rf.rename_fields(x, {"n": "m"}),
    "repack_fields": lambda x: rf.repack_fields(x),
    "require_fields": lambda x: rf.require_fields(x, [("v", "f8"), ("n", "i8")]),
    "append_fields": lambda x: rf.append_fields(x, "w", x["v"]),
    "append_fields_plain": lambda x: rf.append_fields(x, "w", np.arange(4.0), usemask=False),
    "append_fields_short": lambda x: rf.append_fields(x, "w", np.arange(2.0)),
    "rec_append_fields": lambda x: rf.rec_append_fields(x, ["w"], [x["n"]]),
    "merge_arrays": lambda x: rf.merge_arrays((x, x["v"])),
    "merge_arrays_flat": lambda x: rf.merge_arrays((x, np.arange(4.0)), flatten=True),
    "structured_to_unstructured": lambda x: rf.structured_to_unstructured(x),
    "unstructured_to_structured": lambda x: rf.unstructured_to_structured(
        np.stack([x["v"], x["v"]], axis=-1), names=["a", "b"]
    ),
    "stack_arrays": lambda x: rf.stack_arrays((x, x)),
    "stack_arrays_other": lambda x: rf.stack_arrays((x, rf.drop_fields(x, "n"))),
    "join_by": lambda x: rf.join_by("n", x, x),
    "join_by_outer": lambda x: rf.join_by("n", x, x, jointype="outer"),
    "rec_join": lambda x: rf.rec_join("n", x, x),
    "find_duplicates": lambda x: rf.find_duplicates(x, key="v", return_index=True),
    "assign_fields_by_name": lambda x: _in_place(x, lambda y: rf.assign_fields_by_name(y, x[::-1])),
    "recursive_fill_fields": lambda x: _in_place(x, lambda y: rf.recursive_fill_fields(x[::-1], y)),
    "apply_along_fields": lambda x: rf.apply_along_fields(np.mean, x),
}
"""Calls on an array of records with a number ``v`` and an integer ``n``."""

SAMPLES: dict[str, tuple[np.ndarray, dict[str, Entry]]] = {
    "integers": (np.array([[5, 1, 2, 7], [2, 3, 0, 9], [1, 2, 4, 1]]), INTEGERS),
    "dates": (np.arange("2024-05-01", "2024-05-13", dtype="M8[D]").reshape(3, 4), DATES),
    "texts": (np.array([["a", "bab", "abba", "ca"], ["x y", "b", "", "A\n1"], ["12", "3", "40", "7"]]), reached(TEXTS)),
    "records": (np.array([(1.0, 3), (2.5, 1), (0.5, 2), (1.0, 3)], [("v", "f8"), ("n", "i8")]), RECORDS),
}
"""What needs elements of its own: an array that suits, and calls on such arrays."""
