"""Arrays that meet: operators, functions of several arrays, and ``mt.align``, ``concat``, ``stack`` and ``outer``."""

import operator

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u


def grid(units=None, mask=None):
    return mt.array(
        np.arange(1.0, 7).reshape(2, 3),
        units,
        mask=mask,
        dims=("y", "x"),
        coords={"y": ["a", "b"], "x": mt.array([1.0, 2, 3], "m"), "scalar": 7},
        name="n",
        attrs={"k": 1},
    )


def line(labels, values=None, units=None):
    values = np.arange(len(labels)) if values is None else values
    return mt.array(values, units, dims="x", coords={"x": labels})


# -- operators -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "combine", [operator.add, np.subtract, np.hypot, operator.lt, np.arctan2, np.isclose, np.copysign]
)
class TestOperatorsMatchByName:
    def test_a_transposed_operand(self, combine):
        a = grid()
        b = (a * 2).T
        expected = combine(np.asarray(a), np.asarray(b).T)
        for result, dims in ((combine(a, b), ("y", "x")), (combine(b, a), ("x", "y"))):
            assert result.dims == dims
            assert list(result.coords) == list(a.coords)
        np.testing.assert_array_equal(combine(a, b), expected)

    def test_an_operand_of_less_dims(self, combine):
        a = grid()
        column = a[:, 1].drop_coords("x")
        for one, other, expected in (
            (a, column, combine(np.asarray(a), np.asarray(column)[:, None])),
            (column, a, combine(np.asarray(column)[:, None], np.asarray(a))),
            (a.T, column, combine(np.asarray(a).T, np.asarray(column))),
        ):
            result = combine(one, other)
            assert set(result.dims) == {"x", "y"}
            np.testing.assert_array_equal(result, expected)

    def test_plain_arrays_go_by_position(self, combine):
        a = grid()
        for other in (np.arange(3.0), 2.0, np.arange(6.0).reshape(2, 3), np.float64(3)):
            result = combine(a, other)
            assert result.dims == ("y", "x")
            np.testing.assert_array_equal(result, combine(np.asarray(a), other))
            np.testing.assert_array_equal(combine(other, a), combine(other, np.asarray(a)))

    def test_other_labels_are_refused(self, combine):
        a = grid()
        with pytest.raises(
            mt.AlignmentError, match=r"coordinate 'y': 'a' and 'b' at position 0.*mt\.align\(a, b, join='inner'\)"
        ):
            combine(a, a[::-1])
        with pytest.raises(mt.AlignmentError, match=r"3 and 2 labels.*\.diff\('x'\)"):
            combine(a, a[:, 1:])

    def test_no_outer_product_by_accident(self, combine):
        a = grid().drop_coords(["x", "y"])
        with pytest.raises(mt.DimsError, match=r"outer product.*mt\.outer\(a, b\)"):
            combine(a[0], a[:, 0])

    def test_axes_without_names_take_those_of_the_other(self, combine):
        a = grid()
        result = combine(a, mt.array(np.ones((2, 3)), dims=(None, "x")))
        assert result.dims == ("y", "x")
        with pytest.raises(mt.DimsError, match="dim 'x' meets dim 'z'"):
            combine(a, mt.array(np.ones((2, 3)), dims=(None, "z")))


def test_masks_and_units_follow_a_transposed_operand():
    mask = np.array([[True, False, False], [False, False, True]])
    a, b = grid("m"), grid("cm", mask).T
    for result in (a + b, (b + a).T):
        assert type(result) is mt.LabeledMaskedQuantity
        np.testing.assert_array_equal(result.mask, mask)
    np.testing.assert_allclose(np.asarray(a + b)[~mask], np.asarray(a)[~mask] * 1.01)
    a = grid("m", np.zeros((2, 3), bool))
    np.testing.assert_array_equal((a.T * b).mask, mask.T)


def test_coordinates_are_compared_in_one_unit():
    a = grid()
    b = a.assign_coords(x=mt.array([100.0, 200, 300], "cm"))
    assert (a + b).coords["x"].units == u.m
    with pytest.raises(mt.AlignmentError, match="coordinate 'x'"):
        a + a.assign_coords(x=mt.array([1.0, 2, 3], "cm"))
    with pytest.raises(mt.AlignmentError, match="has the unit 'meter' and the other has none"):
        a + a.assign_coords(x=[1.0, 2, 3])


def test_what_differs_besides_dims_is_dropped():
    a = grid()
    b = a.assign_coords(scalar=8).rename("other")
    result = a + b
    assert list(result.coords) == ["y", "x"]
    assert result.name is None
    assert dict(result.attrs) == {"k": 1}
    assert dict((a + a).attrs) == {"k": 1}
    assert (a + a).name == "n"


def test_a_coordinate_of_one_side_is_kept():
    a = grid()
    assert list((a + a.drop_coords("x")).coords) == ["y", "x", "scalar"]
    assert list((a.drop_coords("x") + a).coords["x"].dims) == ["x"]


def test_an_axis_of_length_one_that_is_repeated_has_no_label():
    a = grid().drop_coords("x")
    first = grid()[:, :1]
    result = a + first
    assert "x" not in result.coords
    np.testing.assert_array_equal(result, np.asarray(a) + np.asarray(first))


def test_in_place():
    a = grid("m", np.zeros((2, 3), bool))
    before = np.array(np.asarray(a))
    a += grid("m").T
    assert a.dims == ("y", "x")
    np.testing.assert_array_equal(np.asarray(a), before * 2)
    a += grid("m", [[True, False, False], [False] * 3]).T
    assert a.mask.tolist() == [[True, False, False], [False] * 3]
    with pytest.raises(mt.AlignmentError):
        a += grid("m")[::-1]
    column = a[:, 0].copy()
    with pytest.raises((ValueError, mt.DimsError)):
        column += grid("m")
    assert column.dims == ("y",)


def test_functions_of_three_operands():
    a = grid()
    np.testing.assert_array_equal(np.clip(a, 2, a.T), np.clip(np.asarray(a), 2, np.asarray(a)))
    with pytest.raises(mt.AlignmentError):
        np.clip(a, a[::-1], 9)
    with pytest.raises(mt.DimsError):
        np.where(a > 2, a, mt.array(1.0 * np.arange(4), dims="z"))


def test_labels_that_are_equal_need_not_be_one_object():
    assert (grid() + grid()).dims == ("y", "x")


def test_ufunc_outer_names_all_axes():
    a = grid()
    assert np.multiply.outer(a[0], a[:, 0]).dims == ("x", "y")
    square = np.add.outer(a[0], a[0])
    assert square.dims == ("x", None)
    np.testing.assert_array_equal(square, np.add.outer(np.asarray(a)[0], np.asarray(a)[0]))
    assert np.subtract.outer(np.arange(2), a[0]).dims == (None, "x")


# -- align -----------------------------------------------------------------------------------------------------------


class TestAlign:
    a = line([10, 20, 30], [1, 2, 3])
    b = line([40, 30, 20], [4, 5, 6])

    @pytest.mark.parametrize(
        ("join", "labels", "ours", "theirs"),
        [
            ("inner", [20, 30], [2, 3], [6, 5]),
            ("outer", [10, 20, 30, 40], [1, 2, 3, None], [None, 6, 5, 4]),
            ("left", [10, 20, 30], [1, 2, 3], [None, 6, 5]),
            ("right", [40, 30, 20], [None, 3, 2], [4, 5, 6]),
            ("override", [10, 20, 30], [1, 2, 3], [4, 5, 6]),
        ],
    )
    def test_joins(self, join, labels, ours, theirs):
        for result, expected in zip(mt.align(self.a, self.b, join=join), (ours, theirs), strict=True):
            np.testing.assert_array_equal(result.coords["x"], labels)
            assert result.tolist() == expected
            assert result.dtype == self.a.dtype

    @pytest.mark.parametrize("join", ["inner", "outer", "left", "right", "override", "exact"])
    def test_which_results_have_masks_depends_on_the_join_alone(self, join):
        expected = {"outer": [True, True], "left": [False, True], "right": [True, False]}.get(join, [False, False])
        cases = [(self.a, self.a + 1)] if join == "exact" else [(self.a, self.b), (self.a, self.a + 1)]
        for arrays in cases:
            assert [hasattr(x, "mask") for x in mt.align(*arrays, join=join)] == expected

    def test_exact_raises(self):
        with pytest.raises(mt.AlignmentError, match="coordinate 'x': 10 and 40 at position 0"):
            mt.align(self.a, self.b)
        one, other = mt.align(self.a, self.a * 2)
        assert other.tolist() == [2, 4, 6]
        assert one is not self.a

    def test_converts_units_of_labels(self):
        a = line(mt.array([1.0, 2, 3], "m"), [1, 2, 3], "s")
        b = line(mt.array([30.0, 200, 100], "cm"), [4, 5, 6], "min")
        one, other = mt.align(a, b, join="inner")
        assert (one.units, other.units, one.coords["x"].units) == (u.s, u.min, u.m)
        np.testing.assert_array_equal(np.asarray(other), [6, 5])
        assert (one + other).coords["x"].units == u.m
        one, other = mt.align(a, b, join="outer")
        np.testing.assert_allclose(np.asarray(one.coords["x"]), [0.3, 1, 2, 3])
        assert other.mask.tolist() == [False, False, False, True]

    def test_labels_that_were_converted_may_differ_by_rounding(self):
        one, other = line(mt.array(np.arange(100) / 100, "m")), line(mt.array(np.arange(100.0), "cm"))
        assert (np.arange(100) / 100 != np.arange(100.0) * 0.01).any()
        for result in (*mt.align(one, other[::-1], join="inner"), *mt.align(one, other[::-1], join="outer")):
            assert result.tolist() == list(range(100))

    def test_several_dims_and_arrays(self):
        a = grid()
        one, other, third = mt.align(a, a[1:, ::-1], a[:, :2].T, join="inner")
        assert one.shape == other.shape == (1, 2)
        assert third.shape == (2, 1)
        np.testing.assert_array_equal(one, other)
        np.testing.assert_array_equal(one, third.T)

    def test_other_coordinates_are_masked_too(self):
        a = self.a.assign_coords(letter=("x", ["p", "q", "r"]))
        _, other = mt.align(self.b, a, join="left")
        assert other.coords["letter"].tolist() == [None, "r", "q"]

    def test_labels_that_occur_twice_are_refused(self):
        with pytest.raises(mt.AlignmentError, match=r"has the label .* more than once"):
            mt.align(self.a, line([10, 10, 20]), join="inner")

    def test_lengths_must_agree_where_there_are_no_labels(self):
        with pytest.raises(mt.AlignmentError, match="2 and 3 long"):
            mt.align(self.a, self.a.drop_coords("x")[:2], join="override")

    def test_unknown_joins_and_plain_arrays_are_refused(self):
        with pytest.raises(mt.LabelsError, match="known: exact, inner"):
            mt.align(self.a, self.b, join="cross")
        with pytest.raises(mt.DimsError, match="needs arrays that have labels"):
            mt.align(self.a, np.arange(3))

    def test_reindex(self):
        result = self.a.reindex(x=[30, 5, 10])
        assert result.tolist() == [3, None, 1]
        np.testing.assert_array_equal(result.coords["x"], [30, 5, 10])
        with pytest.raises(mt.DimsError, match="has no coordinate"):
            self.a.drop_coords("x").reindex(x=[1])


# -- concat, stack, outer --------------------------------------------------------------------------------------------


class TestConcat:
    def test_joins_along_a_dim_that_is_there(self):
        a = grid("m")
        result = mt.concat([a[:, :1], (a[:, 1:] * 1).to("cm").T], "x")
        assert result.dims == ("y", "x")
        np.testing.assert_allclose(np.asarray(result), np.asarray(a))
        np.testing.assert_array_equal(result.coords["x"], a.coords["x"])

    def test_an_array_without_the_dim_has_a_scalar_label(self):
        a = grid()
        result = mt.concat([a, a[0]], "y")
        np.testing.assert_array_equal(result.coords["y"], ["a", "b", "a"])

    def test_makes_a_new_dim(self):
        result = mt.concat([grid(), grid() * 2], "run")
        assert result.dims == ("run", "y", "x")
        np.testing.assert_array_equal(result, np.stack([np.asarray(grid()), 2 * np.asarray(grid())]))

    def test_other_labels_are_refused(self):
        with pytest.raises(mt.AlignmentError):
            mt.concat([grid(), grid()[::-1]], "x")

    def test_plain_arrays_are_refused(self):
        with pytest.raises(mt.DimsError, match="has no labels"):
            mt.concat([np.ones(3)], "x")


class TestStack:
    def test_scalar_labels_that_differ_lie_along_the_new_dim(self):
        a = grid("m", np.eye(2, 3, dtype=bool))
        result = mt.stack([a[:, 0], a[:, 2]], "x", axis=1)
        assert result.dims == ("y", "x")
        assert result.coords["x"].units == u.m
        np.testing.assert_array_equal(np.asarray(result.coords["x"]), [1, 3])
        np.testing.assert_array_equal(result.mask, a.mask[:, [0, 2]])
        assert result.units == u.m

    def test_matches_by_name(self):
        result = mt.stack([grid(), grid().T], "run", axis=-1)
        assert result.dims == ("y", "x", "run")
        np.testing.assert_array_equal(result[..., 0].unlabeled, result[..., 1].unlabeled)

    def test_a_dim_that_is_there_is_refused(self):
        with pytest.raises(mt.DimsError, match=r"mt\.concat"):
            mt.stack([grid()], "x")


class TestOuter:
    def test_combines_each_with_each(self):
        x, y = line([1, 2], [3, 4], "m"), mt.array([5, 6, 7], "s", dims="y")
        result = mt.outer(x, y)
        assert result.dims == ("x", "y")
        assert result.units == u("m s")
        np.testing.assert_array_equal(np.asarray(result), np.outer([3, 4], [5, 6, 7]))
        np.testing.assert_array_equal(
            mt.outer(x.magnitude, y.magnitude, np.subtract), np.subtract.outer([3, 4], [5, 6, 7])
        )

    def test_of_a_common_dim_is_refused(self):
        with pytest.raises(mt.DimsError, match=r"both arrays have dims \['x'\]"):
            mt.outer(line([1]), line([1]))


def test_labels_that_nobody_can_tell_apart_become_one_object():
    def made(x):
        return mt.array([1.0, 2.0], "m", dims="x", coords={"x": x})

    a = made([1, 2])
    for same in (made([1, 2]), made(np.array([1, 2]))):
        assert same._labels is not a._labels
        a + same
        assert same._labels is a._labels
    for other in (made([1.0, 2.0]), made(np.array([1, 2], ">i8")), made(np.array([1, 2], object))):
        a + other
        assert other._labels is not a._labels
    metres, centimetres = made(mt.array([1.0, 2.0], "m")), made(mt.array([100.0, 200.0], "cm"))
    metres + centimetres
    assert centimetres.coords["x"].units == "cm"
    assert np.asarray(centimetres.coords["x"]).tolist() == [100, 200]
    zeros = made([0.0, 1.0]), made([-0.0, 1.0])
    zeros[0] + zeros[1]
    assert np.signbit(np.asarray(zeros[1].coords["x"])[0])


LABELED = [mt.LabeledArray, mt.LabeledMaskedArray, mt.LabeledQuantity, mt.LabeledMaskedQuantity]


@pytest.mark.parametrize("one", LABELED)
@pytest.mark.parametrize("other", LABELED)
@pytest.mark.parametrize("op", [operator.add, operator.mul, operator.lt], ids=lambda op: op.__name__)
def test_by_name_whatever_the_classes(op, one, other):
    big = np.arange(6.0).reshape(2, 3)
    a, b, c = one(big, dims=("y", "x")), other([10.0, 20.0], dims="y"), other(big.T * 3, dims=("x", "y"))
    for _ in range(2):  # with and without a plan
        assert np.asarray(op(a, b)).tolist() == op(big, np.array([[10.0], [20.0]])).tolist()
        assert np.asarray(op(b, a)).tolist() == op(np.array([[10.0], [20.0]]), big).tolist()
        # Python asks the operand of the subclass first, so which of two equal ones comes first can differ by class.
        assert np.asarray(op(a, c).transpose("y", "x")).tolist() == op(big, big * 3).tolist()
        assert op(a, b).dims == op(b, a).dims == ("y", "x")
    if isinstance(a, mt.MaskedArray):
        a[1, 2] = mt.masked
        assert op(a, b).mask.tolist() == op(b, a).mask.tolist() == [[False] * 3, [False, False, True]]
    if isinstance(b, mt.MaskedArray):
        b[0] = mt.masked
        assert op(a, b).mask[0].all()
        assert op(b, a).mask[0].all()
