"""The input sentinel :data:`masked`."""

from __future__ import annotations

from typing import Any, Final

from ._errors import MaskError


class Masked:
    """Type of :data:`masked`."""

    __slots__ = ()
    __array_ufunc__ = None

    def __repr__(self) -> str:
        return "metaarr.masked"

    def __reduce__(self) -> str:
        return "masked"

    def __array__(self, dtype: Any = None, copy: bool | None = None) -> Any:
        raise MaskError(
            "masked has no value to put into an array without a mask; "
            "give it one first: x = metaarr.array(x, mask=False)"
        )

    def __bool__(self) -> bool:
        raise MaskError("masked has no truth value; ask metaarr.is_masked(x)")


masked: Final = Masked()
"""Input sentinel: ``x[0] = masked`` masks an element, ``metaarr.array([1.0, masked], "m")`` makes one."""
