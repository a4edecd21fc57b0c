"""`expects`, `wraps` and `takes`: what a function gets and what its caller gets, against hand-computed numbers."""

import asyncio
import inspect
import pickle
from typing import Annotated, Any, NamedTuple

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

Length = Annotated[mt.Quantity, "m"]


def got(value):
    """Bare numbers and unit of what a function was handed."""
    assert isinstance(value, mt.Quantity)
    return np.asarray(value).tolist(), str(value.units)


@mt.expects(length="m", time="s")
def seen(length, time=None, *, factor=1):
    """Say what arrived."""
    return length, time, factor


class TestConversion:
    def test_of_a_compatible_unit(self):
        length, time, _ = seen(2 * u.km, [1, 2] * u.minute)
        assert got(length) == (2000.0, "meter")
        assert got(time) == ([60.0, 120.0], "second")

    def test_by_name_as_by_position(self):
        length, time, factor = seen(time=1 * u.minute, length=2 * u.km, factor=3)
        assert (got(length), got(time), factor) == ((2000.0, "meter"), (60.0, "second"), 3)

    def test_hands_over_the_array_itself_where_nothing_changes(self):
        x = mt.array([1.0, 2.0], "m")
        assert seen(x)[0] is x

    def test_of_another_spelling_shares_the_memory(self):
        x = mt.array([1.0], "kg m/s**2")
        force = mt.expects(f="N")(lambda f: f)(x)
        assert str(force.units) == "newton"
        assert np.shares_memory(np.asarray(force), np.asarray(x))

    def test_keeps_mask_labels_and_fields(self):
        class Run(mt.Quantity):
            label = mt.PerArray(default="")

        x = mt.array([1.0, 2.0], "km", mask=[0, 1], dims="x", coords={"x": [5, 6]})
        length = seen(x)[0]
        assert type(length) is mt.LabeledMaskedQuantity
        assert (length.mask.tolist(), length.dims) == ([False, True], ("x",))
        assert length.coords["x"].tolist() == [5, 6]
        assert seen(Run([1.0], "km", label="a"))[0].label == "a"

    def test_of_points_on_a_scale(self):
        assert got(mt.expects(t="kelvin")(lambda t: t)(20 * u.degC)) == (293.15, "kelvin")
        with pytest.raises(mt.DimensionalityError, match="one is a difference"):
            mt.expects(t="delta_degC")(lambda t: t)(20 * u.degC)

    def test_of_lists_that_hold_quantities(self):
        assert got(seen([1 * u.m, 20 * u.cm])[0]) == ([1.0, 0.2], "meter")

    def test_leaves_the_argument_alone(self):
        x = mt.array([1.0], "km")
        seen(x)
        assert got(x) == ([1.0], "kilometer")

    @pytest.mark.parametrize("dtype", ["f4", "f8", "c8", "c16"])
    def test_keeps_the_dtype(self, dtype):
        assert seen(mt.array(np.ones(2, dtype), "km"))[0].dtype == dtype


class TestRefusal:
    def test_names_function_argument_units_and_remedy(self):
        with pytest.raises(mt.DimensionalityError) as error:
            seen(1 * u.s)
        for part in ("seen()", "'length'", "'second'", "'meter'", "[time]", "[length]", "converts to"):
            assert part in str(error.value)

    @pytest.mark.parametrize("value", [1, 1.5, np.float32(2), [1, 2], np.ones(3), True, [0, 1]])
    def test_of_bare_numbers(self, value):
        with pytest.raises(mt.DimensionalityError, match=r"'length' is a number without unit, and 'm' is expected"):
            seen(value)

    @pytest.mark.parametrize("value", [0, 0.0, np.inf, [np.nan, 0, -np.inf]])
    def test_not_of_numbers_that_mean_the_same_in_every_unit(self, value):
        length = seen(value)[0]
        assert str(length.units) == "meter"
        assert np.array_equal(np.asarray(length), np.asarray(value), equal_nan=True)

    def test_of_zero_on_a_scale_with_an_offset(self):
        with pytest.raises(mt.DimensionalityError, match="without unit"):
            mt.expects(t="degC")(lambda t: t)(0)

    def test_of_masked_arrays_without_unit_looks_at_visible_elements(self):
        assert str(seen(mt.array([0.0, 5.0], mask=[0, 1]))[0].units) == "meter"
        with pytest.raises(mt.DimensionalityError):
            seen(mt.array([5.0, 0.0], mask=[0, 1]))

    @pytest.mark.parametrize(
        ("value", "what"),
        [("3 m", "str"), (u.m, "is a unit"), ({}, "dict"), (np.datetime64("2012-01-01"), "datetime64")],
    )
    def test_of_what_is_no_number(self, value, what):
        with pytest.raises(TypeError, match=rf"'length'.*{what}"):
            seen(value)

    def test_of_none_unless_it_is_the_default(self):
        assert seen(1 * u.m, None)[1] is None
        with pytest.raises(TypeError, match="NoneType"):
            seen(None)

    def test_leaves_wrong_calls_to_the_function(self):
        with pytest.raises(TypeError, match="missing 1 required positional argument: 'length'"):
            seen(time=1 * u.s)
        with pytest.raises(TypeError, match="unexpected keyword argument 'mass'"):
            seen(1 * u.m, mass=1)
        with pytest.raises(TypeError, match="takes from 1 to 2 positional arguments"):
            seen(1 * u.m, 1 * u.s, 3)


class TestBare:
    def test_numbers_are_read_in_the_declared_unit_if_told_so(self):
        adopted = mt.expects(t="degC", bare="adopt")(lambda t: t)
        assert got(adopted(20)) == (20, "degree_Celsius")
        assert got(adopted(mt.array(293.15, "K"))) == (20.0, "degree_Celsius")
        assert got(mt.expects(p="percent", bare="adopt")(lambda p: p)(20)) == (20, "percent")

    def test_numbers_are_dimensionless_where_that_is_expected(self):
        assert got(mt.expects(x="")(lambda x: x)(2)) == (2, "dimensionless")
        assert got(mt.expects(x="percent")(lambda x: x)(0.5)) == (50.0, "percent")
        assert got(mt.expects(x="radian")(lambda x: x)(0.5)) == (0.5, "radian")

    def test_numbers_may_be_radian_or_degree(self):
        with pytest.raises(mt.DimensionalityError, match="number without unit"):
            mt.expects(x="degree")(lambda x: x)(30)

    def test_results_need_their_unit_all_the_same(self):
        with pytest.raises(mt.DimensionalityError, match="the result is a number without unit"):
            mt.expects(x="m", returns="m", bare="adopt")(lambda x: 3)(3)

    def test_is_checked(self):
        with pytest.raises(TypeError, match="bare must be 'raise' or 'adopt'"):
            mt.expects(x="m", bare="ignore")


class TestDimensions:
    def test_are_checked_only(self):
        check = mt.expects(x="[length]/[time]")(lambda x: x)
        x = 3 * u("km/hour")
        assert check(x) is x
        with pytest.raises(mt.DimensionalityError, match=r"'x' is in 'meter'.*\[length\]/\[time\] is expected"):
            check(3 * u.m)

    def test_of_bare_numbers(self):
        check = mt.expects(x="[length]")(lambda x: x)
        assert check(0) == 0
        with pytest.raises(mt.DimensionalityError, match="number without unit"):
            check(1)

    def test_of_numbers(self):
        assert got(mt.expects(x="[]")(lambda x: x)(2)) == (2, "dimensionless")


class TestNames:
    def test_the_first_value_gives_the_unit(self):
        pair = mt.expects(a="=A", b="=A")(lambda a, b: (a, b))
        assert [got(x) for x in pair(1 * u.m, 20 * u.cm)] == [(1.0, "meter"), (0.2, "meter")]
        with pytest.raises(mt.DimensionalityError, match=r"'b' is in 'second', and '=A', here 'meter', is expected"):
            pair(1 * u.m, 1 * u.s)

    def test_relations_hold_whatever_the_order_of_parameters(self):
        sided = mt.expects(area="=A**2", side="=A")(lambda area, side: area)
        assert got(sided(1 * u.m**2, 1 * u.cm)) == (10000.0, "centimeter ** 2")

    @pytest.mark.parametrize(
        ("relation", "unit"),
        [
            ("=A*B", "m s"),
            ("=A / B", "m/s"),
            ("=1/B", "1/s"),
            ("=A**-2", "m**-2"),
            ("=A**0.5*B", "m**0.5 s"),
            ("=(A/B)**(1/3)", "(m/s)**(1/3)"),
            (lambda A, B: A * B**2, "m s**2"),  # noqa: N803
        ],
    )
    def test_in_results(self, relation, unit):
        f = mt.expects(a="=A", b="=B", returns=relation)(lambda a, b: 1 * u(unit))
        assert f(2 * u.m, 3 * u.s).units == unit
        with pytest.raises(mt.DimensionalityError, match="the result"):
            mt.expects(a="=A", b="=B", returns=relation)(lambda a, b: a)(2 * u.m, 3 * u.s)

    def test_of_arguments_not_given_are_dimensionless(self):
        f = mt.expects(x="=A", weight="=B", returns="=A*B")(lambda x, weight=None: x)
        assert f(2 * u.m).units == "m"

    @pytest.mark.parametrize("wrong", ["=A+B", "=A*2", "=", "=A B", "=sin(A)", "=A**B", "=A**(1/0)", "=True*A"])
    def test_must_be_products_of_powers(self, wrong):
        with pytest.raises(mt.UnitsError, match="no relation of units"):
            mt.expects(a="=A", b="=B", returns=wrong)(lambda a, b: a)

    def test_must_be_defined(self):
        with pytest.raises(TypeError, match=r"declared in terms of B, which no argument defines"):
            mt.expects(a="=A", returns="=A*B")(lambda a: a)


class TestResults:
    def test_are_converted(self):
        assert got(mt.expects(returns="km/hour")(lambda: 10 * u("m/s"))()) == (36.0, "kilometer / hour")
        with pytest.raises(mt.DimensionalityError, match=r"\(\): the result is in 'meter', and 'second'"):
            mt.expects(returns="s")(lambda: 1 * u.m)()

    def test_in_tuples(self):
        f = mt.expects(returns=("m", None, "s"))(lambda *values: values)
        x, n, t = f(1 * u.km, 7, 1 * u.minute)
        assert (got(x), n, got(t)) == ((1000.0, "meter"), 7, (60.0, "second"))
        with pytest.raises(TypeError, match="has 2 items, and 3 are declared"):
            f(1 * u.m, 2)
        with pytest.raises(mt.DimensionalityError, match=r"the result\[2\]"):
            f(1 * u.m, 7, 1 * u.m)

    def test_in_named_tuples_and_lists(self):
        class Pair(NamedTuple):
            x: Any
            t: Any

        made = mt.expects(returns=("m", "s"))(lambda: Pair(1 * u.km, 1 * u.minute))()
        assert type(made) is Pair
        assert got(made.x) == (1000.0, "meter")
        assert [got(x) for x in mt.expects(returns=["m"])(lambda: [1 * u.km, 0])()] == [(1000.0, "meter"), (0, "meter")]

    def test_in_mappings_and_objects(self):
        class Result:
            x = 1 * u.km
            note = "fine"

        f = mt.expects(returns={"x": "m"})
        given = {"x": 1 * u.km, "n": 7}
        made = f(lambda: given)()
        assert (got(made["x"]), made["n"], got(given["x"])) == ((1000.0, "meter"), 7, (1, "kilometer"))
        result = Result()
        made = f(lambda: result)()
        assert (got(made.x), made.note, got(result.x)) == ((1000.0, "meter"), "fine", (1, "kilometer"))
        with pytest.raises(TypeError, match="has no 'x', which is declared"):
            f(lambda: {})()  # noqa: PIE807

    def test_must_not_be_missing(self):
        with pytest.raises(TypeError, match="the result is a NoneType"):
            mt.expects(returns="m")(lambda: None)()


class TestSignatures:
    def test_positional_only_keyword_only_and_defaults(self):
        @mt.expects(a="m", b="m", c="m")
        def f(a, b=2 * u.km, /, *, c=3 * u.km):
            return a, b, c

        assert [got(x)[0] for x in f(1 * u.km)] == [1000.0, 2000.0, 3000.0]
        assert [got(x)[0] for x in f(1 * u.km, 0, c=1 * u.m)] == [1000.0, 0, 1]

    def test_defaults_behind_others(self):
        @mt.expects(c="m")
        def f(a, b=5, c=3 * u.km, /):
            return a, b, got(c)

        assert f(1) == (1, 5, (3000.0, "meter"))
        with pytest.raises(TypeError, match="missing"):
            f()

    def test_any_number_of_arguments(self):
        @mt.expects(values="m", options="s")
        def f(first, *values, flag=False, **options):
            return values, flag, options

        values, flag, options = f("first", 1 * u.km, 2 * u.m, flag=True, dt=1 * u.minute)
        assert [got(x)[0] for x in values] == [1000.0, 2]
        assert (flag, got(options["dt"])) == (True, (60.0, "second"))
        with pytest.raises(mt.DimensionalityError, match="'dt'"):
            f("first", dt=1 * u.m)

    def test_one_of_the_keywords_by_name(self):
        f = mt.expects(dt="s")(lambda **options: options)
        assert got(f(dt=1 * u.minute, other=3)["dt"]) == (60.0, "second")
        assert f(dt=1 * u.minute, other=3)["other"] == 3

    def test_parameters_called_as_those_of_expects(self):
        f = mt.expects({"returns": "m", "bare": "s"})(lambda returns, bare: (returns, bare))
        assert [got(x)[0] for x in f(1 * u.km, 1 * u.minute)] == [1000.0, 60.0]

    def test_methods_in_every_order(self):
        class Track:
            @mt.expects(x="m")
            def method(self, x):
                return self, x

            @classmethod
            @mt.expects(x="m")
            def inside(cls, x):
                return cls, x

            @mt.expects(x="m")
            @classmethod
            def outside(cls, x):
                return cls, x

            @mt.expects(x="m")
            @staticmethod
            def static(x):
                return None, x

            @property
            @mt.expects(returns="m")
            def length(self):
                return 1 * u.km

        track = Track()
        for method, owner in (
            (track.method, track),
            (Track.inside, Track),
            (Track.outside, Track),
            (track.static, None),
        ):
            first, x = method(1 * u.km)
            assert first is owner
            assert got(x) == (1000.0, "meter")
        assert got(track.length) == (1000.0, "meter")
        with pytest.raises(TypeError, match="put it below @property"):
            mt.expects(returns="m")(Track.length)
        with pytest.raises(TypeError, match="decorate its __init__"):
            mt.expects(x="m")(Track)

    def test_coroutines(self):
        @mt.expects(x="m", returns="cm")
        async def f(x):
            await asyncio.sleep(0)
            return x

        assert inspect.iscoroutinefunction(f)
        assert got(asyncio.run(f(1 * u.km))) == (100000.0, "centimeter")
        with pytest.raises(mt.DimensionalityError):
            asyncio.run(f(1 * u.s))

    def test_generators_check_their_arguments(self):
        def f(x):
            yield x

        checked = mt.expects(x="m")(f)
        assert got(next(checked(1 * u.km))) == (1000.0, "meter")
        with pytest.raises(mt.DimensionalityError):
            checked(1 * u.s)
        with pytest.raises(TypeError, match="a generator, whose results cannot be declared"):
            mt.expects(x="m", returns="m")(f)

    def test_the_function_looks_as_before(self):
        assert seen.__name__ == "seen"
        assert seen.__doc__ == "Say what arrived."
        assert str(inspect.signature(seen)) == "(length, time=None, *, factor=1)"
        assert seen.__wrapped__(1) == (1, None, 1)
        assert pickle.loads(pickle.dumps(seen)) is seen


class TestDeclarations:
    """What is wrong shows when the function is decorated."""

    def test_of_unknown_parameters(self):
        with pytest.raises(TypeError, match=r"has no parameter 'lenght', of which a unit is declared; it has length"):
            mt.expects(lenght="m")(lambda length: length)

    def test_of_unknown_units(self):
        with pytest.raises(mt.UndefinedUnitError, match="metre_"):
            mt.expects(x="metre_")(lambda x: x)
        with pytest.raises(mt.UndefinedUnitError):
            mt.expects(returns="metre_")(lambda x: x)

    def test_of_defaults_that_do_not_fit(self):
        with pytest.raises(mt.DimensionalityError, match="'x' is a number without unit"):
            mt.expects(x="m")(lambda x=3: x)
        with pytest.raises(mt.DimensionalityError, match="'x' is in 'second'"):
            mt.expects(x="m")(lambda x=3 * u.s: x)

    @pytest.mark.parametrize("spec", [3, object(), ["m", "s"]])
    def test_of_what_is_no_unit(self, spec):
        with pytest.raises((TypeError, mt.UnitsError)):
            mt.expects(x=spec)(lambda x: x)

    def test_take_unit_objects(self):
        assert got(mt.expects(x=u.m)(lambda x: x)(1 * u.km)) == (1000.0, "meter")
        assert got(mt.expects(x=u.m.to_pint())(lambda x: x)(1 * u.km)) == (1000.0, "meter")

    def test_of_something_else(self):
        with pytest.raises(TypeError, match="takes a function, or units as keywords"):
            mt.expects("m")

    def test_read_units_anew_at_each_call(self):
        f = mt.expects(x="m")(lambda x: x)
        assert got(f(1 * u.km)) == (1000.0, "meter")
        u.define("decorated_unit = 3 * meter")
        assert got(f(u("1 decorated_unit"))) == (3.0, "meter")
        assert f(u("1 m")).units is u.m


class TestAnnotations:
    def test_declare(self):
        @mt.expects
        def f(x: Length, n: int, *, t: Annotated[mt.Quantity, u.s] = 0 * u.s) -> Annotated[mt.Quantity, "km"]:
            assert (got(x), n, got(t)) == ((1000.0, "meter"), 3, (60.0, "second"))
            return x

        assert got(f(1 * u.km, 3, t=1 * u.minute)) == (1.0, "kilometer")
        with pytest.raises(mt.DimensionalityError):
            f(1 * u.s, 3)

    def test_as_text(self):
        @mt.expects()
        def f(x: "Length", y: "Annotated[mt.Quantity, 's'] | None" = None) -> "tuple[Length, int]":
            return x, 3

        assert got(f(1 * u.km)[0]) == (1000.0, "meter")
        with pytest.raises(mt.DimensionalityError, match="'y'"):
            f(1 * u.km, 1 * u.m)

    def test_as_text_of_local_names(self):
        Local = Annotated[mt.Quantity, "m"]  # noqa: N806

        @mt.expects
        def f(x: "Local") -> None:
            return Local and got(x)

        assert f(1 * u.km) == (1000.0, "meter")

    def test_optional(self):
        @mt.expects
        def f(x: Length | None, y: Annotated[mt.Quantity | None, "s"]) -> Length | None:
            return x

        assert f(None, None) is None
        assert got(f(1 * u.km, 0)) == (1000.0, "meter")
        with pytest.raises(mt.DimensionalityError):
            f(1 * u.s, None)

    def test_of_several_results_and_arguments(self):
        @mt.expects
        def f(*values: Length, **options: Annotated[float, "s"]) -> tuple[Length, ...]:
            assert all(got(x)[1] == "second" for x in options.values())
            return values

        assert [got(x) for x in f(1 * u.km, 2 * u.m, t=1 * u.minute)] == [(1000.0, "meter"), (2, "meter")]

    def test_give_way_to_keywords(self):
        @mt.expects(x="cm", returns=None)
        def f(x: Length) -> Length:
            return got(x)

        assert f(1 * u.m) == (100.0, "centimeter")

    def test_that_have_no_unit_are_left_alone(self):
        @mt.expects
        def f(x, y: float, z: list[int], w: Annotated[float, object()]) -> None:
            return x, y, z, w

        assert f(1, 2.0, [3], 4) == (1, 2.0, [3], 4)

    @pytest.mark.parametrize(
        ("annotation", "why"),
        [
            (list[Length], "inside"),
            (dict[str, Length], "inside"),
            (Length | Annotated[mt.Quantity, "s"], "union of several units"),
            (Annotated[mt.Quantity, "m", "s"], "more than one unit"),
            ("Annotated[NotThere, 'm']", "cannot be evaluated"),
            ("NotThere", "cannot be evaluated"),
        ],
    )
    def test_that_cannot_be_read_are_refused(self, annotation, why):
        def f(x):
            return x

        f.__annotations__["x"] = annotation
        with pytest.raises(TypeError, match=why):
            mt.expects(f)

    def test_that_cannot_be_evaluated_do_not_matter_beside_keywords(self):
        def f(x, other):
            return got(x)

        f.__annotations__.update(x="Annotated[NotThere, 'm']", other="NotThere")
        assert mt.expects(x="m")(f)(1 * u.km, 3) == (1000.0, "meter")

    def test_of_something_that_is_no_unit_are_refused(self):
        def f(x: Annotated[float, "the length of the thing"]):
            return x

        with pytest.raises(mt.UnitsError):
            mt.expects(f)


def plain(x, y=1.0, *rest, **options):
    """Take bare numbers only, as C code would."""
    for value in (x, y, *rest, *options.values()):
        assert not isinstance(value, mt.MetaArray), "an array of ours reached bare code"
    return x


class TestWraps:
    def test_hands_over_bare_numbers(self):
        def f(x, y):
            assert type(x) is np.ndarray
            assert x.tolist() == [1000.0, 2000.0]
            assert isinstance(y, float)
            return x.sum() / y

        speed = mt.wraps(f, "m", "s", returns="m/s")
        assert got(speed([1, 2] * u.km, 1 * u.minute)) == (50.0, "meter / second")

    def test_as_a_decorator_with_names(self):
        @mt.wraps(x="m", returns="m**2")
        def square(n, x):
            return n * x**2

        assert got(square(2, 1 * u.km)) == (2e6, "meter ** 2")
        assert got(square(2, x=1 * u.km)) == (2e6, "meter ** 2")
        assert square.__name__ == "square"

    def test_needs_to_be_told_what_comes_out(self):
        with pytest.raises(TypeError, match="returns"):
            mt.wraps(plain, "m")

    @pytest.mark.parametrize(
        ("args", "kwargs"),
        [
            ((1 * u.m, 2 * u.s), {}),
            ((1 * u.m,), {"y": 2 * u.s}),
            ((1 * u.m, 1.0, 2 * u.s), {}),
            ((1 * u.m,), {"other": [2 * u.s]}),
            ((1 * u.m,), {"other": {"a": (2 * u.s,)}}),
            ((1 * u.m,), {"y": mt.array([1.0], mask=[1])}),
            ((1 * u.m,), {"y": mt.array([1.0], dims="x")}),
        ],
    )
    def test_refuses_what_is_not_declared(self, args, kwargs):
        with pytest.raises(mt.UnsupportedError, match="nothing is declared of it"):
            mt.wraps(plain, "m", returns="m")(*args, **kwargs)

    def test_passes_what_carries_nothing(self):
        assert got(mt.wraps(plain, "m", returns="m")(1 * u.m, mt.array([1.0], mask=[0]))) == (1, "meter")

    def test_refuses_masked_elements(self):
        f = mt.wraps(plain, "m", returns="m", like="x")
        with pytest.raises(mt.MaskError, match=r"\.filled\(value\)"):
            f(mt.array([1.0, 2.0], "m", mask=[0, 1]))
        with pytest.raises(mt.MaskError):
            f(mt.masked)
        assert type(f(mt.array([1.0], "m", mask=[0]))) is mt.MaskedQuantity

    def test_refuses_labels_unless_told_where_they_go(self):
        x = mt.array([1.0, 2.0], "km", dims="x", coords={"x": [5, 6]})
        with pytest.raises(mt.UnsupportedError, match="carries labels"):
            mt.wraps(plain, "m", returns="m")(x)
        result = mt.wraps(plain, "m", returns="m**2", like="x")(x)
        assert type(result) is mt.LabeledQuantity
        assert (result.dims, got(result)) == (("x",), ([1000.0, 2000.0], "meter ** 2"))
        assert result.coords["x"].tolist() == [5, 6]

    def test_labels_go_with_results_of_the_same_shape_only(self):
        f = mt.wraps(lambda x: x[1:], "m", returns="m", like="x")
        with pytest.raises(mt.UnsupportedError, match=r"has shape \(1,\), and the argument has \(2,\)"):
            f(mt.array([1.0, 2.0], "km", dims="x"))
        with pytest.raises(TypeError, match="no unit is declared of that parameter"):
            mt.wraps(plain, "m", returns="m", like="z")

    def test_labels_of_several_results(self):
        f = mt.wraps(lambda x: (x, x.sum()), "m", returns=("m", "m"), like=("x", None))
        one, other = f(mt.array([1.0, 2.0], "m", dims="x"))
        assert (type(one), type(other)) == (mt.LabeledQuantity, mt.Quantity)

    def test_labels_of_a_result_without_unit(self):
        f = mt.wraps(lambda x: x > 1, "m", returns=None, like="x")
        result = f(mt.array([1.0, 2.0], "m", dims="x"))
        assert type(result) is mt.LabeledArray
        assert np.asarray(result).tolist() == [False, True]

    def test_refuses_scales_where_any_unit_will_do(self):
        f = mt.wraps(plain, "=A", returns="=A")
        with pytest.raises(mt.OffsetUnitError, match=r"kelvin"):
            f(20 * u.degC)
        assert got(mt.wraps(plain, "degC", returns="degC")(293.15 * u.K)) == (20.0, "degree_Celsius")

    def test_bare_numbers(self):
        f = mt.wraps(plain, "m", returns="m")
        assert got(f(0)) == (0, "meter")
        with pytest.raises(mt.DimensionalityError, match="number without unit"):
            f(1)
        assert got(mt.wraps(plain, "m", returns="m", bare="adopt")(1)) == (1, "meter")

    def test_defaults_are_the_functions_own(self):
        assert got(mt.wraps(plain, "m", "s", returns="m")(1 * u.m)) == (1, "meter")
        assert got(mt.wraps(lambda x, fs=1.0: x, "=A", fs="=F", returns="=A/F")(1 * u.m)) == (1, "meter")

    def test_a_dimension_does_not_say_which_numbers(self):
        with pytest.raises(mt.UnsupportedError, match="does not say in which unit"):
            mt.wraps(plain, None, returns="[length]")(1)

    def test_functions_written_in_c(self):
        hypot = mt.wraps(__import__("math").hypot, "=A", "=A", returns="=A")
        assert got(hypot(3 * u.m, 400 * u.cm)) == (5.0, "meter")
        largest = mt.wraps(max, "m", "m", returns="m")
        assert got(largest(3 * u.m, 1 * u.km)) == (1000.0, "meter")
        with pytest.raises(mt.UnsupportedError):
            mt.wraps(max, "m", returns="m")(3 * u.m, 1 * u.km)

    def test_too_many_units(self):
        with pytest.raises(TypeError, match="takes 1 positional arguments, and 2 are declared"):
            mt.wraps(lambda x: x, "m", "s", returns="m")

    def test_structures_in_and_out(self):
        def f(bounds, state, options):
            assert bounds == [(0.0, None), (1000.0, 2.0)]
            assert state == (1000.0, 60.0)
            assert options == {"tolerance": 0.01, "n": 3}
            return np.array([[1.0, 2.0], [3.0, 4.0]])

        wrapped = mt.wraps(f, [("m", "m")], ("m", "s"), {"tolerance": "m"}, returns=("m", "s"))
        one, other = wrapped(
            [(0, None), (1 * u.km, 2 * u.m)], (1 * u.km, 1 * u.minute), {"tolerance": 1 * u.cm, "n": 3}
        )
        assert (got(one), got(other)) == (([1.0, 2.0], "meter"), ([3.0, 4.0], "second"))


class TestTakes:
    def test_gives_the_function_quantities(self):
        def caller(f, x):
            value = f(x)
            assert isinstance(value, float)
            return value

        def f(x):
            assert got(x) == (1000.0, "meter")
            return 1 * u.minute

        assert got(mt.wraps(caller, mt.takes("m", returns="s"), "m", returns="s")(f, 1 * u.km)) == (60.0, "second")

    def test_results_in_the_unit_of_the_first(self):
        wrapped = mt.wraps(lambda f: f(0) + f(1), mt.takes(None, returns="=B"), returns="=B")
        assert got(wrapped(lambda i: 1 * (u.km, u.m)[i])) == (1.001, "kilometer")

    @pytest.mark.parametrize(("given", "error"), [(1, "without unit"), (1 * u.m, "is in 'meter'")])
    def test_refuses_wrong_results(self, given, error):
        wrapped = mt.wraps(lambda f: f(0), mt.takes("m", returns="s"), returns="s")
        with pytest.raises(mt.DimensionalityError, match=error):
            wrapped(lambda x: given)

    def test_further_arguments_pass(self):
        wrapped = mt.wraps(lambda f: f(1.0, 2, k=3), mt.takes("m", returns=None), returns=None)
        assert wrapped(lambda x, n, k: (str(x.units), n, k)) == ("meter", 2, 3)

    def test_wants_a_function(self):
        wrapped = mt.wraps(lambda f: f, mt.takes("m", returns="s"), returns=None)
        with pytest.raises(TypeError, match="a function is declared"):
            wrapped(3)
        assert wrapped(None) is None

    def test_names_must_be_known(self):
        with pytest.raises(TypeError, match="in terms of A"):
            mt.wraps(lambda f: f(1), mt.takes("=A", returns="=A"), returns=None)
        unused = mt.wraps(lambda f: 1.0, mt.takes(returns="=B"), returns="=B")
        with pytest.raises(mt.UnitsError, match="nothing has given B a unit yet"):
            unused(lambda: 1 * u.m)

    def test_results_that_are_functions(self):
        def interpolator(x, y):
            return lambda at: np.interp(at, x, y)

        curve = mt.wraps(interpolator, "=A", "=B", returns=mt.wraps("=A", returns="=B"))([0, 1] * u.s, [0, 10] * u.m)
        assert got(curve(500 * u.ms)) == (5.0, "meter")
        with pytest.raises(mt.DimensionalityError):
            curve(1 * u.m)

    def test_directions_are_not_confused(self):
        with pytest.raises(TypeError, match=r"declare a result with wraps"):
            mt.wraps(lambda: abs, returns=mt.takes("m", returns="m"))()
        with pytest.raises(TypeError, match=r"declare an argument with takes"):
            mt.wraps(lambda f: f, f=mt.wraps("m", returns="m"), returns=None)(abs)
        with pytest.raises(TypeError, match="decorate it with expects"):
            mt.expects(f=mt.takes("m", returns="m"))(lambda f: f)(abs)


def test_results_of_wrapped_functions_share_no_memory_with_arguments():
    q = mt.array([1.0, 2.0], "m")
    seconds, metres = mt.wraps(lambda x: (x, x[:1]), "m", returns=("s", "m"))(q)
    seconds[0] = 9 * mt.units.s
    metres[0] = 9 * mt.units.m
    assert q.magnitude.tolist() == [1, 2]
