"""What writes into an array given by the caller: everything is checked first, and shared memory keeps one meaning."""

import operator

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity import identified

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES, arrays, plain_arrays


def state(x):
    """Everything that a write could change."""
    return (np.array(x, subok=False).tobytes(), repr(x), x.mask.tobytes() if hasattr(x, "mask") else None)


class TestOut:
    @pytest.mark.parametrize("cls", CLASSES)
    def test_is_what_comes_back(self, cls):
        x, out = cls([1.0, 2.0]), cls([0.0, 0.0])
        for result in (
            np.add(x, x, out=out),
            np.add(x, x, out=(out,)),
            np.add(x, x, out),
            np.sqrt(x, out=out),
            np.add.accumulate(x, out=out),
            np.cumsum(x, out=out),
            x.cumsum(out=out),
            np.clip(x, 0, 1, out=out),
            np.take(x, [1, 0], out=out),
        ):
            assert result is out
        assert np.asarray(out).tolist() == [2, 1]

    @pytest.mark.parametrize("cls", CLASSES)
    def test_of_reductions(self, cls):
        x, out = cls([[1.0, 2.0], [3.0, 4.0]]), cls([0.0, 0.0])
        for function, expected in ((np.sum, [4, 6]), (np.max, [3, 4]), (np.mean, [2, 3]), (np.std, [1, 1])):
            assert function(x, axis=0, out=out) is out
            assert np.asarray(out).tolist() == expected
        assert x.sum(axis=0, out=out) is out
        assert np.add.reduce(x, out=out) is out
        assert np.asarray(out).tolist() == [4, 6]

    def test_takes_the_result_in_its_own_unit(self):
        x, out = mt.array([1.0, 2.0], "m"), mt.zeros(2, "mm")
        np.add(x, x, out=out)
        assert (out.units, np.asarray(out).tolist()) == (u.mm, [2000, 4000])
        np.cumsum(x, out=out)
        assert np.asarray(out).tolist() == [1000, 3000]
        total = mt.zeros((), "km")
        x.sum(out=total)
        assert np.asarray(total) == 0.003

    def test_takes_the_mask(self):
        x, out = mt.array([1.0, 2.0], mask=[0, 1]), mt.array([9.0, 9.0], mask=[1, 0])
        np.add(x, x, out=out)
        assert out.mask.tolist() == [False, True]
        np.add(np.ones(2), np.ones(2), out=out)
        assert out.mask.tolist() == [False, False]
        mask = out.mask
        np.sqrt(x, out=out)
        assert np.shares_memory(mask, out.mask)
        assert not np.shares_memory(out.mask, x.mask)

    def test_of_a_view_reaches_its_base(self):
        x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 0])
        np.add(mt.array([1.0, 1.0], "m", mask=[0, 1]), 1 * u.m, out=x[1:])
        assert np.asarray(x).tolist()[:2] == [1, 2]
        assert x.mask.tolist() == [False, False, True]

    def test_keeps_its_labels(self):
        x, out = (
            mt.array([1.0, 2.0], dims="x", coords={"x": [1, 2]}),
            mt.array([0.0, 0.0], dims="x", coords={"x": [1, 2]}),
        )
        np.add(x, x, out=out)
        assert np.asarray(out.coords["x"]).tolist() == [1, 2]

    def test_plain_takes_what_loses_nothing(self):
        plain = np.zeros(2)
        assert np.add(mt.array([1.0, 2.0], mask=[0, 0]), 1, out=plain) is plain
        assert plain.tolist() == [2, 3]
        np.divide(mt.array([1.0, 2.0], "m"), 1 * u.cm, out=plain)
        assert plain.tolist() == [100, 200]
        flags = np.zeros(2, bool)
        np.less(mt.array([1.0, 2.0], "m"), 150 * u.cm, out=flags)
        assert flags.tolist() == [True, False]

    def test_wider_than_the_result(self):
        out = mt.array(np.zeros((2, 2)), "m", mask=np.zeros((2, 2), bool))
        np.add(mt.array([1.0, 2.0], "m", mask=[0, 1]), 1 * u.m, out=out)
        assert out.mask.tolist() == [[False, True], [False, True]]
        assert np.asarray(out)[:, 0].tolist() == [2, 2]

    @pytest.mark.parametrize(
        ("inputs", "out", "error"),
        [
            (("m", None), np.zeros(2), mt.DimensionalityError),
            (("m", [0, 1]), mt.zeros(2, "m"), mt.UnsupportedError),
            ((None, [0, 1]), np.zeros(2), mt.UnsupportedError),
            ((None, None), mt.zeros(2, "m"), mt.DimensionalityError),
            (("m", None), mt.zeros(3, "m"), ValueError),
            (("m", None), mt.zeros((), "m"), ValueError),
            (("m", None), mt.zeros(2, "m", dtype=int), TypeError),
            (("m", [1, 1]), mt.array([0, 0], "m", mask=[0, 1]), TypeError),
        ],
        ids=["unit", "mask and unit", "mask", "no unit", "shape", "0-d", "integers", "masked integers"],
    )
    @pytest.mark.parametrize("call", [lambda x, out: np.add(x, x, out=out), lambda x, out: np.cumsum(x, out=out)])
    def test_refused_is_untouched(self, inputs, out, error, call):
        units, mask = inputs
        x = mt.array([1.5, 2.5], units, mask)
        before = state(out)
        with pytest.raises(error):
            call(x, out)
        assert state(out) == before

    @pytest.mark.parametrize(
        "call",
        [
            lambda out: np.add(1 * u.m, 1 * u.s, out=out),
            lambda out: np.add(1 * u.m, 1, out=out),
            lambda out: np.exp(1 * u.m, out=out),
            lambda out: np.sum(mt.array([1.0], "degC"), out=out),
            lambda out: np.add(np.ones(7) * u.m, np.ones(5) * u.m, out=out),
            lambda out: operator.iadd(out, 1 * u.s),
            lambda out: operator.iadd(out, 1),
            lambda out: operator.iadd(out, np.ones(5) * u.m),
            lambda out: operator.iadd(out, mt.array(np.ones(2), "m", dims="zz")),
            lambda out: operator.imul(out[:], 2 * u.m),
            lambda out: operator.ipow(out[:], 2),
            lambda out: operator.iadd(out, mt.array([1j, 1j], "m")),
            lambda out: np.divmod(out, 2 * u.m, out=(mt.zeros(2, ""), mt.zeros(2, "s"))),
            lambda out: np.divmod(mt.array([3.0, 4.0], "m"), 2 * u.m, out=(out, mt.zeros(2, "m"))),
        ],
    )
    def test_a_refused_call_changes_nothing(self, call):
        out = identified(mt.LabeledMaskedQuantity, (2,))
        view = out[:]  # its memory is seen by others, so its unit must stay
        before = state(out)
        with pytest.raises((mt.MetaArrayError, ValueError, TypeError)):
            call(out)
        assert state(out) == before
        assert state(view) == before

    def test_second_of_two_outputs_is_checked_before_the_first_is_written(self):
        first, second = mt.zeros(1, ""), mt.zeros(1, "s")
        keep = second[:]
        with pytest.raises(mt.UnitsError):
            np.divmod(mt.array([7.0], "m"), 2 * u.m, out=(first, second))
        assert np.asarray(first).tolist() == [0]
        assert keep.units == u.s

    def test_second_of_two_outputs_must_hold_its_values(self):
        first = mt.zeros(1, "")
        second = mt.zeros(1, "m", dtype=int)
        with pytest.raises(TypeError, match="cast"):
            np.divmod(mt.array([7.0], "m"), 2 * u.m, out=(first, second))
        with pytest.raises(ValueError, match="shape"):
            np.divmod(mt.array([7.0, 8.0], "m"), 2 * u.m, out=(mt.zeros(2, ""), mt.zeros(1, "m")))
        assert np.asarray(first).tolist() == [0]

    def test_of_a_reduction_must_have_its_shape(self):
        x, out = (
            mt.array(np.ones((2, 3)), "m", mask=np.zeros((2, 3), bool)),
            mt.array(np.zeros((2, 3)), "m", mask=False),
        )
        for call in (lambda: np.sum(x, axis=0, out=out), lambda: x.mean(out=out), lambda: np.cumsum(x[0], out=out)):
            with pytest.raises(ValueError, match="shape"):
                call()
        assert not np.asarray(out).any()

    @pytest.mark.parametrize("given", [0, 1])
    def test_of_several_one_may_be_left_out(self, given):
        x = mt.array([7.0, -7.5, 9.0], "m", mask=[0, 0, 1], dims="t")
        expected = np.divmod(x, 200 * u.cm)
        outs = [None, None]
        outs[given] = mt.array(np.zeros(3), ("", "mm")[given], mask=False, dims="t")
        results = np.divmod(x, 200 * u.cm, out=tuple(outs))
        assert type(results) is tuple
        assert results[given] is outs[given]
        for result, whole in zip(results, expected, strict=True):
            assert type(result) is type(whole)
            assert result.dims == ("t",)
            assert result.mask.tolist() == [False, False, True]
        assert (results[1 - given].units, results[given].units) == (expected[1 - given].units, outs[given].units)
        assert results[0].unmasked.magnitude.tolist()[:2] == [3, -4]
        assert results[1].to("m").unmasked.magnitude.tolist()[:2] == [1, 0.5]

    def test_nothing_is_written_where_the_one_given_is_refused(self):
        for out in (np.full(1, 9.0), mt.array([9], "m"), mt.array([9.0], "s")):
            for outs in ((None, out), (out, None)):
                before = state(out)
                with pytest.raises((mt.MetaArrayError, TypeError)):
                    np.modf(mt.array([1.5], "m"), out=outs)
                assert state(out) == before

    def test_all_left_out_is_as_none(self):
        whole, rest = np.divmod(mt.array([7.0], "m"), 2 * u.m, out=(None, None))
        assert (whole.units, rest.units) == (u(""), u.m)

    def test_read_only_is_refused(self):
        x = mt.asarray(np.zeros(2), "m", mask=[0, 1])
        x.flags.writeable = False
        before = state(x)
        with pytest.raises(ValueError, match="read-only"):
            np.add(mt.array([1.0, 2.0], "m"), 1 * u.m, out=x)
        with pytest.raises(ValueError, match="read-only"):
            x += x
        with pytest.raises(ValueError, match="read-only"):
            x.sort()
        assert state(x) == before

    def test_differences_into_points_and_back_are_refused(self):
        points, steps = mt.array([10.0, 20.0], "degC"), mt.array([1.0, 2.0], "delta_degC")
        view = points[:]
        with pytest.raises(mt.UnitsError):
            np.subtract(points, points, out=points)
        with pytest.raises(mt.UnitsError):
            np.add(steps, points, out=steps[:])
        assert np.asarray(view).tolist() == [10, 20]
        assert np.asarray(steps).tolist() == [1, 2]
        points += steps
        assert np.asarray(view).tolist() == [11, 22]

    @given(st.data())
    def test_equals_the_result_without_it(self, data):
        cls = data.draw(st.sampled_from(CLASSES))
        a, b = (
            data.draw(arrays(kinds=cls, dtype="f8", units=st.sampled_from(("m", "cm", "km")), shape=(2, 3)))
            for _ in "ab"
        )
        try:
            with np.errstate(all="ignore"):
                expected = np.add(a, b)
        except mt.AlignmentError:
            return
        out = expected.copy()
        out[...] = 0
        with np.errstate(all="ignore"):
            np.add(a, b, out=out)
        assert repr(out) == repr(expected)


class TestInPlace:
    @pytest.mark.parametrize(
        "op",
        [
            operator.iadd,
            operator.isub,
            operator.imul,
            operator.itruediv,
            operator.ifloordiv,
            operator.imod,
            operator.ipow,
        ],
    )
    @pytest.mark.parametrize("cls", CLASSES)
    def test_is_the_same_object_of_the_same_class(self, op, cls):
        x = cls([5.0, 7.0])
        data, expected = np.asarray(x), np.array([5.0, 7.0])
        result = op(x, cls([2.0, 2.0]))
        assert result is x
        op(expected, 2.0)
        assert data.tolist() == expected.tolist()

    def test_converts_into_its_own_unit(self):
        x = mt.array([1.0, 2.0], "m")
        x += 50 * u.cm
        x -= mt.array([0.5, 0.5], "m", mask=[0, 0])
        assert (x.units, np.asarray(x).tolist()) == (u.m, [1, 2])
        x *= mt.array(200.0, "percent")
        assert (x.units, np.asarray(x).tolist()) == (u.m, [2, 4])

    @given(plain_arrays(dtype="f4", shape=(3,), finite=True))
    def test_keeps_the_dtype(self, data):
        x = mt.array(data, "m")
        x += 1 * u.cm
        assert x.dtype == data.dtype

    def test_of_integers_refuses_fractions(self):
        x = mt.array([1, 2], "m")
        for other in (0.5 * u.m, 50 * u.cm):
            with pytest.raises(TypeError, match="cast"):
                x += other
        with pytest.raises(TypeError, match="cast"):
            x /= 2
        assert np.asarray(x).tolist() == [1, 2]
        x += 1 * u.m
        assert np.asarray(x).tolist() == [2, 3]

    def test_masks_more(self):
        x = mt.array([1.0, 2.0, 3.0], mask=[0, 0, 1])
        view = x[:2]
        x += mt.array([1.0, 1.0, 1.0], mask=[1, 0, 0])
        assert x.mask.tolist() == [True, False, True]
        assert view.mask.tolist() == [True, False]
        assert np.asarray(x)[1] == 3

    def test_masked_into_what_has_no_mask_is_refused(self):
        x = mt.array([1.0, 2.0], "m")
        with pytest.raises(mt.UnsupportedError, match="out= has no mask"):
            x += mt.array([1.0, 1.0], "m", mask=[0, 1])
        assert np.asarray(x).tolist() == [1, 2]

    def test_into_plain_data(self):
        plain = np.array([1.0, 2.0])
        with pytest.raises(mt.DimensionalityError, match="number without unit"):
            plain += 1 * u.m
        with pytest.raises(mt.DimensionalityError):
            plain *= 2 * u.m
        with pytest.raises(mt.UnsupportedError):
            plain += mt.array([1.0, 2.0], mask=[0, 1])
        assert plain.tolist() == [1, 2]
        plain += mt.array([1.0, 2.0], mask=[0, 0])
        assert (type(plain), plain.tolist()) == (np.ndarray, [2, 4])

    def test_that_would_grow_is_refused(self):
        x = mt.array([1.0], "m")
        with pytest.raises(ValueError, match="shape"):
            x += np.ones((2, 1)) * u.m
        assert np.asarray(x).tolist() == [1]

    def test_of_overlapping_parts(self):
        x = mt.array([1.0, 2.0, 3.0, 4.0], "m", mask=[0, 1, 0, 0])
        x[1:] += x[:-1]
        assert x.mask.tolist() == [False, True, True, False]
        assert np.asarray(x)[3] == 7

    def test_matrix_product(self):
        x = mt.array(np.eye(2) * 2, "")
        x @= np.array([[1.0, 2.0], [3.0, 4.0]])
        assert np.asarray(x).tolist() == [[2, 4], [6, 8]]

    def test_of_an_item(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 0])
        x[0] += 50 * u.cm
        x[1] *= 2
        assert np.asarray(x).tolist() == [1.5, 4]


class Holder:
    """Something with an attribute."""


LOOKS = pytest.mark.parametrize(
    "look",
    [
        lambda x: x[:1],
        lambda x: x[0, ...],
        lambda x: x.T,
        lambda x: x.reshape(2, 1),
        lambda x: x.magnitude,
        np.asarray,
        lambda x: np.asarray(x)[1:],
        lambda x: x.view(np.ndarray),
        memoryview,
        lambda x: mt.asarray(x, mask=False),
        lambda x: np.lib.stride_tricks.sliding_window_view(np.asarray(x), 1),
        lambda x: x.flat,
        lambda x: [x],
    ],
    ids=[
        "slice",
        "item",
        "T",
        "reshape",
        "magnitude",
        "asarray",
        "slice of it",
        "view",
        "buffer",
        "ours",
        "windows",
        "flat",
        "list",
    ],
)
QUANTITIES = pytest.mark.parametrize("cls", [mt.Quantity, mt.LabeledMaskedQuantity])


class TestOwnership:
    """A unit changes in place only where nobody else sees the memory."""

    def test_of_a_local_variable(self):
        x = mt.array([1.0, 2.0], "m")
        x *= 2 * u.s
        assert (x.units, np.asarray(x).tolist()) == (u.m * u.s, [2, 4])
        x /= 4 * u.s
        assert (x.units, np.asarray(x).tolist()) == (u.m, [0.5, 1])
        x **= 2
        assert (x.units, np.asarray(x).tolist()) == (u.m**2, [0.25, 1])

    @pytest.mark.parametrize("cls", [cls for cls in CLASSES if issubclass(cls, mt.Quantity)])
    def test_of_every_class_of_quantities(self, cls):
        x = cls([1.0, 2.0], "m")
        x *= 2 * u.s
        x *= cls([1.0, 1.0], "kg")
        assert x.units == u("m*s*kg")

    def test_with_an_operand_of_any_kind(self):
        for other in (mt.array([2.0, 2.0], "s"), 2 * u.s, u.s):
            x = mt.array([1.0, 2.0], "m")
            x *= other
            assert x.units == u.m * u.s

    def test_of_a_global_variable(self):
        module = {"u": u, "x": mt.array([1.0], "m")}
        exec("x *= 2 * u.s", module)
        assert module["x"].units == u.m * u.s

    def test_in_a_container_or_an_attribute(self):
        box = {"x": mt.array([1.0], "m"), "list": [mt.array([1.0], "m")]}
        box["x"] *= 2 * u.s
        box["list"][0] *= 2 * u.s
        holder = Holder()
        holder.x = mt.array([1.0], "m")
        holder.x *= 2 * u.s
        assert box["x"].units == box["list"][0].units == holder.x.units == u.m * u.s

    def test_as_out(self):
        out = mt.array([1.0], "kg")
        np.multiply(mt.array([2.0], "m"), 3 * u.s, out=out)
        assert (out.units, np.asarray(out).tolist()) == (u.m * u.s, [6])

    def test_after_the_view_is_gone(self):
        x = mt.array([1.0, 2.0], "m")
        view = x[1:]
        del view
        x *= 2 * u.s
        assert x.units == u.m * u.s

    # No helper may make the change: its own reference to the array would be taken for somebody who looks.

    @LOOKS
    @QUANTITIES
    def test_product_is_refused_while_somebody_looks(self, look, cls):
        x = cls([1.0, 2.0], "m")
        x *= 1 * u.s
        seen = look(x)
        before = state(x)
        with pytest.raises(mt.UnitsError, match=r"memory may be seen by others.*x = x \* y"):
            x *= 2 * u.s
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            x *= cls([1.0, 2.0], "s")
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            x /= mt.array([1.0, 2.0], "s", dims="x") if cls is mt.Quantity else x
        assert state(x) == before
        del seen
        x *= 2 * u.s
        assert x.units == u("m*s**2")

    @LOOKS
    @QUANTITIES
    def test_power_is_refused_while_somebody_looks(self, look, cls):
        x = cls([1.0, 2.0], "m")
        seen = look(x)
        before = state(x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            x **= 2
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            x *= x
        assert state(x) == before
        del seen
        x **= 2
        x *= x
        assert x.units == u.m**4

    @LOOKS
    @QUANTITIES
    def test_output_is_refused_while_somebody_looks(self, look, cls):
        x, y = cls([1.0, 2.0], "m"), cls([1.0, 2.0], "s")
        seen = look(x)
        before = state(x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            np.multiply(y, y, out=x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            np.multiply(x, y, x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            np.divide(1 * u.s, x, out=x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            np.square(x, out=x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            np.sqrt(y, out=(x,))
        assert state(x) == before
        del seen
        np.multiply(y, y, out=x)
        assert x.units == u.s**2
        np.square(x, x)
        np.multiply(x, y, out=x)
        np.divide(y, x, out=x)
        assert x.units == u.s**-4
        np.sqrt(y, out=(x,))
        assert x.units == u.s**0.5

    @LOOKS
    @QUANTITIES
    def test_ito_is_refused_while_somebody_looks(self, look, cls):
        x = cls([1.0, 2.0], "m")
        seen = look(x)
        before = state(x)
        with pytest.raises(mt.UnitsError, match="memory may be seen by others"):
            x.ito("cm")
        assert state(x) == before
        del seen
        x.ito("cm")
        assert np.asarray(x).tolist() == [100, 200]

    @pytest.mark.parametrize("part", [lambda x: x[:1], lambda x: x[0], lambda x: x.T, lambda x: x.reshape(2, 1)])
    def test_of_a_part_is_refused(self, part):
        x = mt.array([1.0, 2.0], "m")
        view = part(x)
        with pytest.raises(mt.UnitsError, match=r"x = x \* y"):
            view *= 2 * u.s
        with pytest.raises(mt.UnitsError, match=r"use x = x\.to\('centimeter'\)"):
            view.ito("cm")
        assert repr(x) == "Quantity([1., 2.], 'meter')"

    def test_of_a_part_whose_whole_is_gone_may_be_refused_but_is_never_wrong(self):
        x = mt.array([1.0, 2.0], "m")[:1]
        try:
            x *= 2 * u.s
        except mt.UnitsError:
            assert repr(x) == "Quantity([1.], 'meter')"
        else:
            assert repr(x) == "Quantity([2.], 'meter * second')"

    def test_of_the_callers_data_is_refused(self):
        plain = np.array([1.0, 2.0])
        x = mt.asarray(plain, "m")
        for change in (lambda: operator.imul(x, 2 * u.s), lambda: x.ito("cm")):
            with pytest.raises(mt.UnitsError):
                change()
        assert plain.tolist() == [1, 2]

    def test_of_data_of_another_owner_is_refused(self):
        buffer = bytearray(np.array([1.0, 2.0]).tobytes())
        x = mt.asarray(np.frombuffer(buffer), "m")
        with pytest.raises(mt.UnitsError):
            x.ito("cm")
        assert np.frombuffer(buffer).tolist() == [1, 2]

    def test_of_a_part_by_where_is_refused(self):
        x = mt.array([1.0, 2.0], "m")
        with pytest.raises(mt.UnitsError, match="where="):
            np.multiply(x, 2 * u.s, out=x, where=[True, False])
        assert repr(x) == "Quantity([1., 2.], 'meter')"

    def test_of_the_same_dimension_is_never_refused(self):
        x = mt.array([1.0, 2.0], "m")
        view = x[:1]
        x *= 2
        x *= mt.array(2.0, "")
        x += 1 * u.km
        assert np.asarray(view).tolist() == [1004]

    def test_ito(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 1], dims="x")
        data = x.__array_interface__["data"]
        x.ito("cm")
        assert (x.units, np.asarray(x).tolist()) == (u.cm, [100, 200])
        assert x.__array_interface__["data"] == data
        x.ito("cm")
        with pytest.raises(mt.DimensionalityError):
            x.ito("s")
        assert (x.units, np.asarray(x).tolist()) == (u.cm, [100, 200])

    def test_ito_of_integers_refuses(self):
        x = mt.array([1, 2], "m")
        with pytest.raises(TypeError, match="cast"):
            x.ito("km")
        assert repr(x) == "Quantity([1, 2], 'meter')"


class TestIntoPlain:
    """Functions that write into a plain array refuse to lose a meaning."""

    @pytest.mark.parametrize(
        "write",
        [
            lambda p, q: np.copyto(p, q),
            lambda p, q: np.put(p, [0, 1], q),
            lambda p, q: np.place(p, [True, True], q),
            lambda p, q: np.putmask(p, [True, True], q),
            lambda p, q: np.put_along_axis(p, np.array([0, 1]), q, 0),
        ],
        ids=["copyto", "put", "place", "putmask", "put_along_axis"],
    )
    @pytest.mark.parametrize("value", [mt.array([1.0, 2.0], "m"), mt.array([1.0, 2.0], mask=[1, 0])], ids=repr)
    def test_is_refused(self, write, value):
        plain = np.array([7.0, 8.0])
        with pytest.raises(TypeError):
            write(plain, value)
        assert plain.tolist() == [7, 8]
        write(plain, mt.array([1.0, 2.0], mask=[0, 0]))
        assert plain.tolist() == [1, 2]
        target = mt.array([7.0, 8.0], "cm", mask=[1, 1])
        write(target, mt.array([1.0, 2.0], "m", mask=[1, 0]))
        assert target.mask.tolist() == [True, False]
        assert np.asarray(target)[1] == 200
