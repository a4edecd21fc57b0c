"""What the labels of several operands become together; nothing is ever aligned by guessing."""

import gc
import weakref

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr._errors import AlignmentError, DimsError
from metaarr._labels.alignment import arranged, concat, merge, merge_many, ordered_shape, stack
from metaarr._labels.coord import Coord
from metaarr._labels.state import Labels

SIZES = {"a": 2, "b": 3, "c": 4}


def line(dim, labels, **more):
    """Labels of a 1-D array."""
    return Labels(dim, {dim: labels, **more}, (len(labels),))


@st.composite
def dims_of_two(draw):
    """Dims of an operand, and some of them in any order for a lesser one."""
    big = draw(st.permutations(list(SIZES)))[: draw(st.integers(0, 3))]
    small = draw(st.permutations(big))[: draw(st.integers(0, len(big)))]
    return tuple(big), tuple(small)


class TestByName:
    @given(dims_of_two(), st.booleans())
    def test_each_operand_keeps_its_elements_under_its_labels(self, numbered, check, dims, swap):
        both = [numbered(tuple(SIZES[dim] for dim in own), own) for own in dims]
        (a, la), (b, lb) = both[::-1] if swap else both
        merged = merge(la.drop_coords(["id"]), a.shape, lb.drop_coords(["id"]), b.shape)
        one, other = np.broadcast_arrays(arranged(a, merged.order_a), arranged(b, merged.order_b))
        tie = len(la.dims) == len(lb.dims)
        assert merged.labels.dims == (la.dims if tie else dims[0])
        check_coords(check, one, merged.labels, a.shape, la.dims)
        check_coords(check, other, merged.labels, b.shape, lb.dims)
        assert set(merged.labels.coords) == set(dims[0])

    def test_no_order_where_broadcasting_does_it(self, numbered):
        (_, big), (_, small) = numbered((2, 3)), numbered((3,), ("b",))
        assert merge(big, (2, 3), small, (3,)).order_b is None
        assert merge(small, (3,), big, (2, 3)).order_a is None

    def test_orders(self, numbered):
        (_, big), (_, small) = numbered((2, 3, 4)), numbered((4, 2), ("c", "a"))
        merged = merge(big, (2, 3, 4), small, (4, 2))
        assert merged.order_b == (1, None, 0)
        assert ordered_shape((4, 2), merged.order_b) == (2, 1, 4)

    @pytest.mark.parametrize("other", [("z",), ("b", "z"), ("z", "y")])
    def test_disjoint_dims_make_no_outer_product(self, other):
        a = Labels(("a", "b"), None, (2, 2))
        b = Labels(other, None, (2,) * len(other))
        with pytest.raises(DimsError, match=r"outer product.*expand_dims.*mt\.outer"):
            merge(a, (2, 2), b, (2,) * len(other))


def check_coords(check, array, labels, shape, dims):
    """Check the coordinates of one operand's own dims."""
    own = {name: coord for name, coord in labels.coords.items() if name in dims}
    check(array, Labels.trusted(labels.dims, own), shape, dims)


class TestByPosition:
    def test_none_takes_any_name(self):
        a = Labels((None, "x"), {"x": [1, 2]}, (3, 2))
        b = Labels(("y", None), {"y": [1, 2, 3]}, (3, 2))
        merged = merge(a, (3, 2), b, (3, 2))
        assert merged.labels.dims == ("y", "x")
        assert set(merged.labels.coords) == {"x", "y"}

    def test_a_plain_operand_is_positional(self, numbered):
        _, labels = numbered((2, 3))
        assert merge(labels, (2, 3), None, (3,)).labels is labels
        assert merge(None, (), labels, (2, 3)).labels is labels
        assert merge(None, (5, 2, 3), labels, (2, 3)).labels.dims == (None, "a", "b")
        assert merge(None, (5, 2, 3), labels, (2, 3)).labels.name == "n"
        assert merge(None, (2,), None, (3, 1)).labels.dims == (None, None)

    def test_different_names_raise(self):
        with pytest.raises(DimsError, match="dim 'x' meets dim 'y'"):
            merge(Labels((None, "x"), None, (2, 2)), (2, 2), Labels((None, "y"), None, (2, 2)), (2, 2))

    def test_a_name_does_not_come_twice(self):
        with pytest.raises(DimsError, match="two axes would be called 'x'"):
            merge(Labels((None, "x"), None, (2, 2)), (2, 2), Labels(("x", None), None, (2, 2)), (2, 2))


class TestLengths:
    def test_a_size_1_axis_that_grows_loses_its_labels(self):
        a = Labels("x", {"x": [7], "n": ("x", [1]), "t": 5}, (1,))
        b = line("x", [1, 2, 3])
        merged = merge(a, (1,), b, (3,)).labels
        assert merged.coords["x"].values.tolist() == [1, 2, 3]
        assert set(merged.coords) == {"x", "t"}

    def test_size_1_meets_size_0(self):
        merged = merge(line("x", [7]), (1,), Labels("x", None, (0,)), (0,)).labels
        assert merged.coords == {}

    def test_other_lengths_raise_before_numpy_does(self):
        with pytest.raises(AlignmentError, match=r"broadcast.*dim 'x' is 2 long in one and 3"):
            merge(Labels("x", None, (2,)), (2,), Labels("x", None, (3,)), (3,))
        with pytest.raises(AlignmentError, match=r"coordinate 'x': 2 and 3 labels, the first to differ 1 and 0"):
            merge(line("x", [1, 2]), (2,), line("x", [0, 1, 2]), (3,))
        with pytest.raises(AlignmentError, match="an axis is 2 long"):
            merge(Labels((None,), None, (2,)), (2,), None, (3,))


class TestCoordinates:
    def test_equal_ones_stay_those_of_the_first(self):
        a, b = line("x", [1, 2]), line("x", [1.0, 2.0])
        assert merge(a, (2,), b, (2,)).labels is a

    def test_one_side_only_is_kept(self):
        a, b = Labels("x", None, (2,)), line("x", [1, 2], t=5)
        assert set(merge(a, (2,), b, (2,)).labels.coords) == {"x", "t"}

    def test_differing_dimension_coordinates_raise_and_teach(self):
        days = np.arange("2012-01-01", "2012-01-05", dtype="M8[D]")
        with pytest.raises(
            AlignmentError,
            match=r"'time': 2012-01-02 and 2012-01-01 at position 0; .*mt\.align.*\.diff\('time'\).*\.unlabeled",
        ):
            merge(line("time", days[1:]), (3,), line("time", days[:-1]), (3,))

    def test_float_noise_is_a_difference(self):
        with pytest.raises(AlignmentError, match="at position 1"):
            merge(line("x", [0.1, 0.1 + 0.2]), (2,), line("x", [0.1, 0.3]), (2,))

    def test_conflicting_scalar_and_auxiliary_ones_are_dropped(self):
        a = line("x", [1, 2], t=5, n=("x", [1, 2]), s=1)
        b = line("x", [1, 2], t=6, n=("x", [1, 3]), s=1)
        assert set(merge(a, (2,), b, (2,)).labels.coords) == {"x", "s"}

    def test_a_scalar_gives_way_to_a_dim_of_its_name(self):
        a = line("x", [1, 2])
        first = a.index(0, (2,))
        for merged in (merge(first, (), a, (2,)), merge(a, (2,), first, ())):
            assert merged.labels.coords["x"].values.tolist() == [1, 2]

    def test_n_d_coordinates_match_in_any_order(self):
        area = np.arange(6).reshape(2, 3)
        a = Labels(("y", "x"), {"area": (("y", "x"), area)}, (2, 3))
        b = Labels(("x", "y"), {"area": (("x", "y"), area.T)}, (3, 2))
        assert merge(a, (2, 3), b, (3, 2)).labels is a

    def test_units_are_converted_for_the_comparison(self):
        metres = mt.array(np.arange(50) / 100, "m")
        a, b = line("x", metres), line("x", metres.to("cm"))
        assert merge(a, (50,), b, (50,)).labels is a
        assert Coord("x", mt.array([0.0, 20.0], "degC")).equals(Coord("x", mt.array([273.15, 293.15], "kelvin")))
        # Rounding shows in one unit and not in the other: the zeros lie far apart.
        celsius, kelvin = Coord("x", mt.array([0.1], "degC")), Coord("x", mt.array([273.25], "kelvin"))
        assert celsius.equals(kelvin)
        assert kelvin.equals(celsius)

    def test_a_unit_on_one_side_only_differs(self):
        a, b = line("x", mt.array([1, 2], "m")), line("x", [1, 2])
        with pytest.raises(AlignmentError, match="unit 'meter' and the other has none"):
            merge(a, (2,), b, (2,))
        with pytest.raises(AlignmentError, match="at position 0"):
            merge(a, (2,), line("x", mt.array([1, 2], "s")), (2,))

    def test_masks_count(self):
        a = Coord("x", mt.array([1, 2], mask=[False, True]))
        assert a.equals(Coord("x", mt.array([1, 9], mask=[False, True])))
        assert not a.equals(Coord("x", np.array([1, 2])))


class TestNameAndAttrs:
    def test_kept_where_equal(self, numbered):
        (_, a), (_, b) = numbered((2,)), numbered((2,))
        assert (merge(a, (2,), b, (2,)).labels.name, merge(a, (2,), b, (2,)).labels.attrs) == ("n", {"k": 1})
        other = merge(a, (2,), b.with_name("m").with_attrs({"k": 2}), (2,)).labels
        assert (other.name, dict(other.attrs)) == (None, {})


class TestMemory:
    def test_a_repeated_partner_is_compared_once(self, numbered, monkeypatch):
        (_, a), (_, b) = numbered((2,)), numbered((2,))
        calls = []
        equals = Coord.equals
        monkeypatch.setattr(Coord, "equals", lambda self, other: calls.append(1) or equals(self, other))
        first = merge(a, (2,), b, (2,))
        known = len(calls)
        assert known > 0
        assert merge(a, (2,), b, (2,)) == first
        assert len(calls) == known

    def test_the_memory_is_of_that_partner_and_shape_only(self):
        a, b = Labels("x", None, (2,)), Labels("x", None, (2,))
        merge(a, (2,), b, (2,))
        with pytest.raises(AlignmentError):
            merge(a, (2,), b, (3,))
        with pytest.raises(DimsError):
            merge(a, (2,), Labels("y", None, (2,)), (2,))

    def test_it_keeps_no_partner_alive(self, numbered):
        (_, a), (_, b) = numbered((2,)), numbered((2,))
        merge(a, (2,), b, (2,))
        gone = weakref.ref(b)
        del b
        gc.collect()
        assert gone() is None


class TestMergeMany:
    @given(st.lists(dims_of_two().map(lambda both: both[1]), max_size=2), st.permutations(list(SIZES)), st.data())
    def test_orders_of_all_operands(self, numbered, check, lesser, most, draw):
        all_dims = draw.draw(st.permutations([*lesser, tuple(most)]))
        arrays = [numbered(tuple(SIZES[dim] for dim in dims), dims) for dims in all_dims]
        labels, orders = merge_many([(own.drop_coords(["id"]), data.shape) for data, own in arrays])
        laid = np.broadcast_arrays(*(arranged(d, order) for (d, _), order in zip(arrays, orders, strict=True)))
        for result, (data, own) in zip(laid, arrays, strict=True):
            check_coords(check, result, labels, data.shape, own.dims)
        assert labels.dims == next(dims for dims in all_dims if len(dims) == len(SIZES))

    def test_the_operand_of_the_most_axes_gives_the_order(self):
        a, b = Labels("x", None, (2,)), Labels("y", None, (3,))
        c = Labels(("y", "z", "x"), None, (3, 4, 2))
        labels, orders = merge_many([(a, (2,)), (b, (3,)), (None, ()), (c, (3, 4, 2))])
        assert labels.dims == ("y", "z", "x")
        assert orders == [None, (0, None, None), None, None]

    def test_plain_operands_only(self):
        labels, orders = merge_many([(None, (2, 1)), (None, (3,))])
        assert (labels.dims, orders) == ((None, None), [None, None])


class TestConcat:
    @given(st.lists(st.integers(0, 3), min_size=1, max_size=4), st.integers(0, 2))
    def test_pieces_joined_again_have_their_labels(self, numbered, check, lengths, axis):
        shape = [2, 3, 4]
        shape[axis] = sum(lengths)
        data, labels = numbered(tuple(shape))
        stops = np.cumsum(lengths)
        keys = [(slice(None),) * axis + (slice(stop - n, stop),) for n, stop in zip(lengths, stops, strict=True)]
        pieces = [(labels.index(key, data.shape), data[key].shape) for key in keys]
        joined = concat(pieces, axis)
        check(data, joined, data.shape, labels.dims)
        assert joined.identical(labels)

    def test_labels_go_where_one_operand_has_none(self):
        a = line("x", [1, 2], t=5)
        assert set(concat([(a, (2,)), (Labels("x", None, (2,)), (2,))], 0).coords) == {"t"}
        assert concat([(a, (2,)), (None, (2,))], 0).dims == ("x",)
        assert set(concat([(a, (2,)), (None, (2,))], 0).coords) == {"t"}

    def test_other_dims_must_match(self):
        a = Labels(("y", "x"), {"x": [1, 2]}, (1, 2))
        with pytest.raises(AlignmentError, match="coordinate 'x': 2 and 3 at position 1"):
            concat([(a, (1, 2)), (a.assign_coords({"x": [1, 3]}, (1, 2)), (1, 2))], 0)
        with pytest.raises(DimsError, match="cannot be joined: dim 'x' meets dim 'z'"):
            concat([(a, (1, 2)), (a.rename({"x": "z"}, (1, 2)), (1, 2))], 0)

    def test_edges_join_where_they_touch(self):
        def bins(edges):
            return Labels("x", {"e": ("x", edges)}, (len(edges) - 1,)), (len(edges) - 1,)

        assert concat([bins([0, 1, 2]), bins([2, 5])], 0).coords["e"].values.tolist() == [0, 1, 2, 5]
        assert concat([bins([0, 1, 2]), bins([3, 5])], 0).coords == {}

    def test_units_of_labels_are_converted(self):
        a, b = line("x", mt.array([1.0, 2.0], "m")), line("x", mt.array([300.0], "cm"))
        joined = concat([(a, (2,)), (b, (1,))], 0).coords["x"]
        assert str(joined.units) == "meter"
        assert np.asarray(joined.values).tolist() == [1.0, 2.0, 3.0]


class TestStack:
    def test_rows_stacked_again(self, numbered, check):
        data, labels = numbered((3, 2))
        rows = [(labels.index(row, (3, 2)), (2,)) for row in range(3)]
        again = stack(rows, 0, "a")
        check(data, again, (3, 2), ("a", "b"))
        assert set(again.coords) == {"a", "b"}
        assert stack(rows, 1, "a").dims == ("b", "a")

    def test_an_unnamed_axis_takes_no_labels(self, numbered):
        _, labels = numbered((3, 2))
        rows = [(labels.index(row, (3, 2)), (2,)) for row in range(3)]
        assert stack(rows, 0).dims == (None, "b")
        assert set(stack(rows, 0).coords) == {"b"}

    def test_shared_dims_must_be_equal(self):
        with pytest.raises(AlignmentError, match="coordinate 'x'"):
            stack([(line("x", [1, 2]), (2,)), (line("x", [1, 3]), (2,))], 0)
        with pytest.raises(DimsError, match="choose another name"):
            stack([(line("x", [1, 2]), (2,))], 0, "x")
