"""The analyses with kinds of one's own: each number against plain NumPy on the raw data."""

import csv
import datetime

import el_nino_history
import half_life
import numpy as np
import pytest
import warm_pool
import weather_quality

pytest.importorskip("h5netcdf")
h5py = pytest.importorskip("h5py")


def raw_sst():
    with h5py.File(el_nino_history.DATA, "r") as file:
        sst = file["surface_temperature"][...].astype(float)
        sst[sst == file["surface_temperature"].attrs["_FillValue"]] = np.nan
        return sst, file["latitude"][...], file["longitude"][...]


def test_half_life_is_as_far_from_the_truth_as_it_says():
    """Over many measurements, errors in units of the uncertainty are spread by one."""
    results = [half_life.half_life(*half_life.measure(seed)) for seed in range(100)]
    pulls = [(float(np.asarray(r)) - 153.1) / float(np.asarray(r.sigma)) for r in results]
    assert abs(np.mean(pulls)) < 0.3
    assert 0.8 < np.std(pulls) < 1.2


def test_weather_flags_and_means():
    with weather_quality.DATA.open() as file:
        rows = list(csv.DictReader(file))
    values = [float(row["temp_max"]) for row in rows]
    jump = [i > 0 and abs(values[i] - values[i - 1]) > 8 for i in range(len(rows))]
    stuck = [i > 1 and values[i] == values[i - 1] == values[i - 2] for i in range(len(rows))]
    days = weather_quality.load()
    x = days["temp_max"]
    assert x.quality["jump"].tolist() == jump
    assert x.quality["stuck"].tolist() == stuck
    trusted = [value for value, *flags in zip(values, jump, stuck, strict=True) if not any(flags)]
    np.testing.assert_allclose(np.asarray(x.mean()), np.mean(trusted))
    wet = [float(row["precipitation"]) for row in rows]
    odd = [
        (row["weather"], amount > 0) in [("sun", True), ("rain", False)] for row, amount in zip(rows, wet, strict=True)
    ]
    assert days["precipitation"].quality["contradictory"].tolist() == odd
    assert "124 contradictory" in weather_quality.report(days)
    assert len(rows) == (datetime.date(2016, 1, 1) - datetime.date(2012, 1, 1)).days


def test_el_nino():
    sst, _, longitude = raw_sst()
    box = np.nanmean(sst[:, :, (longitude > 189.99) & (longitude < 240.01)], axis=(1, 2))
    result = el_nino_history.anomaly(el_nino_history.Field(el_nino_history.load(), history="file"))
    np.testing.assert_allclose(np.asarray(result), box[44] - box.mean(), atol=1e-4)
    assert str(result.history).splitlines()[0] == "#1 file"
    assert str(result.history).splitlines()[-1] == "#6 np.subtract(#4, #5)"


def test_warm_pool():
    sst, latitude, longitude = raw_sst()
    mean = sst.mean(axis=0)
    mean[np.isnan(mean)] = -np.inf
    row, column = np.unravel_index(np.argmax(mean), mean.shape)
    views = warm_pool.views(warm_pool.mean_map())
    for name in set(views) - {"every third pixel"}:
        temperature, place = warm_pool.warmest(views[name])
        np.testing.assert_allclose(np.asarray(temperature), mean[row, column] - 273.15, atol=1e-4)
        np.testing.assert_allclose(place, [latitude[row], longitude[column]], atol=1e-3)
    temperature, place = warm_pool.warmest(views["every third pixel"])
    row, column = np.argmin(np.abs(latitude - place[0])), np.argmin(np.abs(longitude - place[1]))
    assert (row % 3, column % 3) == (1, 1)
    np.testing.assert_allclose(np.asarray(temperature), mean[row, column] - 273.15, atol=1e-4)
