"""What differs for units from what the structure of a function says: one line for a function or a family.

Left the functions, right their rule: the unit of the result, then the groups of parameters that share a unit, on which
scale (``terms.py``). A parameter in no group must be a plain number. Rules that need more are in ``special.py`` and
``bins.py``. Structures with an answer of their own (joins, assignments, transforms …) are in ``kind.py``; a function
that neither knows is refused.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final

import numpy as np
from numpy import linalg
from numpy.lib import scimath

from .._call import Call
from .._compat import is_overridable, present
from .._proposal import Proposal
from . import bins, polynomials, special
from .answers import radian
from .terms import (
    Refused,
    Rule,
    affine,
    anyhow,
    bare,
    cast,
    delta,
    keep,
    last,
    linear,
    number,
    product,
    quotient,
    raised,
    summed,
    values_first,
    variance,
)
from .unit import DIMENSIONLESS

if TYPE_CHECKING:
    from .kind import Units

Function = Callable[..., Any]
FunctionRule = Callable[["Units", Call], Proposal]
Family = Mapping[tuple[Function, ...], FunctionRule]

# A table is read by its columns.
# fmt: off

_ELEMENTWISE: Family = {
    (np.round, np.around):                          Rule(keep, anyhow("a")),
    (np.fix,):                                      Rule(keep, anyhow("x")),
    (np.astype,):                                   special.cast_to,
    (np.real,):                                     Rule(keep, anyhow("val")),
    (np.imag,):                                     Rule(delta, anyhow("val")),
    (np.real_if_close,):                            special.real_if_close,
    (np.clip,):                                     Rule(keep, anyhow("a a_min a_max min max")),
    (np.nan_to_num,): special.filling(special.without("nan"), Rule(keep, anyhow("x nan posinf neginf"))),
    (np.iscomplex, np.isreal, np.isneginf, np.isposinf): Rule(bare, anyhow("x")),
    (np.isin,):                                     Rule(bare, anyhow("element test_elements")),
    (np.isclose, np.allclose):                      special.close,
    (np.angle,):                                    Rule(special.phase, linear("z")),
    (np.sinc, np.i0):                               Rule(number),
    (scimath.log, scimath.log2, scimath.log10, scimath.logn): Rule(number),
    (scimath.arccos, scimath.arcsin, scimath.arctanh): Rule(lambda call: radian()),
    (scimath.sqrt,):                                Rule(raised(Fraction(1, 2)), linear("x")),
    (scimath.power,):                               special.power,
}

_REARRANGE: Family = {
    (np.atleast_1d, np.atleast_2d, np.atleast_3d, np.broadcast_arrays, np.meshgrid): special.each_its_own,
    (np.pad,):                                      special.filling(special.pads_with_zeros, special.pad),
    (np.tril, np.triu):                             special.filling(special.always, Rule(keep, anyhow("m"))),
    (np.diagflat,):                                 special.filling(special.always, Rule(keep, anyhow("v"))),
    (np.diag,):                                     special.filling(special.makes_diagonal, Rule(keep, anyhow("v"))),
    (np.resize,):                                   special.filling(special.is_empty, Rule(keep, anyhow("a"))),
    (np.trim_zeros,):                               Rule(keep, linear("filt")),
}

_JOIN: Family = {
    (np.select,):    special.filling(special.without("default"), Rule(keep, anyhow("choicelist default"))),
    (np.piecewise,): special.piecewise,
    (np.insert,):    Rule(keep, cast(anyhow("arr values"))),
}

_REDUCE: Family = {
    (np.mean, np.nanmean, np.median, np.nanmedian): Rule(keep, affine("a")),
    (np.quantile, np.nanquantile):                  special.QUANTILE,
    (np.percentile, np.nanpercentile):              special.at_percentages,
    (np.average,):                                  Rule(special.averaged, affine("a"), linear("weights")),
    (np.nanmax, np.nanmin):                         Rule(keep, cast(anyhow("a initial"))),
    (np.nansum,):                                   Rule(keep, cast(summed("a initial"))),
    (np.nanprod,):                                  special.nan_product,
    (np.std, np.nanstd):                            Rule(delta, affine("a mean")),
    (np.var, np.nanvar):                            Rule(variance, affine("a mean")),
    (np.ptp,):                                      Rule(delta, anyhow("a")),
    (np.count_nonzero,):                            Rule(bare, linear("a")),
    (np.trace,):                                    Rule(keep, summed("a")),
    (np.cumsum, np.nancumsum):                      Rule(keep, summed("a")),
    (np.cumulative_sum,):                           Rule(keep, summed("x")),
    (np.cumprod, np.nancumprod, np.cumulative_prod): Rule(number),
}

_STENCIL: Family = {
    (np.diff,):      Rule(special.differences, anyhow("a prepend append")),
    (np.ediff1d,):   Rule(delta, cast(anyhow("ary", steps="to_begin to_end"))),
    (np.gradient,):  special.gradient,
    (np.trapezoid,): Rule(special.area, linear("y"), affine("x"), linear("dx")),
    (np.interp,):    Rule(last, affine("x xp", steps="period"), affine("fp left right")),
    (np.unwrap,):    special.unwrap,
}

_ORDER: Family = {
    (np.argsort, np.argpartition, np.lexsort):      special.bare_result,
    (np.diag_indices_from, np.tril_indices_from, np.triu_indices_from): special.bare_result,
    (np.argwhere, np.flatnonzero, np.nonzero):      Rule(bare, linear("a")),
    (np.searchsorted,):                             Rule(bare, anyhow("a v")),
    (np.digitize,):                                 Rule(bare, anyhow("x bins")),
    (np.unique,):                                   Rule(values_first, anyhow("ar")),
    (np.unique_all, np.unique_counts, np.unique_inverse): Rule(values_first, anyhow("x")),
    (np.intersect1d,):                              Rule(values_first, anyhow("ar1 ar2")),
    present(np, "in1d"):                            Rule(bare, anyhow("ar1 ar2")),
}

_CONTRACT: Family = {
    (np.dot, np.outer, np.inner, np.vdot, np.kron, np.tensordot, np.cross, np.convolve, np.correlate, np.einsum,
     linalg.matmul, linalg.outer, linalg.tensordot, linalg.cross, linalg.vecdot, linalg.multi_dot): special.multiplied,
    (np.cov,):              Rule(variance, affine("m y"), linear("aweights")),
    (np.corrcoef,):         Rule(number, affine("x"), affine("y")),
    (linalg.matrix_power,): Rule(special.matrix_power, linear("a")),
}

_LINALG: Family = {
    (linalg.inv, linalg.pinv, linalg.tensorinv):    Rule(raised(-1), linear("a")),
    (linalg.solve, linalg.tensorsolve):             Rule(lambda call, b, a: quotient(b, a), linear("b"), linear("a")),
    (linalg.lstsq,):                                Rule(special.least_squares, linear("b"), linear("a")),
    (linalg.cholesky,):                             Rule(raised(Fraction(1, 2)), linear("a")),
    (linalg.eigvals, linalg.eigvalsh):              Rule(keep, linear("a")),
    (linalg.eig, linalg.eigh):                      Rule(lambda call, a: (a, DIMENSIONLESS), linear("a")),
    (linalg.svd,):                                  Rule(special.singular, linear("a")),
    (linalg.svdvals, linalg.matrix_norm):           Rule(keep, linear("x")),
    (linalg.trace,):                                Rule(keep, summed("x")),
    (linalg.qr,):                                   Rule(special.qr, linear("a")),
    (linalg.det,):                                  Rule(special.determinant, linear("a")),
    (linalg.slogdet,):                              Rule(number),
    (linalg.norm, linalg.vector_norm):              Rule(special.norm, linear("x")),
    (linalg.cond,):                                 Rule(bare, linear("x")),
    (linalg.matrix_rank,):                          Rule(bare, linear("A tol")),
}

_BIN: Family = {
    (np.bincount,):            Rule(keep, linear("weights")),
    (np.histogram,):           bins.histogram,
    (np.histogram_bin_edges,): bins.bin_edges,
    (np.histogram2d,):         bins.histogram2d,
    (np.histogramdd,):         bins.histogramdd,
}

_CREATE: Family = {
    (np.full_like,):              special.full_like,
    (np.arange,):                 special.stepped,
    (np.linspace,):               Rule(special.spaced, affine("start stop")),
    (np.geomspace,):              Rule(keep, linear("start stop")),
    (np.logspace,):               Rule(number),
}

_POLY: Family = {
    (np.polyadd, np.polysub): Rule(keep, linear("a1 a2")),
    (np.polymul,):            Rule(lambda call, a1, a2: product(a1, a2), linear("a1"), linear("a2")),
    (np.polydiv,):            polynomials.divided,
    (np.polyder,):            Rule(keep, linear("p")),
    (np.polyval,):            Rule(polynomials.polynomial_value, linear("p")),
    (np.polyfit,):            polynomials.polyfit,
    (np.polyint,):            Rule(keep, linear("p k")),
    (np.roots,):              Rule(number, linear("p")),
    (np.poly, np.vander):     Rule(number),
}

_INDEX: Family = {
    (np.packbits, np.unpackbits):              Rule(number),
    (np.ix_, np.ravel_multi_index, np.unravel_index): Rule(bare),
    (np.busday_count, np.busday_offset, np.is_busday): Refused(
        "calendars count in dates and whole days", "pass numpy.datetime64 and integers: x.to('day').magnitude"),
    (np.datetime_as_string,):                  Refused("dates have no unit beside their dtype"),
}


def _strings() -> Family:
    from numpy import strings

    names = """capitalize center decode encode expandtabs ljust lower mod multiply partition replace rjust rpartition
               swapcase title translate upper zfill"""
    return {tuple(getattr(strings, name) for name in names.split()): _TEXT}


def _char() -> Family:
    from numpy import char

    names = "equal greater greater_equal join less less_equal not_equal rsplit split splitlines"
    return {tuple(getattr(char, name) for name in names.split()): _TEXT}


def _recfunctions() -> Family:
    from numpy.lib import recfunctions as rf

    names = """append_fields apply_along_fields assign_fields_by_name drop_fields find_duplicates join_by merge_arrays
               rec_append_fields rec_drop_fields rec_join recursive_fill_fields rename_fields repack_fields
               require_fields stack_arrays structured_to_unstructured unstructured_to_structured"""
    return {tuple(getattr(rf, name) for name in names.split()): _RECORDS}


_TEXT = Refused("text has no unit")
_RECORDS = Refused("records have no single unit", "give the unit to a field, taken out by its name: x['name']")

# fmt: on


class Rules(dict[Function, FunctionRule]):
    """Function → its rule; those of modules that NumPy imports on demand join once the module is there."""

    def __init__(self, families: Iterable[Family], on_demand: Mapping[str, Callable[[], Family]]) -> None:
        super().__init__()
        for family in families:
            self._join(family)
        self._pending = dict(on_demand)

    def get(self, key: Function, default: Any = None) -> Any:
        """Give the rule of a function, or `default`."""
        rule = super().get(key)
        if rule is None and not self._pending.keys().isdisjoint(sys.modules):
            self._load()
            rule = super().get(key)
        return default if rule is None else rule

    def _join(self, family: Family) -> None:
        self.update({function: rule for functions, rule in family.items() for function in functions})

    def _load(self) -> None:
        for module, load in [each for each in tuple(self._pending.items()) if each[0] in sys.modules]:
            self._join({tuple(filter(is_overridable, functions)): rule for functions, rule in load().items()})
            self._pending.pop(module, None)


RULES: Final = Rules(
    (_ELEMENTWISE, _REARRANGE, _JOIN, _REDUCE, _STENCIL, _ORDER, _CONTRACT, _LINALG, _BIN, _CREATE, _POLY, _INDEX),
    {"numpy.strings": _strings, "numpy.char": _char, "numpy.lib.recfunctions": _recfunctions},
)
"""Function → its rule."""
