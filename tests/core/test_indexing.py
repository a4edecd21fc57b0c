"""Items: data, mask and labels stay together, whatever the key; assignment writes all of them or nothing."""

import random

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from tests.identity import check_identity, identified, numbered

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES, arrays, masks, shapes

MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))

ALL = mt.LabeledMaskedQuantity


def state(x):
    """Everything that an assignment could change."""
    return (np.asarray(x).tobytes(), repr(x), x.mask.tobytes() if hasattr(x, "mask") else None)


class TestKeys:
    @given(st.data(), numbered())
    def test_basic(self, data, x):
        key = data.draw(hnp.basic_indices(x.shape, allow_newaxis=True, allow_ellipsis=True))
        y = x[key]
        assert type(y) is type(x)
        np.testing.assert_array_equal(np.asarray(y), np.asarray(x)[key])
        assert y.shape == np.asarray(x)[key].shape
        check_identity(y, x)
        ellipsis = key is Ellipsis or (isinstance(key, tuple) and any(item is Ellipsis for item in key))
        assert np.shares_memory(y, x) == bool(y.size and (y.ndim or ellipsis))

    @given(st.data(), numbered())
    def test_boolean(self, data, x):
        ndim = data.draw(st.integers(0, x.ndim))
        key = data.draw(hnp.arrays(np.bool_, x.shape[:ndim]))
        y = x[key]
        assert type(y) is type(x)
        np.testing.assert_array_equal(np.asarray(y), np.asarray(x)[key])
        check_identity(y, x)

    @given(st.data(), st.sampled_from(CLASSES), shapes(min_dims=1, min_side=1))
    def test_integer_arrays(self, data, cls, shape):
        x = identified(cls, shape)
        key = data.draw(hnp.integer_array_indices(shape, result_shape=shapes(max_dims=2)))
        y = x[key]
        assert type(y) is type(x)
        np.testing.assert_array_equal(np.asarray(y), np.asarray(x)[key])
        check_identity(y, x)
        assert not np.shares_memory(y, x)

    @pytest.mark.parametrize("cls", CLASSES)
    @pytest.mark.parametrize(
        "key",
        [
            ([0, 2], slice(None), [1, 0]),
            (slice(None), [[0, 1], [1, 2]]),
            (1, slice(None), [0, 1, 1]),
            (..., [True, False]),
            ([2, 0], ..., 1),
            (None, [0, 1], 0),
            (slice(None, None, -1), None, 0, ...),
            (np.array(1), np.int64(2)),
            [0, 2],
            ([],),
            (),
            True,
            np.False_,
            -1,
            np.int8(1),
            slice(2, 0, -1),
        ],
        ids=str,
    )
    def test_mixed(self, cls, key):
        x = identified(cls, (3, 3, 2))
        y = x[key]
        assert type(y) is cls
        np.testing.assert_array_equal(np.asarray(y), np.asarray(x)[key])
        check_identity(y, x)

    @pytest.mark.parametrize("cls", CLASSES)
    def test_down_to_one_element_stay_arrays(self, cls):
        x = identified(cls, (2, 3))
        for y in (x[1, 2], x[1][2], x[1, 2, ...], x[1, 2][()], x[1, 2][...]):
            assert type(y) is cls
            assert y.shape == ()
            check_identity(y, x)

    @pytest.mark.parametrize("cls", MASKED)
    def test_an_ellipsis_gives_one_element_that_shares_its_mask(self, cls):
        x = identified(cls, (2, 3))
        x[0, 0, ...][...] = mt.masked
        assert x.mask[0, 0]

    @pytest.mark.parametrize("cls", CLASSES)
    def test_one_element_is_nobodys_view(self, cls):
        x = identified(cls, (4,))
        before = np.asarray(x).copy()
        x[0], x[1] = x[1], x[0]
        assert np.asarray(x).tolist() == before[[1, 0, 2, 3]].tolist()
        kept = x[2]
        x[2] = x[3]
        assert np.asarray(kept) == before[2]
        for element in (x[0], x[np.int64(0)], x[(0,)], next(iter(x)), next(x.flat), x.flat[0]):
            assert not np.shares_memory(element, x)

    @pytest.mark.parametrize("cls", MASKED)
    def test_the_mask_of_one_element_is_its_own(self, cls):
        x = identified(cls, (2, 3))
        x.mask[...] = False
        element = x[0, 0]
        x[0, 0] = mt.masked
        assert not element.mask
        element[...] = mt.masked
        assert not x[1, 0].mask

    def test_elements_shuffle_as_plain_ones_do(self):
        x = mt.array(np.arange(20.0), "m", mask=np.arange(20) % 3 == 0)
        random.Random(1).shuffle(x)
        assert sorted(np.asarray(x).tolist()) == list(range(20))
        assert x.mask.tolist() == [value % 3 == 0 for value in np.asarray(x).tolist()]

    def test_a_record_is_a_view_as_numpys_is(self):
        x = mt.array(np.array([(1, 2.0), (3, 4.0)], [("n", "i4"), ("v", "f8")]), mask=[0, 0])
        assert np.shares_memory(x[0], x)

    @pytest.mark.parametrize("key", [5, (0, 0, 0), [7], 1.5, "a", (slice(None), 9)])
    def test_bad_ones_raise_what_numpy_raises(self, key):
        x = identified(ALL, (2, 3))
        with pytest.raises(IndexError) as theirs:
            np.asarray(x)[key]
        with pytest.raises(type(theirs.value)):
            x[key]

    def test_with_a_unit_are_refused(self):
        x = mt.array([1.0, 2.0])
        q = mt.array([1.0, 2.0], "m")
        with pytest.raises(
            mt.UnsupportedError, match=r"an index with the unit 'meter' has no meaning; use \.magnitude"
        ):
            q[mt.array([0, 1], "m")]
        assert type(x) is np.ndarray

    def test_masked_truth_counts_as_false(self):
        x = mt.array([1.0, 2.0, 3.0], "m")
        assert np.asarray(x[mt.array([True, True, False], mask=[0, 1, 0])]).tolist() == [1.0]

    def test_masked_positions_are_refused(self):
        x = mt.array([1.0, 2.0, 3.0], "m")
        with pytest.raises(IndexError, match=r"masked positions; use \.compressed\(\)"):
            x[mt.array([0, 1], mask=[0, 1])]
        assert np.asarray(x[mt.array([0, 2], mask=[0, 0])]).tolist() == [1, 3]

    def test_comparisons_of_quantities_select(self):
        x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 1])
        assert np.asarray(x[x > 150 * u.cm]).tolist() == [2.0]


class TestFields:
    data = np.array([(1, 2.0), (3, 4.0)], [("n", "i4"), ("v", "f8")])

    def test_keep_mask_and_labels(self):
        x = mt.array(self.data, mask=[0, 1], dims="x", coords={"x": [5, 6]})
        y = x["v"]
        assert type(y) is mt.LabeledMaskedArray
        assert np.asarray(y).tolist() == [2, 4]
        assert (y.mask.tolist(), y.dims, np.asarray(y.coords["x"]).tolist()) == ([False, True], ("x",), [5, 6])
        assert np.shares_memory(y, x)
        assert np.shares_memory(y.mask, x.mask)

    def test_of_labels_alone(self):
        x = mt.array(self.data, dims="x")
        assert x["n"].dims == ("x",)
        assert x[["n"]].dtype.names == ("n",)

    def test_several(self):
        x = mt.array(self.data, mask=[0, 1])
        assert x[["v", "n"]].dtype.names == ("v", "n")
        assert x[["v", "n"]].mask.tolist() == [False, True]

    def test_of_one_element(self):
        x = mt.array(self.data, mask=[0, 1])
        assert x[1]["v"].mask
        assert x["v"][0] == 2.0

    def test_are_assigned(self):
        x = mt.array(self.data, mask=[0, 1])
        x["v"] = mt.array([7.0, 8.0], mask=[0, 1])
        assert np.asarray(x["v"]).tolist() == [7, 8]
        x.mask = False
        x["v"] = [8.0, 9.0]
        assert x["v"].tolist() == [8.0, 9.0]


class TestAssignment:
    def test_of_another_unit_is_converted(self):
        x = mt.array([1.0, 2.0, 3.0], "m")
        x[1] = 50 * u.cm
        x[2:] = mt.array([1.0], "km")
        assert np.asarray(x).tolist() == [1, 0.5, 1000]

    def test_of_a_bare_number_that_means_the_same_in_every_unit(self):
        x = mt.array([1.0, 2.0, 3.0], "m")
        x[0], x[1], x[2] = 0, np.inf, np.nan
        np.testing.assert_array_equal(np.asarray(x), [0, np.inf, np.nan])

    def test_plain_unmasks(self):
        x = mt.array([1.0, 2.0], mask=[1, 1])
        x[0] = 5.0
        assert x.mask.tolist() == [False, True]
        assert np.asarray(x)[0] == 5

    def test_sentinel_masks_and_leaves_the_data(self):
        x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 0])
        x[1] = mt.masked
        assert x.mask.tolist() == [False, True, False]
        assert np.asarray(x).tolist() == [1, 2, 3]

    @given(st.data(), shapes())
    def test_sentinel_masks_what_the_key_selects(self, data, shape):
        x = mt.array(np.zeros(shape), mask=np.zeros(shape, bool))
        key = data.draw(st.one_of(hnp.basic_indices(shape), hnp.arrays(np.bool_, shape)))
        x[key] = mt.masked
        expected = np.zeros(shape, bool)
        expected[key] = True
        np.testing.assert_array_equal(x.mask, expected)

    def test_sentinel_needs_a_mask(self):
        x = mt.array([1.0], "m")
        plain = np.array([1.0])
        for target in (x, plain, x.astype(object), x[0]):
            with pytest.raises(mt.MaskError, match=r"give it one first: x = metaarr\.array\(x, mask=False\)"):
                target[...] = mt.masked
        assert np.asarray(x).tolist() == [1]
        assert plain.tolist() == [1]

    def test_masked_writes_data_and_mask(self):
        x = mt.array([1.0, 2.0, 3.0, 4.0], mask=[1, 1, 0, 0])
        x[1:3] = mt.array([7.0, 8.0], mask=[0, 1])
        assert x.mask.tolist() == [True, False, True, False]
        assert np.asarray(x)[1] == 7

    def test_masked_into_what_has_no_mask_is_refused(self):
        x = mt.array([1.0, 2.0], "m")
        with pytest.raises(mt.UnsupportedError, match=r"array without a mask; use \.filled\(value\)"):
            x[:] = mt.array([1.0, 2.0], "m", mask=[0, 1])
        x[:] = mt.array([3.0, 4.0], "m", mask=[0, 0])
        assert np.asarray(x).tolist() == [3, 4]

    def test_of_lists_that_hold_ours(self):
        x = mt.array([1.0, 2.0, 3.0], "m", mask=[0, 0, 0])
        x[:] = [1 * u.km, mt.masked, 50 * u.cm]
        assert np.asarray(x)[[0, 2]].tolist() == [1000, 0.5]
        assert x.mask.tolist() == [False, True, False]

    def test_of_one_broadcasts(self):
        x = mt.array(np.zeros((2, 2)), "m", mask=np.ones((2, 2), bool))
        x[:, 0] = 1 * u.m
        assert np.asarray(x).tolist() == [[1, 0], [1, 0]]
        assert x.mask.tolist() == [[False, True], [False, True]]

    def test_masked_broadcasts(self):
        x = mt.array(np.zeros((2, 2)), mask=np.zeros((2, 2), bool))
        x[...] = mt.array([1.0, 2.0], mask=[0, 1])
        assert x.mask.tolist() == [[False, True], [False, True]]

    def test_labelled_of_the_same_labels(self):
        x = identified(ALL, (2, 3))
        x[0] = x[0] * 2
        assert np.asarray(x)[0].tolist() == [0, 2, 4]

    @given(st.data(), st.sampled_from(MASKED), shapes(min_dims=1, min_side=1))
    def test_of_parts_moves_data_and_mask_alike(self, data, cls, shape):
        x = identified(cls, shape)
        key = data.draw(
            st.one_of(hnp.basic_indices(shape), hnp.integer_array_indices(shape), hnp.arrays(np.bool_, shape))
        )
        values, mask = np.asarray(x).copy(), x.mask.copy()
        part = np.asarray(x)[key]
        source = mt.array(part + 100, "m" if hasattr(x, "units") else None, mask=part % 2 == 0)
        x[key] = source
        values[key], mask[key] = np.asarray(source), source.mask
        np.testing.assert_array_equal(np.asarray(x), values)
        np.testing.assert_array_equal(x.mask, mask)

    @pytest.mark.parametrize(
        ("cls", "value"),
        [
            (mt.Quantity, 1.0),
            (mt.Quantity, 1 * u.s),
            (mt.MaskedQuantity, [1.0, 2.0]),
            (mt.Quantity, mt.array([1.0, 2.0], "m", mask=[0, 1])),
            (mt.LabeledMaskedQuantity, mt.array([1.0, 2.0], "s", mask=[1, 1])),
            (mt.LabeledMaskedQuantity, mt.array([1.0, 2.0], "m", mask=[1, 1], dims="zzz")),
            (mt.LabeledMaskedQuantity, mt.array([1.0, 2.0], "m", mask=[1, 1], dims="a", coords={"a": [5, 6]})),
            (mt.MaskedArray, 1 * u.m),
            (mt.MaskedArray, mt.array([1.0, 2.0, 3.0], mask=[1, 1, 1])),
            (mt.MaskedArray, ["no", "numbers"]),
        ],
        ids=lambda v: v.__name__ if isinstance(v, type) else str(v).replace("\n", " "),
    )
    def test_refused_changes_nothing(self, cls, value):
        x = identified(cls, (2,))
        before = state(x)
        with pytest.raises((mt.MetaArrayError, ValueError, TypeError)):
            x[:] = value
        assert state(x) == before

    def test_of_a_key_out_of_range_changes_nothing(self):
        x = identified(ALL, (2, 3))
        before = state(x)
        for key in (9, (0, 9), [0, 9]):
            with pytest.raises(IndexError):
                x[key] = mt.masked
            with pytest.raises(IndexError):
                x[key] = 3 * u.m
            assert state(x) == before

    def test_into_read_only_changes_nothing(self):
        data = np.zeros(2)
        data.flags.writeable = False
        x = mt.asarray(data, mask=[1, 1])
        before = state(x)
        with pytest.raises(ValueError, match="read-only"):
            x[0] = 1.0
        assert state(x) == before

    def test_of_a_quantity_into_plain_dimensionless(self):
        x = mt.array([1.0, 2.0], mask=[0, 0])
        x[0] = mt.array(50.0, "percent")
        assert np.asarray(x).tolist() == [0.5, 2]

    def test_of_an_integer_key_into_one_place(self):
        x = mt.array([1, 2], "m")
        x[0] = 3 * u.m
        assert (x.dtype, np.asarray(x).tolist()) == (np.array([1]).dtype, [3, 2])

    def test_of_a_fraction_into_integers_is_cast_as_numpy_does(self):
        x = mt.array([1, 2], mask=[0, 0])
        x[0] = 2.7
        assert np.asarray(x).tolist() == [2, 2]

    def test_with_masked_keys(self):
        x = mt.array([1.0, 2.0, 3.0], "m")
        x[mt.array([True, True, False], mask=[0, 1, 0])] = 9 * u.m
        assert np.asarray(x).tolist() == [9, 2, 3]

    def test_of_itself_moved(self):
        x = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
        x[1:] = x[:-1]
        assert np.asarray(x)[[0, 1]].tolist() == [1, 1]
        assert x.mask.tolist() == [False, False, True]

    def test_to_the_mask_attribute(self):
        x = mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
        x[1:].mask = True
        assert x.mask.tolist() == [False, True, True]
        x.mask = [1, 0, 0]
        assert x.mask.tolist() == [True, False, False]
        with pytest.raises(mt.MaskError, match="shape"):
            x.mask = [1, 0]
        assert x.mask.tolist() == [True, False, False]

    def test_to_the_units_attribute_is_refused(self):
        x = mt.array([1.0], "m")
        with pytest.raises(AttributeError, match=r"units cannot be assigned; use x\.to"):
            x.units = "cm"

    def test_deleting_is_refused(self):
        with pytest.raises((TypeError, ValueError)):
            del mt.array([1.0], "m")[0]


class TestIteration:
    @given(numbered(shape=(3, 2)))
    def test_gives_our_class(self, x):
        rows = list(x)
        assert len(rows) == 3
        for i, row in enumerate(rows):
            assert type(row) is type(x)
            np.testing.assert_array_equal(np.asarray(row), np.asarray(x)[i])
            check_identity(row, x)

    def test_of_one_element_is_refused(self):
        with pytest.raises(TypeError, match="0-d"):
            iter(mt.array(1.0, "m"))

    def test_unpacks(self):
        a, b = mt.array([1.0, 2.0], "m")
        assert (a.units, b.magnitude) == (u.m, 2.0)

    @given(numbered(shape=(2, 3)))
    def test_flat(self, x):
        assert len(x.flat) == 6
        items = list(x.flat)
        assert [type(i) for i in items] == [type(x)] * 6
        assert [np.asarray(i).item() for i in items] == np.asarray(x).ravel().tolist()
        for item in (*items, x.flat[4], x.flat[-1], x.flat[1:5:2], x.flat[[5, 0]], x.flat[np.arange(6) > 2]):
            check_identity(item, x)
        np.testing.assert_array_equal(np.asarray(x.flat[1:5:2]), np.asarray(x).flat[1:5:2])
        np.testing.assert_array_equal(np.asarray(x.flat), np.asarray(x).ravel())

    def test_flat_writes(self):
        x = mt.array(np.zeros((2, 2)), "m", mask=np.zeros((2, 2), bool))
        x.flat[1] = 1 * u.km
        x.flat[3] = mt.masked
        assert np.asarray(x).tolist() == [[0, 1000], [0, 0]]
        assert x.mask.tolist() == [[False, False], [False, True]]
        x.flat = 2 * u.m
        assert np.all(np.asarray(x) == 2)
        x.flat = [1, 2, 3, 4] * u.m
        assert np.asarray(x).tolist() == [[1, 2], [3, 4]]

    def test_sorted_and_extremes(self):
        x = mt.array([3.0, 1.0, 2.0], "m")
        assert [i.magnitude.item() for i in sorted(x)] == [1, 2, 3]
        assert (min(x), max(x)) == (1 * u.m, 3 * u.m)
        assert type(max(x)) is mt.Quantity

    def test_sorted_of_masked_raises(self):
        with pytest.raises(mt.MaskError):
            sorted(mt.array([3.0, 1.0, 2.0], mask=[0, 1, 0]))

    def test_enumerate_zip_reversed(self):
        x = mt.array([3.0, 1.0], "m")
        assert [i.units for i in reversed(x)] == [u.m, u.m]
        assert [np.asarray(a).item() for a, _ in zip(x, x, strict=True)] == [3, 1]

    def test_matching(self):
        match mt.array([3.0, 1.0], "m"):
            case [first, _]:
                assert first.units == u.m
            case _:
                pass

    @given(arrays(dtype=st.sampled_from(("f8", "U3", "M8[s]", "O")), shape=(3,)))
    def test_of_any_dtype(self, x):
        assert [type(i) for i in x] == [type(x)] * 3
        assert [i.dtype for i in x] == [x.dtype] * 3


class TestOneObject:
    """An element of an object array may be anything, a list too."""

    def test_is_read_and_written(self):
        data = np.empty(2, object)
        data[0], data[1] = [1, 2], None
        x = mt.array(data, mask=[0, 1])
        assert x[0].item() == [1, 2]
        assert type(x[0]) is mt.MaskedArray
        x[1] = "text"
        assert x.tolist() == [[1, 2], "text"]
        x[0] = None
        assert x.mask.tolist() == [False, False]

    def test_of_strings_and_times_unmasks(self):
        x = mt.array(["a", "b"], mask=[1, 1])
        x[0] = "c"
        assert (np.asarray(x)[0], x.mask.tolist()) == ("c", [False, True])
        t = mt.array(np.zeros(2, "M8[D]"), mask=[1, 1])
        t[1] = "2020-01-01"
        assert (np.asarray(t)[1], t.mask.tolist()) == (np.datetime64("2020-01-01"), [True, False])


@given(st.data(), shapes(min_dims=1))
def test_take_and_item_agree(data, shape):
    x = mt.array(np.zeros(shape), "m", mask=data.draw(masks(shape)))
    if shape[0]:
        i = data.draw(st.integers(-shape[0], shape[0] - 1))
        np.testing.assert_array_equal(np.take(x, i, axis=0).mask, x[i].mask)
