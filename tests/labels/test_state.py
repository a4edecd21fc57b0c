"""Labels follow every movement: construction, indexing, axis maps, reductions, renaming."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from metaarr._axes.maps import Axis, AxisMap
from metaarr._errors import DimsError
from metaarr._labels.coord import Coord
from metaarr._labels.state import Labels

SHAPES = st.lists(st.integers(0, 4), min_size=1, max_size=4).map(tuple)


@st.composite
def basic_keys(draw, shape):
    """A key of integers, slices, newaxis and at most one Ellipsis."""
    parts = []
    count = draw(st.integers(0, len(shape)))
    for axis in range(count):
        size = shape[axis]
        choices = [st.slices(size)]
        if size:
            choices.append(st.integers(-size, size - 1))
        parts.append(draw(st.one_of(choices)))
    for _ in range(draw(st.integers(0, 2))):
        parts.insert(draw(st.integers(0, len(parts))), None)
    if count == len(shape) or draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), ...)
    return tuple(parts)


@st.composite
def keys(draw, shape):
    """Any key: integer and boolean arrays of several shapes too. NumPy may refuse it."""
    length = draw(st.integers(0, 3))
    array_shapes = st.sampled_from([(length,), (1,), (2, length), (2, 1), ()])
    parts = []
    axis = 0
    while axis < len(shape) and draw(st.integers(0, 5)):
        size = shape[axis]
        kind = draw(st.sampled_from(["slice", "int", "array", "array", "bool", "bool2", "new", "flag", "all"]))
        match kind:
            case "int" if size:
                parts.append(draw(st.integers(-size, size - 1)))
            case "array" if size:
                chosen = draw(array_shapes)
                count = int(np.prod(chosen))
                values = draw(st.lists(st.integers(-size, size - 1), min_size=count, max_size=count))
                parts.append(np.array(values, int).reshape(chosen))
            case "bool":
                parts.append(np.array(draw(st.lists(st.booleans(), min_size=size, max_size=size)), bool))
            case "bool2" if axis + 1 < len(shape):
                count = size * shape[axis + 1]
                flags = draw(st.lists(st.booleans(), min_size=count, max_size=count))
                parts.append(np.array(flags, bool).reshape(size, shape[axis + 1]))
                axis += 1
            case "new" | "flag":
                parts.append(None if kind == "new" else draw(st.booleans()))
                continue
            case "all":
                parts.append(slice(None))
            case _:
                parts.append(draw(st.slices(size)))
        axis += 1
    if draw(st.booleans()):
        parts.insert(draw(st.integers(0, len(parts))), ...)
    return tuple(parts)


def accepted(data, key):
    try:
        return np.asarray(data[key])
    except IndexError:
        assume(False)


class TestConstruction:
    def test_dims_by_name_and_by_string(self):
        assert Labels("x", None, (3,)).dims == ("x",)
        assert Labels(["x", None], None, (3, 2)).dims == ("x", None)
        assert Labels(None, None, (3, 2)).dims == (None, None)

    def test_coordinate_forms(self):
        labels = Labels(("y", "x"), {"x": [1, 2, 3], "t": 5, "n": ("y", [0, 1]), "e": ("x", [0, 1, 2, 3])}, (2, 3))
        assert {name: coord.dims for name, coord in labels.coords.items()} == {
            "x": ("x",),
            "t": (),
            "n": ("y",),
            "e": ("x",),
        }
        assert [coord.is_edges({"y": 2, "x": 3}) for coord in labels.coords.values()] == [False, False, False, True]

    @pytest.mark.parametrize(
        ("dims", "coords", "message"),
        [
            (("x",), None, "1 dims .* 2 axes"),
            (("x", "x"), None, "'x' occurs twice"),
            (("x", 3), None, "strings or None, not 3"),
            (("y", "x"), {"x": [1, 2]}, "2 labels along dim 'x', which is 3 long"),
            (("y", "x"), {"z": [1, 2]}, "along dim 'z', which the array does not have"),
            (("y", "x"), {"x": 5}, "called like a dim"),
            (("y", "x"), {"n": np.zeros((2, 3))}, "does not say along which dims"),
            (("y", "x"), {"n": ("y", np.zeros((2, 3)))}, "must have 1 axes"),
        ],
    )
    def test_what_does_not_fit_is_refused(self, dims, coords, message):
        with pytest.raises(DimsError, match=message):
            Labels(dims, coords, (2, 3))

    def test_coordinates_do_not_change_with_what_they_were_made_of(self):
        values = np.array([1, 2, 3])
        coord = Coord("x", values)
        values[0] = 99
        assert coord.values.tolist() == [1, 2, 3]
        with pytest.raises(ValueError, match="read-only"):
            coord.values[0] = 5

    def test_read_only_values_are_shared(self):
        values = np.array([1, 2, 3])
        values.setflags(write=False)
        assert Coord("x", values).values is values

    def test_dates_become_datetime64(self):
        import datetime

        assert Coord("t", [datetime.date(2012, 1, 1)]).values.dtype == "M8[D]"


class TestCoordEquality:
    @pytest.mark.parametrize(
        ("a", "b", "equal"),
        [
            ([1.0, np.nan], [1.0, np.nan], True),
            ([1.0, np.nan], [1.0, 2.0], False),
            (np.array(["2012-01-01", "NaT"], "M8[D]"), np.array(["2012-01-01", "NaT"], "M8[ns]"), True),
            ([1, 2], [1.0, 2.0], True),
            ([1, 2], ["1", "2"], False),
            ([1, 2], [1, 2, 3], False),
            (["a", "b"], ["a", "b"], True),
        ],
    )
    def test_values(self, a, b, equal):
        assert Coord("x", a).equals(Coord("x", b)) is equal
        assert Coord("x", b).equals(Coord("x", a)) is equal

    def test_dims_count(self):
        assert not Coord("x", [1, 2]).equals(Coord("y", [1, 2]))


class TestIndex:
    @given(st.data(), SHAPES)
    def test_basic_keys_keep_every_label(self, numbered, check, draw, shape):
        data, labels = numbered(shape)
        key = draw.draw(basic_keys(shape))
        result = accepted(data, key)
        for indexed in (labels.index(key, shape), Labels.deferred(labels, key, shape)):
            check(result, indexed, shape, labels.dims)
            assert indexed.coords.keys() == labels.coords.keys()
            assert (indexed.name, indexed.attrs) == ("n", {"k": 1})

    @given(st.data(), SHAPES)
    def test_any_key_puts_each_label_on_its_element(self, numbered, check, draw, shape):
        data, labels = numbered(shape)
        key = draw.draw(keys(shape))
        result = accepted(data, key)
        check(result, labels.index(key, shape), shape, labels.dims)

    @given(st.data(), SHAPES)
    def test_chains_of_deferred_slices(self, numbered, check, draw, shape):
        data, labels = numbered(shape)
        result, chained = data, labels
        for _ in range(draw.draw(st.integers(0, 5))):
            key = draw.draw(basic_keys(result.shape))
            result, chained = accepted(result, key), Labels.deferred(chained, key, result.shape)
            if result.ndim > 5:
                break
        check(np.asarray(result), chained, shape, labels.dims)
        assert chained.coords.keys() == labels.coords.keys()

    def test_names(self, numbered):
        _, labels = numbered((2, 3, 4))
        shape = (2, 3, 4)
        assert labels.index(0, shape).dims == ("b", "c")
        assert labels.index((..., None, 0), shape).dims == ("a", "b", None)
        assert labels.index(([0, 1], slice(None)), shape).dims == ("a", "b", "c")
        assert labels.index((0, slice(None), [1, 2]), shape).dims == ("c", "b")
        assert labels.index((slice(None), 0, [1, 2]), shape).dims == ("a", "c")
        assert labels.index(([0, 1], [1, 2]), shape).dims == ("points", "c")
        assert labels.index(np.ix_([0, 1], [1, 2]), shape).dims == ("a", "b", "c")
        assert labels.index(np.ones((2, 3), bool), shape).dims == (None, "c")
        assert labels.index(np.zeros((2, 2), int), shape).dims == (None, None, "b", "c")
        assert labels.index(True, shape).dims == (None, "a", "b", "c")

    def test_an_ellipsis_that_covers_nothing_keeps_arrays_apart(self, numbered):
        data, labels = numbered((3, 2, 4))
        key = (slice(None), [0, 1], ..., 0)
        assert labels.index(key, data.shape).dims == ("b", "a")

    def test_arrays_of_several_axes_pick_points_without_labels(self, numbered):
        _, labels = numbered((2, 2))
        picked = labels.index((np.array([[0, 1], [1, 0]]), np.array([[0, 0], [1, 1]])), (2, 2))
        assert (picked.dims, dict(picked.coords)) == ((None, None), {})

    def test_bin_edges_do_not_follow_points(self):
        labels = Labels(("x", "y"), {"e": ("x", [0, 1, 2]), "y": [5, 6]}, (2, 2))
        assert set(labels.index(([0, 1], [0, 1]), (2, 2)).coords) == {"y"}

    def test_labels_of_points(self, numbered):
        _, labels = numbered((2, 3, 4))
        points = labels.index(([0, 1], slice(None), [3, 1]), (2, 3, 4))
        assert points.dims == ("points", "b")
        assert points.coords["a"].dims == points.coords["c"].dims == ("points",)
        assert points.coords["c"].values.tolist() == [300, 100]
        assert points.coords["id"].dims == ("points", "b")

    def test_points_without_labels_have_no_name(self):
        assert Labels(("x", "y"), None, (2, 2)).index(([0, 1], [1, 0]), (2, 2)).dims == (None,)

    def test_points_of_points_find_another_name(self):
        labels = Labels(("points", "x", "y"), {"x": [1, 2], "y": [3, 4]}, (2, 2, 2))
        assert labels.index((slice(None), [0, 1], [1, 0]), (2, 2, 2)).dims == ("points", "points_2")

    def test_untouched_coordinates_are_the_same_objects(self, numbered):
        _, labels = numbered((2, 3))
        assert labels.index((0, slice(None)), (2, 3)).coords["b"] is labels.coords["b"]
        assert labels.index((slice(None), slice(0, 3)), (2, 3)) is labels

    def test_a_long_chain_of_slices_stays_short(self, numbered):
        _, labels = numbered((4,))
        for _ in range(5000):
            labels = Labels.deferred(labels, slice(None, None, -1), (4,))
        depth, link = 0, labels
        while link.pending is not None:
            depth, link = depth + 1, link.pending[0]
        assert 0 < depth <= 33
        assert labels.coords["a"].values.tolist() == [0, 100, 200, 300]

    @pytest.mark.parametrize(
        ("key", "edges"),
        [
            (slice(1, 3), [10, 20, 30]),
            (slice(None, None, -1), [40, 30, 20, 10, 0]),
            (slice(2, 2), [0]),
            ([1, 2, 3], [10, 20, 30, 40]),
            (np.array([-2, -1]), [20, 30, 40]),
            ([False, True, True, False], [10, 20, 30]),
            (slice(None, None, 2), None),
            ([0, 2], None),
            (2, None),
        ],
    )
    def test_bin_edges_stay_while_bins_are_contiguous(self, key, edges):
        labels = Labels("x", {"e": ("x", [0, 10, 20, 30, 40])}, (4,))
        got = labels.index(key, (4,)).coords.get("e")
        assert (None if got is None else got.values.tolist()) == edges

    def test_a_field_keeps_the_labels(self, numbered):
        _, labels = numbered((3,))
        assert labels.index("field", (3,)) is labels


class TestFollow:
    @given(st.data(), SHAPES)
    def test_permuted_gathered_and_dropped_axes(self, numbered, check, draw, shape):
        data, labels = numbered(shape)
        order = draw.draw(st.permutations(range(len(shape))))
        gone = {axis for axis in order if shape[axis] and draw.draw(st.booleans())}
        axes, result = [], data.transpose(order)
        for axis in [axis for axis in order if axis not in gone]:
            index = draw.draw(st.slices(shape[axis]) | st.just(np.arange(shape[axis])[::-1]))
            axes.append(Axis(axis, index))
        for place, axis in reversed(list(enumerate(order))):
            picked = shape[axis] - 1 if axis in gone else next(a.index for a in axes if a.source == axis)
            result = result[(slice(None),) * place + (picked,)]
        followed = labels.follow(AxisMap(tuple(axes), {axis: shape[axis] - 1 for axis in gone}), shape)
        check(np.asarray(result), followed, shape, labels.dims)
        assert followed.coords.keys() == labels.coords.keys()

    def test_unknown_order_keeps_the_name_and_drops_labels(self, numbered):
        _, labels = numbered((2, 3))
        followed = labels.follow(AxisMap((Axis(0), Axis(1, None)), {}), (2, 3))
        assert followed.dims == ("a", "b")
        assert set(followed.coords) == {"a"}

    def test_dropped_without_position_leaves_nothing(self, numbered):
        _, labels = numbered((2, 3))
        followed = labels.follow(AxisMap((Axis(0),), {1: None}), (2, 3))
        assert set(followed.coords) == {"a"}

    def test_one_to_one_is_the_same_object(self, numbered):
        _, labels = numbered((2, 3))
        assert labels.follow(AxisMap((Axis(0), Axis(1)), {}), (2, 3)) is labels

    def test_a_source_used_twice_names_one_axis(self, numbered):
        _, labels = numbered((3,))
        assert labels.follow(AxisMap((Axis(0), Axis(0)), {}), (3,)).dims == ("a", None)


class TestReduced:
    def test_axes_and_their_labels_go(self, numbered):
        _, labels = numbered((2, 3, 4))
        assert labels.reduced((1,)).dims == ("a", "c")
        assert set(labels.reduced((1,)).coords) == {"a", "c"}
        assert labels.reduced((0, 1, 2)).dims == ()

    def test_keepdims_keeps_names(self, numbered):
        _, labels = numbered((2, 3))
        kept = labels.reduced((1,), keepdims=True)
        assert kept.dims == ("a", "b")
        assert set(kept.coords) == {"a"}

    def test_unnamed_axes_take_no_other_labels_with_them(self):
        labels = Labels((None, "x", None), {"x": [1, 2], "t": 5}, (3, 2, 3))
        assert set(labels.reduced((0, 2)).coords) == {"x", "t"}


class TestChange:
    def test_rename_dims_and_coordinates(self, numbered):
        _, labels = numbered((2, 3))
        renamed = labels.rename({"a": "y", "id": "number"}, (2, 3))
        assert renamed.dims == ("y", "b")
        assert renamed.coords["y"].dims == ("y",)
        assert renamed.coords["number"].dims == ("y", "b")
        assert labels.rename({"a": "b", "b": "a"}, (2, 3)).coords["b"].values.tolist() == [0, 100]

    @pytest.mark.parametrize(
        ("names", "message"),
        [({"q": "y"}, "no such dim"), ({"a": "b"}, "'b' occurs twice|two coordinates"), ({"id": "a"}, "two coord")],
    )
    def test_rename_refuses(self, numbered, names, message):
        _, labels = numbered((2, 3))
        with pytest.raises(DimsError, match=message):
            labels.rename(names, (2, 3))

    def test_renaming_a_dim_to_an_auxiliary_coordinate_that_lies_elsewhere(self):
        labels = Labels(("x", "y"), {"n": ("y", [1, 2])}, (2, 2))
        with pytest.raises(DimsError, match="called like a dim"):
            labels.rename({"x": "n"}, (2, 2))

    def test_with_dims_by_position(self, numbered):
        _, labels = numbered((2, 3))
        new = labels.with_dims(("y", None), (2, 3))
        assert new.dims == ("y", None)
        assert set(new.coords) == {"y"}

    def test_assign_and_drop_coords(self, numbered):
        _, labels = numbered((2, 3))
        assigned = labels.assign_coords({"a": ["p", "q"], "t": 5}, (2, 3))
        assert assigned.coords["a"].values.tolist() == ["p", "q"]
        assert set(assigned.drop_coords(["a", "id"]).coords) == {"b", "t"}
        with pytest.raises(DimsError, match="2 long"):
            labels.assign_coords({"a": [1, 2, 3, 4]}, (2, 3))
        with pytest.raises(DimsError, match=r"no coordinate \['q'\]"):
            labels.drop_coords(["q"])

    def test_expanded(self, numbered):
        _, labels = numbered((2, 3))
        scalar = labels.index(1, (2, 3))
        back = scalar.expanded(0, "a")
        assert back.dims == ("a", "b")
        assert back.coords["a"].values.tolist() == [100]
        assert labels.expanded(2).dims == ("a", "b", None)
        with pytest.raises(DimsError, match="exists already"):
            labels.expanded(0, "a")

    def test_name_and_attrs(self, numbered):
        _, labels = numbered((2,))
        assert labels.with_name("m").name == "m"
        assert labels.with_attrs({"z": 2}).attrs == {"z": 2}


class TestEquality:
    def test_equals_and_identical(self, numbered):
        (_, a), (_, b) = numbered((2, 3)), numbered((2, 3))
        assert a.equals(b)
        assert a.identical(b)
        assert a.equals(b.with_name("other"))
        assert not a.identical(b.with_name("other"))
        assert not a.equals(b.drop_coords(["a"]))
        assert not a.equals(b.assign_coords({"a": [0, 1]}, (2, 3)))

    def test_attrs_may_hold_arrays(self, numbered):
        _, a = numbered((2,))
        assert a.with_attrs({"w": np.arange(3)}).identical(a.with_attrs({"w": np.arange(3)}))
        assert not a.with_attrs({"w": np.arange(3)}).identical(a.with_attrs({"w": np.arange(4)}))


class TestCopies:
    def test_pickle_keeps_everything_and_read_only_values(self, numbered):
        _, labels = numbered((2, 3))
        deferred = Labels.deferred(labels, slice(1), (2, 3))
        for each in (labels, deferred):
            back = pickle.loads(pickle.dumps(each))
            assert back.identical(each)
            assert not back.coords["b"].values.flags.writeable

    def test_copy_and_deepcopy(self, numbered):
        _, labels = numbered((2, 3))
        assert copy.copy(labels) is labels
        assert copy.deepcopy(labels).identical(labels)

    def test_repr_is_short(self, numbered):
        _, labels = numbered((2, 3))
        assert repr(labels) == "Labels(('a', 'b'), a b id)"
        assert len(repr(Coord("x", np.arange(1000)))) < 60
