"""Labelled indexers: their dims become dims of the result, as in xarray, which is the oracle."""

import numpy as np
import pytest
import xarray as xr

import metaarr as mt
from metaarr import units as u

DATA = np.random.default_rng(0).normal(size=(3, 4, 5))
COORDS = {
    "a": [10, 20, 30],
    "b": list("wxyz"),
    "c": np.arange(5) * 1.5,
    "ab": (("a", "b"), np.arange(12).reshape(3, 4)),
    "bc": (("b", "c"), np.arange(20).reshape(4, 5)),
    "aux": ("a", [7, 8, 9]),
    "scalar": 1,
}
DIMS = ("a", "b", "c")


def ours(values=DATA, dims=DIMS, coords=COORDS, **more):
    return mt.array(values, dims=dims, coords=coords, **more)


def theirs(values=DATA, dims=DIMS, coords=COORDS):
    return xr.DataArray(values, dims=dims, coords=coords)


def assert_same(result, expected):
    assert result.dims == expected.dims
    np.testing.assert_array_equal(np.asarray(result), expected.values)
    assert set(result.coords) == set(expected.coords)
    for name, coord in result.coords.items():
        np.testing.assert_array_equal(np.asarray(coord), expected.coords[name].transpose(*coord.dims).values)


P = ([0, 2, 1], "p", {})
Q = ([3, 0, 0], "p", {"p": [1, 2, 3]})
PQ = ([[0, 1, 2], [2, 2, 0]], ("q", "p"), {"about": (("q", "p"), np.arange(6).reshape(2, 3))})
ALONG_B = ([0, 1, 2, 0], "b", {})


@pytest.mark.parametrize(
    "indexers",
    [
        {"a": P},
        {"a": P, "b": Q},
        {"b": Q, "a": P},
        {"a": P, "c": Q},
        {"b": P, "c": Q},
        {"a": PQ},
        {"c": PQ, "b": P},
        {"a": PQ, "b": Q, "c": P},
        {"c": ALONG_B},
        {"a": ALONG_B, "c": PQ},
    ],
    ids=lambda indexers: " ".join(f"{dim}:{by[1]}" for dim, by in indexers.items()),
)
@pytest.mark.parametrize("rest", [{}, {"c": slice(1, 4)}, {"c": 2}, {"b": 1}], ids=str)
def test_isel(indexers, rest):
    if not indexers.keys().isdisjoint(rest) or (ALONG_B in indexers.values() and rest == {"b": 1}):
        rest = {}
    mine = {dim: ours(*by) for dim, by in indexers.items()} | rest
    other = {dim: theirs(*by) for dim, by in indexers.items()} | rest
    assert_same(ours().isel(mine), theirs().isel(other))


def test_axes_that_lie_apart_behind_another_one():
    values, dims = np.arange(120).reshape(2, 3, 4, 5), ("d", "a", "b", "c")
    coords = {"a": [1, 2, 3], "ad": (("d", "a"), np.arange(6).reshape(2, 3))}
    mine, other = ours(values, dims, coords), theirs(values, dims, coords)
    assert_same(mine.isel(a=ours(*PQ), c=ours(*P)), other.isel(a=theirs(*PQ), c=theirs(*P)))


def test_sel():
    labels = {"a": [10, 30, 30], "b": ["z", "w", "x"]}
    mine = {dim: ours(values, "p", {}) for dim, values in labels.items()}
    other = {dim: theirs(values, "p", {}) for dim, values in labels.items()}
    assert_same(ours().sel(mine), theirs().sel(other))
    assert_same(ours().sel(mine | {"c": slice(1, 4)}), theirs().sel(other | {"c": slice(1, 4)}))
    near = [0.1, 5.0, 2.0]
    assert_same(
        ours().sel(c=ours(near, "p", {}), method="nearest"), theirs().sel(c=theirs(near, "p", {}), method="nearest")
    )


def test_units_and_masks_go_along():
    x = ours(units="m", mask=DATA > 0.5).assign_coords(c=mt.array(np.arange(5.0), "m"))
    result = x.sel(c=mt.array([100, 300], "cm", dims="p"), b=mt.array(["x", "z"], dims="p"))
    assert type(result) is mt.LabeledMaskedQuantity
    np.testing.assert_array_equal(result.mask, DATA[:, [1, 3], [1, 3]] > 0.5)
    assert result.coords["c"].units == u.m


def test_the_greatest_elements_by_their_positions():
    x = ours()
    assert_same(x.isel(c=x.argmax("c")).drop_coords(["c", "bc"]), theirs().max("c", keep_attrs=True))


def test_assignment():
    x, expected = ours(), theirs()
    rows, columns = [10, 30], ["z", "w"]
    expected.loc[{"a": theirs(rows, "p", {}), "b": theirs(columns, "p", {})}] = 0
    x.loc[{"a": ours(rows, "p", {}), "b": ours(columns, "p", {})}] = 0
    np.testing.assert_array_equal(np.asarray(x), expected.values)
    x.loc[{"a": ours(rows, "p", {}), "b": ours(columns, "p", {})}] = mt.array([5.0, 6.0], dims="p")
    np.testing.assert_array_equal(np.asarray(x)[[0, 2], [3, 0]], [[5.0] * 5, [6.0] * 5])
    with pytest.raises(mt.DimsError):
        x.loc[{"a": ours(rows, "p", {})}] = mt.array([5.0, 6.0], dims="elsewhere")


def test_refusals():
    x = ours()
    with pytest.raises(mt.DimsError, match="all of whose axes have names"):
        x.isel(a=mt.array([[0, 1]], dims=(None, None), coords={"s": 1}))
    with pytest.raises(mt.DimsError, match="no dim 'd'"):
        x.isel(d=ours([0], "p", {}))
    with pytest.raises(mt.AlignmentError, match="coordinate 'p'"):
        x.isel(a=ours(*Q), b=ours([0, 1, 2], "p", {"p": [3, 2, 1]}))
    with pytest.raises(mt.AlignmentError, match="coordinate 'b'"):
        x.isel(a=ours([0, 1, 2, 0], "b", {"b": list("zyxw")}))
    with pytest.raises(mt.LabelNotFoundError, match="coordinate 'a' has no label 15"):
        x.sel(a=ours([10, 15], "p", {}))
    with pytest.raises(mt.LabelsError, match="several times"):
        x.assign_coords(a=[10, 10, 20]).sel(a=ours([10, 20], "p", {}))


def test_an_indexer_along_the_dim_itself_is_a_list():
    x = ours()
    assert_same(x.sel(a=x.coords["a"][[2, 0]]), theirs().sel(a=[30, 10]))


@pytest.mark.parametrize("places", [1, [0, -1], slice(1, None), np.array([True, False, True, True]), []], ids=str)
def test_positions_are_left_out(places):
    index = places if isinstance(places, (int, slice)) else np.asarray(places, None if len(places) else int)
    kept = np.delete(np.arange(4), index)
    assert_same(ours().drop_isel(b=places), theirs().isel(b=kept))


def test_labels_are_left_out():
    assert_same(ours().drop_sel(b=["x", "z"], a=20), theirs().drop_sel(b=["x", "z"], a=[20]))
    with pytest.raises(mt.LabelNotFoundError):
        ours().drop_sel(a=[15])
    with pytest.raises(mt.DimsError, match="no dim 'd'"):
        ours().drop_isel(d=0)
