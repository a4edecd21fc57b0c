"""DLPack both ways, and arrays on other devices: memory is shared, meaning kept, nothing fetched by itself."""

import operator

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u


class Foreign:
    """An array of another library that speaks DLPack and nothing else."""

    def __init__(self, array, device=(1, 0)):
        self.array, self.device = array, device

    def __dlpack__(self, **options):
        return self.array.__dlpack__(**options)

    def __dlpack_device__(self):
        return self.device


class Gpu:
    """A stand-in for ``cupy.ndarray`` by what CuPy documents: it answers for its own and for numbers only."""

    __array_priority__ = 100

    def __init__(self, array):
        self.array = array

    @property
    def __cuda_array_interface__(self):
        return {**self.array.__array_interface__, "version": 3}

    def __dlpack_device__(self):
        return (2, 0)

    def __dlpack__(self, **options):
        raise BufferError("CPU arrays are made by get()")

    def __array__(self, dtype=None, copy=None):
        raise TypeError("Implicit conversion to a NumPy array is not allowed. Please use `.get()`")

    def get(self):
        return self.array.copy()

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        for x in inputs:
            if not isinstance(x, (Gpu, int, float)):
                raise TypeError(f"Unsupported type {type(x)}")
        return Gpu(getattr(ufunc, method)(*(x.array if isinstance(x, Gpu) else x for x in inputs), **kwargs))

    def __array_function__(self, func, types, args, kwargs):
        return NotImplemented

    def __mul__(self, other):
        return self.__array_ufunc__(np.multiply, "__call__", self, other)

    def __add__(self, other):
        return self.__array_ufunc__(np.add, "__call__", self, other)

    def __eq__(self, other):
        return self.__array_ufunc__(np.equal, "__call__", self, other)

    __hash__ = None


NEUTRAL = [
    pytest.param(lambda a: mt.asarray(a, ""), id="dimensionless"),
    pytest.param(lambda a: mt.asarray(a, mask=False), id="unmasked"),
    pytest.param(lambda a: mt.asarray(a, dims=(None,)), id="unlabelled"),
    pytest.param(lambda a: mt.asarray(a, "", mask=False, dims=(None,)), id="all"),
]
MEANING = [
    (mt.array([1.0], "m"), r"x\.magnitude"),
    (mt.array([1.0], "percent"), r"x\.magnitude"),
    (mt.array([1.0], "degC"), r"x\.magnitude"),
    (mt.array([1.0], mask=[True]), r"x\.filled\(value\) or x\.unmasked"),
    (mt.array([1.0], dims="t"), r"x\.unlabeled"),
    (mt.array([1.0], name="speed"), r"x\.unlabeled"),
]


class TestOut:
    @pytest.mark.parametrize("make", NEUTRAL)
    def test_what_loses_nothing_shares_memory(self, make):
        source = np.arange(3.0)
        plain = np.from_dlpack(make(source))
        assert type(plain) is np.ndarray
        source[1] = 50.0  # NumPy 2.2 gives what is read-only
        assert plain[1] == 50.0

    @pytest.mark.parametrize(("x", "remedy"), MEANING)
    def test_loss_is_refused_and_the_way_is_named(self, x, remedy):
        for act in (np.from_dlpack, lambda y: y.__dlpack__(), lambda y: y.__dlpack__(copy=True)):
            with pytest.raises(mt.UnsupportedError, match=remedy):
                act(x)

    def test_fields_of_downstream_classes_are_refused(self):
        class Spectrum(mt.Quantity):
            instrument = mt.PerArray(default="")

        with pytest.raises(mt.UnsupportedError, match=r"instrument.*np\.asarray\(x\)"):
            np.from_dlpack(Spectrum([1.0], "", instrument="one"))

    def test_explicit_ways(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 1], dims="t")
        assert np.from_dlpack(x.unlabeled.filled(9 * u.m).magnitude).tolist() == [1.0, 9.0]
        assert np.shares_memory(np.from_dlpack(x.unlabeled.unmasked.magnitude), np.asarray(x))

    def test_read_only_is_signalled(self):
        x = mt.array([1.0, 2.0], "")
        x.flags.writeable = False
        assert not np.from_dlpack(x).flags.writeable
        with pytest.raises(BufferError, match="readonly"):
            x.__dlpack__()

    def test_keywords(self):
        x = mt.array([1.0, 2.0], "")
        assert x.__dlpack_device__() == (1, 0)
        assert np.shares_memory(np.from_dlpack(x, copy=False), np.asarray(x))
        assert not np.shares_memory(np.from_dlpack(x, copy=True), np.asarray(x))
        assert "dltensor_versioned" in repr(x.__dlpack__(max_version=(1, 0), stream=None, dl_device=(1, 0), copy=None))
        assert "dltensor_versioned" not in repr(x.__dlpack__())
        with pytest.raises((BufferError, ValueError), match="device"):  # the second with NumPy 2.2
            x.__dlpack__(dl_device=(2, 0))
        with pytest.raises((RuntimeError, ValueError), match="stream"):  # the second with NumPy 2.5
            x.__dlpack__(stream=1)

    def test_strided_and_empty(self):
        x = mt.array(np.arange(12.0).reshape(3, 4), "")[::2, ::-2]
        assert np.from_dlpack(x).tolist() == np.asarray(x).tolist()
        assert np.from_dlpack(mt.zeros((0, 3), "")).shape == (0, 3)


class TestInto:
    def test_shares_memory(self):
        source = np.arange(6.0).reshape(2, 3)
        x = mt.from_any(Foreign(source), "m", dims=("a", "b"))
        assert type(x) is mt.LabeledQuantity
        source[0, 1] = 50.0
        assert np.asarray(x)[0, 1] == 50.0

    @pytest.mark.parametrize(("copy", "shared"), [(None, True), (False, True), (True, False)])
    def test_copy(self, copy, shared):
        source = np.arange(3.0)
        assert np.shares_memory(np.asarray(mt.from_any(Foreign(source), "m", copy=copy)), source) is shared
        assert not np.shares_memory(np.asarray(mt.array(Foreign(source), "m")), source)
        assert np.shares_memory(np.asarray(mt.asarray(Foreign(source), "m")), source)

    def test_read_only(self):
        source = np.arange(3.0)
        source.flags.writeable = False
        assert not mt.from_any(Foreign(source), "m").flags.writeable

    def test_pinned_memory_is_read(self):
        assert str(mt.from_any(Foreign(np.arange(3.0), (3, 0)), "m")) == "[0. 1. 2.] meter"

    @pytest.mark.parametrize(
        "act",
        [
            lambda x, y: x + y,
            lambda x, y: y + x,
            np.multiply,
            lambda x, y: np.concatenate([x, y]),
            lambda x, y: np.dot(x, y),
            np.copyto,
            lambda x, y: operator.setitem(x, slice(None), y),
            lambda x, y: operator.iadd(x, y),
        ],
    )
    def test_makes_no_operand(self, act):
        x = mt.array([1.0, 2.0, 3.0], "")
        with pytest.raises(mt.UnsupportedError, match=r"metaarr\.from_any\(x\)"):
            act(x, Foreign(np.arange(3.0)))
        assert x.tolist() == [1.0, 2.0, 3.0]


class TestOtherDevices:
    """What is known of CuPy; its own arrays are tried in tests/heavy."""

    @pytest.mark.parametrize(
        "act",
        [
            mt.from_any,
            mt.array,
            mt.asarray,
            lambda y: mt.from_any(y, "m"),
            lambda y: mt.Quantity(y, "m"),
            lambda y: mt.from_any(y, copy=True),
        ],
    )
    def test_nothing_is_copied_implicitly(self, act):
        with pytest.raises(mt.UnsupportedError, match=r"another device.*x\.get\(\)"):
            act(Gpu(np.arange(3.0)))

    def test_explicit_way_in(self):
        assert str(mt.from_any(Gpu(np.arange(3.0)).get(), "m")) == "[0. 1. 2.] meter"

    @pytest.mark.parametrize("x", [mt.array([1.0, 2.0], "m"), mt.array([1.0, 2.0], mask=[0, 1]), mt.array(2.0, "m")])
    @pytest.mark.parametrize(
        "act",
        [
            operator.mul,
            operator.add,
            operator.eq,
            np.multiply,
            np.add,
            np.multiply.outer,
            lambda a, b: np.concatenate([np.atleast_1d(a), np.atleast_1d(b)]),
            lambda a, b: np.where([True, False], a, b),
            lambda a, b: np.stack([a, b]),
            np.dot,
        ],
    )
    def test_operations_are_refused_in_both_orders(self, act, x):
        y = Gpu(np.array([1.0, 2.0]))
        for pair in ((x, y), (y, x)):
            with pytest.raises(TypeError):
                act(*pair)

    def test_writing_is_refused(self):
        x, y = mt.array([1.0, 2.0], ""), Gpu(np.zeros(2))
        for act in (
            lambda: np.add(x, x, out=y),
            lambda: np.copyto(x, y),
            lambda: operator.setitem(x, slice(None), y),
            lambda: operator.iadd(x, y),
        ):
            with pytest.raises(TypeError):
                act()
        assert x.tolist() == [1.0, 2.0]

    def test_only_the_interface(self):
        class Device:
            @property
            def __cuda_array_interface__(self):
                return {"shape": (2,), "typestr": "<f8", "data": (0, False), "version": 3}

        x = mt.array([1.0, 2.0], "m")
        for act in (lambda: mt.from_any(Device()), lambda: x * Device(), lambda: np.concatenate([x, Device()])):
            with pytest.raises(mt.UnsupportedError):
                act()
