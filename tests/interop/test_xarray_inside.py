"""Arrays with units and masks inside the objects of xarray: kept, converted or refused, never stripped.

The oracle is xarray itself, on plain data with NaN in the place of masked elements.
"""

import pickle
import warnings

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

xr = pytest.importorskip("xarray")
pd = pytest.importorskip("pandas")

MASK = np.array([False, True, False, False, False, False])
SQUARE = np.eye(3, 4, dtype=bool)
LABELS = {"x": np.arange(6) * 10.0, "g": ("x", [1, 1, 2, 2, 1, 2])}
TIMES = {"x": pd.date_range("2000-01-01", periods=6, freq="D")}


def data(kind, hidden=99.0, coords=LABELS):
    """One axis, an element masked: as one of our arrays inside, or as NaN in plain data."""
    values = np.array([1.0, hidden, 3.0, 5.0, 4.0, 6.0])
    if kind == "plain":
        return xr.DataArray(np.where(MASK, np.nan, values), coords, "x", name="t")
    return xr.DataArray(mt.array(values, "m", mask=MASK), coords, "x", name="t")


def table(kind, hidden=99.0):
    """Two axes."""
    values = np.where(SQUARE, hidden, np.arange(12.0).reshape(3, 4) + 1)
    coords = {"y": [1, 2, 3], "x": [0.0, 1, 2, 3]}
    if kind == "plain":
        return xr.DataArray(np.where(SQUARE, np.nan, values), coords, ("y", "x"))
    return xr.DataArray(mt.array(values, "m", mask=SQUARE), coords, ("y", "x"))


def scale(kind, value):
    return value if kind == "plain" else mt.array(float(value), "m")


KEEPS = {
    "add": (lambda k, h: data(k, h) + data(k, h), "m"),
    "multiply": (lambda k, h: data(k, h) * data(k, h), "m**2"),
    "number": (lambda k, h: 2 * data(k, h), "m"),
    "quantity": (lambda k, h: scale(k, 2) + data(k, h), "m"),
    "power": (lambda k, h: data(k, h) ** 2, "m**2"),
    "ufunc": (lambda k, h: np.sqrt(data(k, h)), "m**0.5"),
    "isel": (lambda k, h: data(k, h).isel(x=[1, 2]), "m"),
    "sel": (lambda k, h: data(k, h).sel(x=slice(10, 30)), "m"),
    "nearest": (lambda k, h: data(k, h).sel(x=[11.0, 42.0], method="nearest"), "m"),
    "pointwise": (
        lambda k, h: table(k, h).isel(x=xr.DataArray([0, 2], dims="p"), y=xr.DataArray([0, 1], dims="p")),
        "m",
    ),
    "boolean": (lambda k, h: data(k, h)[np.array([1, 1, 0, 0, 1, 0], bool)], "m"),
    "sum": (lambda k, h: data(k, h).sum(), "m"),
    "mean": (lambda k, h: table(k, h).mean("x"), "m"),
    "std": (lambda k, h: data(k, h).std(), "m"),
    "var": (lambda k, h: data(k, h).var(ddof=1), "m**2"),
    "min": (lambda k, h: table(k, h).min("y"), "m"),
    "median": (lambda k, h: data(k, h).median(), "m"),
    "quantile": (lambda k, h: data(k, h).quantile([0.2, 0.7]), "m"),
    "reduce": (lambda k, h: table(k, h).reduce(np.nansum if k == "plain" else np.sum, "x"), "m"),
    "groupby mean": (lambda k, h: data(k, h).groupby("g").mean(), "m"),
    "groupby sum": (lambda k, h: data(k, h).groupby("g").sum(), "m"),
    "groupby median": (lambda k, h: data(k, h).groupby("g").median(), "m"),
    "groupby map": (lambda k, h: data(k, h).groupby("g").map(lambda part: part - part.mean()), "m"),
    "groupby arithmetic": (lambda k, h: data(k, h).groupby("g") - data(k, h).groupby("g").mean(), "m"),
    "groupby bins": (lambda k, h: data(k, h).groupby_bins("x", [-1, 25, 60]).mean(), "m"),
    "resample": (lambda k, h: data(k, h, TIMES).resample(x="2D").mean(), "m"),
    "resample interpolate": (lambda k, h: data(k, h, TIMES).resample(x="12h").interpolate("linear"), "m"),
    "rolling mean": (lambda k, h: data(k, h).rolling(x=2, min_periods=1).mean(), "m"),
    "rolling sum": (lambda k, h: data(k, h).rolling(x=3, min_periods=2, center=True).sum(), "m"),
    "rolling max": (lambda k, h: data(k, h).rolling(x=2, min_periods=1).max(), "m"),
    "rolling windows": (lambda k, h: data(k, h).rolling(x=2).construct("w"), "m"),
    "coarsen": (lambda k, h: data(k, h).coarsen(x=2).mean(), "m"),
    "where": (lambda k, h: data(k, h).where(data(k, h).x > 10), "m"),
    "where other": (lambda k, h: data(k, h).where(data(k, h).x > 0, scale(k, 7)), "m"),
    "where drop": (lambda k, h: data(k, h).where(data(k, h).x < 30, drop=True), "m"),
    "xr.where": (lambda k, h: xr.where(data(k, h).x > 10, data(k, h), scale(k, 7)), "m"),
    "reindex": (lambda k, h: data(k, h).drop_vars("g").reindex(x=[0.0, 5.0, 10.0, 20.0]), "m"),
    "reindex nearest": (lambda k, h: data(k, h).reindex(x=[4.0, 11.0], method="nearest"), "m"),
    "align": (lambda k, h: xr.align(data(k, h)[1:], data(k, h), join="outer")[0], "m"),
    "concat": (lambda k, h: xr.concat([data(k, h), data(k, h)], "x"), "m"),
    "concat along a new dim": (lambda k, h: xr.concat([data(k, h), data(k, h)], "n"), "m"),
    "merge": (lambda k, h: xr.merge([data(k, h), data(k, h).rename("other")], compat="equals")["t"], "m"),
    "stack": (lambda k, h: table(k, h).stack(z=("y", "x")), "m"),
    "unstack": (lambda k, h: table(k, h).stack(z=("y", "x"))[1:].unstack("z"), "m"),
    "interp": (lambda k, h: data(k, h).drop_vars("g").interp(x=[0.0, 5.0, 25.0, 60.0]), "m"),
    "interp nearest": (lambda k, h: data(k, h).drop_vars("g").interp(x=[9.0, 21.0], method="nearest"), "m"),
    "interp of two axes": (lambda k, h: table(k, h).interp(x=[0.5, 2.5], y=[1.5, 3.0]), "m"),
    "interp like": (lambda k, h: data(k, h).drop_vars("g").interp_like(data(k, h)[::2]), "m"),
    "transpose": (lambda k, h: table(k, h).transpose("x", "y"), "m"),
    "expand": (lambda k, h: data(k, h).expand_dims("n"), "m"),
    "broadcast": (lambda k, h: data(k, h).broadcast_like(xr.DataArray(np.ones((6, 2)), dims=("x", "n"))), "m"),
    "shift": (lambda k, h: data(k, h).shift(x=1), "m"),
    "roll": (lambda k, h: data(k, h).roll(x=2), "m"),
    "diff": (lambda k, h: data(k, h).diff("x"), "m"),
    "pad": (lambda k, h: data(k, h).pad(x=1), "m"),
    "sortby": (lambda k, h: data(k, h).sortby("g"), "m"),
    "round": (lambda k, h: data(k, h).round(), "m"),
    "clip": (lambda k, h: data(k, h).clip(scale(k, 2), scale(k, 4)), "m"),
    "astype": (lambda k, h: data(k, h).astype("f4"), "m"),
    "weighted": (lambda k, h: data(k, h).weighted(xr.DataArray(np.arange(6.0), dims="x")).mean(), "m"),
    "cov": (lambda k, h: xr.cov(data(k, h), data(k, h)), "m**2"),
    "differentiate": (lambda k, h: data(k, h).isel(x=slice(2, None)).differentiate("x"), "m"),
    "polyfit": (lambda k, h: data(k, h)[2:].polyfit("x", 1).polyfit_coefficients, "m"),
    "apply_ufunc": (lambda k, h: xr.apply_ufunc(np.add, data(k, h), data(k, h)), "m"),
    "Dataset": (lambda k, h: xr.Dataset({"a": data(k, h)}).mean()["a"], "m"),
    "Variable": (lambda k, h: data(k, h).variable + data(k, h).variable, "m"),
    "copy": (lambda k, h: data(k, h).copy(deep=True), "m"),
    "pickle": (lambda k, h: pickle.loads(pickle.dumps(data(k, h))), "m"),
}


@pytest.mark.parametrize("name", KEEPS)
def test_keeps_unit_and_mask(name):
    """Catches operations that strip, convert wrongly, or show what is masked."""
    operation, unit = KEEPS[name]
    expected = np.asarray(operation("plain", 0.0).values)
    for hidden in (99.0, np.nan, -np.inf):
        found = operation("ours", hidden)
        assert type(found.data) is mt.MaskedQuantity
        assert found.data.units == mt.Unit(unit)
        np.testing.assert_allclose(np.asarray(found.data.filled(np.nan)), expected, rtol=1e-6)


@pytest.mark.parametrize(
    "name", [n for n in KEEPS if n.startswith(("groupby", "resample", "rolling", "me", "st", "m"))]
)
def test_without_the_routines_of_other_libraries(name):
    """xarray computes with bottleneck and flox where they are installed; they know nothing of masks."""
    with xr.set_options(use_bottleneck=False, use_flox=False):
        test_keeps_unit_and_mask(name)


COMPARES = {
    "less": lambda k, h: data(k, h) < scale(k, 4),
    "equal": lambda k, h: data(k, h) == data(k, h),
    "isnull": lambda k, h: data(k, h).isnull(),
}


@pytest.mark.parametrize("name", COMPARES)
def test_truth_is_masked(name):
    found = COMPARES[name]("ours", np.nan)
    assert type(found.data) is mt.MaskedArray
    np.testing.assert_array_equal(found.data.mask, MASK)
    np.testing.assert_array_equal(found.data.unmasked[~MASK], COMPARES[name]("plain", 0.0).values[~MASK])


REFUSES = {
    "a number added": (lambda da: da + 1.0, mt.DimensionalityError),
    "another dimension": (lambda da: da + mt.array(1.0, "s"), mt.DimensionalityError),
    "a number in where": (lambda da: da.where(da.x > 0, 7.0), mt.DimensionalityError),
    "a number assigned": (lambda da: da.copy(deep=True).__setitem__(0, 7.0), mt.DimensionalityError),
    "concat with plain data": (lambda da: xr.concat([da, data("plain")], "x"), mt.DimensionalityError),
    "to_series": (lambda da: da.to_series(), mt.UnsupportedError),
    "to_dataframe": (lambda da: da.to_dataframe(), mt.UnsupportedError),
    "to_pandas": (lambda da: da.to_pandas(), mt.UnsupportedError),
    "Dataset.to_dataframe": (lambda da: da.to_dataset().to_dataframe(), mt.UnsupportedError),
    "to_index": (lambda da: da.to_index(), mt.UnsupportedError),
    "to_masked_array": (lambda da: da.to_masked_array(), mt.UnsupportedError),
    "float": (lambda da: float(da[0]), mt.UnsupportedError),
    "item": (lambda da: da[0].item(), mt.UnsupportedError),
    "rank": (lambda da: da.rank("x"), mt.UnsupportedError),
    "curvefit": (lambda da: da.curvefit("x", lambda x, a: a * x), mt.UnsupportedError),
    "spline through masked elements": (lambda da: da.interp(x=[5.0], method="cubic"), mt.MaskError),
    "fill value of interp": (lambda da: da.interp(x=[99.0], kwargs={"fill_value": 0.0}), mt.UnsupportedError),
    "masked labels": (lambda da: da.assign_coords(x=mt.array(np.arange(6), mask=MASK)), mt.UnsupportedError),
    "index of a unit": (
        lambda da: da.assign_coords(h=("x", mt.array(np.arange(6), "s"))).set_index(x="h"),
        mt.UnsupportedError,
    ),
    "index of a new dim": (lambda da: da.expand_dims(k=mt.array([1.0], "s")), mt.UnsupportedError),
    "tolerance": (lambda da: da.sel(x=1.0, method="nearest", tolerance=mt.array(1.0, "m")), mt.UnsupportedError),
    "assignment into plain data": (lambda da: data("plain").__setitem__(0, da[0]), mt.UnsupportedError),
    "masked in plain data": (lambda da: data("plain").__setitem__(0, mt.masked), mt.MaskError),
    "attribute beside a quantity": (lambda da: da * data("plain").assign_attrs(units="s"), mt.UnsupportedError),
    "attribute before a quantity": (lambda da: np.multiply(da.x.assign_attrs(units="s"), da), mt.UnsupportedError),
    "masked positions": (lambda da: da.isel(x=mt.array([0, 1], mask=[0, 1])), IndexError),
    "positions with a unit": (lambda da: da.isel(x=mt.array([0, 1], "m")), mt.UnsupportedError),
    "dt": (lambda da: da.copy(data=mt.array(np.zeros(6, "M8[ns]"), mask=MASK)).dt.year, mt.UnsupportedError),
    "str": (lambda da: da.copy(data=mt.array(list("abcdef"), mask=MASK)).str.upper(), mt.UnsupportedError),
    "attribute in the way": (lambda da: da.assign_attrs(units="s").metaarr.dequantify(), mt.UnsupportedError),
    "encoding": (lambda da: xr.conventions.encode_cf_variable(da.variable), mt.UnsupportedError),
}


@pytest.mark.parametrize("name", REFUSES)
def test_refuses_what_would_strip(name):
    operation, error = REFUSES[name]
    with pytest.raises(error):
        operation(data("ours"))


@pytest.mark.parametrize("name", [name for name in REFUSES if name.startswith("to_") or name in ("rank", "curvefit")])
def test_plain_data_are_not_concerned(name):
    if name == "rank":
        pytest.importorskip("bottleneck")
    REFUSES[name][0](data("plain").fillna(0.0))


class TestLabelledOperands:
    lab = staticmethod(lambda unit="km": mt.array(np.arange(6.0), unit, dims="x", coords={"x": LABELS["x"]}, name="n"))

    @pytest.mark.parametrize(
        "operation", [lambda da, x: da + x, lambda da, x: x + da, lambda da, x: np.add(x, da)], ids=["da+", "+da", "np"]
    )
    def test_become_data_arrays(self, operation):
        found = operation(data("ours"), self.lab())
        assert type(found) is xr.DataArray
        assert type(found.data) is mt.MaskedQuantity
        np.testing.assert_array_equal(found.x, LABELS["x"])
        expected = data("plain") + 1000 * np.arange(6.0)
        np.testing.assert_allclose(found.data.to("m").filled(np.nan).magnitude, expected)

    def test_are_aligned_exactly(self):
        with pytest.raises(ValueError, match="join='exact'"):
            data("ours") + self.lab()[1:]
        with pytest.raises(mt.UnsupportedError, match="every axis has a name"):
            data("ours") + mt.array(np.arange(6.0), "m", dims=(None,))

    def test_beside_a_variable(self):
        with pytest.raises(mt.UnsupportedError, match="has no coordinates"):
            data("ours").variable + self.lab()
        assert (data("ours").variable + self.lab().drop_coords("x")).data.units == u.m

    def test_make_data_arrays_with_their_labels(self):
        for da in (xr.DataArray(self.lab()), xr.DataArray(data=self.lab())):
            assert (da.dims, da.name, da.data.units) == (("x",), "n", u.km)
            np.testing.assert_array_equal(da.x, LABELS["x"])
        with pytest.raises(mt.UnsupportedError, match="dims and coordinates already"):
            xr.DataArray(self.lab(), dims="y")
        with pytest.raises(mt.UnsupportedError, match="dims of its own"):
            xr.Variable("x", self.lab())


class TestLabelsThatAreLookedFor:
    da = xr.DataArray(mt.array([1.0, 2.0, 4.0], "s"), {"x": ("x", [0.0, 1.0, 2.0], {"units": "km"})}, "x")

    @pytest.mark.parametrize(
        ("pick", "expected"),
        [
            (lambda da: da.sel(x=mt.array(2000.0, "m")), 4.0),
            (lambda da: da.sel({"x": mt.array([0.0, 1000.0], "m")}), [1.0, 2.0]),
            (lambda da: da.sel(x=slice(mt.array(500.0, "m"), mt.array(2.0, "km"))), [2.0, 4.0]),
            (lambda da: da.sel(x=[mt.array(0.0, "m"), mt.array(2.0, "km")]), [1.0, 4.0]),
            (lambda da: da.loc[mt.array(1000.0, "m") :], [2.0, 4.0]),
            (lambda da: da.drop_sel(x=mt.array([1000.0], "m")), [1.0, 4.0]),
            (lambda da: da.reindex(x=mt.array([2000.0, 0.0], "m")), [4.0, 1.0]),
            (lambda da: da.interp(x=mt.array([500.0, 1500.0], "m")), [1.5, 3.0]),
        ],
    )
    def test_are_converted_to_the_unit_of_the_coordinate(self, pick, expected):
        found = pick(self.da)
        assert found.data.units == u.s
        np.testing.assert_allclose(found.data.magnitude, expected)

    def test_of_other_dimensions_or_of_a_coordinate_without_a_unit_are_refused(self):
        with pytest.raises(mt.DimensionalityError):
            self.da.sel(x=mt.array(1.0, "s"))
        with pytest.raises(mt.UnsupportedError, match="has no attribute units"):
            data("ours").sel(x=mt.array(10.0, "m"))
        with pytest.raises(mt.UnsupportedError, match="mask"):
            self.da.sel(x=mt.array([1.0], "km", mask=[1]))

    def test_of_an_index_have_the_unit_as_an_attribute(self):
        da = xr.DataArray([1.0, 2.0], {"x": mt.array([1.0, 2.0], "m")}, "x")
        assert da.x.attrs == {"units": "meter"}
        swapped = da.assign_coords(h=("x", mt.array([1.0, 2.0], "s"))).swap_dims(x="h")
        assert swapped.h.attrs == {"units": "second"}


class TestAssignment:
    def test_converts(self):
        da = data("ours").copy(deep=True)
        da[0] = mt.array(1.0, "km")
        da.loc[{"x": 20.0}] = mt.masked
        np.testing.assert_array_equal(da.data.filled(0 * u.m).magnitude, [1000, 0, 0, 5, 4, 6])

    def test_of_a_variable_into_an_array(self):
        x = mt.array([1.0, 2.0], "m", mask=False)
        x[:] = xr.Variable("x", mt.array([1.0, 2.0], "km", mask=[0, 1]))
        np.testing.assert_array_equal(x.filled(0 * u.m).magnitude, [1000, 0])

    def test_masked_truth_selects_nothing(self):
        flags = mt.array([1, 1, 1, 0, 0, 0], mask=[1, 0, 0, 0, 0, 1], dtype=bool)
        for key in (flags, xr.DataArray(flags, dims="x")):
            np.testing.assert_array_equal(data("ours")[key].x, [10, 20])


class TestAccessor:
    def test_there_and_back(self):
        da = data("ours")
        plain = da.metaarr.dequantify()
        assert plain.attrs == {"units": "meter"}
        np.testing.assert_array_equal(plain.values, data("plain").values)
        back = plain.metaarr.quantify()
        assert back.attrs == {}
        assert "metaarr" not in back.encoding
        assert back.identical(da)
        np.testing.assert_array_equal(back.data.mask, MASK)

    @pytest.mark.parametrize("values", [[1, 2, 3], [1.0, np.nan, 3.0], ["a", "b", "c"], [True, False, True]])
    def test_dtypes_come_back(self, values):
        x = mt.array(values, mask=[0, 0, 1])
        back = xr.DataArray(x, dims="x").metaarr.dequantify().metaarr.quantify()
        assert back.data.dtype == x.dtype
        np.testing.assert_array_equal(back.data.mask, x.mask)
        np.testing.assert_array_equal(back.data.unmasked[:2], x.unmasked[:2])
        assert list(back.coords) == []

    def test_conversions(self):
        accessor = data("ours").metaarr
        assert accessor.units == u.m
        assert accessor.to("km").data[0].magnitude == 0.001
        assert type(accessor.magnitude.data) is mt.MaskedArray
        np.testing.assert_array_equal(accessor.mask, MASK)
        assert accessor.filled(1 * u.km).data[1].magnitude == 1000
        assert accessor.unmasked.data[1].magnitude == 99
        assert type(accessor.array) is mt.LabeledMaskedQuantity
        assert accessor.array.dims == ("x",)

    def test_units_that_are_given(self):
        plain = xr.DataArray([1.0, np.nan], dims="x", attrs={"units": "km", "k": 1})
        assert plain.metaarr.quantify("m").data[0].magnitude == 1000
        assert plain.metaarr.quantify(mask=True).data.mask.tolist() == [False, True]
        assert plain.metaarr.quantify().attrs == {"k": 1}
        assert type(xr.DataArray([1.0]).metaarr.quantify().data) is np.ndarray
        with pytest.raises(mt.UnsupportedError, match="quantify"):
            xr.DataArray([1.0]).metaarr.to("m")
        with pytest.raises(mt.UndefinedUnitError):
            xr.DataArray([1.0], attrs={"units": "parrots per sea"}).metaarr.quantify()

    def test_of_a_dataset(self):
        ds = xr.Dataset({"t": ("x", [1.0, 2.0], {"units": "K"}), "n": ("x", [1, 2])})
        inner = ds.metaarr.quantify({"n": "m"})
        assert inner.metaarr.units == {"t": u.kelvin, "n": u.m}
        assert inner.metaarr.to({"n": "km"})["n"].data.units == u.km
        assert inner.metaarr.dequantify()["n"].attrs == {"units": "meter"}
        with pytest.raises(mt.UnsupportedError, match="no variable 'q'"):
            ds.metaarr.quantify({"q": "m"})

    def test_coordinates_with_units_become_attributes(self):
        da = data("ours").assign_coords(h=("x", mt.array(np.arange(6), "s", mask=MASK)))
        assert da.h.data.units == u.s
        plain = da.metaarr.dequantify()
        assert plain.h.attrs == {"units": "second"}
        assert np.isnan(plain.h.values[1])


@pytest.mark.parametrize("make", [data, lambda kind: data(kind).to_dataset()], ids=["DataArray", "Dataset"])
def test_files_have_units_and_missing_values(make, tmp_path):
    pytest.importorskip("h5netcdf")
    make("ours").to_netcdf(tmp_path / "t.nc", engine="h5netcdf")
    with xr.open_dataset(tmp_path / "t.nc", engine="h5netcdf") as found:
        assert found["t"].attrs["units"] == "meter"
        np.testing.assert_array_equal(found["t"].values, data("plain").values)
        inner = found.metaarr.quantify()["t"].load()
    np.testing.assert_array_equal(inner.data.mask, MASK)


def test_dictionaries_have_units_and_missing_values():
    found = data("ours").to_dict()
    assert found["attrs"] == {"units": "meter"}
    np.testing.assert_array_equal(found["data"], data("plain").values)


def test_plots_have_units_and_gaps():
    plt = pytest.importorskip("matplotlib.pyplot")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        (line,) = data("ours").plot()
    np.testing.assert_array_equal(line.get_ydata(), data("plain").values)
    assert "meter" in line.axes.get_ylabel()
    plt.close("all")


def test_masks_of_numpy_ma():
    found = data("ours").metaarr.magnitude.to_masked_array()
    np.testing.assert_array_equal(found.mask, MASK)


class TestText:
    def test_of_a_dataset(self):
        text = repr(data("ours").to_dataset())
        assert "1.0 -- 3.0 5.0 4.0 6.0 meter" in text
        assert "meter" in data("ours").to_dataset()._repr_html_()

    def test_is_cut(self):
        assert mt.array(np.arange(1000), "m")._repr_inline_(20) == "0 1 ... 999 meter"
        assert mt.array([], "m")._repr_inline_(20) == "meter"
        assert mt.array(1.23456789, "m")._repr_inline_(20) == "1.235 meter"

    def test_is_escaped(self):
        assert "<script>" not in xr.Dataset({"a": ("x", mt.array(["<script>"], mask=[0]))})._repr_html_()


class TestOffsets:
    celsius = xr.DataArray(mt.array([1.0, 2.0, 4.0], "degC"), {"g": ("x", [1, 1, 2])}, "x")

    def test_what_does_not_depend_on_the_zero(self):
        assert self.celsius.max().data.units == u.degC
        assert self.celsius.diff("x").data.units == u.delta_degC
        np.testing.assert_array_equal(self.celsius.groupby("g").mean().data.magnitude, [1.5, 4.0])

    def test_sums_are_refused(self):
        with pytest.raises(mt.OffsetUnitError):
            self.celsius.sum()


def test_interpolation_outside_is_missing_and_not_masked():
    found = data("ours").drop_vars("g").interp(x=[5.0, 99.0]).data
    np.testing.assert_array_equal(found.mask, [True, False])
    assert np.isnan(found.unmasked[1].magnitude)


def test_missing_values_are_filled_forward():
    x = mt.array([1.0, np.nan, np.nan, 5.0, np.nan], "m", mask=[0, 0, 0, 1, 0])
    da = xr.DataArray(x, dims="x")
    np.testing.assert_array_equal(da.ffill("x").data.filled(0 * u.m).magnitude, [1, 1, 1, 0, 1])
    np.testing.assert_array_equal(da.ffill("x", limit=1).data.filled(0 * u.m).magnitude, [1, 1, np.nan, 0, np.nan])


def test_missing_values_are_interpolated_and_masked_elements_stay():
    x = mt.array([1.0, np.nan, 3.0, 9.0, np.nan, 6.0], "m", mask=[0, 0, 0, 1, 0, 0])
    for filled in (lambda da: da.interpolate_na("x"), lambda da: da.to_dataset().interpolate_na("x")["t"]):
        found = filled(xr.DataArray(x, dims="x", name="t")).data
        np.testing.assert_allclose(found.filled(0 * u.m).magnitude, [1, 2, 3, 0, 5, 6])
        np.testing.assert_array_equal(found.mask, x.mask)


class Sounding(mt.Quantity):
    instrument = mt.PerArray(default="")
    quality = mt.PerElement(dtype=np.uint8)


def test_downstream_classes():
    """Catches interpolation that forgets fields of subclasses."""
    da = xr.DataArray(Sounding([1.0, np.nan, 3.0], "m", instrument="a"), {"x": [0.0, 1.0, 2.0]}, "x")
    for found in (2 * da, da.isel(x=[0]), da.interp(x=[0.0]), da.interpolate_na("x"), da.ffill("x")):
        assert (type(found.data), found.data.instrument) == (Sounding, "a")
    flagged = da.copy(data=Sounding([1.0, 2.0, 3.0], "m", quality=[1, 2, 3]))
    with pytest.raises(mt.UnsupportedError, match="quality"):
        flagged.interp(x=[0.5])
    with pytest.raises(mt.UnsupportedError, match="instrument"):
        da.metaarr.dequantify()


def test_reading_ours_inside():
    x = mt.from_xarray(data("ours"))
    assert type(x) is mt.LabeledMaskedQuantity
    np.testing.assert_array_equal(x.mask, MASK)
    assert mt.array(data("ours").variable).dims == ("x",)
    assert mt.array([data("ours"), data("ours")]).shape == (2, 6)
    with pytest.raises(ValueError, match="by a copy only"):
        mt.array(data("ours"), copy=False)
