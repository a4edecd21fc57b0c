"""Choosing, creation, texts, dates, bits and records, against element by element Python."""

import numpy as np
import pytest
from numpy.lib import recfunctions as rf

import metaarr as mt
from metaarr.testing.calls import NEVER_ASKED

A = mt.array([1, 2, 3, 4], mask=[0, 1, 0, 0])
B = mt.array([10, 20, 30, 40], mask=[0, 0, 1, 0])


def test_where_choose_select():
    condition = mt.array([True, True, False, False], mask=[0, 0, 0, 1])
    assert np.where(condition, A, B).tolist() == [1, None, None, None]
    assert np.where(condition, 1, 2).tolist() == [1, 1, 2, None]
    assert np.choose(mt.array([0, 1, 0, 99], mask=[0, 0, 0, 1]), [A, B]).tolist() == [1, 20, 3, None]
    first = mt.array([True, False, False, True], mask=[0, 0, 1, 1])
    second = mt.array([True, True, True, True], mask=[1, 0, 0, 0])
    # A masked condition after a true one decides nothing.
    assert np.select([first, second], [[1] * 4, [2] * 4], 0).tolist() == [1, 2, None, None]
    assert np.select([[False, True, False, True]], [A], B).tolist() == [10, None, None, 4]


def test_piecewise_functions_see_no_hidden_element():
    seen = []

    def keep(part):
        seen.extend(part.tolist())
        return -part

    condition = mt.array([True, True, False, True], mask=[0, 0, 0, 1])
    assert np.piecewise(A, [condition], [keep, 7]).tolist() == [-1, None, 7, None]
    assert seen == [1]


@pytest.mark.parametrize("hidden", [0.0, np.nan, np.inf, 1e300])
def test_pieces_with_units_are_functions_of_visible_quantities(hidden):
    seen = []

    def area(part):
        seen.extend(part.to("cm").magnitude.tolist())
        return part * part

    x = mt.array([1.0, hidden, 3.0, 4.0], "m", mask=[0, 1, 0, 0], dims="t", coords={"t": [1, 2, 3, 4]})
    result = np.piecewise(x, [x.unlabeled > 350 * mt.units.cm], [area, 5 * mt.units.m**2])
    assert type(result) is mt.LabeledMaskedQuantity
    assert (result.magnitude.tolist(), str(result.units), result.dims) == ([5.0, None, 5.0, 16.0], "meter ** 2", ("t",))
    assert result.coords["t"].tolist() == [1, 2, 3, 4]
    assert seen == [400.0]
    result[0] = mt.masked
    assert x.mask.tolist() == [False, True, False, False]
    with pytest.raises(mt.DimensionalityError):
        np.piecewise(x.unlabeled, [[True] * 4], [5 * mt.units.m**2, 1 * mt.units.s])


def test_take_by_masked_positions():
    at = mt.array([[0, 99], [2, 1]], mask=[[0, 1], [0, 0]])
    assert np.take(A, at).tolist() == [[1, None], [3, None]]
    table = mt.array(np.arange(6).reshape(2, 3), mask=[[0, 0, 1], [0, 0, 0]])
    assert np.take(table, mt.array([2, -9], mask=[0, 1]), axis=1).tolist() == [[None, None], [5, None]]
    assert np.take(table, mt.array([7, 1], mask=[1, 0]), axis=0).tolist() == [[None] * 3, [3, 4, 5]]
    along = np.take_along_axis(np.arange(6).reshape(2, 3), mt.array([[9], [1]], mask=[[1], [0]]), axis=1)
    assert along.tolist() == [[None], [4]]


def test_selections_of_any_dtype():
    condition = mt.array([2, 1, 0, 3], mask=[1, 0, 0, 0])
    assert np.extract(condition, np.arange(4)).tolist() == [1, 3]
    assert np.compress(condition > 0, A).tolist() == [None, 4]
    target = np.zeros(4, int)
    np.putmask(target, condition, 5)
    assert target.tolist() == [0, 5, 0, 5]


def test_comparison_of_whole_arrays_broadcasts():
    x = mt.array([[1.0, 2.0], [1.0, np.nan]], mask=[[0, 0], [0, 1]])
    assert np.allclose(x, [1.0, 2.0])
    assert np.array_equiv(x, [1.0, 2.0])
    assert not np.allclose(x, 1.0)
    assert np.allclose(mt.array([1.0, np.inf], mask=[0, 1]), 1.0)
    assert not np.array_equiv(x, np.ones(3))


def test_new_arrays():
    # The last element of a linear one is the end itself, whatever the start.
    assert np.linspace(mt.array([0.0, 5.0], mask=[0, 1]), 4.0, 3).tolist() == [[0.0, None], [2.0, None], [4.0, 4.0]]
    assert np.geomspace(mt.array([1.0, -5.0], mask=[0, 1]), 4.0, 3).tolist() == [[1.0, None], [2.0, None], [4.0, None]]
    assert np.zeros(2, like=A).mask.tolist() == [False, False]
    assert np.full_like(A, mt.array([np.nan, 3.0, 1.0, 1.0], mask=[1, 0, 0, 0])).tolist() == [None, 3, 1, 1]


def test_nan_to_num_in_place_is_the_array_itself():
    x = mt.array([np.nan, 2.0, np.nan], mask=[0, 0, 1])
    found = np.nan_to_num(x, copy=False)
    assert x.tolist() == [0.0, 2.0, None]
    found[1] = mt.masked
    assert x.mask.tolist() == [False, True, True]


def test_at_meets_masked_values_and_targets():
    x = mt.array([1.0, 2.0, 3.0, 4.0], mask=[0, 1, 0, 0])
    np.add.at(x, [0, 0, 1, 2], mt.array([1.0, 1.0, 1.0, np.inf], mask=[0, 0, 0, 1]))
    assert x.tolist() == [3.0, None, None, 4.0]
    grid = mt.array(np.zeros((2, 3)), mask=False)
    np.add.at(grid, ([0, 1, 0], [2, 0, 2]), mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0]))
    assert grid.tolist() == [[0.0, 0.0, 4.0], [None, 0.0, 0.0]]
    step = mt.array(np.arange(6.0), mask=np.arange(6) == 4)[::2]
    np.negative.at(step, [0, 1, 2])
    assert step.tolist() == [0.0, -2.0, None]


def test_texts_and_dates_never_read_what_is_hidden():
    texts = mt.array(["12", "x", "7"], mask=[0, 1, 0])
    assert texts.astype(int).tolist() == [12, None, 7]
    assert np.char.equal(texts, "7").tolist() == [False, None, True]
    assert np.strings.index(texts, ["1", "y", "7"]).tolist() == [0, None, 0]
    days = mt.array(np.array(["2024-05-03", "NaT"], "M8[D]"), mask=[0, 1])
    assert np.busday_offset(days, 1).tolist()[1] is None
    assert np.is_busday(days).tolist() == [True, None]
    assert np.datetime_as_string(days).tolist() == ["2024-05-03", None]


@pytest.mark.skipif("char.split" in NEVER_ASKED, reason="this NumPy does not ask for functions of texts")
def test_functions_of_texts_never_read_what_is_hidden():
    texts = mt.array(["12", "x", "7"], mask=[0, 1, 0])
    assert np.strings.zfill(texts, 3).tolist() == ["012", None, "007"]
    assert np.char.split(mt.array(["a b", ""], mask=[0, 1])).tolist() == [["a", "b"], None]


def test_bits_and_positions():
    bits = mt.array([1, 0, 1, 1, 0, 0, 0, 0, 1], dtype=bool, mask=np.arange(9) == 8)
    assert np.packbits(bits).tolist() == [0b10110000, None]
    assert np.unpackbits(mt.array([3, 9], dtype="u1", mask=[0, 1]))[6:10].tolist() == [1, 1, None, None]
    grid = np.ix_(mt.array([True, True], mask=[0, 1]), [0, 1])
    assert [part.tolist() for part in grid] == [[[0]], [[0, 1]]]
    assert np.ravel_multi_index((mt.array([1, 99], mask=[0, 1]), [2, 2]), (3, 4)).tolist() == [6, None]
    assert [part.tolist() for part in np.unravel_index(mt.array([6, -1], mask=[0, 1]), (3, 4))] == [
        [1, None],
        [2, None],
    ]


RECORDS = np.array([(1.0, 3), (2.5, 1), (0.5, 2)], [("v", "f8"), ("n", "i8")])
R = mt.array(RECORDS, mask=[0, 1, 0])


def test_records_have_one_mask_each():
    assert rf.drop_fields(R, "n").tolist() == [(1.0,), None, (0.5,)]
    assert rf.append_fields(R, "w", mt.array([7, 8, 9], mask=[0, 0, 1])).tolist() == [(1.0, 3, 7), None, None]
    assert rf.merge_arrays((R, np.array([7, 8, 9])), flatten=True).tolist() == [(1.0, 3, 7), None, (0.5, 2, 9)]
    assert rf.stack_arrays((R, R[:1])).tolist() == [(1.0, 3), None, (0.5, 2), (1.0, 3)]
    assert rf.structured_to_unstructured(R).tolist() == [[1.0, 3.0], [None, None], [0.5, 2.0]]
    assert rf.apply_along_fields(np.sum, R).tolist() == [4.0, None, 2.5]
    assert rf.join_by("n", R, R, r1postfix="a", r2postfix="b").tolist() == [(2, 0.5, 0.5), (3, 1.0, 1.0)]
    renamed = rf.rename_fields(R, {"n": "m"})
    assert renamed["m"].tolist() == [3, None, 2]
    assert type(renamed) is mt.MaskedArray


def test_records_are_compared_as_numpy_compares_them():
    other = np.array([(1.0, 3), (2.5, 1), (0.5, 7)], RECORDS.dtype)
    poisoned = mt.array(np.array([(1.0, 3), (np.nan, -1), (0.5, 2)], RECORDS.dtype), mask=[0, 1, 0])
    for x in (R, poisoned):
        assert (x == other).tolist() == [True, None, False]
        assert (x != other).tolist() == [False, None, True]
        assert (other == x).tolist() == [True, None, False]
        assert (x == other[2]).tolist() == [False, None, False]
        assert (x[:2] == mt.array(other[:2], mask=[1, 0])).tolist() == [None, None]
        assert (x[:, np.newaxis] == other)[:2].tolist() == [[True, False, False], [None] * 3]
    assert type(R[0] == R[0]) is mt.MaskedArray
    labeled = mt.array(RECORDS, mask=R.mask, dims="t", coords={"t": [1, 2, 3]}) == other
    assert type(labeled) is mt.LabeledMaskedArray
    assert (labeled.tolist(), labeled.coords["t"].tolist()) == ([True, None, False], [1, 2, 3])
    with pytest.raises(TypeError, match="structured or void"):
        R == 3  # noqa: B015 (the comparison raises)


def test_writing_a_field_shows_no_other_field_of_a_masked_record():
    x = R.copy()
    for names in ("v", ["v"]):
        value = 9.0 if names == "v" else RECORDS[["v"]]
        with pytest.raises(mt.MaskError, match="one truth value for each record"):
            x[names] = value
        with pytest.raises(mt.MaskError, match="one truth value for each record"):
            x[names] = mt.array(value, mask=False)
        assert x.tolist() == R.tolist()
    x["v"] = x["v"] * 2
    assert x.tolist() == [(2.0, 3), None, (1.0, 2)]
    x["v"] = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 1])
    assert x.tolist() == [(1.0, 3), None, None]
    x[["v", "n"]] = RECORDS  # nothing else is there to show
    assert x.tolist() == RECORDS.tolist()
    x["n"] = [7, 8, 9]
    assert x["n"].tolist() == [7, 8, 9]
    x["n"] = mt.masked
    assert x.tolist() == [None] * 3
    hard = R.copy().harden_mask()
    hard["v"] = 9.0
    assert hard.tolist() == [(9.0, 3), None, (9.0, 2)]


def test_lists_are_merged_as_the_arrays_that_they_are():
    assert rf.merge_arrays((R, [7, 8, 9]), flatten=True).tolist() == [(1.0, 3, 7), None, (0.5, 2, 9)]
    assert rf.append_fields(R, "w", [7, 8, 9]).tolist() == [(1.0, 3, 7), None, (0.5, 2, 9)]
    assert rf.append_fields(R, ["w"], [[7, 8, 9]]).tolist() == [(1.0, 3, 7), None, (0.5, 2, 9)]
    two = mt.array([[7, 8, 9], [1, 2, 3]], mask=[[0, 0, 0], [0, 0, 1]])
    assert rf.append_fields(RECORDS, ["w", "z"], two).tolist() == [(1.0, 3, 7, 1), (2.5, 1, 8, 2), None]
    with pytest.raises(mt.UnsupportedError, match="usemask=False"):
        rf.merge_arrays((R, [7, 8]))


def test_what_would_leave_holes_in_records_is_refused():
    with pytest.raises(mt.UnsupportedError, match="usemask=False"):
        rf.append_fields(R, "w", [7])
    assert rf.append_fields(R, "w", [7], usemask=False)["w"].mask.tolist() == [False, True, False]
    target = R.copy()
    rf.recursive_fill_fields(R[1:], target)
    assert target.tolist() == [None, (0.5, 2), (0.5, 2)]


def test_sums_of_products_by_lists_of_axes():
    x = mt.array([[1.0, 2.0], [3.0, np.inf]], mask=[[0, 0], [0, 1]])
    assert np.einsum(x, [0, 1], [10.0, 1.0], [1], [0]).tolist() == [12.0, 30.0]
