"""Labels of products that sum over axes: which axes of the operands meet, written as :func:`numpy.einsum` writes it.

A rule gives one subscript for each axis of each factor, and those of the result. Axes of one subscript must have the
same name and the same labels; those that are not in the result are gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.lib.array_utils import normalize_axis_index, normalize_axis_tuple

from .._call import Call, Operand
from .._errors import DimsError
from .._kind import Kind
from .alignment import shared
from .coord import Coord
from .state import Labels, distinct

Subscripts = tuple[Hashable, ...]


class Factor(NamedTuple):
    """One operand, with a subscript for each of its axes."""

    operand: Operand
    subscripts: Subscripts


class Terms(NamedTuple):
    """The factors of a product, and the subscripts of the result."""

    factors: tuple[Factor, ...]
    result: Subscripts


class _Placed(NamedTuple):
    """A coordinate, and the subscripts of the axes that it lies along."""

    name: str
    coord: Coord
    subscripts: Subscripts


Rule = Callable[[Call], Terms]


def contracted(kind: Kind, call: Call, terms: Terms) -> Labels:
    """The labels of the result; raises where axes that meet differ."""
    factors = [(factor, factor.operand.metas[kind]) for factor in terms.factors if kind in factor.operand.metas]
    names: dict[Hashable, str | None] = {}
    for factor, labels in factors:
        for subscript, name in zip(factor.subscripts, labels.dims, strict=True):
            # A diagonal runs through several axes, and is none of them.
            own = name if factor.subscripts.count(subscript) == 1 else None
            names[subscript] = _one_name(call, names.get(subscript), own)
    sizes = _sizes(terms)
    placed = [list(_placed(factor, labels, sizes)) for factor, labels in factors]
    for subscript, name in names.items():
        if name is not None:
            meeting = [{p.name: p.coord for p in each if p.subscripts == (subscript,)} for each in placed]
            shared(meeting, (name,))
    dims = distinct(names.get(subscript) for subscript in terms.result)
    where = dict(zip(terms.result, dims, strict=True))
    kept = [{p.name: p.coord for p in each if _survives(p, where)} for each in placed]
    return Labels.trusted(dims, shared(kept, dims))


def _one_name(call: Call, known: str | None, name: str | None) -> str | None:
    if known is not None and name is not None and known != name:
        raise DimsError(
            f"{call.name}: axis {known!r} meets axis {name!r}; rename one of them with .rename, or drop the labels "
            "with .unlabeled"
        )
    return name if known is None else known


def _sizes(terms: Terms) -> dict[Hashable, int]:
    sizes: dict[Hashable, int] = {}
    for operand, subscripts in terms.factors:
        for subscript, size in zip(subscripts, operand.shape, strict=True):
            sizes[subscript] = size if sizes.get(subscript, 1) == 1 else sizes[subscript]
    return sizes


def _placed(factor: Factor, labels: Labels, sizes: Mapping[Hashable, int]) -> Iterable[_Placed]:
    """The coordinates along axes that are neither stretched nor part of a diagonal."""
    axes = {dim: axis for axis, dim in enumerate(labels.dims)}
    for name, coord in labels.coords.items():
        along = [axes[dim] for dim in coord.dims]
        subscripts = tuple(factor.subscripts[axis] for axis in along)
        whole = all(factor.operand.shape[axis] == sizes[s] for axis, s in zip(along, subscripts, strict=True))
        if whole and all(factor.subscripts.count(subscript) == 1 for subscript in subscripts):
            yield _Placed(name, coord, subscripts)


def _survives(placed: _Placed, where: Mapping[Hashable, str | None]) -> bool:
    return all(where.get(s) == dim for s, dim in zip(placed.subscripts, placed.coord.dims, strict=True))


# Which axes meet


def _axes(operand: Operand, mark: Hashable) -> list[Hashable]:
    """A subscript of its own for each axis."""
    return [(mark, axis) for axis in range(len(operand.shape))]


def _paired(call: Call, pairs: Callable[[Operand, Operand], Iterable[tuple[int, int]]]) -> Terms:
    """Sum over pairs of axes; the rest of the first operand comes before that of the second."""
    a, b = call.arrays
    of_a, of_b = _axes(a, "a"), _axes(b, "b")
    chosen = list(pairs(a, b))
    for i, j in chosen:
        of_b[j] = of_a[i]
    gone = {of_a[i] for i, _ in chosen}
    rest = [subscript for subscript in (*of_a, *of_b) if subscript not in gone]
    return Terms((Factor(a, tuple(of_a)), Factor(b, tuple(of_b))), tuple(rest))


def _dot(call: Call) -> Terms:
    return _paired(call, lambda a, b: [(-1, -min(len(b.shape), 2))] if a.shape and b.shape else [])


def _inner(call: Call) -> Terms:
    return _paired(call, lambda a, b: [(-1, -1)] if a.shape and b.shape else [])


def _vdot(call: Call) -> Terms:
    terms = _paired(call, lambda a, b: [(i, i) for i in range(len(a.shape))] if a.shape == b.shape else [])
    return terms._replace(result=())


def _outer(call: Call) -> Terms:
    a, b = call.arrays
    factors = (Factor(a, tuple(_axes(a, "a"))), Factor(b, tuple(_axes(b, "b"))))
    flat = [each.subscripts[0] if len(each.subscripts) == 1 else object() for each in factors]
    return Terms(factors, tuple(flat))


def _tensordot(call: Call) -> Terms:
    axes = call.argument("axes", 2)

    def pairs(a: Operand, b: Operand) -> Iterable[tuple[int, int]]:
        if isinstance(axes, (int, np.integer)):
            return zip(range(len(a.shape) - axes, len(a.shape)), range(axes), strict=True)
        ours, theirs = (
            normalize_axis_tuple(each, len(operand.shape)) for each, operand in zip(axes, (a, b), strict=True)
        )
        return zip(ours, theirs, strict=True)

    return _paired(call, pairs)


def _unrelated(axes: int | None = None) -> Rule:
    """Build the rule of a product all of whose axes are new (``axes``; as many as the operand of most if None)."""

    def rule(call: Call) -> Terms:
        factors = tuple(Factor(o, tuple(_axes(o, number))) for number, o in enumerate(call.arrays))
        ndim = max(len(o.shape) for o in call.arrays) if axes is None else axes
        return Terms(factors, tuple(object() for _ in range(ndim)))

    return rule


def _chain(call: Call) -> Terms:
    """Arrays multiplied as matrices in a row; the first and the last may be vectors."""
    first, *others = call.arrays
    factors = [Factor(first, tuple(_axes(first, 0)))]
    for number, operand in enumerate(others, 1):
        factors.append(Factor(operand, (factors[-1].subscripts[-1], *_axes(operand, number)[1:])))
    result = factors[0].subscripts[:-1] + factors[-1].subscripts[1:]
    return Terms(tuple(factors), result)


def _grid(call: Call) -> Terms:
    """Vectors that each lie along an axis of their own; the first two axes change places unless ``indexing="ij"``."""
    factors = tuple(Factor(o, tuple(_axes(o, number))) for number, o in enumerate(call.arrays))
    result = [f.subscripts[0] if len(f.subscripts) == 1 else object() for f in factors]
    if call.argument("indexing", "xy") == "xy":
        result[:2] = reversed(result[:2])
    return Terms(factors, tuple(result))


# Generalized ufuncs


def _generalized(ufunc: np.ufunc) -> Rule:
    """Build the rule of a ufunc that has a signature: axes of loops first, then those of the signature."""

    def rule(call: Call) -> Terms:
        if call.argument("axes") is not None:
            return _unrelated(_ndim_of_result(ufunc, call))(call)
        cores, result = _cores(ufunc, call.arrays)
        axis = call.argument("axis")
        factors = tuple(_looped(o, core, axis) for o, core in zip(call.arrays, cores, strict=True))
        loops = max(len(o.shape) - len(core) for o, core in zip(call.arrays, cores, strict=True))
        return Terms(factors, (*_loops(loops), *result))

    return rule


def _ndim_of_result(ufunc: np.ufunc, call: Call) -> int:
    cores, result = _cores(ufunc, call.arrays)
    return max(len(o.shape) - len(core) for o, core in zip(call.arrays, cores, strict=True)) + len(result)


def _cores(ufunc: np.ufunc, operands: Sequence[Operand]) -> tuple[list[Subscripts], Subscripts]:
    """The core axes of each operand and of the result, without optional ones that an operand is too short for."""
    assert ufunc.signature is not None
    left, _, right = ufunc.signature.replace(" ", "").partition("->")
    cores = [tuple(part.split(",")) if part else () for part in left[1:-1].split("),(")]
    missing = {
        name
        for core, operand in zip(cores, operands, strict=True)
        if len(operand.shape) < len(core)
        for name in core
        if name.endswith("?")
    }
    *ours, result = [tuple(name for name in core if name not in missing) for core in (*cores, _core_of(right))]
    return list(ours), result


def _core_of(text: str) -> tuple[str, ...]:
    return tuple(name for name in text[1:-1].split(",") if name)


def _loops(ndim: int) -> Subscripts:
    return tuple(("loop", axis - ndim) for axis in range(ndim))


def _looped(operand: Operand, core: Subscripts, axis: int | None) -> Factor:
    subscripts = [*_loops(len(operand.shape) - len(core)), *core]
    if axis is not None:
        subscripts.insert(normalize_axis_index(axis, len(subscripts)), subscripts.pop())
    return Factor(operand, tuple(subscripts))


def _cross(call: Call) -> Terms:
    """Vectors along one axis, element by element along the others."""
    a, b = call.arrays
    common = call.argument("axis")
    places = [call.argument(name, -1) if common is None else common for name in ("axisa", "axisb", "axisc")]
    factors = tuple(_looped(o, ("vector",), axis) for o, axis in zip((a, b), places, strict=False))
    result: list[Hashable] = [*_loops(max(len(a.shape), len(b.shape)) - 1)]
    vectors = {o.shape[axis] for o, axis in zip((a, b), places, strict=False)}
    if vectors != {2}:
        result.insert(normalize_axis_index(places[2], len(result) + 1), "vector" if vectors == {3} else object())
        factors = factors if vectors == {3} else tuple(_relabelled(f, n) for n, f in enumerate(factors))
    return Terms(factors, tuple(result))


def _relabelled(factor: Factor, number: int) -> Factor:
    """Vectors of two and of three components have no labels in common."""
    own = [("vector", number) if subscript == "vector" else subscript for subscript in factor.subscripts]
    return factor._replace(subscripts=tuple(own))


# einsum


def _einsum(call: Call) -> Terms:
    given, text = call.arrays, call.argument("operands")[0]
    if isinstance(text, str):
        texts, dots, result = text.replace(" ", "").partition("->")
        written = [_letters(part) for part in texts.split(",")]
        operands = given
        out = _letters(result) if dots else None
    else:
        pairs = len(given) // 2
        operands = given[0 : 2 * pairs : 2]
        written = [tuple(o.source) for o in given[1 : 2 * pairs : 2]]
        out = tuple(given[-1].source) if len(given) % 2 else None
    factors = tuple(_spelled_out(o, subscripts) for o, subscripts in zip(operands, written, strict=True))
    loops = max(sum(isinstance(s, tuple) for s in factor.subscripts) for factor in factors)
    if out is None:
        counts = Counter(s for subscripts in written for s in subscripts if s is not Ellipsis)
        out = (Ellipsis, *sorted(s for s, times in counts.items() if times == 1))  # type: ignore[type-var]
    return Terms(factors, tuple(s for sub in out for s in (_loops(loops) if sub is Ellipsis else (sub,))))


def _letters(text: str) -> Subscripts:
    return tuple(Ellipsis if letter == "." else letter for letter in text.replace("...", "."))


def _spelled_out(operand: Operand, subscripts: Subscripts) -> Factor:
    """The subscripts with those that an Ellipsis stands for."""
    loops = _loops(len(operand.shape) - len(subscripts) + 1)
    return Factor(operand, tuple(s for sub in subscripts for s in (loops if sub is Ellipsis else (sub,))))


# Systems of equations


def _solve(call: Call) -> Terms:
    """``a[..., i, j] x[..., j, k] = b[..., i, k]``; b may be one vector."""
    a, b = call.arrays
    columns: Subscripts = () if len(b.shape) == 1 else ("k",)
    factors = (_looped(a, ("i", "j"), None), _looped(b, ("i", *columns), None))
    loops = max(len(a.shape) - 2, len(b.shape) - 1 - len(columns))
    return Terms(factors, (*_loops(loops), "j", *columns))


RULES: dict[Callable[..., Any], Rule] = {
    np.dot: _dot,
    np.inner: _inner,
    np.vdot: _vdot,
    np.outer: _outer,
    np.linalg.outer: _outer,
    np.tensordot: _tensordot,
    np.linalg.tensordot: _tensordot,
    np.einsum: _einsum,
    np.linalg.multi_dot: _chain,
    np.cross: _cross,
    np.linalg.cross: _cross,
    np.kron: _unrelated(),
    np.convolve: _unrelated(1),
    np.correlate: _unrelated(1),
    np.linalg.matmul: _generalized(np.matmul),
    np.linalg.vecdot: _generalized(np.vecdot),
    np.linalg.solve: _solve,
    np.meshgrid: _grid,
    **{ufunc: _generalized(ufunc) for ufunc in (np.matmul, np.matvec, np.vecdot, np.vecmat)},
}
"""Function → which axes meet."""
