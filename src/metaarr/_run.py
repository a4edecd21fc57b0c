"""The pipeline: unpack → every kind proposes (all refusals here) → compute once on bare arrays → pack."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Any

import numpy as np

from ._call import Call, FunctionCall, Operand, Role, UfuncCall, is_ours
from ._compat import NO_VALUE
from ._errors import UnsupportedError
from ._family import class_with
from ._foreign import Stance, adopted, answer_of, refusal, stance
from ._kind import Kind
from ._masks.lines import box
from ._proposal import ABSENT, Proposal, flat_leaves
from ._structure import Structure
from ._table import lookup, ufunc_row

ndarray = np.ndarray
view = np.ndarray.view

_METHODS = {
    "reduce": Structure.REDUCE,
    "accumulate": Structure.ACCUMULATE,
    "reduceat": Structure.REDUCE,
    "at": Structure.ASSIGN,
}


OF_TRUTH = frozenset({np.logical_and, np.logical_or})
"""What ``np.all`` and ``np.any`` reduce by: of objects they give truth values, the ufuncs one of the objects."""


def run_function(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any], like: Any = None) -> Any:
    """Answer a call of a NumPy function (or of a function registered with us).

    NumPy hands the array that was given as ``like=`` over as the one that is asked, and no longer as an argument.
    """
    row = lookup(func)
    if row is None:
        raise UnsupportedError(
            f"{getattr(func, '__module__', '')}.{getattr(func, '__name__', func)} has no rule in metaarr; "
            "call it on np.asarray(x) and give the result its metadata yourself"
        )
    if func is np.where and len(args) == 1 and not kwargs:
        return run_function(np.nonzero, args, kwargs)  # NumPy's own short form
    if row.reduces is not None:
        return _run_reduction(row, func, args, kwargs)
    if row.structure is Structure.APPLY:
        return _run_applied(func, args, kwargs)
    if like is not None and "like" in row.values:
        kwargs = {**kwargs, "like": like}
    return execute(FunctionCall(func, row, args, kwargs))


def _run_reduction(row: Any, func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Answer ``np.sum`` and its like as the ufunc's ``reduce`` that they are."""
    bound = row.bind(func, args, kwargs)
    bound.setdefault("axis", None)
    array = bound.pop("a")
    if row.reduces in OF_TRUTH and isinstance(array, ndarray) and array.dtype.hasobject:
        bound.setdefault("dtype", np.bool_)
    if bound.get("out") is None:
        bound.pop("out", None)
    else:
        bound["out"] = (bound["out"],)
    return run_ufunc(row.reduces, "reduce", (array,), {k: v for k, v in bound.items() if v is not NO_VALUE})


def _run_applied(func: Callable[..., Any], args: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    from ._apply import answer_to

    return answer_to(func)(*args, **kwargs)


def run_ufunc(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """Answer a call of a ufunc or one of its methods."""
    for x in inputs:
        if stance(type(x)) is Stance.ANSWER:
            return answer_of(x)(ufunc, method, inputs, kwargs)
    if method == "outer":
        return _run_outer(ufunc, inputs, kwargs)
    return execute(_ufunc_call(ufunc, method, inputs, kwargs))


def run_in_place(ufunc: np.ufunc, a: Any, b: Any) -> Any:
    """Answer an operator that writes into its first operand."""
    call = _ufunc_call(ufunc, "__call__", (a, b), {"out": (a,)})
    call.in_place = True
    return execute(call)


def _ufunc_call(ufunc: np.ufunc, method: str, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> UfuncCall:
    row = ufunc_row(ufunc)
    if row is None:
        raise UnsupportedError(
            f"the ufunc {ufunc.__name__!r} has no rule in metaarr; "
            "call it on np.asarray(x) and give the result its metadata yourself"
        )
    return UfuncCall(ufunc, method, row, _METHODS.get(method, row.structure), inputs, kwargs)


def _run_outer(ufunc: np.ufunc, inputs: tuple[Any, ...], kwargs: dict[str, Any]) -> Any:
    """``ufunc.outer(a, b)`` is the ufunc of a, with an axis of length one for each of b's, and b."""
    a, b = (np.asanyarray(adopted(x)) for x in inputs)
    return run_ufunc(ufunc, "__call__", (a[(..., *([None] * b.ndim))], _apart(a, b)), kwargs)


def _apart(a: Any, b: Any) -> Any:
    """Give the second operand of an outer product, none of whose axes is one of the first's."""
    first = {} if not is_ours(a) else dict(zip(a._kinds, a._meta, strict=True))
    if not is_ours(b) or first.keys().isdisjoint(b._kinds):
        return b
    record = zip(b._kinds, b._meta, strict=True)
    return attach(
        view(b, ndarray), type(b), tuple(k.apart(meta, first[k], b.shape) if k in first else meta for k, meta in record)
    )


def _unify(call: Call, kinds: list[Kind]) -> list[Kind]:
    """Let one field speak for those of the same name that subclasses declared anew: the target's, or the newest."""
    target = next(iter(call.outs), call.operands[0] if call.structure is Structure.ASSIGN else None)
    for kind in [kind for kind in kinds if kind.replaces]:
        family = [other for other in kinds if other in kind.replaces]
        chosen = next((k for k in (kind, *family) if target is not None and k in target.metas), kind)
        for operand in call.operands:
            for other in (kind, *family):
                if other is not chosen and other in operand.metas:
                    operand.metas[chosen] = chosen.taken_over(operand.metas.pop(other))
    return call.kinds()


def execute(call: Call) -> Any:
    """Run a call through every kind that an operand carries."""
    kinds = call.kinds()
    if any(kind.replaces for kind in kinds):
        kinds = _unify(call, kinds)
    for kind in kinds:
        kind.arrange(call)
    for operand in call.operands:
        if operand.role is Role.OTHER or operand.role is Role.WHERE:
            for kind in list(operand.metas):
                kind.auxiliary(call, operand)
    kinds = call.kinds()
    answers = call.notes[Proposal] = {}  # for those asked later: what units say of the results
    for kind in kinds:
        answers[kind] = kind.answer(call)
    proposals = list(answers.values())
    prepare(call, proposals)
    compute = _computation(call, kinds, proposals)
    slots = call.slots
    result = call.run() if compute is None else compute(call)
    if call.structure is Structure.ASSIGN:
        return _committed(call, proposals)
    leaves = flat_leaves(result)
    metas = [proposal.metas(leaves) for proposal in proposals]
    if slots:
        return _delivered(call, kinds, leaves, metas, slots)
    packed = _packed(call, kinds, leaves, metas)
    return _nested(result, iter(packed))


def prepare(call: Call, proposals: Sequence[Proposal]) -> None:
    """Convert operands and set arguments as the kinds asked."""
    for proposal in proposals:
        if proposal.convert:
            for i, conversion in proposal.convert.items():
                call.operands[i].bare = conversion(call.operands[i].bare)
        if proposal.arguments:
            for name, value in proposal.arguments.items():
                call.set_argument(name, value)


def _computation(call: Call, kinds: Sequence[Kind], proposals: Sequence[Proposal]) -> Callable[[Call], Any] | None:
    """Give what replaces the bare call; two kinds that want different replacements are refused."""
    chosen: Callable[[Call], Any] | None = None
    for kind, proposal in zip(kinds, proposals, strict=True):
        if proposal.compute is None:
            continue
        if chosen is not None and chosen is not proposal.compute:
            raise call.refuse(f"{kind.name} and another kind both replace the computation", "drop one of them first")
        chosen = proposal.compute
    for proposal in proposals:
        if proposal.around is not None:
            chosen = _surrounded(proposal.around, chosen or type(call).run)
    return chosen


def _surrounded(
    around: Callable[[Call, Callable[[Call], Any]], Any], inner: Callable[[Call], Any]
) -> Callable[[Call], Any]:
    return lambda call: around(call, inner)


def _committed(call: Call, proposals: Sequence[Proposal]) -> None:
    """Bring companions up to date after a function wrote into its first operand."""
    for proposal in proposals:
        if proposal.commit is not None:
            proposal.commit()


def pack(
    bare_result: Any,
    types: tuple[type, ...],
    kinds: Sequence[Kind],
    metas: Sequence[Any],
    boxing: Callable[[Any], np.ndarray],
) -> Any:
    """View a bare result as the class that carries the metadata which are there."""
    present = [(kind, meta) for kind, meta in zip(kinds, metas, strict=True) if meta is not ABSENT]
    if not present:
        return bare_result[()] if isinstance(bare_result, ndarray) and bare_result.ndim == 0 else bare_result
    data = boxing(bare_result)
    for kind, _ in present:
        kind.check_dtype(data.dtype)
    cls = class_with(types, tuple(kind for kind, _ in present))
    return attach(data, cls, tuple(meta for _, meta in present))


def attach(data: np.ndarray, cls: type[Any], record: tuple[Any, ...]) -> Any:
    """View bare data as `cls` with the metadata `record`."""
    array = view(data, cls)
    array._meta = record
    return array


def boxed_number(value: Any) -> np.ndarray:
    """Give what a function answered as an array: a Python number is a number, not an object."""
    return np.asarray(value) if isinstance(value, (bool, int, float, complex)) else box(value)


def types_of(call: Call) -> tuple[type, ...]:
    """Classes of the operands that a result may inherit."""
    return tuple(type(o.source) for o in call.operands if o.metas and o.role in (Role.ARRAY, Role.VALUE))


def _packed(call: Call, kinds: Sequence[Kind], leaves: list[Any], metas: list[Sequence[Any]]) -> list[Any]:
    types = types_of(call)
    boxing = box if isinstance(call, UfuncCall) else boxed_number
    return [pack(leaf, types, kinds, [each[i] for each in metas], boxing) for i, leaf in enumerate(leaves)]


def _nested(result: Any, leaves: Any) -> Any:
    """Put packed leaves back into the tuple, named tuple or list that the function returned."""
    if isinstance(result, tuple):
        items = [_nested(item, leaves) for item in result]
        return type(result)(*items) if hasattr(result, "_fields") else tuple(items)
    if isinstance(result, list):
        return [_nested(item, leaves) for item in result]
    return next(leaves)


def _delivered(
    call: Call, kinds: Sequence[Kind], leaves: list[Any], metas: list[Sequence[Any]], slots: list[Operand | None]
) -> Any:
    """Check every output, then write the results, then bring the outputs' metadata up to date.

    Of several outputs some may be left out (``out=(None, q)``): those results are new arrays.
    """
    where = call.argument("where", True) if isinstance(call, UfuncCall) and call.method == "__call__" else True
    casting = call.argument("casting", "same_kind")
    results: list[Any] = _packed(call, kinds, leaves, metas) if None in slots else list(leaves)
    given = [(i, out) for i, out in enumerate(slots) if out is not None]
    values = {}
    for i, out in given:
        leaf = leaves[i]
        value = leaf if where is True else np.where(where, leaf, np.zeros((), np.asarray(leaf).dtype))
        for kind, each in zip(kinds, metas, strict=True):
            conversion = kind.deliver(call, out, each[i])
            if conversion is not None:
                value = conversion(value)
        _check_output(call, out, value, casting)
        values[i] = value
    for i, out in given:
        np.copyto(out.bare, values[i], casting=casting, where=where)
        for kind, each in zip(kinds, metas, strict=True):
            kind.written(call, out, each[i], where)
        results[i] = out.source
    return results[0] if len(results) == 1 else tuple(results)


def _check_output(call: Call, out: Operand, value: Any, casting: Any) -> None:
    """Raise what NumPy would, before anything is written."""
    dtype = np.asarray(value).dtype
    if not np.can_cast(dtype, out.bare.dtype, casting):
        in_place = isinstance(call, UfuncCall) and call.in_place
        raise call.refuse(
            f"cannot cast the result from {dtype} to the {out.bare.dtype} it is to be written into, "
            f"with casting rule {casting!r}",
            "make a new array: x = x + y" if in_place else "pass an out= of a dtype that holds it",
        )
    if not out.bare.flags.writeable:
        raise ValueError(f"{call.name}: out= is read-only")
    broadcasts = isinstance(call, UfuncCall) and call.method == "__call__"
    if np.shape(value) != out.shape and not (
        broadcasts and np.broadcast_shapes(np.shape(value), out.shape) == out.shape
    ):
        raise ValueError(f"{call.name}: out= has shape {out.shape}, the result has shape {np.shape(value)}")


def foreign(types: Iterable[type], func: Callable[..., Any]) -> bool:
    """Whether a function should be answered by another library's array type; raise where that would strip ours."""
    answer = False
    for kind in types:
        if stance(kind) in (Stance.REFUSE, Stance.ANSWER):
            raise refusal(kind, getattr(func, "__name__", str(func)))
        answer = answer or stance(kind) is Stance.DEFER
    return answer
