"""An array like another one, with other data or other metadata."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np

from ._call import bare, is_ours
from ._construct import build, named
from ._proposal import ABSENT

if TYPE_CHECKING:
    from ._array import MetaArray

A = TypeVar("A", bound="MetaArray")


def replace(array: A, data: Any = None, /, **fields: Any) -> A:
    """Make an array of the same class and with the same metadata, but for what is given.

    Parameters
    ----------
    array
        An array of metaarr.
    data
        Its new values, bare numbers of the same shape; a copy of its own if there are none. With `units` they are in
        that unit; without data the array's own are converted to it.
    **fields
        Other metadata, by the keywords of the class.

    Returns
    -------
    MetaArray
        A new array, that shares no memory with `array`; it may share it with `data`.

    Raises
    ------
    ValueError
        For data of another shape.

    Examples
    --------
    >>> import numpy as np
    >>> import metaarr as mt
    >>> class Spectrum(mt.Quantity):
    ...     instrument = mt.PerArray(default=None)
    ...
    ...     def smooth(self):
    ...         return mt.replace(self, np.convolve(np.asarray(self), [0.25, 0.5, 0.25], "same"))
    >>> Spectrum([0.0, 4.0, 0.0], "W", instrument="SPIRE").smooth()
    Spectrum([1., 2., 1.], 'watt', instrument='SPIRE')
    """
    if not is_ours(array):
        raise TypeError(f"replace takes an array of metaarr, not a {type(array).__name__}")
    cls = type(array)
    given = named(cls, (), fields)
    if data is None:
        values = bare(array).copy("K")
    elif is_ours(data):
        raise TypeError("the new data of replace are bare numbers; pass np.asarray(data), and metadata by keyword")
    else:
        values = np.asarray(data)
    if values.shape != array.shape:
        raise ValueError(f"the new data have shape {values.shape}, the array has shape {array.shape}")
    metas = {kind: kind.copied(meta) for kind, meta in zip(cls._kinds, array._meta, strict=True)}
    if data is not None:
        metas |= {kind: ABSENT for kind in cls._kinds if len(kind.keywords) == 1 and kind.keywords[0] in given}
    made: A = build(cls, values, metas, given)
    return made
