"""Rows 1–8: how arrays of a class come to be."""

from __future__ import annotations

import pickle
from typing import Any

import numpy as np

from .case import DATA, Case, outcome
from .fields import ABSENT
from .judge import check, demand, demand_same, judge
from .report import Verdict
from .rows import Findings, row


@row(1, "`__new__`")
def explicit_construction(case: Case) -> Findings:
    """Everything is there when the constructor returns, for all shapes."""

    def whole() -> None:
        x = case.array()
        for field in case.fields:
            demand(field.of(x) is not ABSENT, f"{field.name} is not there", Verdict.LOSES)
        demand(np.array_equal(case.plain(x), DATA), "the numbers are others")

    yield check(1, "make", whole)
    for shape in ((), (0,), (2, 0, 3), (12,), (2, 1, 3, 2)):
        size = int(np.prod(shape))
        data = DATA.reshape(-1)[:size].reshape(shape)
        yield judge(case, 1, f"make{shape}", lambda x: x, data=data, moves=True)


@row(2, "View cast of plain data")
def view_cast(case: Case) -> Findings:
    """Plain data that become an array of the class by a view say nothing, and nothing is "not initialised"."""
    for name, data in {"view": DATA, "view_0d": np.array(2.0), "view_empty": np.zeros((0, 3))}.items():

        def viewed(data: Any = data) -> None:
            x = data.copy().view(case.cls)
            repr(x)
            metadata = case.metadata(x)
            demand(ABSENT not in metadata.values(), f"after a view there is {metadata}")
            demand(np.array_equal(case.plain(x), data), "the numbers are others")
            if case.neutral is not None:
                demand_same(case, case.neutral(data.copy()), x, Verdict.WRONG)

        yield check(2, name, viewed)


@row(3, "New from a template: parts and copies")
def template(case: Case) -> Findings:
    """Parts and copies keep what they had, each element its own."""
    calls = {
        "x[1:]": lambda x: x[1:],
        "x[::-1, 1::2]": lambda x: x[::-1, 1::2],
        "x[...]": lambda x: x[...],
        "x.copy()": lambda x: x.copy(),
        "np.copy(subok)": lambda x: np.copy(x, subok=True),
        "x.view()": lambda x: x.view(),
        "x.view(type(x))": lambda x: x.view(type(x)),
        "x.T": lambda x: x.T,
        "x[:3, :3].T": lambda x: x[:3, :3].T,
    }
    for name, call in calls.items():
        yield judge(case, 3, name, call, moves=True)


@row(4, "View cast from another subclass")
def view_cast_of_subclass(case: Case) -> Findings:
    """A view of another class's array is refused, or means what that one meant."""
    matrix = DATA.view(np.matrix)
    for name, source in {"matrix": matrix, "recarray": DATA.copy().view(np.recarray)}.items():

        def viewed(source: Any = source) -> None:
            x = source.view(case.cls)
            demand(ABSENT not in case.metadata(x).values(), "metadata are missing")
            demand(np.array_equal(case.plain(x), DATA), "the numbers are others")

        yield check(4, name, viewed)

    def masked() -> None:
        x = np.ma.array(DATA, mask=DATA > 6).view(case.cls)
        repr(x)
        case.metadata(x)
        shown = np.ma.getmaskarray(x) if isinstance(x, np.ma.MaskedArray) else np.asarray(getattr(x, "mask", False))
        demand(np.array_equal(shown, DATA > 6), "masked elements are visible", Verdict.LOSES)

    yield check(4, "numpy.ma", masked)


@row(5, "Unpickling without `__new__`")
def unpickling_without_new(case: Case) -> Findings:
    """What pickle makes has all metadata; an array that only ndarray made says clearly what it lacks, or has them."""
    yield check(5, "loads(dumps(x))", lambda: demand_same(case, case.array(), pickle.loads(pickle.dumps(case.array()))))

    def bare() -> None:
        x: Any = np.ndarray.__new__(case.cls, (2, 3))
        demand(ABSENT not in case.metadata(x).values(), "metadata are not there")
        repr(x)

    yield check(5, "ndarray.__new__", bare)


@row(6, "`__array_finalize__ = None`")
def finalize_none(case: Case) -> Findings:
    """A subclass that switches the hook off is refused where NumPy refuses it, and is no trap elsewhere."""

    def switched_off() -> None:
        sub = type("Off", (case.cls,), {"__array_finalize__": None})
        x: Any = DATA.copy().view(sub)
        demand(ABSENT not in case.metadata(x).values(), "metadata are not there")

    yield check(6, "view", switched_off)


@row(7, "`__array_wrap__`")
def array_wrap(case: Case) -> Findings:
    """A bare call does not claim to know what the numbers mean; functions that use it give the right thing."""

    def bare() -> None:
        result = case.array().__array_wrap__(DATA * 2)
        claimed = {name: value for name, value in case.metadata(result).items() if value is not ABSENT}
        demand(not claimed, f"claims {sorted(claimed)} for an array that it was only handed")

    yield check(7, "x.__array_wrap__(plain)", bare)

    def scalar() -> None:
        result = case.array().__array_wrap__(np.array(2.0), None, True)
        demand(np.shape(result) == (), "return_scalar is not understood")

    yield check(7, "x.__array_wrap__(plain, None, True)", scalar)
    calls = {
        "linalg.inv": lambda x: np.linalg.inv(x[:, :3]),
        "linalg.svd": lambda x: np.linalg.svd(x)[1],
        "linalg.eigh": lambda x: np.linalg.eigh(x[:, :3])[0],
        "insert": lambda x: np.insert(x, 1, x[0], axis=0),
        "delete": lambda x: np.delete(x, 1, axis=0),
        "diagflat": lambda x: np.diagflat(x[0]),
        "linspace": lambda x: np.linspace(x[0], x[1], 3),
    }
    for name, call in calls.items():
        yield judge(case, 7, name, call)


@row(8, "`__array_priority__`")
def array_priority(case: Case) -> Findings:
    """Classes that know only this attribute let the class answer."""

    class Legacy(np.ndarray):
        __array_priority__ = 0.5

    def wins(call: Any) -> Any:
        x = case.array()
        legacy = DATA.copy().view(Legacy)
        both = outcome(call, x, legacy)
        if both.error is not None:
            raise both.error
        alone, together = case.metadata(outcome(call, x, DATA).value), case.metadata(both.value)
        for field in case.fields:
            same = field.agree(alone[field.name], together[field.name])
            demand(same, f"{field.name} is not what it is beside a plain array", Verdict.LOSES)

    demanded = {"x * legacy": lambda x, y: x * y, "legacy * x": lambda x, y: y * x, "np.add": lambda x, y: np.add(y, x)}
    for name, call in demanded.items():
        yield check(8, name, wins, call)
    yield check(8, "priority", lambda: demand(case.cls.__array_priority__ > 0, "the priority is that of ndarray"))
