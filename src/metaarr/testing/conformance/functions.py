"""Rows 25–27 and 66–69: NumPy's functions, each called as the catalogue of calls says."""

from __future__ import annotations

import io
from typing import Any

import numpy as np

from ..calls import ASSIGNMENT, MOVEMENT, ORDER, OUTPUTS, REDUCTIONS, SAMPLES, VALUES, reached
from .case import DATA, Call, Case, outcome
from .judge import check, demand, judge
from .report import Finding, Verdict
from .rows import Findings, row
from .ufuncs import DIGITS

_LIKE = """
    zeros ones empty eye identity tri full arange fromfunction fromiter frombuffer fromfile fromstring loadtxt
    genfromtxt array_function asarray_like asanyarray_like ascontiguousarray_like asfortranarray_like require
"""
LIKE = frozenset(_LIKE.split())
"""Calls with ``like=``."""

FILES = frozenset({"save", "savez", "savez_compressed", "savetxt"})
TEXTS = frozenset({"array2string", "array_str", "array_repr"})

_MAKES_VALUES = "pad_mean pad_maximum pad_minimum pad_median pad_ramp piecewise"
MAKES_VALUES = frozenset(_MAKES_VALUES.split())
"""Calls among those that move which make values of their own."""

MOVES_IN_ORDER = frozenset({"sort", "sort_axis", "partition", "union1d", "setxor1d", "setdiff1d", "intersect1d"})
"""Calls among those that order which move elements to other places."""

_KEEPS_AXES = """
    copy transpose swapaxes moveaxis rollaxis expand_dims flip flip_axis flipud fliplr rot90 roll_axis take compress
    delete split array_split hsplit vsplit unstack broadcast_to matrix_transpose linalg.matrix_transpose
    """
KEEPS_AXES = frozenset(_KEEPS_AXES.split())
"""Calls that leave each axis what it was, or a part of it."""

ALIGNS = frozenset({"broadcast_arrays", "meshgrid"})
"""Calls with several operands, which take over labels from each other."""


def of_catalogue(case: Case, row: int, calls: dict[str, Call], name: str) -> Finding:
    """Judge a call of the catalogue."""
    return judge(
        case,
        row,
        name,
        calls[name],
        moves=(name in MOVEMENT and name not in MAKES_VALUES) or name in MOVES_IN_ORDER,
        keeps=name in KEEPS_AXES,
        aligns=name in ALIGNS,
        digits=name in DIGITS,
        text=name in TEXTS,
        carries=() if name == "full_like_masked" else ("array",),
    )


@row(25, "NumPy's functions")
def every_function(case: Case) -> Findings:
    """Every function of NumPy that asks its arguments' types."""
    for calls in (MOVEMENT, ORDER, REDUCTIONS, reached(VALUES)):
        for name in calls:
            if name not in LIKE and name not in FILES:
                yield of_catalogue(case, 25, calls, name)
    for family, (data, calls) in SAMPLES.items():
        for name, call in calls.items():
            yield _of_sample(case, family, name, call, data)


def _of_sample(case: Case, family: str, name: str, call: Call, data: Any) -> Finding:
    """Judge a call on integers, dates, texts or records."""
    return judge(case, 25, f"{family}: {name}", call, data=data, text=name == "repr", carries=())


@row(26, "`like=`")
def creation_like(case: Case) -> Findings:
    """Arrays made in the likeness of one have its kinds, or are refused."""
    for name in sorted(LIKE & VALUES.keys()):
        yield judge(case, 26, name, VALUES[name], digits=True)
    for name in ("zeros", "ones", "full", "arange", "array_function"):

        def made(call: Call = VALUES[name]) -> None:
            done = outcome(call, case.array())
            if done.error is not None:
                raise done.error
            demand(type(done.value) is not np.ndarray or not case.fields, "a plain array came out", Verdict.LOSES)

        yield check(26, f"{name}: class", made)


@row(27, "Assignment functions, in both directions")
def assignment_functions(case: Case) -> Findings:
    """Into an array of the class, and from one into a plain array."""
    for calls in (ASSIGNMENT, OUTPUTS):
        for name in calls:
            yield judge(case, 27, name, calls[name], carries=() if "plain" in name else ("array",))
    plain: dict[str, Call] = {
        "copyto(plain, x)": lambda x: _into(lambda p: np.copyto(p, x)),
        "put(plain, x)": lambda x: _into(lambda p: np.put(p, [0, 5], x[1, :2])),
        "place(plain, x)": lambda x: _into(lambda p: np.place(p, DATA > 5, x[1])),
        "putmask(plain, x)": lambda x: _into(lambda p: np.putmask(p, DATA > 5, x)),
        "put_along_axis(plain, x)": lambda x: _into(
            lambda p: np.put_along_axis(p, np.zeros((3, 1), int), x[:, 1:2], axis=1)
        ),
    }
    for name, call in plain.items():
        yield judge(case, 27, name, call, carries=())
    # NumPy asks the first argument only.
    diagonal = lambda x: _into(lambda p: np.fill_diagonal(p, x[2, 3]))  # noqa: E731
    yield judge(case, 27, "fill_diagonal(plain, x)", diagonal, leak=True)


def _into(write: Any) -> Any:
    plain = np.zeros((3, 4))
    write(plain)
    return plain


@row(66, "Functions nobody knows: `vectorize`, `frompyfunc`")
def unknown_functions(case: Case) -> Findings:
    """What a function means that nobody registered is not guessed."""
    more = np.frompyfunc(lambda v: v + 1.0, 1, 1)
    calls: dict[str, Call] = {
        "frompyfunc": lambda x: more(x).astype(float),
        "vectorize": np.vectorize(lambda v: v * 1.0 + 1.0, otypes=[float]),
        "apply_along_axis": lambda x: np.apply_along_axis(lambda line: line[::-1], 1, x),
        "apply_over_axes": lambda x: np.apply_over_axes(np.sum, x, [0]),
    }
    for name, call in calls.items():
        yield judge(case, 66, name, call)


@row(67, "Polynomials, `mgrid`, `r_`, `c_`")
def polynomials_and_grids(case: Case) -> Findings:
    """Those that ask go through the table; those that convert first lose what any class loses there."""
    for name, call in {"r_": lambda x: np.r_[x[0], x[1]], "c_": lambda x: np.c_[x[0], x[1]]}.items():
        yield judge(case, 67, name, call, moves=True)
    for name in ("polyfit", "polyval", "roots", "poly", "polyadd", "polyder", "vander"):
        yield judge(case, 67, name, VALUES[name])
    leaks: dict[str, Call] = {
        "poly1d": lambda x: np.poly1d(x[0]).coeffs,
        "Polynomial": lambda x: np.polynomial.Polynomial(x[0]).coef,
        "polyvander": lambda x: np.polynomial.polynomial.polyvander(x[0], 1),
        "mgrid": lambda x: np.mgrid[0 : x[0, 0] : 2j],
    }
    for name, call in leaks.items():
        yield judge(case, 67, name, call, leak=True)


@row(68, "`np.save`, `savez`, `savetxt`")
def saving(case: Case) -> Findings:
    """What NumPy's files cannot hold is refused, or comes back whole."""

    def saved(x: Any) -> Any:
        file = io.BytesIO()
        np.save(file, x)
        file.seek(0)
        return np.load(file)

    def texts(x: Any) -> Any:
        file = io.StringIO()
        np.savetxt(file, x)
        return np.loadtxt(io.StringIO(file.getvalue()))

    def zipped(x: Any) -> Any:
        file = io.BytesIO()
        np.savez(file, x=x)
        file.seek(0)
        return np.load(file)["x"]

    def compressed(x: Any) -> Any:
        file = io.BytesIO()
        np.savez_compressed(file, x)
        file.seek(0)
        return np.load(file)["arr_0"]

    for name, call in {"savez_compressed": compressed, "save": saved, "savetxt": texts, "savez": zipped}.items():
        yield judge(case, 68, name, call)


@row(69, "`np.testing`")
def numpy_testing(case: Case) -> Findings:
    """NumPy's assertions hold for what is the same, however it is written, and for nothing else."""
    x = case.array
    yield check(69, "assert_array_equal", lambda: np.testing.assert_array_equal(x(), x()))
    yield check(69, "assert_allclose", lambda: np.testing.assert_allclose(x(), x()))
    yield check(69, "assert_equal", lambda: np.testing.assert_equal(x(), x()))
    yield check(69, "assert_array_less", lambda: np.testing.assert_array_less(x(), x() * 2))
    for field in case.fields:
        if field.rewrite is not None:
            yield check(69, f"assert_allclose, {field.name} rewritten", _close, x(), field.rewrite)
        if field.incompatible is not None:
            yield check(69, "assert_array_equal of other", _differs, x(), field.incompatible)


def _close(x: Any, rewrite: Call) -> None:
    np.testing.assert_allclose(x, rewrite(x))


def _differs(x: Any, other: Call) -> None:
    done = outcome(np.testing.assert_array_equal, x, other(x))
    demand(done.error is not None, "the same numbers with another meaning are equal")
