"""Functions that apply a function of the caller: it is given our arrays, and what it gives is put together again.

No kind can say beforehand what the caller's function does to metadata; the parts that come back carry the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
from numpy.lib.array_utils import normalize_axis_index

from ._axes.maps import Axis, AxisMap
from ._call import FunctionCall, bare, is_ours, kinds_of
from ._family import class_with
from ._kind import Kind
from ._per_axis import PerAxis
from ._run import attach, run_ufunc
from ._table import lookup


def apply_along_axis(func1d: Callable[..., Any], axis: Any, arr: Any, *args: Any, **kwargs: Any) -> Any:
    """Answer :func:`numpy.apply_along_axis`: lines are arrays of ours, with the labels of their axis.

    The results are joined as ``np.stack`` joins them (other units are converted to the first); the axes that were kept
    have the labels of `arr`, those of a result the labels that the first result has.
    """
    axis = normalize_axis_index(_numbered(np.apply_along_axis, (func1d, axis, arr)), arr.ndim)
    outer = arr.shape[:axis] + arr.shape[axis + 1 :]
    lines = np.moveaxis(_without(arr, PerAxis), axis, -1)
    labels = _axes_of(arr, AxisMap((Axis(axis),)))
    results = [
        np.asanyarray(func1d(_with(lines[place], (type(arr),), labels), *args, **kwargs))
        for place in np.ndindex(*outer)
    ]
    if not results:
        raise ValueError("np.apply_along_axis: there is no line to apply the function to: an axis has length 0")
    joined = np.stack([_without(result, PerAxis) for result in results]).reshape(outer + results[0].shape)
    kept = _axes_of(arr, AxisMap(tuple(Axis(i) for i in range(arr.ndim) if i != axis)))
    around = _with_axes_of(joined, _outer(outer, kept, results[0]), (*map(type, results), type(joined)))
    inner = range(len(outer), joined.ndim)
    return np.moveaxis(around, tuple(inner), tuple(range(axis, axis + len(inner))))


def apply_over_axes(func: Callable[..., Any], a: Any, axes: Any) -> Any:
    """Answer :func:`numpy.apply_over_axes`: the function sees arrays of ours, one axis after the other."""
    numbers = np.atleast_1d(np.asarray(_numbered(np.apply_over_axes, (func, a, axes))))
    result = a
    for number in numbers.ravel().tolist():
        axis = normalize_axis_index(number, a.ndim)
        answer = np.asanyarray(func(result, axis))
        if answer.ndim != a.ndim:
            answer = np.expand_dims(answer, axis)
        if answer.ndim != a.ndim:
            raise ValueError(
                f"np.apply_over_axes: the function gave an array of {answer.ndim - 1} axes for one of {a.ndim}; "
                "it may reduce one axis at most"
            )
        result = answer
    return result


def apply_along_fields(func: Callable[..., Any], arr: Any) -> Any:
    """Answer :func:`numpy.lib.recfunctions.apply_along_fields`: the fields become the last axis."""
    from numpy.lib.recfunctions import structured_to_unstructured

    return func(structured_to_unstructured(arr), axis=-1)


_APPLIED: Mapping[Callable[..., Any], Callable[..., Any]] = {
    np.apply_along_axis: apply_along_axis,
    np.apply_over_axes: apply_over_axes,
}


def answer_to(func: Callable[..., Any]) -> Callable[..., Any]:
    """Give what takes the place of a function of structure APPLY, with the same parameters."""
    return _APPLIED.get(func, apply_along_fields)  # the module of the third is slow to import


def _numbered(func: Callable[..., Any], args: tuple[Any, ...]) -> Any:
    """Give the axes of a call as numbers, whatever names kinds know for them."""
    row = lookup(func)
    assert row is not None
    call = FunctionCall(func, row, args, {})
    for kind in call.kinds():
        kind.arrange(call)
    return call.argument(row.axis[0])


Record = dict[Kind, Any]
"""Metadata by kind."""


def _axes_of(array: Any, axis_map: AxisMap) -> Record:
    """Metadata of the axes of `array` that `axis_map` keeps."""
    record = zip(kinds_of(array), array._meta, strict=True) if is_ours(array) else ()
    return {kind: kind.follow(meta, axis_map, array.shape) for kind, meta in record if isinstance(kind, PerAxis)}


def _without(array: Any, scope: type[Kind]) -> Any:
    """Give `array` without the kinds of a scope, sharing its memory."""
    if not is_ours(array):
        return array
    record = {k: m for k, m in zip(array._kinds, array._meta, strict=True) if not isinstance(k, scope)}
    return _made(array, (type(array),), record)


def _with(array: Any, classes: tuple[type, ...], more: Record) -> Any:
    """Give `array` with more metadata, as one of the classes where it has all kinds of that."""
    record = dict(zip(kinds_of(array), array._meta, strict=True)) if is_ours(array) else {}
    return _made(array, classes, record | more)


def _made(array: Any, classes: tuple[type, ...], record: Record) -> Any:
    data = bare(np.asanyarray(array))
    if not record:
        return data
    kinds = tuple(sorted(record, key=lambda kind: kind.order))
    return attach(data, class_with(classes, kinds), tuple(record[kind] for kind in kinds))


def _outer(shape: tuple[int, ...], kept: Record, result: Any) -> Any:
    """Make an array that has the axes of `shape`, with their metadata, and after them those of a result."""
    first = _with(np.zeros(shape, bool), (), kept)
    inner = _axes_of(result, AxisMap(tuple(Axis(i) for i in range(result.ndim))))
    last = _with(np.zeros(result.shape, bool), (), inner)
    return run_ufunc(np.logical_or, "outer", (first, last), {}) if kept or inner else None


def _with_axes_of(array: Any, template: Any, classes: tuple[type, ...]) -> Any:
    """Give `array` the axes of `template`, in the class that operands of `classes` have in common."""
    if template is None:
        return array
    return _with(array, tuple(dict.fromkeys(classes)), dict(zip(template._kinds, template._meta, strict=True)))
