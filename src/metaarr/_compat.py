"""What differs between the NumPy versions that metaarr supports, and nothing else.

Every other module is written as if there were one NumPy. What goes away with an old version goes away here.
"""

from collections.abc import Callable
from types import ModuleType
from typing import Any, Final

import numpy as np

NUMPY: Final = np.lib.NumpyVersion(np.__version__)

NO_VALUE: Final[object] = np._NoValue
"""What NumPy's own functions hand on for an argument that was not given."""


def present(module: ModuleType, *names: str) -> tuple[Callable[..., Any], ...]:
    """Those functions of ``module``, by name, that the running NumPy has."""
    return tuple(getattr(module, name) for name in names if hasattr(module, name))


def is_overridable(func: Callable[..., Any]) -> bool:
    """Whether the running NumPy asks ``__array_function__`` for `func`, which it does for ever more functions.

    The creation functions that only ask the argument ``like=`` are not told apart from functions that never ask.
    """
    return isinstance(func, type(np.sum))


def _signatures() -> dict[Callable[..., Any], str]:
    """Give the parameters of functions of which :func:`inspect.signature` gives none, or wrong ones."""
    # Their signature says that x may be named, their dispatcher that it may not.
    known: dict[Callable[..., Any], str] = dict.fromkeys(
        (np.unique_all, np.unique_counts, np.unique_inverse, np.unique_values), "x, /"
    )
    if NUMPY >= "2.5.0.dev0":
        return known
    known[np.fromstring] = "string, dtype=None, count=-1, *, sep, like=None"
    return known if NUMPY >= "2.4.0.dev0" else known | _BEFORE_2_4


_BEFORE_2_4: Final[dict[Callable[..., Any], str]] = {
    np.arange: "start_or_stop, /, stop=None, step=1, *, dtype=None, device=None, like=None",
    np.array: "object, dtype=None, *, copy=True, order='K', subok=False, ndmin=0, like=None",
    np.asanyarray: "a, dtype=None, order=None, *, device=None, copy=None, like=None",
    np.asarray: "a, dtype=None, order=None, *, device=None, copy=None, like=None",
    np.ascontiguousarray: "a, dtype=None, *, like=None",
    np.asfortranarray: "a, dtype=None, *, like=None",
    np.bincount: "x, /, weights=None, minlength=0",
    np.busday_count: "begindates, enddates, weekmask='1111100', holidays=(), busdaycal=None, out=None",
    np.busday_offset: "dates, offsets, roll='raise', weekmask='1111100', holidays=None, busdaycal=None, out=None",
    np.can_cast: "from_, to, casting='safe'",
    np.concatenate: "arrays, /, axis=0, out=None, *, dtype=None, casting='same_kind'",
    np.copyto: "dst, src, casting='same_kind', where=True",
    np.datetime_as_string: "arr, unit=None, timezone='naive', casting='same_kind'",
    np.dot: "a, b, out=None",
    np.empty: "shape, dtype=None, order='C', *, device=None, like=None",
    np.empty_like: "prototype, /, dtype=None, order='K', subok=True, shape=None, *, device=None",
    np.frombuffer: "buffer, dtype=None, count=-1, offset=0, *, like=None",
    np.fromfile: "file, dtype=None, count=-1, sep='', offset=0, *, like=None",
    np.fromiter: "iter, dtype, count=-1, *, like=None",
    np.inner: "a, b, /",
    np.is_busday: "dates, weekmask='1111100', holidays=None, busdaycal=None, out=None",
    np.lexsort: "keys, axis=-1",
    np.may_share_memory: "a, b, /, max_work=None",
    np.min_scalar_type: "a, /",
    np.packbits: "a, /, axis=None, bitorder='big'",
    np.putmask: "a, /, mask, values",
    np.ravel_multi_index: "multi_index, dims, mode='raise', order='C'",
    np.result_type: "*arrays_and_dtypes",
    np.shares_memory: "a, b, /, max_work=None",
    np.unpackbits: "a, /, axis=None, count=None, bitorder='big'",
    np.unravel_index: "indices, shape, order='C'",
    np.vdot: "a, b, /",
    np.where: "condition, x=None, y=None, /",
    np.zeros: "shape, dtype=None, order='C', *, device=None, like=None",
}

SIGNATURES: Final = _signatures()
"""Function → text of its parameters, where :func:`inspect.signature` fails or errs on the running NumPy."""
