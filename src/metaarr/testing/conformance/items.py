"""Rows 37–42: indexing, items and iteration."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..calls import INDEXING
from .case import DATA, Call, Case
from .functions import TEXTS
from .judge import check, demand, judge
from .report import Verdict
from .rows import Findings, row
from .ufuncs import DIGITS

VALUES_OUT = frozenset({"tolist"})


@row(37, "Indexing")
def indexing(case: Case) -> Findings:
    """Basic, advanced and boolean indices, new axes and ellipses: metadata are indexed alongside."""
    for name, call in INDEXING.items():
        texts = name in DIGITS or name in TEXTS
        yield judge(case, 37, name, call, moves=name not in VALUES_OUT and not texts, digits=texts, text=texts)
    keys: dict[str, Any] = {
        "x[1]": 1,
        "x[-1, ::-1]": (-1, slice(None, None, -1)),
        "x[..., 2]": (..., 2),
        "x[None, :, None]": (None, slice(None), None),
        "x[:, [3, 0, 0]]": (slice(None), [3, 0, 0]),
        "x[[[0, 1], [2, 0]]]": [[0, 1], [2, 0]],
        "x[[0, 2], :, None]": ([0, 2], slice(None), None),
        "x[[0, 2], 1]": ([0, 2], 1),
        "x[[1], ..., [2]]": ([1], ..., [2]),
        "x[mask rows]": np.array([True, False, True]),
        "x[:, mask columns]": (slice(None), np.array([True, False, True, True])),
        "x[True]": True,
        "x[0:0]": slice(0, 0),
        "x[np.ix_]": np.ix_([2, 0], [1, 3]),
        "x[np.newaxis, mask]": (None, DATA > 5),
    }
    for name, key in keys.items():
        yield judge(case, 37, name, _getter(key), moves=True)


def _getter(key: Any) -> Call:
    return lambda x: x[key]


@row(38, "Integer index")
def integer_index(case: Case) -> Findings:
    """An element is an array of the class without axes, since a bare number would lose what it means."""
    yield judge(case, 38, "x[1, 2]", lambda x: x[1, 2], moves=True)
    yield judge(case, 38, "x[0][0]", lambda x: x[0][0], moves=True)
    yield judge(case, 38, "x.ravel()[-1]", lambda x: x.ravel()[-1], moves=True)


@row(39, "Index without axes: `x[0, 0, ...]`, `x[()]`")
def index_to_zero_dimensions(case: Case) -> Findings:
    """Arrays without axes are arrays of the class."""
    calls: dict[str, Call] = {
        "x[0, 0, ...]": lambda x: x[0, 0, ...],
        "x[()]": lambda x: x[()],
        "x[1, 1, ...][()]": lambda x: x[1, 1, ...][()],
        "x[1, 1][None]": lambda x: x[1, 1][None],
    }
    for name, call in calls.items():
        yield judge(case, 39, name, call, moves=True)


@row(40, "`flat`")
def flat(case: Case) -> Findings:
    """Reading and writing through `flat`."""

    def written(x: Any) -> Any:
        y = x.copy()
        y.flat[3:5] = x[1, :2]
        return y

    def filled(x: Any) -> Any:
        y = x.copy()
        y.flat = x[2, 1]
        return y

    moving: dict[str, Call] = {
        "x.flat[5]": lambda x: x.flat[5],
        "list(x.flat)": lambda x: list(x.flat),
        "x.flat[2:7]": lambda x: x.flat[2:7],
        "x.flat[[1, 3]]": lambda x: x.flat[[1, 3]],
        "next(x.flat)": lambda x: next(x.flat),
        "x.flat.copy()": lambda x: x.flat.copy(),
    }
    for name, call in moving.items():
        yield judge(case, 40, name, call, moves=True)
    yield judge(case, 40, "x.flat[3:5] = part", written)
    yield judge(case, 40, "x.flat = element", filled)


@row(41, "Items and iteration")
def items_and_iteration(case: Case) -> Findings:
    """`item` and `tolist` give numbers only where these say all; iteration gives parts with their metadata."""
    calls: dict[str, Call] = {
        "item(1)": lambda x: x.item(1),
        "item(1, 2)": lambda x: x.item(1, 2),
        "tolist()": lambda x: x.tolist(),
        "x[0, 0].item()": lambda x: x[0, 0].item(),
        "max(x.flat)": lambda x: max(x.flat),
        "sorted(x[0])": lambda x: sorted(x[0]),
        "sum(x[0])": lambda x: sum(x[0][1:], x[0, 0]),
    }
    for name, call in calls.items():
        yield judge(case, 41, name, call)
    moving: dict[str, Call] = {
        "list(x)": list,
        "list(x[0])": lambda x: list(x[0]),
        "zip(x, x)": lambda x: list(zip(x, x[::-1], strict=True)),
        "reversed(x)": lambda x: list(reversed(x)),
        "first, *rest": lambda x: [*x[0]],
    }
    for name, call in moving.items():
        yield judge(case, 41, name, call, moves=True)


@row(42, "Assignment to items")
def item_assignment(case: Case) -> Findings:
    """What is written is converted; a bare number is refused where it could mean several things."""

    def put(key: Any, value: Any) -> Call:
        def assigned(x: Any) -> Any:
            y = x.copy()
            y[key] = value(x) if callable(value) else value
            return y

        return assigned

    calls: dict[str, Call] = {
        "x[0, 0] = 99.0": put((0, 0), 99.0),
        "x[0] = plain": put(0, np.arange(4.0)),
        "x[0] = x[1]": put(0, lambda x: x[1]),
        "x[0, 0] = x[1, 1]": put((0, 0), lambda x: x[1, 1]),
        "x[[0, 2]] = x[:2]": put([0, 2], lambda x: x[:2]),
        "x[truths] = element": put(DATA > 5, lambda x: x[0, 0]),
        "x[:] = reversed": put(slice(None), lambda x: x[::-1]),
        "x[...] = list of elements": put((0, slice(0, 2)), lambda x: [x[1, 0], x[1, 1]]),
    }
    for name, call in calls.items():
        yield judge(case, 42, name, call)
    for field in case.fields:
        if field.rewrite is None:
            continue

        def rewritten(field: Any = field) -> None:
            x, y = case.array(), case.array()
            x[0] = case.array()[1]
            y[0] = field.rewrite(case.array())[1]
            one, other = (field.meaning(a, case.plain(a).copy()) for a in (x, y))
            demand(np.allclose(one[0], other[0], equal_nan=True), f"{field.name} was not converted", Verdict.WRONG)
            demand(one[1] == other[1], f"{field.name} was not converted")

        yield check(42, f"x[0] = {field.name} rewritten", rewritten)
