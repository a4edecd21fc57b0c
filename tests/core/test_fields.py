"""What authors of downstream classes count on: checks, lazy values, copies, result classes, rules of their own."""

import copy
import pickle
import threading
import time
from typing import ClassVar

import numpy as np
import pytest
from core.downstream import Spectrum

import metaarr as mt
from metaarr import kinds
from metaarr import units as u


class Checked(mt.Quantity):
    name_of_lamp = mt.PerArray(default=None, type=str)
    gain = mt.PerArray(default=1.0, type=float, check=lambda gain: gain > 0)
    knots = mt.PerArray(dtype=float)
    notes = mt.PerArray(factory=list, merge=lambda one, other: one + other)
    bits = mt.PerElement(check=lambda bits: np.all(bits < 8))


class TestValidation:
    @pytest.mark.parametrize(
        ("name", "value", "message"),
        [
            ("name_of_lamp", 3, r"name_of_lamp must be str, not 3 \(int\)"),
            ("gain", "much", "gain must be float, not 'much'"),
            ("gain", 1 + 1j, "gain must be float"),
            ("gain", True, "gain must be float"),
            ("gain", -2.0, "gain cannot be -2.0"),
            ("knots", "abc", "knots holds float64, which cannot hold what was given"),
            ("knots", 3 * u.m, r"knots holds bare values, and what was given has units; pass np\.asarray"),
            ("bits", [8, 0], "bits cannot be"),
            ("bits", [0.5, 0], r"bits holds uint8, which cannot hold what was given: \[0.5, 0. \] \(float64\)"),
            ("bits", [256, 0], "bits holds uint8, which cannot hold what was given"),
            ("bits", np.array([-1, 0]), "bits holds uint8, which cannot hold what was given"),
            ("bits", [np.nan, 0], "bits holds uint8"),
            ("bits", [1j, 0], "bits holds uint8"),
            ("bits", ["a", "b"], "bits holds uint8"),
            ("bits", [None, 1], "bits holds uint8"),
            ("bits", [1, 2] * u.m, "bits holds bare values, and what was given has units"),
            ("bits", mt.array([1, 2], mask=[0, 1]), "bits holds bare values, and what was given has mask"),
        ],
    )
    def test_in_the_constructor_and_on_assignment(self, name, value, message):
        with pytest.raises((TypeError, ValueError), match=message):
            Checked([1.0, 2.0], "m", **{name: value})
        x = Checked([1.0, 2.0], "m", bits=3, gain=2.0)
        with pytest.raises((TypeError, ValueError), match=message):
            setattr(x, name, value)
        assert (x.name_of_lamp, x.gain, x.knots, x.bits.tolist()) == (None, 2.0, None, [3, 3])

    def test_numbers_change_their_class_where_they_keep_their_value(self):
        x = Checked([1.0], "m", gain=np.int16(3), knots=[1, 2], bits=np.array([7.0]))
        assert type(x.gain) is float
        assert x.knots.dtype == float
        assert x.bits.dtype == np.uint8

    def test_none_is_a_value_only_where_it_is_the_default(self):
        assert Checked([1.0], "m", name_of_lamp=None).name_of_lamp is None
        with pytest.raises(TypeError, match="gain must be float, not None"):
            Checked([1.0], "m", gain=None)

    def test_arrays_in_values_cannot_be_changed(self):
        knots = np.array([1.0, 2.0])
        x = Checked([1.0], "m", knots=knots)
        knots[0] = 9
        assert x.knots.tolist() == [1, 2]
        with pytest.raises(ValueError, match="read-only"):
            x.knots[0] = 3

    def test_a_merge_must_give_what_is_allowed(self):
        class Strict(mt.MetaArray):
            tag = mt.PerArray(default="", type=str, merge=lambda one, other: None)

        with pytest.raises(TypeError, match="tag must be str, not None"):
            Strict([1.0], tag="a") + Strict([1.0], tag="b")


class TestFactories:
    def test_each_array_has_its_own(self):
        x, y = Checked([1.0], "m"), Checked([1.0], "m")
        x.notes.append("x")
        assert (x.notes, y.notes) == (["x"], [])

    def test_copies_have_their_own(self):
        x = Checked([1.0], "m", notes=["x"])
        for again in (x.copy(), copy.copy(x), copy.deepcopy(x), x.to("cm"), mt.array(x)):
            again.notes.append("y")
            assert x.notes == ["x"]

    def test_results_merge(self):
        assert (Checked([1.0], "m", notes=["x"]) + Checked([1.0], "m", notes=["y"])).notes == ["x", "y"]


class TestLazy:
    def read(self, text="read"):
        self.calls = getattr(self, "calls", 0) + 1
        return text

    def test_is_worked_out_once_for_all_that_share_it(self):
        x = Checked([1.0, 2.0], "m", name_of_lamp=mt.Lazy(self.read, "Ne"))
        y, z = x[1:], x + x
        assert "<not known yet>" in repr(x)
        assert not hasattr(self, "calls")
        assert {each.name_of_lamp for each in (y, x, z, x.sum())} == {"Ne"}
        assert self.calls == 1
        assert "'Ne'" in repr(z)

    def test_is_checked_when_it_is_known(self):
        x = Checked([1.0], "m", name_of_lamp=mt.Lazy(lambda: 3))
        with pytest.raises(TypeError, match="name_of_lamp must be str, not 3"):
            x.name_of_lamp  # noqa: B018

    def test_is_worked_out_by_what_must_know(self):
        x = Checked([1.0], "m", name_of_lamp=mt.Lazy(self.read, "Ne"))
        assert pickle.loads(pickle.dumps(x)).name_of_lamp == "Ne"
        assert (x + Checked([1.0], "m", name_of_lamp=mt.Lazy(self.read, "Ne"))).name_of_lamp == "Ne"
        assert (x + Checked([1.0], "m", name_of_lamp="Ar")).name_of_lamp is None
        assert Checked._kinds[1].same("Ne", mt.Lazy(lambda: "Ne"))

    def test_threads_share_one_call(self):
        start = threading.Barrier(8)
        calls, found = [], []

        def find():
            calls.append(1)
            for _ in range(1000):
                time.sleep(0)  # let others in
            return "Ne"

        x = Checked([1.0], "m", name_of_lamp=mt.Lazy(find))

        def ask():
            start.wait()
            found.append(x.name_of_lamp)

        threads = [threading.Thread(target=ask) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert (calls, found) == ([1], ["Ne"] * 8)

    def test_an_error_is_told_each_time(self):
        x = Checked([1.0], "m", name_of_lamp=mt.Lazy(lambda: 1 / 0))
        for _ in range(2):
            with pytest.raises(ZeroDivisionError):
                x.name_of_lamp  # noqa: B018

    def test_takes_a_function(self):
        with pytest.raises(TypeError, match="Lazy takes a function and its arguments, not 3"):
            mt.Lazy(3)


class TestReplace:
    def test_keeps_everything_else(self):
        x = mt.array(Spectrum([1.0, 2.0], "W", instrument="A", quality=[1, 2]), mask=[0, 1], dims="x")
        y = mt.replace(x, [5.0, 6.0], instrument="B")
        assert type(y) is type(x)
        assert (y.instrument, y.quality.tolist(), y.dims, y.units) == ("B", [1, 2], ("x",), u.W)
        assert np.asarray(y).tolist() == [5, 6]
        assert not np.shares_memory(y.quality, x.quality)
        assert not np.shares_memory(mt.replace(x), x)

    def test_new_data_are_in_the_new_unit_and_old_ones_are_converted(self):
        x = mt.array([1.0], "km", mask=[True])
        assert np.asarray(mt.replace(x, [5.0], units="s")).tolist() == [5.0]
        assert np.asarray(mt.replace(x, units="m")).tolist() == [1000.0]
        assert mt.replace(x, [5.0], mask=False).mask.tolist() == [False]

    @pytest.mark.parametrize(
        ("data", "fields", "error", "message"),
        [
            ([1.0], {}, ValueError, r"the new data have shape \(1,\), the array has shape \(2,\)"),
            ([1.0, 2.0] * u.m, {}, TypeError, "are bare numbers"),
            (None, {"mask": True}, TypeError, "unexpected argument 'mask'"),
            (["a", "b"], {}, mt.UnsupportedError, "are no numbers"),
        ],
    )
    def test_refuses(self, data, fields, error, message):
        with pytest.raises(error, match=message):
            mt.replace(Spectrum([1.0, 2.0], "W"), data, **fields)
        with pytest.raises(TypeError, match="replace takes an array of metaarr, not a ndarray"):
            mt.replace(np.ones(2))


class Angle(mt.Quantity):
    """A class that results have only where all operands are of it."""

    zero = mt.PerArray(default="north")

    @classmethod
    def __result_of__(cls, types):
        return all(issubclass(one, cls) for one in types)


def test_a_class_says_which_results_are_of_it():
    a = Angle([1.0], "deg")
    assert type(a + a) is Angle
    assert type(a[0]) is type(-a) is type(np.concatenate([a, a])) is type(a * 2) is Angle
    for result in (a + mt.array([1.0], "deg"), np.concatenate([mt.array([1.0], "deg"), a])):
        assert type(result).__name__ == "QuantityWithZero"
        assert result.zero == "north"


class TestFills:
    """A fill that is not zero stands wherever NumPy puts elements that nobody measured."""

    class Weighted(mt.MetaArray):
        weight = mt.PerElement(float, np.minimum, fill=np.inf)
        grade = mt.PerElement(np.int8, np.minimum, fill=9)
        unsure = mt.PerElement(float, np.maximum, fill=np.nan)

    @pytest.mark.parametrize(
        "call",
        [
            lambda x: np.pad(x, ((1, 1), (0, 2))),
            lambda x: np.pad(x, 1, constant_values=7),
            np.tril,
            lambda x: np.triu(x, 1),
            lambda x: np.diagflat(x),
            lambda x: np.diag(x[0]),
        ],
    )
    def test_of_new_places(self, call):
        data = np.arange(1.0, 7).reshape(2, 3)
        x = self.Weighted(data, weight=data, grade=data, unsure=data)
        result = call(x)
        there = call(data)
        old = np.isin(there, data) & (there != 7)
        assert result.weight.tolist() == np.where(old, there, np.inf).tolist()
        assert result.grade.tolist() == np.where(old, there, 9).tolist()
        np.testing.assert_array_equal(result.unsure, np.where(old, there, np.nan))

    def test_of_views_is_shared_still(self):
        x = self.Weighted(np.ones((2, 3)), weight=2)
        assert np.shares_memory(np.transpose(x).weight, x.weight)
        assert np.shares_memory(np.broadcast_to(x, (2, 2, 3)).weight, x.weight)

    def test_says_nothing_in_folds(self):
        x = mt.array(self.Weighted([1.0, 2.0], weight=[3, 4], grade=[1, 2], unsure=[5, 6]), mask=[1, 0])
        total = x.sum()
        assert (total.weight, total.grade, total.unsure) == (4, 2, 6)
        nothing = mt.array(x, mask=True).sum()
        assert (nothing.weight, nothing.grade) == (np.inf, 9)
        assert np.isnan(nothing.unsure)

    def test_loses_nothing(self):
        x = self.Weighted([1.0, 2.0])
        plain = np.zeros(2)
        assert np.add(x, x, out=plain) is plain
        assert type(mt.MetaArray(x)) is mt.MetaArray
        x.grade[0] = 3
        with pytest.raises(mt.UnsupportedError, match="out= has no grade"):
            np.add(x, x, out=plain)
        q = mt.array([1.0, 2.0], mask=False)
        with pytest.raises(mt.UnsupportedError, match="what is written into has no grade, which would be lost"):
            q[0] = x[0]
        q[0] = x[1]
        assert np.asarray(q).tolist() == [2, 2]


class TestFolds:
    class Flags(mt.MetaArray):
        bits = mt.PerElement(np.uint16)

    def made(self):
        return self.Flags(np.arange(24.0).reshape(2, 3, 4), bits=1 << (np.arange(24).reshape(2, 3, 4) % 16))

    @pytest.mark.parametrize(
        ("call", "axes"),
        [
            (lambda x: np.quantile(x, [0.1, 0.5], axis=1), (1,)),
            (lambda x: np.percentile(x, 10, axis=(0, 2)), (0, 2)),
            (lambda x: np.median(x, axis=2, keepdims=True), (2,)),
            (lambda x: np.mean(x, axis=-1), (2,)),
            (lambda x: np.std(x), (0, 1, 2)),
            (lambda x: np.average(x, axis=0, weights=[1, 2]), (0,)),
            (lambda x: np.linalg.norm(x, axis=1), (1,)),
        ],
    )
    def test_over_the_axes_that_the_function_folds(self, call, axes):
        x = self.made()
        result = call(x)
        expected = np.bitwise_or.reduce(x.bits, axis=axes)
        bits = result.bits if result.ndim == expected.ndim else result.bits.reshape(-1, *expected.shape)
        assert result.bits.shape == result.shape
        assert (bits == expected).all()

    def test_running_with_an_initial_value(self):
        result = np.cumulative_sum(self.made()[0], axis=1, include_initial=True)
        assert result.bits[1].tolist() == [0, 16, 48, 112, 240]

    def test_segments_keep_the_dtype(self):
        class Counted(mt.MetaArray):
            hits = mt.PerElement(np.uint8, np.add)

        x = Counted([1.0, 2.0, 3.0], hits=[1, 2, 3])
        assert np.add.reduceat(x, [0, 2]).hits.dtype == x.cumsum().hits.dtype == x.sum().hits.dtype == np.uint8

    def test_elements_that_meet_at_a_place_merge(self):
        x = self.Flags([1.0, 2.0], bits=[1, 2])
        np.add.at(x, [0, 0], self.Flags([1.0, 1.0], bits=[1, 4]))
        assert (x.bits.tolist(), np.asarray(x).tolist()) == ([5, 2], [3, 2])
        np.add.at(x, [1], 1.0)
        assert x.bits.tolist() == [5, 2]

    @pytest.mark.parametrize("mode", ["mean", "maximum", "linear_ramp"])
    def test_padding_that_computes_is_refused(self, mode):
        with pytest.raises(mt.UnsupportedError, match="what their bits are is not known; pad with one of the modes"):
            np.pad(self.Flags([1.0, 2.0]), 1, mode=mode)


class TestRulesOfTheirOwn:
    def test_of_a_registered_function(self):
        @mt.register(units="=A", returns="=A")
        def twice(x):
            return 2 * x

        class History(mt.PerArray):
            rules: ClassVar = {twice: lambda kind, call: kinds.Proposal((*call.metas(kind)[0], call.name))}

        cls = type("Array", (mt.Quantity,), {"history": History(default=())})
        assert twice(cls([1.0], "m")).history[0].endswith("twice")
        assert (cls([1.0], "m") * 2).history == ()

    def test_of_a_registered_ufunc(self):
        ufunc = mt.register(np.frompyfunc(lambda a, b: a, 2, 1), units="=A", returns="=A")

        class Last(mt.PerElement):
            rules: ClassVar = {ufunc: lambda kind, call: kinds.Proposal(call.metas(kind)[-1].copy())}

        cls = type("Array", (mt.Quantity,), {"bits": Last()})
        a, b = cls([1.0], "m", bits=1), cls([1.0], "m", bits=2)
        assert ufunc(a, b).bits.tolist() == [2]
        assert (a + b).bits.tolist() == [3]

    def test_of_what_all_answers_rest_on(self):
        class Last(mt.PerArray):
            def merged(self, call):
                return call.name

        class Xor(mt.PerElement):
            def combine(self, one, other):
                return one ^ other

        cls = type("Array", (mt.Quantity,), {"last": Last(), "bits": Xor()})
        x = cls([1.0, 2.0], "m", bits=3)
        for call, name in ((lambda x: x + x, "np.add"), (lambda x: -x, "np.negative"), (lambda x: x.T, "np.transpose")):
            assert call(x).last == name
        assert (x + x).bits.tolist() == [0, 0]
        assert np.add(x, x, where=True).bits.tolist() == [0, 0]


def test_a_history_that_changes_with_every_step():
    """A kind of the whole array that is asked for views too."""

    class Steps(mt.PerArray):
        per_array = False

        def index(self, meta, key, data):
            return meta + 1

    cls = type("Array", (mt.Quantity,), {"steps": Steps(default=0)})
    x = cls([1.0, 2.0], "m")
    assert (x[1:].steps, x[0].steps, x[x > 0 * u.m].steps, (x + x).steps) == (1, 1, 1, 0)


class Duck(np.lib.mixins.NDArrayOperatorsMixin):
    """A duck array that wraps what it meets."""

    def __init__(self, value):
        self.value = value

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return Duck(getattr(ufunc, method)(*(x.value if isinstance(x, Duck) else x for x in inputs), **kwargs))

    def __array_function__(self, func, types, args, kwargs):
        return Duck("asked")


def test_duck_arrays_that_wrap_ours_are_left_to_it():
    s = Spectrum([1.0], "W", instrument="A", quality=4)
    wrapped = np.add(s, Duck(s))
    assert isinstance(wrapped, Duck)
    assert (wrapped.value.instrument, wrapped.value.quality.tolist()) == ("A", [4])
    assert isinstance(s * Duck(2.0), Duck)
    assert np.concatenate([s, Duck(s)]).value == "asked"
    assert s.__array_ufunc__(np.add, "__call__", s, Duck(s)) is NotImplemented
