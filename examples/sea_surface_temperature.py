"""Four and a half years of sea-surface temperature, from a file to a figure.

One array carries the unit, the land mask and the labels all the way: select boxes by longitude, average them by area,
take monthly anomalies (temperature *differences*), and find the warmest month and place by name. The data are those of
``data/README.md``.

Run it with ``python examples/sea_surface_temperature.py [--figure PATH]``.
"""

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from metaarr import units as u
from metaarr.io import read_netcdf

DATA = Path(__file__).parent / "data" / "ostia_monthly.nc"

# Longitudes; the data cover 5° S to 4.4° N. Niño 3.4 is where El Niño is measured, and land fills 39 % of the other.
BOXES = {
    "Niño 3.4": slice(190 * u.degree, 240 * u.degree),
    "90–150° E": slice(90 * u.degree, 150 * u.degree),
}


def load() -> Any:
    """Read the temperatures, in degrees Celsius, over time, latitude and longitude."""
    return read_netcdf(DATA, "surface_temperature").to("degC")


def box_mean(sst: Any, box: slice) -> Any:
    """Average over all places of a box, by their area: cells grow narrower with the cosine of latitude."""
    inside = sst.sel(longitude=box)
    return inside.weighted(np.cos(inside.coords["latitude"])).mean(("latitude", "longitude"))


def climatology(x: Any) -> Any:
    """Average each month of the year over the years."""
    return x.groupby("time.month").mean()


def anomaly(x: Any) -> Any:
    """Tell how far each month departs from what is usual in that month: a difference of temperatures."""
    return x.groupby("time.month") - climatology(x)


def running_mean(x: Any) -> Any:
    """Average each month with its two neighbours; the first and the last month, which lack one, are masked."""
    return x.rolling(time=3, center=True).mean()


def warmest(x: Any) -> Any:
    """Pick the highest value; its coordinates say where and when it was."""
    return x[np.unravel_index(np.argmax(x), x.shape)]


def report(sst: Any) -> str:
    """Put the findings into a short table."""
    lines = ["Monthly sea-surface temperature, April 2006 to September 2010, 5° S to 4.4° N", ""]
    lines += [_row("", "mean", "warmest month", "", "mean, land taken for sea")]
    for name, box in BOXES.items():
        mean, blind = box_mean(sst, box), box_mean(sst.unmasked, box)
        month = mean.idxmax("time").astype("M8[M]")
        lines += [
            _row(
                name,
                f"{mean.mean('time'):.2f~P}",
                f"{warmest(mean):.2f~P}",
                f"in {month}",
                f"{blind.mean('time'):.3g~P}",
            )
        ]
    return "\n".join([*lines, "", *_extremes(sst)])


def _row(*cells: str) -> str:
    return "".join(f"{cell:<{width}}" for cell, width in zip(cells, (12, 24, 21, 14, 0), strict=True)).rstrip()


def _extremes(sst: Any) -> list[str]:
    place = warmest(sst)
    time, latitude, longitude = (place.coords[name] for name in ("time", "latitude", "longitude"))
    departure = running_mean(anomaly(box_mean(sst, BOXES["Niño 3.4"])))
    return [
        f"warmest of all      {place:.2f~P} at {latitude:.1f~P} N, {longitude:.1f~P} E in {time.astype('M8[M]')}",
        f"strongest El Niño   {departure.max():+.2f~P} around {departure.idxmax().astype('M8[M]')}",
        f"strongest La Niña   {departure.min():+.2f~P} around {departure.idxmin().astype('M8[M]')}",
    ]


def draw(sst: Any, path: Path) -> None:
    """Draw the mean over time as a map, and Niño 3.4 with its anomaly."""
    from matplotlib.figure import Figure

    figure = Figure(figsize=(9, 8), layout="constrained")
    top, middle, bottom = figure.subplots(3, 1, height_ratios=(1.1, 1.2, 1.2))
    nino = box_mean(sst, BOXES["Niño 3.4"])
    _draw_map(top, sst.mean("time"))
    _draw_series(middle, nino, nino - anomaly(nino))
    _draw_anomaly(bottom, anomaly(nino))
    bottom.sharex(middle)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, dpi=150)


def _bare(x: Any) -> np.ndarray:
    """Drop all metadata, explicitly and at the very end: masked values become gaps, and the axes are labelled here."""
    return np.asarray(x.magnitude.filled(np.nan))


def _draw_map(axes: Any, mean: Any) -> None:
    longitude, latitude = (mean.coords[name] for name in ("longitude", "latitude"))
    mesh = axes.pcolormesh(
        np.asarray(longitude), np.asarray(latitude), _bare(mean), cmap="Spectral_r", shading="nearest", rasterized=True
    )
    for name, box in BOXES.items():
        west, east = box.start.magnitude, box.stop.magnitude
        axes.plot([west, east, east, west, west], [-4.9, -4.9, 4.4, 4.4, -4.9], color="black", lw=1.2)
        axes.text(west + 2, 4.1, name, va="top", weight="bold", bbox={"color": "white", "alpha": 0.7, "pad": 2})
    axes.set(
        facecolor="0.75", xticks=range(0, 361, 60), xlim=(0, 359.5), title="Mean sea-surface temperature (land grey)"
    )
    axes.set(xlabel=f"longitude ({longitude.units:~P} east)", ylabel=f"latitude ({latitude.units:~P} north)")
    axes.figure.colorbar(mesh, ax=axes, label=f"{mean.units:~P}", pad=0.01)


def _draw_series(axes: Any, nino: Any, usual: Any) -> None:
    time = np.asarray(nino.coords["time"])
    axes.plot(time, _bare(nino), color="black", lw=1.5, label="monthly mean")
    axes.plot(time, _bare(usual), color="0.55", lw=1.2, ls="--", label="usual for the month")
    axes.set(ylabel=f"temperature ({nino.units:~P})", title="Niño 3.4")
    axes.margins(x=0.01)
    axes.legend(frameon=False, ncols=2)


def _draw_anomaly(axes: Any, departure: Any) -> None:
    time, values = np.asarray(departure.coords["time"]), _bare(departure)
    axes.fill_between(time, values, 0, where=values > 0, interpolate=True, color="#c8503c", lw=0, label="warmer")
    axes.fill_between(time, values, 0, where=values < 0, interpolate=True, color="#3c78b4", lw=0, label="colder")
    axes.plot(time, _bare(running_mean(departure)), color="black", lw=1.5, label="three-month mean")
    axes.axhline(0, color="black", lw=0.6)
    axes.set(ylabel=f"anomaly ({departure.units:~P})", title="Niño 3.4: departure from the usual")
    axes.legend(frameon=False, ncols=3)


def main(arguments: Sequence[str] | None = None) -> None:
    """Print the table and write the figure."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0] if __doc__ else None)
    parser.add_argument(
        "--figure",
        type=Path,
        default=Path("build") / "sea_surface_temperature.png",
        help="where to write the figure (default: %(default)s)",
    )
    path = parser.parse_args(arguments).figure
    sst = load()
    print(report(sst))
    draw(sst, path)
    print(f"\nfigure: {path}")


if __name__ == "__main__":
    main()
