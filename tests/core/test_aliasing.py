"""Who shares memory with whom: views share data and mask, both ways; copies and results share neither."""

import copy
import pickle

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.identity import identified

import metaarr as mt
from metaarr.testing.strategies import CLASSES, plain_arrays

MASKED = tuple(cls for cls in CLASSES if issubclass(cls, mt.MaskedArray))

VIEWS = {
    "x[1:]": lambda x: x[1:],
    "x[:, ::-1]": lambda x: x[:, ::-1],
    "x[0]": lambda x: x[0],
    "x[0, 1]": lambda x: x[0, 1, ...],
    "x[...]": lambda x: x[...],
    "x[None]": lambda x: x[None],
    "T": lambda x: x.T,
    "mT": lambda x: x.mT,
    "transpose": np.transpose,
    "swapaxes": lambda x: x.swapaxes(0, 1),
    "moveaxis": lambda x: np.moveaxis(x, 0, 1),
    "rollaxis": lambda x: np.rollaxis(x, 1),
    "permute_dims": lambda x: np.permute_dims(x, (1, 0)),
    "flip": np.flip,
    "rot90": np.rot90,
    "expand_dims": lambda x: np.expand_dims(x, 0),
    "squeeze": lambda x: np.squeeze(x[:1]),
    "diagonal": lambda x: x.diagonal(),
    "atleast_3d": np.atleast_3d,
    "broadcast_to": lambda x: np.broadcast_to(x, (2, 2, 3)),
    "split": lambda x: np.split(x, [1])[1],
    "hsplit": lambda x: np.hsplit(x, 3)[0],
    "unstack": lambda x: np.unstack(x)[0] if hasattr(np, "unstack") else x[0],
    "real": lambda x: x.real,
    "view": lambda x: x.view(),
    "asanyarray": np.asanyarray,
    "mt.asarray": mt.asarray,
    "astype(copy=False)": lambda x: x.astype(x.dtype, copy=False),
    "sliding_window_view": lambda x: np.lib.stride_tricks.sliding_window_view(x, 2, axis=1, writeable=True),
}

RESHAPES = {
    "reshape": lambda x: x.reshape(3, 2),
    "reshape(-1)": lambda x: x.reshape(-1),
    "reshape F": lambda x: x.reshape((3, 2), order="F"),
    "np.reshape": lambda x: np.reshape(x, (6, 1)),
    "ravel": lambda x: x.ravel(),
    "ravel F": lambda x: x.ravel("F"),
    "ravel K": lambda x: np.ravel(x, "K"),
}

NEW = {
    "copy": lambda x: x.copy(),
    "np.copy": lambda x: np.copy(x, subok=True),
    "copy.copy": copy.copy,
    "deepcopy": copy.deepcopy,
    "pickle": lambda x: pickle.loads(pickle.dumps(x)),
    "mt.array": mt.array,
    "astype": lambda x: x.astype("f4"),
    "flatten": lambda x: x.flatten(),
    "x[[0, 1]]": lambda x: x[[0, 1]],
    "x[bool]": lambda x: x[np.array([True, True])],
    "take": lambda x: x.take([0, 1], axis=0),
    "compress": lambda x: np.compress([True, True], x, axis=0),
    "repeat": lambda x: x.repeat(1, axis=0),
    "tile": lambda x: np.tile(x, 1),
    "roll": lambda x: np.roll(x, 1),
    "concatenate": lambda x: np.concatenate([x]),
    "stack": lambda x: np.stack([x]),
    "pad": lambda x: np.pad(x, 1),
    "delete": lambda x: np.delete(x, 0, 0),
    "insert": lambda x: np.insert(x, 0, 0, axis=0),
    "append": lambda x: np.append(x, x, axis=0),
    "resize": lambda x: np.resize(x, (2, 3)),
    "where": lambda x: np.where(np.ones((2, 3), bool), x, x),
    "x + x": lambda x: x + x,
    "x * 2": lambda x: x * 2,
    "2 * x": lambda x: 2 * x,
    "x * 1.": lambda x: x * np.ones((2, 3)),
    "-x": lambda x: -x,
    "+x": lambda x: +x,
    "sqrt": np.sqrt,
    "x == x": lambda x: x == x,
    "isfinite": np.isfinite,
    "round": lambda x: x.round(),
    "clip": lambda x: np.clip(x, 0, np.inf),
    "sum": lambda x: x.sum(axis=0),
    "sum keepdims": lambda x: x[:1].sum(axis=0, keepdims=True),
    "sum of one": lambda x: x[:1].sum(axis=0),
    "max of one": lambda x: np.max(x[:1], axis=0),
    "mean of one": lambda x: x[:1].mean(axis=0),
    "cumsum": lambda x: x.cumsum(axis=0),
    "sort": lambda x: np.sort(x),
    "partition": lambda x: np.partition(x, 0),
    "diff": lambda x: np.diff(x, n=1),
    "modf": lambda x: np.modf(x)[1],
    "add.outer": lambda x: np.add.outer(x, 0.0) if not hasattr(x, "units") else np.multiply.outer(x, 1.0),
    "reduceat": lambda x: np.maximum.reduceat(x, [0, 1]),
    "accumulate": lambda x: np.maximum.accumulate(x),
    "zeros_like": np.zeros_like,
    "nan_to_num": lambda x: np.nan_to_num(x),
    "unmasked": lambda x: x.filled(),
    "choose": lambda x: np.choose(np.zeros((2, 3), int), [x, x]),
    "select": lambda x: np.select([np.ones((2, 3), bool)], [x], 0),
    "tril": np.tril,
    "unique": lambda x: np.unique(x),
    "take_along_axis": lambda x: np.take_along_axis(x, np.zeros((2, 3), int), 0),
    "r_": lambda x: np.r_[x],
    "matmul": lambda x: x @ np.ones((3, 2)),
    "to": lambda x: x.to("") if hasattr(x, "to") else x.copy(),
}


def share(x, y):
    return np.shares_memory(np.asarray(x), np.asarray(y))


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("view", [*VIEWS.values(), *RESHAPES.values()], ids=[*VIEWS, *RESHAPES])
@pytest.mark.parametrize("order", "CF")
def test_masks_are_shared_just_where_data_are(cls, view, order):
    x = identified(cls, (2, 3), order)
    y = view(x)
    assert type(y) is cls
    np.testing.assert_array_equal(np.asarray(y), view(np.asarray(x)))
    assert share(x, y) == share(np.asarray(x), view(np.asarray(x)))
    if hasattr(x, "mask"):
        np.testing.assert_array_equal(y.mask, view(x.mask))
        assert share(x.mask, y.mask) == share(x, y)


@pytest.mark.parametrize("cls", MASKED)
@pytest.mark.parametrize("view", VIEWS.values(), ids=VIEWS)
def test_masking_a_view_masks_its_base_and_back(cls, view):
    places = np.arange(6).reshape(2, 3)
    x = cls(np.arange(6.0).reshape(2, 3))
    y = view(x)
    x[...] = mt.masked
    assert y.mask.all()
    x.mask = False
    assert not y.mask.any()
    if y.flags.writeable and y.base is not None:
        y[...] = mt.masked
        np.testing.assert_array_equal(x.mask, np.isin(places, view(places)))


@pytest.mark.parametrize("cls", CLASSES)
@pytest.mark.parametrize("new", NEW.values(), ids=NEW)
@pytest.mark.parametrize("order", "CF")
@pytest.mark.parametrize("any_masked", [False, True])
def test_results_share_nothing_with_their_operands(cls, new, order, any_masked):
    x = cls(np.asarray(np.arange(1.0, 7).reshape(2, 3), order=order))
    if new is NEW["unmasked"] and not hasattr(x, "mask"):
        pytest.skip("nothing to fill")
    if any_masked and hasattr(x, "mask"):
        x[1, 1] = mt.masked
    y = new(x)
    assert not share(x, y)
    if hasattr(x, "mask"):
        assert not share(x, getattr(y, "mask", np.zeros(1)))
        assert not share(x.mask, getattr(y, "mask", np.zeros(1)))
        assert not share(x.mask, np.asarray(y))


@pytest.mark.parametrize("cls", MASKED)
def test_results_of_several_share_no_masks_with_each_other(cls):
    x = cls(np.ones((2, 3)))
    for results in (np.modf(x), np.divmod(x, x + x), np.broadcast_arrays(x, x + x)):
        assert not share(results[0].mask, results[1].mask)


@given(st.data(), plain_arrays(dtype="f8"), st.sampled_from("CFAK"))
def test_masks_lie_so_that_reshapes_share_them_just_where_data_are_shared(data, plain, order):
    plain = plain.transpose(data.draw(st.permutations(range(plain.ndim))))
    if data.draw(st.booleans()):
        plain = np.broadcast_to(plain, (2, *plain.shape))
    x = mt.asarray(plain, mask=np.zeros(plain.shape, bool))
    for function in (lambda v: np.ravel(v, order), lambda v: np.reshape(v, v.shape[::-1], "F"), lambda v: v[None]):
        y = function(x)
        shared = np.shares_memory(y, x)
        assert share(y.mask, x.mask) == shared
        if plain.flags.writeable and plain.size:
            y[...] = mt.masked
            assert x.mask.all() == shared
            x.mask = False


@pytest.mark.parametrize("cls", MASKED)
def test_masking_a_result_leaves_the_operand(cls):
    x = cls([1.0, 2.0])
    for result in (x + x, x * 2, -x, np.sqrt(x), x.copy(), np.where([True, True], x, x), x.sum(keepdims=True)):
        result[0] = mt.masked
        assert not x.mask.any()


def test_companions_lie_in_memory_as_the_data():
    for order in "CF":
        x = mt.array(np.asarray(np.zeros((3, 4)), order=order), mask=np.zeros((3, 4), bool))
        assert x.mask.flags.c_contiguous == (order == "C")
        assert x.reshape(-1, order=order).base is not None
        assert share(x.mask, x.reshape(-1, order=order).mask)
        assert x.copy(order).mask.flags.f_contiguous == (order == "F")


@given(st.data())
def test_a_chain_of_views_still_reaches_the_base(data):
    x = mt.array(np.arange(24.0).reshape(2, 3, 4), mask=np.zeros((2, 3, 4), bool))
    places, y = np.arange(24).reshape(2, 3, 4), x
    for _ in range(data.draw(st.integers(1, 4))):
        step = data.draw(
            st.sampled_from(
                [lambda v: v.T, lambda v: v[..., ::2], lambda v: v[None], lambda v: np.flip(v, -1), lambda v: v[0, ...]]
            )
        )
        if y.ndim == 0:
            break
        places, y = step(places), step(y)
    y[...] = mt.masked
    np.testing.assert_array_equal(x.mask, np.isin(np.arange(24).reshape(2, 3, 4), places))


def test_sorting_in_place_is_seen_by_views():
    x = mt.array([3.0, 1.0, 2.0], mask=[0, 1, 0], dims="x", coords={"x": [30, 10, 20]})
    view = x[:2]
    x.sort()
    assert np.asarray(view).tolist() == [2, 3]
    assert x.mask.tolist() == [False, False, True]
    assert view.mask.tolist() == [False, False]
    assert np.asarray(x.coords["x"]).tolist() == [20, 30, 10]


@pytest.mark.filterwarnings("ignore:Setting the shape:DeprecationWarning")  # NumPy 2.5
def test_shape_is_set_like_reshape():
    x = mt.array(np.arange(6.0).reshape(2, 3), mask=np.arange(6).reshape(2, 3) == 4, dims=("y", "x"))
    view = x[:]
    x.shape = (3, 2)
    assert x.mask.tolist() == [[False, False], [False, False], [True, False]]
    assert len(x.dims) == 2
    assert view.shape == (2, 3)
    x[0, 0] = mt.masked
    assert view.mask[0, 0]
    with pytest.raises(AttributeError, match=r"use x\.reshape"):
        x.T.shape = (6,)
    with pytest.raises(ValueError, match="reshape"):
        x.shape = (7,)
    assert x.shape == (3, 2)


@pytest.mark.parametrize("attribute", ["dtype", "strides"])
def test_what_would_leave_metadata_behind_is_refused(attribute):
    x = mt.array(np.arange(4.0), mask=[0, 1, 0, 0])
    with pytest.raises(mt.UnsupportedError, match="make a new array instead"):
        setattr(x, attribute, getattr(x, attribute))
    with pytest.raises(mt.UnsupportedError, match=r"np\.resize"):
        x.resize(8)
    for method in ("getfield", "setfield", "byteswap", "dump", "dumps", "tofile"):
        with pytest.raises(mt.UnsupportedError, match="would lose the metadata"):
            getattr(x, method)()


def test_parts_of_complex_numbers_write_through():
    x = mt.array([1 + 2j, 3 + 4j], "m", mask=[0, 0])
    x.imag[0] = mt.masked
    assert x.mask.tolist() == [True, False]
    x.real = 5 * mt.units.m
    assert np.asarray(x).real.tolist() == [5, 5]
    assert x.mask.tolist() == [False, False]
