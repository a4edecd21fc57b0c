"""Making arrays of any class of ours, whatever arguments its own constructor takes."""

from __future__ import annotations

import inspect
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from .._array import MetaArray


def constructed(cls: type[MetaArray], data: Any, fields: Mapping[str, Any]) -> Any:
    """Make an array by its class, or as the constructor of that does itself where it takes other arguments."""
    if _takes(cls.__new__, fields) and _takes(cls.__init__, fields):
        return cls(data, copy=None, **fields)
    return MetaArray.__new__(cls, data, copy=None, **fields)


def _takes(function: Any, names: Iterable[str]) -> bool:
    """Whether a constructor can be called with data, ``copy`` and keywords of those names."""
    if function is np.ndarray.__init__:
        return True
    given = {*names, "copy"}
    parameters = inspect.signature(function).parameters.values()
    if not any(p.kind is p.VAR_KEYWORD for p in parameters) and not given <= {p.name for p in parameters}:
        return False
    needed = [
        p
        for p in parameters
        if p.default is p.empty and p.name not in given and p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)
    ]
    return len(needed) <= 2 and all(p.kind is not p.KEYWORD_ONLY for p in needed)  # the class and the data
