"""Arrays of ours on a cluster of two processes, on this machine's loopback."""

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

dask = pytest.importorskip("dask")
da = pytest.importorskip("dask.array")
distributed = pytest.importorskip("distributed")

DATA = np.arange(24.0).reshape(4, 6)
HIDDEN = DATA % 5 == 0


def spectrum_class():
    """A class as a notebook has it: the workers cannot import it."""

    class Spectrum(mt.Quantity):
        instrument = mt.PerArray(default=None)
        quality = mt.PerElement(dtype=np.uint8)

    return Spectrum


@pytest.fixture(scope="module")
def client(tmp_path_factory):
    with (
        dask.config.set({"distributed.comm.timeouts.connect": "60s"}),
        distributed.LocalCluster(
            n_workers=2,
            threads_per_worker=1,
            processes=True,
            host="127.0.0.1",
            dashboard_address=None,
            worker_dashboard_address=None,
            local_directory=str(tmp_path_factory.mktemp("workers")),
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


@pytest.fixture
def workers(client):
    return list(client.scheduler_info()["workers"])


@pytest.fixture
def x():
    cls = spectrum_class()
    return mt.array(cls(DATA, "m", instrument="A", quality=DATA.astype("u1")), mask=HIDDEN)


def test_there_are_two_processes(client):
    import os

    pids = client.run(os.getpid)
    assert len({os.getpid(), *pids.values()}) == 3


def test_there_and_back(client, x):
    y = client.scatter(x, broadcast=True).result()
    assert (type(y), y.units, y.instrument) == (type(x), u.m, "A")
    np.testing.assert_array_equal(y.mask, HIDDEN)
    np.testing.assert_array_equal(y.quality, x.quality)
    np.testing.assert_array_equal(np.asarray(y), DATA)


def test_workers_know_the_adapters(client):
    """Told by the import that brings the first array; without it a worker takes ours for plain arrays."""

    def ask(array):
        from dask.base import tokenize
        from dask.sizeof import sizeof

        return tokenize(array), sizeof(array)

    def of(unit):
        return mt.array([1.0, 2.0], unit, mask=[0, 1])

    tokens, sizes = zip(*(client.submit(ask, of(unit), pure=False).result() for unit in ("m", "s")), strict=True)
    assert tokens[0] != tokens[1]
    assert tokens[0] == dask.base.tokenize(of("m"))
    assert sizes == (18, 18)


def test_results_meet_on_one_worker(client, workers, x):
    """Each part is made on another worker, and one travels between them."""
    parts = [client.submit(lambda part: part * 2, x[i], workers=[worker]) for i, worker in enumerate(workers)]
    total = client.submit(lambda one, other: one + other, *parts).result()
    assert (type(total), total.units, total.instrument) == (type(x), u.m, "A")
    assert total.mask.tolist() == (HIDDEN[0] | HIDDEN[1]).tolist()
    assert total.compressed().magnitude.tolist() == (2 * (DATA[0] + DATA[1]))[~total.mask].tolist()


def test_reductions(client, x):
    lazy = da.from_array(x, chunks=(2, 2)) + 1 * u.km
    mean, total, cumulated = dask.compute(lazy.mean(axis=0), lazy.sum(), da.cumsum(lazy, axis=1))
    want = x + 1 * u.km
    for got, expected in ((mean, want.mean(axis=0)), (total, want.sum()), (cumulated, want.cumsum(axis=1))):
        assert (type(got), got.units) == (type(x), u.m)
        np.testing.assert_array_equal(got.mask, expected.mask)
        np.testing.assert_allclose(got.compressed().magnitude, expected.compressed().magnitude)
    assert float(mean.magnitude[1]) == pytest.approx(1000 + DATA[:, 1][~HIDDEN[:, 1]].mean())


def test_persisted_arrays_of_one_content_and_two_units_stay_two(client):
    one, other = (da.from_array(mt.array([1.0, 2.0], unit), chunks=1).persist() for unit in ("m", "s"))
    assert [z.units for z in dask.compute(one, other)] == [u.m, u.s]
    assert dask.compute(one * other)[0].units == u("m s")


def test_what_arrives_can_be_written_to(client):
    def write(array):
        array[0] = 7 * u.m
        array.mask[1] = True
        return array

    y = client.submit(write, client.scatter(mt.array(np.arange(3.0), "m", mask=False)), pure=False).result()
    assert (np.asarray(y).tolist(), y.mask.tolist()) == ([7, 1, 2], [False, True, False])
    y[2] = 1 * u.km
    assert float(y.magnitude[2]) == 1000


def test_hard_masks_and_labels(client):
    hard = mt.array(np.arange(3.0), mask=[0, 1, 0], hard_mask=True)
    labelled = mt.array([1.0, 2.0], "degC", dims="t", coords={"t": np.array(["2001", "2002"], "M8[Y]")}, name="T")
    y, z = client.gather(client.scatter([hard, labelled]))
    assert (y.hardmask, y.mask.tolist()) == (False, [False, True, False])  # as any copy
    assert (z.units, z.dims, z.name) == (u.degC, ("t",), "T")
    assert z.sel(t="2002").magnitude.unlabeled == 2


def test_errors_come_back_as_ours(client):
    with pytest.raises(mt.DimensionalityError, match="second"):
        client.submit(lambda a, b: a + b, mt.array([1.0], "m"), mt.array([1.0], "s")).result()
