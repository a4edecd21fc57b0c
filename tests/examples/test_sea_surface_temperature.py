"""The example's numbers, each against plain NumPy on the raw file."""

import importlib.util
from pathlib import Path

import numpy as np
import pytest

import metaarr as mt
from metaarr import units as u

pytest.importorskip("h5netcdf")
pytest.importorskip("h5py")
image = pytest.importorskip("matplotlib.image")

HERE = Path(__file__).parent
# The file holds float32: near 300 K, neighbours are 3e-5 K apart.
KELVIN = {"rtol": 0, "atol": 1e-4}
ZERO_CELSIUS = 273.15


def module(path):
    spec = importlib.util.spec_from_file_location(path.stem, path)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded


oracle = module(HERE / "sst_oracle.py")
example = module(HERE.parents[1] / "examples" / "sea_surface_temperature.py")

NINO34, INDONESIA = oracle.NINO34, oracle.INDONESIA


@pytest.fixture(scope="module")
def raw():
    return oracle.read()


@pytest.fixture(scope="module")
def sst():
    return example.load()


@pytest.fixture(scope="module")
def nino(sst):
    return example.box_mean(sst, box(NINO34))


def box(limits):
    west, east = limits
    return slice(west * u.degree, east * u.degree)


def check(x, unit, dims, values, **tolerance):
    """Class, unit, dims and visible values of a result; NaN among the expected values means masked."""
    assert type(x) is mt.LabeledMaskedQuantity
    assert x.units == unit
    assert x.dims == dims
    assert x.dtype == np.float32
    np.testing.assert_array_equal(x.mask, np.isnan(values))
    np.testing.assert_allclose(np.asarray(x.unmasked)[~x.mask], values[~np.isnan(values)], **(tolerance or KELVIN))


def check_coord(x, name, unit, values):
    coord = x.coords[name]
    assert getattr(coord, "units", None) == unit
    np.testing.assert_array_equal(np.asarray(coord), values)


def check_time(x, raw):
    check_coord(x, "time", None, raw.time)


def test_the_boxes_are_those_of_the_oracle():
    assert [(b.start.to("degree").magnitude, b.stop.to("degree").magnitude) for b in example.BOXES.values()] == [
        NINO34,
        INDONESIA,
    ]


def test_load(sst, raw):
    expected = np.where(raw.land, np.nan, raw.sst.astype(np.float64) - ZERO_CELSIUS)
    check(sst, "degC", ("time", "latitude", "longitude"), expected)
    check_time(sst, raw)
    check_coord(sst, "latitude", "degree", raw.latitude)
    check_coord(sst, "longitude", "degree", raw.longitude)
    check_coord(sst, "forecast_period", "hour", 0)
    assert sst.coords["forecast_reference_time"].dims == ("time",)
    assert sst.name == "surface_temperature"
    assert sst.attrs["cell_methods"] == "month: year: mean"


@pytest.mark.parametrize("limits", [NINO34, INDONESIA])
def test_box_mean(sst, raw, limits):
    mean = example.box_mean(sst, box(limits))
    check(mean, "degC", ("time",), oracle.box_mean(raw, limits) - ZERO_CELSIUS)
    check_time(mean, raw)


def test_the_mask_matters_over_land_and_only_there(sst, raw):
    assert raw.land[..., (raw.longitude >= 90) & (raw.longitude <= 150)].mean() > 0.39
    for limits, with_land in ((NINO34, False), (INDONESIA, True)):
        blind = example.box_mean(sst.unmasked, box(limits))
        assert type(blind) is mt.LabeledQuantity
        expected = oracle.box_mean(raw, limits, heed_land=False) - ZERO_CELSIUS
        np.testing.assert_allclose(np.asarray(blind), expected, rtol=1e-5)
        heeded = np.asarray(example.box_mean(sst, box(limits)).unmasked)
        assert np.allclose(np.asarray(blind), heeded) is not with_land


def test_the_mask_matters_where_the_fill_value_is_plausible(sst, raw):
    """With 0 degC on land, no number looks wrong, and all of them are."""
    filled = sst.filled(0 * u.degC)
    blind = example.box_mean(filled, box(INDONESIA))
    expected = oracle.box_mean(raw._replace(sst=np.where(raw.land, ZERO_CELSIUS, raw.sst)), INDONESIA, heed_land=False)
    np.testing.assert_allclose(np.asarray(blind), expected - ZERO_CELSIUS, **KELVIN)
    heeded = np.asarray(example.box_mean(sst, box(INDONESIA)).unmasked)
    assert (heeded - np.asarray(blind) > 10).all()


def test_climatology_of_the_box(nino, raw):
    usual = example.climatology(nino)
    check(usual, "degC", ("month",), oracle.climatology(raw, oracle.box_mean(raw, NINO34)) - ZERO_CELSIUS)
    check_coord(usual, "month", None, np.arange(1, 13))


def test_climatology_of_each_place(sst, raw):
    usual = example.climatology(sst)
    sea = np.where(raw.land, np.nan, raw.sst)
    check(usual, "degC", ("month", "latitude", "longitude"), oracle.climatology(raw, sea) - ZERO_CELSIUS)
    check_coord(usual, "month", None, np.arange(1, 13))
    check_coord(usual, "longitude", "degree", raw.longitude)


def test_anomaly_of_the_box_is_a_difference(nino, raw):
    departure = example.anomaly(nino)
    check(departure, "delta_degC", ("time",), oracle.anomaly(raw, oracle.box_mean(raw, NINO34)))
    check_time(departure, raw)


def test_anomaly_of_each_place(sst, raw):
    departure = example.anomaly(sst)
    expected = oracle.anomaly(raw, np.where(raw.land, np.nan, raw.sst.astype(np.float64)))
    check(departure, "delta_degC", ("time", "latitude", "longitude"), expected)
    check_time(departure, raw)


def test_running_mean_masks_the_ends(nino, raw):
    smooth = example.running_mean(example.anomaly(nino))
    inner = oracle.running_mean(oracle.anomaly(raw, oracle.box_mean(raw, NINO34)))
    check(smooth, "delta_degC", ("time",), np.concatenate([[np.nan], inner, [np.nan]]))
    check_time(smooth, raw)


def test_warmest_month(nino, raw):
    values = oracle.box_mean(raw, NINO34)
    top = example.warmest(nino)
    check(top, "degC", (), np.float64(values.max() - ZERO_CELSIUS))
    assert np.asarray(top.coords["time"]) == raw.time[values.argmax()]
    assert np.asarray(nino.idxmax("time")) == raw.time[values.argmax()]


def test_warmest_place(sst, raw):
    value, time, latitude, longitude = oracle.warmest_place(raw)
    top = example.warmest(sst)
    check(top, "degC", (), np.float64(value - ZERO_CELSIUS))
    check_time(top, raw._replace(time=time))
    check_coord(top, "latitude", "degree", np.float32(latitude))
    check_coord(top, "longitude", "degree", np.float32(longitude))


def test_main_prints_the_findings_and_draws_them(tmp_path, capsys, raw):
    path = tmp_path / "new folder" / "figure.png"
    example.main(["--figure", str(path)])
    printed = capsys.readouterr().out
    nino, indonesia = (oracle.box_mean(raw, limits) - ZERO_CELSIUS for limits in (NINO34, INDONESIA))
    smooth = oracle.running_mean(oracle.anomaly(raw, nino))
    value, _, latitude, longitude = oracle.warmest_place(raw)
    for number in (nino.mean(), nino.max(), indonesia.mean(), indonesia.max(), value - ZERO_CELSIUS):
        assert f" {number:.2f} " in printed
    blind = oracle.box_mean(raw, INDONESIA, heed_land=False).mean()
    assert f" {blind:.3g} " in printed
    assert f"{smooth.max():+.2f} " in printed
    assert f"{smooth.min():+.2f} " in printed
    assert f"{latitude:.1f} " in printed
    assert f"{longitude:.1f} " in printed
    assert str(raw.time[nino.argmax()])[:7] in printed
    check_figure(image.imread(path))


def check_figure(pixels):
    """A map with land, a black curve, and warm and cold areas."""
    height, width, _ = pixels.shape
    assert width > 1000
    assert height > 1000
    top, middle, bottom = np.array_split(pixels[..., :3], 3)
    assert len(np.unique(top.reshape(-1, 3), axis=0)) > 1000
    assert share(top, (0.75, 0.75, 0.75)) > 0.02
    assert share(middle, (0, 0, 0)) > 0.005
    for colour in ((200, 80, 60), (60, 120, 180)):
        assert share(bottom, np.array(colour) / 255) > 0.02


def share(pixels, colour):
    return (np.abs(pixels - colour).max(axis=-1) < 0.01).mean()
