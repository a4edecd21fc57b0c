"""The protocols by which NumPy and other libraries meet arrays: what each gives for ours, and takes from others."""

import ctypes

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

VALUES = np.array([1.0, 2.0, 3.0])


class Spectrum(mt.Quantity):
    instrument = mt.PerArray(default="")
    quality = mt.PerElement(dtype=np.uint8)


def arrays():
    """One array of each class of ours, dimensionless where it has a unit."""
    mask, labels = {"mask": [False, True, False]}, {"dims": "t", "coords": {"t": [10, 20, 30]}}
    made = [
        mt.array(VALUES, ""),
        mt.array(VALUES, **mask),
        mt.array(VALUES, **labels),
        mt.array(VALUES, "", **mask),
        mt.array(VALUES, "", **labels),
        mt.array(VALUES, **mask, **labels),
        mt.array(VALUES, "", **mask, **labels),
        Spectrum(VALUES, "", instrument="one", quality=[1, 2, 3]),
    ]
    return [pytest.param(x, id=type(x).__name__) for x in made]


each_class = pytest.mark.parametrize("x", arrays())


@each_class
def test_the_function_of_numpys_user_guide(x):
    result = np.mean(np.exp(x))
    masked = "Masked" in type(x).__name__
    assert type(result) is type(x)
    visible = VALUES[[True, not masked, True]]
    np.testing.assert_allclose(np.asarray(result), np.exp(visible).mean(), rtol=1e-15)
    assert getattr(result, "units", u("")) == u("")
    assert getattr(result, "dims", ()) == ()
    assert getattr(result, "instrument", "one") == "one"


def test_the_function_of_numpys_user_guide_refuses_metres():
    with pytest.raises(mt.DimensionalityError):
        np.mean(np.exp(mt.array(VALUES, "m")))


class TestBuffer:
    @each_class
    def test_shares_memory(self, x):
        x = x.copy()
        view = memoryview(x)
        assert (view.format, view.shape, view.strides) == ("d", (3,), (8,))
        view[2] = 30.0
        assert np.asarray(x)[2] == 30.0

    @each_class
    def test_read_only_is_respected(self, x):
        x = x.copy()
        x.flags.writeable = False
        assert memoryview(x).readonly
        with pytest.raises(TypeError):
            ctypes.c_char.from_buffer(x)

    def test_strides(self):
        x = mt.array(np.arange(12.0).reshape(3, 4), "m")[::2, ::-1]
        assert memoryview(x).tolist() == np.asarray(x).tolist()

    def test_into_ours(self):
        source = bytearray(8)
        x = mt.from_any(memoryview(source).cast("d"), "m")
        x[0] = 1 * u.km
        assert np.frombuffer(source)[0] == 1000.0
        frozen = mt.from_any(memoryview(bytes(8)).cast("d"), "m")
        assert not frozen.flags.writeable
        with pytest.raises(ValueError, match="read-only"):
            frozen[0] = 1 * u.m


class Holder:
    """An object with one of the protocols."""

    def __init__(self, array, protocol):
        setattr(self, protocol, getattr(array, protocol))
        self.array = array


class TestInterfaces:
    @each_class
    @pytest.mark.parametrize("protocol", ["__array_interface__", "__array_struct__"])
    def test_out_shares_memory_and_respects_read_only(self, x, protocol):
        x = x.copy()
        plain = np.asarray(Holder(x, protocol))
        assert type(plain) is np.ndarray
        assert np.shares_memory(plain, np.asarray(x))
        x.flags.writeable = False
        assert not np.asarray(Holder(x, protocol)).flags.writeable
        assert x.__array_interface__["data"] == (x.ctypes.data, True)

    @pytest.mark.parametrize("protocol", ["__array_interface__", "__array_struct__"])
    def test_into_ours(self, protocol):
        source = np.arange(6.0).reshape(2, 3)[:, ::2]
        x = mt.from_any(Holder(source, protocol), "m", dims=("a", "b"))
        assert np.asarray(x).tolist() == source.tolist()
        assert np.shares_memory(np.asarray(x), source)
        assert not np.shares_memory(np.asarray(mt.array(Holder(source, protocol), "m")), source)


class Exports:
    """An object with ``__array__``, which notes what it was asked for."""

    def __init__(self, array):
        self.array = array
        self.asked = []

    def __array__(self, dtype=None, copy=None):
        self.asked.append((dtype, copy))
        return self.array.copy() if copy else self.array


class TestArrayMethod:
    @each_class
    def test_copy_modes(self, x):
        for copy, shared in ((None, True), (False, True), (True, False)):
            found = x.__array__(copy=copy)
            assert type(found) is np.ndarray
            assert np.shares_memory(found, np.asarray(x)) is shared
        assert np.shares_memory(x.__array__(), np.asarray(x))

    @each_class
    def test_dtype(self, x):
        assert x.__array__(np.float32).dtype == np.float32
        assert x.__array__(np.dtype(np.float64), copy=False).dtype == np.float64
        with pytest.raises(ValueError, match="copy"):
            x.__array__(np.float32, copy=False)

    @pytest.mark.parametrize(("copy", "shared"), [(None, True), (False, True), (True, False)])
    def test_into_ours(self, copy, shared):
        source = Exports(VALUES.copy())
        x = mt.from_any(source, "m", copy=copy)
        assert np.asarray(x).tolist() == VALUES.tolist()
        assert np.shares_memory(np.asarray(x), source.array) is shared
        assert source.asked == [(None, False if copy is False else None)]  # metaarr copies by itself

    @pytest.mark.parametrize(
        "exported", [mt.array([1.0, 2.0], "m", mask=[0, 1]), np.ma.array([1.0, 2.0], mask=[0, 1])], ids=["ours", "ma"]
    )
    @pytest.mark.parametrize("make", [mt.from_any, mt.array, lambda obj: mt.from_any(obj, copy=False)])
    def test_what_is_exported_keeps_its_meaning(self, exported, make):
        x = make(Exports(exported))
        assert x.mask.tolist() == [False, True]
        assert type(x) is (mt.MaskedQuantity if isinstance(exported, mt.Quantity) else mt.MaskedArray)

    def test_makes_no_operand(self):
        x, other = mt.array(VALUES, ""), Exports(VALUES)
        for act in (
            lambda: x + other,
            lambda: other + x,
            lambda: np.hypot(other, x),
            lambda: np.concatenate([x, other]),
        ):
            with pytest.raises(mt.UnsupportedError, match=r"metaarr.from_any\(x\)"):
                act()
        assert other.asked == []


def test_order_of_the_protocols():
    """The buffer comes first, then the struct, the interface and the method, as NumPy tries them."""

    class Everything(bytearray):
        __array_interface__ = np.array([2.0]).__array_interface__
        __array_struct__ = np.array([3.0]).__array_struct__

        def __array__(self, dtype=None, copy=None):
            return np.array([4.0])

        def __dlpack__(self, **options):
            raise AssertionError

    two, three = np.array([2.0]), np.array([3.0])

    class Rest:
        def __array__(self, dtype=None, copy=None):
            return np.array([4.0])

        def __dlpack__(self, **options):
            raise AssertionError

        def __dlpack_device__(self):
            return (1, 0)

    with_interface = type("WithInterface", (Rest,), {"__array_interface__": two.__array_interface__})
    with_struct = type("WithStruct", (with_interface,), {"__array_struct__": three.__array_struct__})
    assert mt.from_any(Everything(b"a"), "").tolist() == [97]
    assert mt.from_any(with_struct(), "").tolist() == [3.0]
    assert mt.from_any(with_interface(), "").tolist() == [2.0]
    assert mt.from_any(Rest(), "").tolist() == [4.0]


def test_what_calls_itself_an_array_and_cannot_be_read():
    class Opaque:
        shape, dtype = (3,), np.dtype(float)

    for act in (mt.from_any, mt.array, lambda y: mt.array(y, "m"), lambda y: mt.array(VALUES, "m") * y):
        with pytest.raises(mt.UnsupportedError):
            act(Opaque())


@pytest.mark.skipif(np.lib.NumpyVersion(np.__version__) < "2.4.0", reason="NumPy reads __numpy_dtype__ since 2.4")
class TestNumpyDtype:
    class Narrow:
        __numpy_dtype__ = np.dtype(np.float32)

    @pytest.mark.parametrize(
        "make",
        [
            lambda dtype: mt.array([1], "m", dtype=dtype),
            lambda dtype: mt.asarray([1], "m", dtype=dtype),
            lambda dtype: mt.from_any([1], "m", dtype=dtype),
            lambda dtype: mt.Quantity([1], "m", dtype=dtype),
            lambda dtype: mt.zeros(2, "m", dtype=dtype),
            lambda dtype: mt.ones(2, "m", dtype=dtype),
            lambda dtype: mt.empty(2, "m", dtype=dtype),
            lambda dtype: mt.full(2, 3, "m", dtype=dtype),
            lambda dtype: mt.eye(2, units="m", dtype=dtype),
            lambda dtype: mt.arange(2, units="m", dtype=dtype),
            lambda dtype: mt.linspace(0, 1, 2, units="m", dtype=dtype),
            lambda dtype: mt.array([1.0], "m").astype(dtype),
            lambda dtype: mt.array(np.array([1.0], ">f4"), "m").astype(dtype),
            lambda dtype: mt.array([1.0], "m", mask=[True]).sum(dtype=dtype),
            lambda dtype: mt.array([1.0, 2.0], "m", mask=[True, False]).mean(dtype=dtype),
            lambda dtype: np.add(mt.array([1.0], "m"), 1 * u.m, dtype=dtype),
            lambda dtype: np.zeros_like(mt.array([1.0], "m", dims="x"), dtype=dtype),
            lambda dtype: np.concatenate([mt.array([1.0], "m")] * 2, dtype=dtype, casting="same_kind"),
            lambda dtype: np.ones(2, dtype=dtype, like=mt.array([1.0], "m")),
            lambda dtype: mt.masked_all(2, dtype=dtype),
            lambda dtype: mt.array([1.0], "m", dims="x").__array__(dtype),
        ],
    )
    @pytest.mark.parametrize("spec", [Narrow, Narrow()])
    def test_stands_for_a_dtype(self, make, spec):
        assert make(spec).dtype == np.float32

    def test_of_a_field(self):
        class Code:
            __numpy_dtype__ = np.dtype(np.uint16)

        class Flagged(mt.Quantity):
            code = mt.PerElement(dtype=Code())

        assert Flagged([1.0], "m").code.dtype == np.uint16


class TestHooks:
    @each_class
    def test_array_wrap_claims_no_metadata(self, x):
        wrapped = x.__array_wrap__(np.ones(3), None, False)
        assert type(wrapped) is np.ndarray
        assert type(x.__array_wrap__(np.ones(3))) is np.ndarray
        assert type(x.__array_wrap__(np.array(1.0), (np.add, (x, x), 0), True)) is np.float64

    def test_priority_is_above_everybody_known(self):
        assert mt.MetaArray.__array_priority__ > np.ma.MaskedArray.__array_priority__
        assert mt.MetaArray.__array_priority__ > np.matrix.__array_priority__

    def test_no_finalize_of_our_own(self):
        assert mt.MetaArray.__array_finalize__ is np.ndarray.__array_finalize__

    def test_other_ufunc_overrides_are_left_to_decide(self):
        class Duck:
            def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
                return "duck", ufunc.__name__

            def __array_function__(self, func, types, args, kwargs):
                return "duck", func.__name__

            def __rmul__(self, other):
                return "reflected"

        x, duck = mt.array(VALUES, "m"), Duck()
        assert np.add(x, duck) == np.add(duck, x) == ("duck", "add")
        assert np.concatenate([x, duck]) == ("duck", "concatenate")
        assert x * duck == "reflected"

    def test_objects_that_refuse_ufuncs(self):
        class Never:
            __array_ufunc__ = None

            def __radd__(self, other):
                return "theirs"

        x = mt.array(VALUES, "m")
        assert x + Never() == "theirs"
        with pytest.raises(TypeError):
            np.add(x, Never())


class TestNamespace:
    @each_class
    def test_is_numpy(self, x):
        assert x.__array_namespace__() is np
        assert x.__array_namespace__(api_version="2023.12") is np

    @each_class
    def test_device(self, x):
        assert x.device == "cpu"
        moved = x.to_device("cpu")
        assert type(moved) is type(x)
        np.testing.assert_array_equal(np.asarray(moved), VALUES)
        assert str(moved) == str(x)
        with pytest.raises(ValueError, match="device"):
            x.to_device("gpu")

    def test_code_written_for_the_standard(self):
        def distance(a, b):
            xp = a.__array_namespace__()
            return xp.sqrt(xp.sum((a - b) ** 2, axis=-1))

        a, b = mt.array([[0.0, 3.0]], "m", dims=("t", "x")), mt.array([[4.0, 0.0]], "m", dims=("t", "x"))
        result = distance(a, b)
        assert (result.units, result.dims, np.asarray(result).tolist()) == (u.m, ("t",), [5.0])


CREATE = {
    "array": lambda like: np.array([1.0, 2.0], like=like),
    "asarray": lambda like: np.asarray([1.0, 2.0], like=like),
    "asanyarray": lambda like: np.asanyarray([1.0, 2.0], like=like),
    "ascontiguousarray": lambda like: np.ascontiguousarray([1.0, 2.0], like=like),
    "asfortranarray": lambda like: np.asfortranarray([1.0, 2.0], like=like),
    "require": lambda like: np.require([1.0, 2.0], like=like),
    "arange": lambda like: np.arange(1.0, 3.0, like=like),
    "fromiter": lambda like: np.fromiter([1.0, 2.0], float, like=like),
    "frombuffer": lambda like: np.frombuffer(np.array([1.0, 2.0]).tobytes(), like=like),
    "fromstring": lambda like: np.fromstring("1 2", sep=" ", like=like),
    "fromfunction": lambda like: np.fromfunction(lambda i: i + 1.0, (2,), like=like),
    "loadtxt": lambda like: np.loadtxt(["1 2"], like=like),
    "genfromtxt": lambda like: np.genfromtxt(["1 2"], like=like),
    "zeros": lambda like: np.zeros(2, like=like) + like[:1].max() * 0,
    "ones": lambda like: np.ones(2, like=like),
    "full": lambda like: np.full(2, 4.0, like=like),
    "eye": lambda like: np.eye(2, like=like),
    "identity": lambda like: np.identity(2, like=like),
    "tri": lambda like: np.tri(2, like=like),
}


@pytest.mark.parametrize("name", CREATE)
def test_like_gives_the_class_and_the_unit(name):
    like = mt.array(VALUES, "m", mask=[0, 1, 0], dims="t")
    made = CREATE[name](like)
    assert type(made) is mt.LabeledMaskedQuantity
    assert made.units == u.m
    assert not made.mask.any()
    assert set(made.dims) == {None}
    expected = CREATE[name](VALUES) if name != "zeros" else np.zeros(2)
    np.testing.assert_array_equal(np.asarray(made), expected)
