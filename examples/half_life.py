"""The half-life of barium-137m from counts of its decays, with the uncertainty of the result.

The counts are made: drawn, by a fixed seed, from Poisson's law for the known half-life, so that the answer can be
judged. The kind of metadata is ``kinds/uncertainty.py``. Run it with ``python examples/half_life.py``.
"""

from typing import Any

import numpy as np
from kinds.uncertainty import Uncertainty

import metaarr as mt
from metaarr import units as u

HALF_LIFE = 153.1 * u.s
BACKGROUND = 0.4 / u.s  # known well, from a measurement overnight


class Measured(mt.Quantity):
    """Values with their standard deviations."""

    sigma = Uncertainty()


def measure(seed: int = 137) -> tuple[Any, Any]:
    """Count for ten seconds, every half minute: times, and counts with the uncertainty of a count, its square root."""
    time = np.arange(0, 600, 30) * u.s
    expected = (150 / u.s * np.exp2(-time / HALF_LIFE) + BACKGROUND) * (10 * u.s)
    counts = np.random.default_rng(seed).poisson(np.asarray(expected.to("")))
    return time, Measured(counts, sigma=np.sqrt(counts))


def half_life(time: Any, counts: Any) -> Any:
    """Fit a line to the logarithm of the rate, each point weighted by its uncertainty: the slope tells."""
    rate = counts / (10 * u.s) - BACKGROUND
    y = np.log(rate * u.s)
    weight = 1 / np.asarray(y.sigma) ** 2
    t = time - (weight * time).sum() / weight.sum()
    slope = (weight * t * y).sum() / (weight * t * t).sum()
    return (-np.log(2) / slope).to("s")


if __name__ == "__main__":
    result = half_life(*measure())
    print(f"half-life {np.asarray(result):.1f} ± {np.asarray(result.sigma):.1f} s (true: {HALF_LIFE:~P})")
