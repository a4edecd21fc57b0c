"""Functions of dask.array that would go wrong with chunks of ours, and what they do instead.

Most functions of dask.array ask the chunks for everything, and are right without help. The rest works something out
from the dtype, the shape or a plain number: the dtype of a sum of metres and kilometres, the weights of masked
elements, bins that a plain number gives. :func:`replace` puts a function around each of those that answers for arrays
with chunks of ours and leaves all others alone. See decision record 0014.
"""

from __future__ import annotations

import sys
from collections.abc import Mapping
from functools import wraps
from types import ModuleType
from typing import Any

import numpy as np

from .._array import MetaArray
from . import _dask_answers as ask
from ._dask_answers import Answer, Function


def replace(module: ModuleType) -> None:
    """Put the answers of a module of dask around its functions, wherever modules of dask.array refer to them."""
    for name, answer in ANSWERS[module.__name__].items():
        own = getattr(module, name, None)
        if callable(own) and not hasattr(own, "asks_metaarr"):
            _replace_everywhere(own, _around(own, answer))
    if module.__name__ == "dask.array.core":
        _replace_assignment(module.Array)


def _around(own: Function, answer: Answer) -> Function:
    @wraps(own)
    def asking(*args: Any, **kwargs: Any) -> Any:
        if any(map(ask.has_ours, args)) or any(map(ask.has_ours, kwargs.values())):
            return answer(own, *args, **kwargs)
        return own(*args, **kwargs)

    asking.asks_metaarr = True  # type: ignore[attr-defined]
    return asking


def _replace_everywhere(own: Function, asking: Function) -> None:
    for name, module in list(sys.modules.items()):
        if name == "dask.array" or name.startswith("dask.array."):
            for key in [key for key, value in vars(module).items() if value is own]:
                setattr(module, key, asking)


def _replace_assignment(cls: Any) -> None:
    own = cls.__setitem__
    if hasattr(own, "asks_metaarr"):
        return

    @wraps(own)
    def setitem(self: Any, key: Any, value: Any) -> None:
        ask.require_place(self, value)
        own(self, key, ask.to_assign(self, value) if isinstance(self._meta, MetaArray) else value)

    setitem.asks_metaarr = True  # type: ignore[attr-defined]
    cls.__setitem__ = setitem


def _names(text: str) -> list[str]:
    return text.split()


ANSWERS: Mapping[str, Mapping[str, Answer]] = {
    "dask.array.core": {
        "elemwise": ask.elementwise,
        "store": ask.store,
        **dict.fromkeys(("to_zarr", "to_hdf5", "to_npy_stack"), ask.in_files),
    },
    "dask.array.tiledb_io": {"to_tiledb": ask.in_files},
    "dask.array.creation": {"pad": ask.pad, "full_like": ask.full_like},
    "dask.array.percentile": {"percentile": ask.percentile},
    "dask.array.reductions": {
        **dict.fromkeys(("cumsum", "nancumsum"), ask.running(0)),
        **dict.fromkeys(("cumprod", "nancumprod"), ask.running(1)),
        "mean": ask.folding(np.mean),
        "nanmean": ask.folding(np.nanmean),
        "std": ask.folding(np.std),
        "nanstd": ask.folding(np.nanstd),
        "var": ask.folding(np.var),
        "nanvar": ask.folding(np.nanvar),
        "topk": ask.topk,
        **dict.fromkeys(("argmax", "argmin", "nanargmax", "nanargmin"), ask.positions),
        **dict.fromkeys(("argtopk", "nanpercentile", "nanquantile"), ask.without_mask),
    },
    "dask.array.routines": {
        "matmul": ask.matmul,
        "average": ask.average,
        "unique": ask.unique,
        "digitize": ask.digitize,
        "gradient": ask.gradient,
        "searchsorted": ask.searchsorted,
        **dict.fromkeys(("argwhere", "count_nonzero"), ask.of_truth),
        **dict.fromkeys(("bincount", "cov", "corrcoef"), ask.without_mask),
    },
    "dask.array.linalg": {
        **dict.fromkeys(
            ("cholesky", "inv", "qr", "sfqr", "solve", "solve_triangular", "svd", "svd_compressed", "tsqr"),
            ask.without_mask,
        ),
        **dict.fromkeys(("lstsq", "lu"), ask.plain_only),
    },
    "dask.array.fft": dict.fromkeys(
        _names("fft fft2 fftn ifft ifft2 ifftn rfft rfft2 rfftn irfft irfft2 irfftn hfft ihfft fftshift ifftshift"),
        ask.keeping_meta,
    ),
    "dask.array.ma": dict.fromkeys(
        _names(
            "average count empty_like filled fix_invalid getdata getmaskarray masked_array masked_equal masked_greater "
            "masked_greater_equal masked_inside masked_invalid masked_less masked_less_equal masked_not_equal "
            "masked_outside masked_values masked_where nonzero ones_like set_fill_value where zeros_like"
        ),
        ask.never,
    ),
    "dask.array.stats": dict.fromkeys(
        _names(
            "chisquare f_oneway kurtosis kurtosistest moment normaltest power_divergence skew skewtest ttest_1samp "
            "ttest_ind ttest_rel"
        ),
        ask.without_mask,
    ),
}
"""Module of dask → its function → the answer."""
