"""Copies and pickles: everything comes back, of the same class, in another process too."""

import copy
import pickle
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from core.downstream import Measured, Spectrum, Station, Uncertain
from hypothesis import given
from hypothesis import strategies as st
from tests.identity import identified

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES, DTYPES, arrays

PROTOCOLS = range(2, pickle.HIGHEST_PROTOCOL + 1)


def same(x, y):
    assert type(y) is type(x)
    # NumPy's own pickles bring some data into native order.
    native = x.dtype if x.dtype.kind == "T" else x.dtype.newbyteorder("=")
    assert y.dtype in (x.dtype, native)
    assert y.shape == x.shape
    assert y.dtype != x.dtype or repr(y) == repr(x)
    for kind in type(x)._kinds:
        assert kind.same(x._meta[type(x)._index[kind]], y._meta[type(y)._index[kind]]), kind.name
    one, other = (np.asarray(each).astype(native) for each in (x, y))
    assert one.tolist() == other.tolist() if native.hasobject else one.tobytes() == other.tobytes()


def made():
    """One array of each class, made and downstream ones too."""
    spectrum = Spectrum([1.0, 2.0], "W", instrument="SPIRE", quality=[1, 2])
    return [
        *(identified(cls, (2, 3)) for cls in CLASSES),
        spectrum,
        mt.array(spectrum, mask=[0, 1]),
        mt.array(spectrum, mask=[0, 1], dims="x", coords={"x": [1, 2] * u.nm}),
        spectrum > 1 * u.W,
        Measured([1.0], source=("a",)),
        spectrum * Measured([1.0, 2.0], source=("a",)),
        Uncertain([1.0, 2.0], "m", spread=0.5, dims="x"),
        Station([1.0], "K", height=3.0, dims="t", mask=[1]),
    ]


IDS = [type(x).__name__ for x in made()]


@pytest.mark.parametrize("protocol", PROTOCOLS)
@pytest.mark.parametrize("x", made(), ids=IDS)
def test_pickles(x, protocol):
    same(x, pickle.loads(pickle.dumps(x, protocol)))


@pytest.mark.parametrize("x", made(), ids=IDS)
@pytest.mark.parametrize(
    "duplicate", [copy.copy, copy.deepcopy, lambda x: x.copy(), lambda x: np.copy(x, subok=True), mt.array]
)
def test_copies(x, duplicate):
    y = duplicate(x)
    same(x, y)
    assert not np.shares_memory(x, y)
    for kind in type(x)._kinds:
        if kind.per_element:
            assert not np.shares_memory(getattr(x, kind.name), getattr(y, kind.name))


@pytest.mark.parametrize("dtype", DTYPES)
@given(st.data())
def test_of_any_dtype(dtype, data):
    x = data.draw(arrays(dtype=dtype))
    for protocol in (2, 5):
        same(x, pickle.loads(pickle.dumps(x, protocol)))
    if x.dtype.kind != "T":  # the oldest NumPy crashes on deep copies of such texts, of its own arrays too
        same(x, copy.deepcopy(x))
    same(x, copy.copy(x))


@pytest.mark.parametrize(
    ("cls", "number"),
    [
        (mt.Quantity, 1),
        (mt.MaskedArray, 2),
        (mt.LabeledArray, 1),
        (mt.MaskedQuantity, 2),
        (mt.LabeledMaskedQuantity, 2),
    ],
)
def test_data_and_mask_are_out_of_band(cls, number):
    x = cls(np.arange(1000.0))
    buffers = []
    pickled = pickle.dumps(x, 5, buffer_callback=buffers.append)
    assert len(buffers) == number
    assert len(pickled) < 2000
    assert [np.shares_memory(np.frombuffer(b, np.uint8), x) for b in buffers].count(True) == 1
    y = pickle.loads(pickled, buffers=buffers)
    same(x, y)
    assert np.shares_memory(x, y)


def test_order_in_memory_is_kept():
    x = mt.array(np.asfortranarray(np.ones((2, 3))), mask=np.zeros((2, 3), bool))
    for y in (pickle.loads(pickle.dumps(x, 5)), copy.copy(x), copy.deepcopy(x)):
        assert y.flags.f_contiguous
        assert y.mask.flags.f_contiguous


def test_views_pickle_their_part_only():
    x = mt.array(np.zeros(10_000), "m", mask=np.zeros(10_000, bool))
    assert len(pickle.dumps(x[:10])) < 2000
    same(x[:10], pickle.loads(pickle.dumps(x[:10])))


def test_deepcopy_shares_nothing_mutable():
    x = mt.LabeledArray([1.0], "x", attrs={"list": [1]})
    copy.deepcopy(x).attrs["list"].append(2)
    assert x.attrs["list"] == [1]
    measured = Measured([1.0], source=["a"])
    copy.deepcopy(measured).source.append("b")
    assert measured.source == ["a"]


def test_deepcopy_keeps_what_is_one_object_one():
    x = mt.array([1.0], "m")
    first, second = copy.deepcopy([x, x])
    assert first is second
    objects = np.empty(1, object)
    objects[0] = shared = [1]
    q, again = copy.deepcopy((mt.array(objects, mask=[0]), shared))
    assert np.asarray(q)[0] is again


def test_a_copy_of_an_instance_dictionary_goes_along():
    x = Station([1.0], "K")
    x.note = ["a"]
    for y in (copy.deepcopy(x), pickle.loads(pickle.dumps(x))):
        assert y.note == ["a"]
        assert y.note is not x.note


def test_made_classes_are_the_same_class_again():
    x = mt.array(Spectrum([1.0], "W"), mask=[0])
    assert type(pickle.loads(pickle.dumps(x))) is type(x)


CODE = """
import pickle, sys
for x in pickle.load(sys.stdin.buffer):
    print(type(x).__name__, repr(x), repr(x[::-1]))
"""


def test_in_another_process():
    values = made()
    places = [str(Path(mt.__file__).parents[1]), str(Path(__file__).parents[1])]
    run = subprocess.run(
        [sys.executable, "-W", "error", "-c", f"import sys; sys.path[:0] = {places!r}\n{CODE}"],
        input=pickle.dumps(values),
        capture_output=True,
        check=True,
    )
    expected = "".join(f"{type(x).__name__} {x!r} {x[::-1]!r}\n" for x in values)
    assert run.stdout.decode().replace("\r", "") == expected


def test_units_come_back_as_the_same_object():
    x = mt.array([1.0], "m/s")
    assert pickle.loads(pickle.dumps(x)).units is x.units


def test_unpickled_arrays_work():
    for x in made():
        y = pickle.loads(pickle.dumps(x))
        with np.errstate(all="ignore"):
            same(x[:1], y[:1])
            same(x + x if x.dtype != bool else x | x, y + y if y.dtype != bool else y | y)
