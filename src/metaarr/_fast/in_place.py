"""Plans of operators in place."""

from __future__ import annotations

from typing import Any

import numpy as np

from .._masks.lines import any_masked
from .._run import run_in_place
from .memo import IN_PLACE, Plan, ndarray, view
from .recipe import visible


def inplace_plan(ufunc: np.ufunc, one: type, other: type) -> Plan:
    """Give the plan of ``ufunc(a, b, out=a)``.

    The references that a call holds to its target are counted (see ``_ownership.py``): every way from the operator to
    the pipeline must hold as many.
    """
    plan = IN_PLACE.get((ufunc, one, other))
    if plan is None:
        plan = IN_PLACE[ufunc, one, other] = _make_inplace(ufunc, one, other)
    return plan


def _make_inplace(ufunc: np.ufunc, one: Any, other: type) -> Plan:
    """Make a plan for a second operand of the same class, or a number; the general path for all others."""

    def general(a: Any, b: Any) -> Any:
        return run_in_place(ufunc, a, b)

    number = issubclass(other, (int, float, complex, np.number, np.bool_))
    if ufunc.signature is not None or not (one is other or number):
        return general
    checks = tuple((kind.inplace_step(ufunc, number), i) for i, kind in enumerate(one._kinds) if not kind.hides)
    hidden = next((i for i, kind in enumerate(one._kinds) if kind.hides), None)
    if any(check is None for check, _ in checks):
        return general

    def plan(a: Any, b: Any) -> Any:
        record_a = a._meta
        record_b = None if number else b._meta
        x = view(a, ndarray)
        y = b if record_b is None else view(b, ndarray)
        for check, i in checks:
            if not check(record_a[i], None if record_b is None else record_b[i], x, y):
                return run_in_place(ufunc, a, b)
        if hidden is not None:
            mask = record_a[hidden]
            more = None if record_b is None else record_b[hidden]
            if any_masked(mask) or (more is not None and any_masked(more)):
                return a if _changed(ufunc, x, y, mask, more) else run_in_place(ufunc, a, b)
        ufunc(x, y, x)
        return a

    return plan


def _changed(ufunc: np.ufunc, x: Any, y: Any, mask: np.ndarray, more: np.ndarray | None) -> bool:
    """Compute in place where some elements are masked; False, and nothing done, where only the general path will do."""
    if not (mask.flags.writeable and x.flags.writeable):
        return False
    both = mask if more is None or more is mask else mask | more
    if both.shape != x.shape:
        return False
    result = visible(ufunc, x, y, both)
    if result.shape != x.shape or not np.can_cast(result.dtype, x.dtype, "same_kind"):
        return False
    np.copyto(x, result)
    if both is not mask:
        np.copyto(mask, both)
    return True
