"""Four years of weather in Seattle: days that fail a check are flagged, each with the reason, and left out of means.

The kind of metadata is ``kinds/quality.py``; the data are described in ``data/README.md``. Run it with
``python examples/weather_quality.py``.
"""

from pathlib import Path
from typing import Any

import numpy as np
from kinds.quality import Quality

import metaarr as mt

DATA = Path(__file__).parent / "data" / "seattle-weather.csv"
CHECKS = Quality(
    jump="more than 8 K from the day before",
    stuck="the same for three days",
    contradictory="sunshine with rain, or rain without any",
)


class Daily(mt.Quantity):
    """A value for each day, and what speaks against it."""

    quality = CHECKS


def load() -> dict[str, Any]:
    """Read the table and check each temperature by itself, and the weather as it was reported."""
    table = np.genfromtxt(DATA, delimiter=",", names=True, dtype=None, encoding="utf-8")
    wet = table["precipitation"] > 0
    odd = ((table["weather"] == "sun") & wet) | ((table["weather"] == "rain") & ~wet)
    days = {name: Daily(table[name], "degC", quality=checked(table[name])) for name in ("temp_max", "temp_min")}
    return days | {"precipitation": Daily(table["precipitation"], "mm", quality={"contradictory": odd})}


def checked(values: np.ndarray) -> dict[str, np.ndarray]:
    """Find jumps and runs of equal values."""
    step = np.abs(np.diff(values, prepend=values[0]))
    same = step == 0
    return {"jump": step > 8, "stuck": same & np.roll(same, 1) & (np.arange(values.size) > 1)}


def report(days: dict[str, Any]) -> str:
    """Tell what was found, and what difference it makes."""
    spread = days["temp_max"] - days["temp_min"]  # flagged where one of them is
    lines = [f"{len(spread)} days"]
    for name, x in {**days, "temp_max - temp_min": spread}.items():
        flagged = ", ".join(f"{mask.sum()} {flag}" for flag, mask in x.quality.items() if mask.any())
        trusted, every = x.mean(), mt.Quantity(np.asarray(x), x.units).mean()
        lines.append(f"{name:20} mean {trusted:.3f~P} (all days: {every:.3f~P})  flagged: {flagged}")
    return "\n".join([*lines, "", *(f"{name}: {reason}" for name, reason in CHECKS.reasons.items())])


if __name__ == "__main__":
    print(report(load()))
