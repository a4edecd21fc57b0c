"""Rows 15–19: products, several outputs, and the keywords of ufuncs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from ..calls import CALLS
from .case import DATA, Call, Case, outcome
from .judge import EVERY, check, demand, judge
from .rows import Findings, row
from .ufuncs import DIGITS, Form, changed, operands, swept

SELECTED = np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0]], bool)

# Typed for less than they take.
_VECDOT: Any = np.vecdot
_DIVMOD: Any = np.divmod


@row(15, "Products: matmul, vecdot, matvec, vecmat")
def generalized_ufuncs(case: Case) -> Findings:
    """Ufuncs with a signature, with `axes`, `axis` and `keepdims`."""
    calls = {
        "x @ x": lambda x: x[:, :3] @ x[:, :3],
        "x @ plain": lambda x: x @ np.ones(4),
        "plain @ x": lambda x: np.ones(3) @ x,
        "matmul(axes)": lambda x: np.matmul(x, x, axes=[(0, 1), (1, 0), (0, 1)]),
        "vecdot(axis)": lambda x: _VECDOT(x, x, axis=0),
        "vecdot(keepdims)": lambda x: _VECDOT(x, x, keepdims=True),
        "matvec": lambda x: np.matvec(x, x[0]),
        "vecmat": lambda x: np.vecmat(x[:, 0], x),
        "matmul(out=plain)": lambda x: np.matmul(x[:, :3], x[:, :3], out=np.zeros((3, 3))),
    }
    for name, call in calls.items():
        yield judge(case, 15, name, call, carries=() if "out=plain" in name else ("array", "axis"))


@row(16, "Several outputs: divmod, modf, frexp")
def several_outputs(case: Case) -> Findings:
    """Each output has what it should have."""
    calls: dict[str, Call] = {
        "divmod(x, x)": lambda x: divmod(x, x[::-1]),
        "np.divmod": lambda x: np.divmod(x, x[::-1] * 0.75),
        "divmod(out)": lambda x: _DIVMOD(x, x[0, 0], out=(None, x.copy())),
        "modf": np.modf,
        "frexp": np.frexp,
    }
    for name, call in calls.items():
        yield judge(case, 16, name, call, digits=name in DIGITS)


@row(17, "`out=`")
def outputs(case: Case) -> Findings:
    """What is written lands in the unit, the mask and the labels of the output, or is refused before any write."""
    forms: dict[str, Form] = {
        "(out=like x)": lambda f, x, data, others: _into(x, lambda y: f(*operands(f, x, others), out=y)),
        "(out=plain)": lambda f, x, data, others: f(*operands(f, x, others), out=np.zeros(x.shape, x.dtype)),
    }
    yield from swept(case, 17, forms, _writes_numbers)
    for name in ("out", "out_where", "out_plain", "sum_out_plain", "mean_out"):
        yield judge(case, 17, name, CALLS[name], carries=() if "plain" in name else EVERY)
    yield from _of_outputs(case)


def _writes_numbers(ufunc: np.ufunc, data: Any, others: tuple[Any, ...]) -> bool:
    return ufunc.nout == 1 and data.dtype.kind not in "UM"


def _into(x: Any, write: Callable[[Any], Any]) -> Any:
    out = x.copy()
    result = write(out)
    demand(result is out, "what comes back is not out=")
    return out


def _of_outputs(case: Case) -> Findings:
    calls = {
        "add(out=tuple)": lambda x: _into(x, lambda y: np.add(x, x, out=(y,))),
        "add(out positional)": lambda x: _into(x, lambda y: np.add(x, x, y)),
        "add(out=...)": lambda x: np.add(x, x, out=...),
        "cumsum(out)": lambda x: _into(x, lambda y: np.cumsum(x, axis=1, out=y)),
        "clip(out)": lambda x: _into(x, lambda y: np.clip(x, x[0], x[1], out=y)),
        "take(out)": lambda x: _into(x, lambda y: np.take(x, [2, 0, 1], axis=0, out=y)),
        "x += x": lambda x: changed(x, lambda y: y.__iadd__(x)),
        "x *= 2": lambda x: changed(x, lambda y: y.__imul__(2)),
        "x += its own part": lambda x: changed(x, lambda y: y[1:].__iadd__(y[:-1])),
        "sum(out=like x)": lambda x: _into(x[0], lambda y: np.sum(x, axis=0, out=y)),
        "plain += x": lambda x: changed(DATA / 16, lambda y: y.__iadd__(x)),
        "add(plain, plain, out=like x)": lambda x: _into(x, lambda y: np.add(DATA / 16, DATA / 16, out=y)),
    }
    for name, call in calls.items():
        # Plain numbers that are written into a unit mean something else in another one.
        carries = () if name.startswith("plain") else EVERY
        yield judge(case, 17, name, call, digits="plain, plain" in name, carries=carries)

    def no_partial_write() -> None:
        x, out = case.array(), case.array()
        before = case.plain(out).copy()
        refused = outcome(lambda: np.add(x, np.zeros((5, 7)), out=out))
        demand(refused.error is not None, "shapes that do not fit were accepted")
        demand(np.array_equal(case.plain(out), before), "a refused call wrote into out=")

    yield check(17, "refused, nothing written", no_partial_write)


@row(18, "`where=`")
def selections(case: Case) -> Findings:
    """Where nothing is written, the output keeps what it had."""

    def selected(f: Any, x: Any, data: Any, others: tuple[Any, ...]) -> Any:
        return _into(x, lambda y: f(*operands(f, x, others), out=y, where=SELECTED))

    yield from swept(case, 18, {"(out, where)": selected}, lambda f, d, o: f.nin == 2 and _writes_numbers(f, d, o))
    for name in ("add.reduce_where", "out_where"):
        yield judge(case, 18, name, CALLS[name])
    yield judge(case, 18, "sum(where)", lambda x: np.sum(x, axis=1, where=DATA > 5))

    def own_selection(x: Any) -> Any:
        return np.add(x, x, out=x.copy(), where=x > x[0, 0])

    yield judge(case, 18, "add(where=comparison)", own_selection)


@row(19, "`dtype=`, `casting=`, `order=`, `subok=`")
def dtype_casting_order_subok(case: Case) -> Findings:
    """Keywords of ufuncs that are about memory."""
    calls = {
        "add(dtype)": lambda x: np.add(x, x, dtype="f4"),
        "multiply(dtype)": lambda x: np.multiply(x, 2, dtype="c16"),
        "add(signature)": lambda x: np.add(x, x, signature="ff->f", casting="same_kind"),
        "sum(dtype)": lambda x: np.add.reduce(x, axis=0, dtype="f4"),
        "sqrt(casting)": lambda x: np.sqrt(x, casting="unsafe"),
        "add(order)": lambda x: np.add(x, x, order="F"),
    }
    for name, call in calls.items():
        yield judge(case, 19, name, call)
    yield judge(case, 19, "add(subok=False)", lambda x: np.add(x, x, subok=False), leak=True)

    def refused_cast() -> None:
        done = outcome(lambda: np.add(case.array(), 1.5, dtype=int))
        demand(done.error is not None, "a cast that NumPy refuses was made")

    yield check(19, "add(dtype=int)", refused_cast)
