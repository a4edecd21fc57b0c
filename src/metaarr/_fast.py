"""The hot path: one memoised plan for each (ufunc, class, class).

A plan is made once by asking each kind for its *step*; from then on a call is a dictionary look-up, the steps, and one
ufunc call on bare arrays. A step that sees something the plan does not hold for (labels that are not identical, a
unit that meets a bare number) answers :data:`~metaarr._kind.BAIL`, and the call takes the general path of ``_run.py``:
both ask the same rules.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from threading import local
from typing import Any

import numpy as np

from ._axes import folds
from ._family import class_with
from ._foreign import Stance, stance
from ._kind import BAIL, Combine, Kind, Merge
from ._masks.fill import compute_visible
from ._masks.lines import any_masked, box
from ._masks.numerics import reduce_masked
from ._movement import plan_of
from ._proposal import ABSENT
from ._run import OF_TRUTH, run_function, run_in_place, run_ufunc
from ._table import lookup

ndarray = np.ndarray
view = np.ndarray.view

Plan = Callable[[Any, Any], Any]

_LIMIT = 4096
_binary: dict[np.ufunc, dict[tuple[type, type], Plan]] = {}
_unary: dict[tuple[Any, type], Callable[[Any], Any]] = {}
_inplace: dict[tuple[Any, type, type], Plan] = {}
_reduce: dict[tuple[Any, type], Plan] = {}

Entry = tuple[Any, Callable[[Any], Any] | None, Callable[[Any], Any] | None]
"""What a converting kind keeps for a pair: metadata of the result, conversion of the first, of the second operand."""


def _key(one: Any, other: Any) -> Any:
    """Key of a pair in a memo; None stands for an operand without metadata of this kind."""
    if one is other:
        return one.serial
    return (0 if one is None else one.serial, 0 if other is None else other.serial)


class Converter:
    """How the one kind that converts data answers pairs of metadata: a memo, and a function that fills it.

    Parameters
    ----------
    learn
        ``(meta_a, meta_b) → Entry``, or None where the general path must decide; raises where the pair is refused.
    gives
        Whether results have metadata of this kind.
    """

    __slots__ = ("gives", "learn", "memo")

    def __init__(self, learn: Callable[[Any, Any], Entry | None], gives: bool) -> None:
        self.gives = gives
        self.memo: dict[Any, Entry] = {}
        self.learn = learn

    def entry(self, one: Any, other: Any) -> Entry | None:
        """Give the entry for a pair; None where the general path must decide."""
        return self.memo.get(_key(one, other)) or self.fill(one, other)

    def fill(self, one: Any, other: Any) -> Entry | None:
        """Work out the entry for a pair and remember it."""
        entry = self.learn(one, other)
        if entry is not None:
            if len(self.memo) >= _LIMIT:
                self.memo.clear()
            self.memo[_key(one, other)] = entry
        return entry


def forget() -> None:
    """Drop every plan: what they remember was worked out from rules that changed."""
    for plans in _binary.values():
        plans.clear()
    _unary.clear()
    _inplace.clear()
    _reduce.clear()


# --- two operands ---


def binary_plans(ufunc: np.ufunc) -> dict[tuple[type, type], Plan]:
    """Give the plans of a ufunc by the classes of its operands; :func:`call_binary` makes those that lack."""
    return _binary.setdefault(ufunc, {})


def call_binary(ufunc: np.ufunc, a: Any, b: Any) -> Any:
    """``ufunc(a, b)`` where at least one operand is ours."""
    plans = binary_plans(ufunc)
    plan = plans.get((type(a), type(b)))
    if plan is None:
        if len(plans) >= _LIMIT:
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
    if not merges or not all(_is_simple(t) for t in (one, other)):
        return general
    recipe = _Recipe(ufunc, general)
    for kind in sorted({*left, *right}, key=attrgetter("order")):
        at = (left.index(kind) if kind in left else None, right.index(kind) if kind in right else None)
        if not recipe.add(kind, kind.binary_step(ufunc, at[0] is not None, at[1] is not None), at):
            return general
    ours = tuple(t for t in (one, other) if hasattr(t, "_kinds"))
    recipe.cls = class_with(ours, tuple(recipe.present))
    if len(ours) == 2:
        return _both(recipe, left == right == tuple(recipe.present))
    return _left(recipe) if hasattr(one, "_kinds") else _right(recipe)


def _is_simple(kind: type) -> bool:
    """Whether operands of this type are arrays of ours, arrays, or numbers."""
    return stance(kind) in (Stance.OURS, Stance.PLAIN) and not issubclass(kind, (list, tuple, str, bytes))


class _Recipe:
    """What a plan is made of: at most one converter with its places in the records, and the steps of other kinds."""

    def __init__(self, ufunc: np.ufunc, general: Any) -> None:
        self.ufunc = ufunc
        self.general = general
        self.cls: Any = ndarray
        self.converter: Converter | None = None
        self.places: tuple[Any, Any] = (None, None)
        self.steps: list[tuple[Any, Any, Any]] = []
        self.present: list[Kind] = []
        self.hidden: int | None = None

    def add(self, kind: Kind, step: Any, at: tuple[int | None, int | None]) -> bool:
        """Take in a kind's step; False where only the general path will do."""
        if step is None:
            return False
        if isinstance(step, Converter):
            if self.converter is not None or self.steps:
                return False
            self.converter, self.places = step, at
            if step.gives:
                self.present.append(kind)
        elif step is not ABSENT:
            if kind.hides:
                self.hidden = len(self.present)
            self.steps.append((step, *at))
            self.present.append(kind)
        return True


def _both(recipe: _Recipe, same: bool) -> Plan:
    """Both operands are ours."""
    if recipe.converter is None or not recipe.converter.gives or not same:
        return _mixed(recipe)
    if not recipe.steps:
        return _converting(recipe, recipe.converter)
    return (_two_steps if len(recipe.steps) == 2 else _alike)(recipe, recipe.converter)


def _two_steps(recipe: _Recipe, converter: Converter) -> Plan:  # noqa: C901 (unrolled: every call here costs 50 ns)
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


def _alike(recipe: _Recipe, converter: Converter) -> Plan:  # noqa: C901 (unrolled: every call here costs 50 ns)
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


def _mixed(recipe: _Recipe) -> Plan:
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


def _converting(recipe: _Recipe, converter: Converter) -> Plan:
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


_BLOCK = 1 << 15
"""Elements converted at a time before they are used: they stay in the cache, and no converted copy is made."""


def converted(ufunc: np.ufunc, x: Any, y: Any, convert_a: Any, convert_b: Any) -> Any:
    """Convert the operands and compute; large second operands block by block."""
    x = x if convert_a is None else convert_a(x)
    if convert_b is None:
        return ufunc(x, y)
    alike = x.shape == y.shape and x.dtype == y.dtype and y.dtype.kind == "f" and y.dtype.itemsize > 2
    if y.size <= 2 * _BLOCK or not (alike and x.flags.c_contiguous and y.flags.c_contiguous):
        return ufunc(x, convert_b(y))
    parts, others = x.reshape(-1), y.reshape(-1)
    block = convert_b(others[:_BLOCK])
    if block.dtype != y.dtype:
        return ufunc(x, convert_b(y))
    result = np.empty(x.shape, ufunc(parts[:1], block[:1]).dtype)
    flat = result.reshape(-1)
    for start in range(0, y.size, _BLOCK):
        part = others[start : start + _BLOCK]
        convert_b.into(part, block[: part.size])
        ufunc(parts[start : start + _BLOCK], block[: part.size], out=flat[start : start + _BLOCK])
    return result


def _left(recipe: _Recipe) -> Plan:
    """The first operand is ours, the second plain."""
    alone = _one_operand(recipe, 0)
    general = recipe.general

    def plan(a: Any, b: Any) -> Any:
        result = alone(a, view(a, ndarray), b)
        return general(a, b) if result is BAIL else result

    return plan


def _right(recipe: _Recipe) -> Plan:
    """The second operand is ours, the first plain."""
    alone = _one_operand(recipe, 1)
    general = recipe.general

    def plan(a: Any, b: Any) -> Any:
        result = alone(b, a, view(b, ndarray))
        return general(a, b) if result is BAIL else result

    return plan


def _one_operand(recipe: _Recipe, side: int) -> Callable[[Any, Any, Any], Any]:
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


_flags = local()


def _flag(kind: str, flag: int) -> None:
    _flags.raised = True


@np.errstate(all="call", call=_flag)
def _flagging(ufunc: np.ufunc, x: Any, y: Any) -> Any:
    return ufunc(x, y)


def visible(ufunc: np.ufunc, x: Any, y: Any, mask: np.ndarray) -> Any:
    """Compute with floating-point warnings of visible places only: at once, if floats raise no flag at all."""
    if x.__class__ is ndarray and y.__class__ is ndarray:
        dtype = x.dtype
        if dtype is y.dtype and dtype.kind == "f":
            _flags.raised = False
            result = _flagging(ufunc, x, y)
            if not _flags.raised:
                return result
    return compute_visible(ufunc, (x, y), mask)


# --- one operand ---


def call_unary(ufunc: np.ufunc, a: Any) -> Any:
    """``ufunc(a)`` for one of our arrays, of a ufunc with one output."""
    plan = _unary.get((ufunc, type(a)))
    if plan is None:
        plan = _unary[ufunc, type(a)] = _make_unary(ufunc, type(a))
    return plan(a)


def _make_unary(ufunc: np.ufunc, cls: Any) -> Callable[[Any], Any]:
    def general(a: Any) -> Any:
        return run_ufunc(ufunc, "__call__", (a,), {})

    recipe = _Recipe(ufunc, general)
    if ufunc.signature is not None:
        return general
    for i, kind in enumerate(cls._kinds):
        if not recipe.add(kind, kind.unary_step(ufunc), (i, None)):
            return general
    recipe.cls = class_with((cls,), tuple(recipe.present))
    return _unary_plan(recipe)


def _unary_plan(recipe: _Recipe) -> Callable[[Any], Any]:
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


# --- in place ---


def inplace_plan(ufunc: np.ufunc, one: type, other: type) -> Plan:
    """Give the plan of ``ufunc(a, b, out=a)``.

    The references that a call holds to its target are counted (see ``_ownership.py``): every way from the operator to
    the pipeline must hold as many.
    """
    plan = _inplace.get((ufunc, one, other))
    if plan is None:
        plan = _inplace[ufunc, one, other] = _make_inplace(ufunc, one, other)
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


# --- reductions ---


def call_reduce(func: Any, a: Any, axis: Any) -> Any:
    """``func.reduce(a, axis)`` of a ufunc, or ``func(a, axis)``, for one of our arrays; axis is None or a number."""
    plan = _reduce.get((func, type(a)))
    if plan is None:
        plan = _make_reduce(func, type(a))
        plan = _reduce[func, type(a)] = _truth_plan(func, plan) if func in OF_TRUTH else plan
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


def call_function(func: Any, args: tuple[Any, ...], kwargs: dict[str, Any], like: Any = None) -> Any:
    """Answer a NumPy function: reductions and movement of one array by their plans, all others in general."""
    if args and hasattr(args[0], "_kinds"):
        move = plan_of(func, type(args[0]))
        if move is not None:
            moved = move(args[0], args[1:], kwargs)
            if moved is not BAIL:
                return moved
        elif len(args) == 1:
            axis = kwargs.get("axis")
            if len(kwargs) == ("axis" in kwargs) and (axis is None or type(axis) is int):
                reduced = reduced_by(func)
                if reduced is not None:
                    return call_reduce(reduced, args[0], axis)
    return run_function(func, args, kwargs, like)


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
            result = box(result)
        if not metas:
            return result[()] if result.ndim == 0 else result
        array = view(result, cls)
        array._meta = tuple(metas)
        return array

    return plan
