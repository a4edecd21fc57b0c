"""Each kind of difference is found, named and measured; what is the same passes.

Every pair of `DIFFERENT` differs in one thing: an assertion that does not look at it fails its test.
"""

import copy
import pickle
import re

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u
from metaarr.testing import assert_allclose, assert_identical


class Spectrum(mt.Quantity):
    instrument = mt.PerArray(default=None)
    quality = mt.PerElement(dtype=np.uint8)
    sigma = mt.PerElement(dtype=float, merge=np.hypot, fill=0.0)


class Rounded(mt.PerArray):
    """Says itself when two of its values are the same."""

    def same(self, one, other):
        return round(one) == round(other)


class Measured(mt.MetaArray):
    height = Rounded(default=0.0)


def everything(**changes):
    """An array with metadata of every kind, but for `changes`."""
    given = {
        "data": [[1.0, 2.0, 3.0], [4.0, 5.0, 6.0]],
        "units": "m",
        "mask": [[False, True, False], [False, False, False]],
        "dims": ("y", "x"),
        "coords": {"x": ("x", mt.array([1.0, 2.0, 3.0], "s"), {"axis": "X"}), "site": 7},
        "name": "height",
        "attrs": {"source": "drawn", "weights": np.array([1.0, np.nan])},
    }
    return mt.array(**(given | changes))


def with_x(values, attrs=None):
    return everything(coords={"x": ("x", values, {"axis": "X"} if attrs is None else attrs), "site": 7})


def spectrum(**changes):
    return Spectrum([1.0, 2.0], "m", **({"instrument": "A", "quality": [0, 1], "sigma": [0.5, 0.25]} | changes))


def record(**changes):
    values = np.array([(1, 2.5, [1, 2]), (3, np.nan, [3, 4])], [("n", "i4"), ("v", "f8"), ("pair", "i2", 2)])
    for name, value in changes.items():
        values[name][1] = value
    return values


def stacked(labels):
    """The first of stacked elements: its labels are alike, and so is what can be unstacked from them or not."""
    x = mt.array(np.zeros((2, 2)), dims=("y", "x"), coords={"y": labels, "x": [5, 6]})
    return x.stack(z=("y", "x"))[:1]


X = everything()
S = spectrum()
SECONDS = mt.array([1.0, 2.0, 3.0], "s")
TEXTS = np.dtypes.StringDType(na_object=None)

DIFFERENT = {
    "class": (mt.array([1.0], mask=[False]), np.array([1.0]), "class: MaskedArray, desired numpy.ndarray"),
    "kind missing": (mt.array([1.0], "m"), mt.array([1.0], "m", mask=[True]), "mask: missing: [ True]"),
    "kind too many": (mt.array([1.0], "m"), np.array([1.0]), "units: not desired: 'meter'"),
    "shape": (np.zeros((2, 3)), np.zeros((3, 2)), "shape: (2, 3), desired (3, 2)"),
    "shape of one": (np.zeros(()), np.zeros(1), "shape: (), desired (1,)"),
    "dtype": (np.zeros(2, "f4"), np.zeros(2), "dtype: float32, desired float64"),
    "dtype of text": (np.array(["a"], "U1"), np.array(["a"], "U2"), "dtype: <U1, desired <U2"),
    "values": (X, everything(data=[[1.0, 2.0, 3.0], [4.0, 5.5, 6.0]]), "at (1, 1): 5.0 meter, desired 5.5 meter"),
    "nan": (np.array([np.nan]), np.array([0.0]), "NaN in place of a number"),
    "infinite": (np.array([np.inf]), np.array([-np.inf]), "largest difference: inf"),
    "part of a complex": (np.array([complex(0, np.nan)]), np.array([complex(1, np.nan)]), "1 of 1 elements differ"),
    "truth": (np.array([True]), np.array([False]), "at 0: True, desired False"),
    "big integers": (np.array([2**62]), np.array([2**62 + 2**40]), "largest difference: 1.09951e+12"),
    "date": (np.array(["2020-01-01"], "M8[D]"), np.array(["2020-01-02"], "M8[D]"), "2020-01-02"),
    "no date": (np.array(["NaT"], "M8[D]"), np.array(["2020-01-02"], "M8[D]"), "NaT"),
    "text": (np.array(["a", "b"]), np.array(["a", "c"]), "at 1: np.str_('b'), desired np.str_('c')"),
    "missing text": (np.array(["a", None], TEXTS), np.array(["a", "b"], TEXTS), "at 1: None, desired 'b'"),
    "object": (np.array([1, {"a": 2}], object), np.array([1, {"a": 3}], object), "at 1: {'a': 2}, desired {'a': 3}"),
    "field of a record": (record(), record(n=4), "1 of 2 elements differ"),
    "nan in a record": (record(), record(v=1.0), "1 of 2 elements differ"),
    "array in a record": (record(), record(pair=[3, 5]), "1 of 2 elements differ"),
    "dimension": (X, everything(units="s"), "units: 'meter', desired 'second', which is of another dimension"),
    "mask": (X, everything(mask=False), "at (0, 1): True, desired False"),
    "dims": (X, everything(dims=("x", "y"), coords=None), "dims: ('y', 'x'), desired ('x', 'y')"),
    "unnamed dim": (X, everything(dims=(None, "x")), "dims: ('y', 'x'), desired (None, 'x')"),
    "coordinate missing": (everything(coords=None), X, "coordinates missing: 'x', 'site'"),
    "coordinate too many": (X, everything(coords=None), "coordinates not desired: 'x', 'site'"),
    "labels": (X, with_x(mt.array([1.0, 2.0, 4.0], "s")), "at 2: 3.0 second, desired 4.0 second"),
    "unit of labels": (X, with_x(mt.array([1.0, 2.0, 3.0], "m")), "coords['x'].units: 'second', desired 'meter'"),
    "dtype of labels": (X, with_x(mt.array([1, 2, 3], "s")), "coords['x'].dtype: float64, desired int64"),
    "class of labels": (X, with_x(np.arange(1.0, 4.0)), "coords['x'].class: Quantity, desired numpy.ndarray"),
    "mask of labels": (
        with_x(mt.array(SECONDS, mask=[0, 0, 1])),
        with_x(mt.array(SECONDS, mask=[0, 0, 0])),
        "coords['x'].mask: 1 of 3",
    ),
    "attributes of labels": (X, with_x(SECONDS, {"axis": "Y"}), "coords['x'].attrs['axis']: 'X', desired 'Y'"),
    "dims of a coordinate": (
        everything(coords={"t": ("x", [1, 2, 3])}),
        everything(coords={"t": (("y", "x"), np.ones((2, 3)))}),
        "coords['t'].dims: ('x',), desired ('y', 'x')",
    ),
    "stacked labels": (
        stacked([1, 2]),
        mt.array([0.0], dims="z", coords={"y": ("z", [1]), "x": ("z", [5])}),
        "coords['y'].origin: made by stacking several dims",
    ),
    "what was stacked": (stacked([1, 2]), stacked([1, 3]), "coords['y'].origin.values: 1 of 2 elements differ"),
    "name": (X, everything(name="depth"), "name: 'height', desired 'depth'"),
    "no name": (X, everything(name=None), "name: 'height', desired None"),
    "attribute": (X, everything(attrs={"source": "seen", "weights": np.array([1.0, np.nan])}), "attrs['source']"),
    "attribute missing": (X, everything(attrs={"source": "drawn"}), "attrs: keys not desired: 'weights'"),
    "array in attributes": (
        X,
        everything(attrs={"source": "drawn", "weights": np.array([1.0, 2.0])}),
        "attrs['weights'].values: 1 of 2",
    ),
    "field of the array": (S, spectrum(instrument="B"), "instrument: 'A', desired 'B'"),
    "class of a field": (spectrum(instrument=1), spectrum(instrument=True), "instrument: 1 (int, desired bool)"),
    "array as a field": (
        spectrum(instrument=np.array([1, 2])),
        spectrum(instrument=np.array([1, 3])),
        "instrument.values: 1 of 2 elements differ",
    ),
    "quantity as a field": (spectrum(instrument=3 * u.m), spectrum(instrument=3 * u.s), "instrument.units"),
    "field of elements": (S, spectrum(quality=[0, 3]), "quality.values: 1 of 2 elements differ"),
    "numbers of elements": (S, spectrum(sigma=[0.5, 0.5]), "at 1: 0.25, desired 0.5"),
    "field judged by its kind": (Measured([1], height=1.2), Measured([1], height=1.7), "height"),
    "number of items": ((1, 2), (1, 2, 3), "2 items, desired 3"),
    "item": ([X, X], [X, everything(units="s")], "[1].units"),
    "class of a container": ([1], (1,), "class: list, desired tuple"),
    "key": ({"a": 1}, {"b": 1}, "keys missing: 'b'"),
    "value of a mapping": ({"a": X}, {"a": everything(name=None)}, "['a'].name: 'height', desired None"),
    "Python numbers": (1.0, 2.0, "1.0, desired 2.0"),
    "NumPy scalars": (np.float64(1), np.float32(1), "class: numpy.float64, desired numpy.float32"),
    "none": (None, X, "None"),
}
"""What differs → one value, another, and what the error says; they are neither identical nor close."""


@pytest.mark.parametrize("name", DIFFERENT)
@pytest.mark.parametrize("check", [assert_identical, assert_allclose])
def test_differences(check, name):
    a, b, says = DIFFERENT[name]
    with pytest.raises(AssertionError, match=re.escape(says)):
        check(a, b)
    with pytest.raises(AssertionError):
        check(b, a)


@pytest.mark.parametrize("check", [assert_identical, assert_allclose])
@pytest.mark.parametrize("value", [pair[i] for pair in DIFFERENT.values() for i in (0, 1)], ids=str)
def test_copies_are_the_same(check, value):
    check(value, value)
    if getattr(value, "dtype", None) != TEXTS:  # the oldest NumPy crashes on deep copies of these
        check(copy.deepcopy(value), value)
    check(pickle.loads(pickle.dumps(value)), value)


ONLY_IDENTICAL = {
    "unit of the same dimension": (mt.array([1.0], "km"), mt.array([1000.0], "m"), "units: 'kilometer'"),
    "spelling of a unit": (mt.array([1.0], "N"), mt.array([1.0], "kg*m/s**2"), "units: 'newton'"),
    "unit of labels": (with_x(SECONDS), with_x(SECONDS.to("ms")), "coords['x'].units: 'second'"),
    "byte order": (np.array([1.0], ">f8"), np.array([1.0]), "dtype: >f8, desired float64"),
    "hidden value": (everything(), everything(data=[[1.0, 9.0, 3.0], [4.0, 5.0, 6.0]]), "values: 1 of 6"),
    "hard mask": (mt.array([1.0], mask=True).harden_mask(), mt.array([1.0], mask=True), "hardmask: True"),
    "rounding": (np.array([0.1 + 0.2]), np.array([0.3]), "largest difference: 5.55112e-17"),
    "rounding of labels": (with_x(SECONDS / 10), with_x(SECONDS * 0.1), "coords['x'].values"),
    "rounding of a field": (spectrum(sigma=[0.1 + 0.2, 0]), spectrum(sigma=[0.3, 0]), "sigma.values"),
    "rounding of a number": (spectrum(instrument=0.1 + 0.2), spectrum(instrument=0.3), "instrument: 0.30"),
}
"""What is close and not identical."""


@pytest.mark.parametrize("name", ONLY_IDENTICAL)
def test_what_is_close_and_not_identical(name):
    a, b, says = ONLY_IDENTICAL[name]
    with pytest.raises(AssertionError, match=re.escape(says)):
        assert_identical(a, b)
    assert_allclose(a, b)
    assert_allclose(b, a)


def test_hidden_values_can_be_left_out():
    a, b = mt.array([1.0, 2.0], mask=[0, 1]), mt.array([1.0, np.nan], mask=[0, 1])
    assert_identical(a, b, ignore="hidden")
    with pytest.raises(AssertionError):
        assert_identical(a[::-1], b, ignore="hidden")


def test_companions_of_hidden_elements_are_hidden_too():
    class Noted(mt.MaskedArray):
        quality = mt.PerElement(dtype=np.uint8)

    a, b = (Noted([1.0, 2.0], mask=[0, 1], quality=[1, hidden]) for hidden in (0, 7))
    assert_allclose(a, b)
    assert_identical(a, b, ignore=["hidden"])
    with pytest.raises(AssertionError, match="quality"):
        assert_identical(a, b)
    with pytest.raises(AssertionError, match=r"quality\.values: 1 of 2"):
        assert_allclose(a, Noted([1.0, 2.0], mask=[0, 1], quality=[2, 0]))


IGNORED = {
    "class": (np.float64(1), np.ones(())),
    "dtype": (np.zeros(2, int), np.zeros(2)),
    "units": (X, everything(units="s")),
    "mask": (X, everything(mask=False)),
    "hardmask": (X.copy().harden_mask(), X),
    "name": (X, everything(name=None)),
    "attrs": (X, everything(attrs=None)),
    "coords": (X, everything(coords=None)),
    "dims": (everything(coords=None), everything(dims=("a", "b"), coords=None)),
}


@pytest.mark.parametrize("name", IGNORED)
def test_what_is_ignored_may_differ_and_nothing_else(name):
    a, b = IGNORED[name]
    assert_identical(a, b, ignore=name)
    for other in IGNORED.keys() - {name} - ({"mask"} if name == "hardmask" else set()):
        with pytest.raises(AssertionError):
            assert_identical(a, b, ignore=other)


def test_labels_can_be_ignored_as_a_whole():
    assert_identical(X, everything(dims=("a", "b"), coords=None, name=None), ignore="labels")


def test_fields_can_be_ignored():
    assert_identical(S, spectrum(quality=[0, 3]), ignore="quality")
    with pytest.raises(AssertionError):
        assert_identical(S, spectrum(quality=[0, 3]), ignore="sigma")


@pytest.mark.parametrize("check", [assert_identical, assert_allclose])
def test_a_misspelled_name_is_refused(check):
    with pytest.raises(ValueError, match=r"'quallity' is nothing that these values have.*quality"):
        check(S, S, ignore="quallity")


# --- tolerances ---


@pytest.mark.parametrize(
    ("a", "b", "tolerance"),
    [
        (mt.array([1.0], "km"), mt.array([1001.0], "m"), {"atol": 1.5}),
        (mt.array([1.0], "km"), mt.array([1001.0], "m"), {"atol": 150 * u.cm}),
        (mt.array([1.0], "km"), mt.array([1001.0], "m"), {"rtol": 0.001}),
        (mt.array([1.0], "km"), mt.array([1001.0], "m"), {"rtol": 0.1 * u.percent}),
        (mt.array([20.0], "degC"), mt.array([293.65], "K"), {"atol": 0.6 * u.K}),
        (mt.array([293.65], "K"), mt.array([20.0], "degC"), {"atol": 0.6 * u.K}),
        (np.array(["2020-01-02"], "M8[D]"), np.array(["2020-01-01"], "M8[D]"), {"atol": np.timedelta64(24, "h")}),
        (np.array([3, 250], "u1"), np.array([4, 249], "u1"), {"atol": 1}),
        (np.array([2**62]), np.array([2**62 + 1]), {"atol": 1}),
        ([1 * u.m, 1 * u.km], [1.1 * u.m, 1.0001 * u.km], {"atol": 11 * u.cm, "ignore": "dtype"}),
    ],
)  # fmt: skip
def test_tolerances(a, b, tolerance):
    assert_allclose(a, b, **{"rtol": 0} | tolerance)
    tighter = {name: value / 2 if name != "ignore" else value for name, value in tolerance.items()}
    with pytest.raises(AssertionError):
        assert_allclose(a, b, **{"rtol": 0} | tighter)


def test_a_tolerance_is_one_of_the_values():
    # Catches an absolute tolerance in metres that lets coordinates differ by as many seconds.
    with pytest.raises(AssertionError, match="coords"):
        assert_allclose(X, with_x(SECONDS + 0.5 * u.s), atol=1)


def test_a_tolerance_of_another_dimension_is_refused():
    with pytest.raises(mt.DimensionalityError, match="'second' says nothing of differences in 'meter'"):
        assert_allclose(X, X.copy(), atol=1 * u.s)


@pytest.mark.parametrize("tolerance", [{"rtol": -1e-3}, {"atol": np.nan}, {"atol": -1 * u.m}, {"rtol": [0, -1]}])
def test_a_negative_tolerance_is_refused(tolerance):
    with pytest.raises(ValueError, match="is no tolerance"):
        assert_allclose(X, X.copy(), **tolerance)


def test_infinities_are_close_to_themselves_only():
    assert_allclose(np.array([np.inf, -np.inf]), np.array([np.inf, -np.inf]))
    for other in (-np.inf, 1e308, np.nan):
        with pytest.raises(AssertionError):
            assert_allclose(np.array([np.inf]), np.array([other]), rtol=1)


# --- reports ---


def test_all_differences_are_told_at_once():
    with pytest.raises(AssertionError) as error:
        assert_identical(X, everything(units="km", mask=False, name=None), err_msg="of the heights")
    text = str(error.value)
    assert text.startswith("of the heights\nnot identical\n")
    assert [text.count(f"\n  {what}: ") for what in ("units", "values", "mask", "name", "dims")] == [1, 1, 1, 1, 0]


def test_differences_are_counted_placed_and_measured():
    a = mt.array(np.zeros((10, 10)), "m")
    b = a.copy()
    b[3:5, 4:6] = mt.array([[1.0, 2.0], [4.0, 3.0]], "m")
    with pytest.raises(AssertionError) as error:
        assert_allclose(a, b)
    assert str(error.value).split("\n") == [
        "not close (rtol=1e-07, atol=0)",
        "  values: 4 of 100 elements differ (0.04)",
        "      at (3, 4): 0.0 meter, desired 1.0 meter",
        "      at (3, 5): 0.0 meter, desired 2.0 meter",
        "      at (4, 4): 0.0 meter, desired 4.0 meter",
        "      … and 1 more",
        "      largest difference: 4 meter at (4, 4); largest relative: 1",
    ]


def test_a_difference_of_temperatures_is_no_temperature():
    with pytest.raises(AssertionError, match="largest difference: 2 delta_degree_Celsius"):
        assert_identical(mt.array([1.0], "degC"), mt.array([3.0], "degC"))


def test_values_in_other_units_are_compared_in_the_desired_one():
    # Only the unit differs: a second report on the values would mislead.
    with pytest.raises(AssertionError) as error:
        assert_identical(mt.array([0.1, 0.7], "inch"), mt.array([0.254, 1.778], "cm"))
    assert "values" not in str(error.value)


@pytest.mark.parametrize("shape", [(), (0,), (3, 0), (2, 3)])
def test_shapes_without_elements_or_axes(shape):
    assert_identical(mt.array(np.zeros(shape), "m"), mt.array(np.zeros(shape), "m"))


def test_memory_does_not_count():
    a = mt.array(np.arange(12.0).reshape(3, 4), "m", mask=np.eye(3, 4, dtype=bool), dims=("y", "x"))
    assert_identical(a.T.copy("F").T, a)
    assert_identical(mt.array(a, order="F"), a)
    frozen = a.copy()
    frozen.flags.writeable = False
    assert_identical(frozen, a)


def test_arrays_of_other_libraries_are_refused():
    # Their metadata would not be looked at.
    with pytest.raises(TypeError, match=r"numpy\.ma"):
        assert_identical(np.ma.array([1, 2], mask=[0, 1]), np.ma.array([1, 2], mask=[0, 0]))


def test_the_own_equality_of_arrays_is_not_asked(monkeypatch):
    # Catches assertions that rely on what they test.
    monkeypatch.setattr(mt.MetaArray, "__eq__", lambda *_: True)
    monkeypatch.setattr(mt.PerElement, "same", lambda *_: True)
    monkeypatch.setattr(mt.PerArray, "same", lambda *_: True)
    monkeypatch.setattr(mt.Unit, "__eq__", lambda *_: True)
    for name in ("values", "dimension", "mask", "labels", "attribute", "field of elements", "field of the array"):
        test_differences(assert_identical, name)
