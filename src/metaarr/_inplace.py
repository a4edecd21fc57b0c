"""Methods of ndarray with a signature of their own, or that change the array itself."""

from __future__ import annotations

import operator
from collections.abc import Callable
from typing import Any

import numpy as np

from . import _construct, _indexing
from ._call import Operand, Role, bare, is_ours
from ._errors import UnsupportedError
from ._fast.functions import call_function
from ._masks.fill import compute_visible
from ._run import attach, run_function

ndarray = np.ndarray


def reshape(self: Any, *shape: Any, order: Any = "C", copy: bool | None = None) -> Any:
    """Give the same elements in another shape; see :func:`numpy.reshape`."""
    new = shape[0] if len(shape) == 1 else shape
    keywords = {} if copy is None else {"copy": copy}
    return call_function(np.reshape, (self, new), {"order": order, **keywords})


def transpose(self: Any, *axes: Any) -> Any:
    """Permute the axes, given by number or by name; see :func:`numpy.transpose`."""
    order: Any = axes if axes else None
    if len(axes) == 1 and (axes[0] is None or isinstance(axes[0], (tuple, list))):
        order = axes[0]
    return call_function(np.transpose, (self, order), {})


def flatten(self: Any, order: Any = "C") -> Any:
    """Give a copy with one axis; see :meth:`numpy.ndarray.flatten`."""
    return call_function(np.ravel, (self.copy(), order), {})


def copy(self: Any, order: Any = "C") -> Any:
    """Copy data and metadata."""
    data = bare(self).copy(order)
    record = tuple(kind.copied(meta) for kind, meta in zip(self._kinds, self._meta, strict=True))
    return attach(data, type(self), record)


def astype(
    self: Any, dtype: Any, order: Any = "K", casting: Any = "unsafe", subok: bool = True, copy: bool = True
) -> Any:
    """Give the array with another dtype, metadata kept; ``subok=False`` gives the bare data."""
    hidden = next((meta for kind, meta in zip(self._kinds, self._meta, strict=True) if kind.hides), None)
    data = _cast(bare(self), hidden, dtype, order=order, casting=casting, copy=copy)
    if not subok:
        return data
    _check(self, data.dtype)
    if data.base is not None and np.may_share_memory(data, self):
        return attach(data, type(self), self._meta)
    return attach(data, type(self), tuple(k.copied(m) for k, m in zip(self._kinds, self._meta, strict=True)))


def _check(self: Any, dtype: Any) -> None:
    """Let every kind refuse a dtype that it cannot speak of."""
    if dtype is not self.dtype:
        for kind in self._kinds:
            kind.check_dtype(dtype)


def _cast(data: Any, hidden: Any, dtype: Any, **options: Any) -> Any:
    """Cast without warnings from hidden places."""
    if hidden is None or not hidden.any():
        return data.astype(dtype, **options)
    return compute_visible(lambda values: values.astype(dtype, **options), (data,), hidden)


def view(self: Any, *args: Any, **kwargs: Any) -> Any:
    """View as another class or dtype.

    ``x.view(np.ndarray)`` is the bare data. A dtype of the same size keeps the metadata; one of another size is
    refused, since elements would no longer be what the metadata speak of.
    """
    names = dict(zip(("dtype", "type"), args, strict=False)) | kwargs
    wanted = names.get("type", names.get("dtype"))
    if wanted is ndarray:
        return ndarray.view(self, *args, **kwargs)
    if not names or wanted is type(self):
        return _indexing.whole(self)
    if isinstance(wanted, type) and issubclass(wanted, ndarray):
        raise UnsupportedError(
            f"viewing a {type(self).__name__} as {wanted.__name__} would lose its metadata; "
            f"use np.asarray(x).view({wanted.__name__}), or metaarr.array(x) to add metadata. Where numpy.ma "
            "asked for the view: metaarr.from_ma(array) first"
        )
    data = bare(self).view(*args, **kwargs)
    if data.dtype.itemsize != self.dtype.itemsize:
        raise UnsupportedError(
            f"a view of {self.dtype} as {data.dtype} has other elements than the metadata speak of; "
            "use np.asarray(x).view(dtype)"
        )
    _check(self, data.dtype)
    return attach(data, type(self), self._meta)


def fill(self: Any, value: Any) -> None:
    """Set every element, as ``x[...] = value`` does."""
    self[...] = value


def item(self: Any, *args: Any) -> Any:
    """Give one element as a Python object: only where it means the same without metadata."""
    return _construct.meaning(self, "item()", args)


def tolist(self: Any) -> Any:
    """Give nested lists of Python objects: only where they mean the same without metadata."""
    return _construct.plain_list(self)


def sort(self: Any, axis: Any = -1, kind: Any = None, order: Any = None, *, stable: bool | None = None) -> None:
    """Sort in place; metadata of elements and labels move along."""
    ordered = run_function(np.sort, (self,), {"axis": axis, "kind": kind, "order": order, "stable": stable})
    _take_over(self, ordered)


def partition(self: Any, kth: Any, axis: Any = -1, kind: Any = "introselect", order: Any = None) -> None:
    """Partition in place; metadata of elements and labels move along."""
    _take_over(self, run_function(np.partition, (self, kth), {"axis": axis, "kind": kind, "order": order}))


def _take_over(self: Any, ordered: Any) -> None:
    """Write what `ordered` holds into `self`, companions through their own memory so that views follow."""
    if not self.flags.writeable:
        raise ValueError("the array is read-only; make a new one with np.sort or np.partition")
    record = dict(zip(ordered._kinds, ordered._meta, strict=True)) if is_ours(ordered) else {}
    lost = [kind.name for kind, meta in record.items() if kind not in self._index and not kind.is_neutral(meta)]
    if lost:
        raise UnsupportedError(
            f"the ordered array has {', '.join(lost)}, which this one has no place for; make a new one with np.sort"
        )
    for kind, meta in record.items():
        if kind in self._index:
            kind.overwrite(self, meta)
    bare(self)[...] = bare(ordered)


def contains(self: Any, value: Any) -> bool:
    """Whether some visible element equals `value`."""
    return bool(np.any(Operand(self == value, "", Role.ARRAY).visible))


def resize(self: Any, *new_shape: Any, refcheck: bool = True) -> None:
    """Refused: memory that metadata speak of does not change its size in place."""
    raise UnsupportedError("in-place resize would leave metadata behind; use np.resize(x, shape)")


def to_device(self: Any, device: str, /, *, stream: Any = None) -> Any:
    """Give the array itself: the only device is the CPU."""
    bare(self).to_device(device, stream=stream)
    return self


def _refused(name: str, remedy: str) -> Callable[..., Any]:
    def method(self: Any, *args: Any, **kwargs: Any) -> Any:
        raise UnsupportedError(f"{name} would lose the metadata of a {type(self).__name__}; {remedy}")

    method.__doc__ = f"Refused: it would lose metadata; {remedy}."
    return method


def dlpack(self: Any, **options: Any) -> Any:
    """Export the data by DLPack, where they mean the same without their metadata; see :meth:`numpy.ndarray.__dlpack__`.

    Raises
    ------
    UnsupportedError
        If metadata would be lost; the error names what drops them on purpose.
    """
    from .interop._parts import record_for

    record_for(self, "DLPack", ())
    return bare(self).__dlpack__(**options)


METHODS: dict[str, Callable[..., Any]] = {
    "reshape": reshape,
    "transpose": transpose,
    "flatten": flatten,
    "copy": copy,
    "astype": astype,
    "view": view,
    "fill": fill,
    "item": item,
    "tolist": tolist,
    "sort": sort,
    "partition": partition,
    "resize": resize,
    "to_device": to_device,
    "getfield": _refused("getfield", "use x[name]"),
    "setfield": _refused("setfield", "use x[name] = value"),
    "byteswap": _refused("byteswap", "use x.astype(x.dtype.newbyteorder())"),
    "dump": _refused("dump", "use pickle.dump(x, file)"),
    "dumps": _refused("dumps", "use pickle.dumps(x)"),
    "tofile": _refused("tofile", "use np.asarray(x).tofile(file)"),
    "__dlpack__": dlpack,
    "__round__": lambda self, digits=0: run_function(np.round, (self, digits or 0), {}),
    "__contains__": contains,
}


def _set_shape(self: Any, shape: Any) -> None:
    reshaped = reshape(self, shape)
    if not np.shares_memory(reshaped, self) and self.size:
        raise AttributeError("incompatible shape for in-place modification; use x.reshape(shape)")
    ndarray.shape.__set__(self, shape)  # type: ignore[attr-defined]
    if self._kinds:
        self._meta = reshaped._meta


def _set_refused(name: str) -> Callable[[Any, Any], None]:
    def setter(self: Any, value: Any) -> None:
        raise UnsupportedError(f"setting .{name} in place would leave metadata behind; make a new array instead")

    return setter


def _part(name: str) -> property:
    func = {"real": np.real, "imag": np.imag}[name]

    def getter(self: Any) -> Any:
        return run_function(func, (self,), {})

    def setter(self: Any, value: Any) -> None:
        operator.setitem(getter(self), Ellipsis, value)

    return property(getter, setter, doc=f"The {name} part; writing into it writes into the array.")


PROPERTIES: dict[str, property] = {
    "T": property(lambda self: call_function(np.transpose, (self,), {}), doc="The array with its axes reversed."),
    "mT": property(
        lambda self: call_function(np.matrix_transpose, (self,), {}), doc="The array with its last two axes swapped."
    ),
    "real": _part("real"),
    "imag": _part("imag"),
    "shape": property(ndarray.shape.__get__, _set_shape, doc="Tuple of axis lengths; setting it works like reshape."),
    "dtype": property(ndarray.dtype.__get__, _set_refused("dtype"), doc="Dtype of the data."),
    "strides": property(ndarray.strides.__get__, _set_refused("strides"), doc="Bytes to step along each axis."),
    "flat": property(
        _indexing.Flat, lambda self, value: operator.setitem(self.flat, Ellipsis, value), doc="The elements in C order."
    ),
}
