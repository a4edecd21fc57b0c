"""Rows 53–55, 57, 58 and 60: dtypes, layouts in memory, and the company of other classes."""

from __future__ import annotations

from typing import Any

import numpy as np

from .case import DATA, Call, Case, outcome
from .judge import check, demand, judge
from .report import Verdict
from .rows import Findings, row

_EVERYWHERE: dict[str, Call] = {
    "x": lambda x: x,
    "x[::-1]": lambda x: x[::-1],
    "x == x[0]": lambda x: x == x[0],
    "sort": lambda x: np.sort(x, axis=0),
    "concatenate": lambda x: np.concatenate([x, x]),
    "where": lambda x: np.where(np.array([True, False, True, True]), x, x[::-1]),
    "x + x": lambda x: x + x,
    "x * 2": lambda x: x * 2,
    "sum": lambda x: np.sum(x, axis=0),
    "max": lambda x: np.max(x, axis=-1),
    "mean": lambda x: np.mean(x, axis=0),
}


def _over(case: Case, number: int, name: str, data: Any) -> Findings:
    for call_name, call in _EVERYWHERE.items():
        yield judge(case, number, f"{name}: {call_name}", call, data=data)


@row(53, "Structured dtypes")
def structured(case: Case) -> Findings:
    """Records: fields and elements, or a clear refusal."""
    data = np.array([(1.0, 3), (2.5, 1), (0.5, 2), (1.25, 4)], [("v", "f8"), ("n", "i8")])
    calls: dict[str, Call] = {
        "x['v']": lambda x: x["v"],
        "x[['v', 'n']]": lambda x: x[["v", "n"]],
        "x[1]": lambda x: x[1],
        "x[1]['v']": lambda x: x[1]["v"],
        "x[::-1]": lambda x: x[::-1],
        "x['v'] + 1": lambda x: x["v"] + 1,
        "x == x": lambda x: x == x[::-1],
    }
    for name, call in calls.items():
        yield judge(case, 53, name, call, data=data)
    yield check(53, "repr", lambda: repr(case.array(data)))


@row(54, "Objects")
def objects(case: Case) -> Findings:
    """Numbers as objects, and objects that are arrays of the class."""
    yield from _over(case, 54, "objects", DATA.astype(object))

    def held() -> None:
        holder = np.empty(2, object)
        x = case.array()
        holder[0] = x
        demand(holder[0] is x, "an array inside an array of objects is another one")

    yield check(54, "an array of arrays", held)


@row(55, "Dtypes")
def dtypes(case: Case) -> Findings:
    """Truths, integers, floats, complex numbers, texts, times."""
    for name in ("?", "i1", "i8", "u1", "f2", "f4", "f8", "g", "c8", "c16"):
        yield from _over(case, 55, name, (DATA > 5) if name == "?" else DATA.astype(name))
    for name in ("M8[s]", "m8[s]", "U4", "S4", "T"):
        data = DATA.astype(int).astype("U4").astype(name) if name in "U4S4T" else DATA.astype(name)
        yield from _over(case, 55, name, data)


@row(57, "`numpy.ma` and `np.matrix` on both sides")
def other_subclasses(case: Case) -> Findings:
    """Both keep what they mean, or it is refused."""
    masked = np.ma.array(DATA / 16, mask=DATA > 9)
    matrix = np.asmatrix(DATA / 16)
    calls: dict[str, Call] = {
        "x + matrix": lambda x: x + matrix,
        "matrix + x": lambda x: matrix + x,
        "x + ma": lambda x: x + masked,
        "ma + x": lambda x: masked + x,
        "x * ma": lambda x: x * masked,
        "ma * x": lambda x: masked * x,
        "np.add(ma, x)": lambda x: np.add(masked, x),
        "np.multiply(matrix, x)": lambda x: np.multiply(matrix, x),
        "concatenate([x, ma])": lambda x: np.concatenate([x, masked]),
        "x[0] = ma": lambda x: _assigned(x, masked),
    }
    for name, call in calls.items():
        yield judge(case, 57, name, call, numbers="ma" not in name.replace("matrix", ""))
    leaks: dict[str, Call] = {
        "where(c, ma, x)": lambda x: np.where(DATA > 5, masked, x),
        "dot(ma, x)": lambda x: np.dot(masked, x[0]),
    }
    for name, call in leaks.items():
        yield judge(case, 57, name, call, leak=True)
    for name, hidden in _HIDDEN.items():
        yield check(57, f"{name}: masked operand", _stays_hidden, case, hidden)


def _assigned(x: Any, value: Any) -> Any:
    y = x.copy()
    y[0] = value[0]
    return y


_HIDDEN: dict[str, Any] = {
    "x * ma": lambda x, m: x * m,
    "ma * x": lambda x, m: m * x,
    "concatenate": lambda x, m: np.concatenate([x, m]),
    "sum": lambda x, m: np.sum(x * m),
}


def _stays_hidden(case: Case, call: Any) -> None:
    """What the operand of numpy.ma hides must not come out."""
    x = case.samples[-1].make(case.samples[-1].data.copy())
    results = []
    for poison in (5.0, 7.0):
        done = outcome(call, x, np.ma.array(np.where(DATA > 9, poison, 1.0), mask=DATA > 9))
        if done.error is not None:
            raise done.error
        shown = np.array(np.asarray(done.value))
        hidden = np.broadcast_to(np.asarray(getattr(done.value, "mask", False)), shown.shape)
        shown[hidden] = 0
        results.append(shown)
    demand(
        np.array_equal(results[0], results[1], equal_nan=True), "what the other operand hides is visible", Verdict.LOSES
    )


@row(58, "Layouts in memory")
def layouts(case: Case) -> Findings:
    """The order in memory, gaps, foreign byte order, no elements, no axes, read-only."""
    wide = np.zeros((3, 8))
    wide[:, ::2] = DATA
    arrays = {
        "F order": np.asfortranarray(DATA),
        "steps": wide[:, ::2],
        "reversed": DATA[::-1, ::-1],
        "swapped bytes": DATA.astype(">f8" if np.little_endian else "<f8"),
        "no elements": np.zeros((0, 4)),
        "one element": DATA[:1, :1],
        "transposed": DATA.T,
    }
    for name, data in arrays.items():
        yield from (judge(case, 58, f"{name}: {n}", c, data=data) for n, c in _LAID.items())
    for name, call in _ALONE.items():
        yield judge(case, 58, f"no axes: {name}", call, data=np.array(3.0))

    def read_only() -> None:
        x = case.array()
        x.flags.writeable = False
        before = case.plain(x).copy()
        for change in (lambda: x.__setitem__(0, x[1]), x.sort, lambda: np.add(x, x, out=x)):
            demand(outcome(change).error is not None, "a read-only array was written")
        demand(np.array_equal(case.plain(x), before), "a read-only array was written")

    yield check(58, "read-only", read_only)


_LAID: dict[str, Call] = {
    "x": lambda x: x,
    "x + x": lambda x: x + x,
    "T": lambda x: x.T,
    "ravel": np.ravel,
    "sum": lambda x: np.sum(x, axis=0),
    "sort": lambda x: np.sort(x, axis=0),
    "copy": lambda x: x.copy(),
    "x[:1]": lambda x: x[:1],
    "reshape": lambda x: x.reshape(-1),
    "astype": lambda x: x.astype("f4"),
    "x *= 2": lambda x: _doubled(x.copy()),
    "concatenate": lambda x: np.concatenate([x, x]),
}

_ALONE: dict[str, Call] = {
    "x": lambda x: x,
    "x + x": lambda x: x + x,
    "x[()]": lambda x: x[()],
    "x[None]": lambda x: x[None],
    "sum": np.sum,
    "copy": lambda x: x.copy(),
    "reshape": lambda x: x.reshape(1, 1),
    "x *= 2": lambda x: _doubled(x.copy()),
    "stack": lambda x: np.stack([x, x]),
}


def _doubled(x: Any) -> Any:
    x *= 2
    return x


@row(60, "Promotion of dtypes")
def promotion(case: Case) -> Findings:
    """Numbers of Python take the dtype of the array; conversions do not widen it."""
    calls: dict[str, Call] = {
        "x * 2.0": lambda x: x * 2.0,
        "2 * x": lambda x: 2 * x,
        "x / 3": lambda x: x / 3,
        "x + x": lambda x: x + x,
        "x * np.float64": lambda x: x * np.float64(2.0),
        "x * np.float32": lambda x: x * np.float32(2.0),
        "mean": np.mean,
        "sqrt(x * x)": lambda x: np.sqrt(x * x),
        "maximum": lambda x: np.maximum(x, x[0]),
        "x * array": lambda x: x * np.ones(4),
    }
    for dtype in ("f4", "i4", "c8"):
        for name, call in calls.items():
            if (dtype, name) != ("c8", "maximum"):
                yield check(60, f"{dtype}: {name}", _same_dtype, case, dtype, call)
    for field in case.fields:
        if field.rewrite is not None:
            yield check(60, f"f4: x + {field.name} rewritten", _keeps_single_precision, case, field.rewrite)


def _keeps_single_precision(case: Case, rewrite: Call) -> None:
    x = case.array(DATA.astype("f4"))
    done = outcome(lambda: x + rewrite(x))
    if done.error is not None:
        raise done.error
    demand(done.value.dtype == np.float32, f"{done.value.dtype}, single precision was given")


def _same_dtype(case: Case, dtype: str, call: Call) -> None:
    data = DATA.astype(dtype)
    done, expected = outcome(call, case.array(data)), outcome(call, data)
    if done.error is not None:
        raise done.error
    found, wanted = np.asarray(done.value).dtype, np.asarray(expected.value).dtype
    demand(found == wanted, f"{found}, plain numbers give {wanted}")
