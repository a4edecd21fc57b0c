"""Blocks of neighbours, checked against NumPy's own function of each block."""

import numpy as np
import pytest

import metaarr as mt
from metaarr._errors import DimsError, LabelsError

FUNCTIONS = ["mean", "sum", "min", "max", "std", "var", "median", "any", "all"]


def blocks(size, width, boundary, side):
    """The positions of each block, without those that are not there."""
    over = size % width
    start = 0 if side == "left" else (over if boundary == "trim" else -(-size % width))
    stop = size if boundary == "pad" or side == "right" else size - over
    return [range(max(0, first), min(first + width, size)) for first in range(start, stop, width)]


@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("boundary", ["trim", "pad"])
@pytest.mark.parametrize("side", ["left", "right"])
@pytest.mark.parametrize("masked", [False, True])
def test_of_two_dims(name, boundary, side, masked):
    rng = np.random.default_rng(0)
    data, mask = rng.normal(size=(7, 11)), rng.random((7, 11)) < 0.4 * masked
    x = mt.array(data, mask=mask if masked else None, dims=("y", "x"), coords={"y": np.arange(7.0) ** 2})
    found = getattr(x.coarsen(y=2, x=4, boundary=boundary, side=side), name)()
    rows, columns = blocks(7, 2, boundary, side), blocks(11, 4, boundary, side)
    assert found.shape == (len(rows), len(columns))
    assert hasattr(found, "mask") == (masked or boundary == "pad")
    for i, j in np.ndindex(found.shape):
        part = np.ix_(rows[i], columns[j])
        elements = data[part][~mask[part]]
        if elements.size:
            expected = getattr(np, name)(elements)
            np.testing.assert_allclose(np.asarray(getattr(found, "unmasked", found))[i, j], expected)
        else:
            assert found.mask[i, j]
    np.testing.assert_allclose(found.coords["y"], [np.mean(np.arange(7.0)[row] ** 2) for row in rows])
    count = x.coarsen(y=2, x=4, boundary=boundary, side=side).count()
    assert count.tolist() == [[int((~mask[np.ix_(row, column)]).sum()) for column in columns] for row in rows]


def test_labels_of_blocks():
    times = np.array(["2012-01-01", "2012-01-02", "2012-01-05", "2012-01-08"], "M8[D]")
    coords = {
        "x": mt.array([1.0, 2.0, 5.0, 9.0], "km"),
        "time": ("x", times),
        "name": ("x", list("abcd")),
        "edges": ("x", [0, 1, 2, 3, 4]),
        "site": "buoy",
    }
    x = mt.array([1.0, 2.0, 3.0, 4.0], "K", dims="x", coords=coords)
    found = x.drop_coords("name").coarsen(x=2).mean()
    assert np.asarray(found.coords["x"]).tolist() == [1.5, 7.0]
    assert found.coords["x"].units == mt.units.km
    assert np.asarray(found.coords["time"]).tolist() == [times[0].item(), np.datetime64("2012-01-06").item()]
    assert found.coords["edges"].tolist() == [0, 2, 4]
    assert found.coords["site"].item() == "buoy"
    assert np.asarray(x.drop_coords("name").coarsen(x=2, coord_func="max").sum().coords["x"]).tolist() == [2.0, 9.0]
    with pytest.raises(LabelsError, match="have no mean"):
        x.coarsen(x=2).mean()


def test_times_of_a_century_keep_their_nanoseconds():
    times = np.datetime64("2012-01-01T00:00:00.000000001", "ns") + np.array([0, 2, 10**18, 10**18 + 2])
    found = mt.array([1, 2, 3, 4], dims="t", coords={"t": times}).coarsen(t=2).max()
    assert np.asarray(found.coords["t"]).tolist() == (times[::2] + np.timedelta64(1, "ns")).tolist()


def test_edges_of_a_block_that_was_filled_up_are_not_known():
    x = mt.array([1, 2, 3], dims="x", coords={"edges": ("x", [0, 1, 2, 3])})
    assert "edges" not in x.coarsen(x=2, boundary="pad").sum().coords
    assert x.coarsen(x=2, boundary="trim", side="right").sum().coords["edges"].tolist() == [1, 3]


def test_the_blocks_themselves():
    x = mt.array([1, 2, 3, 4, 5, 6], "m", dims="time", name="n")
    found = x.coarsen(time=3).construct({"time": ("year", "month")})
    assert found.dims == ("year", "month")
    assert found.magnitude.tolist() == [[1, 2, 3], [4, 5, 6]]
    assert found.name == "n"


def test_first_and_last():
    x = mt.array([1, 2, 3, 4], mask=[1, 0, 0, 0], dims="x")
    assert x.coarsen(x=2).first().tolist() == [2, 3]
    assert x.coarsen(x=2).last().tolist() == [2, 4]


@pytest.mark.parametrize("name", FUNCTIONS)
def test_hidden_values_decide_nothing(name):
    mask = np.arange(8) % 3 == 0
    found = [
        getattr(
            mt.array(np.where(mask, poison, np.arange(8.0)), mask=mask, dims="x").coarsen(x=3, boundary="pad"), name
        )()
        for poison in (0.0, np.nan, np.inf)
    ]
    assert found[0].tolist() == found[1].tolist() == found[2].tolist()


def test_refusals():
    x = mt.array([1, 2, 3], dims="x")
    with pytest.raises(LabelsError, match="no multiple of 2"):
        x.coarsen(x=2)
    with pytest.raises(LabelsError, match="boundary must be"):
        x.coarsen(x=3, boundary="drop")
    with pytest.raises(LabelsError, match="at least one dim"):
        x.coarsen()
    with pytest.raises(DimsError):
        x.coarsen(y=2)
    with pytest.raises(LabelsError, match="unknown coord_func"):
        x.assign_coords(x=[1, 2, 3]).coarsen(x=3, coord_func="mode").sum()
