"""Plans of ufuncs of one operand."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._family import class_with
from .._masks.fill import compute_visible
from .._masks.lines import any_masked, box
from .._run import run_ufunc
from .memo import UNARY, ndarray, view
from .recipe import Recipe


def call_unary(ufunc: np.ufunc, a: Any) -> Any:
    """``ufunc(a)`` for one of our arrays, of a ufunc with one output."""
    plan = UNARY.get((ufunc, type(a)))
    if plan is None:
        plan = UNARY[ufunc, type(a)] = _make_unary(ufunc, type(a))
    return plan(a)


def _make_unary(ufunc: np.ufunc, cls: Any) -> Callable[[Any], Any]:
    def general(a: Any) -> Any:
        return run_ufunc(ufunc, "__call__", (a,), {})

    recipe = Recipe(ufunc, general)
    if ufunc.signature is not None:
        return general
    for i, kind in enumerate(cls._kinds):
        if not recipe.add(kind, kind.unary_step(ufunc), (i, None)):
            return general
    recipe.cls = class_with((cls,), tuple(recipe.present))
    return _unary_plan(recipe)


def _unary_plan(recipe: Recipe) -> Callable[[Any], Any]:
    ufunc, general, cls, hidden = recipe.ufunc, recipe.general, recipe.cls, recipe.hidden
    steps = tuple((step, p) for step, p, _ in recipe.steps)
    converter = recipe.converter
    place = recipe.places[0]
    memo = {} if converter is None else converter.memo

    def plan(a: Any) -> Any:
        record = a._meta
        x = view(a, ndarray)
        metas = []
        if converter is not None:
            unit = record[place]
            entry = memo.get((unit.serial, 0)) or converter.fill(unit, None)
            if entry is None:
                return general(a)
            if converter.gives:
                metas.append(entry[0])
            if entry[1] is not None:
                x = entry[1](x)
        for step, p in steps:
            metas.append(step(record[p]))
        result = (
            ufunc(x) if hidden is None or not any_masked(metas[hidden]) else compute_visible(ufunc, (x,), metas[hidden])
        )
        if not metas:
            return result
        array = view(result if type(result) is ndarray else box(result), cls)
        array._meta = tuple(metas)
        return array

    return plan
