"""Conversions into arrays of integers: what would be cut off is refused."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

from .._call import Call, Operand

Change = Callable[[Any], Any]


def exactly(call: Call, change: Change | None, dtype: np.dtype[Any], source: Operand | None = None) -> Change | None:
    """Give a conversion whose results NumPy casts into `dtype`.

    NumPy casts what it assigns, pads with or starts a sum from into the array's dtype: 50 cm written into integers of
    m would become 0. The conversion keeps whole numbers, and refuses others.
    """
    if change is None or dtype.kind not in "iub":
        return change
    hidden = None if source is None else source.hidden

    def converted(value: Any) -> Any:
        numbers = np.asarray(change(value))
        with np.errstate(invalid="ignore"):
            whole = numbers.astype(dtype)
        kept = np.asarray(whole == numbers)
        if not (kept.all() if hidden is None else kept[~hidden].all()):
            raise call.refuse(
                f"the value is no whole number in the unit of the array, whose dtype is {dtype}",
                "use x.astype(float) first, or a value that fits",
            )
        return whole

    return converted
