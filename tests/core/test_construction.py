"""Making arrays: what is taken over from the data, what is added, and what is refused."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import metaarr as mt
from metaarr import units as u
from metaarr.testing.strategies import CLASSES, DTYPES, arrays, holds, plain_arrays


class TestWhichClass:
    @pytest.mark.parametrize(
        ("metadata", "cls"),
        [
            ({}, np.ndarray),
            ({"units": "m"}, mt.Quantity),
            ({"units": ""}, mt.Quantity),
            ({"mask": False}, mt.MaskedArray),
            ({"dims": "x"}, mt.LabeledArray),
            ({"name": "t"}, mt.LabeledArray),
            ({"units": "m", "mask": [0, 1]}, mt.MaskedQuantity),
            ({"units": "m", "dims": "x"}, mt.LabeledQuantity),
            ({"mask": [0, 1], "dims": "x"}, mt.LabeledMaskedArray),
            ({"units": "m", "mask": [0, 1], "dims": ("x",)}, mt.LabeledMaskedQuantity),
        ],
    )
    def test_is_that_of_what_is_given(self, metadata, cls):
        assert type(mt.array([1.0, 2.0], **metadata)) is cls

    @pytest.mark.parametrize("make", [mt.array, mt.asarray])
    def test_adds_to_what_the_data_have(self, make):
        x = make(make(make([1.0, 2.0], "m"), mask=[0, 1]), dims="x")
        assert type(x) is mt.LabeledMaskedQuantity
        assert (x.units, x.mask.tolist(), x.dims) == (u.m, [False, True], ("x",))

    @given(arrays())
    def test_is_kept_with_nothing_given(self, x):
        again = mt.array(x)
        assert type(again) is type(x)
        assert again.dtype == x.dtype
        assert repr(again) == repr(x)

    @given(plain_arrays())
    def test_without_metadata_is_plain(self, data):
        result = mt.array(data)
        assert type(result) is np.ndarray
        assert not np.shares_memory(result, data)


class TestLists:
    def test_of_our_scalars_take_the_unit_of_the_first(self):
        a = mt.array([1.0, 2.0], "m")
        b = mt.array([50.0], "cm")
        x = mt.array([a[0], b[0]])
        assert type(x) is mt.Quantity
        assert x.units == u.m
        assert np.asarray(x).tolist() == [1.0, 0.5]

    def test_nest(self):
        a = mt.array([1.0, 2.0], "m")
        x = mt.array([[a[0], a[1]], [50 * u.cm, a[0]]])
        assert np.asarray(x).tolist() == [[1.0, 2.0], [0.5, 1.0]]
        assert mt.array([a, [a[1], a[0]]]).shape == (2, 2)

    def test_convert_to_the_units_given(self):
        assert np.asarray(mt.array([1 * u.km, 2.0 * u.m], "m")).tolist() == [1000, 2]

    def test_keep_masks_of_their_items(self):
        m = mt.array([1.0, 2.0], mask=[0, 1])
        assert mt.array([m[0], m[1], 3.0]).mask.tolist() == [False, True, False]

    def test_may_hold_masked(self):
        x = mt.array([1.0, mt.masked, 3.0], "m")
        assert type(x) is mt.MaskedQuantity
        assert x.mask.tolist() == [False, True, False]
        assert np.asarray(x)[[0, 2]].tolist() == [1.0, 3.0]

    def test_of_integers_and_masked_stay_integers(self):
        assert mt.array([1, mt.masked]).dtype == np.array([1]).dtype

    def test_nested_with_masked(self):
        x = mt.array([[1.0, mt.masked], [mt.masked, 4.0]])
        assert x.mask.tolist() == [[False, True], [True, False]]

    def test_of_bare_numbers_and_quantities_are_refused(self):
        with pytest.raises(mt.DimensionalityError, match=r"'meter'.*give it a unit"):
            mt.array([1 * u.m, 2.0])

    def test_of_other_dimensions_are_refused(self):
        with pytest.raises(mt.DimensionalityError, match=r"'meter' and 'second'.*drop units with \.magnitude"):
            mt.array([1 * u.m, 2 * u.s])

    def test_ragged_are_refused_as_numpy_does(self):
        with pytest.raises(ValueError, match="shape"):
            mt.array([mt.array([1.0, 2.0], "m"), [1 * u.m]])

    @pytest.mark.parametrize("data", [(1, 2), [(1, 2), (3, 4)], range(3), np.float32(2), 3, "text", b"bytes", True])
    def test_plain_are_as_numpy_reads_them(self, data):
        x = mt.array(data, dims=(None,) * np.ndim(data))
        np.testing.assert_array_equal(np.asarray(x), np.array(data))
        assert x.dtype == np.array(data).dtype

    def test_generators_are_an_object_as_in_numpy(self):
        generator = (i for i in range(3))
        x = mt.array(generator, mask=False)
        assert x.shape == ()
        assert x.dtype == object

    def test_masked_alone_is_refused(self):
        with pytest.raises(mt.MaskError, match="no dtype or unit; give a value and mask=True"):
            mt.array(mt.masked)


class TestNumpyMa:
    def test_data_and_mask_are_taken(self):
        ma = np.ma.array([1.0, 2.0, 3.0], mask=[0, 1, 0])
        x = mt.array(ma, "m")
        assert type(x) is mt.MaskedQuantity
        assert x.mask.tolist() == [False, True, False]
        assert np.asarray(x).tolist() == [1, 2, 3]

    def test_mask_is_copied(self):
        ma = np.ma.array([1.0, 2.0], mask=[0, 1])
        x = mt.asarray(ma)
        x.mask[0] = True
        x[1] = 5.0
        assert np.ma.getmaskarray(ma).tolist() == [False, True]

    def test_without_a_mask_is_masked_nowhere(self):
        assert mt.array(np.ma.array([1, 2])).mask.tolist() == [False, False]

    def test_masks_join(self):
        ma = np.ma.array([1, 2, 3], mask=[1, 0, 0])
        assert mt.array(ma, mask=[0, 1, 0]).mask.tolist() == [True, True, False]


class TestMemory:
    @given(plain_arrays(dtype=st.sampled_from(("f8", "i4"))), st.sampled_from(["m", None]))
    def test_array_copies_and_asarray_shares(self, data, units):
        copied = mt.array(data, units, mask=False)
        shared = mt.asarray(data, units, mask=False)
        assert not np.shares_memory(copied, data)
        assert np.shares_memory(shared, data) == bool(data.size)

    def test_asarray_writes_into_the_callers_data(self):
        plain = np.zeros(2)
        mt.asarray(plain, "m")[0] = 1 * u.km
        assert plain.tolist() == [1000, 0]

    def test_copy_false_refuses_to_copy(self):
        plain = np.zeros(2)
        assert np.shares_memory(mt.array(plain, "m", copy=False), plain)
        with pytest.raises(ValueError, match="copy"):
            mt.array([1.0], "m", copy=False)
        with pytest.raises(ValueError, match="copy"):
            mt.array(plain, "m", dtype="f4", copy=False)

    @pytest.mark.parametrize("make", [mt.array, mt.asarray])
    def test_the_mask_given_is_copied(self, make):
        mask = np.array([False, True])
        x = make([1.0, 2.0], mask=mask)
        assert not np.shares_memory(x.mask, mask)
        x[1] = 3.0
        assert mask.tolist() == [False, True]

    def test_the_coordinates_given_are_not_changed_later(self):
        labels = np.array([1, 2])
        x = mt.array([1.0, 2.0], dims="x", coords={"x": labels})
        labels[0] = 99
        assert np.asarray(x.coords["x"]).tolist() == [1, 2]

    def test_converting_does_not_change_the_data_given(self):
        x = mt.array([1.0, 2.0], "m")
        y = mt.asarray(x, "cm")
        assert np.asarray(x).tolist() == [1, 2]
        assert np.asarray(y).tolist() == [100, 200]

    def test_asarray_of_ours_shares_the_mask_and_array_copies_it(self):
        x = mt.array([1.0, 2.0], mask=[0, 0])
        shared, copied = mt.asarray(x, "m"), mt.array(x, "m")
        x[0] = mt.masked
        assert shared.mask.tolist() == [True, False]
        assert copied.mask.tolist() == [False, False]

    def test_more_masked_on_shared_data_leaves_the_caller_alone(self):
        x = mt.array([1.0, 2.0], mask=[0, 1])
        y = mt.asarray(x, mask=[1, 0])
        assert y.mask.tolist() == [True, True]
        assert x.mask.tolist() == [False, True]

    def test_conversion_of_a_dtype_copies_the_mask_too(self):
        x = mt.array([1, 2], mask=[0, 0])
        y = mt.asarray(x, dtype=float)
        y[0] = mt.masked
        assert x.mask.tolist() == [False, False]


class TestClasses:
    @pytest.mark.parametrize("cls", CLASSES)
    @pytest.mark.parametrize("dtype", DTYPES)
    def test_take_data_alone(self, cls, dtype):
        data = np.zeros((2, 3), dtype)
        if not holds(cls, dtype):
            with pytest.raises(mt.UnsupportedError, match=r"are no numbers, and have no unit|has no single unit"):
                cls(data)
            return
        x = cls(data)
        assert type(x) is cls
        assert x.dtype == data.dtype
        assert not np.shares_memory(x, data)
        if hasattr(x, "units"):
            assert x.units == u("")
        if hasattr(x, "mask"):
            assert not x.mask.any()
        if hasattr(x, "dims"):
            assert x.dims == (None, None)

    def test_take_metadata_by_position(self):
        x = mt.MaskedQuantity([1.0, 2.0], "m", [0, 1])
        assert (x.units, x.mask.tolist()) == (u.m, [False, True])

    def test_refuse_data_with_more(self):
        x = mt.array([1.0, 2.0], "m", mask=[0, 1])
        with pytest.raises(mt.UnsupportedError, match=r"Quantity has no mask, .*metaarr\.array\(data\), or drop"):
            mt.Quantity(x)
        with pytest.raises(mt.UnsupportedError, match="MaskedArray has no units"):
            mt.MaskedArray(x)

    def test_take_data_whose_other_metadata_say_nothing(self):
        assert type(mt.Quantity(mt.array([1.0], "m", mask=[0]))) is mt.Quantity
        assert type(mt.MaskedArray(mt.array([1.0], "", mask=[0]))) is mt.MaskedArray

    def test_refuse_unknown_arguments(self):
        with pytest.raises(TypeError, match="unexpected argument 'mask'; it takes units"):
            mt.Quantity([1], "m", mask=[0])
        with pytest.raises(TypeError, match=r"at most 1 more arguments \(units\)"):
            mt.Quantity([1], "m", [0])
        with pytest.raises(TypeError, match="unexpected argument 'units'"):
            mt.Quantity([1], "m", units="m")

    def test_convert(self):
        assert np.asarray(mt.Quantity(mt.array([1.0], "km"), "m")).tolist() == [1000]

    @pytest.mark.parametrize("order", "CF")
    def test_heed_dtype_and_order(self, order):
        x = mt.MaskedArray(np.ones((2, 3)), dtype="f4", order=order)
        assert x.dtype == np.float32
        assert x.flags.f_contiguous == (order == "F")


class TestViews:
    @pytest.mark.parametrize("cls", CLASSES)
    def test_of_plain_data_are_neutral(self, cls):
        data = np.arange(6.0).reshape(2, 3)
        x = data.view(cls)
        assert np.shares_memory(x, data)
        assert repr(x) == repr(cls(data))

    def test_of_plain_data_can_be_used_at_once(self):
        data = np.arange(3.0)
        assert (data.view(mt.MaskedQuantity) + 1)[1].tolist() == 2.0
        assert data.view(mt.MaskedArray)[1:].mask.tolist() == [False, False]

    def test_as_another_class_are_refused(self):
        x = mt.array([1.0], "m", mask=[1])
        for cls in (mt.Quantity, np.ma.MaskedArray, np.matrix):
            with pytest.raises(mt.UnsupportedError, match=r"would lose its metadata; use np\.asarray\(x\)"):
                x.view(cls)

    def test_of_arrays_of_numpy_ma_are_refused(self):
        x = np.ma.array([1.0, 2.0], mask=[0, 1]).view(mt.Quantity)
        with pytest.raises(mt.UnsupportedError, match="metadata of this Quantity are unknown"):
            x + x

    @given(arrays(dtype=st.sampled_from(("f8", "i8"))))
    def test_as_a_plain_array_are_the_data(self, x):
        assert type(x.view(np.ndarray)) is np.ndarray
        assert np.shares_memory(x.view(np.ndarray), x) == bool(x.size)

    @given(arrays(dtype="f8", kinds=st.sampled_from([mt.MaskedArray, mt.LabeledMaskedQuantity])))
    def test_of_the_whole_share_everything(self, x):
        v = x.view()
        assert type(v) is type(x)
        assert repr(v) == repr(x)
        assert np.shares_memory(v.mask, x.mask) == bool(x.size)

    def test_as_a_dtype_of_the_same_size_keep_metadata(self):
        x = mt.array([1.0, 2.0], mask=[0, 1], dims="x")
        v = x.view("i8")
        assert (v.dtype, v.mask.tolist(), v.dims) == (np.dtype("i8"), [False, True], ("x",))
        with pytest.raises(mt.UnsupportedError, match=r"other elements.*np\.asarray\(x\)\.view\(dtype\)"):
            x.view("i4")

    def test_ours_made_behind_our_back_do_not_guess(self):
        x = mt.array(np.ones((2, 2)), mask=np.eye(2, dtype=bool))
        made = np.ndarray.transpose(x)
        with pytest.raises(mt.UnsupportedError, match="metadata of this MaskedArray are unknown"):
            made.mask  # noqa: B018


class TestCreation:
    def test_arange(self):
        x = mt.arange(0, 3 * u.m, 50 * u.cm)
        assert x.units == u.m
        assert np.asarray(x).tolist() == [0, 0.5, 1, 1.5, 2, 2.5]
        assert np.asarray(mt.arange(3 * u.s)).tolist() == [0, 1, 2]
        assert np.asarray(mt.arange(1, 3, units="m")).tolist() == [1, 2]
        assert type(mt.arange(3)) is np.ndarray

    def test_linspace_is_safe_for_scales_with_an_offset(self):
        x = mt.linspace(0 * u.degC, 300 * u.K, 2)
        assert x.units == u.degC
        np.testing.assert_allclose(np.asarray(x), [0, 26.85])
        assert np.asarray(mt.linspace(0, 1, 3, endpoint=False, units="m")).tolist() == pytest.approx([0, 1 / 3, 2 / 3])

    def test_full(self):
        assert np.asarray(mt.full((2, 1), 1 * u.km, "m")).tolist() == [[1000], [1000]]
        assert mt.full(2, 3, "m").units == u.m
        assert mt.full(2, 3 * u.m, dtype="f4").dtype == np.float32

    @pytest.mark.parametrize(("make", "value"), [(mt.zeros, 0), (mt.ones, 1)])
    def test_zeros_and_ones(self, make, value):
        x = make((2, 3), "m", dtype="f4")
        assert (x.shape, x.dtype, x.units) == ((2, 3), np.float32, u.m)
        assert np.all(np.asarray(x) == value)
        assert type(make(2)) is np.ndarray

    def test_empty_and_eye(self):
        assert (mt.empty(2, "m").shape, mt.empty(2, "m").units) == ((2,), u.m)
        np.testing.assert_array_equal(np.asarray(mt.eye(2, 3, 1, "s")), np.eye(2, 3, 1))
        assert mt.eye(2, units="s").units == u.s

    def test_units_given_as_a_quantity(self):
        assert mt.zeros(2, 3 * u.km).units == u.km

    def test_refuses_other_dimensions(self):
        with pytest.raises(mt.DimensionalityError, match=r"(?s)second.*meter"):
            mt.arange(1 * u.m, 3 * u.s)
        with pytest.raises(mt.DimensionalityError, match="without unit"):
            mt.linspace(1 * u.m, 3)

    def test_numbers_times_units(self):
        for x in ([1, 2] * u.m, (1, 2) * u.m, np.array([1, 2]) * u.m):
            assert type(x) is mt.Quantity
            assert np.asarray(x).tolist() == [1, 2]
        assert np.shape(3 * u.m) == ()


class TestRefusals:
    """Each says what was wrong, why, and what to do."""

    def test_unknown_unit(self):
        with pytest.raises(mt.UndefinedUnitError, match=r"no unit named 'fooo' is known.*units\.define"):
            mt.array([1], "fooo")

    def test_unit_of_another_dimension(self):
        with pytest.raises(mt.DimensionalityError, match=r"(?s)meter.*second"):
            mt.array(mt.array([1], "m"), "s")

    @pytest.mark.parametrize("mask", [[0, 1, 0], [[0, 1]], [0]])
    def test_mask_of_another_shape(self, mask):
        with pytest.raises(mt.MaskError, match=r"the data have shape \(2,\)"):
            mt.array([1, 2], mask=np.asarray(mask, bool))
        with pytest.raises(mt.MaskError, match=r"has shape \(3,\), the data have shape \(2,\); give one truth value"):
            mt.array([1, 2], mask=[0, 1, 0])

    @pytest.mark.parametrize("mask", [[0.0, 1.0], [0, 2], ["a", "b"], [None, True]])
    def test_mask_that_holds_no_truth(self, mask):
        with pytest.raises(mt.MaskError, match=r"a mask holds truth values.*x\[places\] = masked"):
            mt.array([1, 2], mask=mask)

    def test_dims_of_the_wrong_number(self):
        for dims in ("x", ("x",), (), ("x", "y", "z")):
            with pytest.raises(mt.DimsError, match="give one name, or None, for each axis"):
                mt.array([[1, 2]], dims=dims)
        with pytest.raises(mt.DimsError, match=r"2 dims \('x', 'y'\).*1 axes.*give one name, or None, for each axis"):
            mt.array([1, 2], dims=("x", "y"))

    def test_duplicate_dims(self):
        with pytest.raises(mt.DimsError, match=r"'x' occurs twice.*name of its own"):
            mt.array([[1, 2]], dims=("x", "x"))

    def test_coordinate_of_the_wrong_length(self):
        with pytest.raises(mt.DimsError, match="'x' has 1 labels along dim 'x', which is 2 long; give one label"):
            mt.array([1, 2], dims="x", coords={"x": [1]})

    def test_coordinate_of_an_unknown_dim(self):
        with pytest.raises(mt.DimsError, match="y"):
            mt.array([1, 2], dims="x", coords={"y": [1, 2]})

    def test_structured_data_with_a_unit(self):
        with pytest.raises(mt.UnsupportedError, match=r"take out one field, x\['name'\]"):
            mt.array(np.zeros(2, [("a", "f8")]), "m")

    def test_arrays_of_other_libraries(self):
        class Duck:
            def __array_ufunc__(self, *args, **kwargs):
                return NotImplemented

            def __array__(self, dtype=None, copy=None):
                return np.zeros(2)

        assert np.asarray(mt.array(Duck(), "m")).tolist() == [0, 0]


class TestSentinel:
    def test_is_one_object(self):
        import copy
        import pickle

        assert pickle.loads(pickle.dumps(mt.masked)) is mt.masked
        assert copy.deepcopy(mt.masked) is mt.masked
        assert repr(mt.masked) == "metaarr.masked"

    def test_has_no_truth_and_no_arithmetic(self):
        with pytest.raises(mt.MaskError, match="is_masked"):
            bool(mt.masked)
        with pytest.raises(TypeError):
            mt.masked + 1
        with pytest.raises(TypeError):
            mt.array([1.0], "m") + mt.masked

    def test_is_masked(self):
        x = mt.array([1, 2], mask=[0, 1])
        assert mt.is_masked(x)
        assert mt.is_masked(x[1])
        assert not mt.is_masked(x[0])
        assert not mt.is_masked(3)


def test_the_sentinel_stands_for_an_element_of_any_unit():
    condition = np.array([True, False])
    x = mt.array([1.5, 2.0], "degC")
    chosen = np.where(condition, x, mt.masked)
    assert isinstance(chosen, mt.MaskedQuantity)
    assert chosen.dtype == x.dtype
    assert chosen.units == "degC"
    assert chosen.mask.tolist() == [False, True]
    assert np.asarray(chosen)[0] == 1.5
    with pytest.raises(mt.MaskError, match="has no mask to mark elements in"):
        x[0] = mt.masked
    assert np.asarray(x).tolist() == [1.5, 2.0]
