"""The short way of functions that only move elements: ``x.T``, ``np.reshape`` and their like, for one array of ours.

As in ``_fast`` a plan is made once, by asking each kind for its step; where a kind must look at the call itself
(names of axes, elements that are filled in) there is no plan and the pipeline answers.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ._call import is_ours
from ._kind import BAIL
from ._masks.lines import box
from ._row import Row
from ._structure import Structure
from ._table import lookup

ndarray = np.ndarray
view = np.ndarray.view

Plan = Callable[[Any, tuple[Any, ...], dict[str, Any]], Any]

_LIMIT = 4096
_plans: dict[tuple[Any, type], Plan | None] = {}


def plan_of(func: Callable[..., Any], cls: Any) -> Plan | None:
    """Give the plan ``(array, other arguments) → result or BAIL`` of `func` for arrays of `cls`, if there is one."""
    key = (func, cls)
    if key in _plans:
        return _plans[key]
    if len(_plans) >= _LIMIT:
        _plans.clear()
    plan = _plans[key] = _made(func, cls)
    return plan


def _made(func: Callable[..., Any], cls: Any) -> Plan | None:
    row = lookup(func)
    if row is None or not _only_moves(row):
        return None
    steps = tuple(kind.move_step(func) for kind in cls._kinds)
    if not steps or any(step is None for step in steps):
        return None
    companions = tuple((i, step) for i, step in enumerate(steps) if cls._kinds[i].per_element)
    others = tuple((i, step) for i, step in enumerate(steps) if not cls._kinds[i].per_element)

    def plan(array: Any, args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
        if any(map(_may_hold_ours, args)) or (kwargs and any(map(_may_hold_ours, kwargs.values()))):
            return BAIL
        record = array._meta
        x = view(array, ndarray)
        metas = list(record)
        for i, step in others:
            metas[i] = step(record[i], x, args, kwargs)
            if metas[i] is BAIL:
                return BAIL
        result = func(x, *args, **kwargs)
        for i, step in companions:
            companion = step(record[i], x, args, kwargs)
            # The companion is shared just where the data are: a copy of a transposed array may have a viewed mask.
            apart = np.may_share_memory(companion, record[i]) and not np.may_share_memory(result, x)
            metas[i] = companion.copy() if apart else companion
        moved = view(result if result.__class__ is ndarray else box(result), cls)
        moved._meta = tuple(metas)
        return moved

    return plan


def _only_moves(row: Row) -> bool:
    """Whether a row is about one array, all of whose elements stay what they are."""
    return (
        row.structure is Structure.REARRANGE
        and len(row.arrays) == 1
        and not row.arrays[0].startswith("*")
        and not (row.values or row.index or row.out)
        and row.outputs == 1
    )


def _may_hold_ours(argument: Any) -> bool:
    """Whether an argument needs a closer look."""
    kind = argument.__class__
    return (
        kind is not int
        and kind is not str
        and (is_ours(argument) or (kind in (list, tuple) and any(map(_may_hold_ours, argument))))
    )
