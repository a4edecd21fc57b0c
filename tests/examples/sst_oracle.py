"""The numbers of the sea-surface temperature example, from the raw file with NumPy and h5py alone.

All in float64 and kelvin, with explicit loops over months, so that nothing is shared with what is tested.
"""

from pathlib import Path
from typing import NamedTuple

import h5py
import numpy as np

PATH = Path(__file__).parents[2] / "examples" / "data" / "ostia_monthly.nc"
NINO34 = (190.0, 240.0)
INDONESIA = (90.0, 150.0)


class Raw(NamedTuple):
    """The file: temperature in kelvin (float32 as stored), land, months since 0000-01 and places in degrees."""

    sst: np.ndarray
    land: np.ndarray
    time: np.ndarray
    latitude: np.ndarray
    longitude: np.ndarray


def read() -> Raw:
    with h5py.File(PATH, "r") as file:
        sst = file["surface_temperature"][...]
        hours = file["time"][...]
        return Raw(
            sst,
            sst == file["surface_temperature"].attrs["_FillValue"],
            np.datetime64("1970-01-01", "h") + hours.astype(np.int64),
            file["latitude"][...],
            file["longitude"][...],
        )


def months(raw: Raw) -> np.ndarray:
    """Return the month of the year, 1 to 12, of each time."""
    return np.array([int(str(time)[5:7]) for time in raw.time])


def box_mean(raw: Raw, box: tuple[float, float], *, heed_land: bool = True) -> np.ndarray:
    """Return the area-weighted mean over the box for each month, in kelvin."""
    inside = (raw.longitude >= box[0]) & (raw.longitude <= box[1])
    means = []
    for field, land in zip(raw.sst[..., inside].astype(np.float64), raw.land[..., inside], strict=True):
        weights = np.repeat(np.cos(np.deg2rad(raw.latitude.astype(np.float64)))[:, None], inside.sum(), axis=1)
        sea = ~land if heed_land else np.full(land.shape, True)
        means.append((field[sea] * weights[sea]).sum() / weights[sea].sum())
    return np.array(means)


def climatology(raw: Raw, values: np.ndarray) -> np.ndarray:
    """Return the mean of each month of the year; `values` run along time first."""
    return np.stack([values[months(raw) == month].astype(np.float64).mean(axis=0) for month in range(1, 13)])


def anomaly(raw: Raw, values: np.ndarray) -> np.ndarray:
    """Return the difference of each value from the mean of its month of the year."""
    mean = climatology(raw, values)
    return np.stack([value - mean[month - 1] for value, month in zip(values, months(raw), strict=True)])


def running_mean(values: np.ndarray) -> np.ndarray:
    """Return the mean of each value and its two neighbours, for all but the first and the last."""
    return np.array([values[i - 1 : i + 2].mean() for i in range(1, len(values) - 1)])


def warmest_place(raw: Raw) -> tuple[float, np.datetime64, float, float]:
    """Return the highest temperature in kelvin with its time, latitude and longitude."""
    sea = np.where(raw.land, -np.inf, raw.sst)
    (time,), (row,), (column,) = np.nonzero(sea == sea.max())
    return float(sea.max()), raw.time[time], float(raw.latitude[row]), float(raw.longitude[column])
