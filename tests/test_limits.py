"""What no subclass can stop: the list of ``docs/limits.md``, which may only get shorter."""

from io import BytesIO, StringIO
from pathlib import Path

import dask.array as da
import marray
import numpy as np
import pandas as pd
import pytest
import xarray as xr
from astropy import units as au

import metaarr as mt
from metaarr.testing.calls import NEVER_ASKED

PLAIN = np.array([1.0, 2.0])
CONDITION = np.array([True, False])


def x():
    return mt.array([3.0, 4.0], "m", mask=[0, 1], dims="x")


def places():
    return mt.array([0, 1], mask=[0, 1])


def put(target, value, key=slice(None)):
    """Give an array after assignment into it."""
    target[key] = value
    return target


def changed(target, method, *args):
    """Give an array after a method or a function that writes into it."""
    method(target, *args)
    return target


MASKED_DAY = mt.array("2012-01-01", dtype="M8[D]", mask=True)
MASKED = np.ma.array(PLAIN)
RNG = np.random.default_rng
SERIES = pd.Series(PLAIN)


def data_array():
    return xr.DataArray(x().unlabeled, dims="x")


LEAKS = {
    "np.asarray(x)": lambda: np.asarray(x()),
    "np.array(x)": lambda: np.array(x()),
    "np.ascontiguousarray(x)": lambda: np.ascontiguousarray(x()),
    "np.asfortranarray(x)": lambda: np.asfortranarray(x()),
    "np.asarray_chkfinite(x)": lambda: np.asarray_chkfinite(x()),
    "np.full(2, x)": lambda: np.full(2, x()),
    "np.lib.stride_tricks.as_strided(x)": lambda: np.lib.stride_tricks.as_strided(x()),
    "np.array([x, x])": lambda: np.array([x(), x()]),
    "np.sum([x, x])": lambda: np.sum([x(), x()]),
    "np.lexsort([x, x])": lambda: np.lexsort([x(), x()]),
    "np.rec.fromarrays([x, x])": lambda: np.rec.fromarrays([x(), x()]),
    "np.float64(x[0])": lambda: np.float64(x()[0]),
    "np.datetime64(masked_day)": lambda: np.datetime64(MASKED_DAY),
    "plain[:] = x": lambda: put(PLAIN.copy(), x()),
    "plain.flat[:] = x": lambda: changed(PLAIN.copy(), lambda plain: put(plain.flat, x())),
    "plain.put([0, 1], x)": lambda: changed(PLAIN.copy(), np.ndarray.put, [0, 1], x()),
    "plain.setfield(x, float)": lambda: changed(PLAIN.copy(), np.ndarray.setfield, x(), float),
    "np.fill_diagonal(square, x)": lambda: changed(np.eye(2), np.fill_diagonal, x()),
    "plain[places]": lambda: PLAIN[places()],
    "plain.searchsorted(x)": lambda: PLAIN.searchsorted(x()),
    "plain.dot(x)": lambda: PLAIN.dot(x()),
    "plain.take(places)": lambda: PLAIN.take(places()),
    "plain.repeat(places)": lambda: PLAIN.repeat(places()),
    "plain.compress(chosen)": lambda: PLAIN.compress(mt.array([True, True], mask=[0, 1])),
    "plain.choose([x, x])": lambda: np.array([0, 1]).choose([x(), x()]),
    "np.take(plain, places)": lambda: np.take(PLAIN, places()),
    "np.repeat(plain, places)": lambda: np.repeat(PLAIN, places()),
    "np.roll(plain, step)": lambda: np.roll(PLAIN, mt.array(1, mask=True)),
    "np.pad(plain, 1, constant_values=x)": lambda: np.pad(PLAIN, 1, constant_values=x()),
    "np.select(conditions, [plain], default=x)": lambda: np.select([CONDITION], [PLAIN], default=x()),
    "polyvander": lambda: np.polynomial.polynomial.polyvander(x(), 1),
    "np.polynomial.Polynomial(x)": lambda: np.polynomial.Polynomial(x()).coef,
    "memoryview(x)": lambda: memoryview(x()),
    "bytes(x)": lambda: bytes(x()),
    "np.frombuffer(x)": lambda: np.frombuffer(x()),
    "np.ndarray(2, float, x)": lambda: np.ndarray(2, float, x()),
    "x.tobytes()": lambda: x().tobytes(),
    "x.data": lambda: x().data,
    "x.ctypes": lambda: x().ctypes,
    "x.__array__()": lambda: x().__array__(),
    "x.__array_interface__": lambda: x().__array_interface__,
    "x.__array_struct__": lambda: x().__array_struct__,
    "np.nditer(x)": lambda: [np.asarray(item) for item in np.nditer(x())],
    "np.ndenumerate(x)": lambda: [item for _, item in np.ndenumerate(x())],
    "np.broadcast(x, x)": lambda: next(np.broadcast(x(), x())),
    "rng.choice(x)": lambda: RNG(0).choice(x(), 2),
    "rng.permutation(x)": lambda: RNG(0).permutation(x()),
    "rng.permuted(x)": lambda: RNG(0).permuted(x()),
    "rng.normal(x)": lambda: RNG(0).normal(x()),
    "np.where(condition, masked, x)": lambda: np.where(CONDITION, MASKED, x()),
    "np.dot(masked, x)": lambda: np.dot(MASKED, x()),
    "np.ma.array(x)": lambda: np.ma.array(x()),
    "np.ma.count(x)": lambda: np.ma.count(x()),
    "np.ma.dot(x, x)": lambda: np.ma.dot(x().unlabeled, x().unlabeled),
    "quantity[chosen]": lambda: (PLAIN * au.m)[mt.array([True, True], mask=[0, 1])],
    "quantity.take(places)": lambda: (PLAIN * au.m).take(places()),
    "masked * lazy": lambda: MASKED * da.from_array(x().unlabeled, chunks=1),
    "np.ma.getmask(x)": lambda: np.ma.getmask(x()),
    "masked[:] = x": lambda: put(MASKED.copy(), x()),
    "pd.array(x)": lambda: pd.array(x()),
    "series.isin(x)": lambda: SERIES.isin(x()),
    "series.iloc[:] = x": lambda: changed(SERIES.copy(), lambda series: put(series.iloc, x())),
    "series.loc[:] = x": lambda: changed(SERIES.copy(), lambda series: put(series.loc, x())),
    "series[chosen]": lambda: SERIES[mt.array([True, True], mask=[0, 1])],
    "series.iloc[places]": lambda: SERIES.iloc[places()],
    "pd.NA * x": lambda: pd.NA * x(),
    "da.values": lambda: data_array().values,
    "da.to_numpy()": lambda: data_array().to_numpy(),
    "da.as_numpy()": lambda: data_array().as_numpy().data,
    "np.histogram(da)": lambda: np.histogram(data_array())[1],
    "plain_da.shift(x=1, fill_value=q)": lambda: (
        xr.DataArray(PLAIN, dims="x").shift(x=1, fill_value=mt.array(1, "m")).data
    ),
    "plain_da.pad(x=1, constant_values=q)": lambda: (
        xr.DataArray(PLAIN, dims="x").pad(x=1, constant_values=mt.array(1, "m")).data
    ),
    "x.to_arrow().to_pandas()": lambda: x().unlabeled.to_arrow().to_pandas(),
    "marray.numpy.asarray(x)": lambda: marray.numpy.asarray(x()),
}
"""Each as the page writes it."""

REFUSALS = {
    "float(x[0])": lambda: float(x()[0]),
    "int": lambda: int(x()[0]),
    "complex": lambda: complex(x()[0]),
    "x.item()": lambda: x()[:1].item(),
    "x.tolist()": lambda: x().tolist(),
    "x.tofile": lambda: x().tofile(BytesIO()),
    "x.dump": lambda: x().dump(BytesIO()),
    "x.dumps": lambda: x().dumps(),
    "np.save": lambda: np.save(BytesIO(), x()),
    "np.savez": lambda: np.savez(BytesIO(), x()),
    "np.savetxt": lambda: np.savetxt(StringIO(), x()),
    "np.from_dlpack": lambda: np.from_dlpack(x()),
    "x.view(np.ma.MaskedArray)": lambda: x().view(np.ma.MaskedArray),
    "x.view(np.matrix)": lambda: x().view(np.matrix),
    "np.rec.array(x)": lambda: np.rec.array(x()),
    "np.copyto": lambda: np.copyto(PLAIN.copy(), x()),
    "np.put": lambda: np.put(PLAIN.copy(), [0, 1], x()),
    "np.place": lambda: np.place(PLAIN.copy(), [True, True], x()),
    "series[:] = x": lambda: put(SERIES.copy(), x()),
    "series.mul(x)": lambda: SERIES.mul(x()),
    "np.putmask": lambda: np.putmask(PLAIN.copy(), [True, True], x()),
}


@pytest.mark.parametrize("code", LEAKS)
def test_reads_without_asking(code):
    result = LEAKS[code]()
    kept = isinstance(result, mt.MetaArray) or (
        isinstance(result, list | tuple) and isinstance(result[0], mt.MetaArray)
    )
    assert not kept, f"{code} keeps metadata now: take it off the list in docs/limits.md"


@pytest.mark.parametrize("code", REFUSALS)
def test_what_has_a_hook_refuses(code):
    with pytest.raises(mt.MetaArrayError):
        REFUSALS[code]()


@pytest.mark.parametrize("code", [*LEAKS, *REFUSALS])
def test_the_page_names_it(code):
    page = (Path(__file__).parents[1] / "docs" / "limits.md").read_text("utf-8")
    assert f"`{code}`" in page


def test_shuffling_moves_masks_and_no_coordinates():
    y = mt.array(np.arange(6.0), mask=np.arange(6) == 2, dims="x", coords={"x": np.arange(6)})
    RNG(0).shuffle(y)
    assert np.asarray(y)[y.mask].tolist() == [2]
    assert sorted(y.compressed().tolist()) == [0, 1, 3, 4, 5]
    assert y.coords["x"].tolist() == [0, 1, 2, 3, 4, 5] != np.asarray(y).tolist()


def test_a_copy_that_numpy_makes_by_itself_cannot_be_used():
    with pytest.raises(mt.UnsupportedError, match="metadata of this LabeledMaskedQuantity are unknown"):
        repr(np.array(x(), subok=True))


def test_items_that_mean_something_are_not_stripped():
    plain = PLAIN.copy()
    with pytest.raises(mt.UnsupportedError, match="depends on the unit"):
        plain[0] = x()[0]
    with pytest.raises(mt.MetaArrayError):
        plain[0] = x()[1]
    assert plain.tolist() == [1, 2]


@pytest.mark.parametrize("name", ["strings.upper", "strings.encode", "char.split", "char.splitlines"])
def test_functions_of_texts_keep_the_mask_where_numpy_asks_for_them(name):
    module, _, function = name.partition(".")
    result = getattr(getattr(np, module), function)(mt.array(["a", "b"], mask=[0, 1]))
    assert isinstance(result, mt.MaskedArray) is (name not in NEVER_ASKED)


def test_dask_arrays_are_read_by_numpy():
    da = pytest.importorskip("dask.array")
    lazy = da.from_array(mt.array([3.0, 4.0], "m", mask=[0, 1]), chunks=1)
    assert type(np.asarray(lazy)) is type(put(PLAIN.copy(), lazy)) is np.ndarray
    untold = da.from_delayed(lazy.to_delayed()[1], (1,), dtype=float)
    assert not isinstance(untold._meta, mt.MetaArray)
    assert isinstance(untold.compute(), mt.MaskedQuantity)
