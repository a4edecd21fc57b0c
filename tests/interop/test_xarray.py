"""DataArrays of xarray: there and exactly back, and what xarray's own arrays mean here."""

import subprocess
import sys

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

xr = pytest.importorskip("xarray")
pd = pytest.importorskip("pandas")

VALUES = {
    "float64": np.array([1.5, -2.0, 3.25, 0.0]),
    "float32": np.array([1.5, 2, 3, 4], np.float32),
    "float16": np.array([1.5, 2, 3, 4], np.float16),
    "complex": np.array([1 + 2j, 0, 3, 4]),
    "int64": np.array([1, -2, 3, 2**53]),
    "huge": np.array([1, -2, 2**62 + 1, 2**63 - 1]),
    "int8": np.array([1, -128, 3, 127], np.int8),
    "uint64": np.array([1, 2, 3, 2**64 - 1], np.uint64),
    "bool": np.array([True, False, True, False]),
    "text": np.array(["a", "", "long text", "nan"]),
    "bytes": np.array([b"a", b"bc", b"d", b"e"]),
    "days": np.array(["2012-01-30", "1999-12-31", "1970-01-01", "2100-01-01"], "M8[D]"),
    "nanoseconds": np.array(["2012-01-30T01:02:03.123456789", "1999-12-31", "1970-01-01", "2100-01-01"], "M8[ns]"),
    "hours": np.array([1, -2, 3, 4], "m8[h]"),
    "swapped": np.array([1.5, 2, 3, 4], ">f8"),
    "objects": np.array([1, "a", (2, 3), True], object),
}
MASKS = [None, [False] * 4, [False, True, False, True], [True] * 4]


def assert_same(one, other):
    """Class, dtype, unit, mask, visible values, and all labels are the same."""
    assert type(one) is type(other)
    assert one.dtype == other.dtype
    assert one._labels.identical(other._labels), f"{one!r} {other!r}"
    assert list(one.coords) == list(other.coords)
    for name, coord in one._labels.coords.items():
        twin = other._labels.coords[name]
        assert (coord.values.dtype, coord.units, dict(coord.attrs)) == (
            twin.values.dtype,
            twin.units,
            dict(twin.attrs),
        ), name
        assert type(coord.values) is type(twin.values), name
    assert getattr(one, "units", None) == getattr(other, "units", None)
    shown = np.ones(one.shape, bool)
    if isinstance(one, mt.MaskedArray):
        np.testing.assert_array_equal(one.mask, other.mask)
        shown = ~one.mask
    np.testing.assert_array_equal(np.asarray(one)[shown], np.asarray(other)[shown])


@pytest.mark.parametrize("mask", MASKS, ids=["none", "empty", "some", "all"])
@pytest.mark.parametrize("dtype", VALUES)
@pytest.mark.parametrize("unit", [None, "degC", "delta_degC", "m/s**2", ""])
def test_there_and_back(dtype, mask, unit):
    values = VALUES[dtype]
    if unit is not None and values.dtype.kind not in "iuf":
        unit = None
    x = mt.array(values, unit, mask=mask, dims="x", coords={"x": [1, 2, 3, 4]}, name="n", attrs={"k": [1, 2]})
    assert_same(mt.from_xarray(x.to_xarray()), x)


@pytest.mark.parametrize("coord", VALUES)
def test_labels_of_all_dtypes(coord):
    x = mt.array(np.arange(8.0).reshape(2, 4), dims=("y", "x"), coords={"x": VALUES[coord]})
    x = x.assign_coords(other=("x", VALUES[coord]), scalar=VALUES[coord][1])
    assert_same(mt.from_xarray(x.to_xarray()), x)


def rich():
    data = np.arange(24.0).reshape(2, 3, 4)
    coords = {
        "time": ("time", np.array(["2012-01", "2012-02"], "M8[M]"), {"axis": "T"}),
        "lat": ("lat", mt.array([10.0, 0, -10], "degree"), {"standard_name": "latitude"}),
        "height": mt.array(2, "m"),
        "area": (("lat", "lon"), mt.array(np.arange(12.0).reshape(3, 4), "km**2", mask=np.eye(3, 4, dtype=bool))),
        "edges": ("lon", mt.array([0, 1, 4, 9, 16], "m")),
    }
    return mt.array(
        data, "degC", mask=data % 5 == 0, dims=("time", "lat", "lon"), coords=coords, name="t", attrs={"k": 1}
    )


def test_coordinates_with_units_of_all_forms():
    x = rich()
    da = x.to_xarray()
    assert da.attrs == {"k": 1, "units": "degree_Celsius"}
    assert da.lat.attrs == {"standard_name": "latitude", "units": "degree"}
    assert da.height.attrs == {"units": "meter"}
    assert da.edges.values[1] == pd.Interval(1, 4, closed="left")
    assert_same(mt.from_xarray(da), x)


@pytest.mark.parametrize(
    "pick",
    [
        lambda a: a.isel(lon=slice(1, 3)),
        lambda a: a.isel(time=0),
        lambda a: a.isel(lat=[2, 0]),
        lambda a: a.transpose("lat", "lon", "time"),
        lambda a: a.isel(time=0, lat=0, lon=0),
    ],
)
def test_what_xarray_picks_is_what_we_pick(pick):
    x = rich().drop_coords("edges")
    assert_same(mt.from_xarray(pick(x.to_xarray())), pick(x))


def test_axes_without_names():
    x = mt.array([[1, 2], [3, 4]], dims=(None, "x"), coords={"x": [5, 6]})
    assert x.to_xarray().dims == ("dim_0", "x")
    assert_same(mt.from_xarray(x.to_xarray()), x)


def test_bins_downwards_and_of_their_own_dtype():
    x = mt.array([1, 2], dims="x", coords={"x": np.array([9, 4, 1], np.int16)})
    assert_same(mt.from_xarray(x.to_xarray()), x)
    with pytest.raises(mt.UnsupportedError, match="no order"):
        x.assign_coords(x=[1, 5, 2]).to_xarray()


class TestMissing:
    def test_is_nan_where_floats_hold_none(self):
        da = mt.array([1.0, 2, 3], mask=[0, 1, 0], dims="x").to_xarray()
        np.testing.assert_array_equal(da.values, [1, np.nan, 3])
        assert list(da.coords) == []
        assert float(da.mean()) == 2.0

    @pytest.mark.parametrize("values", [[1.0, np.nan, 3.0], [2**62 + 1, 5, 7]])
    def test_is_a_coordinate_where_nan_would_not_tell(self, values):
        x = mt.array(values, mask=[0, 0, 1], dims="x")
        da = x.to_xarray()
        np.testing.assert_array_equal(da.coords["mask"].values, [False, False, True])
        assert_same(mt.from_xarray(da), x)
        assert_same(mt.from_xarray(da[1:]), x[1:])
        with pytest.raises(mt.UnsupportedError, match="coordinate 'mask' already"):
            x.assign_coords(mask=1).to_xarray()

    def test_integers_that_were_changed_stay_what_they_became(self):
        da = mt.array([1, 2, 3], mask=[0, 1, 0], dims="x").to_xarray()
        da[0] = 0.5
        back = mt.from_xarray(da)
        assert back.dtype == float
        assert back[0] == 0.5

    def test_nan_of_xarray_is_a_value_unless_said_otherwise(self):
        da = xr.DataArray([1.0, np.nan], dims="x")
        assert type(mt.from_xarray(da)) is mt.LabeledArray
        np.testing.assert_array_equal(mt.from_xarray(da, mask=True).mask, [False, True])
        da.encoding["_FillValue"] = -999.0
        np.testing.assert_array_equal(mt.from_xarray(da).mask, [False, True])
        assert type(mt.from_xarray(da, mask=False)) is mt.LabeledArray

    def test_a_hole_that_xarray_made_is_not_filled(self):
        da = mt.array(["a", "b"], dims="x").to_xarray().where([True, False])
        da.encoding = {"metaarr": ("<U1", False)}
        assert mt.from_xarray(da).dtype == object


class TestUnits:
    @pytest.mark.parametrize(
        ("text", "unit"),
        [("m s-1", "m/s"), ("degrees_north", "degree"), ("degC", "degC"), ("1", ""), ("a", "are"), ("K", "kelvin")],
    )
    def test_are_read_as_cf_spells_them(self, text, unit):
        x = mt.from_xarray(xr.DataArray([1.0], dims="x", attrs={"units": text}))
        assert x.units == mt.Unit(unit)
        assert "units" not in x.attrs

    def test_that_are_none_are_refused(self):
        with pytest.raises(mt.UndefinedUnitError):
            mt.from_xarray(xr.DataArray([1.0], dims="x", attrs={"units": "no unit at all"}))
        with pytest.raises(mt.UndefinedUnitError, match="units are text"):
            mt.from_xarray(xr.DataArray([1.0], dims="x", attrs={"units": 1}))

    def test_of_pint_inside(self):
        pint = pytest.importorskip("pint")
        quantity = pint.get_application_registry().Quantity(np.array([1.0, 2.0]), "km")
        x = mt.from_xarray(xr.DataArray(quantity, dims="x"))
        assert x.units == u.km
        np.testing.assert_array_equal(np.asarray(x), [1, 2])

    def test_beside_an_attribute_of_that_name_are_refused(self):
        with pytest.raises(mt.UnsupportedError, match="units='furlong'"):
            mt.array([1], "m", dims="x", attrs={"units": "furlong"}).to_xarray()


class TestStackedDims:
    def test_are_a_multi_index(self):
        x = rich().drop_coords("edges").assign_coords(lon=list("wxyz")).stack(place=("lat", "lon"))
        da = x.to_xarray()
        assert isinstance(da.indexes["place"], pd.MultiIndex)
        back = mt.from_xarray(da)
        assert_same(back.drop_coords("area"), x.drop_coords("area"))
        assert_same(back.unstack().drop_coords("area"), x.unstack().drop_coords("area"))

    def test_in_part(self):
        x = mt.array(np.arange(6).reshape(2, 3), dims=("a", "b"), coords={"a": [9, 1], "b": list("zxy")})
        part = x.stack(z=("a", "b")).isel(z=[4, 1, 2])
        assert_same(mt.from_xarray(part.to_xarray()).unstack(), part.unstack())

    def test_of_xarray(self):
        da = xr.DataArray([[1, 2], [3, 4]], {"a": [2, 1], "b": ["p", "q"]}, ("a", "b"))
        x = mt.from_xarray(da.stack(z=("a", "b")))
        assert x.dims == ("z",)
        assert_same(x.unstack("z"), mt.from_xarray(da))


def test_other_objects_are_refused():
    with pytest.raises(mt.UnsupportedError, match="variable of a Dataset"):
        mt.from_xarray(xr.Dataset({"a": ("x", [1, 2])}))


def test_metadata_that_xarray_has_no_place_for_are_refused():
    class Tagged(mt.LabeledArray):
        tag = mt.PerArray(default=None)

    with pytest.raises(mt.UnsupportedError, match="tag"):
        Tagged([1, 2], "x", tag="a").to_xarray()


def test_data_are_not_shared():
    x = mt.array([1.0, 2.0], dims="x", coords={"x": [1, 2]})
    da = x.to_xarray()
    back = mt.from_xarray(da)
    da[0] = 9.0
    assert (float(x[0]), float(back[0])) == (1.0, 1.0)


def test_libraries_are_imported_when_they_are_used():
    code = "import sys, metaarr; assert not {'xarray', 'pandas'} & set(sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)
