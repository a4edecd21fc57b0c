"""TensorFlow: tensors become plain data of ours, and refuse to meet our arrays in silence."""

from __future__ import annotations

from types import ModuleType
from typing import Any

import numpy as np

from .._errors import UnsupportedError
from .._foreign import refusal
from . import dlpack
from ._giving_way import ARITHMETIC, give_way


def adapt(library: ModuleType) -> None:
    """Have TensorFlow's operators and functions refuse our arrays, which it takes for plain ones."""
    from .._array import MetaArray

    def refuse(array: Any, dtype: Any = None, name: Any = None) -> Any:
        raise refusal(library.Tensor, "tensorflow")

    MetaArray.__tf_tensor__ = refuse  # type: ignore[attr-defined]
    for cls in (library.Tensor, library.Variable, type(library.constant(0))):
        give_way(cls, ARITHMETIC)


def read(tensor: Any, *, copy: bool | None) -> Any:
    """Give a tensor as a plain array that shares its memory, where NumPy has its dtype."""
    value = tensor.value() if hasattr(tensor, "value") else tensor  # of a variable
    if "CPU" not in value.device:
        raise UnsupportedError(
            "the tensor lies on another device, and is never copied from there implicitly; "
            "copy it with tf.identity inside tf.device('CPU') first"
        )
    native = np.dtype(value.dtype.as_numpy_dtype).isbuiltin == 1 and value.dtype.as_numpy_dtype is not object
    return dlpack.shared(value, copy) if native else np.array(value.numpy(), copy=copy)
