"""Histograms: masked elements fall into no bin, nor do elements whose weight is masked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from .._call import Call, Operand
from .._errors import MaskError
from .._proposal import NOTHING, Proposal
from .answers import any_hidden, hidden_of, named, require_visible, run_on, values_of

if TYPE_CHECKING:
    from .kind import Mask


def binned(kind: Mask, call: Call) -> Proposal:
    """Leave out what is masked; counts and edges themselves are never masked."""
    weights = named(call, "weights")
    require_visible(call, *(o for o in values_of(call) if o is not weights))
    counted = [o for o in (*call.arrays, weights) if o is not None]
    if not any_hidden(counted):
        return NOTHING
    return Proposal(compute=lambda c: run_on(c, _visible(c, counted)))


def _visible(call: Call, counted: list[Operand]) -> dict[Operand, Any]:
    """Give the elements that count; of arrays with several axes (points as rows) the rows without a masked element."""
    by_point = call.func is np.histogramdd
    masks = [_of_points(hidden_of(o)) if by_point else hidden_of(o) for o in counted]
    shapes = {mask.shape for mask in masks}
    if len(shapes) > 1:
        raise MaskError(
            f"{call.name}: arrays of the shapes {', '.join(map(str, sorted(shapes)))} do not go together; "
            "give one value and one weight for each element"
        )
    valid = ~np.logical_or.reduce(masks)
    return {operand: np.asarray(operand.bare)[valid] for operand in counted}


def _of_points(mask: Any) -> Any:
    return mask.any(axis=1) if mask.ndim == 2 else mask
