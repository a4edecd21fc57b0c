"""Arrays of pyarrow: nulls are masks, units travel in an extension type, and memory is shared."""

import io
import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

pa = pytest.importorskip("pyarrow")

MASKS = [None, [0, 0, 0], [0, 1, 0], [1, 1, 1]]
VALUES = {
    **{name: np.array([1, 0, 3], name) for name in ("i1", "i2", "i4", "i8", "u1", "u2", "u4", "u8")},
    **{name: np.array([1.5, np.nan, -0.0], name) for name in ("f2", "f4", "f8")},
    "bool": np.array([True, False, True]),
    "text": np.array(["a", "", "long text"]),
    "seconds": np.array(["2000-01-01", "1900-01-01", "2100-01-01"], "M8[s]"),
    "nanoseconds": np.array(["2000-01-01", "1900-01-01", "2100-01-01"], "M8[ns]"),
    "days": np.array(["2000-01-01", "1900-01-01", "2100-01-01"], "M8[D]"),
    "durations": np.array([1, -2, 3], "m8[us]"),
}


def assert_same(one, other):
    assert type(one) is type(other)
    assert one.shape == other.shape
    assert one.dtype.kind == "U" or one.dtype == other.dtype  # texts are as wide as the widest that is seen
    assert getattr(one, "units", None) == getattr(other, "units", None)
    shown = ~getattr(one, "mask", np.zeros(one.shape, bool))
    if isinstance(one, mt.MaskedArray):
        np.testing.assert_array_equal(one.mask, other.mask)
    np.testing.assert_array_equal(np.asarray(one)[shown], np.asarray(other)[shown])


@pytest.mark.parametrize("mask", MASKS, ids=["none", "empty", "some", "all"])
@pytest.mark.parametrize("unit", [None, "m/s", "degC", ""])
@pytest.mark.parametrize("dtype", VALUES)
def test_there_and_back(dtype, unit, mask):
    values = VALUES[dtype]
    if (unit is not None and values.dtype.kind not in "iuf") or (unit is None and mask is None):
        mask = mask or [0, 1, 0]
        unit = None
    x = mt.array(values, unit, mask=mask)
    assert_same(mt.from_arrow(x.to_arrow()), x)
    assert_same(mt.from_arrow(x.to_arrow(copy=True), copy=True), x)
    assert_same(mt.from_arrow(x.to_arrow()[1:]), x[1:])


@pytest.mark.parametrize("mask", MASKS[1:], ids=["empty", "some", "all"])
def test_nulls_are_masks(mask):
    array = mt.array([1.0, np.nan, 3.0], mask=mask).to_arrow()
    assert array.null_count == sum(mask)
    assert array.is_null().to_pylist() == [bool(flag) for flag in mask]
    assert array.type == pa.float64()


def test_nan_that_is_not_masked_is_no_null():
    found = mt.array([np.nan, 1.0], mask=[0, 1]).to_arrow().to_pylist()
    assert np.isnan(found[0])
    assert found[1] is None


class TestMemory:
    """Catches copies where Arrow has the same layout."""

    def test_of_ours_is_arrows(self):
        for x in (mt.array([1.0, 2.0, 3.0], "m"), mt.array([1.0, 2.0, 3.0], mask=[0, 1, 0])):
            array = x.to_arrow(copy=False)
            storage = getattr(array, "storage", array)
            assert np.shares_memory(np.frombuffer(storage.buffers()[1]), np.asarray(x))
            assert not np.shares_memory(np.asarray(mt.from_arrow(x.to_arrow(copy=True))), np.asarray(x))

    @pytest.mark.parametrize("array", [pa.array([1, None, 3]), pa.array([1, None, 3, 4])[1:], pa.array([1, 2])])
    def test_of_arrow_is_ours(self, array):
        x = mt.from_arrow(array, copy=False)
        assert np.shares_memory(np.asarray(x), np.frombuffer(array.buffers()[1], np.int64))
        assert not x.flags.writeable
        assert mt.from_arrow(array, copy=True).flags.writeable
        assert [None if flag else int(v) for v, flag in zip(x.unmasked, x.mask, strict=True)] == array.to_pylist()

    @pytest.mark.parametrize(
        "array", [pa.array([True]), pa.array(["a"]), pa.chunked_array([[1], [2]]), pa.array([1], pa.date32())]
    )
    def test_that_cannot_be_shared(self, array):
        with pytest.raises(ValueError, match="by a copy only"):
            mt.from_arrow(array, copy=False)

    @pytest.mark.parametrize(
        "x", [mt.array([1.0, 2.0, 3.0], "m")[::2], mt.array(np.array([1], ">i4"), "m"), mt.array([True], mask=[0])]
    )
    def test_that_arrow_lays_out_otherwise(self, x):
        with pytest.raises(ValueError, match="by a copy only"):
            x.to_arrow(copy=False)
        np.testing.assert_array_equal(np.asarray(mt.from_arrow(x.to_arrow())), np.asarray(x))


class TestFromArrow:
    def test_every_array_has_a_mask(self):
        """The class of the result does not depend on whether there are nulls."""
        assert type(mt.from_arrow(pa.array([1, 2]))) is mt.MaskedArray
        assert type(mt.from_arrow(pa.array([1, 2]), mask=False)) is np.ndarray
        with pytest.raises(mt.UnsupportedError, match="fill_null"):
            mt.from_arrow(pa.array([1, None]), mask=False)

    @pytest.mark.parametrize(
        ("array", "expected"),
        [
            (pa.chunked_array([[1, 2], [None]]), [1, 2, None]),
            (pa.chunked_array([], pa.int32()), []),
            (pa.array([], pa.int32()), []),
            (pa.array(["a", "bcd", None]).dictionary_encode(), ["a", "bcd", None]),
            (pa.array([b"a\0", None]), [b"a\0", None]),
            (pa.array([[1, 2], None, [3, 4]], pa.list_(pa.int64(), 2)), [[1, 2], [None, None], [3, 4]]),
            (pa.array([None, True]), [None, True]),
            (pa.array([2**64 - 1, None], pa.uint64()), [2**64 - 1, None]),
        ],
    )
    def test_of_types(self, array, expected):
        assert mt.from_arrow(array).tolist() == expected

    @pytest.mark.parametrize(
        ("array", "message"),
        [
            (pa.array([1], pa.timestamp("us", "UTC")), "make them UTC"),
            (pa.array([1], pa.decimal128(5, 2)), "no dtype in NumPy"),
            (pa.array([{"a": 1}]), "no dtype in NumPy"),
            (pa.array([[1], [1, 2]]), "no dtype in NumPy"),
            (pa.array([[1, None]], pa.list_(pa.int64(), 2)), "nulls inside"),
            (pa.table({"a": [1]}), "pick a column"),
            ([1, 2], "takes an array of pyarrow"),
        ],
    )
    def test_refusals(self, array, message):
        with pytest.raises(mt.UnsupportedError, match=message):
            mt.from_arrow(array)

    def test_of_the_c_interface(self):
        class Array:
            def __arrow_c_array__(self, requested_schema=None):
                return pa.array([1, None]).__arrow_c_array__(requested_schema)

        class Stream:
            def __arrow_c_stream__(self, requested_schema=None):
                return pa.chunked_array([[1], [None]]).__arrow_c_stream__(requested_schema)

        assert mt.from_arrow(Array()).tolist() == [1, None]
        assert mt.from_arrow(Stream()).tolist() == [1, None]


class TestToArrow:
    @pytest.mark.parametrize(
        ("x", "message"),
        [
            (mt.array([1], dims="x", coords={"x": [1]}), "no labels"),
            (mt.array([[1]], "m"), "one axis"),
            (mt.array(1, "m"), "one axis"),
            (mt.array([1j], "m"), "complex"),
            (mt.array(np.array(["NaT"], "M8[s]"), mask=[0]), "NaT would become a null"),
            (mt.array(np.array(["2000"], "M8[h]"), mask=[0]), "cast it first"),
            (mt.array(np.array([1, "a"], object), mask=[0, 1]), "objects"),
        ],
    )
    def test_refusals(self, x, message):
        with pytest.raises(mt.UnsupportedError, match=message):
            x.to_arrow()

    def test_what_pyarrow_makes_itself(self):
        """``pa.array(x)`` and tables ask us."""
        x = mt.array([1, 2], "m", mask=[0, 1])
        assert_same(mt.from_arrow(pa.array(x)), x)
        assert_same(mt.from_arrow(pa.table({"a": x})["a"]), x)
        assert pa.array(mt.array([1, 2], mask=[0, 1]), type=pa.int8()).to_pylist() == [1, None]
        with pytest.raises(mt.UnsupportedError, match="has no unit"):
            pa.array(x, type=pa.int8())

    def test_c_interface(self):
        x = mt.array([1, 2], mask=[0, 1])
        schema, array = x.__arrow_c_array__()
        assert pa.Array._import_from_c_capsule(schema, array).to_pylist() == [1, None]

    def test_files_and_pickles_keep_units(self):
        feather = pytest.importorskip("pyarrow.feather")
        x = mt.array([1.0, 2.0], "km/h", mask=[0, 1])
        buffer = io.BytesIO()
        feather.write_feather(pa.table({"a": x}), buffer, compression="uncompressed")
        assert_same(mt.from_arrow(feather.read_table(buffer)["a"]), x)
        assert_same(mt.from_arrow(pickle.loads(pickle.dumps(x.to_arrow()))), x)

    def test_arithmetic_of_arrow_knows_no_units(self):
        compute = pytest.importorskip("pyarrow.compute")
        array = mt.array([1.0], "m").to_arrow()
        with pytest.raises(pa.ArrowNotImplementedError):
            compute.add(array, array)


class TestMixedOperations:
    @pytest.mark.parametrize("array", [pa.array([1, None]), pa.chunked_array([[1], [None]])])
    def test_of_ours_with_arrow(self, array):
        x = mt.array([2.0, 3.0], "m")
        for found in (x * array, np.multiply(x, array), np.multiply(array, x)):
            assert type(found) is mt.MaskedQuantity
            assert found.units == u.m
            assert found.magnitude.tolist() == [2.0, None]
        with pytest.raises(mt.DimensionalityError):
            x + array
        assert (mt.array([1, 2], mask=[0, 0]) == array).tolist() == [True, None]

    def test_of_arrow_first_never_strips(self):
        """pyarrow has operators since version 22: it has the mask, and has no way with units."""
        if not hasattr(pa.Array, "__mul__"):
            assert isinstance(pa.array([1, 2]) * mt.array([1.0, 2.0], "m"), mt.MaskedQuantity)
            return
        with pytest.raises(pa.ArrowNotImplementedError, match="metaarr"):
            pa.array([1, 2]) * mt.array([1.0, 2.0], "m")
        assert (pa.array([1, 2]) * mt.array([1, 2], mask=[0, 1])).to_pylist() == [1, None]

    def test_from_any(self):
        assert mt.array(pa.array([1, None]), "km").units == u.km
        assert mt.array([pa.array([1, None])] * 2).shape == (2, 2)
