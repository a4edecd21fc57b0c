"""Where the sea is warmest: cut-outs of a map, turned and thinned, that still know where on Earth their pixels lie.

The kind of metadata is ``kinds/affine.py``; the data are those of ``sea_surface_temperature.py``. Run it with
``python examples/warm_pool.py``.
"""

from typing import Any

import numpy as np
from kinds.affine import Affine
from sea_surface_temperature import load

import metaarr as mt


class Map(mt.MaskedQuantity):
    """An image of the Earth, whose pixels have latitude and longitude."""

    world = Affine("latitude", "longitude")


def mean_map() -> Any:
    """Average over time; rows run from south to north, and columns from Greenwich eastwards."""
    mean = load().mean("time")
    south, west = (float(np.asarray(mean.coords[name])[0]) for name in ("latitude", "longitude"))
    down, right = (
        float(np.ptp(np.asarray(c)) / (c.size - 1)) for c in (mean.coords["latitude"], mean.coords["longitude"])
    )
    return Map(mean.unlabeled, world=[[down, 0, south], [0, right, west]])


def warmest(image: Any) -> tuple[Any, Any]:
    """The highest temperature and where it is, whatever was done to the image."""
    place = np.unravel_index(np.argmax(image), image.shape)
    return image[place], image.world @ [*place, 1]


def views(image: Any) -> dict[str, Any]:
    """The same data seen in other ways."""
    return {
        "whole": image,
        "north up": image[::-1],
        "Pacific": image[:, 144:336],
        "turned": np.rot90(image[::-1, 144:336]),
        "every third pixel": image[1::3, 1::3].T,
    }


if __name__ == "__main__":
    for name, image in views(mean_map()).items():
        temperature, (latitude, longitude) = warmest(image)
        print(f"{name:18} {image.shape!s:10} {temperature:.2f~P} at {latitude:5.2f}° N, {longitude:6.2f}° E")
