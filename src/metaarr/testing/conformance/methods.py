"""Rows 43–49: methods of ndarray, which must be what the functions of the same name are."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .case import DATA, Call, Case, outcome
from .judge import check, demand, demand_same, judge
from .report import Verdict
from .rows import Findings, row


def _judged(case: Case, number: int, calls: dict[str, Call], **options: Any) -> Findings:
    for name, call in calls.items():
        yield judge(case, number, name, call, **options)


def _changed(x: Any, change: Callable[[Any], Any]) -> Any:
    y = x.copy()
    change(y)
    return y


def _equivalent(case: Case, number: int, pairs: dict[str, tuple[Call, Call]], **options: Any) -> Findings:
    """Compare methods with functions, in everything, and judge the methods."""
    for name, (method, function) in pairs.items():
        yield judge(case, number, name, method, **options)
        yield check(number, f"{name} is the function", _same_outcome, case, method, function)


def _same_outcome(case: Case, method: Call, function: Call) -> None:
    for sample in case.samples:
        one, other = (
            outcome(method, sample.make(sample.data.copy())),
            outcome(function, sample.make(sample.data.copy())),
        )
        if other.error is not None or one.error is not None:
            both = one.error is not None and other.error is not None
            demand(both, f"method: {one.refused or one.value!r}; function: {other.refused or other.value!r}")
            continue
        for a, b in zip(_several(one.value), _several(other.value), strict=True):
            if isinstance(a, np.ndarray) and isinstance(b, np.ndarray):
                demand_same(case, b, a, Verdict.WRONG)
            else:
                demand(np.array_equal(a, b), f"{a!r}, the function gives {b!r}")


def _several(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else (value,)


@row(43, "Shape methods")
def shape_methods(case: Case) -> Findings:
    """Methods that NumPy answers itself: elements keep what is theirs."""
    pairs: dict[str, tuple[Call, Call]] = {
        "reshape": (lambda x: x.reshape(2, -1), lambda x: np.reshape(x, (2, -1))),
        "reshape(order)": (lambda x: x.reshape((4, 3), order="F"), lambda x: np.reshape(x, (4, 3), order="F")),
        "ravel": (lambda x: x.ravel(), np.ravel),
        "ravel(F)": (lambda x: x.ravel("F"), lambda x: np.ravel(x, "F")),
        "flatten": (lambda x: x.flatten(), np.ravel),
        "transpose": (lambda x: x.transpose(), np.transpose),
        "transpose(1, 0)": (lambda x: x.transpose(1, 0), lambda x: np.transpose(x, (1, 0))),
        "T": (lambda x: x.T, np.transpose),
        "mT": (lambda x: x.mT, np.matrix_transpose),
        "T of a square": (lambda x: x[:, :3].T, lambda x: np.transpose(x[:, :3])),
        "swapaxes": (lambda x: x.swapaxes(0, 1), lambda x: np.swapaxes(x, 0, 1)),
        "squeeze": (lambda x: x[:1].squeeze(), lambda x: np.squeeze(x[:1])),
        "diagonal": (lambda x: x.diagonal(), np.diagonal),
    }
    yield from _equivalent(case, 43, pairs, moves=True)


@row(44, "`real` and `imag`")
def real_and_imaginary(case: Case) -> Findings:
    """Parts of complex numbers, read and written."""
    data = DATA + 0.5j

    def written(x: Any) -> Any:
        y = x.copy()
        y.imag = x.real
        return y

    calls: dict[str, Call] = {
        "real": lambda x: x.real,
        "imag": lambda x: x.imag,
        "conj": lambda x: x.conj(),
        "imag = real": written,
    }
    for name, call in calls.items():
        yield judge(case, 44, name, call, data=data)
    yield judge(case, 44, "real of floats", lambda x: x.real, moves=True)
    yield judge(case, 44, "imag of floats", lambda x: x.imag)


@row(45, "Reinterpretation: `astype`, `view(dtype)`, `byteswap`, `getfield`")
def reinterpretation(case: Case) -> Findings:
    """Bits in another dtype: other sizes have other elements."""
    moving: dict[str, Call] = {
        "astype": lambda x: x.astype("f4"),
        "astype(int)": lambda x: x.astype(int).astype(float),
        "astype(copy=False)": lambda x: x.astype(float, copy=False),
        "astype(object)": lambda x: x.astype(object).astype(float),
    }
    yield from _judged(case, 45, {name: moving[name] for name in ("astype", "astype(copy=False)")}, moves=True)
    yield from _judged(case, 45, {name: moving[name] for name in ("astype(int)", "astype(object)")}, digits=True)
    other: dict[str, Call] = {
        "view(i8)": lambda x: x.view("i8"),
        "view(c16)": lambda x: x.view("c16"),
        "view(f4)": lambda x: x.view("f4"),
        "byteswap": lambda x: x.byteswap(),
        "getfield": lambda x: x.getfield("f4", 4),
        "setfield": lambda x: _changed(x, lambda y: y.setfield(1, "f4", 4)),
    }
    for name, call in other.items():
        yield check(45, name, _fits, case, call)
    yield judge(case, 45, "byteswap twice", lambda x: x.byteswap().byteswap(), moves=True)


def _fits(case: Case, call: Call) -> None:
    """What elements have must have the shape of the data."""
    result = outcome(call, case.array())
    if result.error is not None:
        raise result.error
    for field in case.fields:
        for name, laid in field.laid_out(result.value).items():
            demand(laid.shape == result.value.shape, f"{name} has shape {laid.shape}, the data {result.value.shape}")


@row(46, "Setters of `shape`, `dtype`, `strides`; `resize`")
def layout_setters(case: Case) -> Findings:
    """Metadata follow another shape, or the setter refuses."""

    def shape(y: Any) -> None:
        y.shape = (4, 3)

    def dtype(y: Any) -> None:
        y.dtype = np.dtype("i8")

    def strides(y: Any) -> None:
        y.strides = (8, 24)

    yield judge(case, 46, "shape", lambda x: _changed(x, shape), moves=True)
    yield judge(case, 46, "strides", lambda x: _changed(x[:, :3], strides), moves=True)
    yield judge(case, 46, "resize", lambda x: _changed(x, lambda y: y.resize((2, 4), refcheck=False)), moves=True)
    larger = lambda x: _changed(x, lambda y: y.resize((5, 4), refcheck=False))  # noqa: E731
    yield check(46, "dtype", _fits, case, lambda x: _changed(x, dtype))
    yield check(46, "resize, larger", _fits, case, larger)


@row(47, "Methods that give positions")
def position_methods(case: Case) -> Findings:
    """Positions are plain integers, the same as those of the functions."""
    pairs: dict[str, tuple[Call, Call]] = {
        "argmax": (lambda x: x.argmax(), np.argmax),
        "argmin(axis)": (lambda x: x.argmin(axis=1), lambda x: np.argmin(x, axis=1)),
        "argsort": (lambda x: x.argsort(), np.argsort),
        "argsort(axis)": (lambda x: x.argsort(axis=0, kind="stable"), lambda x: np.argsort(x, axis=0, kind="stable")),
        "argpartition": (lambda x: x.argpartition(1, axis=1), lambda x: np.argpartition(x, 1, axis=1)),
        "searchsorted": (lambda x: np.sort(x[0]).searchsorted(x[1]), lambda x: np.searchsorted(np.sort(x[0]), x[1])),
        "nonzero": (lambda x: x.nonzero(), np.nonzero),
    }
    yield from _equivalent(case, 47, pairs)


@row(48, "`sort` and `partition` in place")
def in_place_order(case: Case) -> Findings:
    """Everything that belongs to an element moves with it."""
    pairs: dict[str, tuple[Call, Call]] = {
        "sort": (lambda x: _changed(x, lambda y: y.sort()), np.sort),
        "sort(axis)": (lambda x: _changed(x, lambda y: y.sort(axis=0)), lambda x: np.sort(x, axis=0)),
        "sort(stable)": (lambda x: _changed(x, lambda y: y.sort(kind="stable")), lambda x: np.sort(x, kind="stable")),
    }
    yield from _equivalent(case, 48, pairs, moves=True)
    yield judge(case, 48, "partition", lambda x: _changed(x[0], lambda y: y.partition(1)), moves=True)


@row(49, "Methods with a function of the same name")
def methods_as_functions(case: Case) -> Findings:
    """A method is what its function is: in numbers, in metadata, and in what it refuses."""
    rows = np.array([0, 2, 1])
    pairs: dict[str, tuple[Call, Call]] = {
        "take": (lambda x: x.take(rows, axis=1), lambda x: np.take(x, rows, axis=1)),
        "take flat": (lambda x: x.take([0, 5]), lambda x: np.take(x, [0, 5])),
        "repeat": (lambda x: x.repeat(2, axis=0), lambda x: np.repeat(x, 2, axis=0)),
        "compress": (
            lambda x: x.compress([True, False, True], axis=0),
            lambda x: np.compress([True, False, True], x, axis=0),
        ),
    }
    yield from _equivalent(case, 49, pairs, moves=True)
    yield from _equivalent(case, 49, _FOLDS)
    yield from _equivalent(case, 49, _OTHERS)
    yield from _equivalent(case, 49, {"round": (lambda x: x.round(1), lambda x: np.round(x, 1))}, digits=True)


def _fold(name: str, options: dict[str, Any]) -> tuple[Call, Call]:
    """Give the method and the function of a name."""
    return lambda x: getattr(x, name)(**options), lambda x: getattr(np, name)(x, **options)


_FOLDS: dict[str, tuple[Call, Call]] = {
    f"{name}({given})": _fold(name, options)
    for name in ("sum", "prod", "mean", "std", "var", "min", "max", "any", "all", "cumsum", "cumprod")
    for given, options in {"": {}, "axis": {"axis": 1}}.items()
}

_OTHERS: dict[str, tuple[Call, Call]] = {
    "dot": (lambda x: x.dot(x[0]), lambda x: np.dot(x, x[0])),
    "clip": (lambda x: x.clip(x[0], x[1]), lambda x: np.clip(x, x[0], x[1])),
    "trace": (lambda x: x.trace(), np.trace),
    "put": (
        lambda x: _changed(x, lambda y: y.put([0, 5], x[1, :2])),
        lambda x: _changed(x, lambda y: np.put(y, [0, 5], x[1, :2])),
    ),
    "fill": (
        lambda x: _changed(x, lambda y: y.fill(x[2, 3])),
        lambda x: _changed(x, lambda y: np.copyto(y, x[2, 3])),
    ),
    "conjugate": (lambda x: x.conjugate(), np.conjugate),
    "sum(keepdims)": (lambda x: x.sum(axis=0, keepdims=True), lambda x: np.sum(x, axis=0, keepdims=True)),
    "mean(where)": (
        lambda x: x.mean(axis=1, where=[True, False, True, True]),
        lambda x: np.mean(x, axis=1, where=[True, False, True, True]),
    ),
    "std(ddof)": (lambda x: x.std(axis=1, ddof=1), lambda x: np.std(x, axis=1, ddof=1)),
}
