"""Curves through the elements along one axis, by scipy, which need not be installed for anything else."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from .._errors import MaskError, UnsupportedError
from .arrays import hidden, record_of, unlabeled
from .folding import Model

METHODS: dict[str, tuple[str, dict[str, Any]]] = {
    "cubic": ("CubicSpline", {}),
    "pchip": ("PchipInterpolator", {}),
    "akima": ("Akima1DInterpolator", {"method": "akima"}),
    "makima": ("Akima1DInterpolator", {"method": "makima"}),
}
"""Name of a method → the class of scipy's that it is, and its options."""


def through(array: Any, knots: NDArray[np.float64], wanted: NDArray[np.float64], method: str) -> Any:
    """Values of the curve along the first axis of an array without labels."""
    mask = hidden(array)
    if mask is not None and mask.any():
        raise MaskError(
            f"interp: method={method!r} needs all elements, and {np.count_nonzero(mask)} are masked; "
            "fill them first, or take method='linear'"
        )
    # A curve through equal elements is level, as their mean is: it asks the same of units.
    model = Model.of(array, np.mean)
    if model is None:
        kinds = ", ".join(kind.name for kind in record_of(array))
        raise UnsupportedError(f"interp: method={method!r} has no rule for {kinds}; take method='linear'")
    values = _curve(np.asarray(unlabeled(array)), knots, method)(wanted)
    return model.dressed(np.asarray(values), np.zeros(np.shape(values), np.bool_))


def _curve(data: NDArray[Any], knots: NDArray[np.float64], method: str) -> Any:
    try:
        from scipy import interpolate
    except ImportError as error:
        raise ImportError(f"interp: method={method!r} needs scipy; pip install metaarr[interp]") from error
    name, options = METHODS[method]
    order = np.argsort(knots)
    return getattr(interpolate, name)(knots[order], data[order], axis=0, **options)
