"""Rows 20–24: who answers, and the operators of Python."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from .case import DATA, Call, Case, outcome
from .fields import ABSENT
from .judge import EVERY, check, demand, demand_same, judge
from .oracles import compared
from .report import Verdict
from .rows import Findings, row

ANSWER = "answered by the other one"


class Duck:
    """An array of a library that nobody has heard of."""

    shape = (4,)
    ndim = 1

    def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
        return ANSWER

    def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
        return ANSWER

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise TypeError("this array is not to be converted")


class Opaque:
    """Something that refuses to take part in ufuncs, and answers the operators of Python itself."""

    __array_ufunc__ = None

    def __radd__(self, other: Any) -> str:
        return ANSWER

    __rmul__ = __rsub__ = __radd__


def _answered(call: Call) -> Callable[[], None]:
    def asked() -> None:
        done = outcome(call, None)
        if done.error is not None:
            raise done.error
        demand(isinstance(done.value, str) and done.value == ANSWER, f"gave {done.value!r}")

    return asked


@row(20, "Foreign types in ufuncs")
def foreign_types(case: Case) -> Findings:
    """Unknown arrays answer for themselves, and nothing breaks at what is no array at all."""
    x: Any = case.array()
    duck: Any = Duck()
    calls: dict[str, Call] = {
        "x + duck": lambda _: x + duck,
        "duck as second": lambda _: np.add(x, duck),
        "duck as first": lambda _: np.add(duck, x),
        "duck as out": lambda _: np.add(x, x, out=duck),
        "reduce with duck as out": lambda _: np.add.reduce(x, out=duck),
        "x + opaque": lambda _: x + Opaque(),
        "x * opaque": lambda _: x * Opaque(),
    }
    for name, call in calls.items():
        yield check(20, name, _answered(call))
    for name, thing in {"None": None, "text": "a", "object": object(), "dict": {}}.items():

        def refused(thing: Any = thing) -> None:
            done = outcome(lambda: x + thing)
            demand(isinstance(done.error, (TypeError, ValueError)), f"gave {done.value!r} or raised {done.refused!r}")

        yield check(20, f"x + {name}", refused)


@row(21, "Subclass of a subclass")
def subclass_of_subclass(case: Case) -> Findings:
    """The method of the subclass is asked first, a mixin with `super()` takes part, results are of the subclass."""
    asked: list[str] = []

    class Mixin:
        def __array_ufunc__(self, ufunc: Any, method: str, *inputs: Any, **kwargs: Any) -> Any:
            asked.append("ufunc")
            return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)  # type: ignore[misc]

        def __array_function__(self, func: Any, types: Any, args: Any, kwargs: Any) -> Any:
            asked.append("function")
            return super().__array_function__(func, types, args, kwargs)  # type: ignore[misc]

    sub = type("Sub", (Mixin, case.cls), {})
    x = case.array()
    calls = {
        "x + sub": ("ufunc", lambda s: x + s),
        "sub + x": ("ufunc", lambda s: s + x),
        "np.add(x, sub)": ("ufunc", lambda s: np.add(x, s)),
        "sub.sum()": ("ufunc", lambda s: s.sum(axis=0)),
        "np.concatenate": ("function", lambda s: np.concatenate([x, s])),
        "np.sort": ("function", lambda s: np.sort(s, axis=0)),
    }
    for name, (hook, call) in calls.items():

        def took_part(hook: str = hook, call: Call = call) -> None:
            s = case.subclass(sub, x)
            asked.clear()
            result = outcome(call, s)
            if result.error is not None:
                raise result.error
            demand(hook in asked, f"the {hook} hook of the subclass was not asked")
            kept = isinstance(result.value, sub) or not case.fields
            demand(kept, f"the result is a {type(result.value).__name__}", Verdict.LOSES)
            one, other = case.metadata(call(case.array())), case.metadata(result.value)
            demand(all(f.agree(one[f.name], other[f.name]) for f in case.fields), "metadata differ from the base's")

        yield check(21, name, took_part)


OPERATORS: dict[str, tuple[Callable[[Any, Any], Any], np.ufunc]] = {
    "+": (operator.add, np.add),
    "-": (operator.sub, np.subtract),
    "*": (operator.mul, np.multiply),
    "/": (operator.truediv, np.true_divide),
    "//": (operator.floordiv, np.floor_divide),
    "%": (operator.mod, np.remainder),
    "**": (operator.pow, np.power),
    "<": (operator.lt, np.less),
    ">=": (operator.ge, np.greater_equal),
    "==": (operator.eq, np.equal),
    "!=": (operator.ne, np.not_equal),
    "@": (operator.matmul, np.matmul),
}


@row(22, "Operators of Python")
def python_operators(case: Case) -> Findings:
    """Reflected and in place, with lists and numbers on either side, an operator gives what its ufunc gives."""
    for name, (op, ufunc) in OPERATORS.items():
        for pattern, pair in (_MATRICES if name == "@" else _PAIRS).items():
            label = pattern.replace("?", name)
            call, wanted = _on(op, pair), _on(ufunc, pair)
            yield check(22, label, _same_outcome, case, call, wanted)
            yield judge(case, 22, label, call, digits=name == "//", carries=("array", "axis"))
    for name, call in _IN_PLACE.items():
        yield judge(case, 22, name, call, digits="//" in name, carries=EVERY)


_ROW = [1.0, 2.0, 3.0, 4.0]

_PAIRS: dict[str, Call] = {
    "x ? x": lambda x: (x, x[::-1]),
    "x ? list": lambda x: (x, _ROW),
    "list ? x": lambda x: (_ROW, x),
    "plain ? x": lambda x: (np.array(_ROW), x),
    "np.float64 ? x": lambda x: (np.float64(2), x),
    "x ? 2": lambda x: (x, 2),
    "2 ? x": lambda x: (2, x),
}
_MATRICES: dict[str, Call] = {
    "x ? x": lambda x: (x[:, :3], x[:, :3]),
    "x ? list": lambda x: (x, _ROW),
    "list ? x": lambda x: (_ROW[:3], x),
    "plain ? x": lambda x: (np.array(_ROW[:3]), x),
}


def _on(function: Callable[[Any, Any], Any], pair: Call) -> Call:
    return lambda x: function(*pair(x))


def _changed(x: Any, op: Callable[[Any, Any], Any], other: Any) -> Any:
    y = x.copy()
    result = op(y, other)
    demand(result is y, "an operator in place gave another array")
    demand(y.dtype == x.dtype, "an operator in place changed the dtype")
    return y


_IN_PLACE: dict[str, Call] = {
    "x += x": lambda x: _changed(x, operator.iadd, x[::-1]),
    "x -= x": lambda x: _changed(x, operator.isub, x[0]),
    "x *= 2": lambda x: _changed(x, operator.imul, 2),
    "x /= 4": lambda x: _changed(x, operator.itruediv, 4),
    "x //= x": lambda x: _changed(x, operator.ifloordiv, x[0, 0]),
    "x %= x": lambda x: _changed(x, operator.imod, x[0, 0]),
    "x **= 2": lambda x: _changed(x, operator.ipow, 2),
    "x += 1.0": lambda x: _changed(x, operator.iadd, 1.0),
    "-x": operator.neg,
    "+x": operator.pos,
    "abs(x)": abs,
}


def _same_outcome(case: Case, call: Call, wanted: Call) -> None:
    one, other = outcome(call, case.array()), outcome(wanted, case.array())
    if other.error is not None:
        demand(one.error is not None, f"gives {one.value!r} where its ufunc raises {other.refused}")
        return
    demand(one.error is None, f"raises {one.refused} where its ufunc gives a result")
    if isinstance(other.value, np.ndarray) and type(other.value) is not np.ndarray:
        demand_same(case, other.value, one.value)


@row(23, "Comparison of what cannot be compared")
def comparison(case: Case) -> Findings:
    """`==` of what has no common meaning is False everywhere, an order of it is refused; so are sums and joins."""
    yield judge(case, 23, "x == x", lambda x: operator.eq(x, x))
    yield judge(case, 23, "x != x[0]", lambda x: x != x[0])
    yield judge(case, 23, "x < x[0]", lambda x: x < x[0])
    for field in case.fields:
        if field.rewrite is not None:
            yield check(23, f"x == {field.name} rewritten", _equal_to_rewritten, case, field)
        if field.incompatible is not None:
            yield from _incompatible(case, field.incompatible)


def _equal_to_rewritten(case: Case, field: Any) -> None:
    x = case.array()
    judged = compared(case, operator.eq(x, x), x == field.rewrite(x), field)
    demand(judged[0] is Verdict.PASSES, judged[1])


def _incompatible(case: Case, other: Call) -> Findings:
    def answers(call: Callable[[Any, Any], Any], wanted: bool) -> None:
        x = case.array()
        result = call(x, other(x))
        demand(np.all(np.asarray(result) == wanted), f"gave {result!r}")

    yield check(23, "x == other", lambda: answers(operator.eq, False))
    yield check(23, "x != other", lambda: answers(operator.ne, True))
    yield check(23, "array_equal(x, other)", lambda: answers(np.array_equal, False))
    refused: dict[str, Callable[[Any, Any], Any]] = {
        "x < other": operator.lt,
        "x + other": operator.add,
        "hypot(x, other)": np.hypot,
        "concatenate": lambda x, y: np.concatenate([x, y]),
        "stack": lambda x, y: np.stack([x, y]),
        "where": lambda x, y: np.where(DATA > 5, x, y),
        "x[0] = other": lambda x, y: x.__setitem__(0, y[0]),
        "copyto": np.copyto,
        "searchsorted": lambda x, y: np.searchsorted(np.sort(x[0]), y[0]),
        "isclose": np.isclose,
        "allclose": np.allclose,
        "interp": lambda x, y: np.interp(y[0], np.sort(x[0]), x[1]),
        "clip": lambda x, y: np.clip(x, y[0], y[1]),
    }
    for name, call in refused.items():
        yield check(23, f"{name} of other", _refused, case, call, other)


def _refused(case: Case, call: Callable[[Any, Any], Any], other: Call) -> None:
    x = case.array()
    before = case.plain(x).copy()
    done = outcome(call, x, other(x))
    gave = "wrote" if done.value is None else f"gave {done.value!r}"
    if done.error is None and isinstance(done.value, (bool, np.bool)):
        demand(not done.value, gave)  # not close to what it cannot be compared with
        return
    demand(done.error is not None, gave)
    demand(np.array_equal(case.plain(x), before), "a refused call wrote")


@row(24, "`__array_function__` with unknown types")
def function_with_unknown_types(case: Case) -> Findings:
    """Unknown arrays answer NumPy's functions for themselves."""
    x: Any = case.array()
    duck: Any = Duck()
    calls: dict[str, Call] = {
        "concatenate": lambda _: np.concatenate([x, duck]),
        "stack": lambda _: np.stack([duck, x]),
        "where": lambda _: np.where(x > x[0], x, duck),
        "dot": lambda _: np.dot(x, duck),
        "interp": lambda _: np.interp(duck, x[0], x[1]),
        "copyto": lambda _: np.copyto(x, duck),
        "linalg.solve": lambda _: np.linalg.solve(x[:, :3], duck),
        "isin": lambda _: np.isin(x, duck),
    }
    for name, call in calls.items():
        yield check(24, name, _answered(call))

    def unhashable() -> None:
        done = outcome(lambda: np.concatenate([x, [[object()] * 4]]))
        demand(not done.breaks, f"breaks with {done.refused}")

    yield check(24, "objects", unhashable)


__all__ = ["ABSENT", "OPERATORS", "Duck"]
