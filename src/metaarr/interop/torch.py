"""PyTorch: tensors become plain data of ours, share memory both ways, and refuse to meet our arrays in silence."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._foreign import refusal


def adapt(library: ModuleType) -> None:
    """Have torch ask us about its functions and operators that are given one of our arrays."""
    from .._array import MetaArray

    def refuse(cls: type, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        raise refusal(library.Tensor, f"torch.{getattr(func, '__name__', func)}")

    MetaArray.__torch_function__ = classmethod(refuse)  # type: ignore[attr-defined]


def read(tensor: Any, *, copy: bool | None) -> Any:
    """Give a tensor as a plain array that shares its memory.

    Tensors that require gradients, and those of dtypes or layouts that NumPy has not, torch refuses by itself.
    """
    if tensor.device.type != "cpu":
        raise UnsupportedError(
            f"the tensor lies on {tensor.device}, and is never copied from there implicitly; copy it with t.cpu() first"
        )
    return np.array(tensor.numpy(), copy=copy)
