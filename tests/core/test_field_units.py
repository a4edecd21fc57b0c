"""Fields with a unit: they are right in every unit of their array, by an oracle that computes in metres throughout."""

import copy
import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

METRES = {"m": 1.0, "cm": 0.01, "km": 1000.0}


class Measured(mt.Quantity):
    limit = mt.PerArray(units="array")
    sigma = mt.PerElement(float, np.hypot, units="difference")
    variance = mt.PerElement(float, np.add, units=lambda unit: unit**2)
    exposure = mt.PerElement(float, np.add, units="s")


def made(unit, values=(1.0, 2.0), limit=3.0, sigma=(0.3, 0.4), variance=0.5):
    """Make an array of which everything is given in metres."""
    f = METRES[unit]
    return Measured(
        np.asarray(values) / f, unit, limit=limit / f, sigma=np.asarray(sigma) / f, variance=variance / f**2, exposure=1
    )


def metres(x):
    """Give the values and fields of an array as plain numbers in metres, by the factors above."""
    f = METRES[str(x.units).replace("kilometer", "km").replace("centimeter", "cm").replace("meter", "m")]
    limit = None if x.limit is None else float(np.asarray(x.limit)) * f
    return np.asarray(x) * f, limit, np.asarray(x.sigma) * f, np.asarray(x.variance) * f**2


def assert_metres(x, values, limit, sigma, variance):
    found = metres(x)
    np.testing.assert_allclose(found[0], values, rtol=1e-12)
    assert found[1] == (None if limit is None else pytest.approx(limit))
    np.testing.assert_allclose(found[2], sigma, rtol=1e-12)
    np.testing.assert_allclose(found[3], variance, rtol=1e-12)
    assert x.limit is None or x.limit.units is x.units
    assert x.sigma.units is x.units
    assert x.variance.units == x.units**2
    assert x.exposure.units == u.s


class TestGiven:
    def test_bare_numbers_are_in_the_arrays_unit_and_quantities_in_their_own(self):
        x = Measured([1.0, 2.0], "km", limit=30 * u.cm, sigma=[1, 2] * u.m, variance=4.0, exposure=2 * u.min)
        assert_metres(x, [1000, 2000], 0.3, [1, 2], [4e6, 4e6])
        assert np.asarray(x.exposure).tolist() == [120, 120]

    def test_nothing_given_is_not_known(self):
        x = Measured([1.0, 2.0], "km")
        assert x.limit is None
        assert np.isnan(np.asarray(x.sigma)).all()
        assert x.sigma.units == u.km

    def test_assigned(self):
        x = made("km")
        view = x[1:]
        x.sigma = 5 * u.m
        x.limit = 7 * u.m
        x.variance[0] = 9 * u.m**2
        assert_metres(x, [1, 2], 7, [5, 5], [9, 0.5])
        assert_metres(view, [2], 3, [5], [0.5])

    @pytest.mark.parametrize("name", ["limit", "sigma", "variance", "exposure"])
    def test_of_another_dimension_is_refused(self, name):
        x = made("m")
        with pytest.raises(mt.UnitsError, match=f"{name} is in 'kelvin'"):
            setattr(x, name, 3 * u.K)
        with pytest.raises(mt.UnitsError, match=f"{name} is in 'kelvin'"):
            Measured([1.0], "m", **{name: 3 * u.K})
        assert_metres(x, [1, 2], 3, [0.3, 0.4], [0.5, 0.5])


@pytest.mark.parametrize("unit", METRES)
@pytest.mark.parametrize("other", METRES)
class TestMeetings:
    def test_conversion(self, unit, other):
        for converted in (made(unit).to(other), mt.array(made(unit), other), Measured(made(unit), other)):
            assert converted.units == other
            assert_metres(converted, [1, 2], 3, [0.3, 0.4], [0.5, 0.5])

    def test_in_place_conversion(self, unit, other):
        x = made(unit)
        x.ito(other)
        assert_metres(x, [1, 2], 3, [0.3, 0.4], [0.5, 0.5])

    def test_sum_and_difference(self, unit, other):
        a, b = made(unit), made(other, [10.0, 20.0], sigma=[0.4, 0.3])
        for operation, values in ((np.add, [11, 22]), (np.subtract, [-9, -18]), (np.minimum, [1, 2])):
            for result in (operation(a, b), operation(a, b, where=True)):
                assert result.units == unit
                assert_metres(result, values, 3, [0.5, 0.5], [1, 1])
                assert np.asarray(result.exposure).tolist() == [2, 2]

    def test_limits_that_differ(self, unit, other):
        assert (made(unit) + made(other, limit=4.0)).limit is None

    def test_in_place(self, unit, other):
        a, b = made(unit), made(other)
        view = a[:]
        a += b
        assert_metres(a, [2, 4], 3, np.multiply([0.3, 0.4], 2**0.5), [1, 1])
        assert_metres(view, [2, 4], 3, np.multiply([0.3, 0.4], 2**0.5), [1, 1])
        a[0] = made(other)[1]
        assert_metres(a, [2, 4], 3, [0.4, 0.4 * 2**0.5], [0.5, 1])

    def test_join_and_choose(self, unit, other):
        a, b = made(unit), made(other, [10.0, 20.0], sigma=[5, 6])
        assert_metres(np.concatenate([a, b]), [1, 2, 10, 20], 3, [0.3, 0.4, 5, 6], [0.5] * 4)
        assert_metres(np.where([True, False], a, b), [1, 20], 3, [0.3, 6], [0.5] * 2)

    def test_with_a_quantity_that_has_no_fields(self, unit, other):
        result = mt.array([1.0, 1.0], other) + made(unit)
        assert result.units == other
        assert_metres(result[:0], [], 3, [], [])
        joined = np.concatenate([mt.array([1.0], other), made(unit)])
        assert np.isnan(np.asarray(joined.sigma)[0])
        assert_metres(joined[1:], [1, 2], 3, [0.3, 0.4], [0.5, 0.5])


class TestCalls:
    @pytest.mark.parametrize(
        ("call", "values", "sigma", "variance"),
        [
            (lambda x: x[::-1], [2, 1], [0.4, 0.3], [0.5, 0.5]),
            (lambda x: x[[1, 1]], [2, 2], [0.4, 0.4], [0.5, 0.5]),
            (lambda x: -np.sort(-x), [2, 1], [0.4, 0.3], [0.5, 0.5]),
            (lambda x: x.sum(), 3, 0.5, 1),
            (lambda x: np.max(x), 2, 0.5, 1),
            (lambda x: x.cumsum(), [1, 3], [0.3, 0.5], [0.5, 1]),
            (lambda x: -x, [-1, -2], [0.3, 0.4], [0.5, 0.5]),
            (lambda x: np.abs(x), [1, 2], [0.3, 0.4], [0.5, 0.5]),
            (lambda x: x.reshape(2, 1).T, [[1, 2]], [[0.3, 0.4]], [[0.5, 0.5]]),
            (lambda x: np.pad(x, (1, 0)), [0, 1, 2], [np.nan, 0.3, 0.4], [np.nan, 0.5, 0.5]),
            (lambda x: np.zeros_like(x), [0, 0], [np.nan] * 2, [np.nan] * 2),
            (lambda x: mt.array(x, mask=[0, 1]).sum().unmasked, 1, 0.3, 0.5),
            (lambda x: x.astype("f4"), [1, 2], [0.3, 0.4], [0.5, 0.5]),
            (lambda x: np.add.reduceat(x, [0, 1]), [1, 2], [0.3, 0.4], [0.5, 0.5]),
            (copy.deepcopy, [1, 2], [0.3, 0.4], [0.5, 0.5]),
            (lambda x: pickle.loads(pickle.dumps(x)), [1, 2], [0.3, 0.4], [0.5, 0.5]),
        ],
    )
    def test_that_keep_the_unit(self, call, values, sigma, variance):
        result = call(made("cm"))
        assert_metres(result, values, 3, sigma, variance)

    @pytest.mark.parametrize(
        "call",
        [lambda x: x * 2, lambda x: x * x, lambda x: x / x, np.sqrt, np.square, np.var, lambda x: 1 / x, np.prod],
    )
    def test_that_make_another_unit_leave_them_unknown(self, call):
        result = call(made("cm"))
        assert type(result) is Measured
        assert result.limit is None
        assert np.isnan(np.asarray(result.sigma)).all()
        assert result.sigma.units == result.units
        assert not np.isnan(np.asarray(result.exposure)).any()

    def test_comparisons_have_none(self):
        result = made("m") < made("cm", [10.0, 20.0])
        assert np.asarray(result).tolist() == [True, True]
        assert not hasattr(result, "sigma")
        assert np.asarray(result.exposure).tolist() == [2, 2]

    def test_in_place_product_leaves_them_unknown(self):
        x = made("m")
        x *= 2
        assert x.limit is None
        assert np.isnan(np.asarray(x.sigma)).all()

    def test_without_units_they_are_what_they_were(self):
        x = made("km")
        plain = x.magnitude
        assert plain.sigma.units == u.km
        doubled = plain + plain
        assert np.asarray(doubled.exposure).tolist() == [2, 2]


class TestScalesWithAnOffset:
    class Thermometer(mt.Quantity):
        reference = mt.PerArray(units="array")
        sigma = mt.PerElement(float, np.hypot, units="difference")

    def test_points_move_and_differences_do_not(self):
        t = self.Thermometer([10.0], "degC", reference=0, sigma=0.5)
        k = t.to("K")
        assert float(np.asarray(k.reference)) == 273.15
        assert np.asarray(k.sigma).tolist() == [0.5]
        assert k.sigma.units == u.K
        assert np.asarray(k.to("degF").sigma).tolist() == pytest.approx([0.9])
        assert float(np.asarray(k.to("degF").reference)) == pytest.approx(32)

    def test_differences_have_no_point(self):
        t = self.Thermometer([10.0], "degC", reference=0, sigma=0.3)
        s = self.Thermometer([11.0], "degC", reference=0, sigma=0.4)
        difference = s - t
        assert difference.reference is None
        assert difference.sigma.units == u.delta_degC
        assert np.asarray(difference.sigma).tolist() == pytest.approx([0.5])
        assert (t + difference).sigma.units == u.delta_degC

    def test_the_result_may_be_in_the_second_unit(self):
        step = self.Thermometer([9.0], "delta_degF", sigma=1.8)
        result = step + self.Thermometer([10.0], "degC", sigma=0.0)
        assert np.asarray(result).tolist() == pytest.approx([15.0])
        assert result.sigma.units == u.delta_degC
        assert np.asarray(result.sigma).tolist() == pytest.approx([1.0])


class Spread(mt.PerElement):
    """A kind that says what becomes of it in a product: units come out by themselves."""

    def __init__(self):
        super().__init__(float, np.hypot, units="difference")

    def elementwise(self, call):
        if call.func is not np.multiply:
            return super().elementwise(call)
        a, b = (mt.kinds.measured(operand) for operand in call.inputs)
        s, t = (operand.metas.get(self, 0.0) for operand in call.inputs)
        return mt.kinds.Proposal(mt.kinds.Later(lambda leaves: [np.hypot(s * b, t * a)]))


class Uncertain(mt.Quantity):
    sigma = Spread()


def test_an_authors_rule_computes_with_quantities():
    a, b = Uncertain([2.0], "m", sigma=0.1), Uncertain([3.0], "s", sigma=200 * u.ms)
    assert np.asarray((a * b).sigma).tolist() == pytest.approx([0.5])
    assert (a * b).sigma.units == u.m * u.s
    assert np.asarray((a * 4).sigma).tolist() == pytest.approx([0.4])
    assert np.asarray((a.to("cm") * b).to("m s").sigma).tolist() == pytest.approx([0.5])


def test_a_rule_of_the_wrong_dimension_is_found_out():
    class Wrong(Spread):
        def elementwise(self, call):
            return mt.kinds.Proposal(call.inputs[0].metas[self])

    cls = type("Array", (mt.Quantity,), {"sigma": Wrong()})
    with pytest.raises(mt.UnitsError, match=r"sigma is in 'meter'.*'meter \*\* 2' is expected"):
        cls([1.0], "m", sigma=1) * cls([1.0], "m")
