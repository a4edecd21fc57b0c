"""What no subclass can stop: the list of ``docs/limits.md``, which may only get shorter."""

import numpy as np
import pytest
from tests.catalogue import NEVER_ASKED

import metaarr as mt

PLAIN = np.array([1.0, 2.0])
CONDITION = np.array([True, False])


def x():
    return mt.array([3.0, 4.0], "m", mask=[0, 1], dims="x")


LEAKS = {
    "asarray": lambda: np.asarray(x()),
    "array": lambda: np.array(x()),
    "ascontiguousarray": lambda: np.ascontiguousarray(x()),
    "array of arrays": lambda: np.array([x(), x()]),
    "full": lambda: np.full(2, x()),
    "assignment": lambda: PLAIN.copy().__setitem__(slice(None), x()),
    "memoryview": lambda: memoryview(x()),
    "frombuffer": lambda: np.frombuffer(x()),
    "tobytes": lambda: x().tobytes(),
    "data": lambda: x().data,
    "nditer": lambda: [np.asarray(item) for item in np.nditer(x())],
    "ndenumerate": lambda: [item for _, item in np.ndenumerate(x())],
    "choice": lambda: np.random.default_rng(0).choice(x(), 2),
    "normal": lambda: np.random.default_rng(0).normal(x()),
    "lexsort of a list": lambda: np.lexsort([x()]),
    "take": lambda: np.take(PLAIN, mt.array([0, 1], mask=[0, 1])),
    "repeat": lambda: np.repeat(PLAIN, mt.array([1, 2], mask=[0, 1])),
    "indexing": lambda: PLAIN[mt.array([0, 1], mask=[0, 1])],
    "selecting": lambda: PLAIN[mt.array([True, True], mask=[0, 1])],
    "select": lambda: np.select([CONDITION], [PLAIN], default=x()),
    "polynomial": lambda: np.polynomial.polynomial.polyvander(x(), 1),
    "pad": lambda: np.pad(PLAIN, 1, constant_values=x()),
    "searchsorted": lambda: PLAIN.searchsorted(x()),
    "where with numpy.ma first": lambda: np.where(CONDITION, np.ma.array(PLAIN), x()),
    "dot with numpy.ma first": lambda: np.dot(np.ma.array(PLAIN), x()),
    "numpy.ma.array": lambda: np.ma.array(x()),
    "assignment into numpy.ma": lambda: np.ma.array(PLAIN.copy()).__setitem__(slice(None), x()),
}


@pytest.mark.parametrize("name", LEAKS)
def test_reads_without_asking(name):
    result = LEAKS[name]()
    assert not isinstance(result, mt.MetaArray), f"{name} keeps metadata now: take it off the list in docs/limits.md"


def test_a_copy_that_numpy_makes_by_itself_cannot_be_used():
    with pytest.raises(mt.UnsupportedError, match="metadata of this LabeledMaskedQuantity are unknown"):
        repr(np.array(x(), subok=True))


def test_items_that_mean_something_are_not_stripped():
    plain = PLAIN.copy()
    with pytest.raises(mt.UnsupportedError, match="depends on the unit"):
        plain[0] = x()[0]
    with pytest.raises(mt.MetaArrayError):
        plain[0] = x()[1]
    assert plain.tolist() == [1, 2]


@pytest.mark.parametrize("name", ["strings.upper", "strings.encode", "char.split", "char.splitlines"])
def test_functions_of_texts_keep_the_mask_where_numpy_asks_for_them(name):
    module, _, function = name.partition(".")
    result = getattr(getattr(np, module), function)(mt.array(["a", "b"], mask=[0, 1]))
    assert isinstance(result, mt.MaskedArray) is (name not in NEVER_ASKED)
