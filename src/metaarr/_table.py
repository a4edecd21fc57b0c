"""THE table: one row for every NumPy function and ufunc that asks its arguments' types.

The left column names the functions that share a row, the right column says what they do to elements. What a kind of
metadata makes of it stands with the kind; nothing here knows of any.

Functions of modules that NumPy imports on demand have their rows in a function of this module, called on the first
look-up after the module was imported. Importing this module imports no part of NumPy that ``import numpy`` does not.

How to add a function: find the group of its structure (``_structure.py``), name its parameters in a row, and give a
rule of ``_axes`` where its result has axes in other places. A wrong or forgotten name fails ``tests/test_table.py``.
"""

import operator
import sys
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Final, TypeAlias

import numpy as np
from numpy import linalg
from numpy.lib import scimath, stride_tricks

from ._axes import folds, joins, matrices, positions, shapes
from ._axes.maps import Rule
from ._compat import is_overridable, present
from ._row import Row
from ._structure import Structure as S  # noqa: N817  one letter leaves room for the columns

Function: TypeAlias = Callable[..., Any]
Group: TypeAlias = Mapping[tuple[Function, ...], Row]


def row(
    structure: S,
    arrays: str = "",
    rule: Rule | None = None,
    *,
    values: str = "",
    index: str = "",
    axis: str = "",
    out: str | None = None,
    where: str | None = None,
    reduces: np.ufunc | None = None,
    outputs: int | None = 1,
    more: bool = False,
) -> Row:
    """Make a row; names of parameters are given in one text."""
    return Row(
        structure,
        arrays=tuple(arrays.split()),
        values=tuple(values.split()),
        index=tuple(index.split()),
        axis=tuple(axis.split()),
        out=out,
        where=where,
        reduces=reduces,
        axes=rule,
        outputs=outputs,
        more=more,
    )


# A table is read by its columns.
# fmt: off

_QUERY: Group = {
    (np.ndim, np.shape, np.min_scalar_type): row(S.QUERY, "a"),
    (np.size,):                              row(S.QUERY, "a", axis="axis"),
    (np.iscomplexobj, np.isrealobj):         row(S.QUERY, "x"),
    (np.may_share_memory, np.shares_memory): row(S.QUERY, "a b"),
    (np.can_cast,):                          row(S.QUERY, "from_"),
    (np.common_type,):                       row(S.QUERY, "*arrays"),
    (np.result_type,):                       row(S.QUERY, "*arrays_and_dtypes"),
    (np.einsum_path,):                       row(S.QUERY, "*operands"),
    (linalg.matrix_rank,):                   row(S.QUERY, "A", values="tol rtol"),
}

_ELEMENTWISE: Group = {
    (np.i0, np.sinc, np.iscomplex, np.isreal, np.astype): row(S.ELEMENTWISE, "x"),
    (np.fix, np.isneginf, np.isposinf):                   row(S.ELEMENTWISE, "x", out="out"),
    (np.angle,):                                          row(S.ELEMENTWISE, "z"),
    (np.real, np.imag):                                   row(S.ELEMENTWISE, "val"),
    (np.real_if_close,):                                  row(S.ELEMENTWISE, "a"),
    (np.round, np.around):                                row(S.ELEMENTWISE, "a", out="out"),
    (np.clip,):       row(S.ELEMENTWISE, "a a_min a_max min max", out="out", where="where"),
    (np.nan_to_num,): row(S.ELEMENTWISE, "x", values="nan posinf neginf"),
    (np.isclose,):    row(S.ELEMENTWISE, "a b", values="rtol atol"),
    (operator.eq, operator.ne): row(S.ELEMENTWISE, "a b"),
    (np.isin,):       row(S.ELEMENTWISE, "element", values="test_elements"),
    (scimath.sqrt, scimath.log, scimath.log2, scimath.log10,
     scimath.arccos, scimath.arcsin, scimath.arctanh): row(S.ELEMENTWISE, "x"),
    (scimath.logn,):                                   row(S.ELEMENTWISE, "n x"),
    (scimath.power,):                                  row(S.ELEMENTWISE, "x p"),
}

_REARRANGE: Group = {
    (np.copy,):                       row(S.REARRANGE, "a", shapes.same),
    (np.transpose,):                  row(S.REARRANGE, "a", shapes.transpose, axis="axes"),
    (np.matrix_transpose, linalg.matrix_transpose): row(S.REARRANGE, "x", shapes.matrix_transpose),
    (np.swapaxes,):                   row(S.REARRANGE, "a", shapes.swapaxes, axis="axis1 axis2"),
    (np.moveaxis,):                   row(S.REARRANGE, "a", shapes.moveaxis, axis="source destination"),
    (np.rollaxis,):                   row(S.REARRANGE, "a", shapes.rollaxis, axis="axis start"),
    (np.squeeze,):                    row(S.REARRANGE, "a", shapes.squeeze, axis="axis"),
    (np.expand_dims,):                row(S.REARRANGE, "a", shapes.expand_dims, axis="axis"),
    (np.atleast_1d,):                 row(S.REARRANGE, "*arys", shapes.atleast_1d, outputs=None),
    (np.atleast_2d,):                 row(S.REARRANGE, "*arys", shapes.atleast_2d, outputs=None),
    (np.atleast_3d,):                 row(S.REARRANGE, "*arys", shapes.atleast_3d, outputs=None),
    (np.broadcast_to,):               row(S.REARRANGE, "array", shapes.broadcast_to),
    (np.broadcast_arrays,):           row(S.REARRANGE, "*args", shapes.broadcast_arrays, outputs=None),
    (np.meshgrid,):                   row(S.REARRANGE, "*xi", shapes.meshgrid, outputs=None),
    (np.reshape,):                    row(S.REARRANGE, "a", shapes.reshape),
    (np.ravel,):                      row(S.REARRANGE, "a", shapes.ravel),
    (np.resize,):                     row(S.REARRANGE, "a", shapes.resize),
    (np.tile,):                       row(S.REARRANGE, "A", shapes.tile),
    (np.pad,):                        row(S.REARRANGE, "array", shapes.pad, values="constant_values end_values"),
    (stride_tricks.sliding_window_view,): row(S.REARRANGE, "x", shapes.sliding_window_view, axis="axis"),
    (np.flip,):                       row(S.REARRANGE, "m", positions.flipping(), axis="axis"),
    (np.flipud,):                     row(S.REARRANGE, "m", positions.flipping(0)),
    (np.fliplr,):                     row(S.REARRANGE, "m", positions.flipping(1)),
    (np.rot90,):                      row(S.REARRANGE, "m", positions.rot90, axis="axes"),
    (np.roll,):                       row(S.REARRANGE, "a", positions.roll, axis="axis"),
    (np.repeat,):                     row(S.REARRANGE, "a", positions.repeat, index="repeats", axis="axis"),
    (np.take,):                       row(S.REARRANGE, "a", positions.take, index="indices", axis="axis", out="out"),
    (np.take_along_axis,):            row(S.REARRANGE, "arr", positions.take_along_axis, index="indices", axis="axis"),
    (np.compress,):
        row(S.REARRANGE, "a", positions.compress, index="condition", axis="axis", out="out"),
    (np.extract,):                    row(S.REARRANGE, "arr", positions.extract, index="condition"),
    (np.delete,):                     row(S.REARRANGE, "arr", positions.delete, index="obj", axis="axis"),
    (np.trim_zeros,):                 row(S.REARRANGE, "filt", positions.trim_zeros, axis="axis"),
    (np.tril, np.triu):               row(S.REARRANGE, "m", positions.triangle),
    (np.diag,):                       row(S.REARRANGE, "v", positions.diag),
    (np.diagflat,):                   row(S.REARRANGE, "v", positions.diagflat),
    (np.diagonal,):                   row(S.REARRANGE, "a", positions.diagonal, axis="axis1 axis2"),
    (linalg.diagonal,):               row(S.REARRANGE, "x", positions.linalg_diagonal),
    (np.split, np.array_split):       row(S.REARRANGE, "ary", joins.split, axis="axis", outputs=None),
    (np.hsplit,):                     row(S.REARRANGE, "ary", joins.hsplit, outputs=None),
    (np.vsplit,):                     row(S.REARRANGE, "ary", joins.vsplit, outputs=None),
    (np.dsplit,):                     row(S.REARRANGE, "ary", joins.dsplit, outputs=None),
    (np.unstack,):                    row(S.REARRANGE, "x", joins.unstack, axis="axis", outputs=None),
}

_JOIN: Group = {
    (np.concatenate,):  row(S.JOIN, "*arrays", joins.concatenate, axis="axis", out="out"),
    (np.stack,):        row(S.JOIN, "*arrays", joins.stack, axis="axis", out="out"),
    (np.hstack,):       row(S.JOIN, "*tup", joins.hstack),
    (np.vstack,):       row(S.JOIN, "*tup", joins.vstack),
    (np.dstack,):       row(S.JOIN, "*tup", joins.dstack),
    (np.column_stack,): row(S.JOIN, "*tup", joins.column_stack),
    (np.append,):       row(S.JOIN, "arr values", joins.append, axis="axis"),
    (np.insert,):       row(S.JOIN, "arr values", joins.insert, index="obj", axis="axis"),
    (np.block,):        row(S.JOIN, "**arrays", joins.block),
    # Without a rule: elements keep their places, broadcast.
    (np.where,):        row(S.JOIN, "x y", index="condition"),
    (np.choose,):       row(S.JOIN, "*choices", index="a", out="out"),
    (np.select,):       row(S.JOIN, "*choicelist default", index="*condlist"),
    (np.piecewise,):    row(S.JOIN, "x", values="*funclist", index="*condlist"),
}

_ASSIGN: Group = {
    (operator.setitem,):  row(S.ASSIGN, "a c", index="b", outputs=0),
    (np.copyto,):         row(S.ASSIGN, "dst src", where="where", outputs=0),
    (np.fill_diagonal,):  row(S.ASSIGN, "a val", outputs=0),
    (np.place,):          row(S.ASSIGN, "arr vals", index="mask", outputs=0),
    (np.put,):            row(S.ASSIGN, "a v", index="ind", outputs=0),
    (np.putmask,):        row(S.ASSIGN, "a values", index="mask", outputs=0),
    (np.put_along_axis,): row(S.ASSIGN, "arr values", index="indices", axis="axis", outputs=0),
}


def _fold(arrays: str = "a", *, values: str = "", out: str | None = "out", **rest: Any) -> Row:
    return row(S.REDUCE, arrays, folds.reduce, values=values, axis="axis", out=out, **rest)


_REDUCE: Group = {
    (np.sum,):                      _fold(values="initial", where="where", reduces=np.add),
    (np.prod,):                     _fold(values="initial", where="where", reduces=np.multiply),
    (np.max, np.amax):              _fold(values="initial", where="where", reduces=np.maximum),
    (np.min, np.amin):              _fold(values="initial", where="where", reduces=np.minimum),
    (np.all,):                      _fold(where="where", reduces=np.logical_and),
    (np.any,):                      _fold(where="where", reduces=np.logical_or),
    (np.nansum, np.nanprod, np.nanmax, np.nanmin): _fold(values="initial", where="where"),
    (np.mean, np.nanmean):          _fold(where="where"),
    (np.std, np.var, np.nanstd, np.nanvar): _fold(values="mean", where="where"),
    (np.median, np.nanmedian, np.ptp): _fold(),
    (np.count_nonzero,):            _fold(out=None),
    (np.average,):                  _fold(values="weights", out=None, outputs=None),
    (np.percentile, np.quantile):   row(S.REDUCE, "a", folds.quantile, values="q weights", axis="axis", out="out"),
    (np.nanpercentile, np.nanquantile):
                                    row(S.REDUCE, "a", folds.nanquantile, values="q weights", axis="axis", out="out"),
    (np.trace,):                    row(S.REDUCE, "a", folds.trace, axis="axis1 axis2", out="out"),
    (linalg.trace,):                row(S.REDUCE, "x", matrices.batch(0)),
    (linalg.norm, linalg.vector_norm): _fold("x", out=None),
    (linalg.matrix_norm,):          row(S.REDUCE, "x", matrices.matrix_norm),
    (linalg.cond,):                 row(S.REDUCE, "x", matrices.batch(0)),
    (linalg.det,):                  row(S.REDUCE, "a", matrices.batch(0)),
    (linalg.slogdet,):              row(S.REDUCE, "a", matrices.batch(0), outputs=2),
}

_ARGREDUCE: Group = {
    (np.argmax, np.argmin, np.nanargmax, np.nanargmin): row(S.ARGREDUCE, "a", folds.reduce, axis="axis", out="out"),
}

_ACCUMULATE: Group = {
    (np.cumsum, np.cumprod, np.nancumsum, np.nancumprod): row(S.ACCUMULATE, "a", folds.running, axis="axis", out="out"),
    (np.cumulative_sum, np.cumulative_prod):              row(S.ACCUMULATE, "x", folds.running, axis="axis", out="out"),
}

_STENCIL: Group = {
    (np.diff,):      row(S.STENCIL, "a", folds.diff, values="prepend append", axis="axis"),
    (np.ediff1d,):   row(S.STENCIL, "ary", folds.ediff1d, values="to_end to_begin"),
    (np.gradient,):  row(S.STENCIL, "f", folds.gradient, values="*varargs", axis="axis", outputs=None),
    (np.unwrap,):    row(S.STENCIL, "p", shapes.same, values="discont period", axis="axis"),
    (np.trapezoid,): row(S.STENCIL, "y x", folds.trapezoid, values="dx", axis="axis"),
    (np.interp,):    row(S.STENCIL, "x xp fp", shapes.same, values="left right period"),
}

_ORDER: Group = {
    (np.sort, np.argsort):           row(S.ORDER, "a", folds.sort, axis="axis"),
    (np.partition, np.argpartition): row(S.ORDER, "a", folds.sort, index="kth", axis="axis"),
    (np.sort_complex,):              row(S.ORDER, "a", folds.sort),
    (np.lexsort,):                   row(S.ORDER, "*keys", folds.lexsort, axis="axis"),
}

_SEARCH: Group = {
    (np.argwhere,):     row(S.SEARCH, "a", folds.argwhere),
    (np.flatnonzero,):  row(S.SEARCH, "a", folds.flat),
    (np.nonzero,):      row(S.SEARCH, "a", folds.nonzero, outputs=None),
    (np.digitize,):     row(S.SEARCH, "x", shapes.same, values="bins"),
    (np.searchsorted,): row(S.SEARCH, "v", shapes.same, values="a", index="sorter"),
}

_SET: Group = {
    (np.unique,):                             row(S.SET, "ar", folds.unique, axis="axis", outputs=None),
    (np.unique_values,):                      row(S.SET, "x", folds.flat),
    (np.unique_all,):                         row(S.SET, "x", outputs=4),
    (np.unique_counts, np.unique_inverse):    row(S.SET, "x", outputs=2),
    (np.intersect1d,):                        row(S.SET, "ar1 ar2", outputs=None),
    (np.setdiff1d, np.setxor1d, np.union1d,
     *present(np, "in1d")):                   row(S.SET, "ar1 ar2"),
}

_CONTRACT: Group = {
    (np.dot, np.outer):                         row(S.CONTRACT, "a b", out="out"),
    (np.inner, np.vdot, np.kron):               row(S.CONTRACT, "a b"),
    (np.tensordot,):                            row(S.CONTRACT, "a b", axis="axes"),
    (np.cross,):                                row(S.CONTRACT, "a b", axis="axis axisa axisb axisc"),
    (np.convolve, np.correlate):                row(S.CONTRACT, "a v"),
    (np.einsum,):                               row(S.CONTRACT, "*operands", out="out"),
    (np.cov,):                                  row(S.CONTRACT, "m y", values="fweights aweights"),
    (np.corrcoef,):                             row(S.CONTRACT, "x y"),
    (linalg.matmul, linalg.outer):              row(S.CONTRACT, "x1 x2"),
    (linalg.tensordot,):                        row(S.CONTRACT, "x1 x2", axis="axes"),
    (linalg.cross, linalg.vecdot):              row(S.CONTRACT, "x1 x2", axis="axis"),
    (linalg.multi_dot,):                        row(S.CONTRACT, "*arrays", out="out"),
    (linalg.matrix_power,):                     row(S.CONTRACT, "a", shapes.same),
}

_LINALG: Group = {
    (linalg.inv,):                     row(S.LINALG, "a", shapes.matrix_transpose),
    (linalg.pinv,):                    row(S.LINALG, "a", shapes.matrix_transpose, values="rcond rtol"),
    (linalg.tensorinv,):               row(S.LINALG, "a", shapes.tensorinv),
    (linalg.cholesky,):                row(S.LINALG, "a", matrices.cholesky),
    (linalg.eigvals, linalg.eigvalsh): row(S.LINALG, "a", matrices.batch(1)),
    (linalg.svdvals,):                 row(S.LINALG, "x", matrices.batch(1)),
    (linalg.eig, linalg.eigh):         row(S.LINALG, "a", matrices.eig, outputs=2),
    (linalg.svd,):                     row(S.LINALG, "a", matrices.svd, outputs=None),
    (linalg.qr,):                      row(S.LINALG, "a", matrices.qr, outputs=None),
    (linalg.solve,):                   row(S.LINALG, "a b"),
    (linalg.tensorsolve,):             row(S.LINALG, "a b", axis="axes"),
    (linalg.lstsq,):                   row(S.LINALG, "a b", values="rcond", outputs=4),
}

_BIN: Group = {
    (np.bincount,):            row(S.BIN, "x", values="weights"),
    (np.histogram,):           row(S.BIN, "a", values="bins range weights", outputs=2),
    (np.histogram_bin_edges,): row(S.BIN, "a", values="bins range weights"),
    (np.histogram2d,):         row(S.BIN, "x y", values="**bins **range weights", outputs=3),
    (np.histogramdd,):         row(S.BIN, "**sample", values="**bins **range weights", outputs=2),
}

_CREATE: Group = {
    (np.empty, np.zeros, np.ones, np.eye, np.identity, np.tri, np.fromfunction, np.fromiter, np.frombuffer,
     np.fromfile, np.fromstring, np.loadtxt, np.genfromtxt): row(S.CREATE, values="like"),
    (np.full,):                                              row(S.CREATE, values="fill_value like"),
    (np.arange,):                                            row(S.CREATE, values="start_or_stop stop step like"),
    (np.array,):                                             row(S.CREATE, "object", values="like"),
    (np.asarray, np.asanyarray, np.ascontiguousarray, np.asfortranarray, np.require):
                                                             row(S.CREATE, "a", values="like"),
    (np.linspace,):                                          row(S.CREATE, "start stop", axis="axis", outputs=None),
    (np.geomspace,):                                         row(S.CREATE, "start stop", axis="axis"),
    (np.logspace,):                                          row(S.CREATE, "start stop", values="base", axis="axis"),
}

_LIKE: Group = {
    (np.empty_like,):             row(S.LIKE, "prototype", matrices.like),
    (np.zeros_like, np.ones_like): row(S.LIKE, "a", matrices.like),
    (np.full_like,):              row(S.LIKE, "a", matrices.like, values="fill_value"),
}

_COMPARE: Group = {
    (np.allclose,):                   row(S.COMPARE, "a b", values="rtol atol"),
    (np.array_equal, np.array_equiv): row(S.COMPARE, "a1 a2"),
}

_APPLY: Group = {
    (np.apply_along_axis,): row(S.APPLY, "arr", axis="axis"),
    (np.apply_over_axes,):  row(S.APPLY, "a", axis="axes"),
}

_TEXT_AND_IO: Group = {
    (np.array2string, np.array_str):    row(S.TEXT, "a"),
    (np.array_repr,):                   row(S.TEXT, "arr"),
    (np.save,):                         row(S.IO, "arr", outputs=0),
    (np.savetxt,):                      row(S.IO, "X", outputs=0),
    (np.savez, np.savez_compressed):    row(S.IO, "*args", outputs=0, more=True),
}

_INDEX: Group = {
    (np.packbits, np.unpackbits):              row(S.INDEX, "a", axis="axis"),
    (np.busday_count,):                        row(S.INDEX, "begindates enddates", values="holidays", out="out"),
    (np.busday_offset,):                       row(S.INDEX, "dates offsets", values="holidays", out="out"),
    (np.is_busday,):                           row(S.INDEX, "dates", values="holidays", out="out"),
    (np.datetime_as_string,):                  row(S.INDEX, "arr"),
    (np.diag_indices_from, np.tril_indices_from, np.triu_indices_from): row(S.INDEX, "arr", outputs=None),
    (np.ix_,):                                 row(S.INDEX, "*args", outputs=None),
    (np.ravel_multi_index,):                   row(S.INDEX, "*multi_index"),
    (np.unravel_index,):                       row(S.INDEX, "indices", outputs=None),
}

_POLY: Group = {
    (np.poly,):                       row(S.POLY, "seq_of_zeros"),
    (np.roots, np.polyder):           row(S.POLY, "p"),
    (np.polyint,):                    row(S.POLY, "p", values="k"),
    (np.polyval,):                    row(S.POLY, "p x"),
    (np.polyadd, np.polysub, np.polymul): row(S.POLY, "a1 a2"),
    (np.polydiv,):                    row(S.POLY, "u v", outputs=2),
    (np.polyfit,):                    row(S.POLY, "x y", values="w", outputs=None),
    (np.vander,):                     row(S.POLY, "x"),
}


def _fft() -> Group:
    from numpy import fft

    return {
        (fft.fft, fft.ifft, fft.rfft, fft.irfft, fft.hfft, fft.ihfft):
                                         row(S.TRANSFORM, "a", matrices.fft, axis="axis", out="out"),
        (fft.fft2, fft.ifft2, fft.rfft2, fft.irfft2):
                                         row(S.TRANSFORM, "a", matrices.transforming((-2, -1)), axis="axes", out="out"),
        (fft.fftn, fft.ifftn, fft.rfftn, fft.irfftn):
                                         row(S.TRANSFORM, "a", matrices.transforming(None), axis="axes", out="out"),
        (fft.fftshift,):                 row(S.REARRANGE, "x", positions.fftshifting(+1), axis="axes"),
        (fft.ifftshift,):                row(S.REARRANGE, "x", positions.fftshifting(-1), axis="axes"),
    }


def _strings() -> Group:
    from numpy import strings

    return {
        (strings.capitalize, strings.lower, strings.swapcase, strings.title, strings.upper,
         strings.encode, strings.decode):                   row(S.ELEMENTWISE, "a"),
        (strings.center, strings.ljust, strings.rjust):     row(S.ELEMENTWISE, "a width fillchar"),
        (strings.zfill,):                                   row(S.ELEMENTWISE, "a width"),
        (strings.expandtabs,):                              row(S.ELEMENTWISE, "a tabsize"),
        (strings.mod,):                                     row(S.ELEMENTWISE, "a values"),
        (strings.multiply,):                                row(S.ELEMENTWISE, "a i"),
        (strings.replace,):                                 row(S.ELEMENTWISE, "a old new count"),
        (strings.translate,):                               row(S.ELEMENTWISE, "a", values="table deletechars"),
        (strings.partition, strings.rpartition):            row(S.ELEMENTWISE, "a sep", outputs=3),
    }


def _char() -> Group:
    from numpy import char

    return {
        (char.equal, char.not_equal, char.less, char.less_equal, char.greater, char.greater_equal):
                                    row(S.ELEMENTWISE, "x1 x2"),
        (char.join,):               row(S.ELEMENTWISE, "sep seq"),
        (char.split, char.rsplit):  row(S.ELEMENTWISE, "a sep maxsplit"),
        (char.splitlines,):         row(S.ELEMENTWISE, "a keepends"),
    }


def _polynomial() -> Group:
    from numpy.polynomial import polynomial

    return {
        (polynomial.polyval2d, polynomial.polygrid2d): row(S.POLY, "x y c"),
        present(polynomial, "polyvalnd"):              row(S.POLY, "pts c"),
    }


def _recfunctions() -> Group:
    from numpy.lib import recfunctions as rf

    return {
        # Record for record: fields are added, renamed or left out.
        (rf.drop_fields, rf.rec_drop_fields, rf.rename_fields): row(S.ELEMENTWISE, "base"),
        (rf.repack_fields,):                      row(S.ELEMENTWISE, "a"),
        (rf.require_fields,):                     row(S.ELEMENTWISE, "array"),
        (rf.append_fields,):                      row(S.ELEMENTWISE, "base **data", values="fill_value"),
        (rf.rec_append_fields,):                  row(S.ELEMENTWISE, "base **data"),
        (rf.merge_arrays,):                       row(S.ELEMENTWISE, "**seqarrays", values="fill_value"),
        (rf.structured_to_unstructured,):         row(S.REARRANGE, "arr", matrices.trailing(+1)),
        (rf.unstructured_to_structured,):         row(S.REARRANGE, "arr", matrices.trailing(-1)),
        (rf.stack_arrays,):                       row(S.JOIN, "**arrays", joins.append, values="defaults"),
        (rf.join_by, rf.rec_join):                row(S.SET, "r1 r2", values="defaults"),
        (rf.find_duplicates,):                    row(S.SET, "a", outputs=None),
        (rf.assign_fields_by_name,):              row(S.ASSIGN, "dst src", outputs=0),
        (rf.recursive_fill_fields,):              row(S.ASSIGN, "output input"),
        (rf.apply_along_fields,):                 row(S.APPLY, "arr"),
    }


# fmt: on

_SECTIONS: Final[Mapping[str, Callable[[], Group]]] = {
    "numpy.fft": _fft,
    "numpy.strings": _strings,
    "numpy.char": _char,
    "numpy.polynomial.polynomial": _polynomial,
    "numpy.lib.recfunctions": _recfunctions,
}
"""Module that NumPy imports on demand → the rows of its functions."""

_pending: set[str] = set(_SECTIONS)

_AT_ONCE: Final = (
    *(_QUERY, _ELEMENTWISE, _REARRANGE, _JOIN, _ASSIGN, _REDUCE, _ARGREDUCE, _ACCUMULATE, _STENCIL, _ORDER, _SEARCH),
    *(_SET, _CONTRACT, _LINALG, _BIN, _CREATE, _LIKE, _COMPARE, _APPLY, _TEXT_AND_IO, _INDEX, _POLY),
)


def _single(group: Group) -> Iterator[tuple[Function, Row]]:
    for functions, shared in group.items():
        for function in functions:
            yield function, shared


FUNCTIONS: Final[dict[Function, Row]] = {function: row_ for group in _AT_ONCE for function, row_ in _single(group)}
"""Function → row, for the sections loaded so far; :func:`lookup` loads what is due, :func:`complete` all."""


REGISTERED: Final[dict[Function, Row]] = {}
"""Function or ufunc outside NumPy → row, as ``_register.py`` was told."""


def lookup(func: Function) -> Row | None:
    """Find the row of a function; None when it has none."""
    if func not in FUNCTIONS:
        _load(sys.modules)
    return FUNCTIONS.get(func) or REGISTERED.get(func)


def fold_structure(func: Function) -> S:
    """Structure of a fold: of a function that has a row, or of the ``reduce`` of a ufunc."""
    row = None if isinstance(func, np.ufunc) else lookup(func)
    return S.REDUCE if row is None else row.structure


def complete() -> Mapping[Function, Row]:
    """Give the whole table; imports what NumPy has not imported yet."""
    _load({name: import_module(name) for name in tuple(_pending)})
    return FUNCTIONS


def _load(modules: Mapping[str, object]) -> None:
    """Load the sections of those modules that are not loaded yet."""
    for name in [name for name in tuple(_pending) if name in modules]:
        # In this order, so that no thread finds a section neither pending nor loaded.
        FUNCTIONS.update((func, row_) for func, row_ in _single(_SECTIONS[name]()) if is_overridable(func))
        _pending.discard(name)


# -- ufuncs ----------------------------------------------------------------------------------------------------------

_BY_PLACE: Final = row(S.ELEMENTWISE, out="out", where="where")
_PRODUCT: Final = row(S.CONTRACT, axis="axis", out="out")


def _elementwise(ufuncs: Iterator[object]) -> dict[np.ufunc, Row]:
    """Give those that have no signature: such a ufunc goes element by element, whatever it computes."""
    return {u: _BY_PLACE for u in ufuncs if isinstance(u, np.ufunc) and u.signature is None}


UFUNCS: Final[dict[np.ufunc, Row]] = {
    **_elementwise(iter(vars(np).values())),
    np.matmul: _PRODUCT,
    np.matvec: _PRODUCT,
    np.vecdot: _PRODUCT,
    np.vecmat: _PRODUCT,
}
"""Ufunc → row. Its operands have no names; the ufunc itself knows how many there are."""


def ufunc_row(ufunc: np.ufunc) -> Row | None:
    """Find the row of a ufunc; None when it has none."""
    if ufunc in REGISTERED:
        return REGISTERED[ufunc]
    if ufunc not in UFUNCS:
        UFUNCS.update(_unnamed_ufuncs())
    return UFUNCS.get(ufunc)


@cache
def _unnamed_ufuncs() -> dict[np.ufunc, Row]:
    """Give the ufuncs that have no public name: those below ``numpy.strings``, and ``clip``."""
    # Imported late: numpy.testing takes longer than all of this package, and few calls end here.
    from numpy.testing.overrides import get_overridable_numpy_ufuncs

    return _elementwise(iter(get_overridable_numpy_ufuncs()))
