"""Rows 9–14: every ufunc of NumPy, with every method."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any, TypeAlias

import numpy as np
from numpy.testing.overrides import get_overridable_numpy_ufuncs

from ..calls import CALLS, METHODS, PAIRED, REDUCTIONS, SINGLE
from .case import DATA, Case, outcome
from .judge import EVERY, judge
from .report import Finding
from .rows import Findings, row

_DIGITS = """
    rint floor ceil trunc round around fix modf frexp spacing nextafter floor_divide
    array2string array_str array_repr repr str format
    ones_like zeros_like zeros ones eye identity tri full arange fromfunction fromiter frombuffer fromfile fromstring
    loadtxt genfromtxt array_function asarray_like asanyarray_like ascontiguousarray_like asfortranarray_like require
"""
DIGITS = frozenset(_DIGITS.split())
"""Calls whose results depend on the unit by their nature: of digits, of text, and of numbers in a template's unit."""

_SAMPLES = {
    "floats": DATA,
    "small": DATA / 16,
    "integers": DATA.astype(int),
    "truths": DATA > 5,
    "times": DATA.astype("M8[s]"),
    "texts": np.array([["a", "bab", "abba", "ca"], ["x y", "b", "", "A1"], ["12", "3", "40", "7"]]),
}


Form: TypeAlias = Callable[[Any, Any, Any, tuple[Any, ...]], Any]
"""A way to call a ufunc: with ``(ufunc, array, plain numbers, further operands)``."""


@cache
def _suiting(ufunc: np.ufunc) -> tuple[Any, tuple[Any, ...]] | None:
    """Give numbers that a ufunc computes on, and its further operands."""
    for data in _SAMPLES.values():
        for others in ((data[::-1],) * (ufunc.nin - 1), (np.array(2),) * (ufunc.nin - 1)):
            if outcome(ufunc, data, *others).error is None:
                return data, others
    return None


def _every() -> Iterator[tuple[np.ufunc, Any, tuple[Any, ...]]]:
    """Give all ufuncs that go element by element, with what they compute on."""
    for ufunc in sorted(get_overridable_numpy_ufuncs(), key=lambda ufunc: (ufunc.__name__, ufunc.nin)):
        if ufunc.signature is None and (found := _suiting(ufunc)) is not None:
            yield ufunc, *found


def swept(
    case: Case, number: int, forms: Mapping[str, Form], suits: Callable[[np.ufunc, Any, tuple[Any, ...]], bool]
) -> Findings:
    """Judge calls of every ufunc that suits, in all forms."""
    for ufunc, data, others in _every():
        if suits(ufunc, data, others):
            for rest, form in forms.items():
                yield _judged(case, number, ufunc, rest, form, data, others)


def _judged(
    case: Case, number: int, ufunc: np.ufunc, rest: str, form: Form, data: Any, others: tuple[Any, ...]
) -> Finding:
    prefix = "" if getattr(np, ufunc.__name__, None) is ufunc else "strings."
    return judge(
        case,
        number,
        f"{prefix}{ufunc.__name__}{rest}",
        lambda x: form(ufunc, x, data, others),
        data=None if data is DATA else data,
        digits=ufunc.__name__ in DIGITS,
        # A plain array that is written into has no room, and loses nothing that its elements need.
        carries=() if "plain, key" in rest or "out=plain" in rest else EVERY,
    )


def operands(ufunc: np.ufunc, x: Any, others: tuple[Any, ...]) -> tuple[Any, ...]:
    """Give operands of which as many as possible are arrays of the class."""
    if ufunc.nin == 1 or others[0].shape != x.shape:
        return (x, *others)
    return (x, x[::-1], *[x] * (ufunc.nin - 2))


def changed(x: Any, change: Callable[[Any], Any]) -> Any:
    """Change a copy, and give it."""
    y = x.copy()
    change(y)
    return y


def is_single(ufunc: np.ufunc, data: Any, others: tuple[Any, ...]) -> bool:
    """Whether a ufunc takes one operand."""
    return ufunc.nin == 1


def is_paired(ufunc: np.ufunc, data: Any, others: tuple[Any, ...]) -> bool:
    """Whether a ufunc takes several operands that are alike."""
    return ufunc.nin > 1 and others[0].shape == data.shape


def folds(ufunc: np.ufunc, data: Any, others: tuple[Any, ...]) -> bool:
    """Whether a ufunc has methods that fold."""
    return is_paired(ufunc, data, others) and ufunc.nin == 2 and ufunc.nout == 1


@row(9, "`__array_ufunc__`: calls")
def ufunc_calls(case: Case) -> Findings:
    """Every ufunc of NumPy, with an array of the class as any operand."""
    yield from swept(case, 9, {"(x)": lambda f, x, data, others: f(x)}, is_single)
    yield from swept(case, 9, {"(x, plain)": lambda f, x, data, others: f(x, *others)}, lambda f, d, o: f.nin > 1)
    paired: dict[str, Form] = {
        "(x, x)": lambda f, x, data, others: f(*operands(f, x, others)),
        "(plain, x)": lambda f, x, data, others: f(*others, x),
    }
    yield from swept(case, 9, paired, is_paired)
    for name in (*SINGLE, *PAIRED, *(f"{n}_plain" for n in PAIRED), *(f"plain_{n}" for n in PAIRED)):
        digits = name.removeprefix("plain_").removesuffix("_plain") in DIGITS
        yield judge(case, 9, name, CALLS[name], digits=digits, carries=EVERY)


def _catalogue(case: Case, number: int, *words: str) -> Findings:
    """Judge calls of the catalogue whose names hold one of the words."""
    for name in (*METHODS, *REDUCTIONS):
        if any(word in name for word in words):
            carries = () if "plain_out" in name else EVERY
            yield judge(case, number, name, CALLS[name], digits=name in DIGITS, carries=carries)


@row(10, "`reduce`")
def ufunc_reduce(case: Case) -> Findings:
    """Every ufunc of two operands folds."""
    forms: dict[str, Form] = {
        ".reduce(x)": lambda f, x, *_: f.reduce(x),
        ".reduce(x, axis=1)": lambda f, x, *_: f.reduce(x, axis=1),
        ".reduce(x, axis=(0, 1), keepdims)": lambda f, x, *_: f.reduce(x, axis=(0, 1), keepdims=True),
        ".reduce(x, initial)": lambda f, x, *_: f.reduce(x, axis=1, initial=x[2, 3]),
        ".reduce(x, None)": lambda f, x, *_: f.reduce(x, axis=None),
    }
    yield from swept(case, 10, forms, folds)
    yield from _catalogue(case, 10, ".reduce", "sum[", "min[", "max[", "any[", "all[", "mean[", "var[", "std[", "trace")


@row(11, "`accumulate`")
def ufunc_accumulate(case: Case) -> Findings:
    """Running folds."""
    forms: dict[str, Form] = {
        ".accumulate(x)": lambda f, x, *_: f.accumulate(x),
        ".accumulate(x, axis=1)": lambda f, x, *_: f.accumulate(x, axis=1),
    }
    yield from swept(case, 11, forms, folds)
    yield from _catalogue(case, 11, ".accumulate", "cumsum", "cumprod", "cumulative")


@row(12, "`reduceat`")
def ufunc_reduceat(case: Case) -> Findings:
    """Folds of parts."""
    forms: dict[str, Form] = {
        ".reduceat(x)": lambda f, x, *_: f.reduceat(x, [0, 2, 1]),
        ".reduceat(x, axis=1)": lambda f, x, *_: f.reduceat(x, [0, 2], axis=1),
    }
    yield from swept(case, 12, forms, folds)
    yield from _catalogue(case, 12, "reduceat")


@row(13, "`outer`")
def ufunc_outer(case: Case) -> Findings:
    """Every pair of elements."""
    forms: dict[str, Form] = {
        ".outer(x, x)": lambda f, x, *_: f.outer(x[0], x[1]),
        ".outer(plain, x)": lambda f, x, data, others: f.outer(data[0], x[1]),
    }
    yield from swept(case, 13, forms, folds)
    yield from _catalogue(case, 13, ".outer")


def _is_no_text(data: Any) -> bool:
    """Whether ``ufunc.at`` can be tried: NumPy's own ends the process for texts."""
    return bool(data.dtype.kind != "U")


@row(14, "`at`")
def ufunc_at(case: Case) -> Findings:
    """Unbuffered changes in place."""
    at = [0, 2, 0]
    single: dict[str, Form] = {".at(x, key)": lambda f, x, *_: changed(x, lambda y: f.at(y, at))}
    yield from swept(case, 14, single, lambda f, d, o: f.nin == f.nout == 1 and _is_no_text(d))
    paired: dict[str, Form] = {
        ".at(x, key, x)": lambda f, x, *_: changed(x, lambda y: f.at(y, at, x[1])),
        ".at(plain, key, x)": lambda f, x, data, others: changed(data, lambda y: f.at(y, at, x[1])),
    }
    yield from swept(case, 14, paired, lambda f, d, o: folds(f, d, o) and _is_no_text(d))
    yield from _catalogue(case, 14, ".at")
