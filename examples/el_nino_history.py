"""Where a number comes from: the strength of El Niño in one line, and the history that the number itself tells.

The kind of metadata is ``kinds/provenance.py``; the data are those of ``sea_surface_temperature.py``. Run it with
``python examples/el_nino_history.py``.
"""

from typing import Any

from kinds.provenance import Provenance
from sea_surface_temperature import DATA, load

import metaarr as mt


class Field(mt.LabeledMaskedQuantity):
    """A field that knows what was done to it."""

    history = Provenance()


def anomaly(sst: Any) -> Any:
    """Tell how much warmer than the mean the middle of the equatorial Pacific was in the last December of the data."""
    box = sst[:, :, 228:289].mean(("latitude", "longitude"))  # 190 to 240 degrees east
    return box[44] - box.mean("time")


if __name__ == "__main__":
    result = anomaly(Field(load(), history=DATA.name))
    print(f"{result:.2f~P} in {result.coords['time'].astype('M8[M]')}\n\n{result.history}")
