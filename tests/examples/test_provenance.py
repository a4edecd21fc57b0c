"""The kind of histories: an array that only listens tells which functions were called."""

import copy
import pickle
from contextlib import suppress

import numpy as np
import pytest
from influence import NAMES, leaves, outcome, quietly
from kinds.provenance import History, Provenance

import metaarr as mt
from metaarr import units as u
from metaarr.testing.calls import CALLS, MOVEMENT, PAIRED, SINGLE

DATA = np.array([[0.15, 0.62, 0.31, 0.47], [0.83, 0.22, 0.54, 0.91], [0.38, 0.76, 0.11, 0.69]])


class Traced(mt.Quantity):
    history = Provenance()


class Listener(np.ndarray):
    """Says which functions and ufuncs it was given to."""

    heard: list[str]

    def __array_finalize__(self, parent):
        self.heard = getattr(parent, "heard", [])

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        self.heard.append(ufunc.__name__)
        return super().__array_ufunc__(ufunc, method, *inputs, **kwargs)

    def __array_function__(self, func, types, args, kwargs):
        self.heard.append(func.__name__)
        return super().__array_function__(func, types, args, kwargs)


def lines(x):
    return [line.partition(" ")[2] for line in str(x.history).splitlines()]


def heard(name):
    """Names of the functions that a call of the catalogue uses, as far as plain arrays tell."""
    listener = DATA.copy().view(Listener)
    with suppress(Exception):  # a listener is no array of ours
        quietly(CALLS[name], listener)
    return set(listener.heard)


UNTOLD = {"nan_to_num_in_place"}
"""The result of ``np.nan_to_num(x, copy=False)`` tells of it, and not the array that was written into."""


@pytest.mark.parametrize("name", [name for name in NAMES if name not in UNTOLD])
def test_every_function_is_a_step(name):
    """A function that forgets the history, or that is not written down."""
    called = heard(name)
    for leaf in outcome(CALLS[name], Traced(DATA, history="the source"), DATA):
        if isinstance(leaf, Traced):
            told = lines(leaf)
            assert told[0] == "the source"
            assert len(told) > 1 or not called
            if name in {**SINGLE, **PAIRED, **MOVEMENT} and called:
                assert called & {line.partition("(")[0].rpartition(".")[2] for line in told}


def test_a_history_reads_from_its_sources_on():
    x = Traced(DATA, "m", history="survey.nc")
    y = (x[:, ::-1] * 2 + x).to("km").mean(axis=0)
    assert str(y.history).splitlines() == [
        "#1 survey.nc",
        "#2 item(#1, (slice(None, None, None), slice(None, None, -1), Ellipsis))",
        "#3 np.multiply(#2, 2)",
        "#4 np.add(#3, #1)",
        "#5 to(#4, kilometer)",
        "#6 np.mean(#5, axis=0)",
    ]
    assert str(x.history) == "#1 survey.nc"


def test_the_same_steps_from_the_same_sources_are_the_same_history():
    one, other = (np.sqrt(Traced(DATA, history="survey.nc") + 1) for _ in range(2))
    assert one.history == other.history
    assert one.history != np.sqrt(Traced(DATA, history="other.nc") + 1).history
    assert lines(one + other) == ["survey.nc", "np.add(#1, 1)", "np.sqrt(#2)", "np.add(#3, #3)"]


@pytest.mark.parametrize(
    "write",
    [
        lambda x: x.__setitem__(0, 5 * u.m),
        lambda x: np.copyto(x, 5 * u.m),
        lambda x: np.add(x, x, out=x),
        lambda x: x.__iadd__(5 * u.m),
        lambda x: np.put(x, [0], 5 * u.m),
        lambda x: np.add.at(x, [0], 5 * u.m),
    ],
)
def test_writing_is_a_step_of_the_array_itself(write):
    x = Traced(DATA, "m", history="survey.nc")
    write(x)
    assert len(x.history) == 2
    assert lines(x)[0] == "survey.nc"


def test_long_histories():
    """Recursion over thousands of steps, or copies of what is shared that double with each."""
    x = Traced([1.0], history="start")
    for _ in range(500):
        x = 0.5 * x + 0.5 * x
    assert len(x.history) == 1001
    for again in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert again.history == x.history
        assert isinstance(again.history, History)


def test_only_histories_and_names_are_taken():
    with pytest.raises(TypeError, match="history must be"):
        Traced([1.0], history=5)
    x = Traced([1.0])
    assert lines(x) == ["data"]
    x.history = Traced([2.0], history="there").history
    assert lines(x + 1) == ["there", "np.add(#1, 1)"]


def test_with_everything_else():
    class Field(Traced, mt.LabeledMaskedQuantity):
        pass

    x = Field(DATA, "m", mask=DATA > 0.9, dims=("y", "x"), history="survey.nc")
    told = lines(x.mean("y").isel(x=0))
    assert told[:2] == ["survey.nc", "np.mean(#1, axis=0)"]
    assert told[2].startswith("item(#2")
    assert all(isinstance(leaf, Field) for leaf in leaves(np.split(x, 2, axis=1)))
