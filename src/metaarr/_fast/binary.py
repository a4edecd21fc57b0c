"""Plans of ufuncs of two operands."""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from .._family import class_with
from .._kind import BAIL, Combine, Kind, Merge
from .._masks.lines import any_masked, box
from .._run import run_ufunc
from . import memo
from .memo import BINARY, Converter, Entry, Plan, ndarray, view
from .recipe import Recipe, converted, is_simple, visible


def binary_plans(ufunc: np.ufunc) -> dict[tuple[type, type], Plan]:
    """Give the plans of a ufunc by the classes of its operands; :func:`call_binary` makes those that lack."""
    return BINARY.setdefault(ufunc, {})


def call_binary(ufunc: np.ufunc, a: Any, b: Any) -> Any:
    """``ufunc(a, b)`` where at least one operand is ours."""
    plans = binary_plans(ufunc)
    plan = plans.get((type(a), type(b)))
    if plan is None:
        if len(plans) >= memo.LIMIT:
            plans.clear()
        plan = plans[type(a), type(b)] = _make_binary(ufunc, type(a), type(b))
    return plan(a, b)


def _general_binary(ufunc: np.ufunc) -> Plan:
    return lambda a, b: run_ufunc(ufunc, "__call__", (a, b), {})


def _make_binary(ufunc: np.ufunc, one: type, other: type) -> Plan:
    """Ask the kinds for their steps and put them together; the general path where one of them has none."""
    general = _general_binary(ufunc)
    left: tuple[Kind, ...] = getattr(one, "_kinds", ())
    right: tuple[Kind, ...] = getattr(other, "_kinds", ())
    # The companions of contracted elements do not merge as operands do; what belongs to the whole array does.
    merges = ufunc.signature is None or all(kind.per_array for kind in (*left, *right))
    if not merges or not all(is_simple(t) for t in (one, other)):
        return general
    recipe = Recipe(ufunc, general)
    for kind in sorted({*left, *right}, key=attrgetter("order")):
        at = (left.index(kind) if kind in left else None, right.index(kind) if kind in right else None)
        if not recipe.add(kind, kind.binary_step(ufunc, at[0] is not None, at[1] is not None), at):
            return general
    ours = tuple(t for t in (one, other) if hasattr(t, "_kinds"))
    recipe.cls = class_with(ours, tuple(recipe.present))
    if len(ours) == 2:
        return _both(recipe, left == right == tuple(recipe.present))
    return _left(recipe) if hasattr(one, "_kinds") else _right(recipe)


def _both(recipe: Recipe, same: bool) -> Plan:
    """Both operands are ours."""
    if recipe.converter is None or not recipe.converter.gives or not same:
        return _mixed(recipe)
    if not recipe.steps:
        return _converting(recipe, recipe.converter)
    return (_two_steps if len(recipe.steps) == 2 else _alike)(recipe, recipe.converter)


def _two_steps(recipe: Recipe, converter: Converter) -> Plan:  # noqa: C901 (unrolled: every call here costs 50 ns)
    """`_alike` with two more kinds, unrolled: units with a mask and labels, or a subclass with two fields."""
    ufunc, general, cls, hidden = recipe.ufunc, recipe.general, recipe.cls, recipe.hidden
    memo, fill = converter.memo, converter.fill
    step_1, step_2 = (step for step, _, _ in recipe.steps)
    merge_1, merge_2 = (step.merge if isinstance(step, Merge) else None for step in (step_1, step_2))
    takes_same_1, takes_same_2 = (isinstance(step, Combine) for step in (step_1, step_2))

    def plan(a: Any, b: Any) -> Any:  # noqa: C901 (likewise)
        one, a_1, a_2 = a._meta
        other, b_1, b_2 = b._meta
        entry = memo.get(one.serial if one is other else (one.serial, other.serial)) or fill(one, other)
        if entry is None:
            return general(a, b)
        meta, convert_a, convert_b = entry
        x = view(a, ndarray)
        y = view(b, ndarray)
        # Steps that may bail come before merges: companions need not fit where labels lie otherwise.
        value_1: Any = None
        value_2: Any = None
        if merge_1 is None:
            value_1 = a_1 if takes_same_1 and a_1 is b_1 else step_1(a_1, b_1, x, y)
        if merge_2 is None:
            value_2 = a_2 if takes_same_2 and a_2 is b_2 else step_2(a_2, b_2, x, y)
        if value_1 is BAIL or value_2 is BAIL:
            return general(a, b)
        if merge_1 is not None:
            value_1 = merge_1(a_1, b_1)
            if value_1.__class__ is not ndarray:
                value_1 = box(value_1)
        if merge_2 is not None:
            value_2 = merge_2(a_2, b_2)
            if value_2.__class__ is not ndarray:
                value_2 = box(value_2)
        mask = value_1 if hidden == 1 else value_2
        if hidden is not None and (mask.item() if mask.size == 1 else any_masked(mask)):
            x = x if convert_a is None else convert_a(x)
            y = y if convert_b is None else convert_b(y)
            result = visible(ufunc, x, y, mask)
        elif convert_a is None and convert_b is None:
            result = ufunc(x, y)
        else:
            result = converted(ufunc, x, y, convert_a, convert_b)
        array = view(result if result.__class__ is ndarray else box(result), cls)
        array._meta = (meta, value_1, value_2)
        return array

    return plan


def _alike(recipe: Recipe, converter: Converter) -> Plan:  # noqa: C901 (unrolled: every call here costs 50 ns)
    """Both operands have the same kinds, and so has the result: its record begins as the first operand's."""
    ufunc, general, cls, hidden = recipe.ufunc, recipe.general, recipe.cls, recipe.hidden
    i = recipe.places[0]
    memo, fill = converter.memo, converter.fill
    merges = tuple((p, step.merge) for step, p, _ in recipe.steps if isinstance(step, Merge))
    values = tuple((p, step.combine) for step, p, _ in recipe.steps if isinstance(step, Combine))
    steps = tuple((p, step) for step, p, _ in recipe.steps if not isinstance(step, (Merge, Combine)))

    def plan(a: Any, b: Any) -> Any:
        record_a = a._meta
        record_b = b._meta
        one = record_a[i]
        other = record_b[i]
        entry = memo.get(one.serial if one is other else (one.serial, other.serial))
        if entry is None:
            entry = fill(one, other)
            if entry is None:
                return general(a, b)
        metas = list(record_a)
        metas[i], convert_a, convert_b = entry
        x = view(a, ndarray)
        y = view(b, ndarray)
        for p, step in steps:
            value = step(record_a[p], record_b[p], x, y)
            if value is BAIL:
                return general(a, b)
            metas[p] = value
        for p, combine in values:
            if record_a[p] is not record_b[p]:
                metas[p] = combine(record_a[p], record_b[p])
        for p, merge in merges:
            value = merge(record_a[p], record_b[p])
            metas[p] = value if value.__class__ is ndarray else box(value)
        if convert_a is not None:
            x = convert_a(x)
        if convert_b is not None:
            y = convert_b(y)
        result = ufunc(x, y) if hidden is None or not any_masked(metas[hidden]) else visible(ufunc, x, y, metas[hidden])
        array = view(result if type(result) is ndarray else box(result), cls)
        array._meta = tuple(metas)
        return array

    return plan


def _mixed(recipe: Recipe) -> Plan:
    """The operands differ in their kinds, or the result has others."""
    ufunc, general, cls, hidden = recipe.ufunc, recipe.general, recipe.cls, recipe.hidden
    steps = tuple(recipe.steps)
    # Steps that may bail come before merges: companions need not fit where labels lie otherwise.
    turns = sorted(range(len(steps)), key=lambda k: isinstance(steps[k][0], Merge))
    converter = recipe.converter
    i, j = recipe.places

    def plan(a: Any, b: Any) -> Any:
        record_a = a._meta
        record_b = b._meta
        x = view(a, ndarray)
        y = view(b, ndarray)
        metas: list[Any] = []
        entry: Any = None
        if converter is not None:
            one = None if i is None else record_a[i]
            other = None if j is None else record_b[j]
            entry = converter.entry(one, other)
            if entry is None:
                return general(a, b)
            if converter.gives:
                metas.append(entry[0])
        values: list[Any] = [None] * len(steps)
        for k in turns:
            step, p, q = steps[k]
            values[k] = step(None if p is None else record_a[p], None if q is None else record_b[q], x, y)
            if values[k] is BAIL:
                return general(a, b)
        metas += values
        return _finished(ufunc, cls, entry, x, y, metas, hidden)

    return plan


def _finished(
    ufunc: np.ufunc, cls: Any, entry: Entry | None, x: Any, y: Any, metas: list[Any], hidden: int | None
) -> Any:
    """Convert, compute (quietly where elements are hidden) and attach the metadata."""
    if entry is not None:
        if entry[1] is not None:
            x = entry[1](x)
        if entry[2] is not None:
            y = entry[2](y)
    result = ufunc(x, y) if hidden is None or not any_masked(metas[hidden]) else visible(ufunc, x, y, metas[hidden])
    if not metas:
        return result
    array = view(result if type(result) is ndarray else box(result), cls)
    if entry is not None and array.dtype.kind in "mT":  # from a duration or a text that has no unit
        for kind in cls._kinds:
            kind.check_dtype(array.dtype)
    array._meta = tuple(metas)
    return array


def _converting(recipe: Recipe, converter: Converter) -> Plan:
    """Both operands carry the converting kind and nothing else is present: the most frequent case, unrolled."""
    ufunc, general, cls = recipe.ufunc, recipe.general, recipe.cls
    i, j = recipe.places
    memo = converter.memo
    fill = converter.fill

    def plan(a: Any, b: Any) -> Any:
        one = a._meta[i]
        other = b._meta[j]
        entry = memo.get(one.serial if one is other else (one.serial, other.serial))
        if entry is None:
            entry = fill(one, other)
            if entry is None:
                return general(a, b)
        meta, convert_a, convert_b = entry
        x = view(a, ndarray)
        y = view(b, ndarray)
        if convert_a is None and convert_b is None:
            result = ufunc(x, y)
        else:
            result = converted(ufunc, x, y, convert_a, convert_b)
        array = view(result if type(result) is ndarray else box(result), cls)
        array._meta = (meta,)
        return array

    return plan


def _left(recipe: Recipe) -> Plan:
    """The first operand is ours, the second plain."""
    alone = _one_operand(recipe, 0)
    general = recipe.general

    def plan(a: Any, b: Any) -> Any:
        result = alone(a, view(a, ndarray), b)
        return general(a, b) if result is BAIL else result

    return plan


def _right(recipe: Recipe) -> Plan:
    """The second operand is ours, the first plain."""
    alone = _one_operand(recipe, 1)
    general = recipe.general

    def plan(a: Any, b: Any) -> Any:
        result = alone(b, a, view(b, ndarray))
        return general(a, b) if result is BAIL else result

    return plan


def _one_operand(recipe: Recipe, side: int) -> Callable[[Any, Any, Any], Any]:
    """Give a function of the operand that is ours and both bare operands; it may bail."""
    ufunc, cls, hidden = recipe.ufunc, recipe.cls, recipe.hidden
    steps = tuple((step, at[side]) for step, *at in recipe.steps)
    converter = recipe.converter
    place = recipe.places[side]

    def compute(ours: Any, x: Any, y: Any) -> Any:
        record = ours._meta
        metas = []
        entry: Any = None
        if converter is not None:
            entry = converter.entry(None, record[place]) if side else converter.entry(record[place], None)
            if entry is None:
                return BAIL
            if converter.gives:
                metas.append(entry[0])
        for step, p in steps:
            value = step(record[p], record[p], x, y)
            if value is BAIL:
                return BAIL
            metas.append(value)
        return _finished(ufunc, cls, entry, x, y, metas, hidden)

    return compute
