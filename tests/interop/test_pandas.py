"""Series and DataFrames of pandas: there and exactly back, and what pandas' own objects mean here."""

import json

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

pd = pytest.importorskip("pandas")

VALUES = {
    "float64": np.array([1.5, -2.0, 3.25, 0.0]),
    "float32": np.array([1.5, 2, 3, 4], np.float32),
    "complex": np.array([1 + 2j, 0, 3, 4]),
    "int64": np.array([1, -2, 2**62 + 1, 2**63 - 1]),
    "int8": np.array([1, -128, 3, 127], np.int8),
    "uint64": np.array([1, 2, 3, 2**64 - 1], np.uint64),
    "bool": np.array([True, False, True, False]),
    "text": np.array(["a", "", "long text", "nan"]),
    "days": np.array(["2012-01-30", "1999-12-31", "1970-01-01", "2100-01-01"], "M8[D]"),
    "nanoseconds": np.array(["2012-01-30T01:02:03.123456789", "1999-12-31", "1970-01-01", "2100-01-01"], "M8[ns]"),
    "seconds": np.array([1, -2, 3, 4], "m8[s]"),
    "swapped": np.array([1.5, 2, 3, 4], ">f8"),
}
MASKS = [None, [False] * 4, [False, True, False, True], [True] * 4]


def assert_same(one, other):
    assert type(one) is type(other)
    assert one.dtype == other.dtype
    assert one._labels.identical(other._labels), f"{one!r} {other!r}"
    for name, coord in one._labels.coords.items():
        twin = other._labels.coords[name]
        assert (coord.values.dtype, coord.units, dict(coord.attrs)) == (
            twin.values.dtype,
            twin.units,
            dict(twin.attrs),
        ), name
    assert getattr(one, "units", None) == getattr(other, "units", None)
    shown = np.ones(one.shape, bool)
    if isinstance(one, mt.MaskedArray):
        np.testing.assert_array_equal(one.mask, other.mask)
        shown = ~one.mask
    np.testing.assert_array_equal(np.asarray(one)[shown], np.asarray(other)[shown])


@pytest.mark.parametrize("mask", MASKS, ids=["none", "empty", "some", "all"])
@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("unit", [None, "degC"])
def test_a_series_there_and_back(dtype, mask, unit):
    values = VALUES[dtype]
    unit = unit if values.dtype.kind in "iuf" else None
    x = mt.array(values, unit, mask=mask, dims="x", coords={"x": [4, 1, 2, 3]}, name="n", attrs={"k": [1, 2]})
    assert_same(mt.from_pandas(x.to_pandas()), x)


@pytest.mark.parametrize("mask", [None, False, True])
@pytest.mark.parametrize("dtype", VALUES)
def test_a_frame_there_and_back(dtype, mask):
    values = np.stack([VALUES[dtype]] * 3)
    flags = None if mask is None else np.eye(3, 4, dtype=bool) & mask
    coords = {"y": mt.array([1.0, 2.0, 4.0], "m"), "x": list("abcd"), "at": np.datetime64("2012-01-01", "D")}
    x = mt.array(values, mask=flags, dims=("y", "x"), coords=coords)
    frame = x.to_pandas()
    assert frame.shape == (3, 4)
    assert (frame.index.name, frame.columns.name) == ("y", "x")
    assert_same(mt.from_pandas(frame), x)


@pytest.mark.parametrize("coord", [name for name in VALUES if name != "complex"])  # no labels of pandas
def test_labels_of_all_dtypes(coord):
    x = mt.array(np.arange(4.0), dims="x", coords={"x": VALUES[coord], "scalar": VALUES[coord][0]})
    assert_same(mt.from_pandas(x.to_pandas()), x)


def test_masks_are_missing_values():
    assert pd.isna(mt.array([1.0, 2.0], mask=[0, 1], dims="x").to_pandas()).tolist() == [False, True]
    integers = mt.array([1, 2, 5], mask=[0, 1, 0], dims="x").to_pandas()
    assert (str(integers.dtype), integers.sum()) == ("Int64", 6)
    assert str(mt.array([True, False], mask=[0, 1], dims="x").to_pandas().dtype) == "boolean"
    assert str(mt.array(["a", "b"], mask=[0, 1], dims="x").to_pandas().dtype) == "string"


def test_nan_beside_masked_elements_stays_nan():
    x = mt.array([np.nan, 1.0, 2.0], mask=[0, 1, 0], dims="x")
    assert_same(mt.from_pandas(x.to_pandas()), x)
    with pytest.raises(mt.UnsupportedError, match="told from others by NaN"):
        mt.array([complex("nan"), 1], mask=[0, 1], dims="x").to_pandas()


def test_axes_without_names_or_labels():
    for dims in ("x", None):
        x = mt.array([1.0, 2.0], dims=dims, name="n")
        assert_same(mt.from_pandas(x.to_pandas()), x)
    x = mt.array([1.0, 2.0], dims="x", coords={"x": [0, 1]})
    assert_same(mt.from_pandas(x.to_pandas()), x)


def test_attributes_are_plain():
    coords = {"x": mt.array([1, 2], "s"), "a": np.datetime64("2012-01-01T01", "h"), "b": np.timedelta64(3, "D")}
    x = mt.array([1, 2], "m", dims="x", coords=coords)
    series = x.to_pandas()
    assert series.attrs["units"] == "meter"
    assert series.attrs["coords"]["x"]["units"] == "second"
    assert json.loads(json.dumps(series.attrs)) == series.attrs
    assert pd.concat([series, series]).attrs == series.attrs
    assert_same(mt.from_pandas(series), x)


def test_a_part_of_a_series_keeps_its_units():
    x = mt.array([1.0, 2.0, 4.0], "m", dims="x", coords={"x": mt.array([1, 2, 3], "s")})
    assert_same(mt.from_pandas(x.to_pandas().iloc[[2, 0]]), x[[2, 0]])


def test_bins_are_intervals():
    x = mt.array([3, 4], dims="depth", coords={"depth": mt.array([0, 10, 50], "m")})
    series = x.to_pandas()
    assert series.index[1] == pd.Interval(10, 50, closed="left")
    assert_same(mt.from_pandas(series), x)


def test_dims_that_were_stacked_are_a_multi_index():
    x = mt.array(np.arange(6).reshape(2, 3), "m", dims=("a", "b"), coords={"a": [9, 1], "b": list("zxy")})
    row = x.stack(row=("a", "b"))
    series = row.to_pandas()
    assert series.index.names == ["a", "b"]
    assert series[(9, "x")] == 1
    back = mt.from_pandas(series)
    assert back.dims == ("row",)
    assert_same(back, row)
    assert_same(back.unstack(), x)


class TestObjectsOfPandas:
    def test_nullable_dtypes_have_masks(self):
        for dtype in ("Int64", "Float64", "boolean", "string"):
            values = {"boolean": [True, None], "string": ["a", None]}.get(dtype, [1, None])
            x = mt.from_pandas(pd.Series(values, dtype=dtype))
            np.testing.assert_array_equal(x.mask, [False, True])
            assert x.dtype.kind == {"Int64": "i", "Float64": "f", "boolean": "b", "string": "U"}[dtype]

    def test_nan_is_a_value_unless_said_otherwise(self):
        series = pd.Series([1.0, np.nan])
        assert type(mt.from_pandas(series)) is mt.LabeledArray
        np.testing.assert_array_equal(mt.from_pandas(series, mask=True).mask, [False, True])

    def test_text_with_holes_stays_objects(self):
        x = mt.from_pandas(pd.Series(["a", None, "b"], dtype=object))
        assert x.dtype == object
        np.testing.assert_array_equal(mt.from_pandas(pd.Series(["a", None, "b"]), mask=True).mask, [0, 1, 0])

    def test_an_index_is_a_dim(self):
        x = mt.from_pandas(pd.Series([1, 2], pd.date_range("2012-01-30", periods=2), name="n"))
        assert (x.dims, x.name) == (("index",), "n")
        assert int(x.sel(index="2012-01-31")) == 2
        assert mt.from_pandas(pd.Series([1, 2])).dims == (None,)
        assert mt.from_pandas(pd.Series([1, 2], pd.Index([0, 1], name="x"))).dims == ("x",)

    def test_a_multi_index_in_part(self):
        index = pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["letter", "number"])
        x = mt.from_pandas(pd.Series([5, 6], index)).unstack()
        assert x.dims == ("letter", "number")
        np.testing.assert_array_equal(x.mask, [[False, True], [True, False]])
        pd.testing.assert_frame_equal(
            pd.Series([5, 6], index).unstack().astype("Int64"), x.to_pandas(), check_names=True, check_dtype=True
        )

    def test_columns_are_a_dim(self):
        x = mt.from_pandas(pd.DataFrame({"a": [1, 2], "b": [3, 4]}))
        assert x.dims == (None, "columns")
        assert int(x.sel(columns="b")[1]) == 4
        assert mt.from_pandas(pd.DataFrame()).shape == (0, 0)

    def test_columns_of_several_kinds_are_objects(self):
        frame = pd.DataFrame({"a": [1, 2], "b": ["x", "y"], "c": [True, False], "d": pd.date_range("2012", periods=2)})
        x = mt.from_pandas(frame)
        assert x.dtype == object
        assert x.unlabeled.tolist()[0][:3] == [1, "x", True]
        assert mt.from_pandas(frame[["a", "c"]]).unlabeled.tolist() == [[1, True], [2, False]]
        assert mt.from_pandas(pd.DataFrame({"a": [1, 2], "b": [0.5, 1.0]})).dtype == float

    @pytest.mark.parametrize("name", [None, "depth"])
    def test_name_of_a_frame(self, name):
        x = mt.array([[1, 2]], "m", dims=("y", "x"), coords={"x": ["name", "b"]}, name=name, attrs={"source": "buoy"})
        back = mt.from_pandas(x.to_pandas())
        assert (back.name, back.attrs) == (name, {"source": "buoy"})
        assert mt.from_pandas(pd.DataFrame({"name": [1]})).name is None
        series = pd.Series([1])
        series.attrs["name"] = "other"
        assert mt.from_pandas(series).attrs == {"name": "other"}
        with pytest.raises(mt.UnsupportedError, match="name"):
            mt.array([[1]], dims=("y", "x"), attrs={"name": "other"}).to_pandas()

    def test_units_in_attributes(self):
        series = pd.Series([1.0])
        series.attrs["units"] = "m s-1"
        assert mt.from_pandas(series).units == mt.Unit("m/s")

    @pytest.mark.parametrize(
        ("data", "message"),
        [
            ([1, 2], "takes a Series"),
            (pd.Series(pd.date_range("2012-01-01", periods=2, tz="UTC")), "times with a zone"),
            (pd.Series([1], pd.MultiIndex.from_tuples([(1, 2)], names=["a", "a"])), "each its own name"),
            (pd.Series([1, 2], pd.MultiIndex.from_tuples([(1, 2), (np.nan, 3)], names=["a", "b"])), "missing labels"),
        ],
    )
    def test_refusals(self, data, message):
        with pytest.raises(mt.UnsupportedError, match=message):
            mt.from_pandas(data)

    @pytest.mark.parametrize(
        ("data", "expected"),
        [
            (pd.Index([1.5, 2.5], name="i"), [1.5, 2.5]),
            (pd.RangeIndex(1, 4), [1, 2, 3]),
            (pd.array([1, None], dtype="Int64"), [1, None]),
            (pd.array([1.5, None], dtype="Float32"), [1.5, None]),
            (pd.array([True, None], dtype="boolean"), [True, None]),
            (pd.array(["a", None], dtype="string"), ["a", None]),
            (pd.Categorical(["b", "a", "b"]), ["b", "a", "b"]),
            (pd.arrays.SparseArray([0, 1, 2]), [0, 1, 2]),
            (pd.Index(["a", "b"], dtype="string"), ["a", "b"]),
        ],
    )
    def test_values_alone(self, data, expected):
        found = mt.from_pandas(data)
        assert found.tolist() == expected
        assert not isinstance(found, mt.LabeledArray)
        assert found.dtype != object
        assert isinstance(found, mt.MaskedArray) is (getattr(data.dtype, "na_value", None) is pd.NA)

    def test_dtypes_of_arrow(self):
        pytest.importorskip("pyarrow")
        assert mt.from_pandas(pd.Series([1, None], dtype="int64[pyarrow]")).unlabeled.tolist() == [1, None]
        times = pd.Series(["2000-01-01", None], dtype="timestamp[s][pyarrow]")
        found = mt.from_pandas(times)
        assert found.dtype == "M8[s]"
        np.testing.assert_array_equal(found.mask, [False, True])

    def test_a_multi_index_alone_is_refused(self):
        with pytest.raises(mt.UnsupportedError, match="get_level_values"):
            mt.from_pandas(pd.MultiIndex.from_tuples([(1, 2)]))

    def test_a_series_of_categories_and_sparse_values(self):
        assert mt.from_pandas(pd.Series([2, 1], dtype="category")).dtype == int
        assert mt.from_pandas(pd.Series(pd.arrays.SparseArray([0.0, 1.0]))).dtype == float


@pytest.mark.parametrize(
    ("array", "message"),
    [
        (mt.array(1.0, dims=()), "one and of two axes, not of 0"),
        (mt.array(np.zeros((1, 1, 1)), dims=("a", "b", "c")), r"x.stack\(row="),
        (mt.array([1, 2], dims="x", coords={"aux": ("x", [1, 2])}), "'aux' .* has no place in pandas"),
        (mt.array([1, 2], "m", dims="x", attrs={"units": 1}), "rename them first"),
    ],
)
def test_what_has_no_place_is_refused(array, message):
    with pytest.raises(mt.UnsupportedError, match=message):
        array.to_pandas()


def test_data_are_not_shared():
    x = mt.array([1.0, 2.0], dims="x")
    series = x.to_pandas()
    series.iloc[0] = 9.0
    assert float(x[0]) == 1.0


def test_units_of_frames_are_one():
    x = mt.array([[1.0, 2.0]], "km", dims=("y", "x"), coords={"x": ["a", "b"]})
    assert mt.from_pandas(x.to_pandas() * 2).units == u.km


class TestWithoutLabels:
    @pytest.mark.parametrize("mask", MASKS, ids=["none", "empty", "some", "all"])
    @pytest.mark.parametrize("dtype", VALUES)
    def test_there_and_back(self, dtype, mask):
        values = VALUES[dtype]
        unit = "km" if values.dtype.kind in "iuf" else None
        if unit is None and mask is None:
            mask = MASKS[1]
        x = mt.array(values, unit, mask=mask)
        back = mt.from_pandas(x.to_pandas())
        assert (type(back), back.dtype) == (type(x), x.dtype)
        assert getattr(back, "units", None) == getattr(x, "units", None)
        assert back.tolist() == x.tolist() if unit is None else back.magnitude.tolist() == x.magnitude.tolist()

    def test_of_two_axes(self):
        x = mt.array([[1, 2], [3, 4]], "m", mask=[[0, 1], [0, 0]])
        back = mt.from_pandas(x.to_pandas())
        assert type(back) is mt.MaskedQuantity
        assert back.magnitude.tolist() == [[1, None], [3, 4]]


class TestMemory:
    """Catches copies of what pandas keeps as NumPy does."""

    @pytest.mark.parametrize("dtype", ["float64", "int8", "bool", "days"])
    def test_of_a_series_is_ours(self, dtype):
        series = pd.Series(VALUES[dtype].astype("M8[s]") if dtype == "days" else VALUES[dtype])
        x = mt.from_pandas(series, copy=False)
        assert np.shares_memory(np.asarray(x), series.to_numpy())
        assert not np.shares_memory(np.asarray(mt.from_pandas(series)), series.to_numpy())

    @pytest.mark.parametrize("dtype", ["Int64", "Float64", "boolean"])
    def test_of_masked_arrays_is_ours(self, dtype):
        array = pd.array([1, None, 0], dtype=dtype)
        x = mt.from_pandas(array, copy=False)
        assert np.shares_memory(np.asarray(x), array._data)
        np.testing.assert_array_equal(x.mask, [0, 1, 0])
        x.mask[0] = True
        assert array.isna().tolist() == [False, True, False]

    def test_of_ours_is_pandas(self):
        x = mt.array([1.0, 2.0], "m", dims="x")
        assert np.shares_memory(x.to_pandas(copy=False).to_numpy(), np.asarray(x))
        assert not np.shares_memory(x.to_pandas().to_numpy(), np.asarray(x))
        y = mt.array([1, 2], mask=[0, 1])
        assert np.shares_memory(y.to_pandas(copy=None).array._data, np.asarray(y))

    @pytest.mark.parametrize(
        "data", [pd.Series(["a"]), pd.DataFrame({"a": [1]}), pd.Series([1, 2], dtype="category")], ids=str
    )
    def test_that_cannot_be_shared(self, data):
        with pytest.raises(ValueError, match="by a copy only"):
            mt.from_pandas(data, copy=False)

    @pytest.mark.parametrize(
        "x", [mt.array([1.0, 2.0], mask=[0, 1]), mt.array([[1.0]], "m"), mt.array(["a"], mask=[0])]
    )
    def test_that_pandas_keeps_otherwise(self, x):
        with pytest.raises(ValueError, match="by a copy only"):
            x.to_pandas(copy=False)


THREE = {
    "Series": pd.Series([1.0, 2.0, 4.0], list("abc"), name="n"),
    "DataFrame": pd.DataFrame(np.array([[1.0, 2.0, 4.0]] * 2), columns=list("xyz")),
    "Index": pd.Index([1.0, 2.0, 4.0]),
    "masked": pd.array([1.0, 2.0, 4.0], dtype="Float64"),
    "masked Series": pd.Series([1, 2, 4], dtype="Int64"),
    "categories": pd.Categorical([1.0, 2.0, 4.0]),
    "sparse": pd.arrays.SparseArray([1.0, 2.0, 4.0]),
}


class TestMixedOperations:
    """Series, frames, indexes and arrays of pandas beside ours: the result is ours, with the labels of the index."""

    @pytest.mark.parametrize("name", THREE)
    @pytest.mark.parametrize(
        "operation",
        [
            lambda a, x: a * x,
            lambda a, x: x * a,
            lambda a, x: np.multiply(a, x),
            lambda a, x: np.multiply(x, a),
        ],
        ids=["a * x", "x * a", "multiply(a, x)", "multiply(x, a)"],
    )
    def test_keep_unit_mask_and_labels(self, name, operation):
        x = mt.array([2.0, 3.0, 5.0], "m", mask=[0, 1, 0])
        found = operation(THREE[name], x)
        assert isinstance(found, mt.MaskedQuantity)
        assert found.units == u.m
        np.testing.assert_array_equal(np.atleast_2d(np.asarray(found.filled(0 * u.m)))[-1], [2, 0, 20])
        assert isinstance(found, mt.LabeledArray) is (name in ("Series", "DataFrame", "masked Series"))
        if name == "Series":
            assert found.coords["index"].tolist() == list("abc")
            assert found.name == "n"
        if name == "DataFrame":
            assert found.coords["columns"].tolist() == list("xyz")

    @pytest.mark.parametrize("name", THREE)
    def test_numbers_do_not_become_quantities(self, name):
        x = mt.array([2.0, 3.0, 5.0], "m")
        for operation in (lambda a: a + x, lambda a: x - a, lambda a: a < x, lambda a: np.add(a, x)):
            with pytest.raises(mt.DimensionalityError):
                operation(THREE[name])
        assert not np.asarray(THREE[name] == x).any()
        assert not np.asarray(x == THREE[name]).any()

    def test_units(self):
        for found in (THREE["Series"] * u.m, u.m * THREE["Series"], THREE["Series"] / (1 / u.m)):
            assert type(found) is mt.LabeledQuantity
            assert found.units == u.m
        assert (THREE["Index"] * u.m).units == u.m
        assert (THREE["DataFrame"] * u.m).units == u.m

    def test_in_place_gives_ours(self):
        series, frame = THREE["Series"].copy(), THREE["DataFrame"].copy()
        series *= mt.array([2.0, 3.0, 5.0], "m")
        frame *= mt.array(2.0, "m")
        assert type(series) is type(frame) is mt.LabeledQuantity

    def test_labels_have_to_be_equal(self):
        x = mt.array([2.0, 3.0, 5.0], "m", dims="index", coords={"index": list("abc")})
        assert (THREE["Series"] * x).magnitude.unlabeled.tolist() == [2, 6, 20]
        for operation in (lambda s: s * x, lambda s: x * s):
            with pytest.raises(mt.AlignmentError):
                operation(THREE["Series"].iloc[[2, 0, 1]])

    def test_products(self):
        x = mt.array([2.0, 3.0, 5.0], "m")
        assert float((THREE["Series"] @ x).magnitude) == 28
        assert float((x @ THREE["Series"]).magnitude) == 28

    def test_functions(self):
        found = np.concatenate([mt.array([1.0], mask=[1]), THREE["Index"]])
        assert found.tolist() == [None, 1, 2, 4]

    def test_an_attribute_is_not_trusted(self):
        """pandas keeps ``units`` through arithmetic: of ``s * s`` it is wrong."""
        series = mt.array([1.0, 2.0], "m").to_pandas()
        assert (series * series).attrs["units"] == "meter"
        for operation in (lambda s, x: s + x, lambda s, x: x + s, np.add, lambda s, x: s * u.m):
            with pytest.raises(mt.UnsupportedError, match="may be out of date"):
                operation(series * series, mt.array([1.0, 2.0], "m"))
        assert (mt.from_pandas(series) + mt.array([1.0, 2.0], "m")).magnitude.tolist() == [2, 4]

    @pytest.mark.parametrize(
        "operation",
        [
            lambda s, x: s.mul(x),
            lambda s, x: s.radd(x),
            lambda s, x: s.eq(x),
            lambda s, x: s.dot(x),
            lambda s, x: s.to_frame().mul(x),
            lambda s, x: pd.Series(x),
            lambda s, x: pd.DataFrame(x),
            lambda s, x: pd.DataFrame({"a": [1, 2, 3], "b": x}),
            lambda s, x: s.__setitem__(slice(None), x),
            lambda s, x: s.to_frame().__setitem__("b", x),
            lambda s, x: s.to_frame().assign(b=x),
        ],
    )
    def test_what_would_strip_is_refused(self, operation):
        series = THREE["Series"].copy()
        for x in (mt.array([2.0, 3.0, 5.0], "m"), mt.array([2.0, 3.0, 5.0], mask=[0, 1, 0])):
            with pytest.raises(mt.UnsupportedError, match="lose the metadata"):
                operation(series, x)
        pd.testing.assert_series_equal(series, THREE["Series"])

    def test_what_says_no_more_than_plain_data_is_not_concerned(self):
        x = mt.array([2.0, 3.0, 5.0], mask=False)
        assert pd.Series(x).tolist() == [2, 3, 5]
        assert THREE["Series"].mul(x).tolist() == [2, 6, 20]

    def test_times_with_a_zone_are_refused(self):
        zoned = pd.Series(pd.date_range("2012-01-01", periods=3, tz="UTC"))
        with pytest.raises(mt.UnsupportedError, match="times with a zone"):
            zoned - mt.array(np.zeros(3, "m8[s]"), mask=[0, 1, 0])

    def test_from_any(self):
        assert mt.array(THREE["masked"], "km").units == u.km
        assert mt.array([THREE["Series"], THREE["Series"]], "m").shape == (2, 3)
