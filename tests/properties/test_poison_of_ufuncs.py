"""The poison test over every ufunc of NumPy and all its methods, with ``out=``, ``where=`` and ``initial=``."""

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest
from numpy.testing.overrides import get_overridable_numpy_ufuncs
from tests.properties.test_poison import BUILDERS, MASK, VISIBLE, check

import metaarr as mt

UFUNCS = sorted(get_overridable_numpy_ufuncs(), key=lambda ufunc: (ufunc.__name__, ufunc.nin))
SELECTED = np.array([[1, 1, 0, 1], [0, 1, 1, 1], [1, 1, 1, 0]], bool)
OTHER_MASK = np.array([[1, 0, 0, 0], [0, 0, 1, 0], [0, 1, 0, 0]], bool)
TEXTS = np.array([["a", "bab", "abba", "ca"], ["x y", "b", "", "A\n1"], ["12", "3", "40", "7"]])
SAMPLES = {**VISIBLE, "U4": TEXTS, "T": TEXTS.astype("T"), "S4": TEXTS.astype("S4")}


def _takes(ufunc: np.ufunc, dtype: np.dtype) -> bool:
    """Whether the ufunc computes on arrays of a dtype (and, for texts, on nothing else that it asks for)."""
    x = np.ones((3, 3), dtype) if ufunc.signature else SAMPLES[_sample_of(dtype)]
    for others in ([x] * (ufunc.nin - 1), [np.ones((), int)] * (ufunc.nin - 1)):
        try:
            with np.errstate(all="ignore"):
                ufunc(x, *others)
        except (TypeError, ValueError, AttributeError):  # the last by objects
            continue
        except ArithmeticError:
            pass
        return True
    return False


def _sample_of(dtype: np.dtype) -> str:
    return next(name for name, sample in SAMPLES.items() if sample.dtype == dtype)


PAIRS = [(u, name) for u in UFUNCS for name, sample in SAMPLES.items() if _takes(u, sample.dtype)]
REDUCING = [(u, name) for u, name in PAIRS if u.nin == 2 and u.nout == 1 and not u.signature]
KINDS = ("mask", "all")


def _ids(pairs: Any) -> list[str]:
    return [f"{u.__name__}-{u.nin}-{name}" for u, name in pairs]


def _kinds(name: str) -> tuple[str, ...]:
    return KINDS if SAMPLES[name].dtype.kind in "biufc" else ("mask",)


def _operands(ufunc: np.ufunc, x: Any) -> Iterator[tuple[Any, ...]]:
    """The array with others on either side: itself reversed, plain, another masked one, a scalar."""
    if ufunc.nin == 1:
        yield (x,)
        return
    plain = np.array(np.asarray(x))
    plain[MASK] = plain[2, 2]  # what is hidden must not come in by the test
    rest = (x,) * (ufunc.nin - 2)
    for other in (x[::-1], plain[::-1], mt.array(plain, mask=OTHER_MASK), x[2, 2], np.ones((), int)):
        yield (x, other, *rest)
        yield (other, x, *rest)


def _every(calls: Callable[[Any], Iterator[Callable[[], Any]]]) -> Callable[[Any], Any]:
    """Give the outcome of each call: an exception is one."""

    def call(x: Any) -> list[Any]:
        return [_attempt(each) for each in calls(x)]

    return call


def _attempt(call: Callable[[], Any]) -> Any:
    try:
        return call()
    except Exception as error:  # noqa: BLE001 (any exception is an outcome that must not differ)
        return f"{type(error).__name__}: {error}"


@pytest.mark.parametrize(("ufunc", "dtype"), PAIRS, ids=_ids(PAIRS))
def test_calls(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        for operands in _operands(ufunc, x):
            yield lambda operands=operands: ufunc(*operands)

    for kinds in _kinds(dtype):
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)


@pytest.mark.parametrize(("ufunc", "dtype"), PAIRS, ids=_ids(PAIRS))
def test_outputs_and_selections(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        for operands in _operands(ufunc, x):
            for out in (_fresh, _fresh_plain):
                yield lambda operands=operands, out=out: _into(ufunc, operands, out, True)
                yield lambda operands=operands, out=out: _into(ufunc, operands, out, SELECTED)
                yield lambda operands=operands, out=out: _into(ufunc, operands, out, mt.array(SELECTED, mask=MASK))
                yield lambda operands=operands, out=out: _into(ufunc, operands, out, ~MASK & ~MASK[::-1])

    for kinds in _kinds(dtype)[:1]:
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)


def _into(ufunc: np.ufunc, operands: tuple[Any, ...], out: Callable[[Any], Any], where: Any) -> Any:
    """Call a ufunc with outputs of its own dtypes; give what they hold afterwards, which a refusal must not change."""
    plain = [np.asarray(operand) for operand in operands]
    with np.errstate(all="ignore"):
        models = ufunc(*(np.ones((), p.dtype) if p.dtype.kind in "biufcmO" else p[:0] for p in plain))
    outs = tuple(out(np.asarray(model).dtype) for model in (models if isinstance(models, tuple) else (models,)))
    answer = _attempt(lambda: ufunc(*operands, out=outs, where=where))
    return (answer if isinstance(answer, str) else "written"), outs


def _fresh(dtype: Any) -> Any:
    return mt.array(np.zeros((3, 4), dtype), mask=OTHER_MASK)


def _fresh_plain(dtype: Any) -> Any:
    return np.zeros((3, 4), dtype)


@pytest.mark.parametrize(("ufunc", "dtype"), REDUCING, ids=_ids(REDUCING))
def test_folds(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        start = x[2, 2]
        for axis in (0, 1, (0, 1), None):
            yield lambda axis=axis: ufunc.reduce(x, axis=axis)
            yield lambda axis=axis: ufunc.reduce(x, axis=axis, keepdims=True, where=SELECTED)
            yield lambda axis=axis: ufunc.reduce(x, axis=axis, where=mt.array(SELECTED, mask=MASK))
            yield lambda axis=axis: ufunc.reduce(x, axis=axis, initial=start)
            yield lambda axis=axis: ufunc.reduce(x, axis=axis, initial=start, where=np.zeros((3, 4), bool))
        yield lambda: _folded_into(ufunc.reduce, x, _fresh(x.dtype)[0], axis=0)
        yield lambda: _folded_into(ufunc.reduce, x, _fresh_plain(x.dtype)[0], axis=0)
        yield lambda: _folded_into(ufunc.accumulate, x, _fresh(x.dtype), axis=1)
        yield lambda: _folded_into(ufunc.accumulate, x, _fresh_plain(x.dtype), axis=1)
        yield lambda: ufunc.accumulate(x, axis=0)
        yield lambda: ufunc.reduceat(x, [0, 2, 1], axis=1)
        yield lambda: _folded_into(ufunc.reduceat, x, _fresh_plain(x.dtype)[:2], indices=[0, 2], axis=0)

    for kinds in _kinds(dtype):
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)


def _folded_into(method: Any, x: Any, out: Any, **options: Any) -> Any:
    answer = _attempt(lambda: method(x, out=out, **options))
    return (answer if isinstance(answer, str) else "written"), out


# NumPy's own ``ufunc.at`` ends the process for some texts.
CHANGING = [(u, name) for u, name in REDUCING if SAMPLES[name].dtype.kind not in "SUT"]


@pytest.mark.parametrize(("ufunc", "dtype"), CHANGING, ids=_ids(CHANGING))
def test_outer_and_at(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        plain = np.array(np.asarray(x[2]))
        for operands in ((x[0], x[1]), (x[0], plain), (plain, x[1]), (x, x[2, 0])):
            yield lambda operands=operands: ufunc.outer(*operands)
        for key in (0, [0, 2, 0], ([0, 1, 0], [1, 3, 1]), (slice(None), 1), SELECTED, np.array([2, 1, 2])):
            for value in (x[2, 2], x[1, 3], x[0, 1], np.asarray(x)[2, 2]):
                yield lambda key=key, value=value: _changed(ufunc, x.copy(), key, value)
                yield lambda key=key, value=value: _changed(ufunc, np.full((3, 4), plain[2]), key, value)
        yield lambda: _changed(ufunc, x.copy(), [0, 2], x[:2])
        yield lambda: _changed(ufunc, x.copy(), [0, 2], x[1])

    for kinds in _kinds(dtype):
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)


def _changed(ufunc: np.ufunc, target: Any, *rest: Any) -> Any:
    """What ``ufunc.at`` leaves, and the error that it raised, which must leave all as it was."""
    answer = _attempt(lambda: ufunc.at(target, *rest))
    return answer, target


SINGLE = [
    (u, name)
    for u, name in PAIRS
    if u.nin == 1 and u.nout == 1 and not u.signature and SAMPLES[name].dtype.kind not in "SUT"
]


@pytest.mark.parametrize(("ufunc", "dtype"), SINGLE, ids=_ids(SINGLE))
def test_at_of_one_operand(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        for key in (0, [0, 2, 0], ([0, 1, 0], [1, 3, 1]), SELECTED):
            yield lambda key=key: _changed(ufunc, x.copy(), key)

    for kinds in _kinds(dtype):
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)


PRODUCTS = [(u, name) for u in UFUNCS if u.signature for name in ("f8", "f4", "i8", "c16", "?")]


@pytest.mark.parametrize(("ufunc", "dtype"), PRODUCTS, ids=_ids(PRODUCTS))
def test_products(ufunc: np.ufunc, dtype: str) -> None:
    def calls(x: Any) -> Iterator[Callable[[], Any]]:
        plain = np.array(np.asarray(x[2]))
        square = x[:, :3]
        for one, other in ((square, square), (x[0], x[1]), (square, x[2, :3]), (x[2, :3], square), (x[1], plain)):
            yield lambda one=one, other=other: ufunc(one, other)
            yield lambda one=one, other=other: ufunc(other, one)
        yield lambda: _folded_into(lambda y, out: ufunc(y, plain[:3], out=out), square, _fresh_plain(x.dtype)[:, 0])
        yield lambda: _folded_into(lambda y, out: ufunc(y, plain[:3], out=out), square, _fresh(x.dtype)[:, 0])

    for kinds in _kinds(dtype):
        check(_every(calls), BUILDERS[kinds], SAMPLES[dtype], MASK, number=3)
