"""JAX: its arrays become plain data of ours, and refuse to meet our arrays in silence."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._foreign import refusal


def adapt(library: ModuleType) -> None:
    """Have JAX's operators and functions refuse our arrays, which it takes for plain ones."""
    from jax._src import core  # the table by which every function of JAX reads its arguments has no public name

    from .._array import MetaArray

    def refuse(array: Any) -> Any:
        raise refusal(library.Array, "jax")

    MetaArray.__jax_array__ = refuse  # type: ignore[attr-defined]
    core.pytype_aval_mappings[MetaArray] = refuse


def read(array: Any, *, copy: bool | None) -> Any:
    """Give an array of JAX as a plain one; what shares its memory is read-only, as JAX's arrays are."""
    platforms = {device.platform for device in array.devices()} if hasattr(array, "devices") else {"cpu"}
    if platforms != {"cpu"}:
        raise UnsupportedError(
            "the array of JAX lies on another device, and is never copied from there implicitly; "
            "copy it with jax.device_get(x) first"
        )
    return np.asarray(array) if copy is not True else np.array(array)
