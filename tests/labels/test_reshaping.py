"""``stack`` and ``unstack``: several dims made one, and exactly back."""

import pickle

import numpy as np
import pytest
import xarray as xr

import metaarr as mt

DATA = np.arange(60).reshape(3, 4, 5)
COORDS = {
    "a": [30, 10, 20],
    "b": mt.array([1.0, 2, 3, 5], "m"),
    "c": list("zxwvy"),
    "aux": ("a", [1, 2, 3]),
    "ab": (("a", "b"), np.arange(12).reshape(3, 4)),
    "bc": (("b", "c"), np.arange(20).reshape(4, 5)),
    "scalar": 5,
    "all": (("c", "a", "b"), np.arange(60).reshape(5, 3, 4)),
}
DIMS = ("a", "b", "c")
STACKS = [("a", "b"), ("b", "a"), ("a", "c"), ("c", "b", "a"), ("c",)]


def array(**more):
    return mt.array(DATA, "K", dims=DIMS, coords=COORDS, name="n", attrs={"k": 1}, **more)


@pytest.mark.parametrize("masked", [False, True])
@pytest.mark.parametrize("dims", STACKS)
def test_there_and_back(dims, masked):
    x = array(mask=DATA % 7 == 0) if masked else array()
    back = x.stack(z=dims).unstack("z").transpose(*DIMS)
    assert type(back) is type(x)
    assert back.dtype == x.dtype
    np.testing.assert_array_equal(np.asarray(back), DATA)
    assert back._labels.identical(x._labels)
    if masked:
        np.testing.assert_array_equal(back.mask, x.mask)


@pytest.mark.parametrize("dims", STACKS)
def test_labels_lie_on_their_elements(dims):
    x = mt.array(DATA, dims=DIMS, coords={"a": [0, 1, 2], "b": [0, 1, 2, 3], "c": [0, 1, 2, 3, 4]}).stack(z=dims)
    for dim, weight in zip(DIMS, (20, 5, 1), strict=True):
        labels = np.asarray(x.coords[dim])
        digits = DATA.reshape(-1) // weight % {"a": 3, "b": 4, "c": 5}[dim]
        shape = [x.sizes[x.coords[dim].dims[0]] if d == x.coords[dim].dims[0] else 1 for d in x.dims]
        np.testing.assert_array_equal(np.broadcast_to(labels.reshape(shape), x.shape), digits[np.asarray(x)])


def test_as_xarray_does():
    ours = mt.array(DATA, dims=DIMS, coords={"a": [30, 10, 20], "b": [1, 2, 3, 5]}).stack(z=("a", "b"))
    theirs = xr.DataArray(DATA, dims=DIMS, coords={"a": [30, 10, 20], "b": [1, 2, 3, 5]}).stack(z=("a", "b"))
    assert ours.dims == theirs.dims
    np.testing.assert_array_equal(np.asarray(ours), theirs.values)
    np.testing.assert_array_equal(ours.coords["b"], theirs.coords["b"].values)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("dims", STACKS[:3])
def test_what_was_left_out_is_masked(dims, seed):
    x = array()
    places = np.random.default_rng(seed).permutation(x.stack(z=dims).sizes["z"])[:5]
    part = x.stack(z=dims).isel(z=places).unstack("z")
    assert type(part) is mt.LabeledMaskedQuantity
    assert part.dtype == x.dtype
    assert (~part.mask).sum() == 5 * x.size // x.stack(z=dims).sizes["z"]
    whole = x.sel({dim: part.coords[dim] for dim in dims}).transpose(*part.dims)
    np.testing.assert_array_equal(np.asarray(whole)[~part.mask], np.asarray(part)[~part.mask])
    for dim in dims:
        used = np.isin(np.asarray(x.coords[dim]), np.asarray(part.coords[dim]))
        np.testing.assert_array_equal(part.coords[dim], x.coords[dim][used])  # in the order that they had
    np.testing.assert_array_equal(np.asarray(whole.coords["ab"]), np.asarray(part.coords["ab"]))


def test_which_class_comes_out_does_not_depend_on_which_positions_are_left():
    x = array().stack(z=("a", "b"))
    assert type(x.isel(z=slice(0, 4)).unstack()) is type(x.isel(z=[0, 5]).unstack()) is mt.LabeledMaskedQuantity
    assert type(x[:, ::-1].unstack()) is mt.LabeledQuantity


def test_all_other_dims():
    x = array()
    assert x.stack(z=("b", ...)).coords["c"].dims == ("z",)
    assert x.stack(z=[...]).dims == ("z",)
    assert x.stack(z=("a", "b"), w=["c"]).dims == ("z", "w")


def test_a_dim_without_labels_gets_positions():
    x = mt.array(DATA[0], dims=("b", "c")).stack(z=("b", "c"))
    np.testing.assert_array_equal(x.coords["c"][:6], [0, 1, 2, 3, 4, 0])
    np.testing.assert_array_equal(np.asarray(x.unstack()), DATA[0])


def test_edges_are_left_out():
    x = mt.array(DATA[0], dims=("b", "c"), coords={"c": [0, 1, 2, 3, 4, 5], "e": ("b", [1, 2, 3, 4, 5])})
    assert list(x.stack(z=("b", "c")).coords) == ["b", "c"]


def test_levels_can_be_selected_by():
    x = array().stack(z=("a", "b"))
    assert x.sel(a=10).shape == (5, 4)
    np.testing.assert_array_equal(np.asarray(x.sel(a=10)), DATA[1].T)


def test_changed_coordinates_are_not_put_back():
    x = array().stack(z=("a", "b")).assign_coords(aux=("z", np.arange(12)))
    np.testing.assert_array_equal(x.unstack().coords["aux"], np.arange(12).reshape(3, 4))
    # The same labels, but of an array that had them in another order before it was stacked.
    other = mt.array(np.zeros((3, 2)), dims=("a", "b"), coords={"a": [10, 20, 30], "aux": ("a", [7, 8, 9])})
    moved = other.assign_coords(b=[1.0, 2.0]).stack(z=("a", "b")).isel(z=slice(4))._labels.coords["aux"]
    x = array().isel(c=0).stack(z=("a", "b")).isel(z=[4, 5, 8, 9])
    x = x.drop_coords(["aux", "all", "ab", "bc"]).assign_coords(aux=moved)
    np.testing.assert_array_equal(np.asarray(x.coords["aux"]), [7, 7, 8, 8])
    np.testing.assert_array_equal(np.asarray(x.unstack().coords["aux"]), [[7, 7], [8, 8]])


def test_renamed_and_pickled():
    x = array().stack(z=("a", "b")).rename(a="first", z="row")
    back = pickle.loads(pickle.dumps(x)).unstack("row")
    assert back.dims == ("c", "first", "b")
    np.testing.assert_array_equal(np.asarray(back), DATA.transpose(2, 0, 1))
    assert back.coords["aux"].dims == ("first",)


def test_other_coordinates_as_levels():
    x = mt.array([1, 2, 3], dims="i", coords={"y": ("i", ["b", "b", "a"]), "x": ("i", mt.array([10, 20, 10], "s"))})
    table = x.unstack("i", levels=["y", "x"])
    np.testing.assert_array_equal(table.coords["y"], ["a", "b"])
    np.testing.assert_array_equal(table.filled(-1), [[3, -1], [1, 2]])
    assert table.coords["x"].units == mt.Unit("s")


class TestRefusals:
    @pytest.mark.parametrize(
        ("call", "message"),
        [
            (lambda x: x.stack(z=("a", "d")), "no dim 'd'"),
            (lambda x: x.stack(z=("a", "a")), "each of them once"),
            (lambda x: x.stack(z=()), "one or more"),
            (lambda x: x.stack(a=("a", "b")), "there is a dim or coordinate"),
            (lambda x: x.stack(scalar=("a", "b")), "there is a dim or coordinate"),
            (lambda x: x.unstack("a"), r"not made by \.stack"),
            (lambda x: x.unstack("d"), "no dim 'd'"),
            (lambda x: x.unstack(), "which dim to unstack"),
            (lambda x: x.unstack("a", levels=["ab"]), "no coordinate along dim 'a' alone"),
        ],
    )
    def test_of_dims(self, call, message):
        with pytest.raises(mt.DimsError, match=message):
            call(array())

    def test_of_two_elements_for_one_place(self):
        x = array().stack(z=("a", "b"))
        with pytest.raises(mt.AlignmentError, match=r"several elements have the labels a=10, b=1\.0 meter"):
            x.isel(z=[4, 4]).unstack()

    def test_of_labels_that_occur_twice(self):
        x = array().assign_coords(a=[1, 1, 2])
        with pytest.raises(mt.AlignmentError, match="has the label 1 more than once"):
            x.stack(z=("a", "b")).unstack()
