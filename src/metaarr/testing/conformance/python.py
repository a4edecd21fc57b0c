"""Rows 61–65 and 70: text, numbers of Python, weak references and threads."""

from __future__ import annotations

import math
import operator
import weakref
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np

from ..calls import CALLS, MOVEMENT, REDUCTIONS
from .case import DATA, Call, Case, Outcome, leaves, outcome, same_values
from .judge import check, demand, judge
from .report import Verdict
from .rows import Findings, row

_TEXTS: dict[str, Call] = {
    "repr": repr,
    "str": str,
    "array2string": np.array2string,
    "array_repr": np.array_repr,
    "array_str": np.array_str,
    "repr of an element": lambda x: repr(x[0, 0]),
    "str of an element": lambda x: str(x[0, 0]),
    "repr of nothing": lambda x: repr(x[:0]),
}


@row(61, "Printing")
def printing(case: Case) -> Findings:
    """Texts show what the numbers mean, and nothing hidden."""
    for name, call in _TEXTS.items():
        yield judge(case, 61, name, call, text=True)
        for field in case.fields:
            if field.incompatible is not None and "nothing" not in name:
                yield check(61, f"{name} shows {field.name}", _shows, case, call, field.incompatible)

    def shortened() -> None:
        with np.printoptions(threshold=5, edgeitems=1, precision=2, linewidth=40):
            text = repr(case.array())
        demand("..." in text, f"the options of printing are not followed: {text!r}")

    yield check(61, "printoptions", shortened)


def _shows(case: Case, call: Call, other: Call) -> None:
    x = case.array()
    one, two = outcome(call, x), outcome(call, other(x))
    if one.error is not None:
        raise one.error
    demand(one.value != two.value, f"the same text for another meaning: {one.value!r}", Verdict.LOSES)


@row(62, "`format`")
def formatting(case: Case) -> Findings:
    """Format specifications work for arrays with and without axes, and show the same as `str`."""
    calls: dict[str, Call] = {
        "f'{x:.2f}'": lambda x: f"{x:.2f}",
        "f'{x}'": lambda x: f"{x}",
        "f'{x[0, 0]:.2f}'": lambda x: f"{x[0, 0]:.2f}",
        "f'{x[0, 0]}'": lambda x: f"{x[0, 0]}",
    }
    for name, call in calls.items():
        yield judge(case, 62, name, call, text=True)
        for field in case.fields:
            if field.incompatible is not None:
                yield check(62, f"{name} shows {field.name}", _shows, case, call, field.incompatible)


@row(63, "Numbers of Python")
def python_numbers(case: Case) -> Findings:
    """A bare number comes out only where it says all there is."""
    calls: dict[str, Call] = {
        "float": lambda x: float(x[0, 0]),
        "int": lambda x: int(x[0, 0]),
        "complex": lambda x: complex(x[0, 0]),
        "bool": lambda x: bool(x[0, 0]),
        "math.sqrt": lambda x: math.sqrt(x[0, 0]),
        "range": lambda x: list(range(5))[x[0, 0]],
        "index": lambda x: operator.index(x[0, 0]),
        "float of a hidden one": lambda x: float(x[0, 1]),
        "bool of a hidden one": lambda x: bool(x[0, 1]),
    }
    for name, call in calls.items():
        yield judge(case, 63, name, call, digits=name == "int")
    yield judge(case, 63, "int", calls["int"])
    yield judge(case, 63, "round", lambda x: round(x[0, 0], 1), digits=True)
    yield check(63, "bool of several", lambda: _ambiguous(case))


def _ambiguous(case: Case) -> None:
    demand(outcome(bool, case.array()).error is not None, "several elements have one truth")


@row(64, "Pattern matching and unpacking")
def pattern_matching(case: Case) -> Findings:
    """What a pattern takes out of an array are arrays of the class."""

    def matched(x: Any) -> Any:
        match [*x[0, :2]]:
            case [one, other]:
                return one, other

    def unpacked(x: Any) -> Any:
        first, *rest = x
        return first, rest

    yield judge(case, 64, "case [one, other]", matched, moves=True)
    yield judge(case, 64, "first, *rest", unpacked, moves=True)


@row(65, "Weak references and `__slots__`")
def weak_references_and_slots(case: Case) -> Findings:
    """Arrays can be referred to weakly; subclasses with slots work."""

    def weak() -> None:
        x = case.array()
        demand(weakref.ref(x)() is x, "the weak reference is dead")

    def slots() -> None:
        sub = type("Slotted", (case.cls,), {"__slots__": ()})
        x = case.array()
        s = case.subclass(sub, x)
        demand(isinstance(s, sub), "not an instance")
        one, other = case.metadata(x[1:]), case.metadata(s[1:])
        demand(all(f.agree(one[f.name], other[f.name]) for f in case.fields), "metadata are lost")

    yield check(65, "weakref", weak)
    yield check(65, "slots", slots)


@row(70, "Threads")
def threads(case: Case) -> Findings:
    """The same calls in eight threads at once give what they give alone."""
    calls = [CALLS[name] for name in (*list(MOVEMENT)[::7], *list(REDUCTIONS)[::9], "add", "multiply", "repr", "sort")]
    x = case.array()

    def batch(order: int) -> list[Outcome]:
        rolled = calls[order:] + calls[:order]
        found = [outcome(call, x) for call in rolled]
        return found[len(calls) - order :] + found[: len(calls) - order]

    def together() -> None:
        alone = batch(0)
        with ThreadPoolExecutor(8) as pool:
            for many in pool.map(batch, range(8)):
                for one, other in zip(alone, many, strict=True):
                    demand(_alike(case, one, other), f"{one.value!r} alone, {other.value!r} in threads")
        demand(np.array_equal(case.plain(x), DATA), "the array was changed")

    yield check(70, "eight threads", together)


def _alike(case: Case, one: Outcome, other: Outcome) -> bool:
    if one.error is not None or other.error is not None:
        return type(one.error) is type(other.error)
    return all(_same(case, a, b) for a, b in zip(leaves(one.value), leaves(other.value), strict=True))


def _same(case: Case, one: Any, other: Any) -> bool:
    if isinstance(one, np.ndarray) and isinstance(other, np.ndarray):
        return not case.difference(one, other) and same_values(np.asarray(one), np.asarray(other))
    return type(one) is type(other)
