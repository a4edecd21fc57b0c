"""Methods of labelled arrays, against xarray (which has NaN where we have a mask) and against plain loops."""

import copy
import pickle

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

xr = pytest.importorskip("xarray")

TIME = np.datetime64("2000-01-15", "D") + np.arange(0, 25 * 30, 30)
X = np.array([10.0, 20.0, 30.0])
RNG = np.random.default_rng(1)
VALUES = RNG.normal(10, 3, (TIME.size, X.size)).round(3)
MASK = RNG.random(VALUES.shape) < 0.2


def series(mask=False):
    return mt.array(
        VALUES,
        "degC",
        mask=MASK if mask else None,
        dims=("time", "x"),
        coords={"time": TIME, "x": mt.array(X, "m"), "two": (("time", "x"), VALUES), "scalar": 3},
        name="t",
        attrs={"k": 1},
    )


def in_xarray(mask=False):
    values = np.where(MASK, np.nan, VALUES) if mask else VALUES
    coords = {"time": TIME.astype("M8[ns]"), "x": X, "two": (("time", "x"), VALUES), "scalar": 3}
    return xr.DataArray(values, coords, ("time", "x"), name="t", attrs={"k": 1})


def filled(array):
    """Bare values with NaN where something is masked."""
    bare = np.asarray(getattr(array, "unmasked", array))
    mask = getattr(array, "mask", False)
    return np.where(mask, np.nan, bare) if bare.dtype.kind in "iuf" else bare


def check(ours, theirs, rtol=1e-12):
    """The same dims, values and coordinates."""
    assert ours.dims == theirs.dims
    # The spread of equal elements is 0 up to rounding.
    np.testing.assert_allclose(filled(ours), theirs.values, rtol=rtol, atol=1e-12 if rtol > 1e-6 else 0)
    assert set(ours.coords) == set(theirs.coords)
    for name, coord in ours.coords.items():
        other = theirs.coords[name]
        assert set(coord.dims) == set(other.dims)
        assert np.array_equal(filled(coord), other.transpose(*coord.dims).values, equal_nan=coord.dtype.kind == "f")


# -- attributes ------------------------------------------------------------------------------------------------------


class TestAttributes:
    def test_dims_and_sizes(self):
        x = series()
        assert x.dims == ("time", "x")
        assert dict(x.sizes) == {"time": 25, "x": 3}
        with pytest.raises(TypeError):
            x.sizes["x"] = 4

    def test_coordinates_are_read_only_arrays_of_the_family(self):
        x = series()
        assert list(x.coords) == ["time", "x", "two", "scalar"]
        coord = x.coords["x"]
        assert type(coord) is mt.LabeledQuantity
        assert (coord.units, coord.dims, list(coord.coords), coord.name) == (u.m, ("x",), ["x", "scalar"], "x")
        assert list(x.coords["two"].coords) == ["time", "x", "two", "scalar"]
        with pytest.raises(ValueError, match="read-only"):
            coord[0] = 1 * u.m
        with pytest.raises(ValueError, match="read-only"):
            np.asarray(coord)[0] = 1

    def test_masks_of_coordinates_are_read_only(self):
        x = mt.array([1, 2], dims="x", coords={"x": mt.array([1, 2], mask=[0, 1])})
        with pytest.raises(ValueError, match="read-only"):
            x.coords["x"].mask[0] = True

    def test_an_unknown_coordinate_names_those_there_are(self):
        with pytest.raises(mt.LabelNotFoundError, match="no coordinate 'y'; there are: 'time', 'x'"):
            series().coords["y"]
        assert "y" not in series().coords
        assert series().coords.get("y") is None

    def test_bin_edges_have_their_own_length(self):
        x = mt.array([1, 2], dims="x", coords={"x": [0, 1, 2], "y": ("x", [5, 6])})
        assert x.coords["x"].sizes["x"] == 3
        assert list(x.coords["x"].coords) == ["x"]
        assert list(x.coords["y"].coords) == ["y"]

    def test_the_name_may_be_assigned(self):
        x = series()
        part = x[1:]
        x.name = "sst"
        assert (x.name, part.name, x.rename("other").name, x.name) == ("sst", "t", "other", "sst")

    def test_attributes_change_in_one_array_only(self):
        x = series()
        part = x[1:]
        x.attrs["source"] = "buoy"
        del x.attrs["k"]
        assert dict(x.attrs) == {"source": "buoy"}
        assert dict(part.attrs) == {"k": 1}
        x.attrs = {"a": 2}
        assert x.attrs == {"a": 2}
        with pytest.raises(KeyError):
            del x.attrs["b"]

    def test_everything_survives_pickles_and_copies(self):
        x = series(mask=True)
        for other in (pickle.loads(pickle.dumps(x)), copy.deepcopy(x), copy.copy(x), x.copy()):
            assert type(other) is mt.LabeledMaskedQuantity
            assert (other.dims, other.name, dict(other.attrs), list(other.coords)) == (
                x.dims,
                "t",
                {"k": 1},
                list(x.coords),
            )


# -- parts -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "positions",
    [
        {"time": 3},
        {"x": -1},
        {"time": slice(2, 9, 3)},
        {"x": [2, 0]},
        {"time": [1, 5], "x": [0, 2]},
        {"time": 4, "x": [1]},
        {"x": slice(None, None, -1), "time": np.arange(25) % 2 == 0},
        {},
        {"x": []},
    ],
)
def test_isel(positions):
    check(series().isel(positions), in_xarray().isel(positions))
    check(series().isel(**positions), in_xarray().isel(positions))
    check(series().isel(positions, drop=True), in_xarray().isel(positions, drop=True))


def test_isel_of_basic_positions_is_a_view():
    x = series()
    x.isel(time=slice(2), x=0)[...] = 0 * u.degC
    assert (np.asarray(x)[:2, 0] == 0).all()
    x.isel()[0, 1] = -5 * u.degC
    assert np.asarray(x)[0, 1] == -5


@pytest.mark.parametrize(
    ("ours", "theirs"),
    [
        ({"x": 20 * u.m}, {"x": 20}),
        ({"x": 2000 * u.cm}, {"x": 20}),
        ({"x": [10, 30] * u.m}, {"x": [10, 30]}),
        ({"x": slice(15 * u.m, 0.03 * u.km)}, {"x": slice(15, 30)}),
        ({"time": "2000-03"}, {"time": "2000-03"}),
        ({"time": "2000"}, {"time": "2000"}),
        ({"time": slice("2000-02", "2000-05-15")}, {"time": slice("2000-02", "2000-05-15")}),
        ({"time": "2000-02-14", "x": 10 * u.m}, {"time": "2000-02-14", "x": 10}),
    ],
)
def test_sel(ours, theirs):
    check(series().sel(ours), in_xarray().sel(theirs))
    check(series().sel(ours, drop=True), in_xarray().sel(theirs, drop=True))
    check(series().loc[ours], in_xarray().loc[theirs])


def test_sel_of_the_nearest():
    check(series().sel(x=1.8 * u.dam, method="nearest"), in_xarray().sel(x=18, method="nearest"))
    with pytest.raises(mt.LabelNotFoundError, match=r"nearest to it: 10\.0? meter, 20\.0? meter"):
        series().sel(x=18 * u.m, method="nearest", tolerance=1 * u.m)


def test_sel_errors_read_well():
    with pytest.raises(mt.LabelNotFoundError, match=r"no label 25 meter; nearest to it: 20\.0? meter, 30\.0? meter"):
        series().sel(x=25 * u.m)
    with pytest.raises(mt.DimensionalityError, match="has no unit"):
        series().sel(x=20)
    with pytest.raises(mt.DimsError, match="no dim 'z'; the dims are 'time', 'x'"):
        series().isel(z=0)
    with pytest.raises(mt.DimsError, match="in a mapping or as keywords, not both"):
        series().sel({"x": 10 * u.m}, time="2000")


class TestLoc:
    def test_goes_by_place(self):
        check(series().loc["2000-02":"2000-04"], in_xarray().loc["2000-02":"2000-04"])
        check(series().loc[:, [30, 10] * u.m], in_xarray().loc[:, [30, 10]])
        check(series().loc[..., 20 * u.m], in_xarray().loc[:, 20])

    def test_may_be_assigned_to(self):
        x, other = series(), in_xarray()
        x.loc["2000-02", [30, 10] * u.m] = 0 * u.degC
        other.loc[{"time": "2000-02", "x": [30, 10]}] = 0
        x.loc[{"x": 20 * u.m}] = 1 * u.degC
        other.loc[{"x": 20}] = 1
        np.testing.assert_array_equal(np.asarray(x), other.values)

    def test_assigns_masks_and_two_lists(self):
        x = series(mask=True)
        x.loc[{"time": TIME[[0, 2]], "x": [30, 10] * u.m}] = mt.masked
        assert x.mask[np.ix_([0, 2], [2, 0])].all()
        np.testing.assert_array_equal(x.mask[1], MASK[1])

    def test_of_too_many_labels_is_refused(self):
        with pytest.raises(mt.DimsError, match="3 labels for an array of 2 axes"):
            series().loc["2000", 10 * u.m, 1]
        with pytest.raises(mt.DimsError, match="without a name"):
            mt.array([1, 2], dims=(None,)).loc[1]


# -- labels ----------------------------------------------------------------------------------------------------------


def test_rename():
    check(series().rename(x="distance"), in_xarray().rename(x="distance"))
    check(series().rename({"two": "deux", "time": "t"}), in_xarray().rename({"two": "deux", "time": "t"}))
    assert series().rename().name is None


def test_assign_and_drop_coords():
    new = np.arange(3)
    check(series().assign_coords(x=new), in_xarray().assign_coords(x=new))
    check(
        series().assign_coords({"month": ("time", np.arange(25))}),
        in_xarray().assign_coords(month=("time", np.arange(25))),
    )
    check(series().drop_coords("two"), in_xarray().drop_vars("two"))
    check(series().drop_coords(["two", "x"]), in_xarray().drop_vars(["two", "x"]))
    check(series().drop_coords("two", "x"), in_xarray().drop_vars(["two", "x"]))
    with pytest.raises(mt.DimsError, match="5 labels along dim 'x', which is 3 long"):
        series().assign_coords(x=np.arange(5))


def test_labels_are_changed_in_a_view_that_shares_data():
    x = series()
    for other in (x.rename(x="y"), x.assign_coords(x=[1, 2, 3]), x.drop_coords("x"), x.swap_dims(x="y"), x.unlabeled):
        assert np.shares_memory(other, x)
    assert x.dims == ("time", "x")


def test_swap_dims():
    ours = series().assign_coords(number=("time", np.arange(25))).swap_dims(time="number")
    theirs = in_xarray().assign_coords(number=("time", np.arange(25))).swap_dims(time="number")
    check(ours, theirs)
    check(series().swap_dims({"x": "new"}), in_xarray().swap_dims(x="new"))
    with pytest.raises(mt.DimsError, match="cannot make 'two' the dim in place of 'x'"):
        series().swap_dims(x="two")


@pytest.mark.parametrize("dims", [("x", "time"), (..., "time"), ("x", ...), ()])
def test_transpose(dims):
    check(series().transpose(*dims), in_xarray().transpose(*dims))


@pytest.mark.parametrize(
    ("args", "kwargs"),
    [
        (("z",), {}),
        ((["z", "w"],), {}),
        (({"z": 2},), {}),
        ((), {"z": [5, 6]}),
        (("z",), {"axis": 1}),
        (("z",), {"axis": -1}),
        ((["z", "w"],), {"axis": (0, 2)}),
        (("scalar",), {}),
    ],
)
def test_expand_dims(args, kwargs):
    check(series().expand_dims(*args, **kwargs), in_xarray().expand_dims(*args, **kwargs))


def test_sortby():
    x = series().isel(x=[1, 2, 0])
    check(x.sortby("x"), in_xarray())
    check(series().sortby("time", ascending=False), in_xarray().sortby("time", ascending=False))
    with pytest.raises(mt.DimsError, match="cannot sort by 'two'"):
        x.sortby("two")


# -- analysis --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("dim", ["time", "x"])
def test_idxmax_and_idxmin(dim):
    for name in ("idxmax", "idxmin"):
        for mask in (False, True):
            ours, theirs = getattr(series(mask), name)(dim), getattr(in_xarray(mask), name)(dim)
            np.testing.assert_array_equal(np.asarray(getattr(ours, "unmasked", ours)), theirs.values)
            assert ours.dims == theirs.dims
            assert ours.name == dim
            assert getattr(ours, "units", None) == (u.m if dim == "x" else None)
            assert hasattr(ours, "mask") is mask


def test_lines_without_a_visible_element_have_no_greatest():
    x = mt.array([[1, 2], [3, 4]], mask=[[True, True], [True, False]], dims=("y", "x"), coords={"x": [10, 20]})
    label = x.idxmax("x")
    np.testing.assert_array_equal(label.mask, [True, False])
    assert label[1] == 20
    np.testing.assert_array_equal(x.mask, [[True, True], [True, False]])


def test_idxmax_needs_a_dim_and_its_labels():
    with pytest.raises(mt.DimsError, match="pass dim="):
        series().idxmax()
    with pytest.raises(mt.DimsError, match="'y' has no coordinate"):
        mt.array([1, 2], dims="y").idxmax()


@pytest.mark.parametrize(("n", "label"), [(1, "upper"), (2, "upper"), (1, "lower")])
def test_diff(n, label):
    ours = series().drop_coords("two").diff("time", n, label)
    check(ours, in_xarray().drop_vars("two").diff("time", n, label=label), rtol=1e-9)
    assert ours.units == u.delta_degC


def test_diff_takes_labels_of_either_end():
    np.testing.assert_array_equal(series().diff("time", 2, "lower").coords["time"], TIME[:-2])
    with pytest.raises(mt.LabelsError, match="'upper' or 'lower'"):
        series().diff("time", label="left")


def test_where_masks():
    ours, theirs = series().where(series() > 10 * u.degC), in_xarray().where(in_xarray() > 10)
    check(ours, theirs)
    assert type(ours) is mt.LabeledMaskedQuantity
    masked = series(mask=True)
    check(masked.where(masked > 10 * u.degC), in_xarray(True).where(in_xarray(True) > 10))
    row = np.array([True, False, True])
    by_name = series().transpose("x", "time").where(mt.array(row, dims="x"))
    np.testing.assert_array_equal(by_name.mask, np.broadcast_to(~row[:, None], (3, 25)))
    assert not np.shares_memory(ours, series())


def test_where_keeps_integers_and_takes_another_value():
    x = mt.array([1, 2, 3], dims="x")
    assert x.where(x > 1).dtype == x.dtype
    np.testing.assert_array_equal(x.where(x > 1, -1), [-1, 2, 3])
    assert x.where(x > 1, mt.masked).mask.tolist() == [True, False, False]
    with pytest.raises(mt.LabelsError, match="truth values"):
        x.where(x)


@pytest.mark.parametrize("shifts", [{"time": 2}, {"time": -1}, {"x": 1, "time": 1}, {"time": 30}, {"x": 0}])
def test_shift(shifts):
    check(series().shift(shifts), in_xarray().shift(shifts))
    assert type(series().shift(shifts)) is mt.LabeledMaskedQuantity


def test_differentiate_and_integrate():
    ours, theirs = series(), in_xarray()
    check(ours.differentiate("x"), theirs.differentiate("x"), rtol=1e-9)
    assert ours.differentiate("x").units == u("delta_degC / m")
    kelvin = ours.to("kelvin")
    np.testing.assert_allclose(np.asarray(kelvin.integrate("x")), (theirs + 273.15).integrate("x"))
    assert kelvin.integrate("x").units == u("K m")


def test_weighted():
    weights = np.array([1.0, 2, 5])
    ours = mt.array(weights, dims="x", coords={"x": mt.array(X, "m")})
    theirs = xr.DataArray(weights, {"x": X}, ("x",))
    for mask in (False, True):
        kelvin = series(mask).to("kelvin")
        for dim in ("x", ("time", "x"), None):
            expected = (in_xarray(mask) + 273.15).weighted(theirs)
            np.testing.assert_allclose(filled(kelvin.weighted(ours).mean(dim)), expected.mean(dim).values)
            np.testing.assert_allclose(filled(kelvin.weighted(ours).sum(dim)), expected.sum(dim).values)
            np.testing.assert_allclose(
                filled(kelvin.weighted(ours).sum_of_weights(dim)), expected.sum_of_weights(dim).values
            )


# -- groups ----------------------------------------------------------------------------------------------------------

FOLDS = ["mean", "min", "max", "median", "std", "var", "count"]


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("name", FOLDS)
@pytest.mark.parametrize("by", ["time.month", "time.year", "time.season", "letter", "x"])
def test_groupby(by, name, mask):
    letters = ("time", np.array(list("abcde") * 5))
    ours = series(mask).drop_coords("two").assign_coords(letter=letters)
    theirs = in_xarray(mask).drop_vars("two").assign_coords(letter=letters)
    result = getattr(ours.groupby(by), name)()
    expected = getattr(theirs.groupby(by), name)()
    check(result, expected.transpose(*result.dims), rtol=1e-9)
    assert hasattr(result, "mask") is (mask and name != "count")


def test_groups_of_all_lengths_keep_units_and_labels():
    x = series()
    usual = x.groupby("time.month").mean()
    assert type(usual) is mt.LabeledQuantity
    assert usual.units == u.degC
    assert usual.coords["x"].units == u.m
    assert (usual.name, dict(usual.attrs)) == ("t", {"k": 1})
    assert x.groupby("time.month").std().units == u.delta_degC


def test_integers_stay_integers():
    x = mt.array([1, 2, 3], dims="x", coords={"g": ("x", [1, 0, 1])})
    assert x.groupby("g").sum().dtype == x.dtype
    np.testing.assert_array_equal(x.groupby("g").prod(), [2, 3])


def test_a_group_of_masked_elements_is_masked():
    x = mt.array([1, 2, 3], mask=[0, 1, 0], dims="x", coords={"g": ("x", ["a", "b", "a"])})
    np.testing.assert_array_equal(x.groupby("g").sum().mask, [False, True])
    np.testing.assert_array_equal(x.groupby("g").count(), [2, 0])


@pytest.mark.parametrize("mask", [False, True])
def test_arithmetic_with_groups(mask):
    # xarray repeats scalar coordinates along the dim that was grouped.
    ours, theirs = series(mask).drop_coords(["two", "scalar"]), in_xarray(mask).drop_vars(["two", "scalar"])
    usual, expected = ours.groupby("time.month").mean(), theirs.groupby("time.month").mean()
    departure = ours.groupby("time.month") - usual
    check(departure, (theirs.groupby("time.month") - expected).drop_vars("month"), rtol=1e-6)
    assert departure.units == u.delta_degC
    np.testing.assert_allclose(filled(usual - ours.groupby("time.month")), -filled(departure))
    np.testing.assert_array_equal(np.isnan(filled(departure)), MASK if mask else np.zeros(MASK.shape, bool))


def test_arithmetic_needs_every_group():
    x = series()
    usual = x.groupby("time.month").mean()
    with pytest.raises(mt.LabelNotFoundError, match="'month' has no label 12"):
        x.groupby("time.month") - usual.isel(month=slice(11))
    with pytest.raises(mt.DimsError, match="needs an array of that dim"):
        x.groupby("time.month") - x
    np.testing.assert_array_equal(
        filled(x.groupby("time.month") - usual[::-1]), filled(x.groupby("time.month") - usual)
    )


def test_groups_by_an_array():
    x = series()[:4, 0]
    by = np.array([2, 1, 2, 1])
    means = x.groupby(by).mean()
    assert means.dims == ("group",)
    np.testing.assert_allclose(np.asarray(means), [VALUES[[1, 3], 0].mean(), VALUES[[0, 2], 0].mean()])
    named = x.groupby(mt.array(by, "s", dims="time", name="step")).mean()
    assert named.coords["step"].units == u.s
    with pytest.raises(mt.DimsError, match="must say which of the dims"):
        series().groupby(by)
    with pytest.raises(mt.DimsError, match="4 labels along 'time', which is 25 long"):
        series().groupby(mt.array(by, dims="time"))


def test_missing_labels_belong_to_no_group():
    x = mt.array([1.0, 2, 3], dims="x", coords={"g": ("x", [1.0, np.nan, 1.0])})
    np.testing.assert_array_equal(x.groupby("g").sum(), [4])
    with pytest.raises(mt.LabelsError, match="belong to no group"):
        x.groupby("g") - x.groupby("g").mean()
    with pytest.raises(mt.LabelsError, match="no group along 'x'"):
        x[1:2].groupby("g").sum()


def test_iteration_gives_labels_and_parts():
    x = series(mask=True)
    groups = x.groupby("time.year")
    assert len(groups) == 3
    for label, part in groups:
        check(part, in_xarray(mask=True).sel(time=str(label)))
    np.testing.assert_array_equal(groups.labels, [2000, 2001, 2002])


def test_map_puts_results_back():
    x = series()
    groups = x.groupby("time.month")
    np.testing.assert_allclose(
        np.asarray(groups.map(lambda part: part - part.mean("time"))), np.asarray(groups - groups.mean())
    )
    check(groups.map(lambda part: part), in_xarray())


def test_a_group_must_not_be_called_like_another_dim():
    with pytest.raises(mt.DimsError, match="'x'"):
        series().groupby(mt.array(np.arange(25) % 2, dims="time", name="x"))


# -- windows ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("mask", [False, True])
@pytest.mark.parametrize("center", [False, True])
@pytest.mark.parametrize(
    ("width", "min_periods"), [(3, None), (4, None), (3, 1), (4, 2), (1, None), (30, 5), (30, None), (25, None)]
)
@pytest.mark.parametrize("name", FOLDS)
def test_rolling(name, width, min_periods, center, mask):
    ours = getattr(series(mask).to("kelvin").rolling(time=width, center=center, min_periods=min_periods), name)()
    theirs = getattr((in_xarray(mask) + 273.15).rolling(time=width, center=center, min_periods=min_periods), name)()
    check(ours, theirs, rtol=1e-5)


def test_windows_keep_kinds():
    x = mt.array(np.arange(5), "m", dims="x")
    assert x.rolling(x=2).sum().dtype == x.dtype
    for reduced in (x.rolling(x=2).sum(), x.rolling(x=1).max(), x.rolling(x=9, min_periods=1).mean()):
        assert type(reduced) is mt.LabeledMaskedQuantity
    assert series().rolling(time=3).mean().units == u.degC
    assert series().rolling(time=3).std().units == u.delta_degC


def test_windows_see_exact_values():
    """A running sum would carry the large value along."""
    x = mt.array([1e16, 1.0, 1.0, 1.0], dims="x")
    np.testing.assert_array_equal(filled(x.rolling(x=2).sum())[2:], [2, 2])


@pytest.mark.parametrize(
    ("kwargs", "error"),
    [
        ({"x": 0}, "1 or more, not 0"),
        ({"x": 2.0}, "not 2.0"),
        ({"x": 2, "min_periods": 3}, "more than the 2"),
        ({"x": 2, "min_periods": 0}, "1 or more, not 0"),
        ({"z": 2}, "no dim 'z'"),
        ({}, "along at least one dim"),
    ],
)
def test_windows_that_make_no_sense(kwargs, error):
    with pytest.raises(mt.LabelsError, match=error):
        series().rolling(**kwargs)


class Tagged(mt.LabeledQuantity):
    site = mt.PerArray(default=None, merge="equal")


@pytest.mark.parametrize(
    "method",
    [
        lambda x: x.where(x > mt.array(2, "m")),
        lambda x: x.shift(x=1),
        lambda x: x.reindex(x=[3, 9]),
        lambda x: x.stack(place=("y", "x")),
        lambda x: x.stack(place=("y", "x")).unstack(),
        lambda x: x.expand_dims(z=2),
    ],
    ids=["where", "shift", "reindex", "stack", "unstack", "expand_dims"],
)
def test_methods_give_arrays_of_a_downstream_class(method):
    coords = {"x": [1, 2, 3], "y": [1, 2]}
    x = Tagged(np.arange(6.0).reshape(2, 3), "m", dims=("y", "x"), coords=coords, site="buoy")
    found = method(x)
    assert isinstance(found, Tagged)
    assert found.site == "buoy"
