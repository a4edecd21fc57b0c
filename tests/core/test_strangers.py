"""Classes that nobody planned: what their authors write goes through, or is refused before it can do harm."""

import dataclasses

import numpy as np
import pytest

import metaarr as mt
from metaarr.kinds import Kind

# --- merges by functions of the author ---


def halves(one, other):
    return one / 2 + other / 2


@pytest.mark.parametrize(
    "merge",
    [lambda one, other: one[:1], lambda one, other: 3.0, lambda one, other: one.astype(complex)],
    ids=["shape", "scalar", "dtype"],
)
def test_what_a_merge_gives_must_be_a_companion(merge):
    class Odd(mt.MetaArray):
        level = mt.PerElement(float, merge=merge)

    a, b = Odd([1.0, 2.0], level=[1, 2]), Odd([3.0, 4.0], level=[5, 6])
    for call in (lambda: a + b, lambda: np.add(a, b, where=[True, False], out=a), lambda: a.__iadd__(b)):
        with pytest.raises(mt.UnsupportedError, match="level: merge must give an array of float64 and shape"):
            call()
    assert np.asarray(a).tolist() == [1, 2]
    assert a.level.tolist() == [1, 2]


def test_a_merge_in_another_precision_is_brought_to_the_dtype():
    class Single(mt.MetaArray):
        level = mt.PerElement(np.float32, merge=lambda one, other: one.astype(float) + other)

    total = Single([1.0], level=1) + Single([2.0], level=2)
    assert total.level.dtype == np.float32
    assert total.level.tolist() == [3]


def test_a_merge_that_gives_an_operand_back_shares_nothing():
    class First(mt.MetaArray):
        level = mt.PerElement(float, merge=lambda one, other: one)

    a = First([1.0, 2.0], level=[1, 2])
    total = a + a
    total.level[0] = 9
    assert a.level.tolist() == [1, 2]


def test_a_merge_that_gives_bare_numbers_keeps_the_unit_of_the_companions():
    class Reading(mt.Quantity):
        error = mt.PerElement(
            float, merge=lambda one, other: np.hypot(np.asarray(one), np.asarray(other)), units="array"
        )

    total = Reading([1.0], "m", error=3) + Reading([1.0], "m", error=4)
    assert total.error.units == mt.units.m
    assert total.error.magnitude.tolist() == [5]


def test_time_spans_of_elements_add_up():
    class Exposed(mt.MetaArray):
        exposure = mt.PerElement("m8[s]", merge=np.add, fill=np.timedelta64(0, "s"))

    x = Exposed([1.0, 2.0], exposure=np.timedelta64(3, "s"))
    assert (x + x).exposure.tolist() == np.array([6, 6], "m8[s]").tolist()
    assert np.pad(x, 1).sum().exposure == np.timedelta64(6, "s")


# --- declarations ---


def test_a_field_that_is_a_class_of_kinds_is_refused():
    with pytest.raises(TypeError, match=r"Forgotten.note is the class PerArray; write note = PerArray\(\)"):
        type("Forgotten", (mt.MetaArray,), {"note": mt.PerArray})


def test_kinds_can_be_defined_where_they_are_used():
    class Host(mt.MetaArray):
        class Own(mt.PerArray):
            pass

        own = Own()

    assert issubclass(Host.Own, Kind)
    assert Host([1.0], own=3)[0].own == 3


def test_rules_that_are_no_table_are_refused():
    with pytest.raises(TypeError, match=r"Wrong.rules must be a dict of functions to their rules, not \[\]"):
        type("Wrong", (mt.PerArray,), {"rules": []})


def test_instants_of_elements_are_refused():
    with pytest.raises(TypeError, match=r"datetime64.* cannot say what elements without a value have"):
        mt.PerElement("M8[s]", merge=lambda one, other: one, fill=np.datetime64("NaT", "s"))


# --- functions ---


@dataclasses.dataclass(frozen=True)
class Site:
    name: str


class Series(mt.LabeledArray):
    site = mt.PerArray(default=Site("none"), type=Site)


def test_positions_are_no_values_of_the_array_by_any_way():
    x = Series([3.0, 1.0], dims="t", site=Site("here"))
    for found in (np.argmax(x), x.argmin(), x.argmax(axis=0), np.argmax(x, keepdims=True), np.nanargmin(x)):
        assert type(found) is mt.LabeledArray


def test_a_kind_that_answers_for_positions_is_asked():
    class Kept(mt.PerArray):
        def argreduce(self, call):
            return self.keep(call)

    class Host(mt.MetaArray):
        own = Kept(default="")

    x = Host([3.0, 1.0], own="kept")
    assert x.argmax().own == np.argmax(x, axis=0).own == np.argmin(x).own == "kept"


def test_lines_are_put_together_in_their_class():
    x = Series(np.arange(6.0).reshape(2, 3), dims=("y", "x"), site=Site("here"))
    for function in (np.sum, np.flip):
        found = np.apply_along_axis(function, 1, x)
        assert type(found) is Series
        assert found.site == Site("here")


class Weighted(mt.Quantity):
    weight = mt.PerElement(float, merge=np.multiply, fill=1)


def test_numbers_put_in_place_of_nan_keep_the_array_what_it_is():
    x = Weighted([np.nan, 3.0], "m", weight=[2, 3])
    same = np.nan_to_num(x, copy=False, nan=5 * mt.units.m)
    same.weight[0] = 7
    assert np.asarray(x).tolist() == [5, 3]
    assert x.weight.tolist() == [7, 3]
    assert np.nan_to_num(x).weight is not x.weight


def test_what_replaces_nan_in_place_must_say_nothing_of_itself():
    x = Weighted([np.nan, 3.0], "m", weight=[2, 3])
    with pytest.raises(mt.UnsupportedError, match="not which weight they have"):
        np.nan_to_num(x, copy=False, nan=Weighted(5.0, "m", weight=7))
    assert np.isnan(np.asarray(x)[0])
    np.nan_to_num(x, copy=False, nan=Weighted(5.0, "m"))
    assert np.asarray(x).tolist() == [5, 3]


def test_bare_numbers_of_elements_say_what_they_are_worth():
    x = Weighted([2.5, 3.0], "", weight=[2, 3])
    assert (float(x[0]), x[0].item(), x.tolist()) == (2.5, 2.5, [2.5, 3.0])
