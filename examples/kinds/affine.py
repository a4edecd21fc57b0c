"""Sky or geo reference: where pixels lie; nan where positions are lost (by sorting, joining …) or many (in a mean)."""

from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any

import numpy as np

import metaarr as mt
from metaarr.kinds import ABSENT, AxisMap


class Affine(mt.PerAxis):
    """An affine map, ``x.world @ [i, j, 1]``: for each coordinate its step along each axis, and last its origin."""

    def __init__(self, *coordinates: str) -> None:
        super().__init__()
        self.coordinates = coordinates

    def unknown(self, shape: tuple[int, ...]) -> np.ndarray:
        return np.full((len(self.coordinates), len(shape) + 1), np.nan)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, np.ndarray]:
        unknown = self.unknown(data.shape)
        meta = np.array(given.get(self.name, unknown if present is ABSENT else present), float)
        if meta.shape != unknown.shape:
            raise ValueError(f"{self.name} of these data has shape {unknown.shape}, not {meta.shape}")
        return data, meta

    def expose(self, array: mt.MetaArray, meta: np.ndarray) -> np.ndarray:
        return meta.copy()

    def follow(self, meta: np.ndarray, axis_map: AxisMap, shape: tuple[int, ...]) -> np.ndarray:
        old = np.zeros((len(shape) + 1, len(axis_map.axes) + 1))  # the old pixel as an affine map of the new one
        old[-1, -1] = 1
        old[list(axis_map.dropped), -1] = np.array([*axis_map.dropped.values()], float)  # None: nan
        for axis, (source, index) in enumerate(axis_map.axes):
            if source is not None:
                places = np.arange(shape[source])[index] if index is not None else []
                steps = {*np.diff(places)} or {1}
                old[source, [axis, -1]] = (*steps, places[0]) if len(places) and len(steps) == 1 else np.nan
        terms = meta[:, :, np.newaxis] * old
        return np.where(np.isnan(terms) & ((meta == 0)[:, :, np.newaxis] | (old == 0)), 0, terms).sum(axis=1)

    def merged(self, metas: Sequence[np.ndarray], shape: tuple[int, ...]) -> np.ndarray:
        return reduce(self.agreed, metas)

    def agreed(self, one: np.ndarray, other: np.ndarray) -> np.ndarray:
        """Each coordinate as it is where it varies, rather than where it is the same everywhere or not known."""
        a, b = (np.where(np.isnan(m).any(1), 0, 1 + (m[:, :-1] != 0).any(1)) for m in (one, other))
        differ = (a == b) & ~np.isclose(one, other, rtol=1e-9, atol=1e-9, equal_nan=True).all(1)
        if (differ & (a == 2)).any():
            raise mt.UnsupportedError(f"{self.name}: the pixels of two images lie apart; resample one of them first")
        return np.where(differ[:, None], np.nan, np.where((a >= b)[:, None], one, other))

    def joined(self, metas: Sequence[np.ndarray], axis: int, shapes: Sequence[tuple[int, ...]]) -> np.ndarray:
        return self.unknown(shapes[0])
