"""What a call says of axes: the one it works along, whether folded ones stay, what it cuts off."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

import numpy as np

from ._axes.maps import AxisMap
from ._call import Call


def default_axis(call: Call) -> int | None:
    """Axis of a ufunc's ``reduce`` and ``accumulate`` is 0 where functions say None."""
    return 0 if isinstance(call.func, np.ufunc) or hasattr(call, "ufunc") else None


def keeps_dims(call: Call) -> bool:
    """Whether a reduction keeps the reduced axes with length one."""
    return call.argument("keepdims", False) is True or bool(call.argument("keepdims", False)) is True


def trimmed_to(call: Call) -> tuple[slice, ...]:
    """Give the part of its array that ``np.trim_zeros`` leaves."""
    rule: Any = call.row.axes
    kept: AxisMap = rule(call_arguments(call), call.arrays[0].shape)
    return tuple(slice(0, 0) if axis.index is None else cast("slice", axis.index) for axis in kept.axes)


def call_arguments(call: Call) -> Mapping[str, Any]:
    """Bare arguments by name, as the rules of ``_axes`` read them."""
    return call.bare_arguments() if hasattr(call, "bare_arguments") else {}
