"""Ufuncs: operator, call, method and ``out=`` are one operation, on the hot path as on the general one."""

import operator
import warnings

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import metaarr as mt
from metaarr import units as u
from metaarr._run import run_ufunc
from metaarr.testing.strategies import CLASSES, arrays, plain_arrays, shapes

FLOATS = ("f4", "f8")
NUMBERS = ("f4", "f8", "i4", "i8", "c16")
NUMERIC = st.sampled_from(NUMBERS)
UNITS = ("m", "cm", "km", "s", "K", "m/s", "", "percent", "degC", "degF")
SOME_UNITS = st.sampled_from(UNITS)

BINARY = {
    operator.add: np.add,
    operator.sub: np.subtract,
    operator.mul: np.multiply,
    operator.truediv: np.true_divide,
    operator.floordiv: np.floor_divide,
    operator.mod: np.remainder,
    operator.pow: np.power,
    operator.lt: np.less,
    operator.le: np.less_equal,
    operator.gt: np.greater,
    operator.ge: np.greater_equal,
    operator.eq: np.equal,
    operator.ne: np.not_equal,
}
BITS = {operator.and_: np.bitwise_and, operator.or_: np.bitwise_or, operator.xor: np.bitwise_xor}
SHIFTS = {operator.lshift: np.left_shift, operator.rshift: np.right_shift}
UNARY = {operator.neg: np.negative, operator.pos: np.positive, abs: np.absolute, operator.invert: np.invert}
OTHERS = (
    np.maximum,
    np.minimum,
    np.fmax,
    np.hypot,
    np.arctan2,
    np.copysign,
    np.logical_and,
    np.heaviside,
    np.float_power,
)
UNARY_FUNCTIONS = (
    np.sqrt,
    np.square,
    np.reciprocal,
    np.cbrt,
    np.exp,
    np.log,
    np.sin,
    np.arcsin,
    np.isfinite,
    np.isnan,
    np.signbit,
    np.sign,
    np.floor,
    np.rint,
    np.conjugate,
    np.logical_not,
    np.deg2rad,
    np.spacing,
)


def outcome(function):
    """What a call gives, or how it fails."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            return seen(function())
        except (TypeError, ValueError, OverflowError, ZeroDivisionError, mt.MetaArrayError):
            return "refused"  # of several reasons, each path may name another one


def seen(result):
    """Everything that can be seen of a result; what is masked cannot."""
    if isinstance(result, tuple):
        return tuple(seen(part) for part in result)
    data = np.array(result, subok=False)
    mask = result.mask if hasattr(result, "mask") else np.zeros(data.shape, bool)
    labels = (
        (result.dims, {name: np.asarray(c).tolist() for name, c in result.coords.items()})
        if hasattr(result, "dims")
        else None
    )
    visible = [(x.tobytes() if x.dtype.kind != "O" else repr(x)) for x in data[~mask].reshape(-1)]
    return type(result), data.shape, data.dtype, visible, mask.tolist(), getattr(result, "units", None), labels


def general(ufunc, *inputs):
    """The same call past the plans of the hot path."""
    return run_ufunc(ufunc, "__call__", inputs, {})


@st.composite
def pairs(draw, dtype=NUMERIC, units=SOME_UNITS):
    """Two operands, at least one of ours, whose shapes broadcast (often alike)."""
    shape = draw(shapes(max_dims=2))
    other = draw(st.sampled_from([shape, shape, (), shape[-1:], (1, *shape[1:])]))
    a = draw(arrays(dtype=dtype, units=units, shape=shape))
    b = draw(
        st.one_of(
            arrays(dtype=dtype, units=units, shape=other),
            arrays(kinds=type(a), dtype=dtype, units=units, shape=other),
            plain_arrays(dtype, other),
            st.sampled_from([0, 2, -1.5, 1j, np.inf, np.float64(2), np.float32(0), np.int64(3), True]),
        )
    )
    return (a, b) if draw(st.booleans()) else (b, a)


class TestPathsAgree:
    """The plan of the hot path, the general path, the ufunc and the operator give the same, or fail alike."""

    @pytest.mark.parametrize("op", [*BINARY, *BITS, *SHIFTS], ids=lambda op: op.__name__)
    @given(st.data())
    def test_binary_operators(self, op, data):
        ufunc = (BINARY | BITS | SHIFTS)[op]
        a, b = data.draw(pairs(dtype=st.sampled_from(NUMBERS if op in BINARY else ("i8", "?"))))
        expected = outcome(lambda: general(ufunc, a, b))
        for _ in range(2):  # the second time by the plan that the first one made
            assert outcome(lambda: op(a, b)) == expected
            assert outcome(lambda: ufunc(a, b)) == expected

    @pytest.mark.parametrize("ufunc", OTHERS, ids=lambda f: f.__name__)
    @given(pairs())
    def test_binary_functions(self, ufunc, pair):
        expected = outcome(lambda: general(ufunc, *pair))
        for _ in range(2):
            assert outcome(lambda: ufunc(*pair)) == expected

    @pytest.mark.parametrize("op", UNARY, ids=lambda op: op.__name__)
    @given(st.data())
    def test_unary_operators(self, op, data):
        a = data.draw(arrays(dtype=st.sampled_from((*NUMBERS, "?"))))
        expected = outcome(lambda: general(UNARY[op], a))
        for _ in range(2):
            assert outcome(lambda: op(a)) == expected
            assert outcome(lambda: UNARY[op](a)) == expected

    @pytest.mark.parametrize("ufunc", UNARY_FUNCTIONS, ids=lambda f: f.__name__)
    @given(arrays(dtype=NUMERIC, units=st.sampled_from((*UNITS, "degree", "rad"))))
    def test_unary_functions(self, ufunc, a):
        expected = outcome(lambda: general(ufunc, a))
        for _ in range(2):
            assert outcome(lambda: ufunc(a)) == expected

    @pytest.mark.parametrize(
        "ufunc", [np.add, np.multiply, np.maximum, np.logical_and, np.bitwise_or], ids=lambda f: f.__name__
    )
    @given(st.data())
    def test_reductions(self, ufunc, data):
        a = data.draw(arrays(dtype=st.sampled_from((*NUMBERS, "?"))))
        axis = data.draw(st.sampled_from([None, *range(-a.ndim, a.ndim)]))
        method = {np.add: "sum", np.multiply: "prod", np.maximum: "max", np.logical_and: "all"}.get(ufunc)
        expected = outcome(lambda: run_ufunc(ufunc, "reduce", (a,), {"axis": axis}))
        assert outcome(lambda: ufunc.reduce(a, axis=axis)) == expected
        if method:
            assert outcome(lambda: getattr(a, method)(axis)) == expected
            assert outcome(lambda: getattr(np, method)(a, axis=axis)) == expected
            assert outcome(lambda: getattr(a, method)(axis=axis)) == expected

    @pytest.mark.parametrize(
        "op", [operator.iadd, operator.isub, operator.imul, operator.itruediv, operator.ipow, operator.ifloordiv]
    )
    @given(st.data())
    def test_in_place_operators(self, op, data):
        a = data.draw(arrays(dtype=NUMERIC))
        b = data.draw(
            st.one_of(
                arrays(dtype=NUMERIC, shape=a.shape),
                arrays(kinds=type(a), dtype=NUMERIC, shape=a.shape),
            )
        )
        ufunc = BINARY[getattr(operator, op.__name__[1:])]
        assume(a.flags.writeable)
        mine, theirs = a.copy(), a.copy()
        expected = outcome(lambda: run_ufunc(ufunc, "__call__", (theirs, b), {"out": (theirs,)}))
        for _ in range(2):
            mine = a.copy()
            result = outcome(lambda: op(mine, b))  # noqa: B023
            if result != expected:  # an own array may change its unit; one that others may see must not
                assert result[5] != a.units
                assert expected == "refused"


class TestAgainstNumPy:
    """With one unit and nothing masked, values and dtypes are those of NumPy."""

    @pytest.mark.parametrize("op", BINARY, ids=lambda op: op.__name__)
    @given(st.data())
    def test_binary(self, op, data):
        shape = data.draw(shapes(max_dims=2))
        x, y = (
            data.draw(plain_arrays(NUMERIC, shape)),
            data.draw(plain_arrays(NUMERIC, shape)),
        )
        cls = data.draw(st.sampled_from(CLASSES))
        a, b = cls(x), cls(y)
        # The ufunc: up to NumPy 2.2, the operator of plain arrays had a way of its own for some exponents.
        theirs = outcome(lambda: BINARY[op](x, y))
        mine = outcome(lambda: op(a, b))
        if theirs == "refused":
            assert mine == theirs
        else:
            assert mine[1:4] == theirs[1:4]

    @pytest.mark.parametrize("scalar", [2, 2.5, np.float64(2.5), np.float32(2.5), np.int8(2), 1j, True])
    @pytest.mark.parametrize("dtype", ["f4", "f8", "i4", "?", "c8"])
    def test_dtypes_of_scalars_are_weak_as_in_numpy(self, scalar, dtype):
        x = np.ones(3, dtype)
        for cls in CLASSES:
            assert (cls(x) * scalar).dtype == (x * scalar).dtype
            assert (scalar * cls(x)).dtype == (scalar * x).dtype

    def test_float32_stays_float32(self):
        x = mt.array([1, 2], "m", dtype="f4")
        assert (x + 1 * u.km).dtype == np.float64
        for y in (
            x + mt.array([1], "cm", dtype="f4"),
            x.to("cm"),
            x / mt.array([2], "cm", dtype="f4"),
            np.sin(x / x),
            x * 2.0,
        ):
            assert y.dtype == np.float32
        assert mt.array(50, "percent", dtype="f4").to("").dtype == np.float32
        assert np.exp(mt.array([50], "percent", dtype="f4")).dtype == np.float32

    def test_byte_order_does_not_matter(self):
        x = mt.array(np.array([1.0, 2.0], ">f8"), "m")
        assert np.asarray(x + 50 * u.cm).tolist() == [1.5, 2.5]
        assert (x + x).dtype.isnative

    @given(st.data())
    def test_accumulate_reduceat_outer(self, data):
        x = data.draw(plain_arrays(st.sampled_from(FLOATS), shape=(3,)))
        cls = data.draw(st.sampled_from(CLASSES))
        a = cls(x)
        for method, args in (("accumulate", ()), ("reduceat", ([0, 2],)), ("outer", (x,))):
            for ufunc in (np.add, np.maximum, np.multiply):
                theirs = outcome(lambda: getattr(ufunc, method)(x, *args))  # noqa: B023
                mine = outcome(lambda: getattr(ufunc, method)(a, *args))  # noqa: B023
                assert mine[0] is cls
                assert mine[1:4] == theirs[1:4]


class TestReflected:
    values = (np.array([1.0, 2.0]), [1.0, 2.0], (1.0, 2.0), np.float64(2), np.float32(2), np.int8(2), 2, 2.5, True)

    @pytest.mark.parametrize("other", values, ids=repr)
    @pytest.mark.parametrize("cls", CLASSES)
    @pytest.mark.parametrize(
        "op", [operator.add, operator.sub, operator.mul, operator.truediv, operator.pow, operator.mod]
    )
    def test_are_ours(self, op, cls, other):
        a = cls([4.0, 5.0])
        for result, expected in ((op(a, other), op(np.asarray(a), other)), (op(other, a), op(other, np.asarray(a)))):
            assert type(result) is cls
            np.testing.assert_array_equal(np.asarray(result), expected)

    @pytest.mark.parametrize("other", values, ids=repr)
    def test_comparisons_are_ours(self, other):
        a = mt.array([2.0, 1.0], mask=[0, 1])
        for op in (operator.lt, operator.eq, operator.ne, operator.ge):
            for result in (op(a, other), op(other, a)):
                assert type(result) is mt.MaskedArray
                assert result.mask.tolist() == [False, True]
        assert np.asarray(other < a)[0] == (np.asarray(other) < 2).flat[0]

    def test_take_the_unit(self):
        q = mt.array([4.0, 5.0], "m")
        assert (2 / q).units == u("1/m")
        assert (np.array([1.0, 2.0]) * q).units == u.m
        assert ([1, 2] * q).units == u.m
        assert np.asarray(0 - q).tolist() == [-4, -5]
        with pytest.raises(mt.DimensionalityError, match="number without unit"):
            1 - q

    def test_lists_that_hold_ours(self):
        q = mt.array([4.0, 5.0], "m")
        scalars = [1 * u.m, 50 * u.cm]
        assert np.asarray(q + scalars).tolist() == [5, 5.5]
        assert np.asarray(scalars + q).tolist() == [5, 5.5]

    def test_power_of_three_operands_is_refused(self):
        with pytest.raises(TypeError):
            pow(mt.array([2.0], ""), 2, 3)

    def test_strangers_are_asked(self):
        class Stranger:
            __array_ufunc__ = None

            def __radd__(self, other):
                return "theirs"

            def __add__(self, other):
                return "theirs too"

        a = mt.array([1.0], "m")
        assert a + Stranger() == "theirs"
        assert Stranger() + a == "theirs too"

    def test_nothing_in_common_is_a_type_error(self):
        a = mt.array([1.0], "m")
        for other in (object(), {}, "text"):
            with pytest.raises((TypeError, np.exceptions.DTypePromotionError)):
                a + other


class TestMatrixProduct:
    @pytest.mark.parametrize("cls", CLASSES)
    def test_equals_its_functions(self, cls):
        x = np.array([[1.0, 2.0], [3.0, 4.0]])
        a = cls(x)
        for result in (a @ a, np.matmul(a, a), a.dot(a), np.dot(a, a), a @ x, x @ a):
            assert type(result) is cls
            np.testing.assert_array_equal(np.asarray(result), x @ x)

    def test_units_multiply(self):
        assert (mt.array([1.0], "m") @ mt.array([1.0], "s")).units == u.m * u.s


class TestTwoResults:
    @pytest.mark.parametrize("cls", CLASSES)
    def test_divmod(self, cls):
        a = cls([7.0, -7.0])
        quotient, rest = divmod(a, cls([2.0, 2.0]))
        assert type(quotient) is type(rest) is cls
        np.testing.assert_array_equal(np.asarray(quotient), [3, -4])
        np.testing.assert_array_equal(np.asarray(rest), [1, 1])

    def test_of_quantities(self):
        quotient, rest = divmod(mt.array([7.0], "m", mask=[1]), 200 * u.cm)
        assert (quotient.units, rest.units) == (u(""), u.m)
        assert quotient.mask.tolist() == rest.mask.tolist() == [True]
        assert not np.shares_memory(quotient.mask, rest.mask)
        assert seen(divmod(7.0, mt.array([2.0], ""))) == seen(np.divmod(7.0, mt.array([2.0], "")))

    def test_modf_and_frexp(self):
        part, whole = np.modf(mt.array([1.5], "m", mask=[0], dims="x"))
        assert (part.units, whole.units, part.dims) == (u.m, u.m, ("x",))
        mantissa, exponent = np.frexp(mt.array([8.0], "m"))
        assert (mantissa.units, np.asarray(mantissa).tolist()) == (u.m, [0.5])
        assert (type(exponent), exponent.tolist()) == (np.ndarray, [4])

    def test_outputs(self):
        a = mt.array([7.0], "m")
        q, r = mt.zeros(1, ""), mt.zeros(1, "cm")
        results = np.divmod(a, 2 * u.m, out=(q, r))
        assert results[0] is q
        assert results[1] is r
        assert (np.asarray(q).tolist(), np.asarray(r).tolist()) == ([3], [100])


class TestKeywords:
    def test_dtype_and_casting(self):
        a = mt.array([1, 2], "m", mask=[0, 1])
        assert np.add(a, a, dtype="f4").dtype == np.float32
        assert np.add(a, a, dtype="f4").mask.tolist() == [False, True]
        with pytest.raises(TypeError):
            np.add(a, a, dtype="i1", casting="safe")

    def test_where_needs_out_for_the_other_places(self):
        a = mt.array([1.0, 2.0], "m")
        out = mt.array([9.0, 9.0], "m")
        np.add(a, a, where=[True, False], out=out)
        assert np.asarray(out).tolist() == [2, 9]

    def test_where_takes_masked_as_not_selected(self):
        a = mt.array([1.0, 2.0, 3.0], "m")
        out = mt.array([9.0, 9.0, 9.0], "m")
        np.add(a, a, where=mt.array([True, True, False], mask=[1, 0, 0]), out=out)
        assert np.asarray(out).tolist() == [9, 4, 9]

    def test_where_in_reductions(self):
        a = mt.array([1.0, 2.0, 4.0], "m", mask=[0, 1, 0])
        assert np.asarray(np.add.reduce(a, where=[True, True, False])) == 1
        assert np.asarray(a.sum(where=np.array([False, True, True]))) == 4
        assert a.sum(where=[False, True, False]).mask

    def test_initial(self):
        a = mt.array([1.0, 2.0], "m")
        assert np.asarray(a.sum(initial=50 * u.cm)) == 3.5
        assert np.asarray(a.max(initial=1 * u.km)) == 1000
        assert np.asarray(a.sum(initial=0)) == 3
        with pytest.raises(mt.DimensionalityError, match="initial"):
            a.sum(initial=1)
        assert np.asarray(mt.array([], "m").max(initial=2 * u.m)) == 2

    def test_keepdims_and_axes(self):
        a = mt.array(np.ones((2, 3, 4)), "m", mask=np.zeros((2, 3, 4), bool), dims=("a", "b", "c"))
        assert a.sum((0, 2)).dims == ("b",)
        assert a.sum((0, 2)).mask.shape == (3,)
        assert a.sum(1, keepdims=True).dims == ("a", "b", "c")
        assert a.sum(1, keepdims=True).mask.shape == (2, 1, 4)
        assert np.add.reduce(a).shape == (3, 4)
        assert np.add.reduce(a, axis=()).shape == (2, 3, 4)
        assert a.max(axis=-1).dims == ("a", "b")

    def test_bad_axis_raises_what_numpy_raises(self):
        for cls in CLASSES:
            a = cls(np.ones((2, 2)))
            for call in (lambda: a.sum(5), lambda: np.max(a, axis=-3), lambda: a.sum((0, 0))):  # noqa: B023
                with pytest.raises((np.exceptions.AxisError, ValueError)):
                    call()

    def test_unknown_ones_raise(self):
        with pytest.raises(TypeError):
            np.add(mt.array([1.0], "m"), mt.array([1.0], "m"), nonsense=1)


class TestAt:
    def test_converts_and_merges(self):
        a = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 0])
        np.add.at(a, [0, 0, 2], mt.array([50.0, 50.0, 100.0], "cm", mask=[0, 0, 1]))
        assert np.asarray(a)[:2].tolist() == [2, 2]
        assert a.mask.tolist() == [False, False, True]

    def test_refuses_before_writing(self):
        a = mt.array([1.0, 2.0], "m")
        for ufunc, b in ((np.add, 1 * u.s), (np.multiply, 2 * u.m), (np.add, 1.0)):
            with pytest.raises(TypeError):
                ufunc.at(a, [0], b)
        assert np.asarray(a).tolist() == [1, 2]
        plain = np.array([1.0, 2.0])
        with pytest.raises(TypeError):
            np.add.at(plain, [0], 1 * u.m)
        with pytest.raises(TypeError):
            np.add.at(plain, [0], mt.array(1.0, mask=True))
        assert plain.tolist() == [1, 2]

    def test_of_one_operand(self):
        a = mt.array([1.0, 2.0], "m")
        np.negative.at(a, [1])
        assert np.asarray(a).tolist() == [1, -2]


class TestSpecialValues:
    def test_nothing_is_masked_by_itself(self):
        with np.errstate(all="ignore"):
            x = mt.array([1.0, 0.0], mask=[0, 0]) / 0
        assert not x.mask.any()
        assert np.isinf(np.asarray(x)[0])
        assert np.isnan(np.asarray(x)[1])

    def test_warnings_of_visible_places_are_numpys(self):
        x = mt.array([1.0, 0.0], mask=[0, 1])
        assert (1 / x).mask.tolist() == [False, True]
        assert (1 / x.copy()).mask.tolist() == [False, True]
        with pytest.warns(RuntimeWarning, match="divide by zero"):
            1 / mt.array([0.0, 0.0], mask=[0, 1])
        with pytest.warns(RuntimeWarning, match="invalid"):
            np.log(mt.array([-1.0, -1.0], "", mask=[0, 1]))

    def test_of_hidden_integers(self):
        x = mt.array([2, -2], mask=[0, 1])
        assert (x**x).mask.tolist() == [False, True]

    @pytest.mark.parametrize("cls", CLASSES)
    def test_objects_without_axes_keep_their_class(self, cls):
        x = cls(np.array(2, object))
        for result in (x + x, x * 3, 3 * x, -x, x.sum(), np.multiply(x, x)):
            assert type(result) is cls
            assert result.shape == ()
            assert result.dtype == object
        assert np.asarray(x + x).item() == 4

    @pytest.mark.parametrize("cls", CLASSES)
    def test_scalars_keep_their_class(self, cls):
        x = cls(2.0)
        for result in (x + x, x * 3, np.sqrt(x), x.sum(), x.max(), x**2, np.add.reduce(cls([1.0]))):
            assert type(result) is cls
            assert result.shape == ()

    def test_differences_of_times(self):
        x = mt.array(np.array(["2020-01-01", "2020-01-03", "NaT"], "M8[D]"), mask=[0, 1, 0])
        d = x - np.datetime64("2020-01-01")
        assert d.dtype == np.dtype("m8[D]")
        assert d.mask.tolist() == [False, True, False]
        assert np.asarray(d)[0] == np.timedelta64(0, "D")

    def test_strings_compare(self):
        x = mt.array(["a", "b"], mask=[0, 1])
        assert np.asarray(x == "a")[0]
        assert (x == "a").mask.tolist() == [False, True]

    @given(arrays(dtype="f8", shape=(0, 2)))
    def test_nothing_at_all(self, x):
        assert (x == x).shape == (0, 2)
        assert type(x[:, :1]) is type(x)


class TestComparisons:
    def test_across_dimensions(self):
        a, b = mt.array([1.0, 2.0], "m"), mt.array([1.0, 2.0], "s")
        assert np.asarray(a == b).tolist() == [False, False]
        assert np.asarray(a != b).tolist() == [True, True]
        assert np.asarray(a == 1).tolist() == [False, False]
        assert (a == b[:, None]).shape == (2, 2)
        with pytest.raises(mt.DimensionalityError, match="'meter' and 'second'"):
            a < b  # noqa: B015

    def test_across_units(self):
        a = mt.array([1.0, 2.0], "m")
        assert np.asarray(a == mt.array([100.0, 1.0], "cm")).tolist() == [True, False]
        assert np.asarray(a == 0).tolist() == [False, False]
        assert np.asarray(a < np.inf).tolist() == [True, True]

    @pytest.mark.parametrize("cls", CLASSES)
    def test_with_none_and_strangers_are_false(self, cls):
        a = cls([1.0, 2.0])
        assert not np.asarray(a == None).any()  # noqa: E711
        assert np.asarray(a != None).all()  # noqa: E711

    def test_keep_mask_and_labels_but_no_unit(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 1], dims="x")
        assert type(x == x) is mt.LabeledMaskedArray
        assert type(mt.array([1.0], "m") == mt.array([1.0], "m")) is np.ndarray


def test_unknown_ufuncs_are_refused():
    double = np.frompyfunc(lambda x: 2 * x, 1, 1)
    with pytest.raises(mt.UnsupportedError, match=r"has no rule in metaarr; call it on np\.asarray\(x\)"):
        double(mt.array([1.0], "m"))
    with pytest.raises(mt.UnsupportedError):
        np.vectorize(lambda x: x)(mt.array([1.0], mask=[0]))


class TestLargeOperands:
    """Converted block by block, they are what they are converted at once."""

    @pytest.mark.parametrize("dtype", ["f4", "f8"])
    @pytest.mark.parametrize("cls", [mt.Quantity, mt.MaskedQuantity, mt.LabeledMaskedQuantity])
    @pytest.mark.parametrize("ufunc", [np.add, np.subtract, np.maximum, np.less], ids=lambda ufunc: ufunc.__name__)
    def test_of_another_unit(self, ufunc, cls, dtype):
        size = 3 * 2**15 + 7
        x = np.linspace(-5, 5, size).astype(dtype)
        y = (300 * np.cos(np.arange(size))).astype(dtype)
        result = ufunc(cls(x, "m"), cls(y, "cm"))
        expected = ufunc(x, y / np.asarray(100, dtype))
        assert result.dtype == expected.dtype
        assert np.array_equal(np.asarray(result), expected)
        assert np.array_equal(
            np.asarray(ufunc(cls(x[::-1], "m"), cls(y, "cm"))), ufunc(x[::-1], y / np.asarray(100, dtype))
        )


class TestWarnings:
    """A masked element silences itself and nothing else, on the hot path too."""

    @pytest.mark.parametrize(
        "cls", [mt.MaskedArray, mt.MaskedQuantity, mt.LabeledMaskedArray, mt.LabeledMaskedQuantity]
    )
    def test_of_visible_elements_are_heard(self, cls):
        huge = np.array([1e308, 1.0])
        loud, quiet = cls(huge, mask=[0, 1]), cls(huge, mask=[1, 0])
        for _ in range(2):
            with pytest.warns(RuntimeWarning, match="overflow"):
                assert np.isinf(np.asarray(loud + loud)[0])
            with np.errstate(over="raise"), pytest.raises(FloatingPointError):
                loud + loud
            assert (quiet + quiet).mask.tolist() == [True, False]
