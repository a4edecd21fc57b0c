"""Hard masks: what is masked stays masked, and keeps its value, whatever is assigned to it.

A hard mask is a mask array that is read-only while the data are not. NumPy hands that on to every view and to nothing
else, so views of a hard mask are hard, and copies and results are soft, without anybody looking; and whatever writes
into a mask without asking here raises, rather than unmasking.
"""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .._call import Call
from .._errors import MaskError
from .._proposal import Proposal

if TYPE_CHECKING:
    from .kind import Mask

Mask_ = NDArray[np.bool_]


def hardened(mask: Mask_) -> Mask_:
    """Give the mask as one that is hard; shares memory."""
    hard = mask.view()
    hard.flags.writeable = False
    return hard


def writable(mask: Mask_) -> Mask_:
    """Give the mask as one that can be written into; shares memory."""
    if mask.flags.writeable:
        return mask
    soft = mask.view()
    soft.flags.writeable = True
    return soft


def is_hard(mask: Mask_, data: NDArray[Any]) -> bool:
    """Whether the mask of these data is hard; data that nobody can write to need no such protection."""
    return not mask.flags.writeable and data.flags.writeable


def write(mask: Mask_, values: Any, where: Any = True) -> None:
    """Write into a mask; into a hard one only what masks."""
    if mask.flags.writeable:
        np.copyto(mask, values, where=where)
    else:
        np.logical_or(mask, values, out=writable(mask), where=where)


def require_kept(mask: Mask_, values: Any) -> None:
    """Refuse to put another mask in the place of a hard one that it would unmask."""
    if not mask.flags.writeable and np.any(mask & ~values):
        raise MaskError(
            "the mask is hard, and masked elements would move away from where they are; "
            "use np.sort(x) or np.partition(x, kth), or call x.soften_mask() first"
        )


def assign(kind: Mask, call: Call) -> Proposal:
    """Write as into a soft mask, then put back what was masked before: its data and its mask."""
    target = call.operands[0]
    mask = target.metas[kind]
    restore = _restorer(call, target.bare, mask)

    def commit() -> None:
        call.run(kind.companions(call) | {0: writable(mask)}, without=("dtype", "casting"))
        restore()

    return Proposal(commit=commit)


def _restorer(call: Call, data: NDArray[Any], mask: Mask_) -> Callable[[], None]:
    """Remember the masked elements that the call can reach: those of the key, or all of the array."""
    key = call.argument("b") if call.func is operator.setitem else Ellipsis
    if type(key) is int:
        key = (key, Ellipsis)  # an array, however few axes are left
    hidden = mask[key].copy()
    kept = data[key][hidden]

    def restore() -> None:
        now = data[key]
        now[hidden] = kept
        data[key] = now
        soft = writable(mask)
        soft[key] |= hidden

    return restore
