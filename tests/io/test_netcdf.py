"""NetCDF files: what is in the file is in the array, or reading it is refused."""

import sys

import numpy as np
import pytest

import metaarr as mt
from metaarr import LabelNotFoundError, UndefinedUnitError, UnsupportedError
from metaarr.io import read_netcdf

h5py = pytest.importorskip("h5py")
h5netcdf = pytest.importorskip("h5netcdf")


@pytest.fixture
def write(tmp_path):
    """Write a file from ``name=(dims, values, attributes)`` and return its path."""

    def write(**variables):
        path = tmp_path / "data.nc"
        with h5netcdf.File(path, "w") as file:
            for name, (dims, given, attrs) in variables.items():
                values = np.asarray(given)
                for dim, size in zip(dims, values.shape, strict=True):
                    if dim not in file.dimensions:
                        file.dimensions[dim] = size
                dtype = h5py.string_dtype() if values.dtype.kind in "UO" else values.dtype
                variable = file.create_variable(name, dims, dtype, fillvalue=attrs.get("_FillValue"))
                variable[...] = values.astype(object) if values.dtype.kind == "U" else values
                variable.attrs.update({key: value for key, value in attrs.items() if key != "_FillValue"})
        return path

    return write


def bare(x):
    """The data of an array, with all metadata dropped explicitly."""
    return np.asarray(x)


def test_all_three_kinds_on_one_array(write):
    path = write(
        sst=(
            ("time", "lat"),
            np.array([[280, 281, -1], [282, -1, 283]], "f4"),
            {"units": "K", "_FillValue": np.float32(-1), "long_name": "temperature", "coordinates": "depth run"},
        ),
        time=(("time",), [0, 12], {"units": "hours since 2000-01-01"}),
        lat=(("lat",), np.array([-1, 0, 1], "f4"), {"units": "degrees_north", "standard_name": "latitude"}),
        depth=((), np.int32(5), {"units": "m"}),
        run=(("time",), ["first", "second"], {}),
    )
    x = read_netcdf(path)
    assert type(x) is mt.LabeledMaskedQuantity
    assert x.dtype == np.float32
    assert x.units == "kelvin"
    assert x.dims == ("time", "lat")
    assert x.name == "sst"
    assert x.attrs == {"long_name": "temperature"}
    np.testing.assert_array_equal(x.mask, [[False, False, True], [False, True, False]])
    np.testing.assert_array_equal(x.magnitude.filled(0), [[280, 281, 0], [282, 0, 283]])
    assert set(x.coords) == {"time", "lat", "depth", "run"}
    np.testing.assert_array_equal(bare(x.coords["time"]), np.array(["2000-01-01T00", "2000-01-01T12"], "M8[s]"))
    assert x.coords["lat"].units == "degree"
    assert x.coords["lat"].dtype == np.float32
    assert x.coords["lat"].dims == ("lat",)
    assert x.coords["depth"] == 5 * mt.units.m
    assert x.coords["depth"].dims == ()
    assert bare(x.coords["run"]).tolist() == ["first", "second"]
    assert x.coords["run"].dims == ("time",)


@pytest.mark.parametrize(
    ("attrs", "expected"),
    [
        ({"units": "m", "missing_value": 1.0}, mt.LabeledMaskedQuantity),
        ({"units": "m"}, mt.LabeledQuantity),
        ({"units": "1"}, mt.LabeledQuantity),
        ({"units": ""}, mt.LabeledQuantity),
        ({"missing_value": 1.0}, mt.LabeledMaskedArray),
        ({}, mt.LabeledArray),
    ],
)
def test_class_follows_from_the_attributes(write, attrs, expected):
    # 5 is nowhere marked as missing: whether a value is hidden must not change the class.
    assert type(read_netcdf(write(v=(("x",), [5.0, 6.0], attrs)))) is expected


@pytest.mark.parametrize(
    ("values", "attrs", "missing"),
    [
        (np.array([1, 2, 3], "f8"), {"_FillValue": 2.0}, [0, 1, 0]),
        (np.array([1, np.nan, 3], "f4"), {"_FillValue": np.float32(np.nan)}, [0, 1, 0]),
        (np.array([1, np.nan, 3], "f4"), {"_FillValue": np.float32(1)}, [1, 0, 0]),
        (np.array([1, 2, 3], "i2"), {"missing_value": np.array([1, 3], "i2")}, [1, 0, 1]),
        (np.array([1, 2, 3], "i2"), {"missing_value": np.int16(1), "_FillValue": np.int16(3)}, [1, 0, 1]),
        # A mark in double precision beside data in single precision.
        (np.array([0.1, 2, 3], "f4"), {"missing_value": 0.1}, [1, 0, 0]),
        (np.array([1, 2, 3], "f4"), {"valid_min": 2.0}, [1, 0, 0]),
        (np.array([1, 2, 3], "f4"), {"valid_max": np.float32(2)}, [0, 0, 1]),
        (np.array([1, 2, 3], "i4"), {"valid_range": np.array([2, 2], "i4")}, [1, 0, 1]),
        (np.array([1, 2, 3], "i4"), {"valid_range": np.array([1, 3], "i4")}, [0, 0, 0]),
        (["a", "n/a", "c"], {"missing_value": "n/a"}, [0, 1, 0]),
    ],
)
def test_missing_values(write, values, attrs, missing):
    x = read_netcdf(write(v=(("x",), values, attrs)))
    np.testing.assert_array_equal(x.mask, np.array(missing, bool))
    np.testing.assert_array_equal(bare(x.unmasked), values)
    assert x.attrs == {}


@pytest.mark.parametrize(
    ("packed", "attrs", "expected"),
    [
        (np.array([0, 10], "i4"), {"scale_factor": np.float32(0.5)}, np.array([0, 5], "f4")),
        (np.array([0, 10], "i2"), {"add_offset": 273.0}, np.array([273, 283], "f8")),
        (np.array([0, 10], "u1"), {"scale_factor": 0.5, "add_offset": np.float32(1)}, np.array([1, 6], "f8")),
        (np.array([0, 10], "f4"), {"scale_factor": np.float32(2)}, np.array([0, 20], "f4")),
        (np.array([0, 200], "u1"), {"scale_factor": np.int8(2)}, np.array([0, 400], "i2")),
    ],
)
def test_packed_values(write, packed, attrs, expected):
    x = read_netcdf(write(v=(("x",), packed, {"units": "m", **attrs})))
    assert x.dtype == expected.dtype
    np.testing.assert_array_equal(bare(x), expected)
    assert x.units == "m"
    assert x.attrs == {}


def test_marks_of_packed_values_are_packed(write):
    attrs = {"scale_factor": 0.1, "_FillValue": np.int16(-1), "valid_range": np.array([0, 50], "i2")}
    x = read_netcdf(write(v=(("x",), np.array([-1, 0, 50, 60], "i2"), attrs)))
    np.testing.assert_array_equal(x.mask, [True, False, False, True])


def test_a_valid_range_of_the_unpacked_type_is_unpacked(write):
    attrs = {"scale_factor": 0.5, "valid_range": np.array([0.0, 4.0])}
    x = read_netcdf(write(v=(("x",), np.array([0, 8, 9], "i2"), attrs)))
    np.testing.assert_array_equal(x.mask, [False, False, True])


@pytest.mark.parametrize("dtype", [">f4", ">i2", "<f8", ">f8", "u1"])
def test_dtype_is_kept_in_native_byte_order(write, dtype):
    x = read_netcdf(write(v=(("x",), np.array([1, 2], dtype), {})))
    assert x.dtype == np.dtype(dtype).newbyteorder("=")
    assert x.dtype.isnative
    np.testing.assert_array_equal(bare(x), [1, 2])


def test_text_as_characters(write):
    characters = np.frombuffer("bö".encode() + b"ab\0", "S1").reshape(2, 3)
    path = write(
        v=(("x",), [1.0, 2.0], {"coordinates": "station"}),
        station=(("x", "length"), characters, {}),
    )
    assert bare(read_netcdf(path).coords["station"]).tolist() == ["bö", "ab"]


def test_a_time_as_data(write):
    attrs = {"units": "days since 2000-01-01", "_FillValue": np.float64(1e300), "calendar": "standard"}
    x = read_netcdf(write(v=(("x",), [0.0, 1e300, 2.0], attrs)))
    assert type(x) is mt.LabeledMaskedArray
    assert x.dtype == "datetime64[s]"
    np.testing.assert_array_equal(x.mask, [False, True, False])
    np.testing.assert_array_equal(x.compressed(), np.array(["2000-01-01", "2000-01-03"], "M8[s]"))
    assert x.attrs == {}


def test_attributes_of_text_are_str_however_stored(write):
    path = write(v=(("x",), [1.0], {}))
    with h5py.File(path, "a") as file:
        file["v"].attrs["units"] = np.bytes_(b"K")
        file["v"].attrs["comment"] = np.bytes_(b"t")
    x = read_netcdf(path)
    assert x.units == "kelvin"
    assert x.attrs == {"comment": "t"}


def test_a_scalar_variable(write):
    x = read_netcdf(write(v=((), np.float32(3), {"units": "m s-1"})))
    assert (x.shape, x.dims, x.units) == ((), (), "m/s")
    assert x.dtype == np.float32


def test_dims_without_variables_have_no_coordinate(write):
    x = read_netcdf(write(v=(("y", "x"), np.zeros((2, 3)), {})))
    assert x.dims == ("y", "x")
    assert not x.coords


def test_a_coordinate_variable_can_be_read_itself(write):
    path = write(v=(("x",), [1.0], {}), x=(("x",), [7.0], {"units": "m"}))
    x = read_netcdf(path, "x")
    assert (x.name, x.dims, x.units) == ("x", ("x",), "m")
    assert x.sel(x=7 * mt.units.m) == 7 * mt.units.m


def test_auxiliary_coordinates_carry_their_mask(write):
    path = write(
        v=(("y", "x"), np.zeros((1, 2)), {"coordinates": "lon"}),
        lon=(("y", "x"), [[1.0, -1.0]], {"units": "degree_east", "_FillValue": -1.0}),
    )
    lon = read_netcdf(path).coords["lon"]
    np.testing.assert_array_equal(lon.mask, [[False, True]])
    assert lon.units == "degree"


def test_labels_with_missing_values_are_refused(write):
    attrs = {"_FillValue": -1.0}
    path = write(v=(("x",), [1.0, 2.0], {}), x=(("x",), [0.0, -1.0], attrs))
    with pytest.raises(UnsupportedError, match=r"'x'.*missing"):
        read_netcdf(path)
    # The attribute alone is common, and harmless.
    path = write(v=(("x",), [1.0, 2.0], {}), x=(("x",), [0.0, 1.0], attrs))
    assert type(read_netcdf(path).coords["x"]) is mt.LabeledArray


def test_bounds_and_grid_mapping_are_no_data_variables(write):
    path = write(
        v=(("x",), [1.0, 2.0], {"grid_mapping": "crs", "cell_methods": "x: mean"}),
        x=(("x",), [0.5, 1.5], {"bounds": "x_bnds"}),
        x_bnds=(("x", "bnds"), [[0.0, 1.0], [1.0, 2.0]], {}),
        crs=((), np.int32(0), {"grid_mapping_name": "latitude_longitude", "earth_radius": 6371229.0}),
    )
    x = read_netcdf(path)
    assert x.name == "v"
    assert x.attrs == {
        "cell_methods": "x: mean",
        "grid_mapping": {"grid_mapping_name": "latitude_longitude", "earth_radius": 6371229.0},
    }


def test_differences_of_temperature(write):
    attrs = {"units": "degC", "units_metadata": "temperature: difference"}
    assert read_netcdf(write(v=(("x",), [1.0], attrs))).units == "delta_degC"
    attrs["units_metadata"] = "temperature: on_scale"
    assert read_netcdf(write(v=(("x",), [1.0], attrs))).units == "degC"


def test_several_variables_are_listed(write):
    path = write(a=(("x",), [1.0], {"units": "m"}), b=(("x",), [2.0], {"units": "s"}), x=(("x",), [0], {}))
    with pytest.raises(LabelNotFoundError, match="'a', 'b'; name one"):
        read_netcdf(path)
    assert read_netcdf(path, "b").units == "s"
    assert read_netcdf(str(path), variable="a").units == "m"


def test_an_unknown_variable_is_refused(write):
    with pytest.raises(LabelNotFoundError, match=r"no variable 'w'.*'v'"):
        read_netcdf(write(v=(("x",), [1.0], {})), "w")


def test_a_file_without_data_is_refused(write):
    with pytest.raises(LabelNotFoundError, match="no data variable"):
        read_netcdf(write(x=(("x",), [1.0], {})))


def test_groups_are_not_overlooked(write):
    path = write(v=(("x",), [1.0], {}))
    with h5netcdf.File(path, "a") as file:
        file.create_group("inner")
    with pytest.raises(LabelNotFoundError, match=r"group.*'inner'"):
        read_netcdf(path)
    assert read_netcdf(path, "v").name == "v"


@pytest.mark.parametrize(
    ("attrs", "error", "said"),
    [
        ({"units": "furlongs_per_score"}, UndefinedUnitError, "furlongs_per_score"),
        ({"units": "100 m"}, UndefinedUnitError, "100 m"),
        ({"units": "m /"}, UndefinedUnitError, "'v'"),
        ({"units": 1.0}, UnsupportedError, "text"),
        ({"units": "days since 2000-01-01", "calendar": "noleap"}, UnsupportedError, "noleap"),
        ({"units": "months since 2000-01-01"}, UnsupportedError, "month"),
        ({"_Unsigned": "true"}, UnsupportedError, "_Unsigned"),
        ({"scale_factor": "2"}, UnsupportedError, "scale_factor"),
        ({"scale_factor": np.array([1.0, 2.0])}, UnsupportedError, "scale_factor"),
        ({"missing_value": "none"}, UnsupportedError, "missing_value"),
        ({"valid_range": 1.0}, UnsupportedError, "valid_range"),
        ({"coordinates": "height"}, UnsupportedError, "height"),
        ({"coordinates": "other"}, UnsupportedError, "other.*'z'"),
        ({"grid_mapping": "crs"}, UnsupportedError, "crs"),
        ({"grid_mapping": "other: x y"}, UnsupportedError, "other: x y"),
    ],
)
def test_what_is_not_understood_is_refused_by_name(write, attrs, error, said):
    path = write(v=(("x",), [1.0, 2.0], attrs), other=(("z",), [1.0], {}))
    with pytest.raises(error, match=said) as caught:
        read_netcdf(path, "v")
    assert "'v'" in str(caught.value)


def test_a_bad_unit_of_a_coordinate_names_the_coordinate(write):
    path = write(v=(("x",), [1.0], {}), x=(("x",), [1.0], {"units": "degrees_west"}))
    with pytest.raises(UndefinedUnitError, match=r"'x'.*degrees_west"):
        read_netcdf(path)


def test_enumerations_are_refused(tmp_path):
    path = tmp_path / "enum.nc"
    with h5netcdf.File(path, "w") as file:
        file.dimensions["x"] = 1
        kind = file.create_enumtype("i1", "cloud", {"clear": 0, "overcast": 1})
        file.create_variable("v", ("x",), kind, fillvalue=1)
    with pytest.raises(UnsupportedError, match="cloud"):
        read_netcdf(path)


def test_netcdf_3_is_refused(tmp_path):
    path = tmp_path / "classic.nc"
    path.write_bytes(b"CDF\x01" + bytes(28))
    with pytest.raises(UnsupportedError, match=r"NetCDF 3.*nccopy"):
        read_netcdf(path)


def test_a_missing_file_is_python_s_own_error(tmp_path):
    with pytest.raises(FileNotFoundError):
        read_netcdf(tmp_path / "nowhere.nc")


@pytest.mark.parametrize("library", ["h5netcdf", "h5py"])
def test_a_missing_library_is_named(write, monkeypatch, library):
    path = write(v=(("x",), [1.0], {}))
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(ImportError, match=r"pip install metaarr\[netcdf\]"):
        read_netcdf(path)
