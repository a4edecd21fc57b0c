"""The short way of functions that only move elements answers as the pipeline does."""

import numpy as np
import pytest

import metaarr as mt
from metaarr._movement import plan_of
from metaarr._run import run_function

CALLS = {
    "copy": (np.copy, (), {}),
    "transpose": (np.transpose, (), {}),
    "transpose_order": (np.transpose, ((1, 0, 2),), {}),
    "matrix_transpose": (np.matrix_transpose, (), {}),
    "swapaxes": (np.swapaxes, (0, -1), {}),
    "moveaxis": (np.moveaxis, ([0, 1], [-1, 0]), {}),
    "rollaxis": (np.rollaxis, (2,), {}),
    "squeeze": (np.squeeze, (), {}),
    "squeeze_axis": (np.squeeze, (), {"axis": 1}),
    "expand_dims": (np.expand_dims, ((0, 2),), {}),
    "broadcast_to": (np.broadcast_to, ((2, 3, 4, 4),), {}),
    "reshape": (np.reshape, ((4, -1),), {}),
    "reshape_f": (np.reshape, (-1,), {"order": "F"}),
    "reshape_copy": (np.reshape, ((3, 1, 4),), {"copy": True}),
    "ravel": (np.ravel, (), {}),
    "ravel_k": (np.ravel, ("K",), {}),
    "tile": (np.tile, (2,), {}),
    "flip": (np.flip, (), {"axis": (0, 2)}),
    "flipud": (np.flipud, (), {}),
    "fliplr": (np.fliplr, (), {}),
    "rot90": (np.rot90, (), {"k": 3, "axes": (0, 2)}),
    "roll": (np.roll, (1,), {"axis": -1}),
    "roll_flat": (np.roll, (5,), {}),
    "diagonal": (np.diagonal, (1,), {"axis1": 0, "axis2": 2}),
    "sliding_window_view": (np.lib.stride_tricks.sliding_window_view, (2, 0), {}),
    "fftshift": (np.fft.fftshift, (), {"axes": 0}),
}


class Survey(mt.LabeledMaskedQuantity):
    """Kinds of every scope, two of them downstream."""

    site = mt.PerArray(default="")
    quality = mt.PerElement(dtype=np.uint8)


def arrays():
    data = np.arange(12.0).reshape(3, 1, 4)
    mask = data % 5 == 2
    labels = {"dims": ("a", "b", "c"), "coords": {"a": [1, 2, 3], "c": list("wxyz"), "ac": (("a", "c"), data[:, 0])}}
    return {
        "units": mt.array(data, "m"),
        "mask": mt.array(data, mask=mask),
        "labels": mt.array(data, **labels),
        "all": mt.array(data, "m", mask=mask, **labels),
        "downstream": Survey(data, "m", mask=mask, quality=np.arange(12).reshape(3, 1, 4), site="north", **labels),
        "no_elements": mt.array(data[:0], "m", mask=mask[:0], dims=("a", "b", "c")),
        "strided": mt.array(np.asfortranarray(data)[::-1], "m", mask=mask, copy=False),
    }


@pytest.mark.parametrize("call", CALLS)
@pytest.mark.parametrize("kinds", arrays())
def test_plan_and_pipeline_agree(kinds, call):
    x = arrays()[kinds]
    func, args, kwargs = CALLS[call]
    plan = plan_of(func, type(x))
    assert plan is not None
    try:
        expected = run_function(func, (x, *args), kwargs)
    except ValueError as error:
        with pytest.raises(type(error), match=str(error)[:20].replace("(", ".")):
            plan(x, args, kwargs)
        return
    found = plan(x, args, kwargs)
    assert type(found) is type(expected)
    np.testing.assert_array_equal(np.asarray(found), np.asarray(expected))
    assert np.shares_memory(found, x) == np.shares_memory(expected, x)
    for kind, meta, other in zip(found._kinds, found._meta, expected._meta, strict=True):
        assert kind.same(meta, other), kind
        if kind.per_element:
            own = x._meta[type(x)._index[kind]]
            assert meta.shape == found.shape
            assert np.shares_memory(meta, own) == np.shares_memory(found, x)


@pytest.mark.parametrize(
    "func", [np.take, np.pad, np.repeat, np.delete, np.sum, np.sqrt, np.concatenate, np.split, np.diag]
)
def test_no_plan_where_more_than_movement_is_asked(func):
    assert plan_of(func, mt.Quantity) is None


def test_names_of_axes_go_to_the_pipeline():
    x = arrays()["all"]
    assert np.flip(x, "a").coords["a"].tolist() == [3, 2, 1]
    assert np.moveaxis(x, "c", 0).dims == ("c", "a", "b")
    assert x.swapaxes("a", "c").dims == ("c", "b", "a")


def test_arguments_with_metadata_go_to_the_pipeline():
    x = arrays()["units"]
    with pytest.raises(mt.UnsupportedError, match="shift"):
        np.roll(x, 1 * mt.units.m, axis=0)
    with pytest.raises(mt.UnsupportedError, match="shift"):
        np.roll(x, [1 * mt.units.m], axis=0)


def test_a_kind_that_answers_movement_itself_is_asked():
    class History(mt.PerArray):
        def rearrange(self, call):
            raise mt.UnsupportedError("history knows no movement")

    class Logged(mt.Quantity):
        history = History(default=())

    with pytest.raises(mt.UnsupportedError, match="history knows no movement"):
        Logged([1.0, 2.0], "m").T  # noqa: B018


def test_squares_by_operator_and_ufunc_agree():
    for dtype in ("f4", "f8", "i4", "u1", "c16", "?", "O"):
        x = mt.array(np.array([0, 1, 2, 3]).astype(dtype), "m")
        found, expected = x**2, np.power(x, 2)
        assert found.units == expected.units == mt.units.m**2
        assert found.dtype == (np.asarray(x) ** 2).dtype
        np.testing.assert_array_equal(found.magnitude, np.asarray(x) ** 2)


def test_items_of_the_same_unit_are_written_as_they_are():
    x = mt.array([1.0, 2.0, 3.0], "m")
    x[0] = x[2]
    x[1:] = x[:1]
    np.testing.assert_array_equal(x.magnitude, [3, 3, 3])
    x[0] = mt.array(5.0, "cm")
    np.testing.assert_array_equal(x.magnitude, [0.05, 3, 3])
    with pytest.raises(mt.DimensionalityError):
        x[0] = mt.array(5.0, "s")
    frozen = mt.array([1.0], "m")
    frozen.flags.writeable = False
    with pytest.raises(ValueError, match="read-only"):
        frozen[0] = x[0]
