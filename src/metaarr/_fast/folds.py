"""Plans of folds of one array: a ufunc's ``reduce``, and functions such as ``np.mean``."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._axes import folds
from .._family import class_with
from .._kind import BAIL
from .._masks.lines import box
from .._masks.numerics import reduce_masked
from .._proposal import ABSENT
from .._run import OF_TRUTH, boxed_number, run_function, run_ufunc
from .._table import lookup
from .memo import FOLDS, Plan, ndarray, view


def call_reduce(func: Any, a: Any, axis: Any) -> Any:
    """``func.reduce(a, axis)`` of a ufunc, or ``func(a, axis)``, for one of our arrays; axis is None or a number."""
    plan = FOLDS.get((func, type(a)))
    if plan is None:
        plan = _make_reduce(func, type(a))
        plan = FOLDS[func, type(a)] = _truth_plan(func, plan) if func in OF_TRUTH else plan
    return plan(a, axis)


def reduced_by(func: Any) -> Any:
    """What :func:`call_reduce` is to be given for a function: a ufunc, or itself; None for any that folds no axes."""
    row = lookup(func)
    if row is None or row.axes is not folds.reduce or row.outputs != 1 or row.arrays != ("a",):
        return None
    return func if row.reduces is None else row.reduces


def _truth_plan(ufunc: np.ufunc, plan: Plan) -> Plan:
    """Give truth values of objects as well."""

    def truth(a: Any, axis: Any) -> Any:
        if a.dtype.hasobject:
            return run_ufunc(ufunc, "reduce", (a,), {"axis": axis, "dtype": np.bool_})
        return plan(a, axis)

    return truth


def _make_reduce(func: Any, one: Any) -> Plan:  # noqa: C901 (unrolled: every call here costs 50 ns)
    """Make a plan of the kinds' steps ``(meta, x, axis) → meta``; no keyword but the axis."""
    ufunc = func if isinstance(func, np.ufunc) else None

    def general(a: Any, axis: Any) -> Any:
        if ufunc is None:
            return run_function(func, (a,), {} if axis is None else {"axis": axis})
        return run_ufunc(ufunc, "reduce", (a,), {"axis": axis})

    found = [(kind, kind.reduce_step(func)) for kind in one._kinds]
    if any(step is None for _, step in found):
        return general
    cls = class_with((one,), tuple(kind for kind, step in found if step is not ABSENT))
    steps = tuple((step, i) for i, (_, step) in enumerate(found) if step is not ABSENT)
    reduce = func if ufunc is None else ufunc.reduce
    boxed = boxed_number if ufunc is None else box
    hidden = next((i for i, kind in enumerate(one._kinds) if kind.hides), None)

    def plan(a: Any, axis: Any) -> Any:
        record = a._meta
        x = view(a, ndarray)
        if not x.size:
            return general(a, axis)
        metas: list[Any] = []
        masked = None
        for step, i in steps:
            value = step(record[i], x, axis)
            if value is BAIL:
                if i != hidden:
                    return general(a, axis)
                masked = len(metas)
            metas.append(value)
        if masked is None:
            result = reduce(x, axis)
        else:
            result, metas[masked] = reduce_masked(func, x, record[hidden], axis)
        if type(result) is not ndarray:
            result = boxed(result)
        if not metas:
            return result[()] if result.ndim == 0 else result
        array = view(result, cls)
        array._meta = tuple(metas)
        return array

    return plan
