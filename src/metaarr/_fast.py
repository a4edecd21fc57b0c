"""The hot path: one memoised plan for each (ufunc, class, class).

A plan is made once by asking each kind for its *step*; from then on a call is a dictionary look-up, the steps, and one
ufunc call on bare arrays. A step that sees something the plan does not hold for (labels that are not identical, a
unit that meets a bare number) answers :data:`~metaarr._kind.BAIL`, and the call takes the general path of ``_run.py``:
both ask the same rules.
"""

from __future__ import annotations

from collections.abc import Callable
from operator import attrgetter
from typing import Any

import numpy as np

from ._call import kinds_of
from ._family import class_with
from ._foreign import Stance, stance
from ._kind import BAIL, Kind
from ._proposal import ABSENT
from ._run import boxed, run_ufunc

ndarray = np.ndarray
view = np.ndarray.view

Plan = Callable[[Any, Any], Any]

_LIMIT = 4096
_binary: dict[tuple[Any, type, type], Plan] = {}
_unary: dict[tuple[Any, type], Callable[[Any], Any]] = {}
_inplace: dict[tuple[Any, type, type], Plan] = {}

Entry = tuple[Any, Callable[[Any], Any] | None, Callable[[Any], Any] | None]
"""What a converting kind keeps for a pair: metadata of the result, conversion of the first, of the second operand."""


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
        self.memo: dict[tuple[int, int], Entry] = {}
        self.learn = learn

    def fill(self, one: Any, other: Any) -> Entry | None:
        """Work out the entry for a pair and remember it."""
        entry = self.learn(one, other)
        if entry is not None:
            if len(self.memo) >= _LIMIT:
                self.memo.clear()
            self.memo[one.serial if one is not None else 0, other.serial if other is not None else 0] = entry
        return entry


def forget() -> None:
    """Drop every plan: what they remember was worked out from rules that changed."""
    _binary.clear()
    _unary.clear()
    _inplace.clear()


# --- two operands ---


def call_binary(ufunc: np.ufunc, a: Any, b: Any) -> Any:
    """``ufunc(a, b)`` where at least one operand is ours."""
    plan = _binary.get((ufunc, type(a), type(b)))
    if plan is None:
        plan = _plan_binary(ufunc, type(a), type(b))
    return plan(a, b)


def _general_binary(ufunc: np.ufunc) -> Plan:
    return lambda a, b: run_ufunc(ufunc, "__call__", (a, b), {})


def _plan_binary(ufunc: np.ufunc, one: type, other: type) -> Plan:
    plan = _make_binary(ufunc, one, other)
    if len(_binary) >= _LIMIT:
        _binary.clear()
    _binary[ufunc, one, other] = plan
    return plan


def _make_binary(ufunc: np.ufunc, one: type, other: type) -> Plan:
    """Ask the kinds for their steps and put them together; the general path where one of them has none."""
    general = _general_binary(ufunc)
    if ufunc.signature is not None:
        return general
    left: tuple[Kind, ...] = getattr(one, "_kinds", ())
    right: tuple[Kind, ...] = getattr(other, "_kinds", ())
    if not all(stance(t) in (Stance.OURS, Stance.PLAIN) for t in (one, other)):
        return general
    if any(issubclass(t, (list, tuple, str, bytes)) for t in (one, other)):
        return general
    converter: Converter | None = None
    places: tuple[int | None, int | None] = (None, None)
    steps: list[tuple[Any, int | None, int | None]] = []
    present: list[Kind] = []
    hidden: int | None = None
    for kind in sorted({*left, *right}, key=attrgetter("order")):
        at = (left.index(kind) if kind in left else None, right.index(kind) if kind in right else None)
        step = kind.binary_step(ufunc, at[0] is not None, at[1] is not None)
        if step is None or (isinstance(step, Converter) and converter is not None):
            return general
        if isinstance(step, Converter):
            converter, places = step, at
        elif step is not ABSENT:
            if kind.hides:
                hidden = len(steps)
            steps.append((step, *at))
        if step is not ABSENT and getattr(step, "gives", True):
            present.append(kind)
    cls = class_with(tuple(t for t in (one, other) if t in (one, other) and hasattr(t, "_kinds")), tuple(present))
    if converter is None:
        return _stepping(ufunc, cls, tuple(steps), hidden, general)
    unit_kept = getattr(converter, "gives", True)
    if not steps and None not in places:
        return _converting_both(ufunc, cls, *places, converter, unit_kept)  # type: ignore[arg-type]
    return _converting(ufunc, cls, places, converter, unit_kept, tuple(steps), hidden, general)


def _converting_both(ufunc: np.ufunc, cls: type, i: int, j: int, converter: Converter, kept: bool) -> Plan:
    """Both operands carry the converting kind and nothing else is present: the most frequent case, unrolled."""
    memo = converter.memo
    fill = converter.fill
    general = _general_binary(ufunc)

    def plan(a: Any, b: Any) -> Any:
        one = a._meta[i]
        other = b._meta[j]
        entry = memo.get((one.serial, other.serial))
        if entry is None:
            entry = fill(one, other)
            if entry is None:
                return general(a, b)
        meta, convert_a, convert_b = entry
        x = view(a, ndarray)
        y = view(b, ndarray)
        if convert_a is not None:
            x = convert_a(x)
        if convert_b is not None:
            y = convert_b(y)
        result = ufunc(x, y)
        if type(result) is not ndarray:
            result = boxed(result)
        if not kept:
            return result
        array = view(result, cls)
        array._meta = (meta,)
        return array

    return plan


def _converting(
    ufunc: np.ufunc,
    cls: type,
    places: tuple[int | None, int | None],
    converter: Converter,
    kept: bool,
    steps: tuple[Any, ...],
    hidden: int | None,
    general: Plan,
) -> Plan:
    """One kind converts, others step; either operand may be plain."""
    memo = converter.memo
    fill = converter.fill
    i, j = places

    def plan(a: Any, b: Any) -> Any:
        record_a = None if i is None else a._meta
        record_b = None if j is None else b._meta
        if record_a is None:
            one, key_a, x = None, 0, a
            record_a = getattr(a, "_meta", None)
        else:
            one = record_a[i]
            key_a = one.serial
        if record_b is None:
            other, key_b, y = None, 0, b
            record_b = getattr(b, "_meta", None)
        else:
            other = record_b[j]
            key_b = other.serial
        entry = memo.get((key_a, key_b))
        if entry is None:
            entry = fill(one, other)
            if entry is None:
                return general(a, b)
        meta, convert_a, convert_b = entry
        x = a if record_a is None else view(a, ndarray)
        y = b if record_b is None else view(b, ndarray)
        metas = [meta] if kept else []
        for step, p, q in steps:
            value = step(None if p is None else record_a[p], None if q is None else record_b[q], x, y)
            if value is BAIL:
                return general(a, b)
            metas.append(value)
        if convert_a is not None:
            x = convert_a(x)
        if convert_b is not None:
            y = convert_b(y)
        return _finish(ufunc, cls, x, y, metas, None if hidden is None else metas[hidden + kept])

    return plan


def _stepping(ufunc: np.ufunc, cls: type, steps: tuple[Any, ...], hidden: int | None, general: Plan) -> Plan:
    """No kind converts."""

    def plan(a: Any, b: Any) -> Any:
        record_a = getattr(a, "_meta", None)
        record_b = getattr(b, "_meta", None)
        x = a if record_a is None else view(a, ndarray)
        y = b if record_b is None else view(b, ndarray)
        metas = []
        for step, p, q in steps:
            value = step(None if p is None else record_a[p], None if q is None else record_b[q], x, y)
            if value is BAIL:
                return general(a, b)
            metas.append(value)
        return _finish(ufunc, cls, x, y, metas, None if hidden is None else metas[hidden])

    return plan


def _finish(ufunc: np.ufunc, cls: type, x: Any, y: Any, metas: list[Any], mask: Any) -> Any:
    """Compute, quietly where elements are hidden, and attach the metadata."""
    if mask is not None and any_hidden(mask):
        result = visible(ufunc, (x, y), mask)
    else:
        result = ufunc(x, y)
    if type(result) is not ndarray:
        result = boxed(result)
    if not metas:
        return result
    array = view(result, cls)
    array._meta = tuple(metas)
    return array


def any_hidden(mask: np.ndarray) -> bool:
    """Whether any element is masked; several times faster than ``mask.any()`` on small arrays."""
    if mask.size == 1:
        return bool(mask.item())
    return mask.size > 0 and bool(mask.flat[mask.argmax()])


def visible(ufunc: np.ufunc, inputs: tuple[Any, ...], mask: np.ndarray) -> Any:
    """Compute with floating-point warnings of visible places only."""
    from ._masks.visible import compute_visible

    return compute_visible(ufunc, inputs, mask)


# --- one operand ---


def call_unary(ufunc: np.ufunc, a: Any) -> Any:
    """``ufunc(a)`` for one of our arrays, of a ufunc with one output."""
    plan = _unary.get((ufunc, type(a)))
    if plan is None:
        plan = _unary[ufunc, type(a)] = _make_unary(ufunc, type(a))
    return plan(a)


def _make_unary(ufunc: np.ufunc, cls: type) -> Callable[[Any], Any]:
    steps: list[tuple[Any, int]] = []
    present: list[Kind] = []
    converter: tuple[Converter, int] | None = None

    def general(a: Any) -> Any:
        return run_ufunc(ufunc, "__call__", (a,), {})

    if ufunc.signature is not None:
        return general
    for i, kind in enumerate(cls._kinds):  # type: ignore[attr-defined]
        step = kind.unary_step(ufunc)
        if step is None or kind.hides:
            return general
        if isinstance(step, Converter):
            converter = (step, i)
        elif step is not ABSENT:
            steps.append((step, i))
        if step is not ABSENT and getattr(step, "gives", True):
            present.append(kind)
    return _unary_plan(ufunc, class_with((cls,), tuple(present)), converter, tuple(steps), general)


def _unary_plan(
    ufunc: np.ufunc, cls: type, converter: tuple[Converter, int] | None, steps: tuple[Any, ...], general: Callable[[Any], Any]
) -> Callable[[Any], Any]:
    memo = converter[0].memo if converter else {}
    kept = converter is not None and getattr(converter[0], "gives", True)

    def plan(a: Any) -> Any:
        record = a._meta
        x = view(a, ndarray)
        metas = []
        if converter is not None:
            unit = record[converter[1]]
            entry = memo.get((unit.serial, 0)) or converter[0].fill(unit, None)
            if entry is None:
                return general(a)
            if kept:
                metas.append(entry[0])
            if entry[1] is not None:
                x = entry[1](x)
        for step, p in steps:
            metas.append(step(record[p]))
        result = ufunc(x)
        if type(result) is not ndarray:
            result = boxed(result)
        if not metas:
            return result
        array = view(result, cls)
        array._meta = tuple(metas)
        return array

    return plan


# --- in place ---


def call_inplace(ufunc: np.ufunc, a: Any, b: Any) -> Any:
    """``ufunc(a, b, out=a)``."""
    plan = _inplace.get((ufunc, type(a), type(b)))
    if plan is None:
        plan = _inplace[ufunc, type(a), type(b)] = _make_inplace(ufunc, type(a), type(b))
    return plan(a, b)


def _make_inplace(ufunc: np.ufunc, one: type, other: type) -> Plan:
    """Make a plan for operands of one class whose metadata are the same objects; the general path otherwise."""

    def general(a: Any, b: Any) -> Any:
        return run_ufunc(ufunc, "__call__", (a, b), {"out": (a,)})

    if one is not other:
        return general
    checks = tuple((kind.inplace_step(ufunc), i) for i, kind in enumerate(one._kinds))  # type: ignore[attr-defined]
    if any(check is None for check, _ in checks):
        return general

    def plan(a: Any, b: Any) -> Any:
        record_a = a._meta
        record_b = b._meta
        for check, i in checks:
            if not check(record_a[i], record_b[i]):
                return general(a, b)
        x = view(a, ndarray)
        ufunc(x, view(b, ndarray), x)
        return a

    return plan


def has_kinds(value: object) -> bool:
    """Whether `value` carries any metadata."""
    return bool(kinds_of(value))
