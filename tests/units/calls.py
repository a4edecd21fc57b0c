"""Calls of NumPy's functions on quantities: what comes out, written by hand.

Each case is a function of operands, the dimensions of the operands, their values in SI, and the units of the results as
functions of the operands' units. ``test_functions.py`` and ``test_every_row.py`` go through them.
"""

import operator
import warnings
from io import StringIO
from tempfile import TemporaryFile

import numpy as np
from numpy.lib import scimath
from numpy.polynomial import polynomial

import metaarr as mt
from metaarr import units as u
from metaarr.testing.calls import in1d, reached

# How many SI units one of it is.
FACTORS = {
    "m": 1.0,
    "cm": 0.01,
    "inch": 0.0254,
    "s": 1.0,
    "minute": 60.0,
    "kg": 1.0,
    "g": 0.001,
    "": 1.0,
    "percent": 0.01,
    "m / km": 0.001,
    "radian": 1.0,
    "degree": np.pi / 180,
}
SPELLINGS = {
    "length": ("m", "cm", "inch"),
    "time": ("s", "minute"),
    "mass": ("kg", "g"),
    "number": ("", "percent", "m / km"),
    "angle": ("radian", "degree"),
}

LINE = np.array([1.0, 2.5, 4.0, 7.0, 3.0])
OTHER = np.array([2.0, 2.5, 9.0, 0.5, 3.0])
RISING = np.array([0.5, 2.0, 4.5, 6.0, 8.0])
HOLES = np.array([1.0, np.nan, 4.0, 7.0, 3.0])
GRID = np.array([[1.0, 2.0, 4.0], [3.0, 1.0, 7.0]])
SQUARE = np.array([[4.0, 1.0, 0.5], [1.0, 3.0, 0.25], [0.5, 0.25, 2.0]])
SHARE = np.array([0.1, 0.2, 0.3, 0.25, 0.15])


def fix(x, **kwargs):
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # since NumPy 2.5
        return np.fix(x, **kwargs)


def first(*units):
    return units[0]


def plain(*units):
    """Mark a result without any unit."""
    raise AssertionError


def no_dimension(*units):
    return units[0] / units[0]


def inverse(*units):
    return 1 / units[0] if isinstance(units[0], float) else units[0] ** -1


def by(one, other):
    return lambda *units: units[one] * units[other]


def per(one, other):
    return lambda *units: units[one] / units[other]


def to_the(power):
    return lambda *units: units[0] ** power


def second(*units):
    return units[1]


L, T, M, N, A = "length", "time", "mass", "number", "angle"

# Function of the operands, their dimensions, their SI values, units of the results.
CASES = {
    # reductions
    "mean": (np.mean, (L,), (GRID,), first),
    "mean axis": (lambda a: np.mean(a, axis=1, keepdims=True), (L,), (GRID,), first),
    "mean where": (lambda a: np.mean(a, where=np.array([True, False, True])), (L,), (GRID,), first),
    "mean method": (lambda a: a.mean(axis=0), (L,), (GRID,), first),
    "nanmean": (np.nanmean, (L,), (HOLES,), first),
    "median": (lambda a: np.median(a, axis=1), (L,), (GRID,), first),
    "nanmedian": (np.nanmedian, (L,), (HOLES,), first),
    "sum": (lambda a: np.sum(a, axis=0), (L,), (GRID,), first),
    "sum initial": (lambda a, b: np.sum(a, initial=b), (L, L), (GRID, 2.0), first),
    "sum method": (lambda a: a.sum(axis=0), (L,), (GRID,), first),
    "nansum": (np.nansum, (L,), (HOLES,), first),
    "nansum initial": (lambda a, b: np.nansum(a, initial=b), (L, L), (HOLES, 2.0), first),
    "nanmax initial": (lambda a, b: np.nanmax(a, initial=b), (L, L), (HOLES, 99.0), first),
    "nanmin": (np.nanmin, (L,), (HOLES,), first),
    "max initial": (lambda a, b: np.max(a, initial=b), (L, L), (GRID, 99.0), first),
    "prod": (lambda a: np.prod(a, axis=1), (L,), (GRID,), to_the(3)),
    "nanprod": (np.nanprod, (L,), (HOLES,), to_the(4)),
    "nanprod initial": (lambda a, b: np.nanprod(a, initial=b), (L, T), (HOLES, 3.0), lambda a, b: a**4 * b),
    "std": (lambda a: np.std(a, axis=1, ddof=1), (L,), (GRID,), first),
    "std mean": (lambda a, m: np.std(a, mean=m), (L, L), (LINE, np.array([3.5])), first),
    "std method": (lambda a: a.std(), (L,), (GRID,), first),
    "nanstd": (np.nanstd, (L,), (HOLES,), first),
    "var": (np.var, (L,), (GRID,), to_the(2)),
    "nanvar": (np.nanvar, (L,), (HOLES,), to_the(2)),
    "ptp": (lambda a: np.ptp(a, axis=0), (L,), (GRID,), first),
    "average": (np.average, (L,), (LINE,), first),
    "average weights": (lambda a, w: np.average(a, weights=w), (L, M), (LINE, OTHER), first),
    "average returned": (
        lambda a, w: np.average(a, weights=w, returned=True),
        (L, M),
        (LINE, OTHER),
        (first, second),
    ),
    "percentile": (lambda a: np.percentile(a, [10, 50]), (L,), (LINE,), first),
    "nanquantile": (lambda a: np.nanquantile(a, 0.3), (L,), (HOLES,), first),
    "quantile weights": (
        lambda a, w: np.quantile(a, 0.3, weights=w, method="inverted_cdf"),
        (L, M),
        (LINE, OTHER),
        first,
    ),
    "count_nonzero": (np.count_nonzero, (L,), (np.array([0.0, 1.0]),), plain),
    "any": (np.any, (L,), (LINE,), plain),
    "argmax": (np.argmax, (L,), (LINE,), plain),
    "trace": (np.trace, (L,), (SQUARE,), first),
    # running folds
    "cumsum": (lambda a: np.cumsum(a, axis=1), (L,), (GRID,), first),
    "cumsum method": (lambda a: a.cumsum(), (L,), (GRID,), first),
    "nancumsum": (np.nancumsum, (L,), (HOLES,), first),
    "cumulative_sum": (lambda a: np.cumulative_sum(a, include_initial=True), (L,), (LINE,), first),
    "cumprod": (np.cumprod, (N,), (LINE,), no_dimension),
    "cumulative_prod": (np.cumulative_prod, (N,), (LINE,), no_dimension),
    # element by element
    "fix": (lambda a: fix(a / a[0]), (L,), (LINE,), no_dimension),
    "clip": (np.clip, (L, L, L), (LINE, 2.0, 5.0), first),
    "clip names": (lambda a, b: np.clip(a, min=b), (L, L), (LINE, OTHER), first),
    "clip method": (lambda a, b, c: a.clip(b, c), (L, L, L), (LINE, 2.0, 5.0), first),
    "real": (lambda a: np.real(a * (1 + 2j)), (L,), (LINE,), first),
    "imag": (lambda a: np.imag(a * (1 + 2j)), (L,), (LINE,), first),
    "angle": (lambda a: np.angle(a * (1 + 2j)), (L,), (LINE,), no_dimension),
    "nan_to_num": (np.nan_to_num, (L,), (HOLES,), first),
    "nan_to_num nan": (lambda a, b: np.nan_to_num(a, nan=b), (L, L), (HOLES, 3.0), first),
    "isclose": (lambda a, b, t: np.isclose(a, b, rtol=0, atol=t), (L, L, L), (LINE, OTHER, 2.0), plain),
    "isclose percent": (lambda a, b, r: np.isclose(a, b, rtol=r), (L, L, N), (LINE, OTHER, 0.5), plain),
    "isclose numbers": (np.isclose, (N, N), (np.zeros(2), np.array([1e-7, 1e-9])), plain),
    "isin": (np.isin, (L, L), (np.array([0.0, 2.0]), np.array([0.0, 3.0])), plain),
    "isreal": (np.isreal, (L,), (LINE,), plain),
    "isposinf": (np.isposinf, (L,), (np.array([np.inf, 1]),), plain),
    "astype": (lambda a: np.astype(a, np.float64), (L,), (LINE,), first),
    "real_if_close": (lambda a: np.real_if_close(a.astype(complex)), (L,), (LINE,), first),
    "sinc": (np.sinc, (N,), (SHARE,), no_dimension),
    "sinc angle": (np.sinc, (A,), (SHARE,), lambda a: 1.0 if isinstance(a, float) else u("")),
    "i0": (np.i0, (N,), (SHARE,), no_dimension),
    "scimath.sqrt": (lambda a: scimath.sqrt(-a), (L,), (LINE,), to_the(0.5)),
    "scimath.log": (lambda a: scimath.log(-a), (N,), (LINE,), no_dimension),
    "scimath.power": (lambda a: scimath.power(-a, 0.5), (L,), (LINE,), to_the(0.5)),
    "scimath.arccos": (scimath.arccos, (N,), (SHARE,), no_dimension),
    # neighbours
    "diff": (lambda a: np.diff(a, n=2), (L,), (LINE,), first),
    "diff prepend": (
        lambda a, b, c: np.diff(a, prepend=b, append=c),
        (L, L, L),
        (LINE, 2.0, np.array([1.0, 3.0])),
        first,
    ),
    "ediff1d": (
        lambda a, b, c: np.ediff1d(a, to_begin=b, to_end=c),
        (L, L, L),
        (LINE, 2.0, np.array([1.0, 3.0])),
        first,
    ),
    "gradient": (np.gradient, (L,), (LINE,), first),
    "gradient step": (np.gradient, (L, T), (LINE, 2.0), per(0, 1)),
    "gradient positions": (np.gradient, (L, T), (LINE, RISING), per(0, 1)),
    "gradient axes": (np.gradient, (L, T, M), (GRID, 2.0, RISING[:3]), (per(0, 1), per(0, 2))),
    "gradient one step": (np.gradient, (L, T), (GRID, 2.0), (per(0, 1), per(0, 1))),
    "gradient axis": (lambda f, x: np.gradient(f, x, axis=1), (L, T), (GRID, 2.0), per(0, 1)),
    "trapezoid": (np.trapezoid, (L,), (LINE,), first),
    "trapezoid x": (np.trapezoid, (L, T), (LINE, RISING), by(0, 1)),
    "trapezoid dx": (lambda y, d: np.trapezoid(y, dx=d), (L, T), (LINE, 2.0), by(0, 1)),
    "interp": (np.interp, (L, L, T), (LINE, RISING, OTHER), lambda x, xp, fp: fp),
    "interp ends": (
        lambda x, xp, fp, lo, hi: np.interp(x, xp, fp, left=lo, right=hi),
        (L, L, T, T, T),
        (np.array([0.0, 1, 99]), RISING, OTHER, -1.0, 1.5),
        lambda *units: units[2],
    ),
    "interp period": (
        lambda x, xp, fp, p: np.interp(x, xp, fp, period=p),
        (L, L, T, L),
        (LINE, RISING, OTHER, 3.0),
        lambda *units: units[2],
    ),
    "interp bare values": (lambda x, xp: np.interp(x, xp, OTHER), (L, L), (LINE, RISING), plain),
    "unwrap": (np.unwrap, (A,), (RISING * 3,), first),
    "unwrap period": (lambda p, t: np.unwrap(p, period=t), (L, L), (LINE, 3.0), first),
    # products
    "dot": (np.dot, (L, M), (LINE, OTHER), by(0, 1)),
    "dot method": (lambda a, b: a.dot(b), (L, M), (LINE, OTHER), by(0, 1)),
    "dot with bare": (lambda a: np.dot(a, OTHER), (L,), (LINE,), first),
    "inner": (np.inner, (L, M), (LINE, OTHER), by(0, 1)),
    "outer": (np.outer, (L, M), (LINE, OTHER), by(0, 1)),
    "kron": (np.kron, (L, M), (LINE, OTHER), by(0, 1)),
    "vdot": (np.vdot, (L, M), (LINE, OTHER), by(0, 1)),
    "tensordot": (lambda a, b: np.tensordot(a, b, axes=1), (L, M), (GRID, SQUARE), by(0, 1)),
    "einsum": (lambda a, b: np.einsum("ij,jk->ik", a, b), (L, M), (GRID, SQUARE), by(0, 1)),
    "einsum lists": (lambda a, b: np.einsum(a, [0, 1], b, [1, 2], [0]), (L, M), (GRID, SQUARE), by(0, 1)),
    "cross": (np.cross, (L, M), (LINE[:3], OTHER[:3]), by(0, 1)),
    "convolve": (np.convolve, (L, M), (LINE, OTHER[:2]), by(0, 1)),
    "correlate": (np.correlate, (L, M), (LINE, OTHER[:2]), by(0, 1)),
    "matmul": (np.matmul, (L, M), (GRID, SQUARE), by(0, 1)),
    "linalg.matmul": (np.linalg.matmul, (L, M), (GRID, SQUARE), by(0, 1)),
    "linalg.outer": (np.linalg.outer, (L, M), (LINE, OTHER), by(0, 1)),
    "linalg.cross": (np.linalg.cross, (L, M), (LINE[:3], OTHER[:3]), by(0, 1)),
    "linalg.vecdot": (np.linalg.vecdot, (L, M), (LINE, OTHER), by(0, 1)),
    "multi_dot": (
        lambda *arrays: np.linalg.multi_dot(arrays),
        (L, M, T),
        (GRID, SQUARE, SQUARE),
        lambda a, b, c: a * b * c,
    ),
    "cov": (np.cov, (L,), (GRID,), to_the(2)),
    "cov y": (np.cov, (L, L), (LINE, OTHER), to_the(2)),
    "cov aweights": (lambda a, w: np.cov(a, aweights=w), (L, M), (LINE, OTHER), to_the(2)),
    "corrcoef": (np.corrcoef, (L, T), (LINE, OTHER), no_dimension),
    "matrix_power": (lambda a: np.linalg.matrix_power(a, 3), (L,), (SQUARE,), to_the(3)),
    "matrix_power -1": (lambda a: np.linalg.matrix_power(a, -1), (L,), (SQUARE,), inverse),
    # matrices
    "inv": (np.linalg.inv, (L,), (SQUARE,), inverse),
    "pinv": (np.linalg.pinv, (L,), (GRID,), inverse),
    "tensorinv": (lambda a: np.linalg.tensorinv(a, ind=1), (L,), (SQUARE,), inverse),
    "solve": (np.linalg.solve, (L, M), (SQUARE, LINE[:3]), per(1, 0)),
    "tensorsolve": (np.linalg.tensorsolve, (L, M), (SQUARE, LINE[:3]), per(1, 0)),
    "lstsq": (
        np.linalg.lstsq,
        (L, M),
        (np.column_stack([LINE, OTHER]), RISING),
        (per(1, 0), lambda a, b: b**2, plain, first),
    ),
    "cholesky": (np.linalg.cholesky, (L,), (SQUARE,), to_the(0.5)),
    "eigvals": (np.linalg.eigvals, (L,), (SQUARE,), first),
    "eigvalsh": (np.linalg.eigvalsh, (L,), (SQUARE,), first),
    "eig": (np.linalg.eig, (L,), (SQUARE,), (first, no_dimension)),
    "eigh": (np.linalg.eigh, (L,), (SQUARE,), (first, no_dimension)),
    "svd": (np.linalg.svd, (L,), (GRID,), (plain, first, plain)),
    "svd values": (lambda a: np.linalg.svd(a, compute_uv=False), (L,), (GRID,), first),
    "svdvals": (np.linalg.svdvals, (L,), (GRID,), first),
    "qr": (np.linalg.qr, (L,), (GRID,), (no_dimension, first)),
    "qr r": (lambda a: np.linalg.qr(a, mode="r"), (L,), (GRID,), first),
    "det": (np.linalg.det, (L,), (SQUARE,), to_the(3)),
    "slogdet": (np.linalg.slogdet, (N,), (SQUARE,), (no_dimension, no_dimension)),
    "cond": (np.linalg.cond, (L,), (SQUARE,), plain),
    "matrix_rank": (np.linalg.matrix_rank, (L,), (SQUARE,), plain),
    "matrix_rank tol": (lambda a, t: np.linalg.matrix_rank(a, tol=t), (L, L), (SQUARE, 2.5), plain),
    "norm": (lambda a: np.linalg.norm(a, axis=0), (L,), (GRID,), first),
    "norm 1": (lambda a: np.linalg.norm(a, 1), (L,), (GRID,), first),
    "norm 0": (lambda a: np.linalg.norm(a, 0), (L,), (LINE,), plain),
    "vector_norm 0": (lambda a: np.linalg.vector_norm(a, ord=0), (L,), (LINE,), plain),
    "matrix_norm": (np.linalg.matrix_norm, (L,), (GRID,), first),
    "linalg.trace": (np.linalg.trace, (L,), (SQUARE,), first),
    # transforms
    "fft": (np.fft.fft, (L,), (LINE,), first),
    "irfft2": (np.fft.irfft2, (L,), (GRID,), first),
    "ifftn": (lambda a: np.fft.ifftn(a, norm="ortho"), (L,), (GRID,), first),
    "fftshift": (np.fft.fftshift, (L,), (LINE,), first),
    "fftfreq": (lambda d: np.fft.fftfreq(5, d), (T,), (0.5,), inverse),
    "rfftfreq": (lambda d: np.fft.rfftfreq(5, d), (T,), (0.5,), inverse),
    # creation after a template
    "zeros_like": (np.zeros_like, (L,), (GRID,), first),
    "full_like": (np.full_like, (L, L), (GRID, 3.0), first),
    "linspace": (lambda a, b: np.linspace(a, b, 4), (L, L), (1.0, 5.0), first),
    "linspace retstep": (lambda a, b: np.linspace(a, b, 4, retstep=True), (L, L), (1.0, 5.0), (first, first)),
    "geomspace": (lambda a, b: np.geomspace(a, b, 4), (L, L), (1.0, 5.0), first),
    "logspace": (lambda a, b: np.logspace(a, b, 4), (N, N), (1.0, 2.0), no_dimension),
    # places, order and sets
    "searchsorted": (np.searchsorted, (L, L), (RISING, LINE), plain),
    "searchsorted method": (lambda a, v: a.searchsorted(v, side="right"), (L, L), (RISING, LINE), plain),
    "digitize": (np.digitize, (L, L), (LINE, RISING), plain),
    "argsort": (np.argsort, (L,), (LINE,), plain),
    "argpartition": (lambda a: np.argpartition(a, 0)[0], (L,), (LINE,), plain),
    "lexsort": (lambda a, b: np.lexsort((a, b)), (L, T), (LINE, OTHER), plain),
    "sort": (np.sort, (L,), (LINE,), first),
    "nonzero": (np.nonzero, (L,), (np.array([0.0, 1.0]),), (plain,)),
    "argwhere": (np.argwhere, (L,), (np.array([0.0, 1.0]),), plain),
    "trim_zeros": (np.trim_zeros, (L,), (np.array([0.0, 1.0, 0.0]),), first),
    "unique": (np.unique, (L,), (LINE,), first),
    "unique all": (
        lambda a: np.unique(a, return_index=True, return_inverse=True, return_counts=True),
        (L,),
        (LINE,),
        (first, plain, plain, plain),
    ),
    "unique_all": (np.unique_all, (L,), (LINE,), (first, plain, plain, plain)),
    "unique_counts": (np.unique_counts, (L,), (LINE,), (first, plain)),
    "unique_values": (lambda a: np.sort(np.unique_values(a)), (L,), (LINE,), first),
    "intersect1d": (
        lambda a, b: np.intersect1d(a, b, return_indices=True),
        (L, L),
        (np.array([0.0, 2.54]), np.array([0.0, 3.0])),
        (first, plain, plain),
    ),
    "setdiff1d": (np.setdiff1d, (L, L), (np.array([0.0, 2.54]), np.array([0.0, 3.0])), first),
    "union1d": (np.union1d, (L, L), (np.array([0.0, 2.54]), np.array([0.0, 3.0])), first),
    # movement
    "pad": (lambda a: np.pad(a, 1), (L,), (GRID,), first),
    "pad value": (lambda a, v: np.pad(a, 1, constant_values=v), (L, L), (GRID, 2.0), first),
    "pad ramp": (lambda a, v: np.pad(a, 2, "linear_ramp", end_values=v), (L, L), (GRID, 2.0), first),
    "pad edge": (lambda a: np.pad(a, 1, mode="edge"), (L,), (GRID,), first),
    "tril": (np.tril, (L,), (SQUARE,), first),
    "triu": (lambda a: np.triu(a, 1), (L,), (SQUARE,), first),
    "diag": (np.diag, (L,), (LINE,), first),
    "diagflat": (np.diagflat, (L,), (LINE,), first),
    "resize": (lambda a: np.resize(a, (3, 4)), (L,), (LINE,), first),
    "insert": (lambda a, b: np.insert(a, 1, b), (L, L), (LINE, 2.0), first),
    "append": (np.append, (L, L), (LINE, OTHER), first),
    "concatenate": (lambda a, b: np.concatenate([a, b]), (L, L), (LINE, OTHER), first),
    "where": (lambda a, b: np.where(LINE > 2, a, b), (L, L), (LINE, OTHER), first),
    "select": (lambda a, b: np.select([LINE > 4, LINE > 2], [a, b]), (L, L), (LINE, OTHER), first),
    "select default": (
        lambda a, b: np.select([LINE > 4], [a], default=b),
        (L, L),
        (LINE, 2.0),
        first,
    ),
    "choose": (lambda a, b: np.choose([0, 1, 0, 1, 1], [a, b]), (L, L), (LINE, OTHER), first),
    "block": (lambda a, b: np.block([[a, b], [b, a]]), (L, L), (SQUARE, SQUARE), first),
    "piecewise values": (lambda x, a, b: np.piecewise(x, [LINE < 3], [a, b]), (L, T, T), (LINE, 2.0, 3.0), second),
    "piecewise function": (
        lambda x, a: np.piecewise(x, [LINE < 3, LINE > 5], [a, lambda part, k: k * part**2 / part, 0], 3),
        (L, L),
        (LINE, 2.0),
        second,
    ),
    "piecewise numbers": (lambda x: np.piecewise(x, [LINE < 3], [-1, 1]), (L,), (LINE,), plain),
    "broadcast_arrays": (np.broadcast_arrays, (L, T), (LINE, 2.0), (first, second)),
    "meshgrid": (np.meshgrid, (L, T), (LINE, OTHER), (first, second)),
    "atleast_2d": (np.atleast_2d, (L, T), (LINE, OTHER), (first, second)),
    "atleast_1d": (np.atleast_1d, (L,), (3.0,), first),
    # bins
    "histogram": (np.histogram, (L,), (LINE,), (plain, first)),
    "histogram bins": (lambda a, b: np.histogram(a, bins=b), (L, L), (LINE, RISING + 0.01), (plain, first)),
    "histogram range": (lambda a, lo, hi: np.histogram(a, 4, (lo, hi)), (L, L, L), (LINE, 0.1, 5.1), (plain, first)),
    "histogram weights": (lambda a, w: np.histogram(a, 5, weights=w), (L, M), (LINE, OTHER), (second, first)),
    "histogram density": (
        lambda a, w: np.histogram(a, 5, weights=w, density=True),
        (L, M),
        (LINE, OTHER),
        (inverse, first),
    ),
    "histogram_bin_edges": (lambda a: np.histogram_bin_edges(a, "sqrt"), (L,), (LINE,), first),
    "histogram2d": (np.histogram2d, (L, T), (LINE, OTHER), (plain, first, second)),
    "histogram2d bins": (
        lambda x, y, b, c: np.histogram2d(x, y, bins=[b, c]),
        (L, T, L, T),
        (LINE, OTHER, RISING + 0.01, RISING + 0.01),
        (plain, first, second),
    ),
    "histogram2d bins and count": (
        lambda x, y, b: np.histogram2d(x, y, bins=(5, b)),
        (L, T, T),
        (LINE, OTHER, RISING + 0.01),
        (plain, first, second),
    ),
    "histogram2d one bins": (
        lambda x, y, b: np.histogram2d(x, y, bins=b),
        (L, L, L),
        (LINE, OTHER, RISING + 0.01),
        (plain, first, first),
    ),
    "histogram2d range": (
        lambda x, y, a, b, c, d: np.histogram2d(x, y, 2, range=[[a, b], [c, d]], density=True),
        (L, T, L, L, T, T),
        (LINE, OTHER, 0.1, 8.1, 0.2, 6.2),
        (lambda *units: inverse(units[0] * units[1]), first, second),
    ),
    "histogramdd": (
        lambda *s: np.histogramdd(s, bins=2),
        (L, T, M),
        (LINE, OTHER, RISING),
        (plain, first, second, lambda *x: x[2]),
    ),
    "histogramdd array": (
        lambda a: np.histogramdd(a, bins=2),
        (L,),
        (np.column_stack([LINE, OTHER]),),
        (plain, first, first),
    ),
    "bincount weights": (lambda w: np.bincount([0, 1, 1, 0, 3], w), (L,), (LINE,), first),
    # whole arrays
    "array_equal": (np.array_equal, (L, L), (LINE, LINE + 1), plain),
    "allclose": (lambda a, b, t: np.allclose(a, b, rtol=0, atol=t), (L, L, L), (LINE, LINE + 1, 1.5), plain),
    # polynomials
    "polyadd": (np.polyadd, (L, L), (LINE, OTHER), first),
    "polymul": (np.polymul, (L, T), (LINE, OTHER), by(0, 1)),
    "polydiv": (np.polydiv, (L, T), (LINE, OTHER[:2]), (per(0, 1), first)),
    "polyder": (np.polyder, (L,), (LINE,), first),
    "polyint": (lambda p, k: np.polyint(p, k=k), (L, L), (LINE, 3.0), first),
    "polyval": (np.polyval, (L, N), (LINE, SHARE), first),
    "roots": (np.roots, (L,), (LINE,), no_dimension),
    "vander": (lambda x: np.vander(x, 3), (N,), (SHARE,), no_dimension),
}


def leaves(result):
    if isinstance(result, (tuple, list)):
        return [leaf for item in result for leaf in leaves(item)]
    return [result]


def variants(dimensions):
    """Give three choices of units, in which operands of one dimension have different ones."""
    for shift in range(3):
        yield [SPELLINGS[d][(i + shift) % len(SPELLINGS[d])] for i, d in enumerate(dimensions)]


def in_units(values, names):
    return [mt.array(np.asarray(v) / FACTORS[name], name) for v, name in zip(values, names, strict=True)]


def check(result, si, wanted, names):
    found, expected = leaves(result), leaves(si)
    wanted = wanted if isinstance(wanted, tuple) else (wanted,) * len(found)
    assert len(found) == len(expected) == len(wanted)
    for leaf, oracle, unit in zip(found, expected, wanted, strict=True):
        if unit is plain:
            assert not isinstance(leaf, mt.MetaArray)
            factor = 1.0
        else:
            assert isinstance(leaf, mt.Quantity)
            meant = unit(*(mt.Unit(name) for name in names)) if unit is not no_dimension else None
            factor = 1.0 if meant is None else unit(*(FACTORS[name] for name in names))
            assert leaf.units.is_unity if meant is None else leaf.units == meant
        assert np.shape(leaf) == np.shape(oracle)
        np.testing.assert_allclose(np.asarray(leaf) * factor, oracle, rtol=1e-11, atol=1e-11)


def after(change, a, *args, **kwargs):
    """Give a copy of `a` after a function wrote into it."""
    copy = a.copy()
    change(copy, *args, **kwargs)
    return copy


POSITIVE = np.array([1, 3, 0, 2])
DEEP = np.arange(8.0).reshape(2, 2, 2)
HALF = np.array([0.5, 0.25])
OF_ANY_SHAPE = {
    **{f"linalg.{f.__name__}": f for f in (np.linalg.diagonal, np.linalg.matrix_transpose)},
    **{f.__name__: f for f in (np.amax, np.amin, np.matrix_transpose, np.ravel, np.copy, np.fliplr)},
    **{f.__name__: f for f in (np.flipud, np.flip, np.rot90, np.transpose, np.squeeze, np.atleast_3d, np.unstack)},
    **{f.__name__: f for f in (np.flatnonzero, np.argmin, np.nanargmax, np.nanargmin, np.all, np.isneginf)},
    **{f.__name__: f for f in (np.iscomplex, np.min, np.max, np.nanmax, np.sort_complex, np.unique_inverse)},
    **{f.__name__: f for f in (np.diag_indices_from, np.tril_indices_from, np.triu_indices_from)},
    **{
        f"fft.{f.__name__}": f for f in (np.fft.fft2, np.fft.fftn, np.fft.hfft, np.fft.ifft, np.fft.ifft2, np.fft.ihfft)
    },
    **{f"fft.{f.__name__}": f for f in (np.fft.irfft, np.fft.irfftn, np.fft.rfft, np.fft.rfftn, np.fft.rfft2)},
    "fft.ifftshift": np.fft.ifftshift,
}
"""Functions that are called with an array alone."""
_POSITIONS = "flatnonzero argmin nanargmax nanargmin all isneginf iscomplex diag_indices_from tril_indices_from"
_NO_UNIT = {*_POSITIONS.split(), "triu_indices_from"}

POLYVALND = {
    "polyvalnd": (
        lambda x, y, c: polynomial.polyvalnd((x, y), c),
        (N, N, L),
        (SHARE, SHARE, SQUARE),
        lambda x, y, c: c,
    ),
}
if not hasattr(polynomial, "polyvalnd"):  # new in NumPy 2.5
    POLYVALND = {}

CASES |= {
    name: (func, (L,), (SQUARE,), plain if name in _NO_UNIT else first) for name, func in OF_ANY_SHAPE.items()
} | {
    "unique_inverse": (np.unique_inverse, (L,), (LINE,), (first, plain)),
    # what moves
    "swapaxes": (lambda a: np.swapaxes(a, 0, 1), (L,), (GRID,), first),
    "moveaxis": (lambda a: np.moveaxis(a, 0, 1), (L,), (GRID,), first),
    "rollaxis": (lambda a: np.rollaxis(a, 1), (L,), (GRID,), first),
    "expand_dims": (lambda a: np.expand_dims(a, 1), (L,), (GRID,), first),
    "broadcast_to": (lambda a: np.broadcast_to(a, (2, 5)), (L,), (LINE,), first),
    "reshape": (lambda a: np.reshape(a, (3, 2)), (L,), (GRID,), first),
    "tile": (lambda a: np.tile(a, 2), (L,), (GRID,), first),
    "roll": (lambda a: np.roll(a, 2), (L,), (GRID,), first),
    "repeat": (lambda a: np.repeat(a, 2), (L,), (GRID,), first),
    "take": (lambda a: np.take(a, [0, 2]), (L,), (GRID,), first),
    "take_along_axis": (lambda a: np.take_along_axis(a, np.array([[1], [0]]), axis=1), (L,), (GRID,), first),
    "compress": (lambda a: np.compress([True, False], a, axis=0), (L,), (GRID,), first),
    "extract": (lambda a: np.extract(GRID > 2, a), (L,), (GRID,), first),
    "delete": (lambda a: np.delete(a, 1), (L,), (LINE,), first),
    "diagonal": (np.diagonal, (L,), (SQUARE,), first),
    "split": (lambda a: np.split(a, [2]), (L,), (LINE,), (first, first)),
    "array_split": (lambda a: np.array_split(a, 2), (L,), (LINE,), (first, first)),
    "hsplit": (lambda a: np.hsplit(a, [2]), (L,), (LINE,), (first, first)),
    "vsplit": (lambda a: np.vsplit(a, 2), (L,), (GRID,), (first, first)),
    "dsplit": (lambda a: np.dsplit(a, 2), (L,), (DEEP,), (first, first)),
    "sliding_window_view": (lambda a: np.lib.stride_tricks.sliding_window_view(a, 2), (L,), (LINE,), first),
    "partition": (lambda a: np.partition(a, 0)[0], (L,), (LINE,), first),
    "stack": (lambda a, b: np.stack([a, b]), (L, L), (LINE, OTHER), first),
    "hstack": (lambda a, b: np.hstack([a, b]), (L, L), (LINE, OTHER), first),
    "vstack": (lambda a, b: np.vstack([a, b]), (L, L), (LINE, OTHER), first),
    "dstack": (lambda a, b: np.dstack([a, b]), (L, L), (LINE, OTHER), first),
    "column_stack": (lambda a, b: np.column_stack([a, b]), (L, L), (LINE, OTHER), first),
    "astype like": (lambda a: np.asarray(a, like=a), (L,), (LINE,), first),
    "array like": (lambda a: np.array(a, like=a), (L,), (LINE,), first),
    "asanyarray like": (lambda a: np.asanyarray(a, like=a), (L,), (LINE,), first),
    "ascontiguousarray like": (lambda a: np.ascontiguousarray(a, like=a), (L,), (LINE,), first),
    "asfortranarray like": (lambda a: np.asfortranarray(a, like=a), (L,), (LINE,), first),
    "require like": (lambda a: np.require(a, like=a), (L,), (LINE,), first),
    "arange like": (lambda a, b, c: np.arange(a, b, c, like=a), (L, L, L), (np.array(1.0), 5.0, 1.5), first),
    "full like": (lambda a: np.full((2, 2), a, like=a), (L,), (np.array(3.0),), first),
    "zeros like": (lambda a: np.zeros(3, like=a), (L,), (LINE,), first),
    # what is written
    "copyto": (lambda a, b: after(np.copyto, a, b, where=LINE > 2), (L, L), (LINE, OTHER), first),
    "put": (lambda a, b: after(np.put, a, [0, 3], b), (L, L), (LINE, OTHER), first),
    "place": (lambda a, b: after(np.place, a, LINE > 2, b), (L, L), (LINE, OTHER), first),
    "putmask": (lambda a, b: after(np.putmask, a, LINE > 2, b), (L, L), (LINE, OTHER), first),
    "put_along_axis": (
        lambda a, b: after(np.put_along_axis, a, np.array([[0], [1]]), b, axis=1),
        (L, L),
        (GRID, np.array([[5.0], [6.0]])),
        first,
    ),
    "fill_diagonal": (lambda a, b: after(np.fill_diagonal, a, b), (L, L), (SQUARE, 5.0), first),
    "setitem": (lambda a, b: after(operator.setitem, a, slice(1, 3), b), (L, L), (LINE, 5.0), first),
    "fill method": (lambda a, b: after(lambda x, v: x.fill(v), a, b), (L, L), (LINE, 5.0), first),
    "put method": (lambda a, b: after(lambda x, v: x.put([1], v), a, b), (L, L), (LINE, 5.0), first),
    "round": (lambda a: np.round(a / a[0], 2), (L,), (LINE,), no_dimension),
    "setxor1d": (np.setxor1d, (L, L), (np.array([0.0, 2.54]), np.array([0.0, 3.0])), first),
    "array_equiv": (np.array_equiv, (L, L), (LINE, LINE + 1), plain),
    "around": (lambda a: np.around(a / a[0]), (L,), (LINE,), no_dimension),
    # numbers
    "scimath.arcsin": (lambda a: scimath.arcsin(a * 4), (N,), (SHARE,), no_dimension),
    "scimath.arctanh": (lambda a: scimath.arctanh(a * 3), (N,), (SHARE,), no_dimension),
    "scimath.log2": (lambda a: scimath.log2(-a), (N,), (LINE,), no_dimension),
    "scimath.log10": (lambda a: scimath.log10(-a), (N,), (LINE,), no_dimension),
    "scimath.logn": (scimath.logn, (N, N), (3.0, LINE), no_dimension),
    "scimath.power exponent": (lambda a, p: scimath.power(a, p), (N, N), (LINE, OTHER), no_dimension),
    "scimath.power base": (lambda p: scimath.power(2.0, p), (N,), (LINE,), no_dimension),
    "nancumprod": (np.nancumprod, (N,), (HOLES,), no_dimension),
    "poly": (np.poly, (N,), (LINE,), no_dimension),
    "quantile q": (np.quantile, (L, N), (LINE, HALF), first),
    "quantile bare": (lambda q: np.quantile(LINE, q), (N,), (HALF,), plain),
    "nanquantile q": (np.nanquantile, (L, N), (HOLES, HALF), first),
    "nanpercentile": (lambda a: np.nanpercentile(a, 30), (L,), (HOLES,), first),
    "kaiser": (lambda beta: np.kaiser(4, beta), (N,), (0.5,), plain),
    # products and polynomials
    "linalg.tensordot": (lambda a, b: np.linalg.tensordot(a, b, axes=1), (L, M), (GRID, SQUARE), by(0, 1)),
    "vecdot": (np.vecdot, (L, M), (LINE, OTHER), by(0, 1)),
    "matvec": (np.matvec, (L, M), (SQUARE, LINE[:3]), by(0, 1)),
    "vecmat": (np.vecmat, (L, M), (LINE[:3], SQUARE), by(0, 1)),
    "matmul axes": (lambda a, b: np.matmul(a, b, axes=[(1, 0), (0, 1), (1, 0)]), (L, M), (GRID.T, SQUARE), by(0, 1)),
    "vecdot axis": (lambda a, b: np.vecdot(a, b, axis=0), (L, M), (GRID, GRID), by(0, 1)),
    "polysub": (np.polysub, (L, L), (LINE, OTHER), first),
    "polyfit": (lambda x, y: np.polyfit(x, y, 1), (N, L), (LINE, OTHER), second),
    "polyfit constant": (lambda x, y: np.polyfit(x, y, 0), (T, L), (LINE, OTHER), second),
    "polyfit full": (
        lambda x, y: np.polyfit(x, y, 1, full=True)[:3],
        (N, L),
        (LINE, OTHER),
        (second, lambda x, y: y**2, plain),
    ),
    "polyfit cov": (lambda x, y: np.polyfit(x, y, 1, cov=True), (N, L), (LINE, OTHER), (second, lambda x, y: y**2)),
    "polyfit weights": (
        lambda x, y, w: np.polyfit(x, y, 1, w=w, cov="unscaled"),
        (N, L, T),
        (LINE, OTHER, RISING),
        (second, lambda x, y, w: w**-2),
    ),
    "polyval bare": (lambda p: np.polyval(p, 2.0), (L,), (LINE,), first),
    "polyval2d": (
        lambda x, y, c: polynomial.polyval2d(x, y, c),
        (N, N, L),
        (SHARE, SHARE, SQUARE),
        lambda x, y, c: c,
    ),
    "polygrid2d": (
        lambda x, y, c: polynomial.polygrid2d(x, y, c),
        (N, N, L),
        (SHARE, SHARE, SQUARE),
        lambda x, y, c: c,
    ),
    **POLYVALND,
    # ends and neighbours
    "unwrap discont": (lambda p, d: np.unwrap(p, discont=d), (A, A), (RISING * 3, 4.0), first),
    "clip ufunc": (lambda a, b: np.array([0.0, np.inf, 0.0]).clip(a, b), (L, L), (1.0, 2.0), first),
    "clip plain": (lambda a, b: SHARE.clip(a, b), (N, N), (0.15, 0.2), first),
}
CASES = reached(CASES)
if hasattr(np, "in1d"):
    CASES["in1d"] = (in1d, (L, L), (np.array([0.0, 2.0]), np.array([0.0, 3.0])), plain)


QUERIES = {
    f.__name__: f
    for f in (
        np.ndim,
        np.shape,
        np.size,
        np.iscomplexobj,
        np.isrealobj,
        np.min_scalar_type,
        np.common_type,
        np.result_type,
    )
} | {
    "can_cast": lambda x: np.can_cast(x, "f4"),
    "may_share_memory": lambda x: np.may_share_memory(x, x[1:]),
    "shares_memory": lambda x: np.shares_memory(x, x[1:]),
    "einsum_path": lambda x: np.einsum_path("i,i", x, x),
    "empty_like": lambda x: np.empty_like(x).shape,
    "empty": lambda x: np.empty(3, like=x).shape,
}
"""What tells nothing of values: the same answer as of the bare array."""


def from_file(x):
    """Read numbers from a file."""
    with TemporaryFile() as file:
        file.write(b"abcd")
        file.seek(0)
        return np.fromfile(file, np.uint8, like=x)


NUMBERED = {
    "ones_like": np.ones_like,
    "zeros_like": np.zeros_like,
    "full_like": lambda x: np.full_like(x, 0),
    "ones": lambda x: np.ones(2, like=x),
    "eye": lambda x: np.eye(2, like=x),
    "identity": lambda x: np.identity(2, like=x),
    "tri": lambda x: np.tri(2, like=x),
    "full": lambda x: np.full(2, 3.0, like=x),
    "arange": lambda x: np.arange(3, like=x),
    "array": lambda x: np.array([1.0, 2.0], like=x),
    "fromfunction": lambda x: np.fromfunction(lambda i: i, (2,), like=x),
    "fromiter": lambda x: np.fromiter([1.0, 2.0], float, like=x),
    "frombuffer": lambda x: np.frombuffer(b"abcd", np.uint8, like=x),
    "fromfile": from_file,
    "fromstring": lambda x: np.fromstring("1 2", sep=" ", like=x),
    "loadtxt": lambda x: np.loadtxt(StringIO("1 2"), like=x),
    "genfromtxt": lambda x: np.genfromtxt(StringIO("1 2"), like=x),
}
"""Numbers in the unit of a template."""
