"""Arrays of ours as chunks of dask arrays: what dask computes is what NumPy computes on the whole array."""

import pickle
import subprocess
import sys
import textwrap
import warnings

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u
from metaarr.testing import assert_identical

dask = pytest.importorskip("dask")
da = pytest.importorskip("dask.array")
protocol = pytest.importorskip("distributed.protocol")
from dask.base import tokenize  # noqa: E402
from dask.sizeof import sizeof  # noqa: E402


class Spectrum(mt.Quantity):
    instrument = mt.PerArray(default=None)
    quality = mt.PerElement(dtype=np.uint8)


@pytest.fixture(autouse=True)
def one_thread():
    with dask.config.set(scheduler="sync"):
        yield


RNG = np.random.default_rng(7)
PLAIN = RNG.normal(size=(6, 8)).round(2)
HIDDEN = RNG.random((6, 8)) < 0.3
HIDDEN[0, :] = HIDDEN[:, 3] = True  # a row and a column, and so whole blocks, with nothing to see
HIDDEN[4] = [0, 1, 0, 1, 0, 0, 0, 0]

WHOLE = {
    "units": mt.array(PLAIN, "m"),
    "mask": mt.array(PLAIN, mask=HIDDEN),
    "both": mt.array(PLAIN, "m", mask=HIDDEN),
    "fields": mt.array(
        Spectrum(PLAIN, "m", instrument="A", quality=np.arange(48).reshape(6, 8) % 16), mask=HIDDEN[::-1]
    ),
}


def chunked(x, chunks=(2, 3)):
    return da.from_array(x, chunks=chunks)


def computed(x):
    """Compute a dask array, or each of several."""
    if isinstance(x, (tuple, list)):
        return type(x)(dask.compute(*x))
    return x.compute()


def assert_same(got, want):
    """Values to rounding; class, dtype, shape, unit, mask and fields exactly."""
    if isinstance(want, (tuple, list)):
        assert len(got) == len(want)
        for one, other in zip(got, want, strict=True):
            assert_same(one, other)
        return
    assert isinstance(got, mt.MetaArray) == isinstance(want, mt.MetaArray)
    if isinstance(want, mt.MetaArray):
        assert type(got) is type(want)
    assert (np.shape(got), np.asarray(got).dtype) == (np.shape(want), np.asarray(want).dtype)
    for name in ("units", "instrument"):
        assert getattr(got, name, None) == getattr(want, name, None)
    for name in ("mask", "quality"):
        np.testing.assert_array_equal(getattr(got, name, False), getattr(want, name, False))
    visible = ~np.broadcast_to(getattr(want, "mask", False), np.shape(want))
    np.testing.assert_allclose(np.asarray(got)[visible], np.asarray(want)[visible], rtol=1e-10, atol=1e-14)


REDUCTIONS = ("sum", "mean", "std", "var", "min", "max", "argmin", "argmax", "any", "all", "ptp")
REDUCTIONS += ("nansum", "nanmean", "nanmax", "nanmin", "nanstd", "nanvar")
CALLS = {
    "plus": lambda m, x: x + x,
    "times": lambda m, x: 2 * x,
    "squared": lambda m, x: x**2,
    "negative": lambda m, x: -abs(x),
    "comparison": lambda m, x: x > x / 2,
    "root": lambda m, x: np.sqrt(x * x),
    "transpose": lambda m, x: x.T,
    "moveaxis": lambda m, x: m.moveaxis(x, 0, 1),
    "reshape": lambda m, x: x.reshape(2, 3, 8),
    "ravel": lambda m, x: x.ravel(),
    "slice": lambda m, x: x[1:5, ::-2],
    "integers": lambda m, x: x[[3, 1, 1]],
    "integer": lambda m, x: x[2],
    "new axis": lambda m, x: x[:, None],
    "truth": lambda m, x: x[x > x * 0],
    "concatenate": lambda m, x: m.concatenate([x, x], axis=1),
    "stack": lambda m, x: m.stack([x, x]),
    "block": lambda m, x: m.block([[x, x], [x, x]]),
    "where": lambda m, x: m.where(x > x * 0, x, -x),
    "select": lambda m, x: m.select([x > x * 0], [x], default=0),
    "matmul": lambda m, x: m.matmul(x, x.T),
    "matmul of a vector": lambda m, x: x @ x[4],
    "matmul by a vector": lambda m, x: x[4] @ x.T,
    "matmul of vectors": lambda m, x: x[4] @ x[5],
    "matmul of stacks": lambda m, x: m.matmul(x[None], x.T[None]),
    "matmul with plain": lambda m, x: x @ np.arange(16.0).reshape(8, 2),
    "matmul of plain": lambda m, x: m.matmul(np.arange(12.0).reshape(2, 6), x),
    "tensordot": lambda m, x: m.tensordot(x, x, axes=((1,), (1,))),
    "einsum": lambda m, x: m.einsum("ij,kj->ik", x, x),
    "einsum sum": lambda m, x: m.einsum("ij->i", x),
    "dot": lambda m, x: m.dot(x, x.T),
    "vdot": lambda m, x: m.vdot(x, x),
    "outer": lambda m, x: m.outer(x[1], x[2]),
    "flip": lambda m, x: m.flip(x, 0),
    "roll": lambda m, x: m.roll(x, 3, axis=0),
    "take": lambda m, x: m.take(x, [1, 5, 2], axis=0),
    "compress": lambda m, x: m.compress(np.array([1, 0, 1, 1, 0, 0], bool), x, axis=0),
    "diff": lambda m, x: m.diff(x, n=2, axis=0),
    "gradient": lambda m, x: m.gradient(x, 2.0, axis=0),
    "triangle": lambda m, x: m.tril(x),
    "diagonal": lambda m, x: m.diagonal(x),
    "trace": lambda m, x: m.trace(x),
    "repeat": lambda m, x: m.repeat(x, 2, axis=0),
    "tile": lambda m, x: m.tile(x, (2, 1)),
    "pad": lambda m, x: m.pad(x, 1, mode="reflect"),
    "insert": lambda m, x: m.insert(x, 2, 0, axis=0),
    "delete": lambda m, x: m.delete(x, 2, axis=0),
    "broadcast": lambda m, x: m.broadcast_to(x, (2, 6, 8)),
    "round": lambda m, x: m.round(x, 1),
    "clip": lambda m, x: m.clip(x, x * 0, x),
    "astype": lambda m, x: x.astype("f4"),
    "isnan": lambda m, x: np.isnan(x),
    "isin": lambda m, x: m.isin(x, x[4]),
    "cumsum": lambda m, x: m.cumsum(x, axis=0),
    "cumsum of all": lambda m, x: m.cumsum(x, axis=None),
    "nancumsum": lambda m, x: m.nancumsum(x, axis=1),
    "cumprod": lambda m, x: m.cumprod(x / x[4, 0], axis=0),
    "median": lambda m, x: m.median(x, axis=1),
    "percentile": lambda m, x: m.percentile(x[4], [25, 50]),
    "one percentile": lambda m, x: m.percentile(x[4], 50),
    "percentiles along an axis": lambda m, x: m.percentile(x, [25, 50], axis=1),
    "quantile": lambda m, x: m.quantile(x, 0.25, axis=1),
    "unique": lambda m, x: m.unique(m.round(x)),
    "union": lambda m, x: m.union1d(x[1], x[2]),
    "count_nonzero": lambda m, x: m.count_nonzero(x, axis=0),
    "nonzero": lambda m, x: m.nonzero(x),
    "where alone": lambda m, x: m.where(x > x * 0),
    "flatnonzero": lambda m, x: m.flatnonzero(x),
    "average": lambda m, x: m.average(x, axis=0),
    "weighted average": lambda m, x: m.average(x, axis=1, weights=np.arange(1.0, 9.0)),
    "average with weights that are masked": lambda m, x: m.average(x, weights=x * x),
    "average and its weight": lambda m, x: m.average(x, axis=1, weights=np.arange(1.0, 9.0), returned=True),
    "sum of truth": lambda m, x: (x > 0 * x).sum(axis=0),
    "mean of truth": lambda m, x: (x > 0 * x).mean(axis=0),
    "mean of integers": lambda m, x: m.round(x).astype("i4").mean(axis=0),
    "variance of complex numbers": lambda m, x: (x * (1 + 2j)).var(axis=0),
    "deviation with ddof": lambda m, x: m.std(x, axis=0, ddof=1),
    "mean of both axes": lambda m, x: m.mean(x, axis=(0, 1), keepdims=True),
    "norm": lambda m, x: m.linalg.norm(x, axis=1),
    "ones": lambda m, x: m.ones_like(x),
    "squeeze": lambda m, x: m.squeeze(x[:1]),
    "outer of a ufunc": lambda m, x: np.add.outer(x[1], x[2]),
    "several outputs": lambda m, x: np.divmod(x, x[4]) if m is np else da.divmod(x, x[4]),
    "apply_along_axis": lambda m, x: m.apply_along_axis(np.sum, 0, x),
    "user guide": lambda m, x: np.mean(np.exp(x / x[4, 0])),
}
# What the rows of the table say of any field; what dask puts together of other calls merges more or less of them.
FOR_FIELDS = [
    "plus",
    "times",
    "squared",
    "negative",
    "comparison",
    "root",
    "transpose",
    "moveaxis",
    "reshape",
    "ravel",
    "slice",
    "integers",
    "integer",
    "truth",
    "stack",
    "where",
    "concatenate",
    "flip",
    "roll",
    "take",
    "compress",
    "repeat",
    "tile",
    "broadcast",
    "round",
    "clip",
    "astype",
    "cumsum",
    "median",
    "squeeze",
]
FOR_FIELDS += [f"{name} {axis}" for name in ("sum", "mean", "min", "max") for axis in (None, 0, 1)]
for _name in REDUCTIONS:
    for _axis in (None, 0, 1):
        CALLS[f"{_name} {_axis}"] = lambda m, x, name=_name, axis=_axis: getattr(m, name)(x, axis=axis)
    if _name != "ptp":
        CALLS[f"{_name} kept"] = lambda m, x, name=_name: getattr(m, name)(x, axis=1, keepdims=True)


@pytest.mark.filterwarnings("ignore:invalid value|divide by zero|Degrees of freedom:RuntimeWarning")
@pytest.mark.parametrize(
    ("call", "carries"),
    [(call, carries) for call in CALLS for carries in WHOLE if carries != "fields" or call in FOR_FIELDS],
)
def test_equals_the_call_on_the_whole(call, carries):
    """Catches counts and sums over masked elements, carries lost between blocks, classes and units lost on the way."""
    x = WHOLE[carries]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            want = CALLS[call](np, x)
        except mt.MetaArrayError:
            with pytest.raises(mt.MetaArrayError):
                computed(CALLS[call](da, chunked(x)))
        else:
            assert_same(computed(CALLS[call](da, chunked(x))), want)


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("split_every", [2, 4])
@pytest.mark.parametrize("axis", [0, 1, (0, 1)])
@pytest.mark.parametrize("name", ["sum", "mean", "std", "var", "min", "max"])
def test_reductions_see_visible_elements_only(name, axis, split_every, seed):
    """By NumPy's functions that skip NaN, on data that have NaN where ours are masked."""
    rng = np.random.default_rng(seed)
    data = rng.normal(size=(7, 9)) * 10.0 ** rng.integers(-3, 3, (7, 9))
    hidden = rng.random((7, 9)) < rng.choice([0.1, 0.5, 0.9])
    x = mt.array(np.where(hidden, 1e30, data), "m", mask=hidden)
    got = getattr(da, name)(chunked(x, (2, 4)), axis=axis, split_every=split_every).compute()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        want = getattr(np, "nan" + name)(np.where(hidden, np.nan, data), axis=axis)
    nothing = hidden.all(axis=axis)
    np.testing.assert_array_equal(got.mask, nothing)
    np.testing.assert_allclose(np.asarray(got)[~nothing], np.asarray(want)[~nothing], rtol=1e-9)


@pytest.mark.parametrize("k", [1, 3, 8])
@pytest.mark.parametrize("sign", [1, -1])
def test_topk_by_sorting(k, sign):
    x = WHOLE["both"]
    got = da.topk(chunked(x), sign * k, axis=1).compute()
    for row, data, hidden in zip(got, PLAIN, HIDDEN, strict=True):
        seen = np.sort(data[~hidden])[::-sign][:k]
        assert row.count() == len(seen)
        assert row.compressed().magnitude.tolist() == seen.tolist()
        assert not row.mask[: len(seen)].any()
    assert got.units == u.m


def test_topk_of_masked_integers_refuses_what_it_cannot_order():
    with pytest.raises(mt.UnsupportedError, match=r"astype\(float\)"):
        da.topk(chunked(mt.array([3, -128, 5], mask=[0, 0, 1], dtype="i1"), 2), 1)


@pytest.mark.parametrize("method", ["sequential", "blelloch"])
def test_running_sums_cross_blocks_that_hide_their_end(method):
    x = mt.array([1.0, 2.0, 4.0, 8.0, 16.0, 32.0], "m", mask=[0, 1, 1, 1, 0, 0])
    got = da.cumsum(chunked(x, 2), axis=0, method=method).compute()
    assert got.mask.tolist() == [False, True, True, True, False, False]
    assert got.compressed().magnitude.tolist() == [1.0, 17.0, 49.0]


def test_histogram():
    x, edges = WHOLE["both"], mt.array([-3.0, -1.0, 0.0, 3.0], "m")
    counts, bins = da.histogram(chunked(x), bins=edges)
    assert counts.compute().tolist() == np.histogram(PLAIN[~HIDDEN], [-3, -1, 0, 3])[0].tolist()
    assert bins.units == u.m


def test_map_blocks_and_map_overlap():
    x = WHOLE["both"]
    got = chunked(x).map_blocks(lambda b: b.to("km"), dtype=float)
    assert_same(got.compute(), x.to("km"))
    assert got._meta.units == u.km
    smooth = chunked(x, (3, 4)).map_overlap(
        lambda b: (b[:-2] + b[2:]) / 2, depth={0: 1}, boundary="none", trim=False, dtype=float, chunks=((2, 2), (4, 4))
    )
    assert_same(smooth.compute(), (x[:-2] + x[2:]) / 2)


def test_rechunk_persist_and_blocks():
    x = WHOLE["fields"]
    lazy = chunked(x).rechunk((4, 5)).persist()
    assert_same(lazy.compute(), x)
    assert_same(lazy.blocks[1, 0].compute(), x[4:, :5])
    assert_same(lazy.vindex[[1, 2], [3, 4]].compute(), x[[1, 2], [3, 4]])


def test_from_delayed_and_gufuncs():
    x = WHOLE["both"]
    parts = [da.from_delayed(dask.delayed(x)[i : i + 3], shape=(3, 8), meta=x[:0]) for i in (0, 3)]
    assert_same(da.concatenate(parts).compute(), x)
    got = da.apply_gufunc(lambda b: b.mean(axis=-1), "(i)->()", chunked(x, (2, -1)), output_dtypes=float)
    assert_same(got.compute(), x.mean(axis=1))


class TestMeta:
    @pytest.mark.parametrize(
        ("call", "carries"),
        [
            (call, carries)
            for call in (
                "plus",
                "squared",
                "transpose",
                "slice",
                "sum 0",
                "mean 0",
                "std 1",
                "max 0",
                "var None",
                "matmul",
            )
            for carries in WHOLE
            if carries != "fields" or call in set(FOR_FIELDS) - {"max 0"}
        ],
    )
    def test_says_what_will_come(self, call, carries):
        lazy = CALLS[call](da, chunked(WHOLE[carries]))
        result = lazy.compute()
        assert type(lazy._meta) is type(result)
        assert getattr(lazy._meta, "units", None) == getattr(result, "units", None)
        assert lazy.dtype == result.dtype

    def test_of_transforms(self):
        lazy = da.fft.fft(chunked(WHOLE["units"], (6, 3)), axis=0)
        assert (type(lazy._meta), lazy._meta.units) == (mt.Quantity, u.m)
        assert_same(lazy.compute(), np.fft.fft(WHOLE["units"], axis=0))


class TestOperands:
    X = mt.array(np.arange(6), "km")
    Y = mt.array(np.arange(6) + 1, "m")

    @pytest.mark.parametrize("op", [np.add, np.subtract, np.multiply, np.true_divide, np.less, np.maximum, np.hypot])
    def test_in_both_orders(self, op):
        x, y = self.X, self.Y
        for left, right in ((chunked(x, 2), y), (x, chunked(y, 2)), (chunked(x, 2), chunked(y, 3))):
            lazy = op(left, right)
            assert isinstance(lazy, da.Array)
            assert_same(lazy.compute(), op(x, y))
            assert lazy.dtype == op(x, y).dtype

    def test_a_sum_of_whole_metres_and_kilometres_is_not_whole(self):
        """Whose dtype dask takes from plain numbers, and a sum of the sum is cut."""
        total = (chunked(self.X, 2) + chunked(self.Y, 2)).sum()
        assert total.compute().magnitude == pytest.approx(15.021)

    @pytest.mark.parametrize("op", ["__add__", "__radd__", "__mul__", "__rmul__", "__lt__", "__rsub__"])
    def test_with_one_value(self, op):
        one = 3 * u.m
        assert_same(getattr(chunked(self.X, 2), op)(one).compute(), getattr(self.X, op)(one))

    def test_one_value_first(self):
        assert_same((3 * u.m + chunked(self.X, 2)).compute(), 3 * u.m + self.X)
        assert (3 * u.m + chunked(self.X, 2)).dtype == (3 * u.m + self.X).dtype
        lazy = np.where(chunked(self.X, 2) > 2 * u.km, 3 * u.m, chunked(self.X, 2))
        assert_same(lazy.compute(), np.where(2 * u.km < self.X, 3 * u.m, self.X))

    def test_units_that_do_not_fit_raise_before_anything_is_computed(self):
        for wrong in (1 * u.s, 1.5, mt.array(np.arange(6), "s"), chunked(mt.array(np.arange(6), "s"), 2)):
            with pytest.raises(mt.DimensionalityError):
                chunked(self.X, 2) + wrong

    def test_plain_dask_arrays_meet_ours(self):
        plain = da.ones(6, chunks=2)
        for lazy in (plain * self.Y, self.Y * plain):
            assert_same(lazy.compute(), self.Y * np.ones(6))
        with pytest.raises(mt.DimensionalityError):
            (plain + self.Y).compute()
        assert isinstance(np.concatenate([self.Y, chunked(self.X, 2)]).compute(), mt.Quantity)

    def test_units_multiply_lazily_and_keep_what_was_there(self):
        lazy = chunked(self.X, 2)
        for product in (lazy * u.s, u.s * lazy):
            assert isinstance(product, da.Array)
            assert_same(product.compute(), self.X * u.s)
        assert_same((lazy / u.s).compute(), self.X / u.s)
        assert_same((da.ones(3, dtype="i2", chunks=2) * u.m).compute(), np.ones(3, "i2") * u.m)

    def test_assignment(self):
        lazy = chunked(self.X.astype(float), 2)
        lazy[1:3] = 500 * u.m
        lazy[lazy > 4 * u.km] = 0
        assert lazy.compute().magnitude.tolist() == [0, 0.5, 0.5, 3, 4, 0]
        with pytest.raises(mt.DimensionalityError):
            lazy[0] = 5
        hiding = chunked(mt.array([1.0, 2.0, 3.0], mask=[0, 0, 1]), 2)
        hiding[:2] = mt.masked
        assert hiding.compute().mask.all()
        assert (hiding + mt.array(1.0, mask=True)).compute().mask.all()

    def test_into_ours_is_refused(self):
        target = mt.array(np.zeros(6), "m", mask=False)
        with pytest.raises(mt.UnsupportedError, match="compute"):
            target[:] = chunked(mt.array(np.ones(6), "m", mask=[1, 0, 0, 0, 0, 0]), 2)
        assert (np.asarray(target) == 0).all()

    @pytest.mark.parametrize("make", [mt.array, mt.asarray, mt.Quantity, mt.from_any])
    def test_nothing_is_computed_without_being_asked(self, make):
        with pytest.raises(mt.UnsupportedError, match=r"x\.compute\(\)"):
            make(chunked(self.X, 2))


class TestTemperatures:
    """On a scale with an offset sums have no meaning, and dask's means are made of sums."""

    X = mt.array([[20.0, 22.0, 30.0], [10.0, 11.0, 15.0]], "degC", mask=[[0, 0, 1], [0, 0, 0]])

    @pytest.mark.parametrize("name", ["mean", "nanmean", "std", "var", "min", "max", "median", "average", "ptp"])
    @pytest.mark.parametrize("axis", [0, 1])
    def test_fold_as_whole_arrays_do(self, name, axis):
        lazy = getattr(da, name)(chunked(self.X, (1, 2)), axis=axis)
        want = getattr(np, name)(self.X, axis=axis)
        got = lazy.compute()
        assert (type(got), got.units) == (type(want), want.units)
        np.testing.assert_allclose(
            got.filled(0 * got.units).magnitude, want.filled(0 * want.units).magnitude, atol=1e-9
        )

    def test_have_no_sum(self):
        with pytest.raises(mt.OffsetUnitError):
            chunked(self.X, (1, 2)).sum().compute()


class TestRefused:
    @pytest.mark.parametrize(
        "call",
        [
            lambda x: da.cov(x),
            lambda x: da.corrcoef(x),
            lambda x: da.argtopk(x, 2),
            lambda x: da.bincount(x[0].astype(int)),
            lambda x: da.pad(x, 1, mode="mean"),
            lambda x: da.nanpercentile(x, 50, axis=1),
            lambda x: da.unique(x, return_counts=True),
            lambda x: da.linalg.inv(x[:2, :2]),
            lambda x: da.linalg.qr(x),
            lambda x: da.ma.getmaskarray(x),
            lambda x: da.ma.average(x),
        ],
    )
    @pytest.mark.parametrize("carries", ["mask", "both"])
    def test_where_masked_elements_would_count(self, call, carries):
        with pytest.raises(mt.UnsupportedError, match="compute"):
            call(chunked(WHOLE[carries]))

    def test_where_units_would_be_dropped(self, tmp_path):
        x = chunked(WHOLE["units"], (6, 3))
        for call in (
            lambda: da.linalg.lstsq(x, x[:, 0]),
            lambda: da.linalg.lu(x),
            lambda: da.store(x, np.empty((6, 8))),
            lambda: da.store([x], [np.empty((6, 8))]),
            lambda: da.to_npy_stack(tmp_path, x),
            lambda: x.to_zarr(str(tmp_path)),
        ):
            with pytest.raises(mt.UnsupportedError, match=r"np\.asarray|compute"):
                call()

    def test_stores_into_ours(self):
        target = mt.array(np.zeros((6, 8)), "km", mask=False)
        da.store(chunked(WHOLE["both"]), target)
        assert_same(target, WHOLE["both"].to("km"))

    def test_bins_without_a_unit(self):
        with pytest.raises(mt.DimensionalityError):
            da.digitize(chunked(WHOLE["units"]), np.array([0.0, 1.0])).compute()
        got = da.digitize(chunked(WHOLE["units"]), mt.array([0.0, 100.0], "cm")).compute()
        assert got.tolist() == np.digitize(PLAIN, [0.0, 1.0]).tolist()

    @pytest.mark.parametrize(
        "make",
        [
            lambda x: da.from_array(x, chunks=2),
            lambda x: da.ones(4, chunks=2) * x,
            lambda x: x + da.ones(4, chunks=2),
            lambda x: da.ones(4, chunks=2).map_blocks(lambda b: mt.array(b, dims="x")),
            lambda x: da.from_delayed(dask.delayed(x), (4,), meta=x[:0]),
        ],
    )
    def test_labels(self, make):
        """Blocks meet by position and labelled arrays by name: the sum with a transposed square would be wrong."""
        with pytest.raises(mt.UnsupportedError, match="unlabeled"):
            make(mt.array(np.arange(4.0), dims="x", coords={"x": [3, 1, 2, 0]}))

    def test_labels_that_dask_was_not_told_of(self):
        lazy = da.from_delayed(dask.delayed(lambda: mt.array([1.0], dims="x"))(), (1,), dtype=float)
        with pytest.raises(mt.UnsupportedError, match="unlabeled"):
            da.concatenate([lazy, lazy]).compute()

    def test_no_labels_are_no_obstacle(self):
        x = mt.LabeledArray(np.arange(4.0))
        assert type(chunked(x, 2).sum().compute()) is mt.LabeledArray


def variants():
    """Arrays that differ in one thing each."""
    data = np.array([[1.0, 2.0], [3.0, 4.0]])
    dims = ("y", "x")
    yield from (mt.array(data, unit) for unit in ("m", "s", "km", "", "delta_degC", "degC"))
    yield from (mt.array(data.T, "m"), mt.array(data.ravel(), "m"), mt.array(data.astype("f4"), "m"))
    yield mt.array(data.astype(">f8"), "m")
    yield from (mt.array(data, mask=mask) for mask in (False, [[1, 0], [0, 0]], [[0, 1], [0, 0]]))
    yield mt.array([[9.0, 2.0], [3.0, 4.0]], mask=[[1, 0], [0, 0]])
    yield mt.array(data, mask=[[1, 0], [0, 0]], hard_mask=True)
    yield mt.array(data, "m", mask=False)
    yield from (mt.array(data, dims=names) for names in (dims, ("x", "y"), (None, "x")))
    yield from (mt.array(data, dims=dims, coords={"x": labels}) for labels in ([1, 2], [2, 1], [1.0, 2.0], ["1", "2"]))
    yield from (mt.array(data, dims=dims, coords={"x": mt.array([1, 2], unit)}) for unit in ("m", "s"))
    yield mt.array(data, dims=dims, coords={"x": mt.array([1, 2], mask=[0, 1])})
    yield mt.array(data, dims=dims, coords={"y": [1, 2]})
    yield from (mt.array(data, dims=dims, name="a"), mt.array(data, dims=dims, attrs={"a": 1}))
    yield from (Spectrum(data, "m", instrument=name) for name in (None, "A", "B"))
    yield from (Spectrum(data, "m", quality=value) for value in (1, 2))
    yield mt.array(Spectrum(data, "m", quality=2), mask=False)
    yield from (mt.array(np.array(words, object), mask=False) for words in (["a-b", "c"], ["a", "b-c"], ["a", None]))
    yield from (mt.array(np.array(words), mask=False) for words in (["a-b", "c"], ["a", "b-c"]))
    yield from (mt.array(np.zeros(2, [(name, "i4"), ("z", "f4")]), mask=False) for name in "ab")
    yield mt.array(np.array(["2001", "2002"], "M8[Y]"), mask=False)
    yield mt.array(np.array([31, 32], "m8[Y]"), mask=False)
    yield from (mt.array(value, "m") for value in (1.0, 2.0))
    yield mt.array(np.empty((0, 3)), "m")
    yield mt.array(np.empty((3, 0)), "m")


class TestTokens:
    def test_tell_everything_apart(self):
        """A metre and a second with one token are one array to dask, and one of them is silently the other."""
        arrays = list(variants())
        tokens = [tokenize(x, ensure_deterministic=True) for x in arrays]
        assert len(set(tokens)) == len(tokens)

    def test_one_metre_is_not_one_second(self):
        one, other = (da.from_array(mt.array([1.0], unit), chunks=1) for unit in ("m", "s"))
        assert [x.units for x in dask.compute(one, other)] == [u.m, u.s]
        assert da.concatenate([one, one]).compute().units == u.m
        assert dask.compute({"one": one, "other": other})[0]["other"].units == u.s

    def test_are_the_same_for_the_same_content(self):
        for x, y in zip(variants(), variants(), strict=True):
            assert tokenize(x) == tokenize(y)
            if not getattr(x, "hardmask", False):  # which copies have not
                assert tokenize(x) == tokenize(x.copy()) == tokenize(pickle.loads(pickle.dumps(x, 5)))

    def test_do_not_depend_on_memory(self):
        x = mt.array(np.arange(12.0).reshape(3, 4), "m", mask=np.arange(12).reshape(3, 4) % 5 == 0)
        wide = np.repeat(np.arange(12.0).reshape(3, 4), 2, axis=1)
        others = (x.copy("F"), x[:, ::-1][:, ::-1], mt.array(wide, "m", mask=wide % 5 == 0)[:, ::2])
        assert {tokenize(other) for other in others} == {tokenize(x)}
        record = np.dtype({"names": ["a", "b"], "formats": ["u1", "f8"], "offsets": [0, 8]})
        gaps = [np.frombuffer(bytes([fill]) * 32, record).copy() for fill in (0, 255)]
        for gap in gaps:
            gap["a"], gap["b"] = 1, 2.0
        assert tokenize(mt.array(gaps[0], mask=False)) == tokenize(mt.array(gaps[1], mask=False))

    def test_of_a_unit_say_what_it_means(self):
        """The same name may be defined otherwise in another program."""
        assert "1000" in str(dask.base.normalize_token(u.km))
        assert tokenize(u.km) != tokenize(u.m)

    def test_are_the_same_in_another_process(self):
        make = (
            'mt.array(np.arange(6.0).reshape(2, 3), "km / h", mask=[[0, 0, 1], [0, 0, 0]], dims=("y", "x"),'
            'coords={"x": mt.array([1, 2, 3], "m"), "t": 5}, name="n", attrs={"b": 1, "a": [1, "x"]})'
        )
        code = f"import dask.base, numpy as np, metaarr as mt\nprint(dask.base.tokenize({make}))"
        assert run(code).strip() == tokenize(eval(make, {"np": np, "mt": mt}), ensure_deterministic=True)

    def test_of_what_cannot_be_told(self):
        class Closed:
            def __reduce__(self):
                raise TypeError("closed")

        x = Spectrum([1.0], "m", instrument=Closed())
        with pytest.raises(RuntimeError, match="determin"):
            tokenize(x, ensure_deterministic=True)


class TestSize:
    def test_counts_everything(self):
        data = np.zeros(1000)
        assert sizeof(mt.array(data, "m")) == 8000
        assert sizeof(mt.array(data, "m", mask=False)) == 9000
        assert sizeof(mt.array(data, mask=False, dims="x", coords={"x": np.arange(1000.0)})) == 17000
        assert sizeof(Spectrum(data, "m", quality=0)) >= 9000

    def test_of_repeated_elements_and_objects(self):
        assert sizeof(mt.asarray(np.broadcast_to(1.0, (1000, 1000)), "m")) == 8
        assert sizeof(mt.array(np.array(["x" * 1000], object), mask=False)) > 1000


def sent(x, wire=bytes):
    """Send an array over a wire that hands out what `wire` makes of each frame."""
    header, frames = protocol.serialize(x, serializers=("dask",))
    assert header["serializer"] == "dask"
    return protocol.deserialize(header, [wire(memoryview(frame).cast("B")) for frame in frames])


class TestWire:
    @pytest.mark.parametrize("wire", [bytes, bytearray])
    @pytest.mark.parametrize("number", range(len(list(variants()))))
    def test_round_trip(self, number, wire):
        x = list(variants())[number]
        y = sent(x, wire)
        assert type(y) is type(x)
        assert tokenize(y) == tokenize(x.copy() if getattr(x, "hardmask", False) else x)
        assert repr(y) == repr(x)

    def test_shares_memory(self):
        x = mt.array(np.arange(1000.0), "m", mask=False, dims="x", coords={"x": np.arange(1000)})
        _, frames = protocol.serialize(x)
        there = [np.frombuffer(frame, np.uint8) for frame in frames if memoryview(frame).nbytes >= 1000]
        for part in (np.asarray(x), x.mask.base if x.mask.base is not None else x.mask, np.asarray(x.coords["x"])):
            assert any(np.shares_memory(part, frame) for frame in there)
        buffers = [bytearray(memoryview(frame).cast("B")) for frame in frames]
        y = protocol.deserialize(protocol.serialize(x)[0], buffers)
        assert any(np.shares_memory(np.asarray(y), np.frombuffer(buffer, np.uint8)) for buffer in buffers)

    @pytest.mark.parametrize("wire", [bytes, bytearray])
    def test_can_be_written_to_as_before(self, wire):
        x = Spectrum(np.arange(4.0), "m", quality=1)
        y = sent(mt.array(x, mask=[0, 0, 1, 0]), wire)
        y.mask[0] = True
        y[1] = 7 * u.m
        y.quality[:] = 3
        assert (y.mask.tolist(), y.magnitude.unmasked[1], y.quality.tolist()) == ([1, 0, 1, 0], 7.0, [3, 3, 3, 3])
        fixed = np.arange(4.0)
        fixed.flags.writeable = False
        assert not sent(mt.asarray(fixed, "m"), wire).flags.writeable

    @pytest.mark.parametrize("wire", [bytes, bytearray])
    def test_hard_masks_arrive_soft(self, wire):
        """As from any copy."""
        y = sent(mt.array(np.arange(3.0), mask=[0, 1, 0], hard_mask=True), wire)
        y[:] = 9.0
        assert (y.hardmask, y.mask.any()) == (False, False)

    def test_layouts(self):
        x = mt.array(np.arange(24.0).reshape(4, 6), "m", mask=np.arange(24).reshape(4, 6) % 5 == 0)
        for part in (x.T, x[::2, ::-1], x[:0], np.broadcast_to(x[0], (3, 6)), x[1, 1]):
            assert tokenize(sent(part)) == tokenize(part)

    def test_lists_of_arrays(self):
        x, y = protocol.deserialize(*protocol.serialize([mt.array([1.0], "m"), mt.array([2.0], mask=True)]))
        assert (x.units, y.mask.tolist()) == (u.m, [True])

    def test_classes_of_a_notebook_travel_by_value(self):
        """Copies of their fields would be other fields: the worker's arrays would have no units."""
        code = """
            import cloudpickle, numpy as np, pickle, subprocess, sys
            import metaarr as mt
            import distributed.protocol
            class Spectrum(mt.Quantity):
                instrument = mt.PerArray(default=None)
                quality = mt.PerElement(dtype=np.uint8)
            class Cube(Spectrum):
                beam = mt.PerArray(default=0)
            x = mt.array(Cube([1.0, 2.0], "m", instrument="A", quality=[1, 2], beam=3), mask=[0, 1])
            before = Cube._kinds
            assert type(pickle.loads(cloudpickle.dumps(x))) is type(x)
            assert Cube._kinds == before
            header, frames = distributed.protocol.serialize(x)
            sys.stdout.buffer.write(pickle.dumps((header, [bytes(frame) for frame in frames], cloudpickle.dumps(x))))
        """
        sent_by = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)], capture_output=True, check=False
        )
        assert sent_by.returncode == 0, sent_by.stderr.decode()
        code = """
            import pickle, sys
            header, frames, pickled = pickle.load(sys.stdin.buffer)
            one = pickle.loads(pickled)
            import distributed.protocol
            import metaarr as mt
            other = distributed.protocol.deserialize(header, frames)
            assert type(one) is type(other)
            both = mt.array([1.0, 1.0], "km") + one + other
            print(type(both).__name__, isinstance(both, mt.MaskedQuantity), both.units, both.instrument, both.beam)
            print(both.mask.tolist(), both.quality.tolist(), round(float(both.magnitude[0]), 9), both[0].quality)
        """
        received = subprocess.run(
            [sys.executable, "-W", "ignore", "-c", textwrap.dedent(code)],
            input=sent_by.stdout,
            capture_output=True,
            check=False,
        )
        assert received.returncode == 0, received.stderr.decode()
        assert received.stdout.decode().split("\n")[:2] == [
            "MaskedCube True kilometer A 3",
            "[False, True] [1, 2] 1.002 1",
        ]


def run(code, *options):
    done = subprocess.run(
        [sys.executable, "-W", "ignore", *options, "-c", textwrap.dedent(code)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


CHECK = """
x, y = (mt.array([1.0, 2.0, 4.0], unit, mask=[0, 1, 0]) for unit in ("m", "s"))
assert dask.base.tokenize(x) != dask.base.tokenize(y)
assert dask.array.from_array(x, chunks=1).mean().compute().magnitude == 2.5
assert type(distributed.protocol.deserialize(*distributed.protocol.serialize(x))) is mt.MaskedQuantity
"""


@pytest.mark.parametrize(
    "order",
    [
        "import metaarr as mt, dask, dask.array, distributed",
        "import dask, dask.array, distributed, metaarr as mt",
    ],
)
def test_import_order(order):
    assert run(order + "\n" + CHECK) == ""


def test_importing_metaarr_imports_no_dask():
    assert run("import metaarr, sys\nprint('dask' in sys.modules)").strip() == "False"


def test_everything_else_is_dasks_own():
    """Functions that are put around dask's answer for arrays of ours only, and show dask's documentation."""
    plain = da.from_array(PLAIN, chunks=(2, 3))
    np.testing.assert_allclose(da.cumsum(plain, axis=0).compute(), np.cumsum(PLAIN, axis=0))
    assert da.average.__name__ == "average"
    assert "percentile" in da.percentile.__doc__
    masked = da.from_array(np.ma.array(PLAIN, mask=HIDDEN), chunks=(2, 3), name="ma")
    assert masked.mean().compute() == pytest.approx(PLAIN[~HIDDEN].mean())
    assert tokenize(PLAIN) == tokenize(PLAIN.copy())


def lazily(*args, **kwargs):
    return da.from_array(mt.array(*args, **kwargs), chunks=2)


def test_full_like_asks_for_the_unit():
    lengths = lazily([1.0, 2.0, 3.0], "m")
    assert_identical(da.full_like(lengths, 2 * u.km).compute(), mt.array([2000.0] * 3, "m"))
    assert_identical(da.full_like(lengths, 0).compute(), mt.array([0.0] * 3, "m"))
    with pytest.raises(mt.DimensionalityError):
        da.full_like(lengths, 2)
    assert da.full_like(da.ones(3, chunks=2), 2).compute().tolist() == [2, 2, 2]


def test_searchsorted_converts():
    lengths = lazily([1.0, 2.0, 3.0, 4.0, 5.0], "m")
    sought = mt.array([150.0, 500.0, 0.0], "cm")
    for side in ("left", "right"):
        expected = np.searchsorted(lengths.compute(), sought, side)
        assert da.searchsorted(lengths, sought, side).compute().tolist() == expected.tolist()
    for other in (da.ones(3, chunks=2), lazily([1.0], "m", mask=False), lazily([1.0], "s")):
        with pytest.raises(TypeError):
            da.searchsorted(lengths, other)
