"""Quality bits: several named masks on one array, each with the reason why an element is not to be trusted.

Where arrays meet, an element has the flags of all its operands. Functions that look at several elements at once (sums,
means, sorting, products of matrices) take flagged elements for masked.
"""

from collections.abc import Mapping
from functools import reduce
from types import MappingProxyType
from typing import Any

import numpy as np

import metaarr as mt
from metaarr.kinds import Call, Structure

MASK = mt.MaskedArray.mask
COLLECTIVE = {Structure.REDUCE, Structure.ARGREDUCE, Structure.ACCUMULATE, Structure.ORDER, Structure.SEARCH}
COLLECTIVE |= {Structure.STENCIL, Structure.SET, Structure.CONTRACT, Structure.LINALG, Structure.TRANSFORM}


class Quality(mt.PerElement):
    """Masks by name, declared with their reasons; given, shown and set as ``x.quality = {"spike": mask}``."""

    def __init__(self, **reasons: str) -> None:
        super().__init__(np.min_scalar_type((1 << len(reasons)) - 1), np.bitwise_or, check=self.known)
        self.reasons = reasons
        self.bit_of = {name: self.dtype.type(1 << i) for i, name in enumerate(reasons)}

    def known(self, bits: Any) -> bool:
        """No other bits than those of the names."""
        return not np.any(bits >> len(self.reasons))

    def packed(self, masks: Any) -> Any:
        """Masks by name as bits; bits, as files hold them, as they are."""
        if not isinstance(masks, Mapping):
            return masks
        if unknown := masks.keys() - self.bit_of:
            raise ValueError(f"{self.name} has no mask {min(unknown)!r}; it has {', '.join(self.bit_of)}")
        return reduce(np.bitwise_or, (np.where(mask, self.bit_of[name], 0) for name, mask in masks.items()), 0)

    def accept(self, given: Mapping[str, Any], data: np.ndarray, present: Any) -> tuple[np.ndarray, Any]:
        return super().accept({name: self.packed(masks) for name, masks in given.items()}, data, present)

    def expose(self, array: Any, meta: Any) -> Mapping[str, np.ndarray]:
        return MappingProxyType({name: np.asarray(meta & bit != 0) for name, bit in self.bit_of.items()})

    def __set__(self, array: mt.MetaArray, masks: Any) -> None:
        super().__set__(array, self.packed(masks))

    def arrange(self, call: Call) -> None:
        """Mask what is flagged, for functions whose results depend on several elements."""
        for operand in call.operands if call.structure in COLLECTIVE else ():
            if self in operand.metas:
                operand.metas[MASK] = operand.metas.get(MASK, False) | (operand.metas[self] != 0)

    def described(self, meta: Any) -> str:
        counts = {name: int(mask.sum()) for name, mask in self.expose(None, meta).items() if mask.any()}
        return f"{self.name}={counts}"
